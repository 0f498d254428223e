package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// cte is a query of WITH. It is run once for each run of the level that it belongs to.
type cte struct {
	name      string
	q         query // of a recursive one: what it begins with
	step      query // and what is repeated over the rows that were new
	distinct  bool  // UNION, not UNION ALL
	cols      []outCol
	outer     []*varExpr
	recursive bool
	defining  bool // its own query is analyzed
	records   [][]outCol
}

// cteRows are the rows of a WITH query in one run.
type cteRows struct {
	at   *frame // of the level that WITH belongs to
	rows [][]any
	done bool
	work [][]any // of a recursive one: the rows of the last round
}

// with analyzes WITH.
func (s *scope) with(w *pg.WithClause) error {
	a := s.a
	for _, n := range w.Ctes {
		c := n.GetCommonTableExpr()
		for _, have := range s.ctes {
			if have.name == c.Ctename {
				return a.errAt(sqlerr.New(sqlerr.DuplicateAlias, "WITH query name %q specified more than once", c.Ctename), c.Location)
			}
		}
		if c.SearchClause != nil || c.CycleClause != nil {
			return a.errAt(unsupported("SEARCH and CYCLE"), c.Location)
		}
		sel := c.Ctequery.GetSelectStmt()
		if sel == nil {
			return a.errAt(unsupported("a WITH query that is no SELECT"), c.Location)
		}
		out := &cte{name: c.Ctename}
		var err error
		if w.Recursive && sel.Op != pg.SetOperation_SETOP_NONE && mentions(sel, c.Ctename) {
			s.ctes = append(s.ctes, out)
			err = s.recursive(out, sel, c)
		} else {
			inner := &scope{a: a, up: s, outer: &out.outer}
			if out.q, err = a.queryIn(sel, inner); err == nil {
				out.cols, out.records = out.q.columns(), recordFields(out.q)
				err = out.rename(c, a)
			}
			s.ctes = append(s.ctes, out)
		}
		if err != nil {
			return err
		}
		out.q.finish()
		if out.step != nil {
			out.step.finish()
		}
	}
	return nil
}

func (c *cte) rename(n *pg.CommonTableExpr, a *analyzer) error {
	given := names(n.Aliascolnames)
	if len(given) > len(c.cols) {
		return a.errAt(sqlerr.New(sqlerr.InvalidColumnReference, "WITH query %q has %d columns available but %d columns specified", c.name, len(c.cols), len(given)), n.Location)
	}
	c.cols = append([]outCol(nil), c.cols...)
	for i, name := range given {
		c.cols[i].name = name
	}
	for i := range c.cols {
		if c.cols[i].typ == oidUnknown {
			c.cols[i].typ = oidText
		}
	}
	return nil
}

// recursive analyzes a query that reads itself: a UNION of what it begins with and what is repeated.
func (s *scope) recursive(c *cte, sel *pg.SelectStmt, n *pg.CommonTableExpr) error {
	a := s.a
	if sel.Op != pg.SetOperation_SETOP_UNION || len(sel.SortClause) > 0 || sel.LimitCount != nil {
		return a.errAt(sqlerr.New("42P19", "recursive query %q does not have the form non-recursive-term UNION [ALL] recursive-term", c.name), n.Location)
	}
	c.recursive, c.distinct, c.defining = true, !sel.All, true
	around := s
	if sel.WithClause != nil {
		around = &scope{a: a, up: s, outer: &c.outer}
		if err := around.with(sel.WithClause); err != nil {
			return err
		}
		return a.errAt(unsupported("WITH inside a recursive query"), n.Location)
	}
	var err error
	if c.q, err = a.queryIn(sel.Larg, &scope{a: a, up: around, outer: &c.outer}); err != nil {
		return err
	}
	c.cols = c.q.columns()
	if err := c.rename(n, a); err != nil {
		return err
	}
	c.defining = false
	seen := 0
	var again int32
	visitRanges(sel.Rarg.ProtoReflect(), func(r *pg.RangeVar) {
		if r.Schemaname == "" && r.Relname == c.name {
			if seen++; seen == 2 {
				again = r.Location
			}
		}
	})
	if seen > 1 {
		return a.errAt(sqlerr.New("42P19", "recursive reference to query %q must not appear more than once", c.name), again)
	}
	if c.step, err = a.queryIn(sel.Rarg, &scope{a: a, up: around, outer: &c.outer}); err != nil {
		return err
	}
	step := c.step.columns()
	if len(step) != len(c.cols) {
		return a.errAt(sqlerr.New(sqlerr.SyntaxError, "each UNION query must have the same number of columns"), n.Location)
	}
	for i, have := range c.cols {
		if step[i].typ == have.typ {
			continue
		}
		common, err := a.commonType([]expr{&itemExpr{typed{have.typ, -1, -1}}, &itemExpr{typed{step[i].typ, -1, -1}}}, "UNION")
		if err != nil {
			return err
		}
		if common != have.typ {
			return a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "recursive query %q column %d has type %s in non-recursive term but type %s overall", c.name, i+1, typeText(have.typ), typeText(common)).
				WithHint("Cast the output of the non-recursive term to the correct type."), n.Location)
		}
		if err := a.coerceColumn(&c.step, i, have.typ); err != nil {
			return err
		}
	}
	return nil
}

