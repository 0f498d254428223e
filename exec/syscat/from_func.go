package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// rangeFunction is a function in FROM, ROWS FROM (…), WITH ORDINALITY.
func (s *scope) rangeFunction(n *pg.RangeFunction) (*fromTree, []*nsItem, error) {
	l := &leaf{ord: n.Ordinality}
	around := s.clone()
	around.lateral, around.clause = true, "FROM" // functions see what is to their left without the word
	var cols []outCol
	name := ""
	for i, fn := range eachUnnest(n.Functions) {
		pair := fn.GetList().Items
		f, err := around.fromFunction(pair, n)
		if err != nil {
			return nil, nil, err
		}
		fnName := figureName(pair[0])
		if i == 0 {
			name = fnName
		}
		if f.one != nil && len(f.defs) == 0 {
			f.defs = s.scalarColumns(f.one, fnName, n, len(n.Functions))
		}
		l.funcs = append(l.funcs, f)
		list := f.defs
		if f.set != nil && list == nil {
			list = f.set.cols
			if f.set.single {
				colName := fnName
				if out := outColumns(f.set.proc, f.set.call.Args); len(out) == 1 {
					colName = out[0].name
				} else if n.Alias != nil && len(n.Functions) == 1 {
					colName = n.Alias.Aliasname
				}
				list = []outCol{{colName, f.set.typ, f.set.mod}}
			}
		}
		f.cols = len(list)
		cols = append(cols, list...)
	}
	if n.Ordinality {
		cols = append(cols, outCol{"ordinality", oidInt8, -1})
	}
	tree, it, err := s.addLeaf(l, cols, n.Alias, name)
	if err != nil {
		return nil, nil, err
	}
	f := l.funcs[0]
	l.item.scalar = len(l.funcs) == 1 && !n.Ordinality && f.cols == 1 && len(f.defs) <= 1 &&
		(f.set == nil && !isComposite(typeOf(f.one)) || f.set != nil && f.set.single)
	if len(l.funcs) == 1 && !n.Ordinality && f.set != nil && !f.set.single && f.set.typ != oidRecord {
		l.item.rowType = f.set.typ
	}
	return tree, []*nsItem{it}, nil
}

// eachUnnest makes unnest of several arrays one unnest for each, side by side.
func eachUnnest(list []*pg.Node) []*pg.Node {
	var out []*pg.Node
	for _, fn := range list {
		call := fn.GetList().Items[0].GetFuncCall()
		if call == nil || len(call.Args) < 2 || !plainCall(call) || figureName(fn.GetList().Items[0]) != "unnest" {
			out = append(out, fn)
			continue
		}
		for _, arg := range call.Args {
			one := &pg.FuncCall{Funcname: call.Funcname, Args: []*pg.Node{arg}, Funcformat: call.Funcformat, Location: call.Location}
			out = append(out, pg.MakeListNode([]*pg.Node{{Node: &pg.Node_FuncCall{FuncCall: one}}, {}}))
		}
	}
	return out
}

// scalarColumns are the columns of a function with one result: its value, or the fields of a record.
func (s *scope) scalarColumns(e expr, name string, n *pg.RangeFunction, count int) []outCol {
	if isComposite(typeOf(e)) {
		return fieldsOf(e)
	}
	if n.Alias != nil && count == 1 {
		name = n.Alias.Aliasname
	}
	return []outCol{{name, typeOf(e), e.info().mod}}
}

// fromFunction analyzes one function of FROM with its column definition list.
func (s *scope) fromFunction(pair []*pg.Node, n *pg.RangeFunction) (*funcItem, error) {
	a := s.a
	e, err := s.expr(pair[0])
	if err != nil {
		return nil, err
	}
	f := &funcItem{one: e}
	if set, ok := e.(*setExpr); ok {
		f.set, f.one = set, nil
	}
	defs := n.Coldeflist
	if len(pair) > 1 && pair[1].GetList() != nil && len(pair[1].GetList().Items) > 0 {
		defs = pair[1].GetList().Items
	}
	anonymous := typeOf(e) == oidRecord && f.set != nil && len(outColumns(f.set.proc, f.set.call.Args)) == 0 ||
		typeOf(e) == oidRecord && f.set == nil && len(fieldsOf(e)) == 0
	switch {
	case len(defs) == 0 && anonymous:
		return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "a column definition list is required for functions returning \"record\""), e.info().pos)
	case len(defs) > 0 && !anonymous:
		why := "a column definition list is only allowed for functions returning \"record\""
		switch {
		case typeOf(e) == oidRecord:
			why = "a column definition list is redundant for a function with OUT parameters"
		case isComposite(typeOf(e)):
			why = "a column definition list is redundant for a function returning a named composite type"
		}
		return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "%s", why), defs[0].GetColumnDef().GetLocation())
	}
	for _, d := range defs {
		def := d.GetColumnDef()
		typ, mod, err := a.typeName(def.TypeName)
		if err != nil {
			return nil, err
		}
		f.defs = append(f.defs, outCol{def.Colname, typ, mod})
	}
	if f.set != nil && f.defs != nil {
		f.set.cols = f.defs
	}
	return f, nil
}

// rows gives the rows of the functions of a leaf, side by side.
func (l *leaf) rows(f *frame) ([][]any, error) {
	var out [][]any
	at := 0
	for _, fn := range l.funcs {
		rows, err := fn.rows(f)
		if err != nil {
			return nil, err
		}
		for len(out) < len(rows) {
			out = append(out, make([]any, len(l.item.cols)))
		}
		for i, r := range rows {
			copy(out[i][at:at+fn.cols], r)
		}
		at += fn.cols
	}
	if l.ord {
		for i := range out {
			out[i][at] = int64(i + 1)
		}
	}
	return out, nil
}

func (fn *funcItem) rows(f *frame) ([][]any, error) {
	if fn.set != nil {
		return fn.set.rows(f)
	}
	v, err := fn.one.eval(f)
	if err != nil {
		return nil, err
	}
	if isComposite(typeOf(fn.one)) {
		r, ok := v.(*Record)
		if !ok {
			return [][]any{make([]any, fn.cols)}, nil
		}
		return [][]any{r.Fields}, nil
	}
	return [][]any{{v}}, nil
}
