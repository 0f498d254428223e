-- Prints the static rows of a server's system catalogs, for make.sh. A line that begins with a control character 1 heads a section; what
-- follows it are rows in COPY's text format.
--
--   ^A server  VERSION                            the server's version
--   ^A table   SCHEMA NAME OID KIND COLUMN…       each column as name:type:modifier:not null; no rows for a view
--   ^A view    SCHEMA NAME                        one row: the definition as pg_get_viewdef gives it, plain and pretty
--   ^A set     NAME                               the rows of a function that returns a set, by its pg_proc.prosrc
--
-- Rows are in the order in which a scan of a new server's table gives them. A reg* column is its OID. In place of a pg_node_tree stands the text that pg_get_expr makes of it.
SET bytea_output = 'hex';
SET extra_float_digits = 1;
SET search_path = pg_catalog;

CREATE TEMP VIEW kept_collation AS
  SELECT oid FROM pg_collation WHERE collprovider <> 'i' OR collname = 'und-x-icu';

-- what stands for a column of a table
CREATE FUNCTION pg_temp.expression(rel oid, col name, typ oid) RETURNS text LANGUAGE sql AS $$
  SELECT CASE
    WHEN col = 'proargdefaults' THEN 'pg_get_expr(proargdefaults, 0)'
    WHEN col = 'prosqlbody' THEN 'pg_get_function_sqlbody(oid)'
    WHEN col = 'conbin' THEN 'pg_get_expr(conbin, conrelid)'
    WHEN col = 'typdefaultbin' THEN 'pg_get_expr(typdefaultbin, 0)'
    WHEN col IN ('ev_qual', 'ev_action') THEN $q$'<>'$q$
    WHEN rel = 'pg_class'::regclass AND col IN ('relfrozenxid', 'relminmxid') THEN $q$CASE relkind WHEN 'r' THEN '1' WHEN 't' THEN '1' ELSE '0' END$q$
    WHEN rel = 'pg_class'::regclass AND col IN ('relpages', 'relallvisible') THEN '0'
    WHEN rel = 'pg_class'::regclass AND col = 'reltuples' THEN '-1'
    WHEN col = 'attoptions' THEN 'NULL'
    WHEN rel = 'pg_database'::regclass AND col IN ('datfrozenxid', 'datminmxid') THEN $q$'1'$q$
    WHEN typ IN ('regproc'::regtype, 'regtype'::regtype, 'regclass'::regtype) THEN quote_ident(col) || '::oid'
    WHEN typ = 'anyarray'::regtype THEN 'NULL'
    ELSE quote_ident(col) END
$$;

-- which rows of a table are left out: statistics, and what is about the machine's own collations
CREATE FUNCTION pg_temp.condition(rel oid) RETURNS text LANGUAGE sql AS $$
  SELECT CASE rel
    WHEN 'pg_statistic'::regclass THEN 'false'
    WHEN 'pg_collation'::regclass THEN 'oid IN (SELECT oid FROM kept_collation)'
    WHEN 'pg_description'::regclass THEN $q$classoid <> 'pg_collation'::regclass OR objoid IN (SELECT oid FROM kept_collation)$q$
    WHEN 'pg_depend'::regclass THEN $q$objid < 16384 AND (classid <> 'pg_collation'::regclass OR objid IN (SELECT oid FROM kept_collation))$q$
    WHEN 'pg_database'::regclass THEN $q$datname LIKE 'template_'$q$
    WHEN 'pg_attribute'::regclass THEN 'attrelid < 16384'
    WHEN 'pg_index'::regclass THEN 'indexrelid < 16384'
    ELSE CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = rel AND attname = 'oid') THEN 'oid < 16384' ELSE 'true' END END
$$;

CREATE TEMP VIEW relation AS
  SELECT c.oid, n.nspname, c.relname, c.relkind,
    string_agg(format('%s:%s:%s:%s', a.attname, a.atttypid, a.atttypmod, a.attnotnull::int), E'\t' ORDER BY a.attnum) AS columns,
    string_agg(pg_temp.expression(c.oid, a.attname, a.atttypid), ', ' ORDER BY a.attnum) AS expressions
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
  GROUP BY c.oid, n.nspname, c.relname, c.relkind;

