package duckdb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// snapshot is the SELECT of a snapshot view (R15): the client's text, in which sources and the tick take their places.
type snapshot struct {
	e    *Engine
	c    *conn // its TimeZone is UTC (R1)
	srcs []*catalog.Source
	v    *catalog.FeatureView
}

// query is the SELECT at tick t, source giving what stands for a source.
func (s *snapshot) query(t int64, source func(*catalog.Source) string) rendered {
	var b builder
	from := len(s.v.Text) - len(catalog.Body(s.v.Text))
	for _, p := range s.v.Query {
		switch p.Kind {
		case catalog.PartSource:
			b.add(source(s.srcs[p.Index])+p.Text, -1, false)
		case catalog.PartNow:
			b.add(clockSQL(p.Text, t), -1, false)
		default:
			pos := -1
			if i := strings.Index(s.v.Text[from:], p.Text); i >= 0 {
				pos = from + i
				from = pos + len(p.Text)
			}
			b.addRendered(dialect(p.Text, pos))
		}
	}
	return b.rendered()
}

// columnsOnly stands for a source where the SELECT is only bound.
func columnsOnly(src *catalog.Source) string { return emptyRelation(src.Columns) }

// check types the view: its output columns are the entity's keys and features. No file is read.
func (s *snapshot) check(ctx context.Context, ent *catalog.Entity) error {
	text := s.query(0, columnsOnly)
	cols, err := s.c.columns(ctx, text.sql)
	if err != nil {
		return s.err(err, text, offsetOf(err))
	}
	if err := s.allowed(ctx, text); err != nil {
		return err
	}
	v := s.v
	v.Inputs, v.Features, v.Columns = nil, nil, nil
	found := make([]bool, len(ent.Keys))
	for i, c := range cols {
		switch {
		case slices.ContainsFunc(cols[:i], func(o sqltype.Column) bool { return catalog.SameName(o.Name, c.Name) }):
			return s.err(sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", c.Name), text, 0)
		case strings.ContainsRune(c.Name, '('):
			return s.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature needs a name").
				WithHint("Write AS name after %s.", c.Name), text, 0)
		}
		if k := slices.IndexFunc(ent.Keys, func(k sqltype.Column) bool { return k.Name == c.Name }); k >= 0 {
			if err := keyFits(c.Name, ent, c.Type, ent.Keys[k].Type); err != nil {
				return s.err(err, text, 0)
			}
			found[k] = true
			v.Columns = append(v.Columns, catalog.ViewColumn{Name: c.Name, Type: ent.Keys[k].Type, Key: k, Feature: -1})
			continue
		}
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: c.Name, Type: c.Type, Key: -1, Feature: len(v.Features)})
		v.Features = append(v.Features, catalog.Feature{Column: c, Expr: []catalog.Part{{Kind: catalog.PartInput, Index: len(v.Inputs)}}})
		v.Inputs = append(v.Inputs, catalog.Input{Expr: quoteIdent(c.Name), Type: c.Type})
	}
	if k := slices.Index(found, false); k >= 0 {
		return s.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "key %q of entity %q is not in the SELECT list", ent.Keys[k].Name, ent.Name).
			WithHint("Select the column, or an expression AS %s.", quoteIdent(ent.Keys[k].Name)), text, 0)
	}
	if len(v.Features) == 0 {
		return s.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q has no feature besides its keys", v.Name), text, 0)
	}
	return nil
}

// allowed refuses functions whose value is not decided by their arguments: a tick that is computed again gives what it gave.
func (s *snapshot) allowed(ctx context.Context, text rendered) error {
	row, err := queryRow(ctx, s.c, "SELECT json_serialize_sql("+quoteString(text.sql)+")")
	if err != nil {
		return s.err(err, text, 0)
	}
	tree := new(any)
	json, _ := row[0].(string)
	if err := decodeTree(json, tree); err != nil {
		return err
	}
	w := &treeWalk{}
	w.visit(*tree)
	for _, n := range w.nodes {
		if err := s.node(ctx, n); err != nil {
			return s.err(err, text, n.at)
		}
	}
	return nil
}

func (s *snapshot) node(ctx context.Context, n treeNode) error {
	name := strings.ToLower(n.name)
	args, session := sessionFunctions[name]
	switch n.class {
	case "PARAMETER":
		return sqlerr.New(sqlerr.InvalidObjectDefinition, "a definition cannot have parameters")
	case "COLUMN_REF":
		// Some functions are called without parentheses; a column of that name hides them.
		if session && args < 0 && !slices.ContainsFunc(s.srcs, func(src *catalog.Source) bool {
			return slices.ContainsFunc(src.Columns, func(c sqltype.Column) bool { return strings.EqualFold(c.Name, name) })
		}) {
			return volatileError(name)
		}
	case "FUNCTION":
		if session && (args < 0 || args == n.args) {
			return volatileError(name)
		}
		volatile, err := queryInt(ctx, s.c, fmt.Sprintf(`SELECT count(*) FROM duckdb_functions() WHERE function_name = %s
			AND stability <> 'CONSISTENT' AND (len(parameters) = %d OR varargs IS NOT NULL)`, quoteString(name), n.args))
		if err == nil && volatile > 0 {
			err = volatileError(name)
		}
		return err
	}
	return nil
}

// err puts an error, met at a byte of text, at its place in the definition.
func (s *snapshot) err(err error, text rendered, offset int) error {
	e := sqlerr.From(err)
	if e.Code == sqlerr.Internal || e.Code == sqlerr.QueryCanceled {
		return err
	}
	pos := text.locate(max(offset, 0))
	if pos < 0 {
		pos = len(s.v.Text) - len(catalog.Body(s.v.Text))
	}
	out := *e
	return out.At(utf8.RuneCountInString(s.v.Text[:pos]))
}
