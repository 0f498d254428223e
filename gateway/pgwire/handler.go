package pgwire

import (
	"context"
	"crypto/tls"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Backend is what a Server needs of the rest of the system.
type Backend interface {
	// NewSession begins a client's conversation; an error refuses it (FATAL). client stays valid as long as the session.
	NewSession(ctx context.Context, start Startup, client Client) (Session, error)
}

// Startup is what the start-up message said, options (-c name=value) taken apart and merged into Settings. Settings holds
// every parameter but user, database, options and the protocol's own (_pq_.*), known or not: the session refuses an unknown
// one with 42704. Database is empty if the client named none.
type Startup struct {
	User, Database string
	Settings       []Setting // in the order they were given
	PID            uint32    // what pg_backend_pid() answers
	Remote         string
	Trusted        bool                 // nobody asked for a proof that the user is who it says
	Free           int                  // how many more connections the server takes
	TLS            *tls.ConnectionState // nil: the connection is not encrypted
}

// Setting is a run-time parameter with its value.
type Setting struct{ Name, Value string }

// Client is how a session speaks to its client besides results, and reaches what the protocol keeps by name. Its methods are
// called only while a call into the session runs, by the goroutine of that call; Notice and ParameterStatus buffer.
type Client interface {
	// Notice sends n. What client_min_messages hides is the session's to leave out.
	Notice(n *sqlerr.Error)
	// ParameterStatus reports a new value of one of the Parameters.
	ParameterStatus(name, value string)

	// Notify sends what NOTIFY said when the client stands outside of a transaction. Any goroutine may call it, and Pending, which
	// counts what was not sent yet.
	Notify(pid uint32, channel, payload string)
	Pending() int

	// Signal cancels what another connection runs, or ends it. may is asked with its user first; its error is returned. ok is
	// false if there is no such connection.
	Signal(pid uint32, terminate bool, may func(user string) error) (ok bool, err error)

	// Statements are the connection's prepared statements: Parse and SQL's PREPARE share one space of names.
	Statements() Statements

	// Portals are the connection's portals: Bind and DECLARE share one space of names.
	Portals() Portals

	// ClosePortals closes every portal but the one whose Open runs and those that are held: COMMIT and ROLLBACK call it before
	// they end the engine's transaction, as no other portal outlives it.
	ClosePortals()
}

// Portals keeps portals by name. A portal that is Held outlives its transaction.
type Portals interface {
	Put(name string, p Portal) error // 42P03 if the name is taken
	Get(name string) (Cursor, error) // 34000 if there is none
	Close(name string) error         // 34000 if there is none
	CloseAll()                       // but the one whose Open runs
	All() []Cursor                   // by name
	Mark() uint64                    // where CloseSince counts from
	CloseSince(mark uint64)          // closes those made since Mark, held or not
}

// Cursor is a portal with a name, as SQL sees it.
type Cursor interface {
	Name() string
	// Bound is what Put or Bind put there; SQL the text of a statement that was bound.
	Bound() Portal
	SQL() string
	Created() time.Time
	// Rows are those that a bound portal has left, which is opened if need be. They end with ctx; Close leaves the portal open.
	Rows(ctx context.Context) (Rows, error)
	// Position is how many rows were drawn, and whether there are no more.
	Position() (n int64, end bool)
}

// Held is a Portal that may outlive its transaction.
type Held interface{ Held() bool }

// DescribedFirst is a Portal of rows that are described before it runs: an error, or a notice, comes after that.
type DescribedFirst interface{ DescribedFirst() bool }

// BinaryRows is a Portal whose rows a simple query gives in the binary format if Binary says so: FETCH from a BINARY cursor.
type BinaryRows interface{ Binary() bool }

// Statements keeps prepared statements by name. The unnamed statement of the protocol has the name "": SQL cannot say it.
// What was put belongs to the store, which closes it when it is deleted and no portal bound through the protocol uses it any
// more. A session that binds a stored statement itself (EXECUTE) sees to its own portals: they must survive its Close.
type Statements interface {
	// Put keeps a statement that the text sql prepared: 42P05 if the name is taken.
	Put(name string, s Statement, sql string) error
	Get(name string) (Statement, error) // 26000 if there is none
	Delete(name string) error           // 26000 if there is none
	DeleteAll()
	All() []Named // by name, without those that are empty
}

// Named is a prepared statement. Prepared says that it was by PREPARE, not by the protocol.
type Named struct {
	Name, SQL string
	Statement Statement
	Created   time.Time
	Prepared  bool
}

// Session is one client's conversation. Its methods are called from one goroutine. ctx is cancelled by a cancel request, by
// the client's disconnect and by statement_timeout; when a call fails after that, the wire reports the cause (context.Cause)
// in place of the error that the call returned. Positions of errors count in the text that the call (or the Prepare that made
// the Statement) was given; the wire moves them to where a part stands in its query.
type Session interface {
	// Parameters are the ParameterStatus values to report at start-up.
	Parameters() []Setting

	// Split cuts the text of a simple query into statements, empty ones left out.
	Split(sql string) ([]QueryPart, error)

	// Prepare parses and plans one statement. oids are the parameter types that the client declared: 0, or fewer than there
	// are parameters, leaves them open. Two statements are 42601. A text without a statement is nil, nil.
	Prepare(ctx context.Context, sql string, oids []uint32) (Statement, error)

	// Begin is called before the first statement of an implicit transaction (a simple query, or the messages up to Sync), End
	// after its last: failed says whether one of them failed. Both are called inside an explicit block too, where they have
	// nothing to begin or end. End follows also a Begin that failed. An error of End is reported, and Fail is not called.
	Begin(ctx context.Context) error
	End(ctx context.Context, failed bool) error

	// Fail tells the session that a statement failed, for the transaction state.
	Fail()

	// TxStatus is 'I', 'T' or 'E'. An implicit transaction that runs is 'I'.
	TxStatus() byte

	// Format is how values are written as text now.
	Format() *sqltype.Format

	// Report is called before the client may send the next statement: the parameters that changed are reported.
	Report()

	// StatementTimeout in milliseconds, 0 for none; IdleTimeouts outside of a block and in one.
	StatementTimeout() int64
	IdleTimeouts() (session, inTransaction int64)

	Close() error
}

// QueryPart is one statement of a simple query: its text, and where that begins in the query's text (bytes).
type QueryPart struct {
	SQL    string
	Offset int
}

// Statement is what Prepare made.
type Statement interface {
	// Params are the parameters' types.
	Params() []sqltype.Type
	// Columns is what Describe tells; nil if the statement gives no rows. It is a promise to the client.
	Columns() []sqltype.Column
	// Bind makes a portal; args are decoded by the types of Params.
	Bind(ctx context.Context, args []any) (Portal, error)
	Close()
}

// Portal is a bound statement. Execute pulls from its Rows; to suspend is to stop pulling.
type Portal interface {
	// Columns are those of its statement; nil if it gives no rows.
	Columns() []sqltype.Column
	// Open runs the statement, once. ctx lives until the rows are closed, so an engine may hold on to it; every Next is given
	// the same. The rows may be nil if Columns is. Several portals may be in the middle of their rows at once: an engine
	// that holds one result at a time sets the others aside.
	Open(ctx context.Context) (Rows, error)
	// Tag is the command tag after n rows were sent: "SELECT 3", "BEGIN". A portal without Columns knows its own count.
	Tag(n int64) string
	// Close frees the portal. The wire has closed the rows of Open by then.
	Close()
}

// Rows yields rows until io.EOF. A row is valid until the next call.
type Rows interface {
	Next(ctx context.Context) ([]any, error)
	Close() error
}

// Chunks is implemented by Rows that come many at a time, without a box for each value; they are sent faster. A chunk is valid
// until the next call.
type Chunks interface {
	NextChunk(ctx context.Context) (*sqltype.Chunk, error)
}
