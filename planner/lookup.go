package planner

import (
	"slices"
	"strconv"

	"asof/planner/ast"
	"asof/planner/plan"
)

// lookupKeys notes that a statement is nothing but an online read by key: one view or service, its columns, its keys bound.
// Such a statement needs no engine.
func (q *query) lookupKeys(b *ast.Block, e *entry, r *plan.At) {
	args, constant := constants(r.Args)
	if !r.Online || !constant || len(q.conjuncts(b.Where)) > len(e.used) || !q.bare(b) || b.From != ast.FromItem(e.rel) {
		return
	}
	l := &plan.Lookup{Target: e.target, Keys: r.Keys, Args: args, Limit: -1}
	if q.output(b, l, e, "", "") && q.limit(b, l) {
		l.Prune()
		q.out.Lookup = l
	}
}

// lookupList notes the same of a list of keys: SELECT … FROM unnest($1) k(key) LEFT JOIN view USING (key).
func (q *query) lookupList(b *ast.Block, entries []entry, sp *plan.Spine) {
	list, e := &entries[0], &entries[1]
	j := &sp.Joins[0]
	args, constant := constants(j.Args)
	if !j.Online || !constant || j.On != nil || !q.bare(b) || !b.Where.Empty() || len(e.target.Keys) != 1 || list.rel.Func.Text != "unnest" ||
		len(list.rel.Args) != 1 || len(list.rel.Columns) > 1 || !list.rel.Sample.Empty() {
		return
	}
	s := &scan{q: q, at: list.rel.Args[0].First, end: list.rel.Args[0].Last}
	v, ok := s.array()
	if !ok || !s.done() {
		return
	}
	column := list.alias
	if len(list.rel.Columns) == 1 {
		column = list.rel.Columns[0].Text
	}
	if len(e.keys.using) == 1 && e.keys.using[0] != column {
		return
	}
	if len(e.keys.using) == 0 {
		other := q.toks(q.unwrap(e.keys.spans[0]))
		if last := other[len(other)-1]; last.Value != column || len(other) == 3 && other[0].Value != list.alias || len(other) != 3 && len(other) != 1 {
			return
		}
	}
	l := &plan.Lookup{Target: e.target, List: &v, Outer: !j.Inner, Args: args, Limit: -1}
	if q.output(b, l, e, list.alias, column) && q.limit(b, l) {
		l.Prune()
		q.out.Lookup = l
	}
}

// constants are the values of request parameters that are constants, all of them.
func constants(args []plan.Argument) (out []plan.KeyValue, ok bool) {
	for _, a := range args {
		if a.Constant == nil {
			return nil, false
		}
		out = append(out, *a.Constant)
	}
	return out, true
}

// bare says whether a block is SELECT list FROM one thing, and the whole statement.
func (q *query) bare(b *ast.Block) bool {
	return q.stmt.Verb == "select" && b.Parent == nil && b.Role == "top" && !b.Distinct && b.GroupBy.Empty() && b.Windows.Empty() &&
		b.OrderBy.Empty() && b.Rest.Empty() && len(b.CTEs) == 0
}

// output fills the columns of a lookup if every item is a column whose value needs no further expression.
func (q *query) output(b *ast.Block, l *plan.Lookup, e *entry, list, listColumn string) bool {
	merged := list != "" && len(e.keys.using) > 0
	add := func(c plan.TargetColumn, name string) bool {
		if name != "" {
			c.Name = name
		}
		l.Output = append(l.Output, c)
		return true
	}
	elem := plan.TargetColumn{Expr: plan.Expr{{Kind: plan.TermElem}}}
	if list != "" {
		elem.Column = plan.Column{Name: listColumn, Type: e.target.Keys[0].Type}
	}
	for _, it := range b.Items {
		if it.Star {
			if it.Span.Last-it.Span.First > 3 || it.Of != "" && it.Of != e.alias && it.Of != list {
				return false
			}
			if list != "" && (it.Of == "" || it.Of == list) && !add(elem, "") {
				return false
			}
			if it.Of == list && list != "" {
				continue
			}
			for _, c := range e.target.Columns {
				if _, key := c.Key(); it.Of == "" && merged && key {
					continue
				}
				if !add(c, "") {
					return false
				}
			}
			continue
		}
		toks := q.toks(it.Expr)
		of, name := "", ast.Token{}
		switch {
		case len(toks) == 1 && (toks[0].Kind == ast.Quoted || toks[0].Kind == ast.Ident && !constantWords[toks[0].Value]):
			name = toks[0]
		case len(toks) == 3 && toks[0].Kind <= ast.Quoted && toks[1].Is(".") && toks[2].Kind <= ast.Quoted:
			of, name = toks[0].Value, toks[2]
		default:
			return false
		}
		if list != "" && name.Value == listColumn && (of == list || of == "" && merged) {
			add(elem, it.Alias.Text)
			continue
		}
		n := slices.IndexFunc(e.target.Columns, func(c plan.TargetColumn) bool { return c.Name == name.Value })
		if n < 0 && (of == e.alias || of == "") && slices.ContainsFunc(e.target.Hidden, func(h plan.HiddenColumn) bool { return string(h.Of) == name.Value }) {
			add(plan.Hidden(name.Value).Column(name.Value).TargetColumn, it.Alias.Text)
			continue
		}
		if n < 0 || of != "" && of != e.alias || of == "" && name.Value == listColumn && list != "" || !add(e.target.Columns[n], it.Alias.Text) {
			return false
		}
	}
	return len(l.Output) > 0
}

// limit reads LIMIT n; anything else needs the engine.
func (q *query) limit(b *ast.Block, l *plan.Lookup) bool {
	toks := q.toks(b.Limit)
	if len(toks) == 0 {
		return true
	}
	if len(toks) != 2 || !toks[0].Is("limit") || toks[1].Kind != ast.Number {
		return false
	}
	n, err := strconv.ParseInt(toks[1].Value, 10, 64)
	l.Limit = n
	return err == nil
}
