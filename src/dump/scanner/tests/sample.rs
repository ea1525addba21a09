/// What `pg_dump` 15.18 writes for a small database that is full of traps.
pub(super) const SAMPLE: &str = r#"--
-- PostgreSQL database dump
--

\restrict WGxQIOuTPBnSyZ8P0ntknqSjohF8oySiFibFT7u0aMyfx4BS2WJ8Mawfv9tb2gE

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: É"x; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA "É""x";


ALTER SCHEMA "É""x" OWNER TO postgres;

--
-- Name: begin(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.begin() RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN true THEN 1
             ELSE 2
         END AS "case";
 SELECT 2;
END;


ALTER FUNCTION public.begin() OWNER TO postgres;

--
-- Name: piege(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.piege() RETURNS text
    LANGUAGE plpgsql
    AS $_$
BEGIN
  -- COPY public.eleves (id) FROM stdin;
  RETURN 'COPY public.faux (id) FROM stdin;
1
\.

--
-- PostgreSQL database dump complete
--
' || $$ it's; $$ || $bod$;$bod$;
END $_$;


ALTER FUNCTION public.piege() OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: eleves; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.eleves (
    id integer,
    "from stdin" text,
    note text
);


ALTER TABLE public.eleves OWNER TO postgres;

--
-- Name: TABLE eleves; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.eleves IS 'it''s; \ "x"
--
-- PostgreSQL database dump complete
--
\.
';


--
-- Name: v; Type: VIEW; Schema: public; Owner: postgres
--

CREATE VIEW public.v AS
 SELECT (eleves.id - '-1'::integer) AS m,
    'a\''b;'::text AS t,
    'é;'::text AS u,
    'c''d;'::text AS w
   FROM public.eleves;


ALTER TABLE public.v OWNER TO postgres;

--
-- Name: vide; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.vide (
    x integer
);


ALTER TABLE public.vide OWNER TO postgres;

--
-- Name: copy t from stdin;; Type: TABLE; Schema: É"x; Owner: postgres
--

CREATE TABLE "É""x"."copy t from stdin;" (
    "a;b" text
);


ALTER TABLE "É""x"."copy t from stdin;" OWNER TO postgres;

--
-- Name: 16400; Type: BLOB; Schema: -; Owner: postgres
--

SELECT pg_catalog.lo_create('16400');


ALTER LARGE OBJECT 16400 OWNER TO postgres;

--
-- Name: LARGE OBJECT 16400; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON LARGE OBJECT 16400 IS 'SELECT pg_catalog.lo_create(''1'');';


--
-- Name: 16401; Type: BLOB; Schema: -; Owner: postgres
--

SELECT pg_catalog.lo_create('16401');


ALTER LARGE OBJECT 16401 OWNER TO postgres;

--
-- Data for Name: eleves; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.eleves (id, "from stdin", note) FROM stdin;
1	\\.	-- PostgreSQL database dump complete\n\\.
2	\N	
3	tab\t"'\\	\r\n--\n-- PostgreSQL database dump complete\n--\n
\.


--
-- Data for Name: vide; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.vide (x) FROM stdin;
\.


--
-- Data for Name: copy t from stdin;; Type: TABLE DATA; Schema: É"x; Owner: postgres
--

COPY "É""x"."copy t from stdin;" ("a;b") FROM stdin;
\\
\\.
COPY x FROM stdin;
-- PostgreSQL database dump complete
\.


--
-- Data for Name: BLOBS; Type: BLOBS; Schema: -; Owner: -
--

BEGIN;

SELECT pg_catalog.lo_open('16400', 131072);
SELECT pg_catalog.lowrite(0, '\x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c');
SELECT pg_catalog.lo_close(0);

SELECT pg_catalog.lo_open('16401', 131072);
SELECT pg_catalog.lo_close(0);

COMMIT;

--
-- Name: vide r; Type: RULE; Schema: public; Owner: postgres
--

CREATE RULE r AS
    ON INSERT TO public.vide DO ( DELETE FROM public.vide
  WHERE (vide.x = 1);

 NOTIFY n;
);


--
-- PostgreSQL database dump complete
--

\unrestrict WGxQIOuTPBnSyZ8P0ntknqSjohF8oySiFibFT7u0aMyfx4BS2WJ8Mawfv9tb2gE

"#;
