-- What postgres.js, knex, typeorm and sequelize send to learn of types and tables, recorded from a Postgres 15.

--- 1 postgres.js

      select b.oid, b.typarray
      from pg_catalog.pg_type a
      left join pg_catalog.pg_type b on b.oid = a.typelem
      where a.typcategory = 'A'
      group by b.oid, b.typarray
      order by b.oid

--- 2 postgres.js
--$ '1'
select $1::int + 1 as x

--- 3 postgres.js
--$ 'ORD'
select * from airport_delay where origin = $1

--- 4 postgres.js
--$ 'ORD'
--$ 'ATL'
select * from airport_delay where origin in ($1,$2)

--- 5 postgres.js
--$ '{1,2}'
select $1::int[] as x

--- 6 postgres.js
select 1; select 2

--- 7 postgres.js
--$ '{"a": 1}'
select $1 as j

--- 8 postgres.js
--$ 'v'
select oid, relname from pg_class where relkind = $1 order by 1

--- 9 postgres.js
begin read only

--- 10 postgres.js
select 1

--- 11 postgres.js
savepoint "s0"

--- 12 postgres.js
select 2

--- 13 postgres.js
commit

--- 14
select version();

--- 15
--$ 'airport_delay'
select * from information_schema.tables where table_name = $1 and table_schema = current_schema()

--- 16
--$ 'airport_delay'
--$ 'origin'
select * from information_schema.columns where table_name = $1 and column_name = $2 and table_schema = current_schema()

--- 17
--$ 'airport_delay'
select * from information_schema.columns where table_name = $1 and table_catalog = current_database() and table_schema = current_schema()

--- 18
--$ 'flights'
--$ 'public'
select * from information_schema.columns where table_name = $1 and table_catalog = current_database() and table_schema = $2

--- 19
--$ 'sources'
--$ 'asof'
select * from information_schema.tables where table_name = $1 and table_schema = $2

--- 20
--$ 'ORD'
select * from "airport_delay" where "origin" = $1

--- 21
--$ 'ORD'
--$ 'ATL'
--$ '1'
select count(*) as "n" from "airport_delay" where "origin" in ($1, $2) limit $3

--- 22
--$ '3'
--$ '1'
select * from "airport_delay" where "last_delay" is null order by "origin" asc limit $1 offset $2

--- 23
--$ '1'
select $1::int as x

--- 24
BEGIN;

--- 25
select 1

--- 26
SAVEPOINT trx3;

--- 27
select 2

--- 28
RELEASE SAVEPOINT trx3;

--- 29
COMMIT;

--- 30
--$ 'knex_migrations'
select * from information_schema.tables where table_name = $1 and table_schema = current_schema()

--- 31
create table "knex_migrations" ("id" serial primary key, "name" varchar(255), "batch" integer, "migration_time" timestamptz)

--- 32
--$ 'knex_migrations_lock'
select * from information_schema.tables where table_name = $1 and table_schema = current_schema()

--- 33
create table "knex_migrations_lock" ("index" serial primary key, "is_locked" integer)

--- 34
select * from "knex_migrations_lock"

--- 35
--$ '0'
insert into "knex_migrations_lock" ("is_locked") values ($1)

--- 36
select "name" from "knex_migrations" order by "id" asc

--- 37
SELECT version()

--- 38
SELECT * FROM current_schema()

--- 39
SELECT * FROM current_database()

--- 40
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 'airport_delay')

--- 41
SELECT TRUE FROM information_schema.columns WHERE table_name = 'pg_class' and column_name = 'relispartition'

--- 42
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'public' AND "table_name" = 'airport_delay')

--- 43
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'public' AND "t"."relname" = 'airport_delay'))

--- 44
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'public' AND "t"."relname" = 'airport_delay'))

--- 45
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'public' AND "cl"."relname" = 'airport_delay')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

--- 46
--$ 'public'
--$ 'airport_delay'
SELECT * FROM "information_schema"."tables" WHERE "table_schema" = $1 AND "table_name" = $2

--- 47
--$ 'public'
--$ 'airport_delay'
--$ 'origin'
SELECT * FROM "information_schema"."columns" WHERE "table_schema" = $1 AND "table_name" = $2 AND "column_name" = $3

--- 48
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 'flights')

--- 49
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'public' AND "table_name" = 'flights')

--- 50
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'public' AND "t"."relname" = 'flights'))

--- 51
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'public' AND "t"."relname" = 'flights'))

--- 52
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'public' AND "cl"."relname" = 'flights')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

--- 53
--$ 'public'
--$ 'flights'
SELECT * FROM "information_schema"."tables" WHERE "table_schema" = $1 AND "table_name" = $2

--- 54
--$ 'public'
--$ 'flights'
--$ 'origin'
SELECT * FROM "information_schema"."columns" WHERE "table_schema" = $1 AND "table_name" = $2 AND "column_name" = $3

--- 55
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'asof' AND "table_name" = 'sources')

--- 56
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'asof' AND "table_name" = 'sources')

--- 57
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'asof' AND "t"."relname" = 'sources'))

--- 58
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'asof' AND "t"."relname" = 'sources'))

--- 59
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'asof' AND "cl"."relname" = 'sources')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

--- 60
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'sources' AND "column_name"='columns'

--- 61
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'sources' AND "column_name"='types'

--- 62
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'sources' AND "column_name"='tags'

--- 63
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'asof' AND "t"."typname" = 'text' ORDER BY "e"."enumsortorder"

