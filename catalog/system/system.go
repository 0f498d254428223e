// Package system is schema asof: the catalog as tables, one table per file. A table's rows are made from a snapshot when a
// statement reads it.
package system

import (
	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Table is a table of schema asof. Rows gives values as package sqltype lists them, one per column, NULL as nil.
type Table struct {
	Name    string
	Comment string
	Columns []sqltype.Column
	Rows    func(s *catalog.Snapshot, env Env) ([][]any, error)
}

// Env is what tables show besides the snapshot.
type Env struct {
	Now      sqltype.Micros // the session's clock
	Store    string         // the online store, for people
	Settings []Setting
	Jobs     []catalog.Job
	History  func(fn func(catalog.Entry) error) error // every committed transaction, the oldest first
}

// Setting is a parameter of the session, as SHOW prints it.
type Setting struct{ Name, Value, Description string }

// Tables are the tables by name.
var Tables = []Table{changes, entities, featureServices, featureTests, featureViewVersions, featureViews, features, freshness, jobs, lineage, serviceFeatures, settings, sources, ticks, trainingSetInputs, trainingSets}

// later are tables that this version does not have, and where to look instead.
var later = map[string]string{
	"dead_letters": "asof.freshness counts skipped rows.",
}

// Lookup returns the table called name; the error is 0A000 for one that is yet to come, 42P01 for any other.
func Lookup(name string) (*Table, error) {
	for i := range Tables {
		if Tables[i].Name == name {
			return &Tables[i], nil
		}
	}
	if hint, ok := later[name]; ok {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "asof.%s is not supported", name).WithHint("%s", hint)
	}
	return nil, sqlerr.New(sqlerr.UndefinedTable, "relation \"asof.%s\" does not exist", name)
}
