package planner

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// world is a catalog made by a test file. It types views by their names, as no engine is there to do it: the type of a feature
// is float8 unless a test says otherwise.
type world struct {
	tx   *catalog.Tx
	temp map[string]bool
}

// TestPlans runs testdata/*: statements and their plans, errors with SQLSTATE and position included.
//
//	source name (column type, …) event_time [tie_break]   defines a source with these columns
//	do                                                    runs definitions
//	materialise view …                                    says that views are materialised
//	temp name …                                           says that the session has temp tables
//	plan [route=…]                                        prints the plan of a statement
//	run as=user [session=user]                            runs definitions in the name of a role, and prints what they answer
//	roles                                                 prints the roles, and what was granted
func TestPlans(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		w := &world{temp: map[string]bool{}}
		c, err := catalog.Open(t.Context(), noLog{}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		w.tx = c.Begin("tester") // never committed
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			return w.command(t, d)
		})
	})
}

// noLog is the log of a catalog that nothing is committed to.
type noLog struct{}

func (noLog) Append(context.Context, catalog.Entry) error             { return nil }
func (noLog) Replay(context.Context, func(catalog.Entry) error) error { return nil }
func (noLog) TakeIDs(context.Context, uint64) (uint64, error)         { return 1, nil }
func (noLog) ID() string                                              { return "0123456789abcdef" }

func (w *world) command(t *testing.T, d *datadriven.TestData) string {
	switch d.Cmd {
	case "source":
		w.source(t, strings.TrimSpace(d.Input))
		return ""
	case "materialise":
		for _, a := range d.CmdArgs {
			v, ok := w.tx.Snapshot().View(a.Key)
			if !ok {
				t.Fatalf("no view %q", a.Key)
			}
			w.apply(t, catalog.Change{New: &catalog.Materialization{View: v.Name, Version: v.Version, Generation: uint64(v.ID)}})
		}
		return ""
	case "temp":
		for _, a := range d.CmdArgs {
			w.temp[a.Key] = true
		}
		return ""
	case "do":
		parts, err := parser.Split(d.Input)
		if err != nil {
			return show(d.Input, err)
		}
		for _, p := range parts {
			if err := w.do(t, p.SQL); err != nil {
				return show(p.SQL, err)
			}
		}
		return ""
	case "run":
		var user, session string
		d.ScanArgs(t, "as", &user)
		d.MaybeScanArgs(t, "session", &session)
		return w.run(t, d.Input, user, session)
	case "roles":
		return w.roles()
	case "plan":
		env := w.env()
		d.MaybeScanArgs(t, "route", &env.Route)
		n, err := w.plan(d.Input, env)
		if err != nil {
			return show(d.Input, err)
		}
		return printNode(n)
	}
	t.Fatalf("no command %q", d.Cmd)
	return ""
}

func (w *world) env() Env {
	return Env{User: catalog.User{Name: "tester", Trusted: true}, MaxRows: 10000, Temp: func(n string) bool { return w.temp[n] }}
}

func (w *world) plan(sql string, env Env) (plan.Node, error) {
	tree, err := parser.Parse(sql)
	if err != nil {
		return nil, err
	}
	return Plan(w.tx.Snapshot(), tree, env)
}

func (w *world) apply(t *testing.T, c catalog.Change) {
	t.Helper()
	if err := w.tx.Apply(c); err != nil {
		t.Fatal(err)
	}
}

// source reads "name (column type, …) event_time [tie_break]".
func (w *world) source(t *testing.T, s string) {
	name, rest, _ := strings.Cut(s, " (")
	cols, rest, ok := strings.Cut(rest, ")")
	if !ok {
		t.Fatalf("source %q", s)
	}
	src := &catalog.Source{Meta: catalog.Meta{Name: name}, Format: "parquet", Location: name + ".parquet"}
	for _, c := range strings.Split(cols, ",") {
		n, typ, _ := strings.Cut(strings.TrimSpace(c), " ")
		ty, ok := sqltype.Parse(typ)
		if !ok {
			t.Fatalf("type %q", typ)
		}
		src.Columns = append(src.Columns, sqltype.Column{Name: n, Type: ty})
	}
	words := strings.Fields(rest)
	src.EventTime = words[0]
	if len(words) > 1 {
		src.TieBreak = words[1]
	}
	w.apply(t, catalog.Change{New: src})
}

// do runs a definition without an engine.
func (w *world) do(t *testing.T, sql string) error {
	n, err := w.plan(sql, w.env())
	if err != nil {
		return err
	}
	switch n := n.(type) {
	case *plan.Define:
		for _, c := range n.Changes {
			w.apply(t, c)
		}
	case *plan.DefineService:
		for i, c := range n.Service.Columns {
			if c.Type.ID == sqltype.Invalid {
				n.Service.Columns[i].Type = sqltype.Of(sqltype.Float8)
			}
		}
		w.apply(t, n.Changes[0])
	case *plan.CreateView:
		v := *n.View
		v.Version, v.ID = 1, uint32(len(w.tx.Snapshot().Views())+1)
		for i := range v.Features {
			v.Features[i].Type = sqltype.Of(sqltype.Float8)
		}
		for i, c := range v.Columns {
			if c.Feature >= 0 {
				v.Columns[i].Type = sqltype.Of(sqltype.Float8)
			}
		}
		changes := []catalog.Change{{New: &v}}
		if old, ok := w.tx.Snapshot().View(v.Name); ok {
			changes = w.tx.Snapshot().ReplaceView(old, &v)
		}
		for _, c := range changes {
			w.apply(t, c)
		}
	default:
		t.Fatalf("cannot do %T", n)
	}
	return nil
}

// show prints an error as a client sees it, with a caret under its position.
func show(sql string, err error) string {
	e := sqlerr.From(err)
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", e.Code, e.Message)
	if e.Code == sqlerr.Internal {
		fmt.Fprintf(&b, "(%v)\n", err)
	}
	if e.Position > 0 {
		at := e.Position - 1
		for _, line := range strings.Split(sql, "\n") {
			if n := len([]rune(line)); at <= n {
				fmt.Fprintf(&b, "  %s\n  %s^\n", line, strings.Repeat(" ", at))
				break
			} else {
				at -= n + 1
			}
		}
	}
	if e.Detail != "" {
		fmt.Fprintf(&b, "DETAIL: %s\n", e.Detail)
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, "HINT: %s\n", e.Hint)
	}
	return b.String()
}

var _ ast.Statement = (*ast.Query)(nil)