--- 64
--$ 'asof'
--$ 'sources'
SELECT * FROM "information_schema"."tables" WHERE "table_schema" = $1 AND "table_name" = $2

--- 65
--$ 'asof'
--$ 'sources'
--$ 'origin'
SELECT * FROM "information_schema"."columns" WHERE "table_schema" = $1 AND "table_name" = $2 AND "column_name" = $3

--- 66
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 'nothing')

--- 67
--$ 'public'
--$ 'nothing'
SELECT * FROM "information_schema"."tables" WHERE "table_schema" = $1 AND "table_name" = $2

--- 68
--$ 'public'
--$ 'nothing'
--$ 'origin'
SELECT * FROM "information_schema"."columns" WHERE "table_schema" = $1 AND "table_name" = $2 AND "column_name" = $3

--- 69
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 'everything')

--- 70
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'public' AND "table_name" = 'everything')

--- 71
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'public' AND "t"."relname" = 'everything'))

--- 72
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'public' AND "t"."relname" = 'everything'))

--- 73
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'public' AND "cl"."relname" = 'everything')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

--- 74
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'public' AND "table_name" = 'everything' AND "column_name"='ints'

--- 75
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'public' AND "table_name" = 'everything' AND "column_name"='texts'

--- 76
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'public' AND "t"."typname" = 'int4' ORDER BY "e"."enumsortorder"

--- 77
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'public' AND "t"."typname" = 'text' ORDER BY "e"."enumsortorder"

--- 78
--$ 'public'
--$ 'everything'
SELECT * FROM "information_schema"."tables" WHERE "table_schema" = $1 AND "table_name" = $2

--- 79
--$ 'public'
--$ 'everything'
--$ 'origin'
SELECT * FROM "information_schema"."columns" WHERE "table_schema" = $1 AND "table_name" = $2 AND "column_name" = $3

--- 80
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 'Mixed Case')

--- 81
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'public' AND "table_name" = 'Mixed Case')

--- 82
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'public' AND "t"."relname" = 'Mixed Case'))

--- 83
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'public' AND "t"."relname" = 'Mixed Case'))

--- 84
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'public' AND "cl"."relname" = 'Mixed Case')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

--- 85
--$ 'public'
--$ 'Mixed Case'
SELECT * FROM "information_schema"."tables" WHERE "table_schema" = $1 AND "table_name" = $2

--- 86
--$ 'public'
--$ 'Mixed Case'
--$ 'origin'
SELECT * FROM "information_schema"."columns" WHERE "table_schema" = $1 AND "table_name" = $2 AND "column_name" = $3

--- 87
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables"

