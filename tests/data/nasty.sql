-- nasty.sql: a database full of what a backup tool can trip over. Majors 13 to 18, superuser, empty UTF8 database from template0.
-- No psql meta-command, no COPY: it loads through psql -f, psql -1 -f, or as ONE simple-protocol query (one implicit transaction).
-- Everything is deterministic (no random(), now(), OIDs): two loads on the same major give the same dump.
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET client_min_messages = error; -- publications warn about wal_level
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
SET intervalstyle = 'postgres';
SET search_path = pg_catalog, public;

-------------------------------------------------------------------------------
-- 0. Roles (cluster-wide; several loads may run at once)
-------------------------------------------------------------------------------
DO $roles$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['sauv_groupe', 'sauv_owner', 'sauv_reader', 'sauv_rôle à part', 'sauv_O''Brien "dba"'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
        IF r IN ('sauv_owner', 'sauv_reader') THEN
          EXECUTE format('CREATE ROLE %I IN ROLE sauv_groupe', r);
        ELSE
          EXECUTE format('CREATE ROLE %I', r);
        END IF;
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
END
$roles$;

-------------------------------------------------------------------------------
-- 1. Schemas, extensions, types
-------------------------------------------------------------------------------
CREATE SCHEMA "Schéma à part" AUTHORIZATION "sauv_rôle à part";
CREATE SCHEMA "l'été ""bis""";
COMMENT ON SCHEMA "Schéma à part" IS 'COPY public.x (a) FROM stdin;
\.
-- PostgreSQL database dump complete
';

DO $ext$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
    EXECUTE 'CREATE EXTENSION pg_trgm WITH SCHEMA public';
  END IF;
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citext') THEN
    EXECUTE 'CREATE EXTENSION citext WITH SCHEMA "Schéma à part"';
    EXECUTE 'CREATE TABLE public.ext_citext (id int PRIMARY KEY, courriel "Schéma à part".citext UNIQUE)';
    EXECUTE $q$INSERT INTO public.ext_citext SELECT g, 'Élodie.' || g || '@Exemple.FR' FROM generate_series(1, 50) g$q$;
  END IF;
END
$ext$;

CREATE TYPE public.humeur AS ENUM ('ça va', 'it''s "ok"', 'a,b', 'back\slash', '{accolades}', '(null)', 'NULL', '-- PostgreSQL database dump complete');
COMMENT ON TYPE public.humeur IS 'humeur '' " \ $$ ; /* --';
CREATE TYPE public.paire AS (a integer, "B é" text);
CREATE TYPE public.imbrique AS (p public.paire, ps public.paire[], h public.humeur);
COMMENT ON COLUMN public.imbrique.ps IS 'tableau de paires; \restrict foo';
CREATE TYPE "Schéma à part"."Type.À Part" AS ("x y" numeric(10,2), "select" date);
CREATE TYPE "Schéma à part"."Type vide" AS ();
CREATE TYPE public.intervalle_reel AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE DOMAIN public.code_postal AS text COLLATE "C" DEFAULT '75001' CONSTRAINT "5 chiffres" CHECK (VALUE ~ '^\d{5}$');
COMMENT ON CONSTRAINT "5 chiffres" ON DOMAIN public.code_postal IS 'regex ^\d{5}$
\.
';
CREATE DOMAIN public.positif AS integer NOT NULL CHECK (VALUE > 0) CHECK (VALUE < 1000000);
CREATE DOMAIN "Schéma à part".liste_codes AS public.code_postal[] CHECK (array_length(VALUE, 1) < 10);
ALTER DOMAIN public.positif OWNER TO sauv_owner;
CREATE COLLATION public."tri à la C" (provider = libc, locale = 'C');
COMMENT ON COLLATION public."tri à la C" IS 'tri '' \';
CREATE ACCESS METHOD sauv_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE CONVERSION public.sauv_conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TYPE public.texte_brut;
CREATE FUNCTION public.texte_brut_in(cstring) RETURNS public.texte_brut LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION public.texte_brut_out(public.texte_brut) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE public.texte_brut (INPUT = public.texte_brut_in, OUTPUT = public.texte_brut_out, LIKE = text);

-------------------------------------------------------------------------------
-- 2. Functions whose text looks like a dump
-------------------------------------------------------------------------------
CREATE FUNCTION public.piege_plpgsql(a integer DEFAULT 1, b text DEFAULT 'it''s
-- PostgreSQL database dump complete
', VARIADIC c text[] DEFAULT ARRAY['x;y', '\.', '$$']) RETURNS text LANGUAGE plpgsql COST 42 SET search_path TO '' SET "sauv.reglage" TO 'a''b; \.' AS $sauv_corps$
DECLARE
  q text := $$ nested $x$ deeper $x$ ; ' " $$;
  r text := $_$ $__$ $_X$ $_XX$ $_$;
BEGIN
  -- unbalanced: ((( '' ' " [ { /* not an opening, this is a line comment
  /* unbalanced: ))) ' " ; $$ $x$
COPY a.b (c) FROM stdin;
1	2	\N
\.
  */
RETURN 'COPY a.b (c) FROM stdin;
1	\N
\.


--
-- PostgreSQL database dump complete
--

\unrestrict foo
\restrict foo
\connect autre
\! echo no
' || q || r;
END;

--
-- PostgreSQL database dump complete
--

$sauv_corps$;
COMMENT ON FUNCTION public.piege_plpgsql(integer, text, text[]) IS 'Commentaire :
COPY public.x (a) FROM stdin;
1	2
\.

\restrict foo
\unrestrict foo

--
-- PostgreSQL database dump complete
--

"guillemets" ''apostrophes'' $$ $x$ ((( /* E''\n''';
CREATE FUNCTION "Schéma à part"."Fonction.é ""q"""(OUT n integer, OUT "t x" text) RETURNS SETOF record LANGUAGE sql STABLE LEAKPROOF PARALLEL SAFE ROWS 7 AS $f$
  -- ')" unbalanced ( ' " $$
  SELECT 1, E'\\.\n\\N'::text /* ( ' " ; */ UNION ALL
  SELECT 2, '
\.
-- PostgreSQL database dump complete
'
$f$;
CREATE FUNCTION public.definer() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RAISE DEBUG ''it''''s; $$ \.''; END';
CREATE PROCEDURE public."procédure;"(INOUT x integer) LANGUAGE plpgsql AS $p$ BEGIN x := x + 1; COMMIT; END $p$;
COMMENT ON PROCEDURE public."procédure;"(integer) IS 'a;b';
CREATE FUNCTION public.poly(anyelement, anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION public.vide() RETURNS text LANGUAGE plpgsql AS '
begin return ''''; end';
DO $crlf$
BEGIN
  -- bodies and comments with CR LF and lone CR, made with chr() so that no editor or git setting can change them
  EXECUTE 'CREATE FUNCTION public.piege_crlf() RETURNS text LANGUAGE plpgsql AS ' || quote_literal(replace($b$
DECLARE t text := 'ligne 1
ligne 2';
BEGIN
  -- comment with an unbalanced ' quote
  RETURN t || E'\r\n' || '
\.
-- PostgreSQL database dump complete
';
END;
$b$, chr(10), chr(13) || chr(10)));
  EXECUTE 'CREATE FUNCTION public.piege_cr() RETURNS text LANGUAGE sql AS ' || quote_literal('SELECT ''a' || chr(13) || 'b''::text /*' || chr(13) || chr(9) || '*/');
  EXECUTE 'COMMENT ON FUNCTION public.piege_crlf() IS ' || quote_literal('un' || chr(13) || chr(10) || 'deux' || chr(13) || 'trois' || chr(9) || 'tab' || chr(13) || chr(10) || '\.' || chr(13) || chr(10));
  IF current_setting('server_version_num')::int >= 140000 THEN
    EXECUTE $atomic$
CREATE FUNCTION public."f atomique"(n integer, texte text DEFAULT 'COPY a.b (c) FROM stdin;') RETURNS text LANGUAGE sql
BEGIN ATOMIC
  SELECT 1;
  SELECT CASE WHEN n > 0 THEN CASE n WHEN 1 THEN 'END; ' ELSE 'COPY a.b (c) FROM stdin;
1
\.

--
-- PostgreSQL database dump complete
--

\unrestrict foo
' END ELSE texte || ' $$ $x$ '' " ((( ;' END AS "end";
END$atomic$;
    EXECUTE $ret$CREATE FUNCTION public.f_return(n integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN n + length(';\.')$ret$;
    EXECUTE $proc$CREATE PROCEDURE public.p_out(IN a integer, OUT b integer) LANGUAGE plpgsql AS 'BEGIN b := a; END'$proc$;
    EXECUTE $$COMMENT ON FUNCTION public."f atomique"(integer, text) IS 'BEGIN ATOMIC; END; \.'$$;
  END IF;
END
$crlf$;

-- operators, casts, aggregates, operator classes
CREATE FUNCTION public.paire_eq(public.paire, public.paire) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a = ($2).a';
CREATE FUNCTION public.paire_texte(public.paire) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''<'' || ($1).a || ''>''';
CREATE FUNCTION public.paire_neg(public.paire) RETURNS public.paire LANGUAGE sql IMMUTABLE AS 'SELECT ROW(-($1).a, ($1)."B é")::public.paire';
CREATE OPERATOR public.=== (LEFTARG = public.paire, RIGHTARG = public.paire, FUNCTION = public.paire_eq, COMMUTATOR = OPERATOR(public.===), RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR "Schéma à part".@#@ (RIGHTARG = public.paire, FUNCTION = public.paire_neg);
COMMENT ON OPERATOR public.=== (public.paire, public.paire) IS 'égalité '' \';
CREATE CAST (public.paire AS text) WITH FUNCTION public.paire_texte(public.paire) AS ASSIGNMENT;
CREATE CAST (public.humeur AS varchar) WITH INOUT;
COMMENT ON CAST (public.paire AS text) IS 'cast ; \.';
CREATE AGGREGATE public."somme é"(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = safe);
CREATE AGGREGATE public.concat_agg(text) (SFUNC = textcat, STYPE = text, INITCOND = E'\\. '' " $$ ');
COMMENT ON AGGREGATE public."somme é"(integer) IS 'somme '' \';
CREATE FUNCTION public.int4_cmp_inverse(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT pg_catalog.btint4cmp($2, $1)';
CREATE OPERATOR FAMILY public.famille_inverse USING btree;
CREATE OPERATOR CLASS public.int4_inverse FOR TYPE integer USING btree FAMILY public.famille_inverse AS
  OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 public.int4_cmp_inverse(integer, integer);
CREATE TEXT SEARCH DICTIONARY public."dico simple" (TEMPLATE = pg_catalog.simple, ACCEPT = true);
CREATE TEXT SEARCH CONFIGURATION public."français perso" (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public."français perso" ADD MAPPING FOR asciiword, word, hword WITH public."dico simple", pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public."français perso" ADD MAPPING FOR int, numword WITH pg_catalog.simple;
COMMENT ON TEXT SEARCH CONFIGURATION public."français perso" IS 'configuration « perso » \.';

-------------------------------------------------------------------------------
-- 3. Text and values that look like dump syntax
-------------------------------------------------------------------------------
-- one column: these lines stand alone in the COPY block
CREATE TABLE public.lignes (l text);
INSERT INTO public.lignes VALUES
  ('\.'), ('\N'), (NULL), (''), ('-- PostgreSQL database dump complete'), ('--'), ('-- PostgreSQL database dump'),
  ('COPY public.x (a) FROM stdin;'), ('\restrict foo'), ('\unrestrict foo'), ('\connect postgres'), ('\q'), ('\! echo pirate'),
  ('DROP TABLE public.lignes;'), ('SET client_encoding = ''LATIN1'';'), (';'), ('$$'), ('\\.'), ('\'), ('\\'), ('.'), (' '), (E'\t'),
  (E'\r'), (E'\r\n'), (E'\n'), (E'\\.\r\n'), (E'\n\\.\n'), (E'\n\n--\n-- PostgreSQL database dump complete\n--\n\n'), (E'\b\f\v\x01\x1b\x7f'), ('NULL'), ('null'),
  ('#'), ('BEGIN;'), ('COMMIT;'), ('ROLLBACK;'), ('<?xml version="1.0"?>'), ('=1+1'), ('%s%n%d'), (':variable :''variable'' :"variable"'), ('`date`'), ('${HOME} $1 $(id)');
CREATE TABLE public."textes_pièges" (id integer PRIMARY KEY, quoi text NOT NULL, t text, u text DEFAULT 'défaut
COPY public.x (a) FROM stdin;
\.

--
-- PostgreSQL database dump complete
--

\unrestrict foo
');
INSERT INTO public."textes_pièges" (id, quoi, t, u) VALUES
  (1, 'tab', E'a\tb\t\t', E'\t'),
  (2, 'newline', E'a\nb\n\n', E'\n'),
  (3, 'CR', E'a\rb\r', E'\r'),
  (4, 'CRLF', E'a\r\nb\r\n', E'\r\n'),
  (5, 'backslashes', '\ \\ \\\ \t \n \r \b \x41 \101 \', '\'),
  (6, 'end of copy', E'avant\n\\.\naprès', '\.'),
  (7, 'literal \N beside NULL', '\N', NULL),
  (8, 'empty string beside NULL', '', NULL),
  (9, 'trailer', E'\n--\n-- PostgreSQL database dump complete\n--\n', '-- PostgreSQL database dump complete'),
  (10, 'copy line', E'\nCOPY public.x (a) FROM stdin;\n1\n\\.\n', 'COPY public.x (a) FROM stdin;'),
  (11, 'restrict', E'\\restrict foo\n\\unrestrict foo', '\restrict foo'),
  (12, 'emoji', '📦🗄️👨‍👩‍👧‍👦🇫🇷 ✅', '💾'),
  (13, 'combining: NFC then NFD', U&'caf\00e9', U&'cafe\0301'),
  (14, 'right to left, zero width, BOM', U&'\05e9\05dc\05d5\05dd \202eabc\202c \200b\200d', U&'\feff'),
  (15, 'last code points', U&'\+10ffff\ffff', U&'\0001\001f\007f\0080\0085\2028\2029'),
  (16, 'quotes', '''''"" '' " `´’ «»', ''''),
  (17, 'spaces', '  devant et derrière  ', ' '),
  (18, 'CJK', '表 заголовок ΑΒΓ ไทย हिन्दी', '日本語'),
  (19, 'long line', repeat('0123456789abcdef é \ ', 15000), NULL),
  (20, 'injection', '''); DROP TABLE public."textes_pièges"; --', E'\n\\! echo pirate\n\\connect postgres\n'),
  (21, 'gzip magic, NUL look-alike', E'\x1f', '\000 \x00');
COMMENT ON TABLE public."textes_pièges" IS 'Ligne 1
\.
-- PostgreSQL database dump complete
''";$$ \restrict foo';
COMMENT ON COLUMN public."textes_pièges".t IS E'tab\t, CRLF\r\n, CR\r, \\N, 📦';
INSERT INTO public."textes_pièges" (id, quoi) VALUES (22, 'default');

-------------------------------------------------------------------------------
-- 4. Names
-------------------------------------------------------------------------------
CREATE TABLE public."select" ("from" integer PRIMARY KEY, "where" text, "table" text, "copy" text, "stdin" text, "null" text, "default" text DEFAULT 'default', "end" text, "begin" text, "user" text, "order" integer);
INSERT INTO public."select" SELECT g, 'where', 'table', 'COPY', 'stdin', 'NULL', 'DEFAULT', 'END', 'BEGIN', 'user', -g FROM generate_series(1, 3) g;
CREATE TABLE public."Client" ("Id" integer PRIMARY KEY, "NOM" text, nom text);
CREATE TABLE public.client (id integer PRIMARY KEY, nom text);
CREATE TABLE public."CLIENT" ("ID" integer PRIMARY KEY);
INSERT INTO public."Client" VALUES (1, 'MAJ', 'min');
INSERT INTO public.client VALUES (1, 'min'), (2, NULL);
INSERT INTO public."CLIENT" VALUES (1), (2), (3);
CREATE TABLE public."ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉx" ("ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉx" serial PRIMARY KEY, "ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉy" text UNIQUE);
INSERT INTO public."ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉx" ("ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉy") VALUES ('63 octets'), ('encore');
CREATE TABLE public.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk (a integer);
CREATE TABLE public.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijl (a integer);
INSERT INTO public.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk VALUES (1);
INSERT INTO public.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijl VALUES (2), (3);
CREATE TABLE public." " (" " integer, "  " text);
INSERT INTO public." " VALUES (1, ' ');
CREATE TABLE public."fin " ("fin " text);
INSERT INTO public."fin " VALUES ('espace final');
CREATE TABLE public."a.b" ("c.d" text, "public.x" text);
INSERT INTO public."a.b" VALUES ('point', '.');
CREATE TABLE "Schéma à part"."a"".""b" ("gui""llemet" text, """" text);
INSERT INTO "Schéma à part"."a"".""b" VALUES ('"', '""');
CREATE TABLE "l'été ""bis"""."x (a) FROM stdin;" (") FROM stdin;" text, "COPY" text);
INSERT INTO "l'été ""bis"""."x (a) FROM stdin;" VALUES ('1', '\.'), ('2', NULL);
CREATE TABLE "l'été ""bis"""."-- PostgreSQL database dump complete" ("\." integer, "\N" text);
INSERT INTO "l'été ""bis"""."-- PostgreSQL database dump complete" VALUES (1, '\N'), (2, NULL);
CREATE TABLE public."C:\temp\nouveau" ("\" text);
INSERT INTO public."C:\temp\nouveau" VALUES ('\');
CREATE TABLE public."../../etc/passwd" (a text);
INSERT INTO public."../../etc/passwd" VALUES ('slash');
CREATE TABLE public."-rf; DROP TABLE x; --" (a text);
INSERT INTO public."-rf; DROP TABLE x; --" VALUES ('tiret');
CREATE TABLE public."l'apostrophe $$ $1 %s :v {0} &amp; <b>" ("it's" text, "$$" text, "%d" text, "#" text, "?" text);
INSERT INTO public."l'apostrophe $$ $1 %s :v {0} &amp; <b>" VALUES ('''', '$$', '%', '#', '?');
CREATE TABLE public."表 таблица 📦" ("列" text, "столбец" text, "💾" text);
INSERT INTO public."表 таблица 📦" VALUES ('一', 'один', '1️⃣');
CREATE TABLE public.U&"caf\00e9" (a text);
INSERT INTO public.U&"caf\00e9" VALUES ('NFC');
CREATE TABLE public.U&"cafe\0301" (a text);
INSERT INTO public.U&"cafe\0301" VALUES ('NFD'), ('deux');
CREATE TABLE public.U&"tab\0009ulation" (U&"a\0009b" text);
INSERT INTO public.U&"tab\0009ulation" VALUES (E'\t');
CREATE TABLE public.U&"ligne\000A-- coup\00e9e" (U&"a\000A-- PostgreSQL database dump complete" text, U&"b\000D\000Ac" text, U&"c\000A\005C." text);
INSERT INTO public.U&"ligne\000A-- coup\00e9e" VALUES ('saut de ligne dans les noms', E'\n', NULL);
COMMENT ON COLUMN public.U&"ligne\000A-- coup\00e9e".U&"a\000A-- PostgreSQL database dump complete" IS 'commentaire';
CREATE SEQUENCE "Schéma à part"."Séquence n° 1" START 5;
CREATE INDEX "Index é ""q""" ON public."Client" ("NOM", nom);

-------------------------------------------------------------------------------
-- 5. Types
-------------------------------------------------------------------------------
CREATE TABLE public.tous_types (
  id integer PRIMARY KEY, c_bool boolean, c_int2 smallint, c_int4 integer, c_int8 bigint, c_num numeric, c_num2 numeric(38,10), c_f4 real, c_f8 double precision, c_money money,
  c_char character(5), c_varchar character varying(20), c_text text, c_pchar "char", c_name name, c_bytea bytea,
  c_date date, c_time time, c_timetz timetz, c_ts timestamp, c_tstz timestamptz, c_ts0 timestamp(0), c_interval interval, c_interval_ym interval year to month,
  c_uuid uuid, c_json json, c_jsonb jsonb, c_jsonpath jsonpath, c_bit bit(5), c_varbit bit varying,
  c_inet inet, c_cidr cidr, c_mac macaddr, c_mac8 macaddr8, c_tsv tsvector, c_tsq tsquery,
  c_point point, c_line line, c_lseg lseg, c_box box, c_path path, c_poly polygon, c_circle circle,
  c_i4r int4range, c_i8r int8range, c_numr numrange, c_tsr tsrange, c_tstzr tstzrange, c_dr daterange, c_fr public.intervalle_reel,
  c_ints integer[], c_texts text[], c_multi integer[][], c_lower integer[], c_bytes bytea[], c_jsons jsonb[],
  c_enum public.humeur, c_enums public.humeur[], c_paire public.paire, c_paires public.paire[], c_imb public.imbrique, c_autre "Schéma à part"."Type.À Part",
  c_cp public.code_postal, c_cps public.code_postal[], c_liste "Schéma à part".liste_codes, c_brut public.texte_brut,
  c_regclass regclass, c_regtype regtype, c_oid oid, c_lsn pg_lsn, c_snap pg_snapshot, c_xid8 xid8, c_tid tid
);
INSERT INTO public.tous_types VALUES (1, true, 1, 1, 1, 1.50, 1.5, 1.5, 1.5, '1.5',
  'ab', 'varchar', 'texte', 'c', 'nom', '\x00',
  '2024-02-29', '12:34:56.789', '12:34:56+02', '2024-02-29 12:34:56.123456', '2024-02-29 12:34:56.123456+01', '2024-02-29 12:34:56', '1 year 2 mons 3 days 04:05:06.789', '3 years 2 mons',
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"a" : 1,  "a":2, "b":"\u00e9\n\\." }', '{"a": [1, 2, {"b": null}], "é\n": "\\N \"q\""}', '$."é"[*] ? (@.x > 1)', B'10101', B'1',
  '192.168.1.5/24', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', 'a fat cat:3A ''it''''s'' ''back\\slash''', '''it''''s'' & !(b | c:*)',
  '(1,2)', '{1,2,3}', '[(0,0),(1,1)]', '(1,1),(0,0)', '[(0,0),(1,1),(2,0)]', '((0,0),(1,1),(2,0))', '<(0,0),5>',
  '[1,10)', 'empty', '(,5.5]', '[2024-01-01,2024-02-01)', '["2024-01-01 00:00:00+00",infinity)', '[2024-01-01,)', '[1.5,2.5]',
  '{1,NULL,3}', ARRAY['a', NULL, '', 'NULL', '{x,y}', '"q"', '\', E'\n', E'\t', ' ', '\.'], '{{1,2},{3,4}}', '[0:2]={7,8,9}', ARRAY['\x00ff'::bytea, NULL, ''], ARRAY['{"a": "\\"}'::jsonb],
  'it''s "ok"', ARRAY['a,b', 'back\slash', '{accolades}', 'NULL', NULL]::public.humeur[], ROW(1, 'x, "y" (z) \ '), ARRAY[ROW(1, NULL)::public.paire, NULL, ROW(NULL, '')::public.paire],
  ROW(ROW(1, '("'), ARRAY[ROW(2, E'\n\t\\')::public.paire], 'ça va'), ROW(12.34, '2024-01-01'),
  '75011', ARRAY['00000', '99999'], ARRAY['12345'], E'brut \\. \n',
  'public."Client"', '"Schéma à part"."Type.À Part"', 4294967295, '16/B374D848', '10:20:10,14,15', '18446744073709551615', '(0,1)');
INSERT INTO public.tous_types (id, c_bool, c_int2, c_int4, c_int8, c_num, c_num2, c_f4, c_f8, c_money, c_char, c_varchar, c_text, c_pchar, c_bytea, c_date, c_time, c_timetz, c_ts, c_tstz, c_interval, c_uuid, c_json, c_jsonb, c_bit, c_varbit, c_inet, c_cidr, c_tsv, c_point, c_i4r, c_numr, c_dr, c_ints, c_texts) VALUES
  (2, false, -32768, -2147483648, -9223372036854775808, 'NaN', -9999999999999999999999999999.9999999999, '-Infinity', 'NaN', '-92233720368547758.08', '', '', '', '\200', '', '-infinity', '00:00:00', '00:00:00+15:59', '-infinity', 'infinity', '-178000000 years', '00000000-0000-0000-0000-000000000000', 'null', 'null', B'00000', B'', '::1', '::/0', '', '(NaN,Infinity)', '(,)', '[NaN,NaN]', '[-infinity,infinity]', '{}', '{}'),
  (3, NULL, 32767, 2147483647, 9223372036854775807, (repeat('9', 2000) || '.' || repeat('1', 1000))::numeric, 9999999999999999999999999999.9999999999, 3.4028235e38, 1.7976931348623157e308, '92233720368547758.07', 'éàü', '📦 12345678901234', 'x', '\\', (SELECT string_agg(set_byte('\x00'::bytea, 0, g), ''::bytea ORDER BY g) FROM generate_series(0, 255) g), 'infinity', '24:00:00', '24:00:00-15:59', 'infinity', '-infinity', '178000000 years -1 mons +2147483647 days -00:00:00.000001', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '[]', '"\ud83d\udce6"', B'11111', repeat('10', 300)::bit varying, 'fe80::1/64', '2001:db8::/32', 'é:1,2B', '(-0,1e-300)', '[-2147483648,2147483647)', '[0.1,0.10000000000000000001)', 'empty', ARRAY(SELECT generate_series(1, 500)), ARRAY(SELECT repeat('é', g) FROM generate_series(0, 20) g)),
  (4, NULL, 0, 0, 0, 0.000000000000000000000000000000000000000000000000001, 0, 1e-45, 5e-324, 0, 'a b', ' ', ' ', ' ', '\x5c2e0a5c4e0d0a', '4713-01-01 BC', '23:59:59.999999', '12:00:00-00:30', '4713-11-24 00:00:00 BC', '294276-12-31 23:59:59.999999+00', '-00:00:00.000001', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '  {"espaces":   "gardés"}  ', '1e1000', B'00001', B'0', '0.0.0.0/0', '1.2.3.4/32', '''\\.'' ''\N''', '(1e308,-1e308)', '[5,5]', '(0,)', '[0001-01-01 BC,9999-12-31]', '{{{1}}}', ARRAY[E'\\.\n-- PostgreSQL database dump complete\n']);
INSERT INTO public.tous_types (id) VALUES (5);
INSERT INTO public.tous_types (id, c_f4, c_f8, c_num) VALUES (6, '-0', '-0', '1.000000'), (7, 0.1, 0.1, '-0.0'), (8, 'Infinity', '-Infinity', 1e300), (9, 1::real / 3, 1::double precision / 3, 1::numeric / 3), (10, 16777217, 9007199254740993, '1E-100');
CREATE TABLE public.octets (n integer PRIMARY KEY, o bytea NOT NULL);
INSERT INTO public.octets SELECT g, set_byte('\x00'::bytea, 0, g) FROM generate_series(0, 255) g;
INSERT INTO public.octets SELECT 256, string_agg(o, ''::bytea ORDER BY n) FROM public.octets WHERE n < 256;
DO $versions$
DECLARE v int := current_setting('server_version_num')::int;
BEGIN
  IF v >= 140000 THEN
    EXECUTE 'CREATE TABLE public.multi (id integer PRIMARY KEY, a int4multirange, b datemultirange, c nummultirange, d tstzmultirange[], n numeric, t text COMPRESSION pglz)';
    EXECUTE $q$INSERT INTO public.multi VALUES (1, '{[1,3),[5,9)}', '{}', '{(,0),[1.5,2]}', ARRAY['{[2024-01-01 00:00:00+00,infinity)}'::tstzmultirange], 'Infinity', repeat('compressible ', 1000)), (2, NULL, '{(,)}', '{}', '{}', '-Infinity', '')$q$;
    EXECUTE 'CREATE STATISTICS public.stat_expr ON (lower(nom)), id FROM public.client';
  END IF;
  IF v >= 150000 THEN
    EXECUTE 'CREATE TABLE public.v15 (a integer UNIQUE NULLS NOT DISTINCT, b integer)';
    EXECUTE 'INSERT INTO public.v15 VALUES (NULL, 1), (1, 2)';
    EXECUTE 'CREATE VIEW public.v_invoker WITH (security_invoker = true) AS SELECT a FROM public.v15';
    EXECUTE 'CREATE UNLOGGED SEQUENCE public.seq_unlogged';
    EXECUTE 'CREATE PUBLICATION sauv_pub15 FOR TABLE public.v15 (a) WHERE (a > 1)';
    EXECUTE $q$CREATE PUBLICATION sauv_pub15_schema FOR TABLES IN SCHEMA "l'été ""bis""" WITH (publish = 'insert')$q$;
  END IF;
  IF v >= 170000 THEN
    EXECUTE $q$CREATE TABLE public.v17 (id integer GENERATED ALWAYS AS IDENTITY (START WITH 100), p integer, d interval) PARTITION BY LIST (p)$q$;
    EXECUTE 'CREATE TABLE public.v17_1 PARTITION OF public.v17 FOR VALUES IN (1)';
    EXECUTE $q$INSERT INTO public.v17 (p, d) VALUES (1, 'infinity'), (1, '-infinity')$q$;
    EXECUTE $q$CREATE VIEW public.v17_json AS SELECT j.a, j.b FROM JSON_TABLE('[{"a": 1, "b": "\\."}]'::jsonb, '$[*]' COLUMNS (a integer PATH '$.a', b text PATH '$.b')) j$q$;
    EXECUTE 'CREATE FUNCTION public.f_merge() RETURNS void LANGUAGE sql BEGIN ATOMIC MERGE INTO public.client c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET nom = c.nom WHEN NOT MATCHED THEN DO NOTHING; END';
  END IF;
  IF v >= 180000 THEN
    EXECUTE 'CREATE TABLE public.v18 (id integer PRIMARY KEY, a integer CONSTRAINT "nn é" NOT NULL, v integer GENERATED ALWAYS AS (a * 2) VIRTUAL, r integer, CONSTRAINT ne CHECK (r > 0) NOT ENFORCED)';
    EXECUTE 'INSERT INTO public.v18 (id, a, r) VALUES (1, 1, -1), (2, 2, NULL)';
    EXECUTE 'ALTER TABLE public.v18 ADD CONSTRAINT fk_ne FOREIGN KEY (r) REFERENCES public.v18 (id) NOT ENFORCED';
    EXECUTE 'ALTER TABLE public.v18 ADD CONSTRAINT nn_nv NOT NULL r NOT VALID';
    EXECUTE 'CREATE TABLE public.v18_temps (id int4range, quand daterange, PRIMARY KEY (id, quand WITHOUT OVERLAPS))';
    EXECUTE $q$INSERT INTO public.v18_temps VALUES ('[1,1]', '[2024-01-01,2024-02-01)'), ('[1,1]', '[2024-02-01,2024-03-01)')$q$;
  END IF;
  BEGIN
    PERFORM '<a/>'::xml;
    EXECUTE 'CREATE TABLE public.xmls (id integer PRIMARY KEY, x xml)';
    EXECUTE $q$INSERT INTO public.xmls VALUES (1, '<a é="1">it''s &amp; <![CDATA[ \. ]]></a>'), (2, XMLPARSE(CONTENT E'<b/>\n texte \\.\n<c/>')), (3, NULL)$q$;
  EXCEPTION WHEN feature_not_supported THEN NULL;
  END;
END
$versions$;

-------------------------------------------------------------------------------
-- 6. Tables of every shape
-------------------------------------------------------------------------------
CREATE TABLE public.zero_colonne ();
INSERT INTO public.zero_colonne DEFAULT VALUES;
INSERT INTO public.zero_colonne DEFAULT VALUES;
INSERT INTO public.zero_colonne DEFAULT VALUES;
CREATE TABLE public.zero_vide ();
CREATE TABLE public.toutes_supprimees (a integer, b text);
INSERT INTO public.toutes_supprimees SELECT g, 'x' FROM generate_series(1, 4) g;
ALTER TABLE public.toutes_supprimees DROP COLUMN a, DROP COLUMN b;
CREATE TABLE public.supprimees (a integer, b text, c integer NOT NULL DEFAULT 3, d text, e numeric);
INSERT INTO public.supprimees SELECT g, 'b' || g, g, 'd', g / 7.0 FROM generate_series(1, 100) g;
ALTER TABLE public.supprimees DROP COLUMN a, DROP COLUMN d;
ALTER TABLE public.supprimees ADD COLUMN f text DEFAULT 'ajoutée après';
CREATE TABLE public.vide (a integer, b text);
CREATE TABLE public.ordre_1_pleine (a integer);
INSERT INTO public.ordre_1_pleine SELECT generate_series(1, 10);
CREATE TABLE public.ordre_2_vide (a integer, b text);
CREATE TABLE public.ordre_3_pleine (a integer);
INSERT INTO public.ordre_3_pleine SELECT generate_series(1, 20);
DO $large$
BEGIN
  EXECUTE 'CREATE TABLE public.large (' || (SELECT string_agg(format('c%s integer', g), ', ' ORDER BY g) FROM generate_series(1, 400) g) || ')';
  EXECUTE 'INSERT INTO public.large SELECT ' || (SELECT string_agg(CASE WHEN g % 7 = 0 THEN 'NULL' ELSE g || ' + r' END, ', ' ORDER BY g) FROM generate_series(1, 400) g) || ' FROM generate_series(1, 3) r';
END
$large$;
CREATE UNLOGGED TABLE public.non_journalisee (id integer PRIMARY KEY, t text);
INSERT INTO public.non_journalisee SELECT g, 'ligne ' || g FROM generate_series(1, 30) g;
CREATE TABLE public.acces USING sauv_heap AS SELECT g AS id, 'am'::text AS t FROM generate_series(1, 5) g;
CREATE TABLE public.typee OF public.paire (a WITH OPTIONS PRIMARY KEY DEFAULT 4, "B é" NOT NULL);
INSERT INTO public.typee VALUES (1, 'un'), (2, 'deux');
CREATE TABLE public.generees (a integer, b integer, somme integer GENERATED ALWAYS AS (a + b) STORED, "tv é" tsvector GENERATED ALWAYS AS (to_tsvector('public."français perso"'::regconfig, 'chat ' || a::text)) STORED, z text);
INSERT INTO public.generees (a, b, z) SELECT g, g * 2, 'z' FROM generate_series(1, 10) g;
CREATE TABLE public.seulement_generee (g integer GENERATED ALWAYS AS (1 + 1) STORED);
CREATE TABLE public.identites (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000 INCREMENT BY 5 MINVALUE 10 MAXVALUE 100000 CACHE 3 CYCLE), id2 smallint GENERATED BY DEFAULT AS IDENTITY, t text);
INSERT INTO public.identites (t) SELECT 'ligne ' || g FROM generate_series(1, 7) g;
ALTER TABLE public.identites ALTER COLUMN id RESTART WITH 5555;
CREATE TABLE public.series (id bigserial PRIMARY KEY, s smallserial, partagee integer DEFAULT nextval('"Schéma à part"."Séquence n° 1"'));
INSERT INTO public.series (s) SELECT g FROM generate_series(1, 5) g;
CREATE SEQUENCE public.descendante INCREMENT -3 MAXVALUE 100 MINVALUE -100 START 50 CYCLE;
CREATE SEQUENCE public.jamais_appelee AS smallint;
CREATE SEQUENCE public.enorme START 9223372036854775800 NO CYCLE;
CREATE SEQUENCE public.pas_appelee;
DO $seq$
BEGIN
  PERFORM setval('public.identites_id2_seq', 321), setval('public.series_id_seq', 123456789012), setval('public.descendante', -47, true), setval('public.pas_appelee', 77, false), nextval('public.enorme');
  PERFORM setval('"Schéma à part"."Séquence n° 1"', 4242);
END
$seq$;
COMMENT ON SEQUENCE public.descendante IS 'séquence '' \';
CREATE TABLE public.domaines (cp public.code_postal, n public.positif DEFAULT 1, "p é" public.paire DEFAULT ROW(1, E'\\.\n')::public.paire);
INSERT INTO public.domaines VALUES (DEFAULT, DEFAULT, DEFAULT), ('97400', 999999, NULL), (NULL, 5, ROW(NULL, NULL));
CREATE TABLE public.options (id integer PRIMARY KEY, a text, b text COLLATE public."tri à la C", c text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE public.options ALTER a SET STORAGE EXTERNAL, ALTER b SET STATISTICS 500, ALTER c SET (n_distinct = -0.5);
CREATE UNIQUE INDEX options_b ON public.options (b);
ALTER TABLE public.options ALTER b SET NOT NULL;
INSERT INTO public.options SELECT g, repeat('toast ' || g, 3000), 'b' || g, NULL FROM generate_series(1, 5) g;
ALTER TABLE public.options REPLICA IDENTITY USING INDEX options_b;
ALTER TABLE public.options CLUSTER ON options_pkey;
CREATE TABLE public.replica_full (a integer);
ALTER TABLE public.replica_full REPLICA IDENTITY FULL;
INSERT INTO public.replica_full VALUES (1);

-- 20,000 rows of varied text (a few MB)
CREATE TABLE public.gros (id integer PRIMARY KEY, nom text NOT NULL, courriel text, ville text, note text, infos jsonb, montant numeric(12,2), cree timestamptz, etiquettes text[]);
INSERT INTO public.gros
SELECT g,
  (ARRAY['Élodie', 'Jean-François', 'Zoë', 'Noël', 'Aïcha', 'Øyvind', 'Łukasz', 'Ana', 'O''Connor', '李雷', 'Мария'])[1 + g * 7 % 11] || ' ' || (ARRAY['Lefèvre', 'Dupont', 'Müller', 'García', 'N''Diaye', 'de La Tour', 'Åström'])[1 + g * 5 % 7],
  CASE WHEN g % 13 = 0 THEN NULL ELSE 'u' || g || '.' || substr(md5('m' || g), 1, 6) || '@exemple.fr' END,
  (ARRAY['Paris', 'Saint-Étienne', 'Besançon', 'L''Haÿ-les-Roses', 'Nîmes', '', 'Pau'])[1 + g * 3 % 7],
  CASE g % 10 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN E'ligne 1\nligne 2\t' || md5(g::text) WHEN 3 THEN '\' || md5(g::text) || '\' WHEN 4 THEN E'\r\n' || md5(g::text) ELSE md5(g::text) || ' — remarque n° ' || g || ' : ' || md5('b' || g) || ' ' || repeat('été ', g % 9) END,
  CASE WHEN g % 4 = 0 THEN NULL ELSE jsonb_build_object('cle', md5('j' || g), 'n', g, 'l', jsonb_build_array(g % 3, 'x"y\')) END,
  (g * 7919 % 1000003) / 100.0,
  timestamptz '2020-01-01 00:00:00+00' + g * interval '1 hour 7 minutes 3.25 seconds',
  CASE WHEN g % 5 = 0 THEN NULL ELSE ARRAY['e' || g % 17, 'a,b', NULL, 'é"'] END
FROM generate_series(1, 20000) g;

-- inheritance
CREATE TABLE public.animaux (id integer NOT NULL, nom text DEFAULT 'sans nom', CONSTRAINT "nom non vide" CHECK (nom <> ''), CONSTRAINT local_seul CHECK (id < 1000) NO INHERIT);
CREATE TABLE public.dates (cree date);
CREATE TABLE public.chiens (race text, PRIMARY KEY (id)) INHERITS (public.animaux);
CREATE TABLE public.chiens_dates (extra text) INHERITS (public.chiens, public.dates);
ALTER TABLE public.chiens ALTER nom SET DEFAULT 'Médor';
INSERT INTO public.animaux VALUES (1, 'Chat');
INSERT INTO public.chiens VALUES (2, 'Rex', 'berger'), (2000, DEFAULT, NULL);
INSERT INTO public.chiens_dates VALUES (3, 'Rantanplan', 'lucky', '1900-01-01', '\.');

-- partitions
CREATE TABLE public.mesures (jour date NOT NULL, capteur text NOT NULL DEFAULT 'a', valeur numeric, CONSTRAINT mesures_pk PRIMARY KEY (jour, capteur)) PARTITION BY RANGE (jour);
CREATE TABLE public.mesures_2023 PARTITION OF public.mesures FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE public.mesures_2024 PARTITION OF public.mesures FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (capteur);
CREATE TABLE public.mesures_2024_a PARTITION OF public.mesures_2024 FOR VALUES IN ('a', 'it''s \. "é"');
CREATE TABLE public.mesures_2024_reste PARTITION OF public.mesures_2024 DEFAULT;
CREATE TABLE "Schéma à part"."mesures 2025+" PARTITION OF public.mesures (valeur DEFAULT 25) FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);
CREATE TABLE public.mesures_anciennes (x text, valeur numeric, capteur text NOT NULL, jour date NOT NULL);
ALTER TABLE public.mesures_anciennes DROP COLUMN x;
ALTER TABLE public.mesures ATTACH PARTITION public.mesures_anciennes FOR VALUES FROM (MINVALUE) TO ('2022-01-01');
CREATE TABLE public.mesures_defaut PARTITION OF public.mesures DEFAULT;
CREATE INDEX mesures_valeur ON public.mesures (valeur DESC NULLS LAST);
INSERT INTO public.mesures SELECT date '2021-06-01' + g * 3, (ARRAY['a', 'b', 'it''s \. "é"'])[1 + g % 3], g / 10.0 FROM generate_series(0, 600) g;
CREATE TABLE public.mesures_notes (id integer PRIMARY KEY, jour date, capteur text, FOREIGN KEY (jour, capteur) REFERENCES public.mesures);
INSERT INTO public.mesures_notes SELECT row_number() OVER (ORDER BY jour), jour, capteur FROM public.mesures WHERE extract(day FROM jour) = 1;
CREATE TABLE public.hachee (id integer, t text) PARTITION BY HASH (id);
CREATE TABLE public.hachee_0 PARTITION OF public.hachee FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE public.hachee_1 PARTITION OF public.hachee FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE public.hachee_2 PARTITION OF public.hachee FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO public.hachee SELECT g, 'h' || g FROM generate_series(1, 100) g;
CREATE TABLE public.listee (k text, n integer) PARTITION BY LIST (lower(k));
CREATE TABLE public.listee_nul PARTITION OF public.listee FOR VALUES IN (NULL, '', 'é');
CREATE TABLE public.listee_vide PARTITION OF public.listee FOR VALUES IN ('jamais');
INSERT INTO public.listee VALUES (NULL, 1), ('', 2), ('é', 3);
CREATE TABLE public.sans_partition (a integer) PARTITION BY RANGE (a);

-------------------------------------------------------------------------------
-- 7. Constraints and indexes
-------------------------------------------------------------------------------
CREATE TABLE public.cercle_a (id integer PRIMARY KEY, b_id integer, t text);
CREATE TABLE public.cercle_b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES public.cercle_a (id) DEFERRABLE INITIALLY IMMEDIATE);
INSERT INTO public.cercle_a SELECT g, NULL, 'a' || g FROM generate_series(1, 20) g;
INSERT INTO public.cercle_b SELECT g, 21 - g FROM generate_series(1, 20) g;
UPDATE public.cercle_a SET b_id = 1 + id * 3 % 20;
ALTER TABLE public.cercle_a ADD CONSTRAINT "fk a→b" FOREIGN KEY (b_id) REFERENCES public.cercle_b (id) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE public.arbre (id integer PRIMARY KEY, parent integer REFERENCES public.arbre, nom text);
INSERT INTO public.arbre SELECT g, NULLIF(g / 2, 0), 'nœud ' || g FROM generate_series(50, 1, -1) g ORDER BY g DESC;
CREATE TABLE public.contraintes (id integer, rang integer, debut integer, fin integer, plage int4range, code text,
  CONSTRAINT "pk différée" PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT rang_unique UNIQUE (rang) INCLUDE (code) DEFERRABLE,
  CONSTRAINT ordre CHECK (debut <= fin), CONSTRAINT "texte \. piège" CHECK (code <> E'\\.\n-- PostgreSQL database dump complete\nCOPY a.b (c) FROM stdin;\n'),
  CONSTRAINT pas_de_chevauchement EXCLUDE USING gist (plage WITH &&) WHERE (id > 0) DEFERRABLE);
INSERT INTO public.contraintes SELECT g, g, g, g + 1, int4range(g * 10, g * 10 + 5), 'c' || g FROM generate_series(1, 25) g;
COMMENT ON CONSTRAINT ordre ON public.contraintes IS 'it''s \. ;';
CREATE TABLE public.non_valides (id integer PRIMARY KEY, a integer, p integer);
INSERT INTO public.non_valides VALUES (1, -1, 999), (2, 1, 1);
ALTER TABLE public.non_valides ADD CONSTRAINT a_positif CHECK (a > 0) NOT VALID, ADD CONSTRAINT p_fk FOREIGN KEY (p) REFERENCES public.arbre NOT VALID;
CREATE INDEX gros_expr ON public.gros (lower(nom), (id % 10) DESC NULLS LAST);
CREATE UNIQUE INDEX gros_partiel ON public.gros (courriel) WHERE courriel IS NOT NULL AND note <> '\.';
CREATE INDEX gros_gin ON public.gros USING gin (infos jsonb_path_ops);
CREATE INDEX gros_gin_tab ON public.gros USING gin (etiquettes);
CREATE INDEX gros_fts ON public.gros USING gin (to_tsvector('french'::regconfig, coalesce(note, '')));
CREATE INDEX gros_brin ON public.gros USING brin (cree) WITH (pages_per_range = 16);
CREATE INDEX gros_couvrant ON public.gros (ville COLLATE "C" text_pattern_ops) INCLUDE (nom, montant) WITH (fillfactor = 80);
CREATE INDEX gros_hash ON public.gros USING hash (courriel);
CREATE INDEX gros_inverse ON public.gros (id public.int4_inverse);
CREATE INDEX contraintes_spgist ON public.contraintes USING spgist (plage);
ALTER INDEX public.gros_expr ALTER COLUMN 2 SET STATISTICS 1000;
COMMENT ON INDEX public.gros_expr IS 'index d''expression \. $$';
DO $trgm$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    EXECUTE 'CREATE INDEX gros_trgm ON public.gros USING gin (ville public.gin_trgm_ops)';
  END IF;
END
$trgm$;
CREATE STATISTICS "Schéma à part"."stat é" (ndistinct, dependencies, mcv) ON ville, nom FROM public.gros;
COMMENT ON STATISTICS "Schéma à part"."stat é" IS 'statistiques ''';

-------------------------------------------------------------------------------
-- 8. Views, materialized views, triggers, rules, RLS
-------------------------------------------------------------------------------
CREATE VIEW public."Vue é ""q""" AS SELECT id AS "Id.x", nom AS "select", '
\.
-- PostgreSQL database dump complete
COPY a.b (c) FROM stdin;
'::text AS piege, E'$$ '' " ; \\restrict foo\r\n\t'::text AS "a""b" FROM public.client WHERE nom <> '\N';
COMMENT ON VIEW public."Vue é ""q""" IS 'vue
\.
';
CREATE RECURSIVE VIEW public.v_arbre (id, chemin, profondeur) AS SELECT id, nom, 1 FROM public.arbre WHERE parent IS NULL UNION ALL SELECT e.id, v.chemin || ' / ' || e.nom, v.profondeur + 1 FROM public.arbre e JOIN v_arbre v ON v.id = e.parent;
CREATE VIEW public.v_barriere WITH (security_barrier = true) AS SELECT id, nom FROM public.gros WHERE id < 100;
CREATE VIEW public.v_controle AS SELECT id, nom FROM public.client WHERE id < 1000 WITH CASCADED CHECK OPTION;
CREATE VIEW public.v_boucle AS SELECT 1 AS id, 'x'::text AS t;
CREATE FUNCTION public.f_boucle(public.v_boucle) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(($1).t, ''y'')';
CREATE OR REPLACE VIEW public.v_boucle AS SELECT 1 AS id, public.f_boucle(NULL::public.v_boucle) AS t; -- view and function need each other
CREATE VIEW public.v_groupe AS SELECT g.id, g.nom, count(*) AS n FROM public.gros g GROUP BY g.id; -- relies on the primary key; after v_boucle, or 13 swaps the two in a second dump
CREATE VIEW public.v_fenetre AS SELECT ville, count(*) FILTER (WHERE id % 2 = 0) AS pairs, rank() OVER w AS rang FROM public.gros GROUP BY ville WINDOW w AS (ORDER BY count(*) DESC, ville COLLATE "C");
CREATE MATERIALIZED VIEW public.mv_villes AS SELECT ville, count(*) AS n, sum(montant) AS total FROM public.gros GROUP BY ville;
CREATE UNIQUE INDEX mv_villes_u ON public.mv_villes (ville);
CREATE MATERIALIZED VIEW public."mv sur mv" AS SELECT max(n) AS maxi, '\.'::text AS t FROM public.mv_villes;
CREATE MATERIALIZED VIEW "Schéma à part"."mv vide" AS SELECT * FROM public.client WITH NO DATA;
COMMENT ON MATERIALIZED VIEW public.mv_villes IS 'vue matérialisée ''';
CREATE MATERIALIZED VIEW public.mv_sur_vide AS SELECT count(*) AS n FROM "Schéma à part"."mv vide" WITH NO DATA;

CREATE TABLE public.journal (n bigserial PRIMARY KEY, quoi text NOT NULL, info text);
INSERT INTO public.journal (quoi, info) VALUES ('départ', NULL);
CREATE TABLE public.evenements (id integer PRIMARY KEY, t text, maj integer DEFAULT 0);
INSERT INTO public.evenements SELECT g, 'e' || g FROM generate_series(1, 12) g;
CREATE FUNCTION public.trg() RETURNS trigger LANGUAGE plpgsql AS $t$
BEGIN
  INSERT INTO public.journal (quoi, info) VALUES (TG_NAME || ' ' || TG_OP, coalesce(TG_ARGV[0], '-'));
  IF TG_WHEN = 'AFTER' OR TG_LEVEL = 'STATEMENT' THEN RETURN NULL; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $t$;
CREATE TRIGGER avant BEFORE INSERT OR UPDATE OF t ON public.evenements FOR EACH ROW WHEN (NEW.t IS DISTINCT FROM '\.') EXECUTE FUNCTION public.trg('it''s', 'back\slash', 'ligne
\.
-- PostgreSQL database dump complete', '');
CREATE TRIGGER "après é ""q""" AFTER INSERT OR UPDATE OR DELETE ON public.evenements FOR EACH ROW EXECUTE FUNCTION public.trg();
CREATE TRIGGER transition AFTER UPDATE ON public.evenements REFERENCING OLD TABLE AS anciens NEW TABLE AS nouveaux FOR EACH STATEMENT EXECUTE FUNCTION public.trg();
CREATE TRIGGER vidage BEFORE TRUNCATE ON public.evenements FOR EACH STATEMENT EXECUTE FUNCTION public.trg();
CREATE TRIGGER desactive BEFORE INSERT ON public.evenements FOR EACH ROW EXECUTE FUNCTION public.trg();
CREATE TRIGGER toujours AFTER INSERT ON public.evenements FOR EACH STATEMENT EXECUTE FUNCTION public.trg();
CREATE TRIGGER replique AFTER INSERT ON public.evenements FOR EACH STATEMENT EXECUTE FUNCTION public.trg();
CREATE CONSTRAINT TRIGGER contrainte AFTER INSERT ON public.evenements DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.trg();
ALTER TABLE public.evenements DISABLE TRIGGER desactive;
ALTER TABLE public.evenements ENABLE ALWAYS TRIGGER toujours;
ALTER TABLE public.evenements ENABLE REPLICA TRIGGER replique;
COMMENT ON TRIGGER avant ON public.evenements IS 'déclencheur '' \.';
CREATE TRIGGER part AFTER INSERT ON public.mesures FOR EACH ROW WHEN (NEW.valeur < -1000) EXECUTE FUNCTION public.trg();
CREATE VIEW public.v_evenements AS SELECT id, t FROM public.evenements;
CREATE TRIGGER a_la_place INSTEAD OF INSERT ON public.v_evenements FOR EACH ROW EXECUTE FUNCTION public.trg('instead');
CREATE TABLE public.regles (id integer PRIMARY KEY, t text);
INSERT INTO public.regles VALUES (1, 'une'), (2, 'deux');
CREATE RULE "règle double" AS ON INSERT TO public.regles DO ALSO (INSERT INTO public.journal (quoi, info) VALUES ('règle; 1', E'\\.\n'); INSERT INTO public.journal (quoi, info) VALUES ('règle 2', NEW.t));
CREATE RULE rien AS ON DELETE TO public.regles WHERE OLD.id = 1 DO INSTEAD NOTHING;
CREATE RULE inactive AS ON UPDATE TO public.regles DO ALSO NOTIFY sauv;
ALTER TABLE public.regles DISABLE RULE inactive;
COMMENT ON RULE rien ON public.regles IS 'règle '' \.';

CREATE TABLE public.secrets (id integer PRIMARY KEY, proprietaire text, contenu text);
INSERT INTO public.secrets SELECT g, CASE WHEN g % 3 = 0 THEN 'sauv_reader' ELSE 'postgres' END, md5(g::text) FROM generate_series(1, 15) g;
ALTER TABLE public.secrets OWNER TO sauv_owner;
ALTER TABLE public.secrets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "politique é ""q""" ON public.secrets FOR SELECT TO sauv_reader, "sauv_rôle à part" USING (proprietaire = CURRENT_USER OR contenu = '\.');
CREATE POLICY restrictive ON public.secrets AS RESTRICTIVE FOR ALL TO PUBLIC USING (id > 0) WITH CHECK (contenu IS NOT NULL AND EXISTS (SELECT FROM public.client c WHERE c.id = secrets.id));
CREATE POLICY ajout ON public.secrets FOR INSERT WITH CHECK (true);
COMMENT ON POLICY restrictive ON public.secrets IS 'politique '' \.';
CREATE TABLE public.rls_sans_politique (a integer);
INSERT INTO public.rls_sans_politique VALUES (1), (2);
ALTER TABLE public.rls_sans_politique ENABLE ROW LEVEL SECURITY;

-------------------------------------------------------------------------------
-- 9. Large objects: exactly three
-------------------------------------------------------------------------------
DO $lo$
BEGIN
  PERFORM lo_from_bytea(424201, (SELECT string_agg(decode(md5('lo' || g), 'hex'), ''::bytea ORDER BY g) FROM generate_series(1, 9000) g)); -- 144,000 bytes
  PERFORM lo_create(424202); -- empty
  PERFORM lo_from_bytea(424203, (SELECT o.o || convert_to(E'\n\\.\n-- PostgreSQL database dump complete\n', 'UTF8') FROM public.octets o WHERE n = 256));
END
$lo$;
ALTER LARGE OBJECT 424201 OWNER TO sauv_owner;
GRANT SELECT ON LARGE OBJECT 424201 TO sauv_reader, "sauv_rôle à part";
COMMENT ON LARGE OBJECT 424201 IS 'gros objet '' \
\.
-- PostgreSQL database dump complete';
CREATE TABLE public.refs_lo (nom text PRIMARY KEY, lo oid);
INSERT INTO public.refs_lo VALUES ('gros', 424201), ('vide', 424202), ('octets', 424203);

-------------------------------------------------------------------------------
-- 10. Foreign data, publications, owners, grants, event triggers
-------------------------------------------------------------------------------
CREATE FOREIGN DATA WRAPPER "sauv fdw" OPTIONS (debug 'it''s \. "x"');
CREATE SERVER "serveur é" TYPE 'x' VERSION '1.0' FOREIGN DATA WRAPPER "sauv fdw" OPTIONS (host 'exemple.invalid', "op tion" E'a\nb');
CREATE USER MAPPING FOR "sauv_rôle à part" SERVER "serveur é" OPTIONS (mot_de_passe 's''é\cret');
CREATE USER MAPPING FOR PUBLIC SERVER "serveur é";
CREATE FOREIGN TABLE public.distante (id integer OPTIONS (nom 'é') NOT NULL, "t x" text) SERVER "serveur é" OPTIONS (chemin '\.');
COMMENT ON SERVER "serveur é" IS 'serveur ''';
COMMENT ON FOREIGN DATA WRAPPER "sauv fdw" IS 'sans gestionnaire';
CREATE PUBLICATION "sauv pub é" FOR TABLE public.client, public."Client", ONLY public.chiens WITH (publish = 'insert, update', publish_via_partition_root = true);
CREATE PUBLICATION sauv_pub_tout FOR ALL TABLES WITH (publish = 'insert');
COMMENT ON PUBLICATION "sauv pub é" IS 'publication '' \.';

ALTER TABLE public.gros OWNER TO sauv_owner;
ALTER MATERIALIZED VIEW public.mv_villes OWNER TO sauv_owner;
ALTER TABLE public."Client" OWNER TO "sauv_O'Brien ""dba""";
ALTER VIEW public.v_barriere OWNER TO "sauv_rôle à part";
GRANT SELECT ON public.gros TO "sauv_rôle à part";
ALTER FUNCTION public.definer() OWNER TO sauv_owner;
ALTER SEQUENCE public.descendante OWNER TO sauv_owner;
ALTER TYPE public.humeur OWNER TO sauv_owner;
ALTER TABLE "Schéma à part"."a"".""b" OWNER TO "sauv_rôle à part";
GRANT USAGE ON SCHEMA "Schéma à part" TO sauv_reader, sauv_groupe WITH GRANT OPTION;
GRANT ALL ON SCHEMA "l'été ""bis""" TO sauv_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC, sauv_reader;
GRANT SELECT, INSERT ON public."select" TO sauv_reader, "sauv_O'Brien ""dba""";
GRANT SELECT ON public.client TO sauv_reader WITH GRANT OPTION;
GRANT SELECT (id), UPDATE (nom), REFERENCES (id) ON public.client TO "sauv_rôle à part";
GRANT SELECT ("列"), INSERT ("💾", "столбец") ON public."表 таблица 📦" TO sauv_groupe;
GRANT ALL ON public."textes_pièges" TO PUBLIC;
REVOKE ALL ON public.lignes FROM CURRENT_USER;
GRANT SELECT ON public.lignes TO sauv_owner;
GRANT USAGE ON SEQUENCE public.series_id_seq TO sauv_reader;
REVOKE ALL ON FUNCTION public.definer() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.definer() TO sauv_reader;
GRANT EXECUTE ON PROCEDURE public."procédure;"(integer) TO "sauv_O'Brien ""dba""";
REVOKE USAGE ON TYPE public.code_postal FROM PUBLIC;
GRANT USAGE ON TYPE public.code_postal TO sauv_owner;
GRANT USAGE ON FOREIGN DATA WRAPPER "sauv fdw" TO sauv_owner;
GRANT USAGE ON FOREIGN SERVER "serveur é" TO "sauv_rôle à part";
GRANT SELECT ON public.secrets TO sauv_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE sauv_owner IN SCHEMA "Schéma à part" GRANT SELECT, INSERT ON TABLES TO sauv_reader, "sauv_rôle à part";
ALTER DEFAULT PRIVILEGES FOR ROLE sauv_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE "sauv_O'Brien ""dba""" GRANT USAGE ON SEQUENCES TO sauv_groupe;

-- superuser-only objects that act on DDL: they do nothing, so a restore leaves no trace
CREATE FUNCTION public.ddl_muet() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RETURN; END';
CREATE EVENT TRIGGER "sauv ddl é" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE', 'CREATE INDEX') EXECUTE FUNCTION public.ddl_muet();
CREATE EVENT TRIGGER sauv_ddl_inactif ON sql_drop EXECUTE FUNCTION public.ddl_muet();
ALTER EVENT TRIGGER sauv_ddl_inactif DISABLE;
-- near the very end of a dump: a false trailer
COMMENT ON EVENT TRIGGER "sauv ddl é" IS 'fin

--
-- PostgreSQL database dump complete
--

';
RESET search_path;
RESET intervalstyle;
RESET datestyle;
RESET timezone;
RESET client_min_messages;
