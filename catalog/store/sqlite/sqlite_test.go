package sqlite

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

var ctx = context.Background()

func open(t testing.TB, path string) *Log {
	t.Helper()
	l, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func load(t testing.TB, l *Log) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Open(ctx, l, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func source(name string) *catalog.Source {
	return &catalog.Source{Meta: catalog.Meta{Name: name, Text: "CREATE SOURCE …"}, Format: "parquet", EventTime: "ts",
		Columns: []sqltype.Column{{Name: "ts", Type: sqltype.Of(sqltype.TimestampTZ)}}}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := sqlerr.Code(err); got != code {
		t.Fatalf("got %v, want SQLSTATE %q", err, code)
	}
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a ?#%&'ö.db")
	l := open(t, path)
	c := load(t, l)
	first := source("s")
	if err := c.Apply(ctx, "ann", catalog.Change{New: first}); err != nil {
		t.Fatal(err)
	}
	second := *first
	second.Comment = "busy"
	if err := c.Apply(ctx, "bob", catalog.Change{Old: first, New: &second}, catalog.Change{New: source("gone")}); err != nil {
		t.Fatal(err)
	}
	gone, _ := c.Snapshot().Source("gone")
	if err := c.Apply(ctx, "ann", catalog.Change{Old: gone}); err != nil {
		t.Fatal(err)
	}
	id, err := c.NextID(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the file is elsewhere: %v", err)
	}

	again := open(t, path)
	if again.ID() != l.ID() || len(again.ID()) != 16 {
		t.Errorf("catalog id %q, was %q", again.ID(), l.ID())
	}
	d := load(t, again)
	s := d.Snapshot()
	if got, ok := s.Source("s"); !ok || got.Comment != "busy" || s.Version != 3 || len(s.Sources()) != 1 {
		t.Errorf("version %d, s = %+v", s.Version, got)
	}
	if next, err := d.NextID(ctx); err != nil || next <= id {
		t.Errorf("id %d after %d (%v)", next, id, err)
	}
	var log []string
	if err := d.History(ctx, func(e catalog.Entry) error {
		for _, ch := range e.Changes {
			log = append(log, fmt.Sprint(e.Version, e.Who, ch.Verb(), ch.Object().ObjectName()))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(log, " "), "1anncreates 2bobreplaces 2bobcreategone 3anndropgone"; got != want {
		t.Errorf("history %q, want %q", got, want)
	}
	if err := d.Apply(ctx, "ann", catalog.Change{New: source("t")}); err != nil {
		t.Errorf("a commit after reopening: %v", err)
	}
}

func TestOneServerPerFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	l := open(t, path)
	_, err := Open(ctx, path)
	wantCode(t, err, sqlerr.ObjectInUse)
	l.Close()
	open(t, path)
}

func TestRefusedFiles(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(ctx, text)
	wantCode(t, err, sqlerr.ObjectNotInState)

	other := filepath.Join(dir, "other")
	exec := func(path, stmt string) {
		t.Helper()
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
	}
	exec(other, `CREATE TABLE users (id int)`)
	_, err = Open(ctx, other)
	wantCode(t, err, sqlerr.ObjectNotInState)

	newer := filepath.Join(dir, "newer")
	if err := open(t, newer).Close(); err != nil {
		t.Fatal(err)
	}
	exec(newer, `UPDATE meta SET value = '2' WHERE key = 'format'`)
	_, err = Open(ctx, newer)
	wantCode(t, err, sqlerr.ObjectNotInState)
	if !strings.Contains(err.Error(), "format 2") {
		t.Errorf("%v does not name the format", err)
	}

	_, err = Open(ctx, filepath.Join(dir, "missing", "catalog.db"))
	wantCode(t, err, sqlerr.StoreUnreachable)
}

func TestDamagedLogIsNoticed(t *testing.T) {
	for name, stmt := range map[string]string{
		"a missing creation": `DELETE FROM log WHERE version = 1`,
		"broken JSON":        `UPDATE log SET new = '{' WHERE version = 2`,
		"an unknown field":   `UPDATE log SET new = '{"Shard":1}' WHERE version = 2`,
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, filepath.Join(t.TempDir(), "catalog.db"))
			c := load(t, l)
			s := source("s")
			n := *s
			for _, ch := range []catalog.Change{{New: s}, {Old: s, New: &n}} {
				if err := c.Apply(ctx, "ann", ch); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := l.conn.ExecContext(ctx, stmt); err != nil {
				t.Fatal(err)
			}
			if _, err := catalog.Open(ctx, l, time.Now); err == nil {
				t.Error("replayed all the same")
			}
		})
	}
}

// TestFullDisk limits the file to its present size: SQLite then reports a full disk as the operating system would.
func TestFullDisk(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "catalog.db"))
	c := load(t, l)
	if err := c.Apply(ctx, "ann", catalog.Change{New: source("s")}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.conn.ExecContext(ctx, `PRAGMA max_page_count = 1`); err != nil { // it cannot go below what is there
		t.Fatal(err)
	}
	big := source("big")
	big.Description = strings.Repeat("x", 1<<20)
	wantCode(t, c.Apply(ctx, "ann", catalog.Change{New: big}), sqlerr.DiskFull)
	if _, ok := c.Snapshot().Source("big"); ok {
		t.Error("published though not durable")
	}
	if _, err := l.conn.ExecContext(ctx, `PRAGMA max_page_count = 100000`); err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(ctx, "ann", catalog.Change{New: big}); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestAppendOutOfOrder(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "catalog.db"))
	for _, v := range []uint64{0, 2} {
		wantCode(t, l.Append(ctx, catalog.Entry{Version: v, Changes: []catalog.Change{{New: source("s")}}}), sqlerr.Internal)
	}
}