--- 88
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'asof' AND "table_name" = 'changes') OR ("table_schema" = 'asof' AND "table_name" = 'entities') OR ("table_schema" = 'asof' AND "table_name" = 'feature_services') OR ("table_schema" = 'asof' AND "table_name" = 'feature_views') OR ("table_schema" = 'asof' AND "table_name" = 'features') OR ("table_schema" = 'asof' AND "table_name" = 'freshness') OR ("table_schema" = 'asof' AND "table_name" = 'lineage') OR ("table_schema" = 'asof' AND "table_name" = 'service_features') OR ("table_schema" = 'asof' AND "table_name" = 'settings') OR ("table_schema" = 'asof' AND "table_name" = 'sources') OR ("table_schema" = 'public' AND "table_name" = 'Odd Source') OR ("table_schema" = 'public' AND "table_name" = 'all_types') OR ("table_schema" = 'public' AND "table_name" = 'flights') OR ("table_schema" = 'public' AND "table_name" = 'labels') OR ("table_schema" = 'public' AND "table_name" = 'payments') OR ("table_schema" = 'public' AND "table_name" = 'Mixed Case') OR ("table_schema" = 'public' AND "table_name" = 'airport_delay') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_type') OR ("table_schema" = 'public' AND "table_name" = 'route_delay') OR ("table_schema" = 'public' AND "table_name" = 'everything') OR ("table_schema" = 'public' AND "table_name" = 'spend') OR ("table_schema" = 'public' AND "table_name" = 'user_spend') OR ("table_schema" = 'public' AND "table_name" = 'delay_risk') OR ("table_schema" = 'public' AND "table_name" = 'knex_migrations') OR ("table_schema" = 'public' AND "table_name" = 'knex_migrations_lock') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_foreign_table') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_authid') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_shadow') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_roles') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic_ext_data') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_settings') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_file_settings') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_hba_file_rules') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_ident_file_mappings') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_config') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_shmem_allocations') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_backend_memory_contexts') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_user_mapping') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_activity') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_replication_origin_status') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_subscription') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_attribute') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_proc') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_class') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_attrdef') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_constraint') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_inherits') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_index') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_replication') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_slru') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_wal_receiver') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_recovery_prefetch') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_operator') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_opfamily') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_opclass') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_am') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_amop') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_amproc') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_language') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_largeobject_metadata') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_aggregate') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic_ext') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_rewrite') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_trigger') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_event_trigger') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_description') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_cast') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_enum') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_namespace') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_conversion') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_depend') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_database') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_db_role_setting') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_tablespace') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_auth_members') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_shdepend') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_shdescription') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_ts_config') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_ts_config_map') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_ts_dict') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_ts_parser') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_ts_template') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_extension') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_foreign_data_wrapper') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_foreign_server') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_policy') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_replication_origin') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_default_acl') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_init_privs') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_seclabel') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_shseclabel') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_collation') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_parameter_acl') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_partitioned_table') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_range') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_transform') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_sequence') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_publication') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_publication_namespace') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_publication_rel') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_subscription_rel') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_group') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_user') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_policies') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_rules') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_views') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_matviews') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_indexes') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_sequences') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext_exprs') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_publication_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_locks') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_cursors') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_available_extensions') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_available_extension_versions') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_prepared_xacts') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_prepared_statements') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_seclabels') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_timezone_abbrevs') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_timezone_names') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_sys_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_xact_sys_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_user_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_all_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_xact_all_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_xact_user_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_all_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_sys_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_user_tables') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_all_indexes') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_sys_indexes') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_user_indexes') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_all_indexes') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_sys_indexes') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_user_indexes') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_all_sequences') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_sys_sequences') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_statio_user_sequences') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_subscription') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_ssl') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_gssapi') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_replication_slots') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_replication_slots') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_database') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_database_conflicts') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_user_functions') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_xact_user_functions') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_archiver') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_bgwriter') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_wal') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_progress_analyze') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_progress_vacuum') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_progress_cluster') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_progress_create_index') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_progress_basebackup') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_progress_copy') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_user_mappings') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_stat_subscription_stats') OR ("table_schema" = 'pg_catalog' AND "table_name" = 'pg_largeobject') OR ("table_schema" = 'information_schema' AND "table_name" = 'role_column_grants') OR ("table_schema" = 'information_schema' AND "table_name" = 'information_schema_catalog_name') OR ("table_schema" = 'information_schema' AND "table_name" = 'column_domain_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'applicable_roles') OR ("table_schema" = 'information_schema' AND "table_name" = 'administrable_role_authorizations') OR ("table_schema" = 'information_schema' AND "table_name" = 'domain_constraints') OR ("table_schema" = 'information_schema' AND "table_name" = 'attributes') OR ("table_schema" = 'information_schema' AND "table_name" = 'column_privileges') OR ("table_schema" = 'information_schema' AND "table_name" = 'character_sets') OR ("table_schema" = 'information_schema' AND "table_name" = 'check_constraint_routine_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'check_constraints') OR ("table_schema" = 'information_schema' AND "table_name" = 'column_udt_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'collations') OR ("table_schema" = 'information_schema' AND "table_name" = 'collation_character_set_applicability') OR ("table_schema" = 'information_schema' AND "table_name" = 'key_column_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'column_column_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'columns') OR ("table_schema" = 'information_schema' AND "table_name" = 'domain_udt_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'constraint_column_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'constraint_table_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'domains') OR ("table_schema" = 'information_schema' AND "table_name" = 'referential_constraints') OR ("table_schema" = 'information_schema' AND "table_name" = 'enabled_roles') OR ("table_schema" = 'information_schema' AND "table_name" = 'parameters') OR ("table_schema" = 'information_schema' AND "table_name" = 'routine_column_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'routine_privileges') OR ("table_schema" = 'information_schema' AND "table_name" = 'role_routine_grants') OR ("table_schema" = 'information_schema' AND "table_name" = 'routine_routine_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'table_privileges') OR ("table_schema" = 'information_schema' AND "table_name" = 'routine_sequence_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'routine_table_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'udt_privileges') OR ("table_schema" = 'information_schema' AND "table_name" = 'routines') OR ("table_schema" = 'information_schema' AND "table_name" = 'role_table_grants') OR ("table_schema" = 'information_schema' AND "table_name" = 'schemata') OR ("table_schema" = 'information_schema' AND "table_name" = 'sequences') OR ("table_schema" = 'information_schema' AND "table_name" = 'sql_features') OR ("table_schema" = 'information_schema' AND "table_name" = 'tables') OR ("table_schema" = 'information_schema' AND "table_name" = 'sql_implementation_info') OR ("table_schema" = 'information_schema' AND "table_name" = 'sql_parts') OR ("table_schema" = 'information_schema' AND "table_name" = 'sql_sizing') OR ("table_schema" = 'information_schema' AND "table_name" = 'transforms') OR ("table_schema" = 'information_schema' AND "table_name" = 'table_constraints') OR ("table_schema" = 'information_schema' AND "table_name" = 'view_routine_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'role_udt_grants') OR ("table_schema" = 'information_schema' AND "table_name" = 'triggered_update_columns') OR ("table_schema" = 'information_schema' AND "table_name" = 'triggers') OR ("table_schema" = 'information_schema' AND "table_name" = 'user_defined_types') OR ("table_schema" = 'information_schema' AND "table_name" = 'usage_privileges') OR ("table_schema" = 'information_schema' AND "table_name" = 'role_usage_grants') OR ("table_schema" = 'information_schema' AND "table_name" = 'view_column_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'view_table_usage') OR ("table_schema" = 'information_schema' AND "table_name" = 'views') OR ("table_schema" = 'information_schema' AND "table_name" = 'data_type_privileges') OR ("table_schema" = 'information_schema' AND "table_name" = '_pg_foreign_table_columns') OR ("table_schema" = 'information_schema' AND "table_name" = 'element_types') OR ("table_schema" = 'information_schema' AND "table_name" = 'column_options') OR ("table_schema" = 'information_schema' AND "table_name" = '_pg_foreign_data_wrappers') OR ("table_schema" = 'information_schema' AND "table_name" = 'foreign_data_wrapper_options') OR ("table_schema" = 'information_schema' AND "table_name" = 'foreign_data_wrappers') OR ("table_schema" = 'information_schema' AND "table_name" = '_pg_foreign_servers') OR ("table_schema" = 'information_schema' AND "table_name" = 'foreign_server_options') OR ("table_schema" = 'information_schema' AND "table_name" = 'foreign_servers') OR ("table_schema" = 'information_schema' AND "table_name" = '_pg_foreign_tables') OR ("table_schema" = 'information_schema' AND "table_name" = 'foreign_table_options') OR ("table_schema" = 'information_schema' AND "table_name" = 'foreign_tables') OR ("table_schema" = 'information_schema' AND "table_name" = '_pg_user_mappings') OR ("table_schema" = 'information_schema' AND "table_name" = 'user_mapping_options') OR ("table_schema" = 'information_schema' AND "table_name" = 'user_mappings')

--- 89
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'asof' AND "t"."relname" = 'changes') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'entities') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'feature_services') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'feature_views') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'features') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'freshness') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'lineage') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'service_features') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'settings') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'sources') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'Odd Source') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'all_types') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'flights') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'labels') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'payments') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'Mixed Case') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'airport_delay') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statistic') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_type') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'route_delay') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'everything') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'spend') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'user_spend') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'delay_risk') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'knex_migrations') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'knex_migrations_lock') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_foreign_table') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_authid') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shadow') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_roles') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statistic_ext_data') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_settings') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_file_settings') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_hba_file_rules') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ident_file_mappings') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_config') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shmem_allocations') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_backend_memory_contexts') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_user_mapping') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_activity') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_replication_origin_status') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_subscription') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_attribute') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_proc') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_class') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_attrdef') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_constraint') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_inherits') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_index') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_replication') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_slru') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_wal_receiver') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_recovery_prefetch') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_operator') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_opfamily') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_opclass') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_am') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_amop') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_amproc') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_language') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_largeobject_metadata') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_aggregate') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statistic_ext') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_rewrite') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_trigger') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_event_trigger') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_description') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_cast') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_enum') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_namespace') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_conversion') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_depend') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_database') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_db_role_setting') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_tablespace') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_auth_members') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shdepend') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shdescription') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_config') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_config_map') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_dict') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_parser') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_template') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_extension') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_foreign_data_wrapper') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_foreign_server') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_policy') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_replication_origin') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_default_acl') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_init_privs') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_seclabel') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shseclabel') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_collation') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_parameter_acl') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_partitioned_table') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_range') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_transform') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_sequence') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_publication') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_publication_namespace') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_publication_rel') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_subscription_rel') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_group') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_user') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_policies') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_rules') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_views') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_matviews') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stats') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stats_ext') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stats_ext_exprs') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_publication_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_locks') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_cursors') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_available_extensions') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_available_extension_versions') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_prepared_xacts') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_prepared_statements') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_seclabels') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_timezone_abbrevs') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_timezone_names') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_xact_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_xact_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_xact_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_all_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_sys_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_user_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_all_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_sys_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_user_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_all_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_sys_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_user_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_subscription') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_ssl') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_gssapi') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_replication_slots') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_replication_slots') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_database') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_database_conflicts') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_user_functions') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_xact_user_functions') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_archiver') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_bgwriter') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_wal') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_analyze') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_vacuum') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_cluster') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_create_index') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_basebackup') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_copy') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_user_mappings') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_subscription_stats') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_largeobject') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_column_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'information_schema_catalog_name') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_domain_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'applicable_roles') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'administrable_role_authorizations') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'domain_constraints') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'attributes') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'character_sets') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'check_constraint_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'check_constraints') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_udt_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'collations') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'collation_character_set_applicability') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'key_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'columns') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'domain_udt_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'constraint_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'constraint_table_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'domains') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'referential_constraints') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'enabled_roles') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'parameters') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_routine_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'table_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_sequence_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_table_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'udt_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routines') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_table_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'schemata') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sequences') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sql_features') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'tables') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sql_implementation_info') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sql_parts') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sql_sizing') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'transforms') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'table_constraints') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'view_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_udt_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'triggered_update_columns') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'triggers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'user_defined_types') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'usage_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_usage_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'view_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'view_table_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'views') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'data_type_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_foreign_table_columns') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'element_types') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_foreign_data_wrappers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_data_wrapper_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_data_wrappers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_foreign_servers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_server_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_servers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_foreign_tables') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_table_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_tables') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_user_mappings') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'user_mapping_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'user_mappings'))

