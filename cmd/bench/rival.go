package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// rivalCommand makes this program run one DuckDB statement from its arguments and end.
const rivalCommand = "duckdb-rival"

// runOnce is what one run cost.
type runOnce struct {
	seconds float64 // of the statement: Parquet in, Parquet out
	memory  float64 // peak resident set of the process, bytes
}

// rival runs a statement in a DuckDB process of its own, within the limits.
func (b *bench) rival(ctx context.Context, statement string) (runOnce, error) {
	self, err := os.Executable()
	if err != nil {
		return runOnce{}, err
	}
	return b.limited(ctx, self, rivalCommand, statement)
}

// rivalMain is that process: it prints the seconds that the statement took.
func rivalMain(args []string) error {
	if len(args) != 1 {
		return errors.New("one statement is needed")
	}
	db, err := openDuckDB()
	if err != nil {
		return err
	}
	defer db.Close()
	started := time.Now()
	if _, err := db.Exec(args[0]); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(time.Since(started).Seconds())
}

// pitByHand is the cheapest plan that a person would write for DuckDB and that is right on ties: for each view an ASOF join on key and
// time alone, then an equi-join back to the events of that key and time, of which arg_max takes the latest created.
func pitByHand(d offlineData, out string) string {
	var pack, with, joins []string
	for _, f := range strings.Split(eventFeatures, ", ") {
		pack = append(pack, f+" := e."+f)
	}
	for n, table := range d.tables {
		with = append(with, fmt.Sprintf(`matched%[1]d AS (
		  SELECT s.rid, s.user_id, e.event_timestamp AS at FROM spine s ASOF JOIN (SELECT user_id, event_timestamp FROM '%[2]s') e
		    ON s.user_id = e.user_id AND s.event_timestamp >= e.event_timestamp
		  WHERE e.event_timestamp >= s.event_timestamp - INTERVAL %[3]d DAY),
		newest%[1]d AS (
		  SELECT m.rid, unnest(arg_max(struct_pack(%[4]s), e.created))
		  FROM '%[2]s' e JOIN matched%[1]d m ON e.user_id = m.user_id AND e.event_timestamp = m.at GROUP BY m.rid)`, n+1, table, ttlDays, strings.Join(pack, ", ")))
		joins = append(joins, fmt.Sprintf(" LEFT JOIN newest%[1]d ON newest%[1]d.rid = s.rid", n+1))
	}
	return fmt.Sprintf(`COPY (WITH spine AS MATERIALIZED (SELECT *, row_number() OVER () AS rid FROM '%s'), %s
		SELECT s.user_id, s.event_timestamp, s.label, %s FROM spine s%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)`,
		d.spine, strings.Join(with, ", "), strings.Join(pitFeatures(len(d.tables), "newest"), ", "), strings.Join(joins, ""), out)
}

// pitByASOF is what most people write: ASOF joins one after the other, which take any of the rows that share a time.
func pitByASOF(d offlineData, out string) string {
	var cols, joins []string
	for n, table := range d.tables {
		for _, f := range strings.Split(eventFeatures, ", ") {
			cols = append(cols, fmt.Sprintf("CASE WHEN e%[1]d.event_timestamp >= s.event_timestamp - INTERVAL %[2]d DAY THEN e%[1]d.%[3]s END AS v%[1]d_%[3]s", n+1, ttlDays, f))
		}
		joins = append(joins, fmt.Sprintf(" ASOF LEFT JOIN '%[2]s' e%[1]d ON s.user_id = e%[1]d.user_id AND s.event_timestamp >= e%[1]d.event_timestamp", n+1, table))
	}
	return fmt.Sprintf("COPY (SELECT s.user_id, s.event_timestamp, s.label, %s FROM '%s' s%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)",
		strings.Join(cols, ", "), d.spine, strings.Join(joins, ""), out)
}

// windowsByHand is what plain SQL says: the spine's moments among the events, windows over all of them, the moments taken out
// again.
func windowsByHand(d offlineData, out string) string {
	var defs []string
	for i, w := range windowLengths {
		defs = append(defs, fmt.Sprintf("w%d AS (PARTITION BY user_id ORDER BY event_timestamp RANGE INTERVAL %d SECOND PRECEDING)", i, int(w.Seconds())))
	}
	return fmt.Sprintf(`COPY (
		SELECT user_id, event_timestamp, label, %[4]s FROM (
		  SELECT user_id, event_timestamp, label, probe, %[5]s
		  FROM (SELECT user_id, event_timestamp, amount, NULL AS label, false AS probe FROM '%[2]s'
		        UNION ALL SELECT user_id, event_timestamp, NULL, label, true FROM '%[1]s')
		  WINDOW %[6]s)
		WHERE probe
	) TO '%[3]s' (FORMAT parquet, COMPRESSION zstd)`, d.spine, d.tables[0], out, windowColumns("n%d, sum%d"),
		windowColumns("count(amount) OVER w%d AS n%d, sum(amount) OVER w%d AS sum%d"), strings.Join(defs, ", "))
}

// windowsByPrefix is what an expert would write: running counts and sums of each key, looked up at each moment and just before each of its
// windows by one ASOF join, and subtracted.
func windowsByPrefix(d offlineData, out string) string {
	probes, slots, pivot := []string{"event_timestamp"}, []string{"0"}, []string{"any_value(n) FILTER (slot = 0) AS n", "any_value(s) FILTER (slot = 0) AS s"}
	var cols []string
	for i, w := range windowLengths {
		probes = append(probes, fmt.Sprintf("event_timestamp - to_microseconds(%d)", w.Microseconds()+1))
		slots = append(slots, fmt.Sprint(i+1))
		pivot = append(pivot, fmt.Sprintf("any_value(n) FILTER (slot = %[1]d) AS n_%[1]d, any_value(s) FILTER (slot = %[1]d) AS s_%[1]d", i+1))
		n := fmt.Sprintf("coalesce(n, 0) - coalesce(n_%d, 0)", i+1)
		cols = append(cols, fmt.Sprintf("%[1]s AS n%[2]d, CASE WHEN %[1]s > 0 THEN coalesce(s, 0) - coalesce(s_%[3]d, 0) END AS sum%[2]d", n, i, i+1))
	}
	return fmt.Sprintf(`COPY (
		WITH spine AS MATERIALIZED (SELECT *, row_number() OVER () AS rid FROM '%[1]s'),
		sums AS (SELECT user_id, event_timestamp AS since, count(amount) OVER w AS n, sum(amount) OVER w AS s, lead(event_timestamp) OVER w AS later FROM '%[2]s'
		  WINDOW w AS (PARTITION BY user_id ORDER BY event_timestamp ROWS UNBOUNDED PRECEDING)),
		found AS (SELECT p.rid, p.slot, x.n, x.s FROM (SELECT rid, user_id, unnest([%[4]s]) AS t, unnest([%[5]s]) AS slot FROM spine) p
		  ASOF JOIN (SELECT * FROM sums WHERE later IS DISTINCT FROM since) x ON p.user_id = x.user_id AND p.t >= x.since),
		wide AS (SELECT rid, %[6]s FROM found GROUP BY rid)
		SELECT s.user_id, s.event_timestamp, s.label, %[7]s FROM spine s LEFT JOIN wide ON wide.rid = s.rid
	) TO '%[3]s' (FORMAT parquet, COMPRESSION zstd)`, d.spine, d.tables[0], out, strings.Join(probes, ", "), strings.Join(slots, ", "), strings.Join(pivot, ", "),
		strings.ReplaceAll(strings.Join(cols, ", "), "coalesce(s,", "coalesce(wide.s,"))
}
