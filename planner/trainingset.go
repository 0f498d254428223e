package planner

import (
	"slices"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// createTrainingSet plans CREATE TRAINING SET: its query, as if it stood alone. One that replaces another goes on counting its
// versions.
func (p *planner) createTrainingSet(s *ast.CreateTrainingSet) (plan.Node, error) {
	if skip, err := p.taken(&s.Create, "CREATE TRAINING SET", catalog.KindTrainingSet); skip != nil || err != nil {
		return skip, err
	}
	set := &catalog.TrainingSet{Meta: p.meta(&s.Create), Keep: catalog.DefaultKeep}
	if err := setOptions(set).apply("training set", s.SQL, s.Options); err != nil {
		return nil, err
	}
	old, ok := p.snap.TrainingSet(set.Name)
	if err := p.replaces(objectOrNil(old, ok), &set.Meta, s.Options); err != nil {
		return nil, err
	}
	if ok {
		set.Versions = old.Versions
	}
	q, err := p.setQuery(blank(s.SQL[:s.Pos(s.Query)]) + s.Of(s.Query))
	if err != nil {
		return nil, err
	}
	return &plan.DeriveSet{Tag: "CREATE TRAINING SET", Set: set, Old: old, Query: q, Text: s.Of(s.Query), Route: p.env.Route,
		Advise: p.env.Advice, Advice: p.adviseQuery(q)}, nil
}

// setOptions are the options of a training set.
func setOptions(t *catalog.TrainingSet) options {
	return metaOptions(&t.Meta).with(options{
		"keep": {apply: func(o ast.Option) *sqlerr.Error {
			n, err := strconv.Atoi(o.Value)
			if err != nil || n < 1 {
				return sqlerr.New(sqlerr.InvalidParameterValue, "keep must be a whole number of versions, at least 1")
			}
			t.Keep = n
			return nil
		}},
	})
}

// setQuery plans the query of a training set. Its text has the positions of the client's.
func (p *planner) setQuery(sql string) (*plan.Query, error) {
	tree, err := parser.Parse(sql)
	if err != nil {
		return nil, err
	}
	s, ok := tree.(*ast.Query)
	if !ok || !slices.Contains([]string{"select", "with", "values", "table", "from"}, s.Verb) {
		return nil, sqlerr.New(sqlerr.SyntaxError, "a training set is made by a query").WithHint("Write CREATE TRAINING SET name AS SELECT ….")
	}
	for _, t := range s.Tokens {
		if t.Kind == ast.Param {
			return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "a definition cannot hold a parameter").WithHint("Write the value as a constant."), sql, t.Pos)
		}
	}
	node, err := Plan(p.snap, tree, p.env)
	if err != nil {
		return nil, err
	}
	if sys, ok := node.(*plan.SystemQuery); ok && sys.Instead != nil {
		node = sys.Instead
	}
	q, ok := node.(*plan.Query)
	if ok {
		ok = !slices.ContainsFunc(q.Relations, func(r plan.Relation) bool { _, system := r.(*plan.SystemTable); return system })
	}
	if !ok {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "a training set over the system catalogs is not supported").
			WithHint("Copy what is needed into a temporary table and select from that.")
	}
	return q, nil
}

// refreshTrainingSet plans REFRESH TRAINING SET: the query of the current version, in its owner's name, with the settings that it
// was derived with.
func (p *planner) refreshTrainingSet(s *ast.RefreshTrainingSet) (plan.Node, error) {
	o, err := p.named(ast.ObjectSet, s.Name, s.SQL)
	if err != nil {
		return nil, err
	}
	if err := p.mustOwn(o); err != nil {
		return nil, err
	}
	old := o.(*catalog.TrainingSet)
	from := old.Current()
	env := p.env
	env.User = catalog.User{Name: p.snap.Owner(catalog.TargetOf(old)), Trusted: true}
	env.Route = from.Route
	env.Temp = func(name string) bool {
		return slices.ContainsFunc(from.Tables, func(t catalog.SetTable) bool { return t.Name == name })
	}
	q, err := (&planner{snap: p.snap, env: env}).setQuery(from.Query)
	if err != nil {
		return nil, sqlerr.Elsewhere(err, "query of training set %q", old.Name)
	}
	set := *old
	return &plan.DeriveSet{Tag: "REFRESH TRAINING SET", Set: &set, Old: old, From: from, Query: q, Text: from.Query, Route: from.Route,
		Advise: p.env.Advice, Advice: p.adviseQuery(q)}, nil
}

// setVersion finds a version of a training set.
func (p *planner) setVersion(n ast.SetName, text string) (*catalog.TrainingSet, error) {
	o, err := p.named(ast.ObjectSet, n.QName, text)
	if err != nil {
		return nil, err
	}
	set := o.(*catalog.TrainingSet)
	if n.Version == 0 {
		return set, nil
	}
	was, ok := set.At(n.Version)
	if !ok {
		return nil, at(noVersion(set, strconv.Itoa(n.Version)), text, n.Pos)
	}
	return was, nil
}

// noVersion is the error that a version of a training set is not kept.
func noVersion(t *catalog.TrainingSet, version string) *sqlerr.Error {
	var have []string
	for _, v := range t.Versions {
		have = append(have, strconv.Itoa(v.Version))
	}
	return sqlerr.New(sqlerr.UndefinedObject, "training set %q has no version %s", t.Name, version).
		WithHint("Kept are: %s. ALTER TRAINING SET %s SET (keep = n) says how many.", strings.Join(have, ", "), catalog.QuoteIdent(t.Name))
}

// versionNamed is a training set in the version that FROM names: 2 of s@2.
func versionNamed(t *catalog.TrainingSet, version string) (*catalog.TrainingSet, *sqlerr.Error) {
	if n, err := strconv.Atoi(version); err == nil {
		if was, ok := t.At(n); ok {
			return was, nil
		}
	}
	return nil, noVersion(t, version)
}

// keptScan is the rows of a training set's version.
func keptScan(t *catalog.TrainingSet, alias plan.Alias) *plan.KeptScan {
	v := t.Current()
	return &plan.KeptScan{Set: t.Name, Version: v.Version, Generation: v.Generation, Columns: v.Columns, Alias: alias}
}

// verifyTrainingSet plans VERIFY TRAINING SET.
func (p *planner) verifyTrainingSet(s *ast.VerifyTrainingSet) (plan.Node, error) {
	set, err := p.setVersion(s.Name, s.SQL)
	if err != nil {
		return nil, err
	}
	return &plan.VerifySet{Set: set, Need: plan.Need{User: p.env.User, On: catalog.TargetOf(set), Rights: catalog.Select}}, nil
}
