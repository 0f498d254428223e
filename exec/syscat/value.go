// Package syscat answers statements about the system catalogs as Postgres does: a small SQL engine over the relations of
// catalog/pgcatalog, whose types, operators, casts and functions are those of a real server's own pg_type, pg_operator, pg_cast and
// pg_proc.
//
//	parse     text -> Postgres' own parse tree (libpg_query)
//	analyze   tree -> typed expressions and a plan; names and overloads resolved by Postgres' rules
//	execute   plan -> rows
//
// Values are those of package sqltype (int2, int4, int8, oid, xid and the reg* types are int64; text, name, varchar, "char", json and
// unknown literals are string), and the three below.
package syscat

import (
	"context"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqltype"
)

// Array is a value of an array type, of int2vector or of oidvector: items in row order, with lower bounds, as Postgres has them.
type Array struct {
	Elem  uint32 // pg_type.oid of the items
	Dims  []Dim  // none: the empty array
	Items []any
}

// Dim is one dimension of an array.
type Dim struct{ Len, Lower int }

// NewArray is a one-dimensional array that begins at 1.
func NewArray(elem uint32, items []any) *Array {
	if len(items) == 0 {
		return &Array{Elem: elem}
	}
	return &Array{Elem: elem, Dims: []Dim{{len(items), 1}}, Items: items}
}

// Record is a value of a composite type.
type Record struct {
	Names  []string
	Types  []uint32
	Fields []any
}

// Env is the session that a statement runs in.
type Env struct {
	Snapshot *catalog.Snapshot
	Session  pgcatalog.Env
	Format   *sqltype.Format
	Now      sqltype.Micros // now(): the transaction's start, or asof.now
	// Setting is the value of a run-time parameter; ok is false if there is none of its name.
	Setting func(name string) (value string, ok bool)
	// SetConfig is set_config().
	SetConfig func(name, value string, local bool) (string, error)
	// Sleep waits for a number of seconds, or until the statement is cancelled.
	Sleep func(seconds float64) error
	// Call answers the other functions of the session: version, pg_backend_pid, current_database …
	Call func(name string, args []string) (any, error)
	// Asof gives the rows of a table of schema asof.
	Asof func(table string) ([][]any, error)

	ctx context.Context // of the run
}

// Call is one call of a builtin.
type Call struct {
	*Env
	Args   []uint32 // pg_type.oid of the arguments as they were resolved, polymorphic ones replaced
	Result uint32   // pg_type.oid of the result
	Mod    int32    // of a cast: the target's modifier, -1 without
}

// Builtins are the functions that need no catalog, by pg_proc.prosrc (operators and casts are functions too). Where pg_proc calls a
// function strict, it is never called with a NULL. Errors are *sqlerr.Error with Postgres' SQLSTATE and text.
type (
	// Func is a function with one result.
	Func func(c *Call, args []any) (any, error)
	// SetFunc is a function that returns a set: rows of one or several columns.
	SetFunc func(c *Call, args []any) ([][]any, error)
	// Aggregate is the state of one group; Add is given rows in the aggregate's order.
	Aggregate interface {
		Add(c *Call, args []any) error
		Result(c *Call) (any, error)
	}
)

var (
	scalars    = map[string]Func{}
	sets       = map[string]SetFunc{}
	aggregates = map[string]func() Aggregate{} // by "name(argument types as pg_type.typname, …)", as "array_agg(anynonarray)"
)

// register adds builtins; each file of them calls it from an init of its own, since one table of a thousand lines reads worse.
func register(funcs map[string]Func) {
	for src, f := range funcs {
		if scalars[src] != nil {
			panic("syscat: two builtins " + src)
		}
		scalars[src] = f
	}
}
