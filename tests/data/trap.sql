-- trap.sql: pg_dump succeeds, but a plain restore can NOT load the result: the CHECK of public.commande reads public.zz_client, whose rows come later in the dump.
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
CREATE TABLE public.aaa_avant (id integer PRIMARY KEY, t text);
INSERT INTO public.aaa_avant SELECT g, 'avant ' || g FROM generate_series(1, 100) g;
CREATE TABLE public.zz_client (id integer PRIMARY KEY, nom text);
INSERT INTO public.zz_client SELECT g, 'client ' || g FROM generate_series(1, 50) g;
CREATE FUNCTION public.client_existe(integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN EXISTS (SELECT FROM public.zz_client c WHERE c.id = $1); END $$;
CREATE TABLE public.commande (id integer PRIMARY KEY, client_id integer NOT NULL, CONSTRAINT commande_client_existe CHECK (public.client_existe(client_id)));
INSERT INTO public.commande SELECT g, 1 + g % 50 FROM generate_series(1, 1000) g;
RESET client_min_messages;
