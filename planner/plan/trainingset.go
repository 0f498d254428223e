package plan

import "asof/catalog"

// DeriveSet runs the query of a training set and keeps its rows as the set's next version.
type DeriveSet struct {
	Tag   string
	Set   *catalog.TrainingSet // with the versions before
	Old   *catalog.TrainingSet // what it replaces, or nil
	From  *catalog.SetVersion  // whose settings and temp tables it takes (REFRESH); nil: the session's
	Query *Query
	Text  string // of the query
	Route string // asof.route that Query was planned with

	Advise bool // asof.advice
	Advice []Advice
}

// VerifySet looks at what the current version of Set was derived from, and at its rows.
type VerifySet struct {
	Set  *catalog.TrainingSet
	Need Need
}

// KeptScan is the rows that a version of a training set keeps: its own, or those of a temp table that it read.
type KeptScan struct {
	Set        string
	Version    int
	Generation uint64
	Columns    []Column
	Alias      Alias
}

func (*DeriveSet) node()    {}
func (*VerifySet) node()    {}
func (*KeptScan) relation() {}
