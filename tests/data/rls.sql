-- rls.sql: sauv_limited (LOGIN) may SELECT every table but row security hides 7 of the 10 rows of public.dossiers from it. A backup by that role must fail, never hold 3 rows.
SET client_encoding = 'UTF8';
DO $role$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sauv_limited') THEN CREATE ROLE sauv_limited LOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END
$role$;
CREATE TABLE public.dossiers (id integer PRIMARY KEY, proprietaire text NOT NULL, contenu text);
INSERT INTO public.dossiers SELECT g, CASE WHEN g <= 3 THEN 'sauv_limited' ELSE 'autre' END, 'dossier ' || g FROM generate_series(1, 10) g;
CREATE TABLE public.ouverte (id integer PRIMARY KEY, t text);
INSERT INTO public.ouverte SELECT g, 'ligne ' || g FROM generate_series(1, 20) g;
ALTER TABLE public.dossiers ENABLE ROW LEVEL SECURITY;
CREATE POLICY les_siens ON public.dossiers FOR SELECT TO sauv_limited USING (proprietaire = CURRENT_USER);
GRANT USAGE ON SCHEMA public TO sauv_limited;
GRANT SELECT ON public.dossiers, public.ouverte TO sauv_limited;
