-- What Tableau sends over psqlODBC, after statements that users published.

--- 1 connect
SET DateStyle = 'ISO';SET extra_float_digits = 2;show transaction_isolation

--- 2 connect
set client_encoding to 'UTF8'

--- 3 connect
set client_min_messages to 'warning'

--- 4 connect
SET TIME ZONE 'UTC'

--- 5 connect
SELECT current_schema()

--- 6 connect
select oid, typbasetype from pg_type where typname = 'lo'

--- 7 connect check
CREATE LOCAL TEMPORARY TABLE "#Tableau_1_A_Connect_Check" ( "COL" INTEGER ) ON COMMIT PRESERVE ROWS

--- 8 connect check
SELECT "COL" FROM "#Tableau_1_A_Connect_Check" GROUP BY "COL"

--- 9 connect check
SELECT COUNT(*) AS "x" FROM "#Tableau_1_A_Connect_Check"

--- 10 connect check
DROP TABLE "#Tableau_1_A_Connect_Check"

--- 11 connect check
SELECT 1 AS "COL", 'x' AS "COL2" GROUP BY 2 HAVING (COUNT(1) > 0)

--- 12 schemas
select NULL, nspname, NULL from pg_catalog.pg_namespace n where true order by nspname

--- 13 tables
select relname, nspname, relkind from pg_catalog.pg_class c, pg_catalog.pg_namespace n where relkind in ('r', 'v', 'm', 'f', 'p') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'pg_temp_1') and n.oid = relnamespace order by nspname, relname

--- 14 tables
SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2

--- 15 columns
select n.nspname, c.relname, a.attname, a.atttypid, t.typname, a.attnum, a.attlen, a.atttypmod, a.attnotnull, c.relhasrules, c.relkind, c.oid, pg_get_expr(d.adbin, d.adrelid), case t.typtype when 'd' then t.typbasetype else 0 end, t.typtypmod, 0, attidentity, c.relhassubclass from (((pg_catalog.pg_class c inner join pg_catalog.pg_namespace n on n.oid = c.relnamespace and c.relname = E'airport_delay' and n.nspname = E'public') inner join pg_catalog.pg_attribute a on (not a.attisdropped) and a.attnum > 0 and a.attrelid = c.oid) inner join pg_catalog.pg_type t on t.oid = a.atttypid) left outer join pg_attrdef d on a.atthasdef and d.adrelid = a.attrelid and d.adnum = a.attnum order by n.nspname, c.relname, attnum

--- 16 views
SELECT table_schema, table_name, is_updatable, check_option FROM information_schema.views WHERE table_schema = 'public' ORDER BY 1, 2

--- 17 primary keys
select ta.attname, ia.attnum, ic.relname, n.nspname, tc.relname from pg_catalog.pg_attribute ta, pg_catalog.pg_attribute ia, pg_catalog.pg_class tc, pg_catalog.pg_index i, pg_catalog.pg_namespace n, pg_catalog.pg_class ic where tc.relname = 'route_delay' AND n.nspname = 'public' AND tc.oid = i.indrelid AND n.oid = tc.relnamespace AND i.indisprimary = 't' AND ia.attrelid = i.indexrelid AND ta.attrelid = i.indrelid AND ta.attnum = i.indkey[ia.attnum-1] AND (NOT ta.attisdropped) AND (NOT ia.attisdropped) AND ic.oid = i.indexrelid order by ia.attnum

--- 18 read
BEGIN

--- 19 read
declare "SQL_CUR0x55d0" cursor with hold for SELECT "airport_delay"."origin" AS "origin", SUM("airport_delay"."last_delay") AS "sum:last_delay:ok" FROM "public"."airport_delay" "airport_delay" WHERE 1 = 0 GROUP BY 1

--- 20 read
fetch 10000 in "SQL_CUR0x55d0"

--- 21 read
close "SQL_CUR0x55d0"

--- 22 read
COMMIT

