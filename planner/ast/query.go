package ast

// Query is any other statement: SELECT, VALUES, WITH, CREATE TEMP TABLE, INSERT, COPY, DROP TABLE, …. Its text goes to DuckDB,
// with the relations that are ours replaced. Blocks is what the parser could take apart; it is nil for a statement that
// mentions no name the caller asked about (the fast way for plain SQL).
type Query struct {
	Text
	Verb   string   // the first key word: "select", "with", "create", "insert", "copy", …
	Blocks []*Block // every query block (R33), an outer one before those inside it
	Copy   *Copy    // of COPY (query) TO

	Temp     *TempTable // of CREATE TEMP TABLE and ALTER TABLE
	Rewrites []Rewrite  // of its text
}

func (*Query) statement() {}

// Copy is COPY (query) | table [(columns)] TO | FROM target.
type Copy struct {
	Query     Span   // what stands in the parentheses; empty for a table
	Table     QName  // without Query
	Columns   []Name // of Table; nil for all
	Target    Span   // the file name; empty for STDIN and STDOUT
	To        bool   // COPY … TO
	Path      string // the content of Target
	Options   Span   // of a file
	ClientEnd bool   // FROM STDIN or TO STDOUT
	With      []CopyOption
	Where     Span
}

// CopyOption is an option of a COPY to or from the client; those of the older grammar have the names of the newer one.
type CopyOption struct {
	Name  string
	Pos   int
	Kind  CopyOptionKind
	Value string
	List  []string
}

// CopyOptionKind says what stands behind the name of an option.
type CopyOptionKind uint8

// The kinds of option.
const (
	CopyBare  CopyOptionKind = iota // nothing
	CopyValue                       // a word, a number or a text
	CopyStar                        // *
	CopyList                        // (column, …)
)

// Block is one SELECT: an item list, a FROM tree, conditions. Arms of set operations, CTEs, derived tables and subqueries are
// blocks of their own. A set operation itself, or a query in parentheses with ORDER BY or LIMIT behind, is a block without Items
// and From whose arms have it as Parent; VALUES is a block without both and without arms.
type Block struct {
	Parent   *Block
	Role     string // "top", "cte", "derived", "arm", "subquery", "lateral"
	CTEs     []CTE  // what a WITH makes visible in this block, its own and its parents', in the order of writing
	Span     Span   // from SELECT to the end of the block
	Distinct bool
	Items    []Item
	From     FromItem // nil without FROM; comma lists are Joins of kind "comma"
	FromSpan Span     // after FROM, to the end of the clause
	Where    Span
	GroupBy  Span // from GROUP to the end of HAVING
	Windows  Span
	OrderBy  Span // the items
	Limit    Span // LIMIT, OFFSET, FETCH and their values
	Rest     Span // from the first to the last of QUALIFY, USING SAMPLE and FOR, with what stands between them
}

// CTE is a common table expression: name [(columns)] AS (query).
type CTE struct {
	Name
	Span      Span // all of it
	Recursive bool // of a WITH RECURSIVE
}

// FromItem is a *Relation or a *Join.
type FromItem interface{ fromItem() }

// Relation is one item of FROM.
type Relation struct {
	Span    Span   // all of it: LATERAL, alias, AS OF, MATCH_CONDITION
	Ref     Span   // the relation without AS OF and alias
	Name    QName  // a name; empty for the other forms
	At      string // v@2
	Func    Name   // a table function: unnest($1), read_parquet('…')
	Args    []Span
	File    string // a file name in quotes: 'labels.parquet'
	IsFile  bool
	Derived *Block // a subquery in parentheses
	Values  bool   // (VALUES …)
	Lateral bool
	AsOf    *AsOf
	Alias   Name
	Columns []Name // alias (columns)
	Sample  Span
}

// AsOf is AS OF time [STRICT] [WITHIN …] [KNOWN AS OF …] (R30), or what ASOF JOIN … MATCH_CONDITION says (R31).
type AsOf struct {
	Span   Span
	Time   Span
	Strict bool
	Within Span
	Known  Span
	Match  Name // the right side of MATCH_CONDITION, a column of the view: checked by the planner
	Joined bool // it came from ASOF JOIN
}

// Join is a JOIN, or a comma.
type Join struct {
	Left, Right FromItem
	Kind        string // "inner", "left", "right", "full", "cross", "comma"; the engine's "positional", "semi", "anti"
	Natural     bool
	Lateral     bool
	AsOf        bool // ASOF [LEFT] JOIN
	Using       []Name
	On          Span
	Span        Span // its own parentheses included
}

func (*Relation) fromItem() {}
func (*Join) fromItem()     {}
