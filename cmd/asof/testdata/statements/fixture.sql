-- What the server under test defines before the statements of this folder are run: sources, entities, feature views and services of
-- all kinds. The twin in Postgres is made from the catalog that results.
COPY (SELECT 1::bigint AS id, TIMESTAMPTZ '2001-03-01 12:00:00Z' AS at, true AS flag, 2::smallint AS small, 3 AS int, 1.5::real AS single,
  2.5::double AS double, 12.34::decimal(12,2) AS amount, 'text' AS label, '\x00\xff'::blob AS bytes, DATE '2001-03-01' AS day, TIME '12:34:56' AS clock,
  TIMESTAMP '2001-03-01 12:34:56' AS stamp, INTERVAL '1 day 02:03:04' AS span, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid AS uid,
  '{"a": 1}'::json AS doc, [1, 2] AS ints, ['a', 'b'] AS texts) TO 'all_types.parquet' (FORMAT parquet);

CREATE SOURCE flights FROM PARQUET 'flights.parquet' WITH (event_time = departed_at, tie_break = flight_id, owner = 'ops', tags = 'us,dot');
CREATE SOURCE payments FROM PARQUET 'payments.parquet' WITH (event_time = paid_at, tie_break = payment_id);
CREATE SOURCE labels FROM PARQUET 'labels.parquet' WITH (event_time = ts);
CREATE SOURCE all_types FROM PARQUET 'all_types.parquet' WITH (event_time = at);
CREATE SOURCE "Odd Source" FROM PARQUET 'payments.parquet' WITH (event_time = paid_at);
COMMENT ON SOURCE flights IS 'every flight, as it departed';

CREATE ENTITY airport (origin text);
CREATE ENTITY route (origin text, destination text);
CREATE ENTITY account (user_id bigint);
CREATE ENTITY thing (id bigint);

CREATE FEATURE VIEW airport_delay ENTITY airport WITH (ttl = '2 days', status = 'production', description = 'how late an airport is') AS
  SELECT origin, delay AS last_delay, avg(delay) OVER (RANGE INTERVAL '30 minutes' PRECEDING) AS avg_delay_30m, now() - departed_at AS since_last FROM flights;
COMMENT ON FEATURE VIEW airport_delay IS 'how late an airport is now';
COMMENT ON COLUMN airport_delay.avg_delay_30m IS 'minutes, over half an hour';
CREATE FEATURE VIEW route_delay ENTITY route WITH (owner = 'ops', ttl = '2 days') AS
  SELECT origin, destination, delay AS route_delay, count(*) OVER (RANGE INTERVAL '1 day' PRECEDING) AS flights_1d FROM flights;
CREATE FEATURE VIEW user_spend ENTITY account WITH (ttl = '30 days') AS
  SELECT user_id, amount AS last_amount, sum(amount) OVER (RANGE INTERVAL '7 days' PRECEDING) AS spend_7d, refused FROM payments;
CREATE FEATURE VIEW everything ENTITY thing WITH (ttl = '2 days') AS
  SELECT id, flag, small, int, single, double, amount, label, bytes, day, clock, stamp, at, span, uid, doc, ints, texts FROM all_types;
CREATE FEATURE VIEW "Mixed Case" ENTITY account WITH (ttl = '2 days') AS SELECT user_id, amount AS "Last ""Amount""", refused AS "select" FROM "Odd Source";
COMMENT ON COLUMN "Mixed Case"."select" IS 'it''s quoted';
CREATE FEATURE SERVICE delay_risk AS SELECT a.last_delay, a.avg_delay_30m, r.route_delay FROM airport_delay a, route_delay r;
COMMENT ON FEATURE SERVICE delay_risk IS 'what the model of delays reads';
CREATE FEATURE SERVICE spend AS SELECT spend_7d FROM user_spend;

CREATE ROLE readers;
CREATE ROLE analyst LOGIN PASSWORD 'secret' CONNECTION LIMIT 3;
GRANT readers TO analyst;
GRANT SELECT ON airport_delay, flights TO readers;
GRANT SELECT ON user_spend TO analyst WITH GRANT OPTION;

-- The rows are of 2001: every view is materialised and empty now, as its twin is.
REFRESH FEATURE VIEW airport_delay;
REFRESH FEATURE VIEW route_delay;
REFRESH FEATURE VIEW user_spend;
REFRESH FEATURE VIEW everything;
REFRESH FEATURE VIEW "Mixed Case";
