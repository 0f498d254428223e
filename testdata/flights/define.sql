-- One source: every flight is an event, and it happened when it departed.
CREATE SOURCE flights FROM PARQUET 'flights.parquet'
  WITH (event_time = departed_at, tie_break = flight_id,
        description = 'US domestic flights, on-time reports of the US DOT, times shifted to today', tags = 'us,dot');

-- Two entities: what a feature can be about.
CREATE ENTITY airport (origin text);
CREATE ENTITY route (origin text, destination text);

-- How punctual is an airport now? The windows slide with the clock.
CREATE FEATURE VIEW airport_delay
  ENTITY airport
  WITH (ttl = '2 days', description = 'How late flights leave an airport', tags = 'delay')
AS SELECT origin,
          delay                                  AS last_delay,
          now() - departed_at                    AS since_last_departure,
          count(*)   OVER w30                    AS departures_30m,
          avg(delay) OVER w30                    AS avg_delay_30m,
          max(delay) OVER w30                    AS max_delay_30m,
          sum(delay) FILTER (WHERE delay > 15) OVER (RANGE INTERVAL '7 days' PRECEDING) AS late_minutes_7d
   FROM flights WHERE distance > 0
   WINDOW w30 AS (PARTITION BY origin ORDER BY departed_at RANGE INTERVAL '30 minutes' PRECEDING);

-- And a route? A key of two columns.
CREATE FEATURE VIEW route_delay
  ENTITY route
  WITH (ttl = '14 days', description = 'How late flights of a route are', tags = 'delay')
AS SELECT origin, destination,
          distance,
          count(*)   OVER w7                     AS flights_7d,
          avg(delay) OVER w7                     AS avg_delay_7d,
          count(*) FILTER (WHERE delay > 15) OVER w7 * 100.0 / nullif(count(*) OVER w7, 0) AS late_percent_7d,
          avg(delay) OVER (ROWS 9 PRECEDING)     AS avg_delay_10_flights
   FROM flights WHERE distance > 0
   WINDOW w7 AS (RANGE INTERVAL '7 days' PRECEDING);

-- What one version of one model reads: its keys are the union of its views' keys.
CREATE FEATURE SERVICE departure_risk_v1
AS SELECT a.avg_delay_30m, a.departures_30m, a.late_minutes_7d, r.avg_delay_7d, r.late_percent_7d, r.avg_delay_10_flights
   FROM airport_delay a, route_delay r;
