package rows

import (
	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqltype"
)

// Input is what a run needs besides its plan.
type Input struct {
	User     catalog.User // who asks: the rights are its
	Args     []any
	Types    []sqltype.Type   // of Args
	Now      int64            // t without AS OF, microseconds
	Promised []sqltype.Column // the columns that the client was told; a result of other types is an error. Nil: whatever comes
	NowSet   bool             // asof.now is set: now() in the client's text is Now, and t stands still
	Format   *sqltype.Format  // how the session writes values
	TimeZone string           // the session's, for the client's own expressions and casts (R1); a name that the engine knows
	// LockTimeout is how long to wait for another transaction, in milliseconds; 0: for ever.
	LockTimeout int64
	// Call answers a function of the session (plan.PieceCall) with a value of the type that plan.Calls says.
	Call func(name string, args []string) (any, error)
	// Notify sends a notice to the client while the statement runs; nil: nobody listens.
	Notify func(error)
	// Settings gives the session's parameters: name, value, description.
	Settings func() [][3]string
	// Catalog is the session as pg_catalog shows it.
	Catalog func() pgcatalog.Env
}

// Description is what binding a statement finds, before it runs.
type Description struct {
	Params  []sqltype.Type
	Columns []sqltype.Column // nil: the statement gives no rows
	Copied  []sqltype.Column // of COPY to or from the client, which gives no rows itself: what is copied
	Tag     string           // "SELECT", "INSERT", "CREATE TABLE", "SELECT" of CREATE TABLE AS, …
}
