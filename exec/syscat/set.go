package syscat

import (
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

func itoa(n int) string { return strconv.Itoa(n) }

// setExpr is a call of a function that returns a set. In a select list a slot stands for it, in FROM it is an item.
type setExpr struct {
	typed
	proc   *pgcatalog.Proc
	args   []expr
	call   Call
	fn     SetFunc
	cols   []outCol // of its rows; one unless the function returns records
	single bool     // a row is one value
	slot   int      // in a select list: which slot it fills
	level  int      // and how many sets are inside it
}

func (e *setExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
}

func (e *setExpr) eval(*frame) (any, error) {
	return nil, sqlerr.New(sqlerr.FeatureNotSupported, "set-valued function called in context that cannot accept a set")
}

// rows calls the function.
func (e *setExpr) rows(f *frame) ([][]any, error) {
	args := make([]any, len(e.args))
	for i, a := range e.args {
		v, err := a.eval(f)
		if err != nil {
			return nil, err
		}
		if v == nil && e.proc.Strict {
			return nil, nil
		}
		args[i] = v
	}
	call := e.call
	call.Env = f.run.env
	return e.fn(&call, args)
}

// value is a row as one value.
func (e *setExpr) value(row []any) any {
	if e.single {
		return row[0]
	}
	r := &Record{Fields: row}
	for _, c := range e.cols {
		r.Names, r.Types = append(r.Names, c.name), append(r.Types, c.typ)
	}
	return r
}

// set analyzes a call of a function that returns a set.
func (s *scope) set(c *candidate, p *pgcatalog.Proc, args []expr, declared []uint32, n *pg.FuncCall) (expr, error) {
	a := s.a
	args, types, result, err := a.coerceArgs(args, declared, p.Result, n.Location)
	if err != nil {
		return nil, err
	}
	if s.clause != "" && s.clause != "FROM" && s.clause != "GROUP BY" && s.clause != "ORDER BY" && s.clause != "DISTINCT ON" {
		return nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "set-returning functions are not allowed in %s", s.clause), n.Location)
	}
	fn, err := a.setImplementation(p)
	if err != nil {
		return nil, err
	}
	e := &setExpr{typed: typed{result, -1, n.Location}, proc: p, args: args, fn: fn, call: Call{Args: types, Result: result, Mod: -1}}
	e.cols = outColumns(p, types)
	if len(e.cols) == 0 {
		if cols, ok := compositeColumns(result); ok {
			for _, c := range cols {
				e.cols = append(e.cols, outCol{c.Name, c.Type, c.Mod})
			}
		} else {
			e.cols = []outCol{{p.Name, result, -1}}
		}
	}
	e.single = !isComposite(result)
	return e, nil
}

// outColumns are the columns that OUT parameters give a function's result; nil without any.
func outColumns(p *pgcatalog.Proc, types []uint32) []outCol {
	var out []outCol
	g, _ := solve(types, p.Args[:min(len(p.Args), len(types))])
	for i, m := range p.ArgModes {
		if m != 'o' && m != 'b' && m != 't' {
			continue
		}
		typ, ok := g.actual(p.AllArgs[i])
		if !ok {
			typ = p.AllArgs[i]
		}
		name := ""
		if i < len(p.ArgNames) {
			name = p.ArgNames[i]
		}
		if name == "" {
			name = "column" + itoa(len(out)+1)
		}
		out = append(out, outCol{name, typ, -1})
	}
	return out
}
