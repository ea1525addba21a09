-- icu.sql: a nondeterministic ICU collation; needs a server built with ICU (Debian's 15; not the PyPI builds) and can only be restored into one. May be loaded on top of nasty.sql.
SET client_encoding = 'UTF8';
CREATE COLLATION public."icu sans casse" (provider = icu, locale = 'fr-u-ks-level2', deterministic = false);
CREATE TABLE public.icu (t text COLLATE public."icu sans casse" PRIMARY KEY);
INSERT INTO public.icu VALUES ('Été'), ('hiver');
