-- The same for a real Postgres, as of noon and with tables for the sources, so that a client's program can be tried against what it is
-- meant to find. It is read by hand: createdb asof; psql asof -f twin.sql; then run the program with HOST PORT plain.
CREATE TABLE flights (flight_id bigint, departed_at timestamptz, origin text, destination text, distance int, delay int);
COMMENT ON TABLE flights IS 'on-time reports';
CREATE TABLE payments (payment_id bigint, user_id bigint, merchant_id int, amount numeric(12,2), refused bool, paid_at timestamptz);
CREATE TABLE events (id bigint, happened_at timestamptz, name text, amount float8);
INSERT INTO events SELECT i, timestamptz '2001-01-01 00:00Z' + i * interval '1 second', 'name ' || i, i / 4.0 FROM generate_series(0, 999999) g(i);
CREATE VIEW airport_delay (origin, last_delay, departures_30m, avg_delay_30m, late_minutes_7d)
AS VALUES ('ORD'::text, 40, 3::int8, 55.0::float8 / 3, 60::int8), ('ATL', 30, 2, 15, 30);
COMMENT ON VIEW airport_delay IS 'how late an airport is';
COMMENT ON COLUMN airport_delay.last_delay IS 'minutes, of the newest departure';
CREATE VIEW route_delay (origin, destination, flights_7d) AS VALUES ('ORD'::text, 'LAX'::text, 3::int8), ('ORD', 'ATL', 1), ('ATL', 'ORD', 1), ('ATL', 'LAX', 1), ('LAX', 'ORD', 0);
CREATE VIEW user_spend AS SELECT user_id::int8, last_amount::numeric(12,2), spend_1d::numeric, last_paid_at::timestamptz, last_refused
FROM (VALUES (7, 6.25, 42.00, '2001-03-01 11:00Z', false), (8, 0.01, 100.01, '2001-03-01 11:59Z', true), (9, 42.00, 42.00, '2001-03-01 12:00Z', NULL))
     v (user_id, last_amount, spend_1d, last_paid_at, last_refused);
CREATE VIEW departure_risk AS SELECT origin, destination, avg_delay_30m, flights_7d FROM airport_delay JOIN route_delay USING (origin);
COMMENT ON VIEW departure_risk IS 'what the model reads';
