-- sql_ascii.sql: for a database made with ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0. Bytes that are not UTF-8 in rows, names, comments. This file is pure ASCII.
SET client_encoding = 'SQL_ASCII';
SET client_min_messages = warning;
DO $check$ BEGIN IF current_setting('server_encoding') <> 'SQL_ASCII' THEN RAISE EXCEPTION 'sql_ascii.sql needs a SQL_ASCII database, this one is %', current_setting('server_encoding'); END IF; END $check$;
CREATE TABLE public.melange (id integer PRIMARY KEY, quoi text, t text);
INSERT INTO public.melange VALUES
  (1, 'latin1', convert_from('\xe9e820e0'::bytea, 'SQL_ASCII')),
  (2, 'utf8', convert_from('\xc3a9c3a8'::bytea, 'SQL_ASCII')),
  (3, 'both', convert_from('\xe9c3a9ff'::bytea, 'SQL_ASCII')),
  (4, 'truncated utf8', convert_from('\xf09f93'::bytea, 'SQL_ASCII')),
  (5, 'overlong, surrogate', convert_from('\xc0aeeda080'::bytea, 'SQL_ASCII')),
  (6, 'every byte but 0', (SELECT string_agg(convert_from(set_byte('\x00'::bytea, 0, g), 'SQL_ASCII'), '' ORDER BY g) FROM generate_series(1, 255) g)),
  (7, 'lead byte before a backslash', convert_from('\x835c2e0a815c'::bytea, 'SQL_ASCII')),
  (8, 'end of copy', E'\n\\.\n'), (9, 'empty', ''), (10, 'null', NULL);
INSERT INTO public.melange SELECT 100 + g, 'byte ' || g, convert_from(set_byte('\x00'::bytea, 0, g), 'SQL_ASCII') FROM generate_series(1, 255) g;
INSERT INTO public.melange SELECT 1000 + g, 'row', md5(g::text) || convert_from('\xe9'::bytea, 'SQL_ASCII') || repeat(convert_from('\xff20'::bytea, 'SQL_ASCII'), g % 20) FROM generate_series(1, 2000) g;
DO $noms$
DECLARE
  e text := convert_from('\xe9'::bytea, 'SQL_ASCII');
BEGIN
  EXECUTE format('CREATE TABLE public.%I (%I integer PRIMARY KEY, %I text DEFAULT %L)', 't' || e || 'l' || e || 'phone', 'num' || e || 'ro', convert_from('\xff'::bytea, 'SQL_ASCII'), 'd' || e || 'faut');
  EXECUTE format('INSERT INTO public.%I SELECT g, %L || g FROM generate_series(1, 20) g', 't' || e || 'l' || e || 'phone', e);
  EXECUTE format('COMMENT ON TABLE public.%I IS %L', 't' || e || 'l' || e || 'phone', 'commentaire ' || e || E'\n\\.\n');
  EXECUTE format('CREATE SCHEMA %I CREATE TABLE %I (a integer)', 's' || e, convert_from('\xc3a9'::bytea, 'SQL_ASCII'));
  EXECUTE format('CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS %L', 'SELECT ''' || e || '''::text');
END
$noms$;
RESET client_min_messages;
