-- nasty_database.sql: settings, comment, owner and grants of the database itself (run after nasty.sql, which creates the roles). They take effect at the next connection.
SET client_encoding = 'UTF8';
DO $db$
DECLARE d text := current_database();
BEGIN
  EXECUTE format('ALTER DATABASE %I SET timezone = %L', d, 'Asia/Kathmandu');
  EXECUTE format('ALTER DATABASE %I SET datestyle = %L', d, 'SQL, DMY');
  EXECUTE format('ALTER DATABASE %I SET intervalstyle = %L', d, 'sql_standard');
  EXECUTE format('ALTER DATABASE %I SET extra_float_digits = %L', d, '-5');
  EXECUTE format('ALTER DATABASE %I SET search_path = %s', d, '"Schéma à part", "l''été ""bis""", public');
  EXECUTE format('ALTER DATABASE %I SET statement_timeout = %L', d, '10min');
  EXECUTE format('ALTER DATABASE %I SET "sauv.message" = %L', d, E'l''été "x" \\ ; $$ -- \n\\.\n-- PostgreSQL database dump complete\n');
  EXECUTE format('ALTER ROLE %I IN DATABASE %I SET work_mem = %L', 'sauv_rôle à part', d, '7MB');
  EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = %s', 'sauv_reader', d, '"Schéma à part"');
  EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 90', d);
  EXECUTE format('COMMENT ON DATABASE %I IS %L', d, E'Base « piège » : it''s "x" \\ $$\n\\.\nCOPY public.x (a) FROM stdin;\n--\n-- PostgreSQL database dump complete\n--\n');
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', d);
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I, %I', d, 'sauv_rôle à part', 'sauv_reader');
  EXECUTE format('GRANT CREATE ON DATABASE %I TO %I WITH GRANT OPTION', d, 'sauv_owner');
  EXECUTE format('ALTER DATABASE %I OWNER TO %I', d, 'sauv_O''Brien "dba"');
END
$db$;
