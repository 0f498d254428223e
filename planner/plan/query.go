package plan

import (
	"unicode/utf8"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// Column is a column of a result.
type Column = sqltype.Column

// Query is a statement for the offline engine: the client's own text in pieces, with the relations that are ours standing in
// for what the client wrote. A Query without Relations is plain SQL. If Lookup is set, the whole statement is an online read
// that needs no engine.
type Query struct {
	SQL       string // the client's text, which positions are of
	Verb      string // first key word of the client's text, lower case: decides the command tag
	Pieces    []Piece
	Relations []Relation
	Route     Route
	Lookup    *Lookup
	Params    int     // the greatest $n
	Why       string  // for EXPLAIN: why this route
	Forced    bool    // asof.route = 'online': an answer from elsewhere is an error
	Notices   []error // to send when the statement runs
	Temp      *TempTable
	ToFile    bool // COPY … TO a file: it changes no table

	User  catalog.User // who asks
	Needs []Need       // the rights that it takes besides
}

// TempTable is what a statement says about a temp table that the engine does not keep.
type TempTable struct {
	Name        string
	IfNotExists bool   // of CREATE; of ALTER, IF EXISTS
	OnCommit    string // "delete rows" or "drop"; "" preserves the rows
	NewName     string // of ALTER TABLE … RENAME TO
	Tag         string // the command tag, where the statement was written as another one
}

// Characters is the number of characters before byte offset pos of the client's text; -1 for what the client did not write.
func (q *Query) Characters(pos int) int {
	if pos < 0 || pos > len(q.SQL) {
		return -1
	}
	return utf8.RuneCountInString(q.SQL[:pos])
}

// Route is where the views of a query are read (R24).
type Route string

// The routes.
const (
	Plain   Route = "plain"   // no view is read
	Online  Route = "online"  // the online store
	Offline Route = "offline" // files or history, by the offline engine
	// Catalogs is the route of a SystemQuery, which EXPLAIN names.
	Catalogs Route = "system catalogs"
)

// Piece is a part of a statement's text.
type Piece struct {
	Kind  PieceKind
	Text  string   // client text (PieceText), or a column name (PieceColumn)
	Pos   int      // byte offset in the client's text, -1 for what the client did not write
	Index int      // of PieceParam: n of $n; of PieceRelation: index in Relations
	Names []string // of PieceStar and PieceColumn, see there
	Hide  []string // of PieceStar
}

// PieceKind says what a Piece is.
type PieceKind uint8

// The kinds of piece.
const (
	// PieceText is text, the client's own or ours, that is valid in the engine's dialect.
	PieceText PieceKind = iota
	// PieceParam is $Index.
	PieceParam
	// PieceNow is now() or a synonym, Text as the client wrote it: the session's clock while asof.now is set.
	PieceNow
	// PieceCall is a function of the session, as version(): Text is the client's text, Names[0] the function, the other Names
	// its arguments. Input.Call answers it at run time; Call says of which type.
	PieceCall
	// PieceRelation is Relations[Index], alias included. A *Spine replaces the whole FROM clause of its block.
	PieceRelation
	// PieceStar is the * of a block whose FROM is a Spine: first the merged columns Names (of USING), then every other column
	// of the spine and of its joins, the columns called in Hide left out.
	PieceStar
	// PieceColumn is a column of a relation: quoted Names[0] "." quoted Text (Names empty: only Text), AS Names[1] if there
	// is a second name.
	PieceColumn
)

// Text makes a piece of text that the client did not write.
func Text(s string) Piece { return Piece{Text: s, Pos: -1} }

// Relation is a FROM item of ours.
type Relation interface{ relation() }

// SourceScan is all rows of a source, with its frozen column types (R34, R37).
type SourceScan struct {
	Source *catalog.Source
	Alias  Alias
}

// SystemTable is a table of schema asof, whose rows the caller supplies.
type SystemTable struct {
	Schema, Name string
	Columns      []Column
	Alias        Alias
}

// Alias is a relation's name in its block, and its columns' if they were given new ones.
type Alias struct {
	Name    string
	Columns []string
}

// Moment is the time that a relation is read as of: now (the session's clock) if Expr is nil, else a constant expression.
type Moment struct {
	Expr   []Piece
	Strict bool    // e < t (R31)
	Within []Piece // an interval that replaces the views' ttl; nil without
	Known  []Piece // KNOWN AS OF (R32): a <= this instead of a <= t; nil without
}

// At is a target as of one moment, as a relation: a view gives one row per key that exists then (R13); a service one row
// for every key asked, or, over one entity and without Keys, for every key that any of its views has (R18). Keys, if not
// empty, restricts it to these keys.
type At struct {
	Target *Target
	Moment Moment
	Keys   KeyList
	Args   []Argument // of Target.Request, constants
	Online bool       // the caller supplies the rows (Run.Supply), fetched from the online store for Keys
	Alias  Alias

	Intervals *Intervals // not at one moment but over all time; nil: at Moment
}

// Intervals is a target over all time (R35): a row for each interval in which a key has the same values, with the columns valid_from
// and, NULL while it is open, valid_to behind those of the target.
type Intervals struct {
	From, To []Piece // the statement wants only intervals that begin at From or later, and that end at To or before; nil: any
}

// IntervalColumns are the columns that Intervals adds.
var IntervalColumns = []Column{{Name: "valid_from", Type: sqltype.Of(sqltype.TimestampTZ)}, {Name: "valid_to", Type: sqltype.Of(sqltype.TimestampTZ)}}

// Spine replaces the FROM clause of a block: the rows of Left in their order, each with what the joins find for it.
type Spine struct {
	With    []Piece  // the WITH clause that Left may refer to, with the key word; nil without
	Left    []Piece  // a FROM clause's text, without FROM
	Aliases []string // the aliases of Left's relations, in order
	Joins   []SpineJoin
}

// SpineJoin looks a target up for each spine row: by Keys, as of Moment (an expression over the spine's columns; now if nil).
// The join's columns have the names of Target.Columns, in a relation called Alias; those in Rename have the name given there
// (a key that USING merged must not make the spine's own column ambiguous). Where there is no match all are NULL.
type SpineJoin struct {
	Target *Target
	Alias  string
	Keys   [][]Piece  // one expression over the spine's columns (and those of earlier joins) for each of Target.Keys
	Args   []Argument // of Target.Request, as Keys
	Moment Moment
	Inner  bool              // rows without a match are dropped
	On     []Piece           // a further condition, applied after the match (R33); nil without
	Rename map[string]string // column -> its name in this relation
	Online bool              // the caller supplies the rows (Run.Supply)
}

// Argument is the value of a request parameter (R17).
type Argument struct {
	Expr     []Piece
	Constant *KeyValue // if it is one
	Captured string    // the alias of the relation whose column of the parameter's name it is; "" for one that was written
	Pos      int       // of what captures it: byte offset in the client's text
}

func (*SourceScan) relation()  {}
func (*SystemTable) relation() {}
func (*At) relation()          {}
func (*Spine) relation()       {}

// KeyList is the keys that a statement asks for: the cross product of its terms. Every key of the target is in exactly one
// term. It is empty if keys are not bound.
type KeyList []KeyTerm

// KeyTerm binds the keys Cols (indexes of Target.Keys) to each of Tuples, sets without duplicates (R18).
type KeyTerm struct {
	Cols   []int
	Tuples [][]KeyValue
}

// KeyValue is a constant that a key is compared with. Array says that it is a list of which each element counts (= ANY).
type KeyValue struct {
	Param   int    // n of $n, or 0
	Literal string // the content of a string or a number as written
	Null    bool
	Bool    bool // Literal is true or false, unquoted
	Quoted  bool // Literal was a string
	Cast    string
	Array   bool
	Elems   []KeyValue // of ARRAY[…], with Array
	Pos     int        // byte offset in the client's text
}

// Lookup is an online read answered without an engine: rows of Target for Keys, or for the elements of the array parameter
// List in their order (a LEFT JOIN to unnest($n): Outer keeps elements without a row).
type Lookup struct {
	Target *Target
	Keys   KeyList
	List   *KeyValue
	Outer  bool
	Args   []KeyValue     // of Target.Request
	Output []TargetColumn // where the target has no row, all but the list's element are NULL
	Limit  int64          // -1 without
}

// Calls are the functions of PieceCall, with the types that they return.
var Calls = map[string]sqltype.Type{
	"version":                {ID: sqltype.Text},
	"current_database":       {ID: sqltype.Name},
	"current_catalog":        {ID: sqltype.Name},
	"current_schema":         {ID: sqltype.Name},
	"current_schemas":        {ID: sqltype.Name, Array: true},
	"current_user":           {ID: sqltype.Name},
	"current_role":           {ID: sqltype.Name},
	"session_user":           {ID: sqltype.Name},
	"user":                   {ID: sqltype.Name},
	"pg_backend_pid":         {ID: sqltype.Int4},
	"pg_is_in_recovery":      {ID: sqltype.Bool},
	"pg_advisory_unlock_all": {ID: sqltype.Void},
	"current_setting":        {ID: sqltype.Text},
	"set_config":             {ID: sqltype.Text},
}
