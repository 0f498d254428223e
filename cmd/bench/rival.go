package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// rivalCommand makes this program run one DuckDB statement from its arguments and end.
const rivalCommand = "duckdb-rival"

// runOnce is what one run cost.
type runOnce struct {
	seconds float64 // of the statement: Parquet in, Parquet out
	memory  float64 // peak resident set of the process, bytes
}

// rival runs a statement in a DuckDB process of its own.
func rival(ctx context.Context, statement string) (runOnce, error) {
	self, err := os.Executable()
	if err != nil {
		return runOnce{}, err
	}
	cmd := exec.CommandContext(ctx, self, rivalCommand, statement)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return runOnce{}, fmt.Errorf("DuckDB: %w\n%s", err, stderr.String())
	}
	var seconds float64
	if err := json.Unmarshal(out, &seconds); err != nil {
		return runOnce{}, err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return runOnce{}, errors.New("the system does not tell what a process used")
	}
	return runOnce{seconds: seconds, memory: float64(usage.Maxrss) * 1024}, nil
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

// pointInTimeByHand is the cheapest plan that a person would write for DuckDB and that is right on ties: an ASOF join on key and
// time alone, then an equi-join back to the events of that key and time, of which arg_max takes the latest created.
func pointInTimeByHand(d offlineData, out string) string {
	var pack, unpack []string
	for _, f := range strings.Split(eventFeatures, ", ") {
		pack = append(pack, f+" := e."+f)
		unpack = append(unpack, "n.r."+f)
	}
	return fmt.Sprintf(`COPY (
		WITH spine AS MATERIALIZED (SELECT *, row_number() OVER () AS rid FROM '%[1]s'),
		matched AS (
		  SELECT s.rid, s.user_id, e.event_timestamp AS at FROM spine s ASOF JOIN (SELECT user_id, event_timestamp FROM '%[2]s') e
		    ON s.user_id = e.user_id AND s.event_timestamp >= e.event_timestamp
		  WHERE e.event_timestamp >= s.event_timestamp - INTERVAL %[3]d DAY),
		newest AS (
		  SELECT m.rid, arg_max(struct_pack(%[4]s), e.created) AS r
		  FROM '%[2]s' e JOIN matched m ON e.user_id = m.user_id AND e.event_timestamp = m.at GROUP BY m.rid)
		SELECT s.user_id, s.event_timestamp, s.label, %[5]s FROM spine s LEFT JOIN newest n ON n.rid = s.rid
	) TO '%[6]s' (FORMAT parquet, COMPRESSION zstd)`, d.spine, d.events, ttlDays, strings.Join(pack, ", "), strings.Join(unpack, ", "), out)
}

// windowsByHand is what plain SQL says: the spine's moments among the events, windows over all of them, the moments taken out
// again.
func windowsByHand(d offlineData, out string) string {
	return fmt.Sprintf(`COPY (
		SELECT user_id, event_timestamp, label, n_30m, sum_30m, n_7d, sum_7d, avg_7d FROM (
		  SELECT user_id, event_timestamp, label, probe,
		         count(amount) OVER w30 AS n_30m, sum(amount) OVER w30 AS sum_30m,
		         count(amount) OVER w7 AS n_7d, sum(amount) OVER w7 AS sum_7d, avg(amount) OVER w7 AS avg_7d
		  FROM (SELECT user_id, event_timestamp, amount, NULL AS label, false AS probe FROM '%[2]s'
		        UNION ALL SELECT user_id, event_timestamp, NULL, label, true FROM '%[1]s')
		  WINDOW w30 AS (PARTITION BY user_id ORDER BY event_timestamp RANGE INTERVAL 30 MINUTE PRECEDING),
		         w7 AS (PARTITION BY user_id ORDER BY event_timestamp RANGE INTERVAL 7 DAY PRECEDING))
		WHERE probe
	) TO '%[3]s' (FORMAT parquet, COMPRESSION zstd)`, d.spine, d.events, out)
}