--- 90
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'asof' AND "t"."relname" = 'changes') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'entities') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'feature_services') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'feature_views') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'features') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'freshness') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'lineage') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'service_features') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'settings') OR ("ns"."nspname" = 'asof' AND "t"."relname" = 'sources') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'Odd Source') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'all_types') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'flights') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'labels') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'payments') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'Mixed Case') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'airport_delay') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statistic') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_type') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'route_delay') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'everything') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'spend') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'user_spend') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'delay_risk') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'knex_migrations') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'knex_migrations_lock') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_foreign_table') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_authid') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shadow') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_roles') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statistic_ext_data') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_settings') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_file_settings') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_hba_file_rules') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ident_file_mappings') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_config') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shmem_allocations') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_backend_memory_contexts') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_user_mapping') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_activity') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_replication_origin_status') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_subscription') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_attribute') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_proc') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_class') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_attrdef') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_constraint') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_inherits') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_index') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_replication') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_slru') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_wal_receiver') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_recovery_prefetch') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_operator') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_opfamily') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_opclass') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_am') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_amop') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_amproc') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_language') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_largeobject_metadata') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_aggregate') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statistic_ext') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_rewrite') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_trigger') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_event_trigger') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_description') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_cast') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_enum') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_namespace') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_conversion') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_depend') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_database') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_db_role_setting') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_tablespace') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_auth_members') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shdepend') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shdescription') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_config') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_config_map') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_dict') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_parser') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_ts_template') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_extension') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_foreign_data_wrapper') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_foreign_server') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_policy') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_replication_origin') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_default_acl') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_init_privs') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_seclabel') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_shseclabel') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_collation') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_parameter_acl') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_partitioned_table') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_range') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_transform') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_sequence') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_publication') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_publication_namespace') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_publication_rel') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_subscription_rel') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_group') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_user') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_policies') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_rules') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_views') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_matviews') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stats') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stats_ext') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stats_ext_exprs') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_publication_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_locks') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_cursors') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_available_extensions') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_available_extension_versions') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_prepared_xacts') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_prepared_statements') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_seclabels') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_timezone_abbrevs') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_timezone_names') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_xact_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_xact_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_xact_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_all_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_sys_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_user_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_all_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_sys_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_user_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_all_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_sys_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_statio_user_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_subscription') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_ssl') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_gssapi') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_replication_slots') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_replication_slots') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_database') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_database_conflicts') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_user_functions') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_xact_user_functions') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_archiver') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_bgwriter') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_wal') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_analyze') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_vacuum') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_cluster') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_create_index') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_basebackup') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_progress_copy') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_user_mappings') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_stat_subscription_stats') OR ("ns"."nspname" = 'pg_catalog' AND "t"."relname" = 'pg_largeobject') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_column_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'information_schema_catalog_name') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_domain_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'applicable_roles') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'administrable_role_authorizations') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'domain_constraints') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'attributes') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'character_sets') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'check_constraint_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'check_constraints') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_udt_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'collations') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'collation_character_set_applicability') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'key_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'columns') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'domain_udt_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'constraint_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'constraint_table_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'domains') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'referential_constraints') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'enabled_roles') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'parameters') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_routine_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'table_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_sequence_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routine_table_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'udt_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'routines') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_table_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'schemata') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sequences') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sql_features') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'tables') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sql_implementation_info') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sql_parts') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'sql_sizing') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'transforms') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'table_constraints') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'view_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_udt_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'triggered_update_columns') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'triggers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'user_defined_types') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'usage_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'role_usage_grants') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'view_column_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'view_table_usage') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'views') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'data_type_privileges') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_foreign_table_columns') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'element_types') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'column_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_foreign_data_wrappers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_data_wrapper_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_data_wrappers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_foreign_servers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_server_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_servers') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_foreign_tables') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_table_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'foreign_tables') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = '_pg_user_mappings') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'user_mapping_options') OR ("ns"."nspname" = 'information_schema' AND "t"."relname" = 'user_mappings'))

