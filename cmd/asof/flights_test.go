package main_test

import (
	"path/filepath"
	"testing"
)

// The flights are what their documentation says, read by an engine of its own: the demo's text and every test of the flights
// count on it.
func TestFlightsAreAsDocumented(t *testing.T) {
	file := filepath.Join(flightData(t), "files", "flights.parquet")
	db := openDuckDB(t)
	checks := []struct{ what, query, want string }{
		{"columns", `SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE SELECT * FROM read_parquet(?))`,
			"flight_id BIGINT, departed_at TIMESTAMP WITH TIME ZONE, origin VARCHAR, destination VARCHAR, distance INTEGER, delay INTEGER, landed_at TIMESTAMP WITH TIME ZONE"},
		{"rows, ids, airports, routes", `SELECT concat_ws(' ', count(*), count(DISTINCT flight_id), count(DISTINCT origin), count(DISTINCT (origin, destination))) FROM read_parquet(?)`,
			"228738 228738 223 3272"},
		{"departures", `SELECT concat_ws(' ', epoch_us(min(departed_at)), epoch_us(max(departed_at))) FROM read_parquet(?)`,
			"978307260000000 979516740000000"},
		{"nulls", `SELECT count(*)::VARCHAR FROM read_parquet(?) f WHERE f.flight_id IS NULL OR departed_at IS NULL OR origin IS NULL OR destination IS NULL OR distance IS NULL OR delay IS NULL OR landed_at IS NULL`, "0"},
		{"flights that land before they depart, or go nowhere", `SELECT count(*)::VARCHAR FROM read_parquet(?) WHERE landed_at <= departed_at OR distance <= 0`, "0"},
		{"flights out of order", `SELECT count(*)::VARCHAR FROM (SELECT departed_at < lag(departed_at) OVER (ORDER BY flight_id) AS back FROM read_parquet(?)) WHERE back`, "0"},
	}
	for _, c := range checks {
		var got string
		if err := db.QueryRow(c.query, file).Scan(&got); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}
