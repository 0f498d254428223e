package planner

import (
	"reflect"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// alter plans ALTER … SET, RESET and RENAME TO.
func (p *planner) alter(s *ast.Alter) (plan.Node, error) {
	old, err := p.named(s.Object, s.Name, s.SQL)
	if err != nil {
		if s.IfExists && sqlerr.Code(err) != sqlerr.InvalidSchemaName {
			return skipped("ALTER", s.Object, s.Name.Name), nil
		}
		return nil, err
	}
	if err := p.mustOwn(old); err != nil {
		return nil, err
	}
	tag := "ALTER " + tagWords[s.Object]
	switch {
	case s.Use != nil:
		return p.use(s, old.(*catalog.Service))
	case s.Forget != "":
		return p.forget(s, old.(*catalog.FeatureView))
	case s.OwnerTo != nil:
		changes, err := p.giveTo(s, old)
		return &plan.Define{Tag: tag, Changes: changes}, err
	case s.RenameTo.Text != "":
		changes, err := p.rename(s, old)
		return &plan.Define{Tag: tag, Changes: changes}, err
	}
	if len(s.Reset) > 0 {
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "RESET of an option is not supported").
			WithHint("SET the option to its default."), s.SQL, s.Reset[0].Pos)
	}
	changed, err := p.setOptions(s, old)
	if err != nil {
		return nil, err
	}
	if was, is := catalog.MetaOf(old), catalog.MetaOf(changed); was.Owner != is.Owner {
		if err := p.mayOwn(is.Owner); err != nil {
			return nil, err
		}
		is.Grants = newOwner(was.Grants, was.Owner, is.Owner)
	}
	if v, ok := old.(*catalog.FeatureView); ok {
		return &plan.Define{Tag: tag, Changes: p.snap.ReplaceView(v, changed.(*catalog.FeatureView))}, nil
	}
	return &plan.Define{Tag: tag, Changes: []catalog.Change{{Old: old, New: changed}}}, nil
}

// setOptions applies SET (…) to a copy of an object.
func (p *planner) setOptions(s *ast.Alter, old catalog.Object) (catalog.Object, error) {
	switch o := old.(type) {
	case *catalog.Source:
		n := *o
		n.Altered = p.env.Now
		opts := metaOptions(&n.Meta)
		for _, k := range []string{"event_time", "tie_break", "available_at", "available_after", "available"} {
			opts[k] = option{later: "It decides what the source's views mean: use CREATE OR REPLACE SOURCE."}
		}
		return &n, opts.apply("source", s.SQL, s.Set)
	case *catalog.Entity:
		n := *o
		n.Altered = p.env.Now
		return &n, metaOptions(&n.Meta).apply("entity", s.SQL, s.Set)
	case *catalog.Service:
		n := *o
		n.Altered = p.env.Now
		return &n, metaOptions(&n.Meta).apply("feature service", s.SQL, s.Set)
	case *catalog.FeatureTest:
		n := *o
		n.Altered = p.env.Now
		return &n, metaOptions(&n.Meta).apply("feature test", s.SQL, s.Set)
	case *catalog.TrainingSet:
		n := *o
		n.Altered = p.env.Now
		return &n, setOptions(&n).apply("training set", s.SQL, s.Set)
	case *catalog.FeatureView:
		n := *o
		n.Altered = p.env.Now
		opts := viewOptions(&n)
		if n.Kind == catalog.EventView {
			opts["hop"] = option{later: "It decides what windows mean: use CREATE OR REPLACE FEATURE VIEW."}
		}
		if err := opts.apply("feature view", s.SQL, s.Set); err != nil {
			return nil, err
		}
		if o.Kind == catalog.SnapshotView && (n.Schedule != o.Schedule || n.TickDelay != o.TickDelay || !reflect.DeepEqual(n.Start, o.Start)) {
			return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "the ticks of feature view %q cannot be moved", o.Name).
				WithHint("CREATE OR REPLACE FEATURE VIEW %s with the other schedule, delay or start makes a version whose ticks are computed anew; this one serves until then.", catalog.QuoteIdent(o.Name)), s.SQL, s.Name.Pos)
		}
		return &n, nil
	}
	return nil, sqlerr.New(sqlerr.FeatureNotSupported, "cannot alter a %s", old.ObjectKind())
}