--- 91
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'asof' AND "cl"."relname" = 'changes') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'entities') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'feature_services') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'feature_views') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'features') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'freshness') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'lineage') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'service_features') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'settings') OR ("ns"."nspname" = 'asof' AND "cl"."relname" = 'sources') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'Odd Source') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'all_types') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'flights') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'labels') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'payments') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'Mixed Case') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'airport_delay') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statistic') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_type') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'route_delay') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'everything') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'spend') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'user_spend') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'delay_risk') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'knex_migrations') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'knex_migrations_lock') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_foreign_table') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_authid') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_shadow') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_roles') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statistic_ext_data') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_settings') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_file_settings') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_hba_file_rules') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_ident_file_mappings') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_config') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_shmem_allocations') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_backend_memory_contexts') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_user_mapping') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_activity') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_replication_origin_status') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_subscription') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_attribute') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_proc') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_class') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_attrdef') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_constraint') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_inherits') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_index') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_replication') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_slru') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_wal_receiver') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_recovery_prefetch') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_operator') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_opfamily') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_opclass') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_am') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_amop') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_amproc') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_language') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_largeobject_metadata') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_aggregate') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statistic_ext') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_rewrite') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_trigger') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_event_trigger') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_description') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_cast') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_enum') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_namespace') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_conversion') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_depend') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_database') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_db_role_setting') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_tablespace') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_auth_members') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_shdepend') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_shdescription') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_ts_config') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_ts_config_map') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_ts_dict') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_ts_parser') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_ts_template') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_extension') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_foreign_data_wrapper') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_foreign_server') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_policy') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_replication_origin') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_default_acl') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_init_privs') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_seclabel') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_shseclabel') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_collation') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_parameter_acl') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_partitioned_table') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_range') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_transform') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_sequence') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_publication') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_publication_namespace') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_publication_rel') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_subscription_rel') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_group') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_user') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_policies') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_rules') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_views') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_matviews') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stats') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stats_ext') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stats_ext_exprs') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_publication_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_locks') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_cursors') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_available_extensions') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_available_extension_versions') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_prepared_xacts') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_prepared_statements') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_seclabels') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_timezone_abbrevs') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_timezone_names') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_xact_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_xact_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_xact_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_all_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_sys_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_user_tables') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_all_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_sys_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_user_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_all_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_sys_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_user_indexes') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_all_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_sys_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_statio_user_sequences') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_subscription') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_ssl') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_gssapi') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_replication_slots') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_replication_slots') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_database') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_database_conflicts') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_user_functions') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_xact_user_functions') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_archiver') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_bgwriter') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_wal') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_progress_analyze') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_progress_vacuum') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_progress_cluster') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_progress_create_index') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_progress_basebackup') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_progress_copy') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_user_mappings') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_stat_subscription_stats') OR ("ns"."nspname" = 'pg_catalog' AND "cl"."relname" = 'pg_largeobject') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'role_column_grants') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'information_schema_catalog_name') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'column_domain_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'applicable_roles') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'administrable_role_authorizations') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'domain_constraints') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'attributes') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'column_privileges') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'character_sets') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'check_constraint_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'check_constraints') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'column_udt_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'collations') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'collation_character_set_applicability') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'key_column_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'column_column_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'columns') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'domain_udt_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'constraint_column_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'constraint_table_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'domains') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'referential_constraints') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'enabled_roles') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'parameters') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'routine_column_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'routine_privileges') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'role_routine_grants') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'routine_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'table_privileges') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'routine_sequence_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'routine_table_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'udt_privileges') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'routines') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'role_table_grants') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'schemata') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'sequences') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'sql_features') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'tables') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'sql_implementation_info') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'sql_parts') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'sql_sizing') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'transforms') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'table_constraints') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'view_routine_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'role_udt_grants') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'triggered_update_columns') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'triggers') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'user_defined_types') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'usage_privileges') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'role_usage_grants') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'view_column_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'view_table_usage') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'views') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'data_type_privileges') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = '_pg_foreign_table_columns') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'element_types') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'column_options') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = '_pg_foreign_data_wrappers') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'foreign_data_wrapper_options') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'foreign_data_wrappers') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = '_pg_foreign_servers') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'foreign_server_options') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'foreign_servers') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = '_pg_foreign_tables') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'foreign_table_options') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'foreign_tables') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = '_pg_user_mappings') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'user_mapping_options') OR ("ns"."nspname" = 'information_schema' AND "cl"."relname" = 'user_mappings')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

