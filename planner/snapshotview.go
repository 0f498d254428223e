package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/schedule"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// snapshotView plans a view that is computed at ticks (R15): any SELECT over sources. What it is of is kept as text with the
// sources and the tick taken out; exec has it typed by the engine, which also finds what is volatile.
func (p *planner) snapshotView(s *ast.CreateView) (plan.Node, error) {
	if !s.Scheduled() {
		return nil, at(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q needs a schedule", s.Name.Name).
			WithHint("A view that is more than windows over one source is computed at ticks: WITH (schedule = '1 hour')."), s.SQL, s.Pos(s.Body.Span))
	}
	ent, ok := p.snap.Entity(s.Entity.Text)
	switch {
	case len(s.Request) > 0:
		return nil, at(sqlerr.New(sqlerr.InvalidObjectDefinition, "a view with a schedule cannot have request parameters"), s.SQL, s.Request[0].Name.Pos)
	case s.Entity.Text == "":
		return nil, at(sqlerr.New(sqlerr.InvalidObjectDefinition, "a view with a schedule needs an entity").
			WithHint("Say what it is about: CREATE FEATURE VIEW %s ENTITY name WITH (…) AS SELECT ….", catalog.QuoteIdent(s.Name.Name)), s.SQL, s.Name.Pos)
	case !ok:
		return nil, at(sqlerr.New(sqlerr.UndefinedObject, "entity %q does not exist", s.Entity.Text).
			WithHint("Create it first: CREATE ENTITY %s (key type).", s.Entity.Text), s.SQL, s.Entity.Pos)
	}
	v := &catalog.FeatureView{Meta: p.meta(&s.Create), Kind: catalog.SnapshotView, Entity: ent.Name, Online: true, MaxRows: p.env.MaxRows}
	if err := viewOptions(v).apply("feature view", s.SQL, s.Options); err != nil {
		return nil, err
	}
	old, ok := p.snap.View(v.Name)
	if err := p.replaces(objectOrNil(old, ok), &v.Meta, s.Options); err != nil {
		return nil, err
	}
	for _, k := range ent.Keys {
		v.Keys = append(v.Keys, catalog.Key{Column: k, Expr: catalog.QuoteIdent(k.Name)})
	}
	sources, err := p.snapshotQuery(s, v)
	if err != nil {
		return nil, err
	}
	return &plan.CreateView{View: v, Entity: ent, Sources: sources, Replace: s.Replace, IfNotExists: s.IfNotExists}, nil
}

// snapshotOptions are the options that only snapshot views have.
func snapshotOptions(v *catalog.FeatureView) options {
	return options{
		"schedule": {apply: func(o ast.Option) *sqlerr.Error {
			v.Schedule = o.Value
			if _, err := schedule.Parse(o.Value); err != nil {
				return sqlerr.From(err)
			}
			return nil
		}},
		"delay": {apply: func(o ast.Option) *sqlerr.Error { return positiveInterval(o, &v.TickDelay) }},
		"refresh": {apply: func(ast.Option) *sqlerr.Error {
			return sqlerr.New(sqlerr.InvalidObjectDefinition, "a view with a schedule has no option refresh").WithHint("Its ticks say when its files are read.")
		}},
		"hop": {apply: func(ast.Option) *sqlerr.Error {
			return sqlerr.New(sqlerr.InvalidObjectDefinition, "a view with a schedule has no option hop").WithHint("Its values stand still between its ticks.")
		}},
	}
}