func TestCancelledAppendLeavesNothing(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "catalog.db"))
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := l.Append(cancelled, catalog.Entry{Version: 1, Changes: []catalog.Change{{New: source("s")}}}); err == nil {
		t.Fatal("appended")
	}
	if len(load(t, l).Snapshot().Sources()) != 0 {
		t.Error("there all the same")
	}
}

// TestKill kills a process that commits pairs of sources as fast as it can, at several moments: what it said was committed is
// there, and no pair is half there. The next process goes on where the last was killed.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	total := 0
	for round := range 4 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestWriter$")
		cmd.Env = append(os.Environ(), "ASOF_TEST_WRITER="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said, lines := -1, bufio.NewScanner(out)
		for kill := 10 + 7*round; lines.Scan(); {
			var n int
			if _, err := fmt.Sscanf(lines.Text(), "committed %d", &n); err != nil {
				continue
			}
			said = n
			if kill--; kill == 0 {
				cmd.Process.Kill() // SIGKILL; what is in the pipe is still read
			}
		}
		_ = cmd.Wait() // it was killed
		if said < total {
			t.Fatalf("the writer said nothing: %d after %d", said, total)
		}
		l, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		s := load(t, l).Snapshot()
		n := 0
		for ; ; n++ {
			_, a := s.Source(fmt.Sprintf("a%d", n))
			_, b := s.Source(fmt.Sprintf("b%d", n))
			if a != b {
				t.Fatalf("pair %d is half there", n)
			}
			if !a {
				break
			}
		}
		if n <= said || len(s.Sources()) != 2*n || s.Version != uint64(n) {
			t.Fatalf("%d was said to be committed, found %d pairs, %d sources, version %d", said, n, len(s.Sources()), s.Version)
		}
		total = n
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWriter is the process that TestKill kills; it does nothing otherwise.
func TestWriter(t *testing.T) {
	path := os.Getenv("ASOF_TEST_WRITER")
	if path == "" {
		return
	}
	c := load(t, open(t, path))
	for n := len(c.Snapshot().Sources()) / 2; ; n++ {
		if err := c.Apply(ctx, "writer", catalog.Change{New: source(fmt.Sprintf("a%d", n))}, catalog.Change{New: source(fmt.Sprintf("b%d", n))}); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("committed %d\n", n)
	}
}

// BenchmarkReplay opens a catalog of 10,000 changes.
func BenchmarkReplay(b *testing.B) {
	l := open(b, filepath.Join(b.TempDir(), "catalog.db"))
	e := catalog.Entry{Version: 1}
	for i := range 10_000 {
		v := &catalog.FeatureView{Meta: catalog.Meta{Name: fmt.Sprintf("v%d", i), Text: strings.Repeat("x", 500)}, Features: make([]catalog.Feature, 20)}
		for j := range v.Features {
			v.Features[j] = catalog.Feature{Column: sqltype.Column{Name: fmt.Sprintf("f%d", j), Type: sqltype.Of(sqltype.Float8)}}
		}
		e.Changes = append(e.Changes, catalog.Change{New: v})
	}
	if err := l.Append(ctx, e); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		load(b, l)
	}
}
