package main_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// The demo ends with 0 in time, having shown an online read that found something and a training set with a row for every
// flight that has departed.
func TestDemoOnce(t *testing.T) {
	onEachStore(t, func(t *testing.T, _ *redis.Client, args ...string) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, binary(t), append([]string{"demo", "--once", "--pg", "127.0.0.1:0", "--data", t.TempDir()}, args...)...)
		cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "ASOF_") })
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, want := range []string{
			`(?m)^ *ORD \| -?\d+ \| `,                     // the online read of one airport, its newest delay
			`(?m)^ *ORD \| LAX \| .*\d`,                   // the service
			`\d{6} rows in all`,                           // the training set
			`(?i)REFRESH FEATURE VIEW`,                    // the load
			`(?m)-- SELECT 3 in [0-9.]+(µs|ms|s)`,         // the list of three, timed
			`(?m)-- CREATE FEATURE SERVICE in [0-9.]+`,    // the service's definition
			`(?s)AS OF l\.departed_at STRICT.*-- SELECT `, // the point-in-time join ended
		} {
			if !regexp.MustCompile(want).Match(out) {
				t.Errorf("the demo did not show %s:\n%s", want, out)
			}
		}
	})
}
