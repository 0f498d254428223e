-- What every client's test finds on the server. events.parquet has a million rows, made when the tests run.
SET client_min_messages = warning;
CREATE SOURCE flights FROM PARQUET 'flights.parquet'
  WITH (event_time = departed_at, tie_break = flight_id, description = 'on-time reports', tags = 'us,dot');
CREATE SOURCE payments FROM PARQUET 'payments.parquet' WITH (event_time = paid_at, tie_break = payment_id);
CREATE SOURCE events FROM PARQUET 'events.parquet' WITH (event_time = happened_at, tie_break = id);
CREATE ENTITY airport (origin text);
CREATE ENTITY route (origin text, destination text);
CREATE ENTITY app_user (user_id bigint);
CREATE FEATURE VIEW airport_delay ENTITY airport
  WITH (ttl = '2 days', status = 'production', description = 'how late an airport is')
AS SELECT origin,
          delay                  AS last_delay,
          count(*)   OVER w30    AS departures_30m,
          avg(delay) OVER w30    AS avg_delay_30m,
          sum(delay) FILTER (WHERE delay > 15) OVER (RANGE INTERVAL '7 days' PRECEDING) AS late_minutes_7d
   FROM flights WHERE distance > 0
   WINDOW w30 AS (PARTITION BY origin ORDER BY departed_at RANGE INTERVAL '30 minutes' PRECEDING);
CREATE FEATURE VIEW route_delay ENTITY route WITH (ttl = '30 days')
AS SELECT origin, destination, count(*) OVER (RANGE INTERVAL '7 days' PRECEDING) AS flights_7d
   FROM flights WHERE distance > 0;
CREATE FEATURE VIEW user_spend ENTITY app_user WITH (ttl = '1 day')
AS SELECT user_id, amount AS last_amount, sum(amount) OVER day AS spend_1d, paid_at AS last_paid_at, refused AS last_refused
   FROM payments WINDOW day AS (RANGE INTERVAL '1 day' PRECEDING);
CREATE FEATURE SERVICE departure_risk WITH (description = 'what the model reads')
AS SELECT a.avg_delay_30m, r.flights_7d FROM airport_delay a, route_delay r;
COMMENT ON COLUMN airport_delay.last_delay IS 'minutes, of the newest departure';
SET asof.now = '2001-03-01 12:00Z';
REFRESH FEATURE VIEW airport_delay;
REFRESH FEATURE VIEW route_delay;
REFRESH FEATURE VIEW user_spend;
