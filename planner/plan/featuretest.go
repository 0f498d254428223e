package plan

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

// RunTests runs feature tests on both routes and gives the rows that differ.
type RunTests struct {
	Tests  []Test
	Need   []Need
	Notice bool // how many ran
}

// Test is a feature test, ready to run: Sources are those that what is tested reads, each with the rows that it is given.
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

// TestExpect is a query as of a time, and the rows that it has to give. The first Keys of the columns tell rows apart: the keys, and the request
// parameters. The query reads a view by itself, or looks a view or service up for the rows that are asked, which Args are the values of.
type TestExpect struct {
	AsOf    int64
	Strict  bool
	Query   *Query // its first relation is an At, or a Spine of one join
	Args    []any
	Types   []sqltype.Type
	Columns []Column
	Keys    int
	Rows    [][]any
}

func (*RunTests) node() {}
