-- denied.sql: sauv_limited (LOGIN) may SELECT public.lisible but not public.secret. A backup by that role must fail.
SET client_encoding = 'UTF8';
DO $role$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sauv_limited') THEN CREATE ROLE sauv_limited LOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END
$role$;
CREATE TABLE public.lisible (id integer PRIMARY KEY, t text);
INSERT INTO public.lisible SELECT g, 'ligne ' || g FROM generate_series(1, 20) g;
CREATE TABLE public.secret (id integer PRIMARY KEY, t text);
INSERT INTO public.secret SELECT g, md5(g::text) FROM generate_series(1, 20) g;
GRANT USAGE ON SCHEMA public TO sauv_limited;
GRANT SELECT ON public.lisible TO sauv_limited;
REVOKE ALL ON public.secret FROM PUBLIC;