SELECT E'\x01server\t' || current_setting('server_version');

SELECT format('SELECT %L', E'\x01table\t' || concat_ws(E'\t', nspname, relname, oid, relkind, columns)),
  CASE relkind WHEN 'r' THEN format('COPY (SELECT %s FROM %I.%I WHERE %s ORDER BY %s) TO STDOUT',
    expressions, nspname, relname, pg_temp.condition(oid), 'ctid') END
FROM relation ORDER BY nspname DESC, relname \gexec

SELECT format('SELECT %L', E'\x01view\t' || concat_ws(E'\t', nspname, relname)),
  format('COPY (SELECT pg_get_viewdef(%s), pg_get_viewdef(%s, true)) TO STDOUT', oid, oid)
FROM relation WHERE relkind = 'v' ORDER BY nspname DESC, relname \gexec

-- settings as a server has them that was told nothing; those that initdb takes from its machine as they are said to be here; last, whether a
-- role without rights sees the setting
CREATE ROLE nobody;
CREATE TEMP TABLE seen (name text);
GRANT INSERT ON seen TO nobody;
SET ROLE nobody;
INSERT INTO seen SELECT name FROM pg_show_all_settings();
RESET ROLE;
SELECT E'\x01set\tshow_all_settings';
COPY (SELECT s.name, value, unit, category, short_desc, extra_desc, context, vartype, 'default', min_val, max_val, enumvals, boot_val, value,
    NULL, NULL, false, seen.name IS NOT NULL
  FROM pg_show_all_settings() s LEFT JOIN seen USING (name), LATERAL (SELECT CASE
    WHEN s.name LIKE 'lc\_%' THEN 'C.UTF-8'
    WHEN s.name IN ('TimeZone', 'log_timezone') THEN 'UTC'
    WHEN s.name = 'default_text_search_config' THEN 'pg_catalog.english'
    WHEN source = 'default' THEN setting
    ELSE coalesce(boot_val, '') END) v(value)
  ORDER BY lower(s.name)) TO STDOUT;

-- definitions that cannot be made from the rows
SELECT E'\x01set\tpg_get_constraintdef';
COPY (SELECT oid, pg_get_constraintdef(oid), pg_get_constraintdef(oid, true) FROM pg_constraint WHERE contype = 'c' ORDER BY oid) TO STDOUT;
SELECT E'\x01set\tpg_get_ruledef';
COPY (SELECT oid, pg_get_ruledef(oid), pg_get_ruledef(oid, true) FROM pg_rewrite WHERE rulename <> '_RETURN' ORDER BY oid) TO STDOUT;

SELECT E'\x01set\tpg_get_keywords';
COPY (SELECT * FROM pg_get_keywords()) TO STDOUT;

SELECT E'\x01set\tpg_timezone_abbrevs';
COPY (SELECT * FROM pg_timezone_abbrevs() ORDER BY abbrev) TO STDOUT;

SELECT E'\x01set\tpg_timezone_names';
COPY (SELECT name FROM pg_timezone_names() WHERE name !~ '^posix|localtime' ORDER BY name) TO STDOUT;

SELECT E'\x01set\tencodings';
COPY (SELECT n, pg_encoding_to_char(n) FROM generate_series(0, 41) n WHERE pg_encoding_to_char(n) <> '') TO STDOUT;

SELECT E'\x01set\tpg_available_extension_versions';
COPY (SELECT * FROM pg_available_extension_versions() WHERE name = 'plpgsql') TO STDOUT;

SELECT E'\x01set\tts_token_type';
COPY (SELECT * FROM ts_token_type('default')) TO STDOUT;

SELECT E'\x01set\tpg_get_catalog_foreign_keys';
COPY (SELECT fktable::oid, fkcols, pktable::oid, pkcols, is_array, is_opt FROM pg_get_catalog_foreign_keys()) TO STDOUT;
