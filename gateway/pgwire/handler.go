package pgwire

import (
	"context"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Backend is what a Server needs of the rest of the system.
type Backend interface {
	// NewSession begins a client's conversation; an error refuses it (FATAL).
	NewSession(ctx context.Context, start Startup, client Client) (Session, error)
}

// Startup is what the start-up message said, options (-c name=value) taken apart and merged into Settings.
type Startup struct {
	User, Database string
	Settings       []Setting // in the order they were given
	PID            uint32    // what pg_backend_pid() answers
	Remote         string
}

// Setting is a run-time parameter with its value.
type Setting struct{ Name, Value string }

// Client is how a session speaks to its client besides results. Its methods are called only while a call into the session
// runs; they buffer.
type Client interface {
	Notice(n *sqlerr.Error)
	ParameterStatus(name, value string)
}

// Session is one client's conversation. Its methods are called from one goroutine. ctx is cancelled by a cancel request, by
// the client's disconnect and by statement_timeout; its cause (context.Cause) is the error to report.
type Session interface {
	// Parameters are the ParameterStatus values to report at start-up.
	Parameters() []Setting

	// Split cuts the text of a simple query into statements, empty ones left out.
	Split(sql string) ([]QueryPart, error)

	// Prepare parses and plans one statement. oids are the parameter types that the client declared: 0, or fewer than there
	// are parameters, leaves them open. Two statements are 42601.
	Prepare(ctx context.Context, sql string, oids []uint32) (Statement, error)

	// Begin is called before the first statement of an implicit transaction (a simple query, or the messages up to Sync), End
	// after its last: failed says whether one of them failed.
	Begin(ctx context.Context) error
	End(ctx context.Context, failed bool) error

	// Fail tells the session that a statement failed, for the transaction state.
	Fail()

	// TxStatus is 'I', 'T' or 'E'.
	TxStatus() byte

	// Format is how values are written as text now.
	Format() *sqltype.Format

	// StatementTimeout in milliseconds, 0 for none.
	StatementTimeout() int64

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
	Columns() []sqltype.Column
	// Open runs the statement.
	Open(ctx context.Context) (Rows, error)
	// Tag is the command tag after n rows were sent: "SELECT 3", "BEGIN".
	Tag(n int64) string
	Close()
}

// Rows yields rows until io.EOF. A row is valid until the next call.
type Rows interface {
	Next(ctx context.Context) ([]any, error)
	Close() error
}
