package plan

import "asof/catalog"

// RunTests runs feature tests on both routes and gives the rows that differ.
type RunTests struct {
	Tests  []Test
	Need   []Need
	Notice bool // how many ran
}

// Test is a feature test, ready to run: Sources are those that the view reads, each with the rows that it is given.
type Test struct {
	Test    *catalog.FeatureTest
	Err     error // why it does not fit its view
	Sources []GivenSource
	Expects []TestExpect
}

// GivenSource is a source with rows in the place of its files.
type GivenSource struct {
	Source  *catalog.Source
	Columns []Column
	Rows    [][]any
}

// TestExpect is a query of the view's Columns as of a time, and the rows that it has to give. The first Keys of the columns are the view's keys.
type TestExpect struct {
	AsOf    int64
	Strict  bool
	Query   *Query // its first relation is an At of the view
	Columns []Column
	Keys    int
	Rows    [][]any
}

func (*RunTests) node() {}
