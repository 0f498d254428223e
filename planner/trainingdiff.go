package planner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// diffTrainingSets plans DIFF TRAINING SET as a query over the rows of both.
func (p *planner) diffTrainingSets(s *ast.DiffTrainingSets) (plan.Node, error) {
	a, err := p.setVersion(s.A, s.SQL)
	if err != nil {
		return nil, err
	}
	b, err := p.setVersion(s.B, s.SQL)
	if err != nil {
		return nil, err
	}
	if err := sameColumns(a, b); err != nil {
		return nil, err
	}
	q := &query{planner: p, out: &plan.Query{SQL: s.SQL, Verb: "select", Route: plan.Plain, User: p.env.User}}
	q.need(p.env.User, a)
	q.need(p.env.User, b)
	d := &difference{query: q, a: a, b: b}
	for i, c := range a.Current().Columns {
		name := fmt.Sprintf("c%d", i)
		d.columns = append(d.columns, name)
		d.output = append(d.output, name+" AS "+quoted(c.Name))
		if float := c.Type.ID == sqltype.Float8 || c.Type.ID == sqltype.Float4; float && !c.Type.Array && !s.Exact {
			d.floats = append(d.floats, name)
		} else {
			d.others = append(d.others, name)
		}
	}
	if len(d.floats) == 0 {
		q.out.Pieces = d.sorted(d.exact())
	} else {
		q.out.Pieces = d.sorted(d.near())
	}
	return q.out, nil
}

// difference makes the text of DIFF. The columns are c0, c1, … in it, whatever their names.
type difference struct {
	*query
	a, b            *catalog.TrainingSet
	columns, output []string
	floats          []string // those that are compared with a tolerance
	others          []string
}

func list(names []string) string { return strings.Join(names, ", ") }

// scan is the rows of a side, the columns by the names that a's have.
func (d *difference) scan(t *catalog.TrainingSet) plan.Piece {
	var names []string
	for _, c := range t.Current().Columns {
		names = append(names, "c"+strconv.Itoa(slices.IndexFunc(d.a.Current().Columns, func(o plan.Column) bool { return o.Name == c.Name })))
	}
	return d.relation(keptScan(t, plan.Alias{Name: "side", Columns: names}))
}

// exact is a query of the rows that are not as often on one side as on the other: each counts +1 in a and -1 in b, and n is what
// they come to.
func (d *difference) exact() []plan.Piece {
	cols := list(d.columns)
	return []plan.Piece{
		plan.Text("SELECT " + cols + ", sum(one) AS n FROM (SELECT " + cols + ", 1 AS one FROM "), d.scan(d.a),
		plan.Text(" UNION ALL SELECT " + cols + ", -1 AS one FROM "), d.scan(d.b),
		plan.Text(") AS u GROUP BY " + cols + " HAVING sum(one) <> 0"),
	}
}

