package exec

import (
	"context"
	"errors"
	"strings"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/planner/plan"
)

// enginesCalls runs statements, given by their first words, in one transaction, and tells what the engine was asked.
func engineCalls(t *testing.T, s *Session, explicit bool, verbs ...string) string {
	t.Helper()
	ctx := context.Background()
	off := s.off.(*fakeSession)
	off.calls = nil
	if err := s.Begin(ctx, explicit); err != nil {
		t.Fatal(err)
	}
	for _, verb := range verbs {
		r, err := s.Run(ctx, &plan.Query{Verb: verb}, rows.Input{}, func(error) {})
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	if err := s.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	return strings.Join(off.calls, ", ")
}

// The engine has a transaction where something could be undone: in a block, and around statements that write.
func TestEngineTransaction(t *testing.T) {
	e, _ := newEngine(t)
	s := newSession(t, e)
	for _, c := range []struct {
		explicit bool
		verbs    string
		want     string
	}{
		{false, "select", "start select, rows, close run"},
		{true, "select values", "begin, start select, rows, close run, start values, rows, close run, commit"},
		{false, "insert", "begin, start insert, rows, close run, commit"},
		{false, "with", "begin, start with, rows, close run, commit"},
		{false, "copy", "begin, start copy, rows, close run, commit"},
		{false, "select create select", "start select, rows, close run, begin, start create, rows, close run, start select, rows, close run, commit"},
		{true, "", ""},
	} {
		if got := engineCalls(t, s, c.explicit, strings.Fields(c.verbs)...); got != c.want {
			t.Errorf("%q, in a block %v: %s, want %s", c.verbs, c.explicit, got, c.want)
		}
	}
}

// Prepared statements are planned anew only when a temp table may have come or gone.
func TestTempEpoch(t *testing.T) {
	e, _ := newEngine(t)
	s := newSession(t, e)
	grows := func(verb string) bool {
		before := s.TempEpoch()
		if _, err := s.Run(context.Background(), &plan.Query{Verb: verb}, rows.Input{}, func(error) {}); err != nil {
			t.Fatal(err)
		}
		return s.TempEpoch() > before
	}
	for verb, want := range map[string]bool{"select": false, "insert": false, "with": false, "copy": false, "create": true, "drop": true, "alter": true} {
		if got := grows(verb); got != want {
			t.Errorf("%s: temp tables may have changed: %v, want %v", verb, got, want)
		}
	}
}

// Definitions that cannot be published take the temp tables of their transaction with them.
func TestCommitConflict(t *testing.T) {
	e, _ := newEngine(t)
	one, two := newSession(t, e), newSession(t, e)
	ctx := context.Background()
	define := func(s *Session, key string) {
		t.Helper()
		ent := &catalog.Entity{Meta: catalog.Meta{Name: "new"}, Keys: []sqltype.Column{{Name: key, Type: sqltype.Of(sqltype.Text)}}}
		if _, err := s.Run(ctx, &plan.Define{Tag: "CREATE ENTITY", Changes: []catalog.Change{{New: ent}}}, rows.Input{}, func(error) {}); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []*Session{one, two} {
		if err := s.Begin(ctx, true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Run(ctx, &plan.Query{Verb: "create"}, rows.Input{}, func(error) {}); err != nil {
			t.Fatal(err)
		}
	}
	define(one, "a")
	define(two, "b")
	if _, ok := one.Snapshot().Entity("new"); !ok {
		t.Error("a session does not see its own definition")
	}
	if err := one.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := two.Commit(ctx); err == nil {
		t.Fatal("the later of two definitions of one name is committed")
	}
	if calls := two.off.(*fakeSession).calls; calls[len(calls)-1] != "rollback" {
		t.Errorf("the engine was asked %q", calls)
	}
	if ent, _ := two.Snapshot().Entity("new"); ent.Keys[0].Name != "a" {
		t.Error("the session sees its own definition after a commit that failed")
	}
}

// A statement that fails lets go of its run.
func TestFailedStatement(t *testing.T) {
	e, _ := newEngine(t)
	s := newSession(t, e)
	off := s.off.(*fakeSession)
	failure := errors.New("broken")
	off.fail = map[string]error{"rows": failure}
	if _, err := s.Run(context.Background(), &plan.Query{Verb: "select"}, rows.Input{}, func(error) {}); !errors.Is(err, failure) {
		t.Fatal(err)
	}
	if got := strings.Join(off.calls, ", "); got != "start select, rows, close run" {
		t.Errorf("the engine was asked %q", got)
	}
}