--- 92
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'entities' AND "column_name"='tags'

--- 93
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'entities' AND "column_name"='keys'

--- 94
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'entities' AND "column_name"='types'

--- 95
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'feature_services' AND "column_name"='tags'

--- 96
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'feature_services' AND "column_name"='views'

--- 97
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'feature_services' AND "column_name"='keys'

--- 98
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'feature_views' AND "column_name"='keys'

--- 99
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'asof' AND "table_name" = 'feature_views' AND "column_name"='tags'

--- 100
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'public' AND "table_name" = 'all_types' AND "column_name"='ints'

--- 101
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'public' AND "table_name" = 'all_types' AND "column_name"='texts'

--- 102
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic' AND "column_name"='stanumbers1'

--- 103
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic' AND "column_name"='stanumbers4'

--- 104
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic' AND "column_name"='stanumbers5'

--- 105
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic' AND "column_name"='stanumbers2'

--- 106
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic' AND "column_name"='stanumbers3'

--- 107
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_type' AND "column_name"='typacl'

--- 108
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_foreign_table' AND "column_name"='ftoptions'

--- 109
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_shadow' AND "column_name"='useconfig'

--- 110
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_roles' AND "column_name"='rolconfig'

--- 111
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic_ext_data' AND "column_name"='stxdexpr'

--- 112
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_settings' AND "column_name"='enumvals'

--- 113
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_hba_file_rules' AND "column_name"='options'

--- 114
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_hba_file_rules' AND "column_name"='user_name'

--- 115
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_hba_file_rules' AND "column_name"='database'

--- 116
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_user_mapping' AND "column_name"='umoptions'

--- 117
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_subscription' AND "column_name"='subpublications'

--- 118
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_attribute' AND "column_name"='attacl'

--- 119
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_attribute' AND "column_name"='attoptions'

--- 120
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_attribute' AND "column_name"='attfdwoptions'

--- 121
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_proc' AND "column_name"='proargmodes'

--- 122
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_proc' AND "column_name"='proargtypes'

--- 123
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_proc' AND "column_name"='protrftypes'

--- 124
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_proc' AND "column_name"='proallargtypes'

--- 125
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_proc' AND "column_name"='proacl'

--- 126
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_proc' AND "column_name"='proconfig'

--- 127
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_proc' AND "column_name"='proargnames'

--- 128
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_class' AND "column_name"='reloptions'

--- 129
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_class' AND "column_name"='relacl'

--- 130
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_constraint' AND "column_name"='conppeqop'

--- 131
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_constraint' AND "column_name"='confkey'

--- 132
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_constraint' AND "column_name"='conexclop'

--- 133
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_constraint' AND "column_name"='conpfeqop'

--- 134
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_constraint' AND "column_name"='conkey'

--- 135
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_constraint' AND "column_name"='conffeqop'

--- 136
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_constraint' AND "column_name"='confdelsetcols'

--- 137
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_index' AND "column_name"='indoption'

--- 138
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_index' AND "column_name"='indclass'

--- 139
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_index' AND "column_name"='indkey'

--- 140
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_index' AND "column_name"='indcollation'

--- 141
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_language' AND "column_name"='lanacl'

--- 142
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_largeobject_metadata' AND "column_name"='lomacl'

--- 143
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic_ext' AND "column_name"='stxkind'

--- 144
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_statistic_ext' AND "column_name"='stxkeys'

--- 145
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_trigger' AND "column_name"='tgattr'

--- 146
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_event_trigger' AND "column_name"='evttags'

--- 147
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_namespace' AND "column_name"='nspacl'

--- 148
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_database' AND "column_name"='datacl'

--- 149
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_db_role_setting' AND "column_name"='setconfig'

--- 150
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_tablespace' AND "column_name"='spcoptions'

--- 151
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_tablespace' AND "column_name"='spcacl'

--- 152
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_extension' AND "column_name"='extcondition'

