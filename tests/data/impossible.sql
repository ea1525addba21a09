-- impossible.sql: pg_dump succeeds, and nothing can load the result: what computes the column raises an error by now.
CREATE FUNCTION public.part(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN $1; END $$;
CREATE TABLE public.avant (id integer PRIMARY KEY, t text);
INSERT INTO public.avant SELECT g, 'avant ' || g FROM generate_series(1, 100) g;
CREATE TABLE public.commande (id integer PRIMARY KEY, part integer GENERATED ALWAYS AS (public.part(id)) STORED);
INSERT INTO public.commande SELECT g FROM generate_series(1, 1000) g;
CREATE OR REPLACE FUNCTION public.part(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 1 / ($1 - 500); END $$;