// mentions says whether a query reads a name: whether a WITH query is recursive.
func mentions(sel *pg.SelectStmt, name string) bool {
	found := false
	visitRanges(sel.ProtoReflect(), func(r *pg.RangeVar) {
		found = found || r.Schemaname == "" && r.Relname == name
	})
	return found
}

func (s *scope) findCTE(name string) (*cte, int) {
	levels := 0
	for at := s; at != nil; at = at.up {
		for i := len(at.ctes) - 1; i >= 0; i-- {
			if at.ctes[i].name == name {
				return at.ctes[i], levels
			}
		}
		levels++
	}
	return nil, 0
}

// cteItem reads a WITH query in FROM.
func (s *scope) cteItem(c *cte, levels int, n *pg.RangeVar) (*fromTree, []*nsItem, error) {
	if c.defining {
		return nil, nil, s.a.errAt(sqlerr.New("42P19", "recursive reference to query %q must not appear within its non-recursive term", c.name), n.Location)
	}
	l := &leaf{q: &cteQuery{c}}
	tree, it, err := s.addLeaf(l, c.cols, n.Alias, n.Relname)
	if err != nil {
		return nil, nil, s.a.placeAt(err, n.Location)
	}
	l.item.records = c.records
	// What the WITH query uses of levels outside its own is used by all levels down to here.
	at := s
	for range levels {
		at = at.up
	}
	for _, v := range c.outer {
		if v.up > 0 {
			shifted := *v
			shifted.up += levels
			s.note(&shifted)
			l.outer = append(l.outer, &shifted)
		}
	}
	return tree, []*nsItem{it}, nil
}

// cteQuery reads the rows of a WITH query.
type cteQuery struct{ *cte }

func (q *cteQuery) columns() []outCol { return q.cols }

func (q *cteQuery) finish() {}

func (q *cteQuery) rows(f *frame, _ []bool, yield func([]any) error) error {
	c := f.run.ctes[q.cte]
	if c == nil {
		return sqlerr.New(sqlerr.Internal, "WITH query %q has no level", q.name)
	}
	if c.work != nil {
		return each(c.work, yield)
	}
	if !c.done {
		if err := q.fill(c); err != nil {
			return err
		}
	}
	return each(c.rows, yield)
}

func each(rows [][]any, yield func([]any) error) error {
	for _, r := range rows {
		if err := yield(r); err != nil {
			return err
		}
	}
	return nil
}

func collect(q query, f *frame) ([][]any, error) {
	var out [][]any
	err := q.rows(f, nil, func(row []any) error {
		out = append(out, append([]any(nil), row...))
		return f.run.tick()
	})
	return out, err
}

// maxRecursion bounds the rows of a recursive query: one without end is cancelled before memory is gone.
const maxRecursion = 10_000_000

func (q *cteQuery) fill(c *cteRows) error {
	first, err := collect(q.q, c.at)
	if err != nil {
		return err
	}
	if !q.recursive {
		c.rows, c.done = first, true
		return nil
	}
	seen := map[string]bool{}
	fresh := func(rows [][]any) [][]any {
		if !q.distinct {
			return rows
		}
		out := [][]any{}
		for _, r := range rows {
			if k := rowKey(r); !seen[k] {
				seen[k] = true
				out = append(out, r)
			}
		}
		return out
	}
	work := fresh(first)
	for len(work) > 0 {
		if c.rows = append(c.rows, work...); len(c.rows) > maxRecursion {
			return sqlerr.New(sqlerr.ProgramLimitExceeded, "recursive query %q has too many rows", q.name)
		}
		if err := c.at.run.ctx.Err(); err != nil {
			return err
		}
		c.work = work
		clear(c.at.run.built) // what was kept of the last round is no longer true
		next, err := collect(q.step, c.at)
		if err != nil {
			return err
		}
		work = fresh(next)
	}
	c.work, c.done = nil, true
	return nil
}
