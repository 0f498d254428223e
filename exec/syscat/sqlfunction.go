package syscat

import (
	"context"
	"strings"
	"sync"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// langSQL is the OID of language SQL.
const langSQL = 14

// body is the query of a function in SQL.
func body(p *pgcatalog.Proc) string {
	text := strings.TrimSpace(p.Body)
	if text == "" {
		return p.Src
	}
	if rest, ok := strings.CutPrefix(text, "RETURN "); ok {
		return "SELECT " + rest
	}
	text = strings.TrimPrefix(text, "BEGIN ATOMIC")
	text = strings.TrimSuffix(strings.TrimSpace(text), "END")
	return strings.TrimSuffix(strings.TrimSpace(text), ";")
}

// sqlQuery analyzes the body of a function for one call's argument types, once per statement.
func (a *analyzer) sqlQuery(p *pgcatalog.Proc, types []uint32) (query, error) {
	if a.inside > maxInside {
		return nil, tooDeep()
	}
	sel, err := parse(body(p))
	if err != nil {
		return nil, unsupported("function %s(%s)", p.Name, typesText(p.Args))
	}
	inner := &analyzer{env: a.env, inside: a.inside + 1, params: types, fixed: make([]bool, len(types)), names: inputNames(p)}
	for i := range inner.fixed {
		inner.fixed[i] = true
	}
	q, err := inner.query(sel, nil)
	a.volatil = a.volatil || inner.volatil
	return q, err
}

// maxInside is how deep functions and views may be nested.
const maxInside = 40

// sqlFunction runs the first row of a function's query.
func (a *analyzer) sqlFunction(p *pgcatalog.Proc) (Func, error) {
	run := sqlRunner(a, p)
	return func(c *Call, args []any) (any, error) {
		var out any
		err := run(c, args, func(row []any) error {
			out = row[0]
			return errStop
		})
		return out, err
	}, nil
}

// sqlSet runs a function's query whole.
func (a *analyzer) sqlSet(p *pgcatalog.Proc) (SetFunc, error) {
	run := sqlRunner(a, p)
	return func(c *Call, args []any) ([][]any, error) {
		var out [][]any
		err := run(c, args, func(row []any) error {
			out = append(out, append([]any(nil), row...))
			return nil
		})
		return out, err
	}, nil
}

// sqlRunner runs the query of a function, analyzed when it is first called.
func sqlRunner(a *analyzer, p *pgcatalog.Proc) func(c *Call, args []any, yield func([]any) error) error {
	type analyzed struct {
		q   query
		err error
	}
	known := map[string]*analyzed{}
	var lock sync.Mutex // views are analyzed once for all sessions
	inside := a.inside
	return func(c *Call, args []any, yield func([]any) error) error {
		k := typesText(c.Args)
		lock.Lock()
		got := known[k]
		lock.Unlock()
		if got == nil {
			q, err := (&analyzer{env: c.Env, inside: inside}).sqlQuery(p, c.Args)
			if err == nil {
				err = toResult(q, c.Result, p)
			}
			got = &analyzed{q, err}
			lock.Lock()
			known[k] = got
			lock.Unlock()
		}
		if got.err != nil {
			return got.err
		}
		ctx := c.Env.ctx
		if ctx == nil {
			ctx = context.Background()
		}
		r := &run{ctx: ctx, env: c.Env, args: args, ctes: map[*cte]*cteRows{}, built: map[any]any{}}
		err := got.q.rows(&frame{run: r}, nil, yield)
		if err == errStop {
			return nil
		}
		return err
	}
}

// toResult makes the only column of a function's query the type that the function returns.
func toResult(q query, typ uint32, p *pgcatalog.Proc) error {
	sel, ok := q.(*selectQuery)
	if !ok || len(sel.targets) != 1 || isComposite(typ) || typ == oidVoid {
		return nil
	}
	a := &analyzer{inside: 1, env: &Env{}}
	e, err := a.coerceTo(sel.targets[0].expr, typ, -1, assignment, -1)
	if err == nil && e == nil {
		err = sqlerr.New("42P13", "return type mismatch in function %s", p.Name)
	}
	if err == nil {
		sel.targets[0].expr = e
	}
	return err
}
