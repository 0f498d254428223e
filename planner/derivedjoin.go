package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// equated says which of the entity's keys a join equates, by USING or by ON. ref is the view on its right side.
func (b *derivedBody) equated(j *ast.Join, ref *catalog.ViewRef, v *catalog.FeatureView) ([]bool, error) {
	out := make([]bool, len(b.keys))
	for _, u := range j.Using {
		k := b.key(u.Text)
		if k < 0 {
			return nil, at(sqlerr.New(sqlerr.InvalidObjectDefinition, "USING (%s) is no key of entity %q", u.Text, b.view.Entity), b.text.SQL, u.Pos)
		}
		out[k] = true
	}
	for _, c := range b.conjuncts(j.On) {
		k, ok := b.equation(c, ref, v)
		if !ok {
			return nil, b.err(sqlerr.New(sqlerr.FeatureNotSupported, "such a condition of a join of feature views is not supported").
				WithHint("ON equates keys with those of a view that always has them: a.key = b.key AND …. Put another condition into WHERE, or into CASE WHEN."), c)
		}
		out[k] = true
	}
	return out, nil
}

// conjuncts cuts a condition at its ANDs; each is free of parentheses around it.
func (b *derivedBody) conjuncts(s ast.Span) []ast.Span {
	toks := b.text.Tokens
	var out []ast.Span
	depth, from := 0, s.First
	for i := s.First; i < s.Last; i++ {
		switch {
		case toks[i].Is("("):
			depth++
		case toks[i].Is(")"):
			depth--
		case depth == 0 && toks[i].Is("and"):
			out, from = append(out, ast.Span{First: from, Last: i}), i+1
		}
	}
	if from < s.Last {
		out = append(out, ast.Span{First: from, Last: s.Last})
	}
	if len(out) == 1 && toks[s.First].Is("(") && toks[s.Last-1].Is(")") {
		return b.conjuncts(ast.Span{First: s.First + 1, Last: s.Last - 1})
	}
	return out
}

// equation reads a.key = b.key, one side of the joined view and one of a view before it, and says which of the entity's keys it is. A
// view that was joined by LEFT may lack the key: then no row would match.
func (b *derivedBody) equation(s ast.Span, ref *catalog.ViewRef, v *catalog.FeatureView) (int, bool) {
	toks := b.text.Tokens[s.First:s.Last]
	if len(toks) != 7 || !toks[1].Is(".") || !toks[3].Is("=") || !toks[5].Is(".") {
		return 0, false
	}
	side := func(alias, column ast.Token) (key int, joined, ok bool) {
		of, view := ref, v
		if joined = alias.Value == ref.Alias; !joined {
			n := slices.IndexFunc(b.refs, func(r catalog.ViewRef) bool { return r.Alias == alias.Value })
			if n < 0 || b.refs[n].Left {
				return 0, false, false
			}
			of, view = &b.refs[n], b.views[n]
		}
		for i := range view.Keys {
			if name := of.Key(view, i); name == column.Value {
				return b.key(name), joined, b.key(name) >= 0
			}
		}
		return 0, joined, false
	}
	left, joined1, ok1 := side(toks[0], toks[2])
	right, joined2, ok2 := side(toks[4], toks[6])
	return left, ok1 && ok2 && joined1 != joined2 && left == right
}
