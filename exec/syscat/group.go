package syscat

import (
	"fmt"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// grouping is GROUP BY with the aggregates of its level; it is there too for aggregates without GROUP BY.
type grouping struct {
	keys   []expr
	sets   [][]bool // each grouping set: which keys it has; nil: one with all of them
	aggs   []*aggExpr
	having expr
	any    bool // there is a GROUP BY
}

// aggExpr is a call of an aggregate.
type aggExpr struct {
	typed
	proc     *pgcatalog.Proc
	args     []expr
	sort     []expr
	order    []sortKey // i is an index of sort
	distinct bool
	filter   expr
	star     bool
	call     Call
	make     func() Aggregate
	within   bool // WITHIN GROUP: the arguments are the direct ones
}

func (e *aggExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
	for i := range e.sort {
		fn(&e.sort[i])
	}
	if e.filter != nil {
		fn(&e.filter)
	}
}

func (e *aggExpr) eval(*frame) (any, error) {
	return nil, sqlerr.New(sqlerr.Internal, "aggregate outside of a group")
}

// aggregate analyzes the call of an aggregate.
func (s *scope) aggregate(p *pgcatalog.Proc, args []expr, declared []uint32, n *pg.FuncCall) (expr, error) {
	a := s.a
	switch s.clause {
	case "", "HAVING", "ORDER BY", "DISTINCT ON":
	default:
		return nil, a.errAt(sqlerr.New(sqlerr.GroupingError, "aggregate functions are not allowed in %s", aggPlace(s.clause)), n.Location)
	}
	if n.AggWithinGroup {
		return nil, a.errAt(unsupported("WITHIN GROUP"), n.Location)
	}
	e, err := s.aggCall(p, args, declared, n)
	if err != nil {
		return nil, err
	}
	for _, x := range e.args {
		if inner := findAgg(x); inner != nil {
			return nil, a.errAt(sqlerr.New(sqlerr.GroupingError, "aggregate function calls cannot be nested"), inner.pos)
		}
	}
	return e, nil
}

func aggPlace(clause string) string {
	switch clause {
	case "JOIN/ON":
		return "JOIN conditions"
	case "FROM":
		return "functions in FROM"
	}
	return clause
}

func findAgg(e expr) *aggExpr {
	var out *aggExpr
	walk(e, func(x expr) bool {
		if g, ok := x.(*aggExpr); ok && out == nil {
			out = g
		}
		return out == nil
	})
	return out
}

func (s *scope) aggCall(p *pgcatalog.Proc, args []expr, declared []uint32, n *pg.FuncCall) (*aggExpr, error) {
	a := s.a
	if len(args) == 0 && !n.AggStar && len(p.Args) == 0 {
		return nil, a.errAt(sqlerr.New(sqlerr.WrongObjectType, "%s(*) must be used to call a parameterless aggregate function", p.Name), n.Location)
	}
	args, types, result, err := a.coerceArgs(args, declared, p.Result, n.Location)
	if err != nil {
		return nil, err
	}
	e := &aggExpr{typed: typed{result, -1, n.Location}, proc: p, args: args, distinct: n.AggDistinct, star: n.AggStar,
		call: Call{Args: types, Result: result, Mod: -1}}
	if e.make, err = a.aggregateOf(p); err != nil {
		return nil, a.placeAt(err, n.Location)
	}
	for _, o := range n.AggOrder {
		by := o.GetSortBy()
		x, err := s.expr(by.Node)
		if err != nil {
			return nil, err
		}
		if typeOf(x) == oidUnknown {
			if x, err = a.coerceType(x, oidText, -1, implicit, n.Location); err != nil {
				return nil, err
			}
		}
		k, err := s.direction(by, len(e.sort))
		if err != nil {
			return nil, err
		}
		if n.AggDistinct && !hasKey(args, key(x)) {
			return nil, a.errAt(sqlerr.New(sqlerr.InvalidColumnReference, "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list"), x.info().pos)
		}
		e.sort, e.order = append(e.sort, x), append(e.order, k)
	}
	if n.AggFilter != nil {
		f, err := s.in("FILTER").expr(n.AggFilter)
		if err != nil {
			return nil, err
		}
		if e.filter, err = a.boolean(f, "FILTER"); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func hasKey(list []expr, k string) bool {
	for _, e := range list {
		if key(e) == k {
			return true
		}
	}
	return false
}

// aggregateOf finds what computes an aggregate: by its name and the types that pg_proc declares.
func (a *analyzer) aggregateOf(p *pgcatalog.Proc) (func() Aggregate, error) {
	list := ""
	for i, t := range p.Args {
		if i > 0 {
			list += ", "
		}
		list += pgType(t).Name
	}
	name := fmt.Sprintf("%s(%s)", p.Name, list)
	if f, ok := aggregates[name]; ok {
		return f, nil
	}
	err := unsupported("aggregate %s(%s)", p.Name, typesText(p.Args))
	if a.inside == 0 && a.missing == nil {
		a.missing = err
	}
	return func() Aggregate { return failing{err} }, nil
}

// failing is an aggregate that this engine lacks.
type failing struct{ err error }

func (f failing) Add(*Call, []any) error    { return f.err }
func (f failing) Result(*Call) (any, error) { return nil, f.err }

// groupBy analyzes GROUP BY.
func (s *scope) groupBy(sel *pg.SelectStmt, having expr) error {
	g := &grouping{having: having, any: len(sel.GroupClause) > 0}
	seen := map[string]int{}
	add := func(n *pg.Node) (int, error) {
		i, err := s.sortTarget(n, "GROUP BY")
		if err != nil {
			return 0, err
		}
		e := s.sel.targets[i].expr
		if inner := findAgg(e); inner != nil {
			return 0, s.a.errAt(sqlerr.New(sqlerr.GroupingError, "aggregate functions are not allowed in GROUP BY"), inner.pos)
		}
		k := key(e)
		if at, ok := seen[k]; ok {
			return at, nil
		}
		seen[k] = len(g.keys)
		g.keys = append(g.keys, e)
		return len(g.keys) - 1, nil
	}
	sets := [][]int{{}}
	plain := true
	for _, n := range sel.GroupClause {
		if gs := n.GetGroupingSet(); gs != nil {
			plain = false
			list, err := groupingSets(gs, add)
			if err != nil {
				return err
			}
			sets = cross(sets, list)
			continue
		}
		list, err := plainKeys(n, add)
		if err != nil {
			return err
		}
		sets = cross(sets, [][]int{list})
	}
	if !plain {
		for _, set := range sets {
			mask := make([]bool, len(g.keys))
			for _, i := range set {
				mask[i] = true
			}
			g.sets = append(g.sets, mask)
		}
	}
	s.sel.group = g
	return nil
}

// plainKeys is one item of GROUP BY: an expression, or several in a row.
func plainKeys(n *pg.Node, add func(*pg.Node) (int, error)) ([]int, error) {
	if r := n.GetRowExpr(); r != nil && r.RowFormat == pg.CoercionForm_COERCE_IMPLICIT_CAST {
		var out []int
		for _, x := range r.Args {
			i, err := add(x)
			if err != nil {
				return nil, err
			}
			out = append(out, i)
		}
		return out, nil
	}
	i, err := add(n)
	return []int{i}, err
}

func cross(a, b [][]int) [][]int {
	var out [][]int
	for _, x := range a {
		for _, y := range b {
			out = append(out, append(append([]int{}, x...), y...))
		}
	}
	return out
}

// groupingSets is GROUPING SETS, ROLLUP or CUBE as a list of sets.
func groupingSets(n *pg.GroupingSet, add func(*pg.Node) (int, error)) ([][]int, error) {
	var parts [][]int
	var out [][]int
	for _, c := range n.Content {
		if inner := c.GetGroupingSet(); inner != nil {
			list, err := groupingSets(inner, add)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
			continue
		}
		list, err := plainKeys(c, add)
		if err != nil {
			return nil, err
		}
		parts = append(parts, list)
	}
	switch n.Kind {
	case pg.GroupingSetKind_GROUPING_SET_EMPTY:
		return [][]int{{}}, nil
	case pg.GroupingSetKind_GROUPING_SET_ROLLUP:
		for i := len(parts); i >= 0; i-- {
			var set []int
			for _, p := range parts[:i] {
				set = append(set, p...)
			}
			out = append(out, set)
		}
		return out, nil
	case pg.GroupingSetKind_GROUPING_SET_CUBE:
		for bits := 1<<len(parts) - 1; bits >= 0; bits-- {
			var set []int
			for i, p := range parts {
				if bits&(1<<(len(parts)-1-i)) != 0 {
					set = append(set, p...)
				}
			}
			out = append(out, set)
		}
		return out, nil
	}
	return append(parts, out...), nil
}
