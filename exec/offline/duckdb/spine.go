package duckdb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// spine is the state of one Spine relation. Everything stands in temp tables that have one row for each spine row, in its order:
// the n-th rows of all of them belong together, so that a POSITIONAL JOIN puts them side by side without a hash table.
type spine struct {
	r     *run
	rel   int
	plan  *plan.Spine
	tree  []treeTable // the spine's own relations, then those of the joins done
	asks  []string    // for each join begun: its keys k0 … and time t, a row for each spine row
	found []string    // for each join done: a table of one boolean, or "" if nobody asks
	rows  int64
	last  *probes // of the view before, whose tables the next one may use
}

// treeTable is a table under the alias that the statement knows.
type treeTable struct{ table, alias string }

// spine begins Relations[rel]: its Left is materialised.
func (r *run) spine(ctx context.Context, rel int) (*spine, error) {
	if s := r.views.spines[rel]; s != nil {
		return s, nil
	}
	s := &spine{r: r, rel: rel, plan: r.q.Relations[rel].(*plan.Spine)}
	if err := s.materialise(ctx); err != nil {
		return nil, err
	}
	for _, j := range s.plan.Joins {
		for _, v := range j.Target.Views {
			if !j.Online {
				r.views.hits.expect(v.View)
			}
		}
	}
	if r.views.spines == nil {
		r.views.spines = map[int]*spine{}
	}
	r.views.spines[rel] = s
	return s, nil
}

// materialise runs Left once, and makes a table for each of its relations.
func (s *spine) materialise(ctx context.Context) error {
	with, err := s.r.render(ctx, s.plan.With)
	if err != nil {
		return err
	}
	left, err := s.r.render(ctx, s.plan.Left)
	if err != nil {
		return err
	}
	query := func(list string) rendered { return with.then(wrap("SELECT "+list+" FROM ", left, "")) }
	if len(s.plan.Aliases) == 1 {
		table, err := s.r.clientTable(ctx, query(quoteIdent(s.plan.Aliases[0])+".*"))
		if err != nil {
			return err
		}
		s.tree = []treeTable{{table, s.plan.Aliases[0]}}
	} else if err := s.materialiseTree(ctx, query); err != nil {
		return err
	}
	s.rows, err = queryInt(ctx, s.r.c, "SELECT count(*) FROM "+quoteIdent(s.tree[0].table))
	return err
}

// materialiseTree is materialise for several relations: one table of all their columns, renamed, then one for each.
func (s *spine) materialiseTree(ctx context.Context, query func(list string) rendered) error {
	var all []string
	own := make([][]string, len(s.plan.Aliases))
	for i, alias := range s.plan.Aliases {
		cols, err := s.r.clientColumns(ctx, query(quoteIdent(alias)+".*"))
		if err != nil {
			return err
		}
		for j, c := range cols {
			all = append(all, fmt.Sprintf("%s.%s AS c%d_%d", quoteIdent(alias), quoteIdent(c.Name), i, j))
			own[i] = append(own[i], fmt.Sprintf("c%d_%d AS %s", i, j, quoteIdent(c.Name)))
		}
	}
	wide, err := s.r.clientTable(ctx, query(strings.Join(all, ", ")))
	if err != nil {
		return err
	}
	for i, alias := range s.plan.Aliases {
		table, err := s.r.views.temps.create(ctx, s.r.c, "SELECT "+strings.Join(own[i], ", ")+" FROM "+quoteIdent(wide))
		if err != nil {
			return err
		}
		s.tree = append(s.tree, treeTable{table, alias})
	}
	return nil
}

// treeSQL is the FROM clause of the spine and the joins done.
func (s *spine) treeSQL() string {
	items := make([]string, len(s.tree))
	for i, t := range s.tree {
		items[i] = quoteIdent(t.table) + " AS " + quoteIdent(t.alias)
	}
	return strings.Join(items, " POSITIONAL JOIN ")
}

// from does what is left to do and is the FROM clause that stands for the spine.
func (s *spine) from(ctx context.Context) (string, error) {
	if err := s.advance(ctx, len(s.plan.Joins)); err != nil {
		return "", err
	}
	if err := s.dropUnmatched(ctx); err != nil {
		return "", err
	}
	return s.treeSQL(), nil
}

// advance does the joins before number n.
func (s *spine) advance(ctx context.Context, n int) error {
	for j := len(s.found); j < n; j++ {
		if err := s.begin(ctx, j); err != nil {
			return err
		}
		if err := s.join(ctx, j); err != nil {
			return err
		}
	}
	return nil
}

