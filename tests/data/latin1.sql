-- latin1.sql: for a database made with ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0. This file is UTF-8; the dump of the database is not.
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
DO $check$ BEGIN IF current_setting('server_encoding') <> 'LATIN1' THEN RAISE EXCEPTION 'latin1.sql needs a LATIN1 database, this one is %', current_setting('server_encoding'); END IF; END $check$;
CREATE SCHEMA "Schéma été";
CREATE TYPE public."état" AS ENUM ('créé', 'terminé', 'annulé');
CREATE TABLE public."Élève" ("n°" integer PRIMARY KEY, "prénom" text NOT NULL, "Ça" text DEFAULT 'défaut é', note text, "état" public."état");
INSERT INTO public."Élève"
SELECT g, (ARRAY['Élodie', 'Zoë', 'Noël', 'Aïcha', 'Øyvind', 'José', 'Jürgen', 'Françoise', 'Ægir'])[1 + g % 9], NULL, md5(g::text) || ' « à bientôt » £ ¥ ½ ß ÿ ' || g, (ARRAY['créé', 'terminé', 'annulé'])[1 + g % 3]::public."état"
FROM generate_series(1, 3000) g;
CREATE TABLE "Schéma été"."données" (id integer PRIMARY KEY, "é" text);
INSERT INTO "Schéma été"."données" SELECT g, convert_from(set_byte('\x00'::bytea, 0, g), 'LATIN1') FROM generate_series(1, 255) g;
INSERT INTO "Schéma été"."données" VALUES (1000, E'\\.\né\t\\N\r\n'), (1001, ''), (1002, NULL), (1003, '-- PostgreSQL database dump complete'), (1004, repeat('ÿþý', 5000));
COMMENT ON TABLE public."Élève" IS 'Élèves : « à bientôt » ß
\.
';
CREATE FUNCTION public."été"() RETURNS text LANGUAGE plpgsql AS $$ BEGIN /* é ' */ RETURN 'ÀÉÈÇÿ \.'; END $$;
CREATE INDEX "idx prénom" ON public."Élève" ("prénom");
CREATE VIEW public."vue élève" AS SELECT "n°", 'é' || "prénom" AS "é" FROM public."Élève" WHERE "état" = 'créé';
RESET client_min_messages;
