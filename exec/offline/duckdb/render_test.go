package duckdb

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// TestRender shows the SQL of a view's parts, as they read a history: what comes from files differs only in what stands in the
// place of read_parquet. Commands: rows, at, states, sliding; their input is one aggregate a line.
func TestRender(t *testing.T) {
	datadriven.RunTest(t, "testdata/render", func(t *testing.T, td *datadriven.TestData) string {
		v := &catalog.FeatureView{
			Keys:   []catalog.Key{{Column: sqltype.Column{Name: "uid", Type: sqltype.Of(sqltype.Int8)}, Expr: "uid"}},
			Inputs: []catalog.Input{{Expr: "x", Type: sqltype.Of(sqltype.Int4)}, {Expr: "ok", Type: sqltype.Of(sqltype.Bool)}, {Expr: "d", Type: sqltype.DecimalOf(9, 2)}},
		}
		for _, line := range strings.Fields(td.Input) {
			a := catalog.Aggregate{Arg: -1, Filter: -1, Frame: catalog.Frame{Mode: catalog.Unbounded}}
			var arg, frame string
			if _, err := fmt.Sscanf(strings.ReplaceAll(line, "/", " "), "%s %s %s", &a.Func, &arg, &frame); err != nil {
				return err.Error()
			}
			if strings.HasSuffix(arg, "?") {
				a.Filter, arg = 1, strings.TrimSuffix(arg, "?")
			}
			if i := strings.Index("x  d", arg); i >= 0 && arg != "*" {
				a.Arg = i / 3 * 2
			}
			switch n, err := fmt.Sscanf(frame, "%ds", &a.Frame.Preceding); {
			case n == 1 && err == nil:
				a.Frame.Mode, a.Frame.Preceding = catalog.Range, a.Frame.Preceding*1_000_000
			case frame != "all":
				fmt.Sscanf(frame, "rows%d", &a.Frame.Preceding)
				a.Frame.Mode = catalog.RowsFrame
			}
			if a.Type = sqltype.Of(sqltype.Int8); a.Arg >= 0 {
				a.Type, _ = resultType(a.Func, v.Inputs[a.Arg].Type)
			}
			v.Aggs = append(v.Aggs, a)
		}
		d := &viewReader{v: v, history: []string{"/history/1.parquet"}}
		p := &probes{table: "probes", rows: 1_000_000, min: 1_000_000, max: 9_000_000, maxCut: 9_000_000, strict: td.HasArg("strict")}
		var out string
		var err error
		switch td.Cmd {
		case "rows":
			out = d.rows(bounds{lo: 1, hi: 2, semi: "keys", semiTime: true}, false)
		case "at":
			out, err = d.asOf(context.Background(), moment{t: 9_000_000, known: 9_000_000, strict: td.HasArg("strict"), ttl: -1}, "")
		case "sliding":
			var aggs []int
			for i := range v.Aggs {
				aggs = append(aggs, i)
			}
			out = d.slidingSQL(p, "ROWS", aggs)
		case "states":
			s := d.statePlan()
			if out, err = d.statesSQL(context.Background(), p.bounds(d.statesReach()), s); err == nil {
				out += "\n\n" + d.hitsSQL(p, "STATES", s.edges) + "\n\n" + d.pivotSQL("HITS", s)
			}
		}
		if err != nil {
			return err.Error()
		}
		out = regexp.MustCompile(`CAST\('?(-?\d+)'? AS BIGINT\)`).ReplaceAllString(out, "$1") // our own literals
		return breakLines.ReplaceAllString(out, "\n$1") + "\n"
	})
}

var breakLines = regexp.MustCompile(` (FROM|WHERE|GROUP BY|WINDOW|ASOF JOIN|LEFT JOIN|UNION ALL|SEMI JOIN)\b`)
