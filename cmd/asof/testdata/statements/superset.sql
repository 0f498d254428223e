-- What Superset sends besides SQLAlchemy's own statements, after its public source (superset/db_engine_specs/postgres.py).

--- 1 connect
select pg_catalog.version()

--- 2 connect
select current_schema()

--- 3 connect
show standard_conforming_strings

--- 4 schemas
SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' ORDER BY nspname

--- 5 search path
SHOW search_path

--- 6 search path
SELECT current_schemas(false)

--- 7 catalogs
SELECT datname FROM pg_database WHERE NOT datistemplate

--- 8 catalogs
SELECT datname FROM pg_database WHERE datistemplate = false

--- 9 tables
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind in ('r', 'p')

--- 10 tables
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind in ('f')

--- 11 views
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')

--- 12 functions
SELECT DISTINCT routine_name FROM information_schema.routines WHERE routine_schema = 'public' OR routine_name LIKE 'pg_get%'

--- 13 columns
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef) AS DEFAULT, a.attnotnull, a.attrelid as table_oid, pgd.description as comment, a.attgenerated as generated, (SELECT json_build_object('always', a.attidentity = 'a', 'start', s.seqstart, 'increment', s.seqincrement, 'minvalue', s.seqmin, 'maxvalue', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle) FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c on s.seqrelid = c."oid" WHERE c.relkind = 'S' AND a.attidentity != '' AND s.seqrelid = pg_catalog.pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass::oid) as identity_options FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_description pgd ON (pgd.objoid = a.attrelid AND pgd.objsubid = a.attnum) WHERE a.attrelid = {oid:public.airport_delay} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum

--- 14 estimate
EXPLAIN SELECT 1

--- 15 cancel
SELECT pg_backend_pid()

--- 16 cancel
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid='0'

--- 17 time grain
SELECT DATE_TRUNC('hour', TIMESTAMP '2001-03-01 12:34:56') AS __timestamp, DATE_TRUNC('week', TIMESTAMP '2001-03-01 12:34:56') AS w, DATE_TRUNC('minute', TIMESTAMP '2001-03-01 12:34:56') + INTERVAL '5 minutes' AS m

--- 18 time filter
SELECT TO_DATE('2001-03-01', 'YYYY-MM-DD') AS d, TO_TIMESTAMP('2001-03-01 12:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AS t

