package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// createSource plans CREATE SOURCE. The files' columns are read by exec, which also checks event_time and tie_break.
func (p *planner) createSource(s *ast.CreateSource) (plan.Node, error) {
	if skip, err := p.taken(&s.Create, "CREATE SOURCE", catalog.KindSource); skip != nil || err != nil {
		return skip, err
	}
	src := &catalog.Source{Meta: p.meta(&s.Create), Format: s.Format.Text, Location: s.Location, Options: map[string]string{}}
	n := &plan.CreateSource{Source: src, Replace: s.Replace, IfNotExists: s.IfNotExists,
		Positions: map[string]int{"location": s.LocationPos, "name": s.Name.Pos}}
	switch s.Format.Text {
	case "parquet", "csv":
	case "kafka", "push":
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "sources that rows arrive at are not supported").
			WithHint("Write the rows to Parquet or CSV files and use FROM PARQUET or FROM CSV."), s.SQL, s.Format.Pos)
	default:
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "source format %q is not supported", s.Format.Text).
			WithHint("Use FROM PARQUET 'path' or FROM CSV 'path'."), s.SQL, s.Format.Pos)
	}
	cols, err := columnDefs(s.Columns, s.SQL)
	if err != nil {
		return nil, err
	}
	src.Columns, src.Declared = cols, len(cols) > 0
	for _, c := range s.Columns {
		n.Positions["column:"+c.Name.Text] = c.Name.Pos
	}
	name := func(into *string, key string) option {
		return option{apply: func(o ast.Option) *sqlerr.Error { *into, n.Positions[key] = o.Value, o.Pos; return nil }}
	}
	const noPush = "It is for rows that arrive one by one; the rows of files are those that are there."
	opts := metaOptions(&src.Meta).with(options{
		"event_time":      name(&src.EventTime, "event_time"),
		"tie_break":       name(&src.TieBreak, "tie_break"),
		"available_at":    name(&src.AvailableAt, "available_at"),
		"available_after": {apply: func(o ast.Option) *sqlerr.Error { return notNegativeInterval(o, &src.AvailableAfter) }},
		"available":       {apply: func(o ast.Option) *sqlerr.Error { return loaded(o, &src.Loaded) }},
		"retention":       {later: "Delete old files instead."},
		"event_id":        {later: noPush},
		"dedupe_for":      {later: noPush},
	})
	if s.Format.Text == "csv" {
		for _, k := range []string{"delimiter", "header", "quote", "escape", "null", "dateformat", "timestampformat", "compression", "skip"} {
			opts[k] = option{apply: func(o ast.Option) *sqlerr.Error { src.Options[k] = o.Value; return nil }}
		}
	}
	if err := opts.apply("source", s.SQL, s.Options); err != nil {
		return nil, err
	}
	if !p.snap.Has(p.env.User, catalog.ReadServerFiles) {
		return nil, forbidden("must be superuser or have privileges of the %s role to create a source of files", catalog.ReadServerFiles)
	}
	old, _ := p.snap.Source(src.Name)
	if err := p.replaces(objectOrNil(old, old != nil), &src.Meta, s.Options); err != nil {
		return nil, err
	}
	if err := oneAvailability(s); err != nil {
		return nil, err
	}
	if src.EventTime == "" {
		return nil, at(sqlerr.New(sqlerr.InvalidObjectDefinition, "source %q has no event_time", src.Name).
			WithHint("Add WITH (event_time = column): the column that says when a row happened."), s.SQL, s.Name.Pos)
	}
	return n, nil
}

// loaded reads available = 'loaded'.
func loaded(o ast.Option, into *bool) *sqlerr.Error {
	if o.Value != "loaded" {
		return sqlerr.New(sqlerr.InvalidParameterValue, "invalid value for option %q: %q", o.Name.Text, o.Value).
			WithHint("available = 'loaded' makes a row known from when REFRESH first loaded it; a column that says it is available_at, a delay available_after.")
	}
	*into = true
	return nil
}

// oneAvailability refuses a source that says twice when its rows are known.
func oneAvailability(s *ast.CreateSource) error {
	first := ""
	for _, o := range s.Options {
		switch n := o.Name.Text; n {
		case "available_at", "available_after", "available":
			if first != "" {
				return at(sqlerr.New(sqlerr.InvalidObjectDefinition, "a source has either %s or %s", first, n).
					WithHint("Each says when a row is known: leave one out."), s.SQL, o.Name.Pos)
			}
			first = n
		}
	}
	return nil
}

// columnDefs types declared columns.
func columnDefs(defs []ast.ColumnDef, text string) ([]sqltype.Column, error) {
	var cols []sqltype.Column
	for _, d := range defs {
		t, ok := sqltype.Parse(d.Type)
		if !ok {
			return nil, at(sqlerr.New(sqlerr.UndefinedObject, "type %q does not exist", d.Type), text, d.TypePos)
		}
		if slices.ContainsFunc(cols, func(c sqltype.Column) bool { return catalog.SameName(c.Name, d.Name.Text) }) {
			return nil, at(sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", d.Name.Text), text, d.Name.Pos)
		}
		if t.ID == sqltype.Numeric && t.Precision == 0 && !t.Array {
			t = sqltype.DecimalOf(38, 9) // R6
		}
		cols = append(cols, sqltype.Column{Name: d.Name.Text, Type: t})
	}
	return cols, nil
}

// meta is what a new definition carries. Its text keeps what stands before the statement: positions count from there.
func (p *planner) meta(c *ast.Create) catalog.Meta {
	return catalog.Meta{Name: c.Name.Name, Text: strings.TrimRight(c.SQL, "; \t\r\n"), Owner: p.env.User.Name, Created: p.env.Now}
}

// taken refuses a name that another object has. With IF NOT EXISTS it returns the plan that does nothing; with OR REPLACE it
// lets an object of the same kind through.
func (p *planner) taken(c *ast.Create, tag string, kind catalog.Kind) (plan.Node, error) {
	if err := schemaOf(c.Name, c.SQL); err != nil {
		return nil, err
	}
	if err := p.mayCreate(); err != nil {
		return nil, err
	}
	old, ok := p.object(kind, c.Name.Name)
	switch {
	case !ok:
		return nil, nil
	case c.IfNotExists:
		notice := sqlerr.Notice("%s %q already exists, skipping", old.ObjectKind(), c.Name.Name)
		notice.Code = sqlerr.DuplicateTable
		return &plan.Define{Tag: tag, Notices: []error{notice}}, nil
	case c.Replace && old.ObjectKind() == kind:
		return nil, nil
	}
	return nil, at(sqlerr.New(sqlerr.DuplicateTable, "%s %q already exists", old.ObjectKind(), c.Name.Name), c.SQL, c.Name.Pos)
}

// object finds what has a name in the name space of a kind: entities and tests have their own, the others share one.
func (p *planner) object(kind catalog.Kind, name string) (catalog.Object, bool) {
	if kind == catalog.KindEntity {
		if e, ok := p.snap.Entity(name); ok {
			return e, true
		}
		return nil, false
	}
	if kind == catalog.KindTest {
		if t, ok := p.snap.Test(name); ok {
			return t, true
		}
		return nil, false
	}
	return p.snap.Relation(name)
}