// snapshotQuery fills what a snapshot view selects from its text, and gives the sources that it reads.
func (p *planner) snapshotQuery(s *ast.CreateView, v *catalog.FeatureView) ([]*catalog.Source, error) {
	q := &query{planner: p, stmt: &ast.Query{Text: s.Text, Verb: "create"}, out: &plan.Query{SQL: s.SQL}}
	if err := parser.Blocks(q.stmt); err != nil {
		return nil, err
	}
	for _, b := range q.stmt.Blocks {
		if err := q.snapshotBlock(b, v.Owner); err != nil {
			return nil, err
		}
	}
	var sources []*catalog.Source
	for _, piece := range q.pieces(s.Body.Span) {
		switch piece.Kind {
		case plan.PieceText:
			v.Query = append(v.Query, catalog.Part{Kind: catalog.PartText, Text: piece.Text})
		case plan.PieceNow:
			v.Query = append(v.Query, catalog.Part{Kind: catalog.PartNow, Text: piece.Text})
		case plan.PieceRelation:
			scan := q.out.Relations[piece.Index].(*plan.SourceScan)
			i := slices.Index(sources, scan.Source)
			if i < 0 {
				i = len(sources)
				sources = append(sources, scan.Source)
				v.Scans = append(v.Scans, scan.Source.Name)
				v.Reads = appendColumns(v.Reads, scan.Source)
			}
			v.Query = append(v.Query, catalog.Part{Kind: catalog.PartSource, Index: i, Text: aliasText(scan.Alias)})
		default:
			return nil, at(sqlerr.New(sqlerr.InvalidObjectDefinition, "a definition cannot have parameters"), s.SQL, max(piece.Pos, s.Pos(s.Body.Span)))
		}
	}
	if len(sources) == 0 {
		return nil, at(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature view needs FROM a source"), s.SQL, s.Pos(s.Body.Span))
	}
	slices.Sort(v.Reads)
	return sources, nil
}

// snapshotBlock puts the sources of a query block in their place, and refuses what else it reads.
func (q *query) snapshotBlock(b *ast.Block, owner string) error {
	refuse := func(span ast.Span, what string) error {
		return q.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "%s cannot stand in a feature view", what).
			WithHint("It selects from sources: CREATE SOURCE makes one of files."), span)
	}
	if b.From == nil {
		return nil
	}
	for _, e := range flatten(b.From, nil, false) {
		r := e.rel
		switch {
		case r.Derived != nil, r.Values:
		case r.AsOf != nil:
			return refuse(r.AsOf.Span, "AS OF")
		case !r.Sample.Empty():
			return refuse(r.Sample, "TABLESAMPLE")
		case r.IsFile:
			return refuse(r.Span, "a file")
		case slices.Contains([]string{"unnest", "generate_series", "range"}, r.Func.Text):
		case r.Func.Text != "":
			return refuse(r.Span, "function "+r.Func.Text)
		case r.Name.Schema == "" && slices.ContainsFunc(b.CTEs, func(c ast.CTE) bool { return c.Text == r.Name.Name }):
		default:
			src, err := q.snapshotSource(r)
			if err != nil {
				return err
			}
			if err := q.mayRead(src, owner); err != nil {
				return err
			}
			alias := plan.Alias{Name: e.alias}
			for _, c := range r.Columns {
				alias.Columns = append(alias.Columns, c.Text)
			}
			q.replace(r.Span, q.relation(&plan.SourceScan{Source: src, Alias: alias}))
		}
	}
	return nil
}

// snapshotSource is the source that a relation names.
func (q *query) snapshotSource(r *ast.Relation) (*catalog.Source, error) {
	if r.Name.Schema != "" && r.Name.Schema != "public" {
		return nil, q.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "%s.%s is not a source", r.Name.Schema, r.Name.Name), r.Span)
	}
	o, ok := q.snap.Relation(r.Name.Name)
	if !ok {
		return nil, q.err(sqlerr.New(sqlerr.UndefinedTable, "source %q does not exist", r.Name.Name).
			WithHint("Create it first: CREATE SOURCE %s FROM PARQUET 'path' WITH (event_time = column).", r.Name.Name), r.Span)
	}
	src, ok := o.(*catalog.Source)
	switch {
	case !ok:
		return nil, q.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "%q is a %s, not a source", r.Name.Name, o.ObjectKind()).
			WithHint("A view with a schedule selects from sources."), r.Span)
	case src.Loaded:
		return nil, q.err(sqlerr.New(sqlerr.FeatureNotSupported, "a view with a schedule over source %q with available = 'loaded' is not supported", src.Name).
			WithHint("Give the source available_at or available_after."), r.Span)
	}
	return src, nil
}

// appendColumns adds the columns of a source to those that a view reads: which of them it needs the engine alone knows.
func appendColumns(reads []string, src *catalog.Source) []string {
	for _, c := range src.Columns {
		if !slices.Contains(reads, c.Name) {
			reads = append(reads, c.Name)
		}
	}
	return reads
}

// aliasText is an alias as SQL.
func aliasText(a plan.Alias) string {
	s := " AS " + catalog.QuoteIdent(a.Name)
	if len(a.Columns) == 0 {
		return s
	}
	quoted := make([]string, len(a.Columns))
	for i, c := range a.Columns {
		quoted[i] = catalog.QuoteIdent(c)
	}
	return s + "(" + strings.Join(quoted, ", ") + ")"
}
