package metrics

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"asof/catalog"
)

func testMetrics() *Metrics {
	return New("test", State{Now: time.Now, Snapshot: catalog.Empty, Jobs: func() []catalog.Job {
		return []catalog.Job{{Kind: catalog.JobTick, State: catalog.JobFailed}, {Kind: catalog.JobTick, State: catalog.JobFailed}, {Kind: catalog.JobDrop, State: catalog.JobDone}}
	}, Connections: func() map[string]int { return map[string]int{"postgres": 3} }, Store: func() (Store, bool) { return Store{"redis x", 10, 2, 1}, true }})
}

// shown are the lines of the metrics whose names begin with a prefix.
func shown(m *Metrics, prefix string) []string {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	var out []string
	for _, line := range strings.Split(w.Body.String(), "\n") {
		if strings.HasPrefix(line, prefix) {
			out = append(out, line)
		}
	}
	return out
}

// A run of a statement allocates nothing for being counted.
func TestCountingAllocatesNothing(t *testing.T) {
	s := testMetrics().Statement("online", []string{"v"})
	if n := testing.AllocsPerRun(1000, func() { s.Done(100*time.Microsecond, "") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// However many views there are, the series are bounded.
func TestSeriesAreBounded(t *testing.T) {
	m := testMetrics()
	for i := range 2 * maxObjects {
		m.Statement("online", []string{fmt.Sprint("v", i)}).Done(time.Millisecond, "")
		m.Statement("online", []string{"a", fmt.Sprint("v", i)}).Done(time.Millisecond, "58030")
	}
	if n := len(shown(m, "asof_statement_seconds_count")); n != maxObjects+2 {
		t.Errorf("%d series", n)
	}
	if got := shown(m, "asof_statement_errors_total"); !slices.Equal(got, []string{`asof_statement_errors_total{route="online",sqlstate="58030"} 1000`}) {
		t.Error(got)
	}
}

func TestState(t *testing.T) {
	m := testMetrics()
	for prefix, want := range map[string][]string{
		"asof_connections": {`asof_connections{protocol="postgres"} 3`},
		"asof_jobs":        {`asof_jobs{kind="drop",state="done"} 1`, `asof_jobs{kind="tick",state="failed"} 2`},
		"asof_store":       {`asof_store_errors_total{store="redis x"} 2`, `asof_store_retries_total{store="redis x"} 1`, `asof_store_round_trips_total{store="redis x"} 10`},
		"asof_info":        {`asof_info{version="test"} 1`},
	} {
		if got := shown(m, prefix); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
