package ast

// Object is a kind of object named in DROP, ALTER, COMMENT and SHOW CREATE: "source", "entity", "feature view",
// "feature service", "training set", "feature test".
type Object string

// The object kinds that statements name.
const (
	ObjectSource  Object = "source"
	ObjectEntity  Object = "entity"
	ObjectView    Object = "feature view"
	ObjectService Object = "feature service"
	ObjectSet     Object = "training set"
	ObjectTest    Object = "feature test"
)

// ColumnDef is a column with its type as written.
type ColumnDef struct {
	Name    Name
	Type    string
	TypePos int
}

// Create is what the CREATE statements have in common.
type Create struct {
	Text
	Name        QName
	Replace     bool
	IfNotExists bool
	Options     []Option
}

// CreateSource is CREATE SOURCE name [(columns)] FROM format 'location' [WITH (…)].
type CreateSource struct {
	Create
	Columns     []ColumnDef
	Format      Name // parquet, csv, kafka, push, …
	Location    string
	LocationPos int
}

// CreateEntity is CREATE ENTITY name (column type, …) [WITH (…)].
type CreateEntity struct {
	Create
	Keys []ColumnDef
}

// CreateView is CREATE FEATURE VIEW name ENTITY entity [REQUEST (…)] [WITH (…)] AS SELECT ….
type CreateView struct {
	Create
	Entity  Name
	Request []ColumnDef
	Body    *Body
}

// Scheduled says whether the view has option schedule, as snapshot views do.
func (v *CreateView) Scheduled() bool {
	for _, o := range v.Options {
		if o.Name.Text == "schedule" {
			return true
		}
	}
	return false
}

// CreateService is CREATE FEATURE SERVICE name [WITH (…)] AS SELECT … FROM view [alias] [KEY (column, …)], ….
type CreateService struct {
	Create
	Body *Body
}

// Body is the SELECT of a definition.
type Body struct {
	Span     Span // from SELECT to the end
	Distinct bool // SELECT DISTINCT
	Items    []Item
	From     []BodyFrom
	Joins    Span // from the first JOIN to the end of FROM, empty without one; From has what is joined as far as it can be read
	Where    Span
	GroupBy  Span // from GROUP to the end of HAVING, empty without one
	Windows  []Window
	SetOp    Span // UNION, INTERSECT, EXCEPT: what makes it more than one SELECT
	Rest     Span // ORDER BY, LIMIT, OFFSET, FETCH, FOR, QUALIFY, …
}

// Item is an item of a select list.
type Item struct {
	Span  Span
	Expr  Span   // without the alias
	Alias Name   // as written, else empty
	Star  bool   // * or qualifier.*
	Of    string // the star's qualifier
	Calls []WindowCall
}

// BodyFrom is a FROM item of a definition.
type BodyFrom struct {
	Span  Span
	Name  QName  // empty for a derived table or a function
	At    string // a version: v@2
	Alias Name
	Key   []Name  // KEY (…) of a view that a view or a service reads
	Join  *Join   // that has it on its right side, without Left and Right; nil behind FROM and a comma
	Arms  []*Body // of a derived table: one SELECT, or those of its UNION ALL; nil for any other query
}

// WindowCall is func(args) [FILTER (WHERE …)] OVER …, inside an item.
type WindowCall struct {
	Span        Span // the whole call
	Func        Name
	Distinct    bool
	Star        bool // func(*)
	Args        []Span
	OrderBy     Span // inside the arguments
	Limit       Span // inside the arguments
	IgnoreNulls bool
	Filter      Span // the condition
	Over        Window
}

// Window is a window: named in a WINDOW clause, referred to by name (Ref), or written in place.
type Window struct {
	Name      Name // of the WINDOW clause
	Ref       Name // OVER name, or OVER (name …)
	Partition []Span
	OrderBy   []OrderItem
	Frame     *Frame // nil without one
	Span      Span
}

// OrderItem is an item of ORDER BY.
type OrderItem struct {
	Expr Span
	Desc bool
	Span Span
}

// Frame is a window frame as written; a lone start stands for BETWEEN start AND CURRENT ROW.
type Frame struct {
	Mode       string // "range", "rows" or "groups"
	Start, End Bound
	Exclude    Span
	Span       Span
}

// Bound is an edge of a frame.
type Bound struct {
	Kind  string // "unbounded preceding", "preceding", "current row", "following", "unbounded following"
	Value Span   // of preceding and following
}

// Drop is DROP object [IF EXISTS] name, … [CASCADE | RESTRICT].
type Drop struct {
	Text
	Object   Object
	Names    []QName
	IfExists bool
	Cascade  bool
}

// Alter is ALTER object name SET (…), RESET (…), RENAME TO name, OWNER TO role, USE view@n or DROP VERSION n.
type Alter struct {
	Text
	Object   Object
	Name     QName
	IfExists bool
	Set      []Option
	Reset    []Name
	RenameTo Name
	OwnerTo  *RoleName
	Use      []Versioned // ALTER FEATURE SERVICE s USE v@n, …
	Forget   string      // ALTER FEATURE VIEW v DROP VERSION n: n
	ForgetAt int         // its byte offset
}

// Versioned is view[@version].
type Versioned struct {
	Name QName
	At   string // "": the current version
}

// Comment is COMMENT ON object name IS 'text' | NULL; with Column, COMMENT ON COLUMN view.column; with Role, COMMENT ON ROLE.
type Comment struct {
	Text
	Object  Object
	Name    QName
	Column  Name
	Role    Name
	Comment string
	Null    bool
}

// ShowCreate is SHOW CREATE object name; of a view, with a version perhaps.
type ShowCreate struct {
	Text
	Object Object
	Versioned
}

// Refresh is REFRESH FEATURE VIEW name[@version] [FROM t1 TO t2].
type Refresh struct {
	Text
	Versioned
	Range Span // from FROM to the end, empty without one
}

// Unsupported is a statement of the language that this version refuses: Err says what to do instead.
type Unsupported struct {
	Text
	Err error
}

func (*CreateSource) statement()  {}
func (*CreateEntity) statement()  {}
func (*CreateView) statement()    {}
func (*CreateService) statement() {}
func (*Drop) statement()          {}
func (*Alter) statement()         {}
func (*Comment) statement()       {}
func (*ShowCreate) statement()    {}
func (*Refresh) statement()       {}
func (*Unsupported) statement()   {}
