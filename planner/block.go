package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// entry is a FROM item in the order of writing.
type entry struct {
	rel    *ast.Relation
	join   *ast.Join // that has it on its right side; nil for the first
	nested bool      // inside a join that stands on the right side of another
	alias  string
	target *plan.Target // a view or a service
	keys   joinKeys
	args   []ast.Span   // the target's request parameters as written, empty where they are left out
	spine  bool         // looked up for each row of what stands to its left
	bound  plan.KeyList // the constants that its keys are bound to; nil if one is bound to none
	used   []fact       // what of the block's conditions says only that
}

// block plans one query block: which of its relations are ours, and whether they are read at one moment (plan.At) or looked
// up for the rows of a spine (plan.Spine).
func (q *query) block(b *ast.Block) error {
	if b.From == nil {
		return nil
	}
	entries := flatten(b.From, nil, false)
	targets := 0
	for i := range entries {
		if err := q.resolve(b, &entries[i]); err != nil {
			return err
		}
		if entries[i].target != nil {
			targets++
		}
	}
	if targets == 0 {
		return nil
	}
	if err := q.uncorrelated(b, entries); err != nil {
		return err
	}
	if err := q.hidden(b, entries); err != nil {
		return err
	}
	q.bindKeys(b, entries, q.joinTree(b.From, entries, 0))
	for i := range entries {
		if err := q.decideSpine(b, entries, i); err != nil {
			return err
		}
	}
	q.readTogether(entries)
	last := -1
	for i := range entries {
		if entries[i].spine {
			last = i
		}
	}
	for i := range entries {
		if e := &entries[i]; e.target != nil && !e.spine {
			if err := q.readAt(b, e); err != nil {
				return err
			}
		}
	}
	if last >= 0 {
		if err := q.spine(b, entries, last); err != nil {
			return err
		}
	}
	return q.hiddenStars(b, entries)
}

// flatten lists the relations of a FROM tree.
func flatten(item ast.FromItem, join *ast.Join, nested bool) []entry {
	switch f := item.(type) {
	case *ast.Relation:
		return []entry{{rel: f, join: join, nested: nested, alias: aliasOf(f)}}
	case *ast.Join:
		_, deep := f.Right.(*ast.Join)
		return append(flatten(f.Left, join, nested), flatten(f.Right, f, nested || deep)...)
	}
	return nil
}

// aliasOf is the name by which a block's expressions know a relation.
func aliasOf(r *ast.Relation) string {
	switch {
	case r.Alias.Text != "":
		return r.Alias.Text
	case r.Name.Name != "":
		return r.Name.Name
	}
	return r.Func.Text
}

// resolve finds out what a relation is, and replaces the ones that need no more thought: sources, training sets
// and system tables.
func (q *query) resolve(b *ast.Block, e *entry) error {
	if e.rel.Name.Schema == "history" {
		return q.history(b, e)
	}
	o, err := q.object(b, e.rel)
	if err != nil {
		return err
	}
	alias := plan.Alias{Name: e.alias}
	for _, c := range e.rel.Columns {
		alias.Columns = append(alias.Columns, c.Text)
	}
	switch o := o.(type) {
	case *catalog.Source:
		q.need(q.env.User, o)
		if e.rel.AsOf == nil {
			q.replace(e.rel.Span, q.relation(&plan.SourceScan{Source: o, Alias: alias}))
		}
	case *catalog.TrainingSet:
		q.need(q.env.User, o)
		if e.rel.AsOf == nil {
			q.replace(e.rel.Span, q.relation(keptScan(o, alias)))
		}
	case *catalog.FeatureView, *catalog.Service:
		q.need(q.env.User, o)
		e.target = q.makeTarget(o)
		if e.args, err = q.given(e); err != nil {
			return err
		}
	default:
		if err := q.systemTable(b, e, alias); err != nil {
			return err
		}
		q.unnestEach(e.rel)
	}
	if a := e.rel.AsOf; a != nil && e.target == nil {
		if o == nil && q.unknown(b, e.rel) {
			return q.err(sqlerr.New(sqlerr.UndefinedTable, "feature view %q does not exist", e.rel.Name.Name), e.rel.Span)
		}
		return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "AS OF is for feature views and services; %q is none", e.alias).
			WithHint("To name an alias of, write AS \"of\"."), a.Span)
	}
	if e.target == nil {
		return nil
	}
	if err := q.nameColumns(e); err != nil {
		return err
	}
	if !e.rel.Sample.Empty() {
		return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "TABLESAMPLE of a feature view is not supported").
			WithHint("Sample the rows that it is joined to."), e.rel.Sample)
	}
	if e.rel.AsOf == nil || e.rel.AsOf.Match.Text == "" {
		return nil
	}
	return q.match(e)
}

// unknown says whether a name is not even that of another relation.
func (q *query) unknown(b *ast.Block, r *ast.Relation) bool {
	name := r.Name.Name
	return name != "" && (r.Name.Schema == "" || r.Name.Schema == "public") && !(q.env.Temp != nil && q.env.Temp(name)) &&
		!slices.ContainsFunc(b.CTEs, func(c ast.CTE) bool { return c.Text == name })
}

