package duckdb

import (
	"context"
	"io"
	"path/filepath"
	"testing"

	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// openEngine opens an engine on folders of its own.
func openEngine(t *testing.T) *Engine {
	t.Helper()
	return openEngineWith(t, Config{})
}

// openEngineWith opens an engine with some bounds of its own.
func openEngineWith(t *testing.T, cfg Config) *Engine {
	t.Helper()
	dir := t.TempDir()
	cfg.HistoryDir, cfg.TempDir, cfg.FilesDir = filepath.Join(dir, "state", "history"), filepath.Join(dir, "state", "temp"), filepath.Join(dir, "files")
	cfg.Threads = 2
	e, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func openSession(t *testing.T, e *Engine) *session {
	t.Helper()
	s, err := e.Session(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s.(*session)
}

// plainQuery is a query of the client's own text.
func plainQuery(verb, text string) *plan.Query {
	return &plan.Query{SQL: text, Verb: verb, Pieces: []plan.Piece{{Kind: plan.PieceText, Text: text}}, Route: plan.Plain}
}

// all runs a query and reads its rows.
func all(t *testing.T, s *session, text string) ([][]any, error) {
	t.Helper()
	ctx := context.Background()
	r, err := s.Start(ctx, plainQuery(firstWord(text), text), offline.Input{})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	rs, err := r.Rows(ctx)
	if err != nil {
		return nil, err
	}
	var out [][]any
	for {
		row, err := rs.Next(ctx)
		if err == io.EOF {
			return out, rs.Close()
		}
		if err != nil {
			return nil, err
		}
		out = append(out, append([]any(nil), row...))
	}
}

func firstWord(text string) string {
	for _, tok := range tokens(text) {
		return tok.low
	}
	return ""
}

func TestPlain(t *testing.T) {
	s := openSession(t, openEngine(t))
	rows, err := all(t, s, "SELECT 1, 'a', 1.50, NULL, [1,2], {'a': 1}, TIMESTAMPTZ '2001-01-01 00:00:00+00', count(*) FROM range(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Log(rows)
	if rows[0][0] != int64(1) || rows[0][1] != "a" || rows[0][5] != `{"a":1}` || rows[0][6] != sqltype.Micros(978307200000000) || rows[0][7] != int64(5000) {
		t.Errorf("rows: %v", rows)
	}
	if _, err := all(t, s, "SELECT nope FROM range(1)"); err == nil {
		t.Error("no error")
	} else {
		t.Log(err)
	}
}
