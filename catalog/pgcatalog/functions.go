package pgcatalog

import "asof/catalog"

// Function is a function that reads the catalog. Arguments and results are values as Table has them; a function that returns a set gives
// its rows as [][]any, one value for each column; nobody else has them. Where pg_proc calls it strict, it is never called with a NULL.
type Function = func(s *catalog.Snapshot, env Env, args []any) (any, error)

// Row is what a function gives that returns one row of several columns.
type Row []any

// Functions are the functions that read the catalog, by pg_proc.prosrc, and those that Postgres has in SQL by their name. Overloads that share an
// implementation are told apart by the number and the types of the arguments.
var Functions = map[string]Function{}

// register adds functions; each file of them calls it from an init of its own, since one table of all reads worse.
func register(funcs map[string]Function) {
	for src, f := range funcs {
		if Functions[src] != nil {
			panic("pgcatalog: two functions " + src)
		}
		Functions[src] = f
	}
}