// match checks the right side of MATCH_CONDITION (R31): the view's event time.
func (q *query) match(e *entry) error {
	m := e.rel.AsOf.Match
	for _, v := range e.target.Views {
		if m.Text == "_event_time" || m.Text == v.View.EventTime {
			return nil
		}
	}
	return at(sqlerr.New(sqlerr.FeatureNotSupported, "MATCH_CONDITION compares with the event time of %q, not with %q", e.target.Name, m.Text).
		WithHint("Write MATCH_CONDITION (spine.time >= %s._event_time), or LEFT JOIN %s AS OF spine.time.", e.alias, e.target.Name), q.stmt.SQL, m.Pos)
}

// uncorrelated refuses a subquery that reads views for each row of an outer block (R33).
func (q *query) uncorrelated(b *ast.Block, entries []entry) error {
	if b.Parent == nil {
		return nil
	}
	inner := map[string]bool{}
	for _, e := range entries {
		inner[e.alias] = true
	}
	outer := map[string]bool{}
	for o := b.Parent; o != nil; o = o.Parent {
		for _, e := range flatten(o.From, nil, false) {
			if !inner[e.alias] {
				outer[e.alias] = true
			}
		}
	}
	for i := b.Span.First; i+2 < b.Span.Last; i++ {
		t := q.stmt.Tokens[i]
		if t.Kind <= ast.Quoted && outer[t.Value] && q.stmt.Tokens[i+1].Is(".") && !(i > 0 && q.stmt.Tokens[i-1].Is(".")) {
			return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "a correlated subquery over a feature view is not supported").
				WithHint("Join it: … LEFT JOIN %s AS OF %s.time USING (key).", e0(entries), t.Value), ast.Span{First: i, Last: i + 3})
		}
	}
	return nil
}

func e0(entries []entry) string {
	i := slices.IndexFunc(entries, func(e entry) bool { return e.target != nil })
	return entries[i].target.Name
}

// decideSpine says whether entry i is looked up row by row: when its time depends on the rows to its left, or, for a join that
// equates every key, because that is the cheaper way to the same rows.
func (q *query) decideSpine(b *ast.Block, entries []entry, i int) error {
	e := &entries[i]
	if e.target == nil {
		return nil
	}
	moving := e.rel.AsOf != nil && (!q.constant(e.rel.AsOf.Time) || !e.rel.AsOf.Known.Empty() && !q.constant(e.rel.AsOf.Known))
	perRow := q.perRow(e)
	if e.join != nil && (e.join.Natural || e.join.Lateral || e.rel.Lateral) {
		return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "a NATURAL or LATERAL join to a feature view is not supported").
			WithHint("Write LEFT JOIN %s AS OF … USING (%s).", e.target.Name, keyNames(e.target)), e.rel.Span)
	}
	possible := i > 0 && !e.nested && (e.join.Kind == "left" || e.join.Kind == "inner" || e.join.Kind == "cross" || e.join.Kind == "comma")
	if !possible {
		if moving {
			return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "the time of AS OF can depend on rows only in a LEFT or inner join to the right of them").
				WithHint("Write … FROM spine LEFT JOIN %s AS OF spine.time USING (%s).", e.target.Name, keyNames(e.target)), e.rel.AsOf.Time)
		}
		return nil
	}
	keys, missing, err := q.joinKeys(b, entries, i)
	if err != nil {
		return err
	}
	switch {
	case missing == "":
		e.spine, e.keys = true, keys
	case moving || perRow || e.target.Exists == nil && e.bound == nil:
		return q.err(sqlerr.New(sqlerr.InvalidColumnReference, "the join to %q does not equate its key %q", e.target.Name, missing).
			WithHint("Every key must be equated, by USING (%s) or by ON %s.%s = ….", missing, e.alias, missing), e.rel.Span)
	}
	return nil
}

// constant says whether an expression reads no column: no name but those of functions, types and key words.
func (q *query) constant(span ast.Span) bool {
	toks := q.toks(span)
	for i, t := range toks {
		if t.Kind == ast.Quoted {
			return false
		}
		if t.Kind != ast.Ident || i > 0 && (toks[i-1].Is("::") || toks[i-1].Is("as")) {
			continue
		}
		if i+1 < len(toks) && (toks[i+1].Is("(") || toks[i+1].Kind == ast.String) {
			continue
		}
		if !constantWords[t.Value] {
			return false
		}
	}
	return true
}

var constantWords = map[string]bool{
	"at": true, "time": true, "zone": true, "timestamp": true, "timestamptz": true, "date": true, "interval": true, "cast": true,
	"as": true, "with": true, "without": true, "current_timestamp": true, "localtimestamp": true, "current_date": true,
	"array": true, "null": true, "true": true, "false": true, "day": true, "hour": true, "minute": true, "second": true, "infinity": true,
}
