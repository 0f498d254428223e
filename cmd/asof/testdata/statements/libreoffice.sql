-- What LibreOffice Base's own PostgreSQL driver sends, after its public source (pq_databasemetadata.cxx).

--- 1 connect
SELECT version()

--- 2 connect
SHOW DateStyle

--- 3 getCatalogs
SELECT current_database()

--- 4 getSchemas
SELECT nspname from pg_namespace

--- 5 getTables
--$ varchar 'public'
--$ varchar '%'
SELECT DISTINCT ON (pg_namespace.nspname, relname ) pg_namespace.nspname, relname, relkind, pg_description.description FROM pg_namespace, pg_class LEFT JOIN pg_description ON pg_class.oid = pg_description.objoid WHERE relnamespace = pg_namespace.oid AND ( relkind = 'r' OR relkind = 'v' OR relkind = 'f') AND pg_namespace.nspname LIKE $1 AND relname LIKE $2 ORDER BY pg_namespace.nspname || relname

--- 6 getColumns
--$ varchar 'public'
--$ varchar 'airport_delay'
--$ varchar '%'
SELECT pg_namespace.nspname, pg_class.relname, pg_attribute.attname, pg_type.typname, pg_attribute.atttypmod, pg_attribute.attnotnull, pg_type.typdefault, pg_type.typtype, pg_attrdef.adsrc, pg_description.description, pg_type.typbasetype, pg_attribute.attnum FROM pg_class, pg_attribute LEFT JOIN (SELECT adrelid, adnum, pg_get_expr(adbin, adrelid) AS adsrc FROM pg_attrdef) pg_attrdef ON pg_attribute.attrelid = pg_attrdef.adrelid AND pg_attribute.attnum = pg_attrdef.adnum LEFT JOIN pg_description ON pg_attribute.attrelid = pg_description.objoid AND pg_attribute.attnum=pg_description.objsubid, pg_type, pg_namespace WHERE pg_attribute.attrelid = pg_class.oid AND pg_attribute.atttypid = pg_type.oid AND pg_class.relnamespace = pg_namespace.oid AND NOT pg_attribute.attisdropped AND pg_namespace.nspname LIKE $1 AND pg_class.relname LIKE $2 AND pg_attribute.attname LIKE $3 ORDER BY pg_namespace.nspname, pg_class.relname, pg_attribute.attnum

--- 7 getColumns
SELECT oid,typname,typtype FROM pg_TYPE WHERE typname LIKE 'int%' ORDER BY oid

--- 8 getPrimaryKeys
--$ varchar 'public'
--$ varchar 'route_delay'
SELECT nmsp.nspname, cl.relname, con.conkey, con.conname, con.conrelid FROM pg_constraint as con INNER JOIN pg_class as cl ON con.conrelid = cl.oid INNER JOIN pg_namespace as nmsp ON cl.relnamespace = nmsp.oid WHERE con.contype = 'p' AND nmsp.nspname LIKE $1 AND cl.relname LIKE $2

--- 9 getPrimaryKeys
--$ int4 '1'
SELECT att.attname FROM pg_attribute AS att INNER JOIN pg_class AS cl ON att.attrelid = cl.oid WHERE att.attrelid = {oid:public.route_delay} AND att.attnum = $1

--- 10 getIndexInfo
--$ varchar 'public'
--$ varchar 'route_delay'
SELECT nspname, pg_class.relname, pg_index.indisprimary, pg_index.indisunique, pg_index.indkey, pg_index.indrelid, (SELECT relname FROM pg_class c2 WHERE c2.oid = pg_index.indexrelid) AS index FROM pg_index INNER JOIN pg_class ON indrelid = pg_class.oid INNER JOIN pg_namespace ON pg_class.relnamespace = pg_namespace.oid WHERE nspname = $1 AND pg_class.relname = $2

