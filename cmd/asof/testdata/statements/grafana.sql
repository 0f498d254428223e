-- What Grafana's PostgreSQL data source sends, after its public source (postgresMetaQuery.ts).

--- 1 health


--- 2 health
-- ping

--- 3 health
SELECT 1

--- 4 version
SELECT current_setting('server_version_num')::int/100 as version

--- 5 version
SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'

--- 6 schemas
SELECT schema_name AS "name"
    FROM information_schema.schemata
    WHERE schema_name NOT IN ('information_schema',
                              'pg_catalog',
                              'pg_toast',
                              '_timescaledb_cache',
                              '_timescaledb_catalog',
                              '_timescaledb_internal',
                              '_timescaledb_config',
                              'timescaledb_information',
                              'timescaledb_experimental')
    ORDER BY schema_name

--- 7 tables
SELECT quote_ident(table_name) AS "table"
      FROM information_schema.tables
      WHERE quote_ident(table_schema) = 'public'
      ORDER BY 1

--- 8 tables
SELECT
    CASE WHEN 
          quote_ident(table_schema) IN (
          SELECT
            CASE WHEN trim(s[i]) = '"$user"' THEN user ELSE trim(s[i]) END
          FROM
            generate_series(
              array_lower(string_to_array(current_setting('search_path'),','),1),
              array_upper(string_to_array(current_setting('search_path'),','),1)
            ) as i,
            string_to_array(current_setting('search_path'),',') s
          )
      THEN quote_ident(table_name)
      ELSE quote_ident(table_schema) || '.' || quote_ident(table_name)
    END AS "table"
    FROM information_schema.tables
    WHERE quote_ident(table_schema) NOT IN ('information_schema',
                             'pg_catalog',
                             '_timescaledb_cache',
                             '_timescaledb_catalog',
                             '_timescaledb_internal',
                             '_timescaledb_config',
                             'timescaledb_information',
                             'timescaledb_experimental')
    ORDER BY CASE WHEN 
          quote_ident(table_schema) IN (
          SELECT
            CASE WHEN trim(s[i]) = '"$user"' THEN user ELSE trim(s[i]) END
          FROM
            generate_series(
              array_lower(string_to_array(current_setting('search_path'),','),1),
              array_upper(string_to_array(current_setting('search_path'),','),1)
            ) as i,
            string_to_array(current_setting('search_path'),',') s
          ) THEN 0 ELSE 1 END, 1

--- 9 columns
SELECT quote_ident(column_name) AS "column", data_type AS "type"
    FROM information_schema.columns
    WHERE
      CASE WHEN array_length(parse_ident('airport_delay'),1) = 2
        THEN quote_ident(table_schema) = (parse_ident('airport_delay'))[1]
          AND quote_ident(table_name) = (parse_ident('airport_delay'))[2]
        ELSE quote_ident(table_name) = 'airport_delay'
          AND 
          quote_ident(table_schema) IN (
          SELECT
            CASE WHEN trim(s[i]) = '"$user"' THEN user ELSE trim(s[i]) END
          FROM
            generate_series(
              array_lower(string_to_array(current_setting('search_path'),','),1),
              array_upper(string_to_array(current_setting('search_path'),','),1)
            ) as i,
            string_to_array(current_setting('search_path'),',') s
          )
      END

--- 10 columns
SELECT quote_ident(column_name) AS "column", data_type AS "type"
    FROM information_schema.columns
    WHERE
      CASE WHEN array_length(parse_ident('asof.sources'),1) = 2
        THEN quote_ident(table_schema) = (parse_ident('asof.sources'))[1]
          AND quote_ident(table_name) = (parse_ident('asof.sources'))[2]
        ELSE quote_ident(table_name) = 'asof.sources'
          AND quote_ident(table_schema) IN ('public')
      END

--- 11 time
SELECT EXTRACT(EPOCH FROM TIMESTAMPTZ '2001-03-01T12:00:00Z') AS "time", floor(extract(epoch from TIMESTAMPTZ '2001-03-01T12:03:20Z')/60)*60 AS bucket

--- 12 time
SELECT TIMESTAMPTZ '2001-03-01 12:00Z' BETWEEN '2001-03-01T11:00:00Z' AND '2001-03-01T13:00:00Z' AS within

