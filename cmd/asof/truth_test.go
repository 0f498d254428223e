package main_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"asof/cmd/internal/truth"
)

// The promise (R20): for a minute, random sources, views and rows, read over the wire online at a clock and AS OF that time, are what a
// loop over the rows says. An hour of it is `go run ./cmd/bench truth --for 1h`.
func TestTruth(t *testing.T) {
	onEachStore(t, func(t *testing.T, _ *redis.Client, args ...string) {
		s := startServer(t, newData(t), args...)
		bound := 30 * time.Second
		if testing.Short() {
			bound = 5 * time.Second
		}
		server := truth.Server{
			Files:   s.data + "/files",
			Connect: func(ctx context.Context) (*pgx.Conn, error) { return pgx.Connect(ctx, s.url()) },
			Restart: func(context.Context) error {
				s.kill(t)
				*s = *launch(t, s.data, args...)
				return nil
			},
		}
		report, err := truth.Run(t.Context(), server, truth.Config{Seed: 1, For: bound, Tries: 50})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(report)
		if len(report.Mismatches) > 0 {
			t.Error("the server and the loop differ")
		}
		for message := range report.Refused {
			t.Errorf("not supported: %s", message)
		}
		if report.Total() < 1000 {
			t.Error("too little was compared")
		}
	})
}
