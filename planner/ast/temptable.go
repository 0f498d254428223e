package ast

// Rewrite is a part of a statement's text that the engine takes in other words. It holds a token at least.
type Rewrite struct {
	Span Span
	Text string
}

// TempTable is what CREATE TEMP TABLE, SELECT INTO and ALTER TABLE … RENAME say about a table that the engine does not keep.
type TempTable struct {
	Name        QName
	Temporary   bool // without it there is no such table here
	IfNotExists bool
	OnCommit    string // "delete rows" or "drop"; "" preserves the rows
	Filled      bool   // by a query
	Columns     []Name // what the query's columns are called; nil: as it calls them
	NoData      bool   // only with Columns
	Like        QName  // the table that all columns are taken from
	NewName     string // of ALTER TABLE … RENAME TO
	Index       bool   // CREATE INDEX on it
}

// SelectInto is SELECT … INTO table: Query is it without INTO, of the same length.
type SelectInto struct {
	Text
	Into  TempTable
	Query *Query
}

// Tables is DROP TABLE or TRUNCATE.
type Tables struct {
	Text
	Drop     bool
	IfExists bool
	Names    []QName
}

func (*SelectInto) statement() {}
func (*Tables) statement()     {}
