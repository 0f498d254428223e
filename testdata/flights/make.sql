-- Makes flights.parquet from flights-3m.parquet of the npm package vega-datasets 3.2.1. make.py runs it with DuckDB; {source} and
-- {target} are file names.
COPY (
  SELECT file_row_number + 1                                    AS flight_id,
         date AT TIME ZONE 'UTC'                                AS departed_at,
         origin,
         destination,
         distance::INTEGER                                      AS distance,
         delay::INTEGER                                         AS delay,
         date AT TIME ZONE 'UTC' + to_minutes(
           30 + distance * 60 // 480 + greatest(-15, least(15, delay))) AS landed_at
  FROM read_parquet('{source}', file_row_number = true)
  WHERE date < TIMESTAMP '2001-01-15 00:00:00'
  ORDER BY flight_id
) TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, PARQUET_VERSION V2, ROW_GROUP_SIZE 122880);
