package duckdb

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asof/catalog/sqlerr"
)

// What does not fit into memory goes to the temporary folder. When that is full the statement fails with 53100; the session goes on,
// and neither tables nor files are left.
func TestTempFull(t *testing.T) {
	e := openEngineWith(t, Config{MemoryLimit: 64 << 20, TempLimit: 4 << 20})
	s := openSession(t, e)
	for _, text := range []string{
		"SELECT * FROM (SELECT hash(i) AS h, repeat('x', 100) || i FROM range(3000000) t(i)) ORDER BY h",
		"CREATE TEMP TABLE much AS SELECT hash(i) AS h, hash(-i) AS g FROM range(30000000) t(i)",
	} {
		_, err := all(t, s, text)
		f := sqlerr.From(err)
		if f.Code != sqlerr.DiskFull || !strings.Contains(f.Hint, "--temp-limit") || strings.Contains(f.Message+f.Hint, e.tempDir) {
			t.Errorf("%s: %+v", text, f)
		}
		if rows, err := all(t, s, "SELECT count(*) FROM range(1000) t(i)"); err != nil || rows[0][0] != int64(1000) {
			t.Errorf("after it: %v, %v", rows, err)
		}
		if names, err := s.TempTables(context.Background()); err != nil || len(names) > 0 {
			t.Errorf("tables are left: %v, %v", names, err)
		}
		if left := spilled(t, e); left > 0 {
			t.Errorf("%d bytes are left", left)
		}
	}
}

// spilled is how much there is in the temporary folder.
func spilled(t *testing.T, e *Engine) (bytes int64) {
	t.Helper()
	err := filepath.Walk(e.tempDir, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			bytes += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// What a server that was killed has left is gone when the next one is there.
func TestSpillOfTheDead(t *testing.T) {
	dir := t.TempDir()
	cfg := Config{HistoryDir: filepath.Join(dir, "history"), TempDir: filepath.Join(dir, "temp"), FilesDir: filepath.Join(dir, "files"), Threads: 1}
	left := filepath.Join(cfg.TempDir, "spill", "duckdb_temp_storage_DEFAULT-0.tmp")
	if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(left, []byte("rows"), 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}
