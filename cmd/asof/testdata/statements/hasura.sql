-- What engines that make an API of a schema ask, after Hasura's public metadata query.

--- 1 version
SELECT current_setting('server_version_num')::integer

--- 2 track
SELECT coalesce(json_agg(row_to_json(t) ORDER BY t.table_name), '[]') IS NOT NULL AS tables FROM (SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = 'public') t

--- 3 tables
SELECT
  schema.nspname AS table_schema,
  "table".relname AS table_name,
  coalesce(columns.info, '[]') AS columns,
  primary_key.info AS primary_key,
  CASE WHEN "table".relkind = 'v' THEN jsonb_build_object('is_updatable', ((pg_catalog.pg_relation_is_updatable("table".oid, true) & 4) = 4)) END AS view_info,
  description.description AS description
FROM pg_catalog.pg_class "table"
JOIN pg_catalog.pg_namespace schema ON schema.oid = "table".relnamespace
LEFT JOIN pg_catalog.pg_description description ON description.classoid = 'pg_catalog.pg_class'::regclass AND description.objoid = "table".oid AND description.objsubid = 0
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object('name', "column".attname, 'position', "column".attnum, 'type', coalesce(base_type.typname, "type".typname), 'is_nullable', NOT "column".attnotnull, 'description', pg_catalog.col_description("table".oid, "column".attnum)) ORDER BY "column".attnum) AS info
  FROM pg_catalog.pg_attribute "column"
  LEFT JOIN pg_catalog.pg_type "type" ON "type".oid = "column".atttypid
  LEFT JOIN pg_catalog.pg_type base_type ON "type".typtype = 'd' AND base_type.oid = "type".typbasetype
  WHERE "column".attrelid = "table".oid AND "column".attnum > 0 AND NOT "column".attisdropped
) columns ON true
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('name', class.relname, 'columns', (SELECT jsonb_agg(attribute.attname ORDER BY attribute.attnum) FROM pg_catalog.pg_attribute attribute WHERE attribute.attrelid = "table".oid AND attribute.attnum = ANY (index.indkey))) AS info
  FROM pg_catalog.pg_index index
  JOIN pg_catalog.pg_class class ON class.oid = index.indexrelid
  WHERE index.indrelid = "table".oid AND index.indisprimary
) primary_key ON true
WHERE "table".relkind IN ('r', 't', 'v', 'm', 'f', 'p') AND schema.nspname = 'public'
ORDER BY 1, 2

--- 4 functions
SELECT p.proname, n.nspname, p.provariadic::regtype::text AS variadic, p.prokind FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', 'hdb_catalog')