--- 153
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_extension' AND "column_name"='extconfig'

--- 154
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_foreign_data_wrapper' AND "column_name"='fdwacl'

--- 155
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_foreign_data_wrapper' AND "column_name"='fdwoptions'

--- 156
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_foreign_server' AND "column_name"='srvacl'

--- 157
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_foreign_server' AND "column_name"='srvoptions'

--- 158
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_policy' AND "column_name"='polroles'

--- 159
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_default_acl' AND "column_name"='defaclacl'

--- 160
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_init_privs' AND "column_name"='initprivs'

--- 161
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_parameter_acl' AND "column_name"='paracl'

--- 162
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_partitioned_table' AND "column_name"='partcollation'

--- 163
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_partitioned_table' AND "column_name"='partclass'

--- 164
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_partitioned_table' AND "column_name"='partattrs'

--- 165
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_publication_rel' AND "column_name"='prattrs'

--- 166
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_group' AND "column_name"='grolist'

--- 167
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_user' AND "column_name"='useconfig'

--- 168
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_policies' AND "column_name"='roles'

--- 169
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats' AND "column_name"='most_common_freqs'

--- 170
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats' AND "column_name"='elem_count_histogram'

--- 171
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats' AND "column_name"='most_common_elem_freqs'

--- 172
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext' AND "column_name"='most_common_val_nulls'

--- 173
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext' AND "column_name"='most_common_freqs'

--- 174
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext' AND "column_name"='exprs'

--- 175
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext' AND "column_name"='kinds'

--- 176
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext' AND "column_name"='most_common_vals'

--- 177
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext' AND "column_name"='most_common_base_freqs'

--- 178
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext' AND "column_name"='attnames'

--- 179
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext_exprs' AND "column_name"='most_common_elem_freqs'

--- 180
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext_exprs' AND "column_name"='most_common_freqs'

--- 181
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_stats_ext_exprs' AND "column_name"='elem_count_histogram'

--- 182
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_publication_tables' AND "column_name"='attnames'

--- 183
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_available_extension_versions' AND "column_name"='requires'

--- 184
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_prepared_statements' AND "column_name"='parameter_types'

--- 185
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'pg_catalog' AND "table_name" = 'pg_user_mappings' AND "column_name"='umoptions'

--- 186
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'information_schema' AND "table_name" = '_pg_foreign_table_columns' AND "column_name"='attfdwoptions'

--- 187
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'information_schema' AND "table_name" = '_pg_foreign_data_wrappers' AND "column_name"='fdwoptions'

--- 188
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'information_schema' AND "table_name" = '_pg_foreign_servers' AND "column_name"='srvoptions'

--- 189
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'information_schema' AND "table_name" = '_pg_foreign_tables' AND "column_name"='ftoptions'

--- 190
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'information_schema' AND "table_name" = '_pg_user_mappings' AND "column_name"='umoptions'

--- 191
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'float4' ORDER BY "e"."enumsortorder"

--- 192
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'aclitem' ORDER BY "e"."enumsortorder"

--- 193
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'text' ORDER BY "e"."enumsortorder"

--- 194
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'pg_statistic' ORDER BY "e"."enumsortorder"

--- 195
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'char' ORDER BY "e"."enumsortorder"

--- 196
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'oidvector' ORDER BY "e"."enumsortorder"

--- 197
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'oid' ORDER BY "e"."enumsortorder"

--- 198
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'int2' ORDER BY "e"."enumsortorder"

--- 199
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'int2vector' ORDER BY "e"."enumsortorder"

--- 200
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'name' ORDER BY "e"."enumsortorder"

--- 201
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'bool' ORDER BY "e"."enumsortorder"

--- 202
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'float8' ORDER BY "e"."enumsortorder"

--- 203
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'pg_catalog' AND "t"."typname" = 'regtype' ORDER BY "e"."enumsortorder"

--- 204
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'information_schema' AND "t"."typname" = 'text' ORDER BY "e"."enumsortorder"

--- 205
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 'airport_delay') OR ("table_schema" = 'public' AND "table_name" = 'route_delay')

--- 206
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'public' AND "table_name" = 'airport_delay') OR ("table_schema" = 'public' AND "table_name" = 'route_delay')

--- 207
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'public' AND "t"."relname" = 'airport_delay') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'route_delay'))

--- 208
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'public' AND "t"."relname" = 'airport_delay') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'route_delay'))

--- 209
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'public' AND "cl"."relname" = 'airport_delay') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'route_delay')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

--- 210
--$ 'public'
--$ 'typeorm_metadata'
SELECT * FROM "information_schema"."tables" WHERE "table_schema" = $1 AND "table_name" = $2

--- 211
--$ 'asof'
SELECT * FROM pg_database WHERE datname=$1;

--- 212
--$ 'asof'
SELECT * FROM "information_schema"."schemata" WHERE "schema_name" = $1

--- 213
SET client_min_messages TO warning;SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE;

--- 214
WITH ranges AS (  SELECT pg_range.rngtypid, pg_type.typname AS rngtypname,         pg_type.typarray AS rngtyparray, pg_range.rngsubtype    FROM pg_range LEFT OUTER JOIN pg_type ON pg_type.oid = pg_range.rngtypid)SELECT pg_type.typname, pg_type.typtype, pg_type.oid, pg_type.typarray,       ranges.rngtypname, ranges.rngtypid, ranges.rngtyparray  FROM pg_type LEFT OUTER JOIN ranges ON pg_type.oid = ranges.rngsubtype WHERE (pg_type.typtype IN('b', 'e'));

