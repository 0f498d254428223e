// Package plan is what will be done: plain data, no I/O. It is the only thing that planner and exec share.
package plan

import (
	"asof/catalog"
	"asof/catalog/pgcatalog"
)

// Node is a plan.
type Node interface{ node() }

// CreateSource resolves the files of a source, reads their columns and defines it. Positions maps what may be wrong
// ("event_time", "tie_break", "location", "column:name") to byte offsets in the statement.
type CreateSource struct {
	Source      *catalog.Source // Path and, unless declared, Columns are still to be filled
	Replace     bool
	IfNotExists bool
	Positions   map[string]int
}

// CreateView types a view against its sources and defines it.
type CreateView struct {
	View        *catalog.FeatureView // types and Version are still to be filled
	Derived     *Target              // of a derived view: what reading it means; its columns have no types yet
	Filter      Expr                 // the WHERE of a derived view
	Entity      *catalog.Entity      // nil for a view without keys
	Sources     []*catalog.Source    // those of View.Sources, in its order
	Replace     bool
	IfNotExists bool
	Advise      bool     // asof.advice
	Advice      []Advice // what is known before a look at data
}

// Define applies changes to the catalog: everything that needs no look at data.
type Define struct {
	Tag     string // the command tag
	Changes []catalog.Change
	Notices []error
}

// DefineService makes a service with expressions of its own. exec gives them their types.
type DefineService struct {
	Define
	Service *catalog.Service // of the change
	Target  *Target          // what reading it means; its expressions have no types yet
	Pos     []int            // byte offsets of Service.Columns
}

// DefineRole makes a role, or puts New in the place of Old. exec makes a verifier of Password, and gives a new role its OID.
type DefineRole struct {
	Define
	Old, New *catalog.Role
	Password catalog.Secret // in the clear; "" for none, or for one that New has a verifier of
}

// Refresh materialises a version of a view, or all that are to be kept so: history, then online entries, then the switch.
type Refresh struct {
	View    *catalog.FeatureView
	Version int // 0: all

	From, To int64 // of FROM t1 TO t2, microseconds; the same without
}

// HasRange says whether FROM t1 TO t2 is there.
func (r *Refresh) HasRange() bool { return r.From < r.To }

// Values answers with rows known at plan time: SHOW, SHOW CREATE, EXPLAIN without ANALYZE is made of it.
type Values struct {
	Tag     string
	Columns []Column
	Rows    [][]any
}

// SystemQuery is a query that the system catalogs answer, by Postgres' own rules. With Optional it reads no relation: Instead is
// what runs if it holds something that Postgres does not know.
type SystemQuery struct {
	SQL      string
	Params   int           // the greatest $n
	Session  pgcatalog.Env // as it was planned for
	Optional bool
	Instead  *Query
}

// Explain shows Query's plan, or that System is answered from the system catalogs; with Analyze it runs it.
type Explain struct {
	Query   *Query
	System  *SystemQuery // nil: Query
	Analyze bool
	JSON    bool
	Advise  bool // asof.advice
	Advice  []Advice
}

// Tables drops temp tables, or empties them.
type Tables struct {
	Drop    bool
	Names   []string
	Notices []error
}

func (*Tables) node()        {}
func (*CreateSource) node()  {}
func (*CreateView) node()    {}
func (*Define) node()        {}
func (*DefineRole) node()    {}
func (*DefineService) node() {}
func (*Refresh) node()       {}
func (*Values) node()        {}
func (*Explain) node()       {}
func (*Query) node()         {}
func (*SystemQuery) node()   {}
