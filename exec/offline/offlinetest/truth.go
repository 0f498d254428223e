package offlinetest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// truth runs the truth tables. Their commands:
//
//	source name=s columns=(a bigint,ts timestamptz) event_time=ts [tie=a]     rows, one on a line, values divided by |, NULL for NULL
//	view name=v source=s keys=(a) [where=(…)] [ttl=10s] [reads=(…)]           features, one on a line:
//	    name = column                      a plain column (any row expression)
//	    name = sum(x) [where c] range 30s  an aggregate, over rows n, unbounded or a range (30s-10s ends 10s before, 30s/5s hops)
//	    name = nth_value(x with 2) rows 5  with its constants: string_agg(x with ;), array_agg(x limit 3)
//	    name : <x> * 2 + <sum(x) rows 1>   an expression above those in < >; <now> is t
//	service name=f views=(v,w) [keys=(a,b)]
//	asof of=v [t=12:00:00] [strict] [within=10s] [keys=(1,2)]                 no t: now, which is 1970-01-02
//	spine of=(v,w) [inner] [strict] [within=10s] [on=(…)] [left=(…)] [select=(…)]   rows of the spine l: keys as the view's, then at
//	types of=v
//	refresh of=v                                                              from here on the history is there
//	history of=v
//
// Times are of 1970-01-01. Each answer is asked from the files and, once refreshed, as the server would.
type truth struct {
	fx       Fixture
	s        offline.Session
	dir      string
	sources  map[string]*catalog.Source
	views    map[string]*catalog.FeatureView
	services map[string]*plan.Target
	states   map[string]*catalog.Materialization
	n        uint64
}

const day = 86_400 * second

func testTruth(t *testing.T, open func(t *testing.T) Fixture) {
	_, here, _, ok := callerFile()
	if !ok {
		t.Fatal("no source path")
	}
	datadriven.Walk(t, filepath.Join(filepath.Dir(here), "testdata", "truth"), func(t *testing.T, path string) {
		fx := open(t)
		s, err := fx.Engine.Session(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		tr := &truth{fx: fx, s: s, sources: map[string]*catalog.Source{}, views: map[string]*catalog.FeatureView{},
			services: map[string]*plan.Target{}, states: map[string]*catalog.Materialization{}}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			out, err := tr.run(t, d)
			if err != nil {
				e := sqlerr.From(err)
				out = fmt.Sprintf("%s: %s", e.Code, e.Message)
				if e.Code == sqlerr.Internal {
					out += " " + err.Error()
				}
				if e.Position > 0 {
					out += fmt.Sprintf(" (at %d)", e.Position)
				}
			}
			if out == "" {
				return ""
			}
			return strings.TrimRight(out, "\n") + "\n"
		})
	})
}

func (tr *truth) run(t *testing.T, d *datadriven.TestData) (string, error) {
	switch d.Cmd {
	case "source":
		return "", tr.source(t, d)
	case "view":
		return "", tr.view(d)
	case "service":
		return "", tr.service(d)
	case "asof":
		return tr.asof(d)
	case "spine":
		return tr.spine(t, d)
	case "types":
		var out []string
		for _, c := range tr.views[arg(d, "of")].Columns {
			out = append(out, c.Name+" "+c.Type.String())
		}
		return strings.Join(out, "\n"), nil
	case "refresh":
		return tr.refresh(arg(d, "of"))
	case "history":
		return tr.history(arg(d, "of"))
	}
	return "", fmt.Errorf("no command %s", d.Cmd)
}

func arg(d *datadriven.TestData, name string) string { return strings.Join(args(d, name), ", ") }

func args(d *datadriven.TestData, name string) []string {
	for _, a := range d.CmdArgs {
		if a.Key == name {
			return a.Vals
		}
	}
	return nil
}

func (tr *truth) source(t *testing.T, d *datadriven.TestData) error {
	src := &catalog.Source{Meta: catalog.Meta{Name: arg(d, "name")}, Format: "parquet", EventTime: arg(d, "event_time"), TieBreak: arg(d, "tie")}
	for _, c := range args(d, "columns") {
		name, typ, _ := strings.Cut(c, " ")
		ty, ok := sqltype.Parse(typ)
		if !ok {
			return fmt.Errorf("no type %q", typ)
		}
		src.Columns = append(src.Columns, sqltype.Column{Name: name, Type: ty})
	}
	src.Path = filepath.Join(tr.fx.Files, src.Name+".parquet")
	sql(t, tr.s, "copy", fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet)", valuesOf(src.Columns, d.Input), src.Path))
	tr.sources[src.Name] = src
	return nil
}

