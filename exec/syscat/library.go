package syscat

import (
	"slices"

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
	if err := a.mayExecute(p); err != nil {
		return nil, err
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
	if f, ok := scalars[p.Name]; ok && p.Body != "" && !isSource(p.Name) {
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

// mayExecute refuses the few functions that not everybody may call. Those that a system view calls were granted with the view.
func (a *analyzer) mayExecute(p *pgcatalog.Proc) error {
	if a.inside > 0 || a.env.Snapshot == nil {
		return nil
	}
	return pgcatalog.MayExecute(a.env.Snapshot, a.env.Session, p)
}

// isSource says whether a name is that of an implementation, of a function that may have other arguments than one in SQL of that name.
func isSource(name string) bool {
	return slices.ContainsFunc(pgcatalog.ProcsByName(name), func(p *pgcatalog.Proc) bool { return p.Src == name })
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
		v, err := f(c.Snapshot, c.Session, toCatalog(args))
		if err != nil {
			return nil, err
		}
		if row, ok := v.(pgcatalog.Row); ok {
			return recordOf(p, c.Args, row), nil
		}
		return fromCatalog(c.Result, v), nil
	}, true
}

// recordOf is the row that a function with several OUT parameters gives.
func recordOf(p *pgcatalog.Proc, types []uint32, row pgcatalog.Row) *Record {
	r := &Record{Fields: row}
	for i, c := range outColumns(p, types) {
		r.Names, r.Types = append(r.Names, c.name), append(r.Types, c.typ)
		r.Fields[i] = fromCatalog(c.typ, row[i])
	}
	return r
}

// toCatalog makes arguments those of package pgcatalog, where arrays are lists.
func toCatalog(args []any) []any {
	for i, v := range args {
		if arr, ok := v.(*Array); ok {
			list := append([]any(nil), args...)
			list[i] = append([]any{}, arr.Items...)
			return append(list[:i+1], toCatalog(list[i+1:])...)
		}
	}
	return args
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

// catalogSet is a set that is read from the catalog.
func catalogSet(p *pgcatalog.Proc, f pgcatalog.Function) SetFunc {
	return func(c *Call, args []any) ([][]any, error) {
		v, err := f(c.Snapshot, c.Session, toCatalog(args))
		if err != nil || v == nil {
			return nil, err
		}
		rows, ok := v.([][]any)
		if !ok {
			return nil, sqlerr.New(sqlerr.Internal, "function %s returned no set", p.Name)
		}
		cols := outColumns(p, c.Args)
		out := make([][]any, len(rows)) // the catalog may keep its own
		for n, row := range rows {
			out[n] = slices.Clone(row)
			for i, col := range cols {
				out[n][i] = fromCatalog(col.typ, row[i])
			}
		}
		return out, nil
	}
}

// setImplementation is implementation for a function that returns a set.
func (a *analyzer) setImplementation(p *pgcatalog.Proc) (SetFunc, error) {
	if p.Volatile == 'v' || pgcatalog.SessionFunctions[p.Src] {
		a.volatil = true
	}
	if err := a.mayExecute(p); err != nil {
		return nil, err
	}
	if f, ok := sets[p.Src]; ok && p.Src != "" {
		return f, nil
	}
	if f, ok := sets[p.Name]; ok && (p.Body != "" || p.Lang == langSQL) {
		return f, nil
	}
	if f, ok := pgcatalog.Functions[p.Src]; ok && p.Src != "" {
		return catalogSet(p, f), nil
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
