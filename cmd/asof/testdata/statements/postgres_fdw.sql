-- What postgres_fdw of a Postgres 15 sends for IMPORT FOREIGN SCHEMA, estimates and reads, recorded from a Postgres 15.

--- 1 postgres_fdw
SET search_path = pg_catalog

--- 2 postgres_fdw
SET timezone = 'GMT'

--- 3 postgres_fdw
SET datestyle = ISO

--- 4 postgres_fdw
SET intervalstyle = postgres

--- 5 postgres_fdw
SET extra_float_digits = 3

--- 6 postgres_fdw
START TRANSACTION ISOLATION LEVEL REPEATABLE READ

--- 7 postgres_fdw
SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'public'

--- 8 postgres_fdw
SELECT relname,   attname,   format_type(atttypid, atttypmod),   attnotnull,   pg_get_expr(adbin, adrelid),   attgenerated,   collname,   collnsp.nspname FROM pg_class c   JOIN pg_namespace n ON     relnamespace = n.oid   LEFT JOIN pg_attribute a ON     attrelid = c.oid AND attnum > 0       AND NOT attisdropped   LEFT JOIN pg_attrdef ad ON     adrelid = c.oid AND adnum = attnum   LEFT JOIN pg_collation coll ON     coll.oid = attcollation   LEFT JOIN pg_namespace collnsp ON     collnsp.oid = collnamespace WHERE c.relkind IN ('r','v','f','m','p')   AND n.nspname = 'public' AND NOT c.relispartition  ORDER BY c.relname, a.attnum

--- 9 postgres_fdw
COMMIT TRANSACTION

--- 10 postgres_fdw
SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'asof'

--- 11 postgres_fdw
SELECT relname,   attname,   format_type(atttypid, atttypmod),   attnotnull,   pg_get_expr(adbin, adrelid),   attgenerated,   collname,   collnsp.nspname FROM pg_class c   JOIN pg_namespace n ON     relnamespace = n.oid   LEFT JOIN pg_attribute a ON     attrelid = c.oid AND attnum > 0       AND NOT attisdropped   LEFT JOIN pg_attrdef ad ON     adrelid = c.oid AND adnum = attnum   LEFT JOIN pg_collation coll ON     coll.oid = attcollation   LEFT JOIN pg_namespace collnsp ON     collnsp.oid = collnamespace WHERE c.relkind IN ('r','v','f','m','p')   AND n.nspname = 'asof' AND c.relname IN ('sources', 'features') ORDER BY c.relname, a.attnum

--- 12 postgres_fdw
SELECT relname,   attname,   format_type(atttypid, atttypmod),   attnotnull,   pg_get_expr(adbin, adrelid),   attgenerated,   NULL, NULL FROM pg_class c   JOIN pg_namespace n ON     relnamespace = n.oid   LEFT JOIN pg_attribute a ON     attrelid = c.oid AND attnum > 0       AND NOT attisdropped   LEFT JOIN pg_attrdef ad ON     adrelid = c.oid AND adnum = attnum WHERE c.relkind IN ('r','v','f','m','p')   AND n.nspname = 'public' AND NOT c.relispartition  AND c.relname NOT IN ('flights') ORDER BY c.relname, a.attnum

--- 13 postgres_fdw
START TRANSACTION ISOLATION LEVEL REPEATABLE READ

--- 14 postgres_fdw
EXPLAIN SELECT origin, last_delay, avg_delay_30m, since_last FROM public.airport_delay WHERE ((last_delay > 3)) AND ((origin = 'ORD'))

--- 15 postgres_fdw
DECLARE c1 CURSOR FOR
SELECT origin, last_delay, avg_delay_30m, since_last FROM public.airport_delay WHERE ((last_delay > 3)) AND ((origin = 'ORD'))

--- 16 postgres_fdw
FETCH 2 FROM c1

--- 17 postgres_fdw
CLOSE c1

--- 18 postgres_fdw
COMMIT TRANSACTION

--- 19 postgres_fdw
START TRANSACTION ISOLATION LEVEL REPEATABLE READ

--- 20 postgres_fdw
EXPLAIN SELECT origin, last_delay FROM public.airport_delay

--- 21 postgres_fdw
EXPLAIN SELECT origin, last_delay FROM public.airport_delay ORDER BY origin ASC NULLS LAST

--- 22 postgres_fdw
EXPLAIN SELECT count(*), sum(last_delay), origin FROM public.airport_delay GROUP BY 3

--- 23 postgres_fdw
DECLARE c1 CURSOR FOR
SELECT origin, last_delay FROM public.airport_delay ORDER BY origin ASC NULLS LAST

--- 24 postgres_fdw
FETCH 2 FROM c1

--- 25 postgres_fdw
CLOSE c1

--- 26 postgres_fdw
COMMIT TRANSACTION

--- 27 postgres_fdw
START TRANSACTION ISOLATION LEVEL REPEATABLE READ

--- 28 postgres_fdw
EXPLAIN SELECT id, flag, small, "int", single, double, amount, label, bytes, day, clock, stamp, at, span, uid, doc, ints, texts FROM public.everything WHERE ((day > '2001-01-01')) AND ((at < '2020-01-01 00:00:00+00'))

--- 29 postgres_fdw
DECLARE c1 CURSOR FOR
SELECT id, flag, small, "int", single, double, amount, label, bytes, day, clock, stamp, at, span, uid, doc, ints, texts FROM public.everything WHERE ((day > '2001-01-01')) AND ((at < '2020-01-01 00:00:00+00'))

--- 30 postgres_fdw
FETCH 2 FROM c1

--- 31 postgres_fdw
CLOSE c1

--- 32 postgres_fdw
COMMIT TRANSACTION

--- 33 postgres_fdw
START TRANSACTION ISOLATION LEVEL REPEATABLE READ

--- 34 postgres_fdw
EXPLAIN SELECT origin FROM public.airport_delay

--- 35 postgres_fdw
EXPLAIN SELECT origin, flights_1d FROM public.route_delay

--- 36 postgres_fdw
EXPLAIN SELECT origin FROM public.airport_delay ORDER BY origin ASC NULLS LAST

--- 37 postgres_fdw
EXPLAIN SELECT origin, flights_1d FROM public.route_delay ORDER BY origin ASC NULLS LAST

--- 38 postgres_fdw
EXPLAIN SELECT origin, flights_1d FROM public.route_delay WHERE ((((SELECT null::text)::text) = origin))

--- 39 postgres_fdw
EXPLAIN SELECT r1.origin, r2.flights_1d FROM (public.airport_delay r1 LEFT JOIN public.route_delay r2 ON (((r1.origin = r2.origin))))

--- 40 postgres_fdw
DECLARE c1 CURSOR FOR
SELECT r1.origin, r2.flights_1d FROM (public.airport_delay r1 LEFT JOIN public.route_delay r2 ON (((r1.origin = r2.origin))))

--- 41 postgres_fdw
FETCH 2 FROM c1

--- 42 postgres_fdw
CLOSE c1

--- 43 postgres_fdw
COMMIT TRANSACTION

--- 44 postgres_fdw
START TRANSACTION ISOLATION LEVEL REPEATABLE READ

--- 45 postgres_fdw
SELECT pg_catalog.pg_relation_size('public.airport_delay'::pg_catalog.regclass) / 8192

--- 46 postgres_fdw
DECLARE c1 CURSOR FOR SELECT origin, last_delay, avg_delay_30m, since_last FROM public.airport_delay

--- 47 postgres_fdw
FETCH 2 FROM c1

--- 48 postgres_fdw
CLOSE c1

--- 49 postgres_fdw
COMMIT TRANSACTION

