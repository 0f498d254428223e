package duckdb

import (
	"path/filepath"
	"testing"

	"asof/exec/offline/offlinetest"
)

func TestConformance(t *testing.T) {
	offlinetest.Run(t, func(t *testing.T) offlinetest.Fixture { return fixture(t, fewProbes) })
}

// TestConformanceOfManyProbes takes every number of probes for many.
func TestConformanceOfManyProbes(t *testing.T) {
	offlinetest.Run(t, func(t *testing.T) offlinetest.Fixture { return fixture(t, -1) })
}

func fixture(t *testing.T, few int64) offlinetest.Fixture {
	dir := t.TempDir()
	files := filepath.Join(dir, "files")
	e, err := Open(Config{
		HistoryDir: filepath.Join(dir, "state", "history"),
		TempDir:    filepath.Join(dir, "state", "temp"),
		FilesDir:   files,
		Threads:    2,
	})
	if err != nil {
		t.Fatal(err)
	}
	e.few = few
	t.Cleanup(func() { e.Close() })
	return offlinetest.Fixture{Engine: e, Files: files}
}
