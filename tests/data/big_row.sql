-- big_row.sql: one text row of exactly 100,000,000 bytes (ASCII with tabs, newlines, backslashes) and one bytea row of exactly 20,000,000 bytes. Loads in a few seconds; the dump is about 150 MB.
SET client_encoding = 'UTF8';
CREATE TABLE public.gros_texte (id integer PRIMARY KEY, t text);
ALTER TABLE public.gros_texte ALTER t SET STORAGE EXTERNAL;
INSERT INTO public.gros_texte VALUES (1, 'avant'), (3, 'apres');
INSERT INTO public.gros_texte
SELECT 2, repeat((SELECT left(string_agg(md5('t' || g) || E'\tligne ' || g || E' \\ fin\n', '' ORDER BY g), 1000000) FROM generate_series(1, 25000) g), 100);
CREATE TABLE public.gros_octets (id integer PRIMARY KEY, o bytea);
ALTER TABLE public.gros_octets ALTER o SET STORAGE EXTERNAL;
INSERT INTO public.gros_octets
SELECT 1, decode(repeat((SELECT string_agg(md5('o' || g), '' ORDER BY g) FROM generate_series(1, 62500) g), 20), 'hex');
DO $check$
BEGIN
  IF (SELECT octet_length(t) FROM public.gros_texte WHERE id = 2) <> 100000000 OR (SELECT octet_length(o) FROM public.gros_octets) <> 20000000 THEN RAISE EXCEPTION 'big_row.sql: wrong sizes'; END IF;
END
$check$;
