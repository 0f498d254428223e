package ast

// CreateTest is CREATE FEATURE TEST name ON {view | service} [WITH (…)] GIVEN source (columns) VALUES … … EXPECT [STRICT] AS OF 'time'
// [(columns)] VALUES … | NO ROWS ….
type CreateTest struct {
	Create
	View    QName
	Given   []TestRows
	Expects []TestExpect
}

// TestRows are rows of constants.
type TestRows struct {
	Source  QName
	Columns []Name // nil: all
	Rows    [][]Constant
}

// TestExpect is what a view has as of Time, a string.
type TestExpect struct {
	Time     Constant
	Strict   bool
	Pos      int
	TestRows // Rows nil: no rows
}

// Constant is a constant as text.
type Constant struct {
	Text string
	Null bool
	Pos  int
}

// RunTests is RUN FEATURE TESTS [ON {view | service}].
type RunTests struct {
	Text
	View QName // empty: all
}

func (*CreateTest) statement() {}
func (*RunTests) statement()   {}
