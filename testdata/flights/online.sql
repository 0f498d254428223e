-- One airport, now.
SELECT * FROM airport_delay WHERE origin = 'ORD';

-- Several keys, in the caller's order, one row each, in one round trip.
SELECT k.origin, d.departures_30m, d.avg_delay_30m
FROM unnest(ARRAY['ORD', 'ATL', 'LAX']) k(origin) LEFT JOIN airport_delay d USING (origin);

-- What the model asks: one row for every key asked.
SELECT * FROM departure_risk_v1 WHERE origin = 'ORD' AND destination = 'LAX';