// rename gives an object another name. What refers to it does so by name, so it must not be referred to.
func (p *planner) rename(s *ast.Alter, old catalog.Object) ([]catalog.Change, error) {
	if deps := p.snap.Dependents(old); len(deps) > 0 {
		err := dependents(old, deps, "rename").(*sqlerr.Error)
		return nil, at(err.WithHint("Their definitions name it: drop them first, or keep the name."), s.SQL, s.Name.Pos)
	}
	name := s.RenameTo.Text
	if o, ok := p.object(old.ObjectKind(), name); ok {
		return nil, at(sqlerr.New(sqlerr.DuplicateTable, "%s %q already exists", o.ObjectKind(), name), s.SQL, s.RenameTo.Pos)
	}
	renamed := func(m catalog.Meta) catalog.Meta { m.Name, m.Altered = name, p.env.Now; return m }
	var n catalog.Object
	var more []catalog.Change
	switch o := old.(type) {
	case *catalog.Source:
		c := *o
		c.Meta, n = renamed(o.Meta), &c
	case *catalog.Entity:
		c := *o
		c.Meta, n = renamed(o.Meta), &c
	case *catalog.Service:
		c := *o
		c.Meta, n = renamed(o.Meta), &c
	case *catalog.TrainingSet:
		c := *o
		c.Meta, n = renamed(o.Meta), &c
	case *catalog.FeatureTest:
		c := *o
		c.Meta, n = renamed(o.Meta), &c
	case *catalog.FeatureView:
		c := o.Renamed(name)
		c.Altered, n = p.env.Now, c
		for _, m := range p.snap.MaterializationsOf(o) {
			mc := *m
			mc.View = name
			more = append(more, catalog.Change{Old: m}, catalog.Change{New: &mc})
		}
		for _, t := range p.snap.AllTicks(o.Name) {
			tc := *t
			tc.View = name
			more = append(more, catalog.Change{Old: t, New: &tc})
		}
	}
	if kind := old.ObjectKind(); kind == catalog.KindView || kind == catalog.KindService {
		for _, t := range p.snap.TestsOf(old.ObjectName()) {
			tc := *t
			tc.View = name
			more = append(more, catalog.Change{Old: t, New: &tc})
		}
	}
	return append([]catalog.Change{{Old: old}, {New: n}}, more...), nil
}

// giveTo plans OWNER TO.
func (p *planner) giveTo(s *ast.Alter, old catalog.Object) ([]catalog.Change, error) {
	to, err := p.role(*s.OwnerTo)
	if err != nil {
		return nil, err
	}
	if err := p.mayOwn(to.Name); err != nil {
		return nil, err
	}
	return []catalog.Change{{Old: old, New: catalog.WithMeta(old, func(m *catalog.Meta) {
		m.Grants = newOwner(m.Grants, m.Owner, to.Name)
		m.Owner, m.Altered = to.Name, p.env.Now
	})}}, nil
}

var tagWords = map[ast.Object]string{
	ast.ObjectSource: "SOURCE", ast.ObjectEntity: "ENTITY", ast.ObjectView: "FEATURE VIEW", ast.ObjectService: "FEATURE SERVICE",
	ast.ObjectSet: "TRAINING SET", ast.ObjectTest: "FEATURE TEST",
}

var kinds = map[ast.Object]catalog.Kind{
	ast.ObjectSource: catalog.KindSource, ast.ObjectEntity: catalog.KindEntity, ast.ObjectView: catalog.KindView, ast.ObjectService: catalog.KindService,
	ast.ObjectSet: catalog.KindTrainingSet, ast.ObjectTest: catalog.KindTest,
}

// named finds the object that a statement names.
func (p *planner) named(o ast.Object, name ast.QName, text string) (catalog.Object, error) {
	if err := schemaOf(name, text); err != nil {
		return nil, err
	}
	kind := kinds[o]
	if got, ok := p.object(kind, name.Name); ok {
		if got.ObjectKind() == kind {
			return got, nil
		}
		return nil, at(sqlerr.New(sqlerr.WrongObjectType, "%q is not a %s", name.Name, kind).
			WithHint("It is a %s.", got.ObjectKind()), text, name.Pos)
	}
	code := sqlerr.UndefinedTable
	if kind == catalog.KindEntity || kind == catalog.KindTest {
		code = sqlerr.UndefinedObject
	}
	return nil, at(sqlerr.New(code, "%s %q does not exist", kind, name.Name), text, name.Pos)
}

// skipped is the plan of IF EXISTS for what does not exist.
func skipped(verb string, o ast.Object, name string) *plan.Define {
	return &plan.Define{Tag: verb + " " + tagWords[o], Notices: []error{sqlerr.Notice("%s %q does not exist, skipping", kinds[o], name)}}
}
