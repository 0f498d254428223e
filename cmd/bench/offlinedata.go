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

// offlineData are the files of the point-in-time rows.
type offlineData struct{ events, spine string }

// makeOfflineData draws events over 90 days and a spine in days 30 to 90. One event in a hundred is a correction: the same key
// and time, created two hours later, with other values. Values are multiples of 1/1024, so that sums do not depend on order.
// Events lie in the order of their time, as they would have come.
func (b *bench) makeOfflineData(ctx context.Context) (offlineData, error) {
	const start = "TIMESTAMPTZ '2026-01-01 00:00:00+00'"
	var values []string
	for k := 1; k <= 5; k++ {
		values = append(values, fmt.Sprintf("%s / 1024.0::DOUBLE AS f%d", draw("i", 10+k, 1024000), k))
	}
	var d offlineData
	var err error
	d.events, err = b.makeParquet(ctx, fmt.Sprintf("events_%d_%d.parquet", b.Events, b.Keys), fmt.Sprintf(`
		WITH base AS (SELECT i, i %% greatest(%[1]d * 100 // 101, 1) AS j FROM range(%[1]d) t(i)),
		timed AS (SELECT i, j, %[2]s + to_seconds(%[4]s) AS event_timestamp, %[3]s AS user_id FROM base)
		SELECT user_id, event_timestamp, event_timestamp + to_microseconds(%[5]s + CASE WHEN i <> j THEN 7200000000 ELSE 0 END) AS created,
		       %[6]s, %[7]s::INTEGER AS amount
		FROM timed ORDER BY event_timestamp, i`,
		b.Events, start, draw("j", 1, b.Keys), draw("j", 2, 90*86400), draw("j", 3, 3600000000), strings.Join(values, ", "), draw("i", 20, 100000)))
	if err != nil {
		return d, err
	}
	d.spine, err = b.makeParquet(ctx, fmt.Sprintf("spine_%d_%d.parquet", b.Spine, b.Keys), fmt.Sprintf(`
		SELECT user_id, event_timestamp, label FROM (
		  SELECT i, %[2]s AS user_id, %[3]s + to_days(30) + to_seconds(%[4]s) AS event_timestamp, (hash(i * 7 + 103) %% 2)::INTEGER AS label
		  FROM range(%[1]d) t(i))
		QUALIFY row_number() OVER (PARTITION BY user_id, event_timestamp ORDER BY i) = 1 ORDER BY i`,
		b.Spine, draw("i", 101, b.Keys), start, draw("i", 102, 60*86400)))
	return d, err
}
