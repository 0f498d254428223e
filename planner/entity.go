package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// createEntity plans CREATE ENTITY.
func (p *planner) createEntity(s *ast.CreateEntity) (plan.Node, error) {
	if skip, err := p.taken(&s.Create, "CREATE ENTITY", catalog.KindEntity); skip != nil || err != nil {
		return skip, err
	}
	e := &catalog.Entity{Meta: p.meta(&s.Create)}
	keys, err := columnDefs(s.Keys, s.SQL)
	if err != nil {
		return nil, err
	}
	e.Keys = keys
	if len(keys) == 0 {
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "an entity without keys is not supported").
			WithHint("Name at least one key column: CREATE ENTITY %s (id bigint).", e.Name), s.SQL, s.Name.Pos)
	}
	for i, k := range keys {
		if !keyType(k.Type) {
			return nil, at(sqlerr.New(sqlerr.InvalidObjectDefinition, "type %s cannot be a key", k.Type).
				WithHint("Keys are bool, smallint, integer, bigint, numeric, text, uuid, date, timestamptz or bytea."), s.SQL, s.Keys[i].TypePos)
		}
	}
	if err := metaOptions(&e.Meta).apply("entity", s.SQL, s.Options); err != nil {
		return nil, err
	}
	c := catalog.Change{New: e}
	old, ok := p.snap.Entity(e.Name)
	if err := p.replaces(objectOrNil(old, ok), &e.Meta, s.Options); err != nil {
		return nil, err
	}
	if ok {
		c.Old = old
		if deps := p.snap.Dependents(old); len(deps) > 0 && !slices.Equal(old.Keys, e.Keys) {
			return nil, dependents(old, deps, "change the keys of")
		}
	}
	return &plan.Define{Tag: "CREATE ENTITY", Changes: []catalog.Change{c}}, nil
}

// keyType says whether a type may be a key (R6).
func keyType(t sqltype.Type) bool {
	if t.Array {
		return false
	}
	switch t.ID {
	case sqltype.Bool, sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.Numeric, sqltype.Text, sqltype.UUID,
		sqltype.Date, sqltype.TimestampTZ, sqltype.Bytea:
		return true
	}
	return false
}

// dependents is the error that others depend on an object.
func dependents(o catalog.Object, deps []catalog.Object, what string) error {
	err := sqlerr.New(sqlerr.DependentObjects, "cannot %s %s %q because other objects depend on it", what, o.ObjectKind(), o.ObjectName()).
		WithHint("Use DROP … CASCADE to drop the dependent objects too.")
	for i, d := range deps {
		if i > 0 {
			err.Detail += "\n"
		}
		err.Detail += string(d.ObjectKind()) + " " + d.ObjectName() + " depends on " + string(o.ObjectKind()) + " " + o.ObjectName()
	}
	return err
}