// keys are the keys that join number j asks for, a row for each spine row.
func (s *spine) keys(ctx context.Context, j int) ([][]any, error) {
	if err := s.advance(ctx, j); err != nil {
		return nil, err
	}
	if err := s.begin(ctx, j); err != nil {
		return nil, err
	}
	if len(s.plan.Joins[j].Target.Keys) == 0 {
		return make([][]any, s.rows), nil
	}
	cols := make([]string, len(s.plan.Joins[j].Target.Keys))
	for i := range cols {
		cols[i] = fmt.Sprintf("k%d", i)
	}
	res, err := s.r.c.query(ctx, "SELECT "+strings.Join(cols, ", ")+" FROM "+quoteIdent(s.asks[j]))
	if err != nil {
		return nil, err
	}
	defer res.Close()
	out := make([][]any, 0, s.rows)
	for {
		row, err := nextRow(ctx, res)
		if row == nil || err != nil {
			return out, err
		}
		out = append(out, append([]any(nil), row...))
	}
}

// begin makes the table of what join number j asks: k0 …, t and, with WITHIN, w. The client's expressions are evaluated in its
// own time zone, and only then taken as keys and instants, in UTC (R1).
func (s *spine) begin(ctx context.Context, j int) error {
	if j < len(s.asks) {
		return nil
	}
	table, err := s.ask(ctx, j)
	if err == nil {
		table, err = s.sameAsks(ctx, table)
	}
	if err != nil {
		return err
	}
	s.asks = append(s.asks, table)
	return nil
}

// ask is the table that begin makes.
func (s *spine) ask(ctx context.Context, j int) (string, error) {
	join := &s.plan.Joins[j]
	var sel builder
	sel.add("SELECT ", -1, false)
	for i, k := range join.Keys {
		expr, err := s.r.render(ctx, k)
		if err != nil {
			return "", err
		}
		sel.addRendered(wrap("(", expr, fmt.Sprintf("\n) AS k%d, ", i)))
	}
	if err := s.r.addArguments(ctx, &sel, join.Args); err != nil {
		return "", err
	}
	if err := s.r.addMoment(ctx, &sel, join.Moment); err != nil {
		return "", err
	}
	sel.add(" FROM "+s.treeSQL(), -1, false)
	raw, err := s.r.clientTable(ctx, sel.rendered())
	if err != nil {
		return "", s.r.uncaptured(ctx, join, err, func(arg string) rendered { return wrap("SELECT "+arg+" FROM "+s.treeSQL(), rendered{}, "") })
	}
	cols, err := s.r.c.columns(ctx, "SELECT * FROM "+quoteIdent(raw))
	if err != nil {
		return "", err
	}
	var out []string
	for i, k := range join.Target.Keys {
		expr, ok := canonicalKey(fmt.Sprintf("k%d", i), cols[i].Type, k.Type)
		if !ok {
			return "", at(sqlerr.New(sqlerr.DatatypeMismatch, "key %q of %q is of type %s but it is compared with type %s",
				k.Name, join.Target.Name, k.Type, cols[i].Type).WithHint("Cast the expression to %s.", k.Type), s.r.position(join.Keys[i]))
		}
		out = append(out, fmt.Sprintf("%s AS k%d", expr, i))
	}
	args, err := s.r.argumentCasts(join.Target, join.Args, cols[len(join.Keys):])
	if err != nil {
		return "", err
	}
	out = append(out, args...)
	out = append(out, s.r.instants(cols[len(join.Keys)+len(join.Args):], join.Moment))
	table, err := s.r.views.temps.create(ctx, s.r.c, "SELECT "+strings.Join(out, ", ")+" FROM "+quoteIdent(raw))
	if err != nil {
		return "", at(s.r.notTime(err), s.r.position(join.Moment.Expr)) // keys are never cast in a way that fails
	}
	return table, s.r.views.temps.discard(ctx, s.r.c, raw)
}

// sameAsks is the table of an earlier join that asks for the same as the one in table, or else table: joins with the same keys and
// times can share what they find. A client's text does not tell that, and to compare the tables costs next to nothing.
func (s *spine) sameAsks(ctx context.Context, table string) (string, error) {
	if s.rows <= s.r.e.few {
		return table, nil
	}
	cols, err := s.r.c.columns(ctx, "SELECT * FROM "+quoteIdent(table))
	if err != nil {
		return "", err
	}
	for i := len(s.asks) - 1; i >= 0; i-- {
		other, err := s.r.c.columns(ctx, "SELECT * FROM "+quoteIdent(s.asks[i]))
		if err != nil {
			return "", err
		}
		if !slices.Equal(other, cols) {
			continue
		}
		differ := make([]string, len(cols))
		for j, c := range cols {
			differ[j] = fmt.Sprintf("a.%[1]s IS DISTINCT FROM b.%[1]s", quoteIdent(c.Name))
		}
		n, err := queryInt(ctx, s.r.c, fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s AS a POSITIONAL JOIN %s AS b WHERE %s LIMIT 1)",
			quoteIdent(s.asks[i]), quoteIdent(table), strings.Join(differ, " OR ")))
		if err != nil {
			return "", err
		}
		if n == 0 {
			return s.asks[i], s.r.views.temps.discard(ctx, s.r.c, table)
		}
	}
	return table, nil
}

