package sqlite

import (
	"path/filepath"
	"reflect"
	"testing"

	"asof/catalog"
)

func TestJobs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	l := open(t, path)
	one := catalog.Job{ID: 1, Kind: catalog.JobRefresh, Object: "v", Owner: "ops", State: catalog.JobRunning, Attempts: 1, Created: 5, Started: 6, Due: 5}
	two := catalog.Job{ID: 2, Kind: catalog.JobTick, Object: "w", State: catalog.JobQueued, Created: 7, Due: 8, From: 1, To: 2}
	if err := l.PutJobs(ctx, []catalog.Job{two, one}, nil); err != nil {
		t.Fatal(err)
	}
	one.State, one.Error, one.Finished = catalog.JobFailed, "no such file", 9
	if err := l.PutJobs(ctx, []catalog.Job{one}, []int64{2, 3}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := open(t, path).Jobs(ctx)
	if err != nil || !reflect.DeepEqual(got, []catalog.Job{one}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestJobsInAnOlderFile opens a catalog that was made before there were jobs.
func TestJobsInAnOlderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	l := open(t, path)
	if _, err := l.conn.ExecContext(ctx, "DROP TABLE job"); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := open(t, path).Jobs(ctx); err != nil || got != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}