--- 11 getImportedKeys
--$ varchar 'airport_delay'
WITH con AS (SELECT oid, conname, contype, condeferrable, condeferred, conrelid, confrelid,  confupdtype, confdeltype, generate_subscripts(conkey,1) AS conkeyseq, unnest(conkey) AS conkey , unnest(confkey) AS confkey FROM pg_catalog.pg_constraint) SELECT NULL::text AS PKTABLE_CAT, pkn.nspname AS PKTABLE_SCHEM, pkc.relname AS PKTABLE_NAME, pka.attname AS PKCOLUMN_NAME,  NULL::text AS FKTABLE_CAT, fkn.nspname AS FKTABLE_SCHEM, fkc.relname AS FKTABLE_NAME, fka.attname AS FKCOLUMN_NAME,  con.conkeyseq AS KEY_SEQ,  CASE con.confupdtype   WHEN 'c' THEN 0  WHEN 'n' THEN 2  WHEN 'd' THEN 4  WHEN 'r' THEN 1  WHEN 'a' THEN 3  ELSE NULL  END AS UPDATE_RULE,  CASE con.confdeltype   WHEN 'c' THEN 0  WHEN 'n' THEN 2  WHEN 'd' THEN 4  WHEN 'r' THEN 1  WHEN 'a' THEN 3  ELSE NULL  END AS DELETE_RULE,  con.conname AS FK_NAME, pkic.relname AS PK_NAME,  CASE   WHEN con.condeferrable AND con.condeferred THEN 5  WHEN con.condeferrable THEN 6  ELSE 7 END AS DEFERRABILITY  FROM  pg_catalog.pg_namespace pkn, pg_catalog.pg_class pkc, pg_catalog.pg_attribute pka,  pg_catalog.pg_namespace fkn, pg_catalog.pg_class fkc, pg_catalog.pg_attribute fka,  con, pg_catalog.pg_depend dep, pg_catalog.pg_class pkic  WHERE pkn.oid = pkc.relnamespace AND pkc.oid = pka.attrelid AND pka.attnum = con.confkey AND con.confrelid = pkc.oid  AND fkn.oid = fkc.relnamespace AND fkc.oid = fka.attrelid AND fka.attnum = con.conkey AND con.conrelid = fkc.oid  AND con.contype = 'f' AND con.oid = dep.objid AND pkic.oid = dep.refobjid AND pkic.relkind = 'i' AND dep.classid = 'pg_constraint'::regclass::oid AND dep.refclassid = 'pg_class'::regclass::oid AND fkc.relname = $1 ORDER BY fkn.nspname, fkc.relname, conkeyseq

--- 12 getTablePrivileges
--$ varchar 'public'
--$ varchar '%delay'
SELECT dp.TABLE_CAT, dp.TABLE_SCHEM, dp.TABLE_NAME, dp.GRANTOR, dp.GRANTEE, dp.privilege, dp.is_grantable FROM (SELECT table_catalog AS TABLE_CAT, table_schema AS TABLE_SCHEM, table_name AS TABLE_NAME, grantor, grantee, privilege_type AS PRIVILEGE, is_grantable FROM information_schema.table_privileges) dp WHERE dp.table_schem LIKE $1 AND dp.table_name LIKE $2 ORDER BY table_schem, table_name, privilege, grantee

--- 13 getColumnPrivileges
--$ varchar 'airport_delay'
SELECT table_schema, table_name, column_name, grantor, grantee, privilege_type, is_grantable FROM information_schema.column_privileges WHERE table_name LIKE $1 ORDER BY column_name, privilege_type

--- 14 getTypeInfo
SELECT pg_type.typname AS typname, pg_type.typtype AS typtype, pg_type.typlen AS typlen, pg_type.typnotnull AS typnotnull, pg_type.typname AS typname FROM pg_type WHERE pg_type.typtype = 'b' OR pg_type.typtype = 'p'

--- 15 getTypeInfo
SELECT t1.typname as typname, t2.typtype AS typtype, t2.typlen AS typlen, t2.typnotnull AS typnotnull, t2.typname as realtypname FROM pg_type as t1 LEFT JOIN pg_type AS t2 ON t1.typbasetype=t2.oid WHERE t1.typtype = 'd'

--- 16 views
SELECT dx.oid, pg_get_viewdef(dx.oid) AS definition FROM pg_class dx INNER JOIN pg_namespace dn ON dx.relnamespace = dn.oid WHERE dn.nspname = 'public' AND dx.relname = 'airport_delay' AND dx.relkind = 'v'

--- 17 users
SELECT usename FROM pg_user

