package ast

// Set is SET [SESSION | LOCAL] name {= | TO} value, …; Default for SET name TO DEFAULT and RESET name; Name "all" for RESET
// ALL. SET TIME ZONE, SET NAMES, SET SESSION CHARACTERISTICS and SET TRANSACTION are given as the settings they set, those after the
// first in More.
type Set struct {
	Text
	Name    Name
	Values  []string
	Local   bool
	Default bool
	Reset   bool // written as RESET: the command tag
	More    []Set
}

// Show is SHOW name, SHOW ALL; SHOW TRANSACTION ISOLATION LEVEL is transaction_isolation.
type Show struct {
	Text
	Name Name
}

// Transaction is BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK, ABORT. Chain is AND CHAIN. Modes are those that BEGIN sets, as
// settings: transaction_read_only, ….
type Transaction struct {
	Text
	Op    string // "begin", "commit", "rollback"
	Modes []Set
	Start bool // START TRANSACTION: the command tag
	Chain bool
}

// Savepoint is SAVEPOINT name, RELEASE [SAVEPOINT] name, ROLLBACK TO [SAVEPOINT] name.
type Savepoint struct {
	Text
	Op   string // "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT"
	Name Name
}

// Declare is DECLARE name [BINARY] [INSENSITIVE | ASENSITIVE] [[NO] SCROLL] CURSOR [{WITH | WITHOUT} HOLD] FOR query. Body is
// the query's text, Offset where it begins.
type Declare struct {
	Text
	Name             Name
	Binary, Hold     bool
	Scroll, NoScroll bool
	Body             string
	Offset           int
}

// Fetch is FETCH and MOVE. Direction is "forward", "backward", "absolute" or "relative"; All is in place of Count.
type Fetch struct {
	Text
	Move      bool
	Direction string
	Count     int64
	All       bool
	Cursor    Name
}

// CloseCursor is CLOSE name | ALL.
type CloseCursor struct {
	Text
	All    bool
	Cursor Name
}

// Lock is LOCK [TABLE] name, … [IN mode MODE] [NOWAIT]. Tables are the names as they are written.
type Lock struct {
	Text
	Tables []QName
}

// Prepare is PREPARE name [(types)] AS statement. Body is the statement's text, Offset where it begins.
type Prepare struct {
	Text
	Name   Name
	Types  []string
	At     []int // where each type begins
	Body   string
	Offset int
}

// Execute is EXECUTE name [(arguments)].
type Execute struct {
	Text
	Name Name
	Args []Span
}

// Deallocate is DEALLOCATE [PREPARE] name | ALL.
type Deallocate struct {
	Text
	Name Name
	All  bool
}

// Discard is DISCARD ALL | PLANS | TEMP | SEQUENCES.
type Discard struct {
	Text
	What string
}

// Vacuum is VACUUM and ANALYZE, of the named tables or of all.
type Vacuum struct {
	Text
	Verb   string
	Tables []QName
}

// Listen is LISTEN channel, UNLISTEN channel | *, NOTIFY channel [, payload]. Op is the command tag.
type Listen struct {
	Text
	Op      string
	Channel string // "" for UNLISTEN *
	Payload string
}

// Explain is EXPLAIN [ANALYZE] [(options)] statement. Body is the statement's text, Offset where it begins.
type Explain struct {
	Text
	Analyze bool
	JSON    bool
	Verbose bool
	Body    string
	Offset  int
}

// Empty is a statement without a token.
type Empty struct{ Text }

func (*Set) statement()         {}
func (*Show) statement()        {}
func (*Transaction) statement() {}
func (*Prepare) statement()     {}
func (*Execute) statement()     {}
func (*Deallocate) statement()  {}
func (*Discard) statement()     {}
func (*Listen) statement()      {}
func (*Savepoint) statement()   {}
func (*Declare) statement()     {}
func (*Fetch) statement()       {}
func (*CloseCursor) statement() {}
func (*Lock) statement()        {}
func (*Vacuum) statement()      {}
func (*Explain) statement()     {}
func (*Empty) statement()       {}