// near leaves out of these the pairs that differ by what R12 lets sums of doubles differ, which depend on the order of adding: by
// 1e-9 of the value, or, where a sum has cancelled out, by 1e-12 of what the column's values are on average. Rows are paired
// by their other columns, and among equal ones by the order of the doubles.
func (d *difference) near() []plan.Piece {
	var means, same, both, sides []string
	for _, c := range d.floats {
		means = append(means, fmt.Sprintf("coalesce(avg(abs(%s)) FILTER (WHERE isfinite(%s)), 0) AS m%s", c, c, c))
		same = append(same, fmt.Sprintf("(a.%[1]s IS NOT DISTINCT FROM b.%[1]s OR isfinite(a.%[1]s) AND isfinite(b.%[1]s) AND abs(a.%[1]s - b.%[1]s) <= greatest(1e-9 * greatest(abs(a.%[1]s), abs(b.%[1]s)), 1e-12 * m%[1]s))", c))
	}
	for _, c := range d.others {
		both = append(both, fmt.Sprintf("a.%[1]s IS NOT DISTINCT FROM b.%[1]s", c))
	}
	for _, c := range d.columns {
		sides = append(sides, fmt.Sprintf("CASE WHEN s.n > 0 THEN a.%[1]s ELSE b.%[1]s END AS %[1]s", c))
	}
	cols := list(d.columns)
	out := []plan.Piece{plan.Text("WITH differ AS (")}
	out = append(out, d.exact()...)
	out = append(out, plan.Text(fmt.Sprintf("), each AS (SELECT %s, sign(n) AS sg, row_number() OVER (PARTITION BY %s ORDER BY %s) AS r FROM (SELECT *, unnest(range(CAST(abs(n) AS BIGINT))) FROM differ)), ",
		cols, list(append([]string{"sign(n)"}, d.others...)), list(d.floats))))
	out = append(out, plan.Text("means AS (SELECT "+list(means)+" FROM "), d.scan(d.a))
	return append(out, plan.Text(fmt.Sprintf("), apart AS (SELECT %s, s.n AS n FROM (SELECT * FROM each WHERE sg > 0) AS a FULL JOIN (SELECT * FROM each WHERE sg < 0) AS b ON %s CROSS JOIN means CROSS JOIN (VALUES (1), (-1)) AS s(n) "+
		"WHERE NOT (a.r IS NOT NULL AND b.r IS NOT NULL AND %s) AND CASE WHEN s.n > 0 THEN a.r ELSE b.r END IS NOT NULL) SELECT %s, sum(n) AS n FROM apart GROUP BY %s, sign(n)",
		list(sides), strings.Join(append([]string{"a.r = b.r"}, both...), " AND "), strings.Join(same, " AND "), cols, cols)))
}

// sorted is the output: which side has the row, how often more than the other, and the row.
func (d *difference) sorted(rows []plan.Piece) []plan.Piece {
	head := fmt.Sprintf("SELECT CASE WHEN n > 0 THEN %s ELSE %s END AS _only_in, CAST(abs(n) AS BIGINT) AS _times, %s FROM (",
		catalog.QuoteLiteral(versionName(d.a)), catalog.QuoteLiteral(versionName(d.b)), list(d.output))
	return append(append([]plan.Piece{plan.Text(head)}, rows...), plan.Text(") AS g ORDER BY "+list(d.columns)+", n DESC"))
}

// quoted is a name that the engine takes as it is.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// versionName is name@version.
func versionName(t *catalog.TrainingSet) string {
	return fmt.Sprintf("%s@%d", t.Name, t.Current().Version)
}

// sameColumns refuses to compare sets of other columns: those that differ by name or type are named.
func sameColumns(a, b *catalog.TrainingSet) error {
	var differ []string
	find := func(t *catalog.TrainingSet, name string) (plan.Column, bool) {
		i := slices.IndexFunc(t.Current().Columns, func(c plan.Column) bool { return c.Name == name })
		if i < 0 {
			return plan.Column{}, false
		}
		return t.Current().Columns[i], true
	}
	for _, c := range a.Current().Columns {
		switch o, ok := find(b, c.Name); {
		case !ok:
			differ = append(differ, fmt.Sprintf("Column %q is only in %s.", c.Name, versionName(a)))
		case o.Type.ID != c.Type.ID || o.Type.Array != c.Type.Array:
			differ = append(differ, fmt.Sprintf("Column %q is %s in %s and %s in %s.", c.Name, c.Type, versionName(a), o.Type, versionName(b)))
		}
	}
	for _, c := range b.Current().Columns {
		if _, ok := find(a, c.Name); !ok {
			differ = append(differ, fmt.Sprintf("Column %q is only in %s.", c.Name, versionName(b)))
		}
	}
	if differ == nil {
		return nil
	}
	return sqlerr.New(sqlerr.DatatypeMismatch, "%s and %s have different columns", versionName(a), versionName(b)).
		WithDetail("%s", strings.Join(differ, "\n")).WithHint("Compare the columns that both have with a query: SELECT … FROM %s EXCEPT ALL SELECT … FROM %s.", a.Name, b.Name)
}