--- 215
SELECT 1+1 AS result

--- 216
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type LIKE '%TABLE' AND table_name != 'spatial_ref_sys';

--- 217
SELECT schema_name FROM information_schema.schemata WHERE schema_name <> 'information_schema' AND schema_name != 'public' AND schema_name !~ E'^pg_';

--- 218
SELECT pk.constraint_type as "Constraint",c.column_name as "Field", c.column_default as "Default",c.is_nullable as "Null", (CASE WHEN c.udt_name = 'hstore' THEN c.udt_name ELSE c.data_type END) || (CASE WHEN c.character_maximum_length IS NOT NULL THEN '(' || c.character_maximum_length || ')' ELSE '' END) as "Type", (SELECT array_agg(e.enumlabel) FROM pg_catalog.pg_type t JOIN pg_catalog.pg_enum e ON t.oid=e.enumtypid WHERE t.typname=c.udt_name) AS "special", (SELECT pgd.description FROM pg_catalog.pg_statio_all_tables AS st INNER JOIN pg_catalog.pg_description pgd on (pgd.objoid=st.relid) WHERE c.ordinal_position=pgd.objsubid AND c.table_name=st.relname) AS "Comment" FROM information_schema.columns c LEFT JOIN (SELECT tc.table_schema, tc.table_name, cu.column_name, tc.constraint_type FROM information_schema.TABLE_CONSTRAINTS tc JOIN information_schema.KEY_COLUMN_USAGE  cu ON tc.table_schema=cu.table_schema and tc.table_name=cu.table_name and tc.constraint_name=cu.constraint_name and tc.constraint_type='PRIMARY KEY') pk ON pk.table_schema=c.table_schema AND pk.table_name=c.table_name AND pk.column_name=c.column_name WHERE c.table_name = 'airport_delay' AND c.table_schema = 'public'

--- 219
SELECT pk.constraint_type as "Constraint",c.column_name as "Field", c.column_default as "Default",c.is_nullable as "Null", (CASE WHEN c.udt_name = 'hstore' THEN c.udt_name ELSE c.data_type END) || (CASE WHEN c.character_maximum_length IS NOT NULL THEN '(' || c.character_maximum_length || ')' ELSE '' END) as "Type", (SELECT array_agg(e.enumlabel) FROM pg_catalog.pg_type t JOIN pg_catalog.pg_enum e ON t.oid=e.enumtypid WHERE t.typname=c.udt_name) AS "special", (SELECT pgd.description FROM pg_catalog.pg_statio_all_tables AS st INNER JOIN pg_catalog.pg_description pgd on (pgd.objoid=st.relid) WHERE c.ordinal_position=pgd.objsubid AND c.table_name=st.relname) AS "Comment" FROM information_schema.columns c LEFT JOIN (SELECT tc.table_schema, tc.table_name, cu.column_name, tc.constraint_type FROM information_schema.TABLE_CONSTRAINTS tc JOIN information_schema.KEY_COLUMN_USAGE  cu ON tc.table_schema=cu.table_schema and tc.table_name=cu.table_name and tc.constraint_name=cu.constraint_name and tc.constraint_type='PRIMARY KEY') pk ON pk.table_schema=c.table_schema AND pk.table_name=c.table_name AND pk.column_name=c.column_name WHERE c.table_name = 'flights' AND c.table_schema = 'public'

--- 220
SELECT i.relname AS name, ix.indisprimary AS primary, ix.indisunique AS unique, ix.indkey AS indkey, array_agg(a.attnum) as column_indexes, array_agg(a.attname) AS column_names, pg_get_indexdef(ix.indexrelid) AS definition FROM pg_class t, pg_class i, pg_index ix, pg_attribute a WHERE t.oid = ix.indrelid AND i.oid = ix.indexrelid AND a.attrelid = t.oid AND t.relkind = 'r' and t.relname = 'airport_delay' GROUP BY i.relname, ix.indexrelid, ix.indisprimary, ix.indisunique, ix.indkey ORDER BY i.relname;

--- 221
SELECT DISTINCT tc.constraint_name as constraint_name, tc.constraint_schema as constraint_schema, tc.constraint_catalog as constraint_catalog, tc.table_name as table_name,tc.table_schema as table_schema,tc.table_catalog as table_catalog,tc.initially_deferred as initially_deferred,tc.is_deferrable as is_deferrable,kcu.column_name as column_name,ccu.table_schema  AS referenced_table_schema,ccu.table_catalog  AS referenced_table_catalog,ccu.table_name  AS referenced_table_name,ccu.column_name AS referenced_column_name FROM information_schema.table_constraints AS tc JOIN information_schema.key_column_usage AS kcu ON tc.constraint_name = kcu.constraint_name JOIN information_schema.constraint_column_usage AS ccu ON ccu.constraint_name = tc.constraint_name WHERE constraint_type = 'FOREIGN KEY' AND tc.table_name = 'airport_delay' AND tc.table_catalog = 'asof'

--- 222
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'airport_delay'

--- 223
SHOW SERVER_VERSION

--- 224
SELECT constraint_catalog AS "constraintCatalog", constraint_schema AS "constraintSchema", constraint_name AS "constraintName", table_catalog AS "tableCatalog", table_schema AS "tableSchema", table_name AS "tableName", constraint_type AS "constraintType", is_deferrable AS "isDeferrable", initially_deferred AS "initiallyDeferred" from INFORMATION_SCHEMA.table_constraints WHERE table_name='airport_delay';