// valuesOf is the SQL of typed rows.
func valuesOf(cols []sqltype.Column, text string) string {
	var arms []string
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var sel []string
		vals := strings.Split(line, "|")
		for i, c := range cols {
			v := strings.TrimSpace(vals[i])
			switch {
			case v == "NULL":
			case strings.HasPrefix(v, "'"):
			case c.Type.ID == sqltype.TimestampTZ && len(v) <= 15:
				v = "'1970-01-01 " + v + "+00'"
			default:
				v = "'" + v + "'"
			}
			sel = append(sel, fmt.Sprintf("CAST(%s AS %s) AS \"%s\"", v, c.Type.DuckDB(), c.Name))
		}
		arms = append(arms, "SELECT "+strings.Join(sel, ", "))
	}
	return strings.Join(arms, " UNION ALL ")
}

func (tr *truth) refresh(name string) (string, error) {
	v := tr.views[name]
	tr.n++
	m := &catalog.Materialization{View: name, Version: v.Version, Generation: tr.n, Clock: 1 << 62}
	if err := tr.fx.Engine.WriteHistory(context.Background(), []*catalog.Source{tr.sources[v.Source]}, v, nil, m); err != nil {
		return "", err
	}
	tr.states[name] = m
	return fmt.Sprintf("rows %d, skipped %d, newest %s, files %d", m.Rows, m.Skipped, clock(m.MaxEvent), len(m.History.Inputs)), nil
}

// history lists the rows of a view's history: key, time, inputs, and how each compares with the row before in what follows e.
func (tr *truth) history(name string) (string, error) {
	ctx := context.Background()
	scan, err := tr.fx.Engine.ReadHistory(ctx, tr.views[name], tr.states[name].History)
	if err != nil {
		return "", err
	}
	defer scan.Close()
	var out []string
	before, sep := "", ""
	for {
		row, err := scan.Next(ctx)
		if err != nil {
			return strings.Join(out, "\n"), ignoreEOF(err)
		}
		at := fmt.Sprint(row.Key, row.EventTime)
		if sep = "   "; strings.HasPrefix(before, at+"\x00") {
			sep = " < "
			if string(row.Order) <= before[len(at)+1:] {
				sep = " ! "
			}
		}
		before = at + "\x00" + string(row.Order)
		out = append(out, fmt.Sprintf("%s%s %s %s", sep, show(row.Key), clock(row.EventTime), show(row.Inputs)))
	}
}

// target is a view or a service, as it is read with or without its history.
func (tr *truth) target(name string, history bool) *plan.Target {
	state := func(v string) *catalog.Materialization {
		if history {
			return tr.states[v]
		}
		return nil
	}
	if v, ok := tr.views[name]; ok {
		return viewTarget(v, tr.sources[v.Source], state(name))
	}
	t := *tr.services[name]
	t.Views = slices.Clone(t.Views)
	for i := range t.Views {
		t.Views[i].State = state(t.Views[i].View.Name)
	}
	return &t
}

func (tr *truth) asof(d *datadriven.TestData) (string, error) {
	return tr.both(func(history bool) (string, error) {
		at := &plan.At{Target: tr.target(arg(d, "of"), history), Moment: moment(d), Alias: plan.Alias{Name: "v"}}
		keys, err := keysOf(at.Target, args(d, "keys"))
		if err != nil {
			return "", err
		}
		if keys != nil {
			at.Keys = someKeys
		}
		return tr.answer(&plan.Query{Verb: "select", Relations: []plan.Relation{at},
			Pieces: []plan.Piece{plan.Text("SELECT * FROM "), {Kind: plan.PieceRelation, Pos: -1}, plan.Text(" ORDER BY ALL")}}, keys...)
	})
}

