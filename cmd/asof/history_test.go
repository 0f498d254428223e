package main_test

import (
	"fmt"
	"testing"
)

// The interval of history.v that holds t has the values of the view AS OF t, at every edge of every interval and between them, and
// where there is none the view has no row: for views of every kind of frame, with ttl, with rows that come late, and above others.
func TestHistoryIsAsOf(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t)
	// 400 rows of 6 keys within two hours, many at equal times; the available time is up to ten minutes later, or earlier.
	mustExec(t, conn, `COPY (SELECT CAST(hash(i) % 6 AS BIGINT) AS k, CASE WHEN hash(i, 1) % 7 > 0 THEN CAST(hash(i, 2) % 9 AS INTEGER) END AS x, chr(CAST(97 + hash(i, 3) % 3 AS INTEGER)) AS c, i,
			TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_seconds(CAST(10 * (hash(i, 4) % 720) AS BIGINT)) AS at,
			TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_seconds(CAST(10 * (hash(i, 4) % 720) + CAST(hash(i, 5) % 700 AS BIGINT) - 100 AS BIGINT)) AS known
		FROM range(400) r(i)) TO 'r.parquet' (FORMAT PARQUET)`,
		"CREATE SOURCE r FROM PARQUET 'r.parquet' WITH (event_time = at, tie_break = i)",
		"CREATE SOURCE late FROM PARQUET 'r.parquet' WITH (event_time = at, tie_break = i, available_at = known)",
		"CREATE SOURCE delayed FROM PARQUET 'r.parquet' WITH (event_time = at, tie_break = i, available_after = '90 seconds')",
		"CREATE ENTITY e (k bigint)")
	views := []struct{ name, columns, text string }{
		{"newest", "x, label", "WITH (ttl = '4 minutes') AS SELECT k, x, c || i AS label FROM %s WHERE x IS DISTINCT FROM 3"},
		{"windows", "n, s, m", "WITH (ttl = '20 minutes') AS SELECT k, count(*) OVER (RANGE INTERVAL '7 minutes' PRECEDING) AS n, sum(x) OVER (RANGE INTERVAL '25 seconds' PRECEDING) AS s, max(c) OVER (ROWS 2 PRECEDING) AS m FROM %s"},
		{"older", "n, every", "AS SELECT k, count(x) OVER (RANGE BETWEEN INTERVAL '10 minutes' PRECEDING AND INTERVAL '3 minutes' PRECEDING) AS n, count(*) OVER (RANGE UNBOUNDED PRECEDING) AS every FROM %s"},
		{"hopping", "n, lo", "WITH (hop = '1 minute') AS SELECT k, count(*) OVER (RANGE INTERVAL '16 minutes' PRECEDING) AS n, min(x) OVER (RANGE BETWEEN INTERVAL '20 minutes' PRECEDING AND INTERVAL '5 minutes' PRECEDING) AS lo FROM %s"},
		{"together", "y", "AS SELECT k, w.n + coalesce(v.x, 0) AS y FROM windows_%[1]s w LEFT JOIN newest_%[1]s v USING (k)"},
	}
	for _, v := range views {
		for _, source := range []string{"r", "late", "delayed"} {
			view := v.name + "_" + source
			t.Run(view, func(t *testing.T) {
				mustExec(t, conn, "CREATE FEATURE VIEW "+view+" ENTITY e "+fmt.Sprintf(v.text, source),
					fmt.Sprintf("CREATE TEMP TABLE h_%[1]s AS SELECT * FROM history.%[1]s", view),
					fmt.Sprintf(`CREATE TEMP TABLE p_%[1]s AS SELECT DISTINCT k, t FROM (SELECT k, unnest([valid_from, valid_from - INTERVAL '1 microsecond', valid_to, valid_to - INTERVAL '1 microsecond']) AS t FROM h_%[1]s
						UNION ALL SELECT k, TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_seconds(CAST(hash(k, j) %% 9000 AS BIGINT)) FROM range(7) r(k), range(150) s(j)) WHERE t IS NOT NULL`, view),
					fmt.Sprintf("CREATE TEMP TABLE a_%[1]s AS SELECT k, t, v.k IS NOT NULL AS there, %[2]s FROM p_%[1]s p LEFT JOIN %[1]s AS OF p.t AS v USING (k)", view, v.columns),
					fmt.Sprintf(`CREATE TEMP TABLE b_%[1]s AS SELECT p.k, t, h.k IS NOT NULL AS there, %[2]s FROM p_%[1]s p LEFT JOIN h_%[1]s h
						ON h.k = p.k AND p.t >= h.valid_from AND (p.t < h.valid_to OR h.valid_to IS NULL)`, view, v.columns))
				count := func(sql string) (n int) {
					t.Helper()
					if err := conn.QueryRow(t.Context(), fmt.Sprintf(sql, view, v.columns)).Scan(&n); err != nil {
						t.Fatal(err)
					}
					return n
				}
				if n := count("SELECT count(*) FROM p_%[1]s"); n < 500 {
					t.Errorf("only %d probes", n)
				}
				if n := count("SELECT count(*) FROM (SELECT * FROM a_%[1]s EXCEPT ALL SELECT * FROM b_%[1]s UNION ALL SELECT * FROM b_%[1]s EXCEPT ALL SELECT * FROM a_%[1]s) x"); n > 0 {
					t.Errorf("%d rows differ", n)
				}
				if n := count("SELECT count(*) FROM (SELECT k, valid_to, %[2]s FROM h_%[1]s INTERSECT SELECT k, valid_from, %[2]s FROM h_%[1]s) x"); n > 0 {
					t.Errorf("%d neighbours with equal values are not one interval", n)
				}
				if n := count("SELECT count(*) FROM (SELECT * FROM history.%[1]s WHERE valid_from >= '2024-01-01 00:50:00+00' AND valid_to <= '2024-01-01 01:20:00+00' AND k = 2 " +
					"EXCEPT SELECT * FROM h_%[1]s UNION ALL SELECT * FROM h_%[1]s WHERE valid_from >= '2024-01-01 00:50:00+00' AND valid_to <= '2024-01-01 01:20:00+00' AND k = 2 EXCEPT SELECT * FROM history.%[1]s) x"); n > 0 {
					t.Errorf("%d intervals of a range differ", n)
				}
			})
		}
	}
}
