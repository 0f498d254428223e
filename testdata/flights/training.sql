-- What the model learns from: each flight that has departed, whether it came late, and the features as they stood just before.
CREATE TEMP TABLE labels AS
  SELECT flight_id, origin, destination, departed_at, delay > 15 AS late FROM flights WHERE departed_at <= now();

SELECT l.flight_id, l.departed_at, l.late,
       f.avg_delay_30m, f.departures_30m, f.late_minutes_7d, f.avg_delay_7d, f.late_percent_7d, f.avg_delay_10_flights
FROM labels l LEFT JOIN departure_risk_v1 AS OF l.departed_at STRICT AS f USING (origin, destination)
ORDER BY l.flight_id DESC;
