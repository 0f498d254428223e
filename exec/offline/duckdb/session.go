package duckdb

import (
	"context"
	"io"
	"slices"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// session is one client's connection; it implements offline.Session.
type session struct {
	e    *Engine
	c    *conn
	zone string // TimeZone of the connection
	n    int    // names given to temp tables of runs

	noRead, noWrite bool // files may not be named
}

var _ offline.Session = (*session)(nil)

// Session implements offline.Engine.
func (e *Engine) Session(ctx context.Context) (offline.Session, error) {
	e.mu.Lock()
	closed := e.closed
	e.mu.Unlock()
	if closed {
		return nil, errClosed()
	}
	c, err := e.connect(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.exec(ctx, sessionMacros); err != nil {
		c.close()
		return nil, err
	}
	return &session{e: e, c: c, zone: "UTC"}, nil
}

// Start implements offline.Session.
func (s *session) Start(ctx context.Context, q *plan.Query, in offline.Input) (offline.Run, error) {
	r := s.newRun(q, in)
	checked, form, err := s.admit(ctx, q, in)
	if err != nil {
		return nil, err
	}
	r.q, r.ctas = checked, form.ctas
	// Rows of another run may still be open, in the client's zone.
	return r, s.setTimeZone(ctx, "UTC")
}

// Files implements offline.Session.
func (s *session) Files(read, write bool) { s.noRead, s.noWrite = !read, !write }

func (s *session) newRun(q *plan.Query, in offline.Input) *run {
	r := &run{e: s.e, c: s.c, s: s, q: q, in: in}
	r.views.temps.n = &s.n
	r.progress.began = s.e.now()
	r.progress.told = r.progress.began
	return r
}

// setTimeZone sets the zone of the connection: the client's for its own statement, UTC for all else.
func (s *session) setTimeZone(ctx context.Context, zone string) error {
	if zone == "" {
		zone = "UTC"
	}
	if zone == s.zone {
		return nil
	}
	if err := s.c.exec(ctx, "SET SESSION TimeZone = "+quoteString(zone)); err != nil {
		return err
	}
	s.zone = zone
	return nil
}

// Begin implements offline.Session.
func (s *session) Begin(ctx context.Context) error { return s.c.exec(ctx, "BEGIN TRANSACTION") }

// Commit implements offline.Session.
func (s *session) Commit(ctx context.Context) error { return s.c.exec(ctx, "COMMIT") }

// Rollback implements offline.Session. A statement that failed may have ended the engine's transaction already.
func (s *session) Rollback(ctx context.Context) error {
	err := s.c.exec(ctx, "ROLLBACK")
	if sqlerr.Code(err) == sqlerr.ActiveTransaction {
		return nil
	}
	return err
}

// Alive implements offline.Session.
func (s *session) Alive(ctx context.Context) bool {
	return s.c.exec(context.WithoutCancel(ctx), "SELECT 1") == nil
}

// TempTables implements offline.Session.
func (s *session) TempTables(ctx context.Context) ([]string, error) {
	res, err := s.c.query(ctx, "SELECT table_name FROM duckdb_tables() WHERE temporary AND database_name = 'temp' ORDER BY table_name")
	if err != nil {
		return nil, err
	}
	defer res.Close()
	var names []string
	for {
		row, err := res.Next(ctx)
		if err == io.EOF {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		if name := row[0].(string); !strings.HasPrefix(name, tempPrefix) {
			names = append(names, name)
		}
	}
}

// Reset implements offline.Session.
func (s *session) Reset(ctx context.Context) error {
	names, err := s.TempTables(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := s.c.exec(ctx, "DROP TABLE temp."+quoteIdent(name)); err != nil {
			return err
		}
	}
	return nil
}

// Close implements offline.Session.
func (s *session) Close() error {
	s.c.close()
	return nil
}

// tag is the command tag's first part.
func tag(verb string, s *statement) string {
	if verb == "with" {
		if i := s.find(0, "select", "values", "insert", "update", "delete"); i >= 0 {
			verb = s.word(i)
		}
	}
	switch verb {
	case "create":
		switch {
		case s.ctas:
			return "SELECT"
		case s.index:
			return "CREATE INDEX"
		}
		return "CREATE TABLE"
	case "drop":
		if s.index {
			return "DROP INDEX"
		}
		return "DROP TABLE"
	case "alter":
		return "ALTER TABLE"
	case "truncate":
		return "TRUNCATE TABLE"
	}
	if slices.Contains([]string{"with", "values", "table", "from", "("}, verb) {
		return "SELECT"
	}
	return strings.ToUpper(verb)
}

// unknowns makes a list of n types left open, but for those given.
func unknowns(n int, given []sqltype.Type) []sqltype.Type {
	types := make([]sqltype.Type, max(n, len(given)))
	copy(types, given)
	return types
}