// join does join number j: a table of the target's columns for each spine row.
func (s *spine) join(ctx context.Context, j int) error {
	join := &s.plan.Joins[j]
	marked := join.Inner || join.On != nil
	table, err := s.columns(ctx, j, marked)
	if err != nil {
		return err
	}
	found := ""
	if marked {
		if found, err = s.r.views.temps.create(ctx, s.r.c, "SELECT "+quoteIdent(foundColumn)+" AS ok FROM "+quoteIdent(table)); err != nil {
			return err
		}
		if err := s.r.c.exec(ctx, "ALTER TABLE "+quoteIdent(table)+" DROP COLUMN "+quoteIdent(foundColumn)); err != nil {
			return err
		}
	}
	if join.On != nil {
		if table, found, err = s.condition(ctx, join, table, found); err != nil {
			return err
		}
	}
	s.tree = append(s.tree, treeTable{table, join.Alias})
	s.found = append(s.found, found)
	return nil
}

// foundColumn says, in a table that is being made, whether a row matched.
const foundColumn = "asof.found"

// condition applies a further ON condition (R33): where it is not true, the row has no match.
func (s *spine) condition(ctx context.Context, join *plan.SpineJoin, table, found string) (string, string, error) {
	on, err := s.r.render(ctx, join.On)
	if err != nil {
		return "", "", err
	}
	tree := fmt.Sprintf("%s POSITIONAL JOIN %s AS %s POSITIONAL JOIN (SELECT ok AS %s FROM %s)",
		s.treeSQL(), quoteIdent(table), quoteIdent(join.Alias), quoteIdent(foundColumn), quoteIdent(found))
	ok, err := s.r.clientTable(ctx, wrap("SELECT "+quoteIdent(foundColumn)+" AND coalesce((", on, "\n), false) AS ok FROM "+tree))
	if err != nil {
		return "", "", err
	}
	var sel []string
	for _, c := range targetColumns(join.Target, join.Rename) {
		sel = append(sel, fmt.Sprintf("CASE WHEN o.ok THEN d.%[1]s END AS %[1]s", quoteIdent(c.Name)))
	}
	masked, err := s.r.views.temps.create(ctx, s.r.c, fmt.Sprintf("SELECT %s FROM %s AS d POSITIONAL JOIN %s AS o", strings.Join(sel, ", "), quoteIdent(table), quoteIdent(ok)))
	return masked, ok, err
}

// dropUnmatched leaves out the rows that an inner join did not match, if there are any.
func (s *spine) dropUnmatched(ctx context.Context) error {
	var conds, tables []string
	for j, join := range s.plan.Joins {
		if join.Inner {
			conds = append(conds, fmt.Sprintf("f%d.ok", j))
			tables = append(tables, fmt.Sprintf("%s AS f%d", quoteIdent(s.found[j]), j))
		}
	}
	if len(conds) == 0 {
		return nil
	}
	keep, err := s.r.views.temps.create(ctx, s.r.c, "SELECT "+strings.Join(conds, " AND ")+` AS "asof.keep" FROM `+strings.Join(tables, " POSITIONAL JOIN "))
	if err != nil {
		return err
	}
	n, err := queryInt(ctx, s.r.c, `SELECT count(*) FILTER (WHERE "asof.keep") FROM `+quoteIdent(keep))
	if err != nil || n == s.rows {
		return err
	}
	for i, t := range s.tree {
		s.tree[i].table, err = s.r.views.temps.create(ctx, s.r.c, fmt.Sprintf(`SELECT t.* FROM %s AS t POSITIONAL JOIN %s AS k WHERE k."asof.keep"`, quoteIdent(t.table), quoteIdent(keep)))
		if err != nil {
			return err
		}
	}
	return nil
}

// joinColumn is an output column of a join, and the name that it has in its relation.
func joinColumn(join *plan.SpineJoin, c plan.TargetColumn) sqltype.Column {
	col := c.Column
	if name, ok := join.Rename[c.Name]; ok {
		col.Name = name
	}
	return col
}
