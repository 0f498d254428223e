package syscat

import (
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// call makes the call of a function whose arguments have the right types. types are what they were resolved to.
func (a *analyzer) call(p *pgcatalog.Proc, args []expr, types []uint32, result uint32, pos int32) (expr, error) {
	fn, err := a.implementation(p)
	if err != nil {
		return nil, err
	}
	return &funcExpr{typed: typed{result, -1, pos}, proc: p, args: args, fn: fn, volatile: p.Volatile == 'v',
		call: Call{Args: types, Result: result, Mod: -1}}, nil
}

// implementation finds what runs a function: the session, the catalog, a builtin, or its own SQL. A function that this engine
// lacks is an error only when it is called: a view may have a column of it that nobody reads.
func (a *analyzer) implementation(p *pgcatalog.Proc) (Func, error) {
	if p.Volatile == 'v' {
		a.volatil = true
	}
	if f, ok := sessionFuncs[p.Src]; ok {
		a.session = true
		return f, nil
	}
	if f, ok := catalogFunc(p); ok {
		return f, nil
	}
	if f, ok := scalars[p.Src]; ok && p.Src != "" {
		return f, nil
	}
	if f, ok := scalars[p.Name]; ok && p.Body != "" {
		return f, nil
	}
	if p.Body != "" || p.Lang == langSQL {
		return a.sqlFunction(p)
	}
	err := unsupported("function %s(%s)", p.Name, typesText(p.Args))
	if a.inside == 0 && a.missing == nil {
		a.missing = err
	}
	return func(*Call, []any) (any, error) { return nil, err }, nil
}

// catalogFunc is a function that reads the catalog.
func catalogFunc(p *pgcatalog.Proc) (Func, bool) {
	f, ok := pgcatalog.Functions[p.Src]
	if !ok || p.Src == "" {
		if f, ok = pgcatalog.Functions[p.Name]; !ok || p.Body == "" {
			return nil, false
		}
	}
	return func(c *Call, args []any) (any, error) {
		v, err := f(c.Snapshot, c.Session, args)
		if err != nil {
			return nil, err
		}
		return fromCatalog(c.Result, v), nil
	}, true
}

// fromCatalog makes the values of package pgcatalog those of the engine: lists are arrays by the type that they stand for.
func fromCatalog(typ uint32, v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	arr := NewArray(elemType(typ), list)
	if typ == oidInt2Vector || typ == oidOIDVector {
		arr.Dims = []Dim{{len(list), 0}}
	}
	return arr
}

// setImplementation is implementation for a function that returns a set.
func (a *analyzer) setImplementation(p *pgcatalog.Proc) (SetFunc, error) {
	if p.Volatile == 'v' {
		a.volatil = true
	}
	if f, ok := sets[p.Src]; ok && p.Src != "" {
		return f, nil
	}
	if f, ok := sets[p.Name]; ok && (p.Body != "" || p.Lang == langSQL) {
		return f, nil
	}
	f, ok := pgcatalog.Functions[p.Src]
	if ok && p.Src != "" {
		return func(c *Call, args []any) ([][]any, error) {
			v, err := f(c.Snapshot, c.Session, args)
			if err != nil || v == nil {
				return nil, err
			}
			rows, ok := v.([][]any)
			if !ok {
				return nil, sqlerr.New(sqlerr.Internal, "function %s returned no set", p.Name)
			}
			return rows, nil
		}, nil
	}
	if p.Body != "" || p.Lang == langSQL {
		return a.sqlSet(p)
	}
	err := unsupported("function %s(%s)", p.Name, typesText(p.Args))
	if a.inside == 0 && a.missing == nil {
		a.missing = err
	}
	return func(*Call, []any) ([][]any, error) { return nil, err }, nil
}
