--
-- PostgreSQL database dump
--

SET client_encoding = 'UNICODE';
SET standard_conforming_strings = off;
SET check_function_bodies = false;
SET client_min_messages = warning;
SET escape_string_warning = off;

--
-- Name: SCHEMA public; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA public IS 'Standard public schema';


--
-- Name: autre; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA autre;


ALTER SCHEMA autre OWNER TO postgres;

--
-- Name: plpgsql; Type: PROCEDURAL LANGUAGE; Schema: -; Owner: postgres
--

CREATE PROCEDURAL LANGUAGE plpgsql;


ALTER PROCEDURAL LANGUAGE plpgsql OWNER TO postgres;

SET search_path = public, pg_catalog;

SET default_tablespace = '';

SET default_with_oids = false;

--
-- Name: ville; Type: TABLE; Schema: public; Owner: postgres; Tablespace: 
--

CREATE TABLE ville (
    nom text
);


ALTER TABLE public.ville OWNER TO postgres;

SET search_path = autre, pg_catalog;

--
-- Name: ville; Type: TABLE; Schema: autre; Owner: postgres; Tablespace: 
--

CREATE TABLE ville (
    nom text DEFAULT 'c''est \\ \'ici\''::text
);


ALTER TABLE autre.ville OWNER TO postgres;

SET search_path = public, pg_catalog;

--
-- Data for Name: ville; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY ville (nom) FROM stdin;
Sète
\.


SET search_path = autre, pg_catalog;

--
-- Data for Name: ville; Type: TABLE DATA; Schema: autre; Owner: postgres
--

COPY ville (nom) FROM stdin;
a\\b
\.


--
-- Name: public; Type: ACL; Schema: -; Owner: postgres
--

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM postgres;
GRANT ALL ON SCHEMA public TO postgres;
GRANT ALL ON SCHEMA public TO PUBLIC;


--
-- PostgreSQL database dump complete
--

