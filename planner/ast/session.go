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

// Transaction is BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK, ABORT. Chain is AND CHAIN.
type Transaction struct {
	Text
	Op       string // "begin", "commit", "rollback"
	ReadOnly *bool
	Start    bool // START TRANSACTION: the command tag
	Chain    bool
}

// Prepare is PREPARE name [(types)] AS statement. Body is the statement's text, Offset where it begins.
type Prepare struct {
	Text
	Name   Name
	Types  []string
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

// Listen is LISTEN, UNLISTEN, CLOSE: statements that a pool sends to clean a session. Op is the command tag in upper case.
type Listen struct {
	Text
	Op     string
	Target string // "*", "all" or a name
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
func (*Explain) statement()     {}
func (*Empty) statement()       {}
