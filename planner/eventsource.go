package planner

import (
	"fmt"
	"maps"
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
)

// eventSource finds what an event view selects from and notes it in the view: a source, or a derived table that is a SELECT from one
// source or a UNION ALL of such (R16). The source returned is what the view's expressions see.
func (p *planner) eventSource(s *ast.CreateView, v *catalog.FeatureView) (*catalog.Source, []*catalog.Source, error) {
	b := s.Body
	if err := p.oneSelect(s, b); err != nil {
		return nil, nil, err
	}
	f := b.From[0]
	if f.Arms != nil {
		return p.unionSource(s, v)
	}
	src, alias, err := p.fromSource(s, f)
	if err != nil {
		return nil, nil, err
	}
	v.Source, v.Alias, v.EventTime, v.TieBreak = src.Name, alias, src.EventTime, src.TieBreak
	v.AvailableAt, v.AvailableAfter, v.Loaded = src.AvailableAt, src.AvailableAfter, src.Loaded
	return src, []*catalog.Source{src}, nil
}

// oneSelect refuses what is more than a SELECT from one FROM item.
func (p *planner) oneSelect(s *ast.CreateView, b *ast.Body) error {
	later := func(span ast.Span, what string) error {
		return at(sqlerr.New(sqlerr.FeatureNotSupported, "%s in a feature view is not supported", what).
			WithHint("A feature view selects from one source, or from a UNION ALL of sources in parentheses; aggregate with OVER (RANGE INTERVAL '…' PRECEDING)."), s.SQL, s.Pos(span))
	}
	switch {
	case !b.SetOp.Empty():
		return later(b.SetOp, "a set operation")
	case b.Distinct:
		return later(b.Span, "DISTINCT")
	case !b.GroupBy.Empty():
		return later(b.GroupBy, "GROUP BY")
	case !b.Joins.Empty():
		return later(b.Joins, "a join")
	case !b.Rest.Empty():
		return at(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature view cannot have ORDER BY, LIMIT or the like").
			WithHint("Order and limit the query that reads the view."), s.SQL, s.Pos(b.Rest))
	case len(b.From) == 0:
		return at(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature view needs FROM a source"), s.SQL, s.Pos(b.Span))
	case len(b.From) > 1:
		return later(b.From[1].Span, "a join")
	case b.From[0].Name.Name == "" && b.From[0].Arms == nil || b.From[0].At != "":
		return later(b.From[0].Span, "a relation that is not a source")
	}
	return nil
}

// fromSource is the source that a FROM item names, and its alias if that is another name.
func (p *planner) fromSource(s *ast.CreateView, f ast.BodyFrom) (*catalog.Source, string, error) {
	if err := schemaOf(f.Name, s.SQL); err != nil {
		return nil, "", err
	}
	if src, ok := p.snap.Source(f.Name.Name); ok {
		alias := f.Alias.Text
		if alias == src.Name {
			alias = ""
		}
		return src, alias, nil
	}
	if o, ok := p.snap.Relation(f.Name.Name); ok {
		return nil, "", at(sqlerr.New(sqlerr.InvalidObjectDefinition, "%q is a %s, not a source", f.Name.Name, o.ObjectKind()).
			WithHint("A feature view selects from a source, or from feature views."), s.SQL, f.Name.Pos)
	}
	return nil, "", at(sqlerr.New(sqlerr.UndefinedTable, "source %q does not exist", f.Name.Name).
		WithHint("Create it first: CREATE SOURCE %s FROM PARQUET 'path' WITH (event_time = column).", f.Name.Name), s.SQL, f.Name.Pos)
}

// unionSource takes the branches of a derived table apart. Its columns have the names of the first; exec finds their types.
func (p *planner) unionSource(s *ast.CreateView, v *catalog.FeatureView) (*catalog.Source, []*catalog.Source, error) {
	f := s.Body.From[0]
	v.Alias = f.Alias.Text
	union := &catalog.Source{Meta: catalog.Meta{Name: v.Alias}}
	var sources []*catalog.Source
	eventTimes, ties := map[string]int{}, 0
	for i, arm := range f.Arms {
		src, branch, err := p.branch(s, arm, i == 0)
		if err != nil {
			return nil, nil, err
		}
		if n := len(branch.Columns); i > 0 && n != len(union.Columns) {
			return nil, nil, at(sqlerr.New(sqlerr.SyntaxError, "each UNION query must have the same number of columns"), s.SQL, s.Pos(arm.Span))
		}
		for j, c := range branch.Columns {
			if i == 0 {
				union.Columns = append(union.Columns, sqltype.Column{Name: c.Name})
			}
			branch.Columns[j].Name = union.Columns[j].Name
			if t, ok := bareColumn(s.Text, c, src); ok && t == src.EventTime {
				eventTimes[union.Columns[j].Name]++
			}
		}
		if src.TieBreak != "" {
			ties++
		}
		v.Branches, sources = append(v.Branches, branch), append(sources, src)
	}
	for _, name := range slices.Sorted(maps.Keys(eventTimes)) {
		if eventTimes[name] == len(f.Arms) {
			union.EventTime = name
			break
		}
	}
	v.EventTime = union.EventTime
	if ties == len(f.Arms) {
		v.TieBreak = v.Branches[0].TieBreak
	}
	return union, sources, nil
}

// branch takes one arm apart: row expressions over the rows of its own source. The first names its columns.
func (p *planner) branch(s *ast.CreateView, arm *ast.Body, first bool) (*catalog.Source, catalog.Branch, error) {
	if err := p.oneSelect(s, arm); err != nil {
		return nil, catalog.Branch{}, err
	}
	if arm.From[0].Arms != nil || len(arm.Windows) > 0 {
		return nil, catalog.Branch{}, at(sqlerr.New(sqlerr.FeatureNotSupported, "a subquery or a window inside the subquery of a feature view is not supported").
			WithHint("Each arm of the UNION ALL selects row expressions from a source; windows stand outside."), s.SQL, s.Pos(arm.Span))
	}
	src, alias, err := p.fromSource(s, arm.From[0])
	if err != nil {
		return nil, catalog.Branch{}, err
	}
	out := catalog.Branch{Source: src.Name, Alias: alias, EventTime: src.EventTime, TieBreak: src.TieBreak,
		AvailableAt: src.AvailableAt, AvailableAfter: src.AvailableAfter, Loaded: src.Loaded}
	b := &body{text: s.Text, body: arm, src: src, ent: &catalog.Entity{}, view: &catalog.FeatureView{Alias: alias}, reads: map[string]bool{}}
	if err := refuse(s.Text, arm.Span); err != nil {
		return nil, catalog.Branch{}, err
	}
	if !first {
		unnamed := *arm
		unnamed.Items = slices.Clone(arm.Items)
		for i := range unnamed.Items {
			unnamed.Items[i].Alias.Text = fmt.Sprintf("column %d", i)
		}
		b.body = &unnamed
	}
	items, err := b.expand()
	if err != nil {
		return nil, catalog.Branch{}, err
	}
	for _, it := range items {
		c := catalog.BranchColumn{Column: sqltype.Column{Name: it.name}, Pos: s.Pos(it.Span)}
		if it.col != "" {
			c.Expr = catalog.QuoteIdent(it.col)
			b.reads[it.col] = true
		} else {
			if len(it.Calls) > 0 {
				return nil, catalog.Branch{}, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "windows stand outside of the subquery of a feature view"), it.Span)
			}
			if err := b.plain(it.Expr); err != nil {
				return nil, catalog.Branch{}, err
			}
			c.Expr, c.Pos = s.Of(it.Expr), s.Pos(it.Expr)
		}
		out.Columns = append(out.Columns, c)
	}
	if !arm.Where.Empty() {
		if err := b.rowExpr(arm.Where, "WHERE"); err != nil {
			return nil, catalog.Branch{}, err
		}
		out.Where, out.WherePos = s.Of(arm.Where), s.Pos(arm.Where)
	}
	out.Reads = slices.Sorted(maps.Keys(b.reads))
	return src, out, nil
}

// bareColumn is the source's column that a branch's expression is.
func bareColumn(text ast.Text, c catalog.BranchColumn, src *catalog.Source) (string, bool) {
	for _, col := range src.Columns {
		if c.Expr == catalog.QuoteIdent(col.Name) {
			return col.Name, true
		}
	}
	i := slices.IndexFunc(text.Tokens, func(t ast.Token) bool { return t.Pos == c.Pos })
	if i < 0 || text.Tokens[i].Pos != c.Pos {
		return "", false
	}
	if t := text.Tokens[i]; len(c.Expr) == t.End-t.Pos && t.Kind <= ast.Quoted {
		return t.Value, true
	}
	if i+2 < len(text.Tokens) && text.Tokens[i+1].Is(".") && text.Tokens[i+2].End == c.Pos+len(c.Expr) {
		return text.Tokens[i+2].Value, true
	}
	return "", false
}
