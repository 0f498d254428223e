package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The two plans by hand agree with a loop over the rows: a rival that is wrong would measure nothing.
func TestRivalsAreRight(t *testing.T) {
	b := &bench{Config: Config{Keys: 20, Events: 3000, Dir: t.TempDir()}}
	ctx := context.Background()
	table, err := b.makeEvents(ctx, b.Events, 0)
	if err != nil {
		t.Fatal(err)
	}
	data := offlineData{tables: []string{table}}
	if data.spine, err = b.makeSpine(ctx, 300); err != nil {
		t.Fatal(err)
	}
	db, err := openDuckDB()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()

	type event struct {
		user, at, created, amount int64
		f1                        float64
	}
	var events []event
	rows, err := db.Query("SELECT user_id, epoch_us(event_timestamp), epoch_us(created), amount, f1 FROM '" + table + "'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var e event
		if err := rows.Scan(&e.user, &e.at, &e.created, &e.amount, &e.f1); err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	if rows.Err() != nil || len(events) != b.Events {
		t.Fatalf("%d events, %v", len(events), rows.Err())
	}

	newest, sliding, prefixed := b.path("newest.parquet"), b.path("sliding.parquet"), b.path("prefixed.parquet")
	for _, statement := range []string{pitByHand(data, newest), windowsByHand(data, sliding), windowsByPrefix(data, prefixed)} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	columns := "SELECT user_id, epoch_us(event_timestamp), " + windowColumns("n%d, sum%d::BIGINT") + " FROM '"
	if n, err := differences(ctx, db, columns+sliding+"'", columns+prefixed+"'"); err != nil || n > 0 {
		t.Fatalf("windows and prefix sums differ in %d rows, %v", n, err)
	}
	spine, err := db.Query(fmt.Sprintf(`SELECT user_id, epoch_us(event_timestamp), n.v1_f1, w.n0, w.n3, w.sum3::BIGINT
		FROM '%s' s JOIN '%s' n USING (user_id, event_timestamp) JOIN '%s' w USING (user_id, event_timestamp)`, data.spine, newest, sliding))
	if err != nil {
		t.Fatal(err)
	}
	defer spine.Close()
	const minute, day = int64(60e6), int64(86400e6)
	checked, corrected := 0, 0
	for spine.Next() {
		var user, at, n30, n7 int64
		var f1 *float64
		var sum7 *int64
		if err := spine.Scan(&user, &at, &f1, &n30, &n7, &sum7); err != nil {
			t.Fatal(err)
		}
		var best *event
		var want30, want7, wantSum int64
		for i, e := range events {
			if e.user != user || e.at > at {
				continue
			}
			if e.at >= at-30*minute {
				want30++
			}
			if e.at >= at-7*day {
				want7, wantSum = want7+1, wantSum+e.amount
			}
			if best == nil || e.at > best.at || e.at == best.at && e.created > best.created {
				if best != nil && e.at == best.at {
					corrected++
				}
				best = &events[i]
			}
		}
		if best != nil && best.at < at-ttlDays*day {
			best = nil
		}
		if (f1 == nil) != (best == nil) || f1 != nil && *f1 != best.f1 {
			t.Errorf("user %d at %d: the newest event is another one", user, at)
		}
		if n30 != want30 || n7 != want7 || (sum7 != nil) != (want7 > 0) || sum7 != nil && *sum7 != wantSum {
			t.Errorf("user %d at %d: windows of %d and %d, want %d and %d", user, at, n30, n7, want30, want7)
		}
		checked++
	}
	if spine.Err() != nil || checked == 0 || corrected == 0 {
		t.Fatalf("%d rows checked, %d corrections met, %v", checked, corrected, spine.Err())
	}
}

func TestSpreadIsMedianAndEnds(t *testing.T) {
	for _, n := range []int{1, 2, 3, 8, 9} {
		values := make([]float64, n)
		for i, place := range rand.Perm(n) {
			values[place] = float64(i)
		}
		want := spread{Median: float64(n-1) / 2, Min: 0, Max: float64(n - 1)}
		if got := spreadOf(values); got != want {
			t.Errorf("%v: got %v, want %v", values, got, want)
		}
	}
}

func TestRatioIsTakenWithinARound(t *testing.T) {
	var out bytes.Buffer
	r := &report{out: &out}
	if err := r.add(line{Name: "reads", Unit: "reads/s", Rival: "Postgres", Ours: []float64{10, 200, 30}, Theirs: []float64{20, 100, 30}, Goal: ">= 1"}); err != nil {
		t.Fatal(err)
	}
	if want := "ratio 1 [0.5..2]   n=3   (goal >= 1)"; !strings.Contains(out.String(), want) {
		t.Errorf("got %q, want it to have %q", out.String(), want)
	}
	if err := r.add(line{Name: "reads", Ours: []float64{1}, Theirs: nil}); err == nil {
		t.Error("a side without rounds was taken")
	}
}