// keysOf reads keys, those without NULLs; nil if there are none to read.
func keysOf(t *plan.Target, texts []string) (keys [][]any, err error) {
	for _, text := range texts {
		key := make([]any, len(t.Keys))
		for i, v := range strings.Split(text, "/") {
			if v == "NULL" {
				key = nil
				break
			}
			if key[i], err = sqltype.ParseText(t.Keys[i].Type, strings.Trim(v, "'"), sqltype.ISO); err != nil {
				return nil, err
			}
		}
		if key != nil {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// moment reads t, strict and within.
func moment(d *datadriven.TestData) plan.Moment {
	m := plan.Moment{Strict: d.HasArg("strict")}
	if at := arg(d, "t"); at != "" {
		if len(at) <= 15 && at[0] >= '0' && at[0] <= '9' && !strings.Contains(at, "-") {
			at = "1970-01-01 " + at + "+00"
		}
		m.Expr = []plan.Piece{plan.Text("'" + at + "'")}
	}
	if w := arg(d, "within"); w != "" {
		m.Within = []plan.Piece{plan.Text("INTERVAL '" + w + "'")}
	}
	return m
}

func (tr *truth) spine(t *testing.T, d *datadriven.TestData) (string, error) {
	first := tr.target(args(d, "of")[0], false)
	cols := append(slices.Clone(first.Keys), sqltype.Column{Name: "at", Type: sqltype.Of(sqltype.TimestampTZ)})
	if typ := arg(d, "key"); typ != "" {
		cols[0].Type, _ = sqltype.Parse(typ)
	}
	sql(t, tr.s, "create", "CREATE TEMP TABLE labels AS "+valuesOf(cols, d.Input))
	defer sql(t, tr.s, "drop", "DROP TABLE labels")
	return tr.both(func(history bool) (string, error) {
		sp := &plan.Spine{Left: []plan.Piece{plan.Text("labels AS l")}, Aliases: []string{"l"}}
		if left := arg(d, "left"); left != "" {
			sp.Left, sp.Aliases = []plan.Piece{plan.Text(left)}, []string{"l", "r"}
		}
		for _, name := range args(d, "of") {
			join := plan.SpineJoin{Target: tr.target(name, history), Alias: name, Moment: moment(d), Inner: d.HasArg("inner")}
			if join.Moment.Expr == nil && !d.HasArg("now") {
				join.Moment.Expr = []plan.Piece{plan.Text(`l."at"`)}
			}
			for _, k := range join.Target.Keys {
				join.Keys = append(join.Keys, []plan.Piece{plan.Text(`l."` + k.Name + `"`)})
			}
			if on := arg(d, "on"); on != "" {
				join.On = []plan.Piece{plan.Text(on)}
			}
			sp.Joins = append(sp.Joins, join)
		}
		sel := "*"
		if s := arg(d, "select"); s != "" {
			sel = s
		}
		return tr.answer(&plan.Query{Verb: "select", Relations: []plan.Relation{sp},
			Pieces: []plan.Piece{plan.Text("SELECT " + sel + " FROM "), {Kind: plan.PieceRelation, Pos: -1}}})
	})
}

// answer runs q, whose rows must have the shape that its description has.
func (tr *truth) answer(q *plan.Query, keys ...[]any) (string, error) {
	ctx := context.Background()
	d, err := tr.s.Describe(ctx, q, nil)
	if err != nil {
		return "", fmt.Errorf("describe: %w", err)
	}
	rows, err := query(ctx, tr.s, q, offline.Input{Now: day}, keys...)
	for _, row := range rows {
		if len(row) != len(d.Columns) {
			return "", fmt.Errorf("%d columns described, %d in a row", len(d.Columns), len(row))
		}
		for i, v := range row {
			if v != nil && !carries(d.Columns[i].Type, v) {
				return "", fmt.Errorf("column %s is described as %s, but has a %T", d.Columns[i].Name, d.Columns[i].Type, v)
			}
		}
	}
	return showRows(rows), err
}

// carries says whether v is a Go value of t.
func carries(t sqltype.Type, v any) bool {
	if t.Array {
		_, ok := v.([]any)
		return ok
	}
	if d, ok := v.(sqltype.Decimal); ok && d.Special == sqltype.Finite {
		return t.ID == sqltype.Numeric && d.Scale == int32(t.Scale)
	}
	got := strings.TrimPrefix(fmt.Sprintf("%T", v), "sqltype.")
	if got == "[]uint8" {
		got = "[]byte"
	}
	return strings.ReplaceAll(got, "uint8", "byte") == t.Info().GoType
}

// both asks from the files and with the states, which must agree.
func (tr *truth) both(ask func(history bool) (string, error)) (string, error) {
	files, err := ask(false)
	if err != nil || len(tr.states) == 0 {
		return files, err
	}
	history, err := ask(true)
	if err == nil && history != files {
		return "from files:\n" + files + "\nfrom the history:\n" + history, nil
	}
	return files, err
}

func showRows(rows [][]any) string {
	if len(rows) == 0 {
		return "no rows"
	}
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = show(r)
	}
	return strings.Join(lines, "\n")
}

func show(row []any) string {
	out := make([]string, len(row))
	for i, v := range row {
		out[i] = showValue(v)
	}
	return strings.Join(out, " | ")
}

func showValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case sqltype.Micros:
		return clock(int64(v))
	case sqltype.Decimal:
		return decimalText(v)
	case string:
		return "'" + v + "'"
	case [16]byte:
		return fmt.Sprintf("%x", v)
	case []any:
		list := make([]string, len(v))
		for i, e := range v {
			list[i] = showValue(e)
		}
		return "[" + strings.Join(list, " ") + "]"
	}
	return fmt.Sprint(v)
}

// clock is a time without its day where that is the first.
func clock(us int64) string {
	t := time.UnixMicro(us).UTC()
	if us >= 0 && us < day {
		return t.Format("15:04:05.999999")
	}
	return t.Format("2006-01-02 15:04:05.999999")
}
