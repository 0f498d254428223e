package main

import (
	"context"
	"fmt"
	"strings"
)

// ttlDays is the age beyond which an event is no answer, on both sides.
const ttlDays = 30

// eventFeatures are the columns that the point-in-time join brings.
const eventFeatures = "f1, f2, f3, f4, f5"

// offlineData are the files of the offline rows: of the spine, and of the events of each view.
type offlineData struct {
	spine  string
	tables []string
}

// dataStart is where the events begin.
const dataStart = "TIMESTAMPTZ '2026-01-01 00:00:00+00'"

// makeEvents draws events over 90 days. One in a hundred is a correction: the same key and time, created two hours later, with other
// values. Values are multiples of 1/1024, so that sums do not depend on order. Events lie in the order of their time, as they would
// have come. Another salt gives other events.
func (b *bench) makeEvents(ctx context.Context, events, salt int) (string, error) {
	var values []string
	for k := 1; k <= 5; k++ {
		values = append(values, fmt.Sprintf("%s / 1024.0::DOUBLE AS f%d", draw("i", salt+10+k, 1024000), k))
	}
	return b.makeParquet(ctx, fmt.Sprintf("events_%d_%d_%d.parquet", events, b.Keys, salt), fmt.Sprintf(`
		WITH base AS (SELECT i, i %% greatest(%[1]d * 100 // 101, 1) AS j FROM range(%[1]d) t(i)),
		timed AS (SELECT i, j, %[2]s + to_seconds(%[4]s) AS event_timestamp, %[3]s AS user_id FROM base)
		SELECT user_id, event_timestamp, event_timestamp + to_microseconds(%[5]s + CASE WHEN i <> j THEN 7200000000 ELSE 0 END) AS created,
		       %[6]s, %[7]s::INTEGER AS amount
		FROM timed ORDER BY event_timestamp, i`,
		events, dataStart, draw("j", salt+1, b.Keys), draw("j", salt+2, 90*86400), draw("j", salt+3, 3600000000), strings.Join(values, ", "), draw("i", salt+20, 100000)))
}

// makeSpine draws distinct keys and moments in days 30 to 90.
func (b *bench) makeSpine(ctx context.Context, rows int) (string, error) {
	return b.makeParquet(ctx, fmt.Sprintf("spine_%d_%d.parquet", rows, b.Keys), fmt.Sprintf(`
		SELECT user_id, event_timestamp, label FROM (
		  SELECT i, %[2]s AS user_id, %[3]s + to_days(30) + to_seconds(%[4]s) AS event_timestamp, (hash(i * 7 + 103) %% 2)::INTEGER AS label
		  FROM range(%[1]d) t(i))
		QUALIFY row_number() OVER (PARTITION BY user_id, event_timestamp ORDER BY i) = 1 ORDER BY i`,
		rows, draw("i", 101, b.Keys), dataStart, draw("i", 102, 60*86400)))
}
