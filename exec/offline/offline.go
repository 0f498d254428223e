// Package offline is the contract of the engine that runs SQL: everything that is not an online read by key.
package offline

import (
	"context"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/planner/plan"
)

// Engine is the offline engine of one server. Errors about a definition carry a Position that is a character offset in the
// definition's Text; errors about a query one in the client's text.
type Engine interface {
	// Resolve makes a client's path or glob absolute: a relative one is relative to the first allowed folder. Outside the
	// allowed folders is 42501 (R36).
	Resolve(location string) (string, error)

	// Columns reads the columns of src from its files (R37), or checks that the declared ones are there.
	// No such file is 58P01, outside the allowed folders 42501.
	Columns(ctx context.Context, src *catalog.Source) ([]sqltype.Column, error)

	// Check binds every expression of v against its sources (FeatureView.Sources, in that order) and fills the types of its keys, inputs, aggregates, features and
	// columns. Unknown columns are 42703, a filter or condition that is not boolean 42804, a volatile function 42P17, a key
	// whose type does not widen to ent's 42804.
	Check(ctx context.Context, srcs []*catalog.Source, ent *catalog.Entity, v *catalog.FeatureView) error

	// CheckDerived does the same for a derived view: t is what reading it means, its columns those of v. It binds the expressions
	// of t, filter among them if it is not nil, and fills the types of v's features and columns.
	CheckDerived(ctx context.Context, t *plan.Target, filter plan.Expr, v *catalog.FeatureView) error

	// WriteHistory writes the rows of v as of now's files into the history folder, sorted by key and R5, under generation.
	// It fills the history and row counts of m, which takes the place of old (nil: of none).
	WriteHistory(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView, old, m *catalog.Materialization) error

	// ReloadHistory is WriteHistory of the rows with v in [from, to) alone; the others are those of old, which has a history of
	// the same version. Unless the files are those of old, it is of no files: none of its rows tells what the others would be.
	ReloadHistory(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView, old, m *catalog.Materialization, from, to int64) error

	// Unchanged says whether the files of srcs are those that h was made of: by path, size and time.
	Unchanged(ctx context.Context, srcs []*catalog.Source, h catalog.History) (bool, error)

	// ReadHistory gives the rows of a history in its order: by key, then R5.
	ReadHistory(ctx context.Context, v *catalog.FeatureView, h catalog.History) (Scan, error)

	// WriteTicks computes the ticks of t, whose IDs and times are filled in, into one file under t's generation (R15); done hears
	// of each. A tick that fails by its data has Failed set and no rows; srcs are those of v.Sources.
	WriteTicks(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView, t *catalog.Ticks, done func(ticks int)) error

	// ReadTick gives the rows of a tick in in, in the order of keys.
	ReadTick(ctx context.Context, v *catalog.FeatureView, in *catalog.Ticks, t catalog.Tick) (Scan, error)

	// FreeHistory removes every history file of a generation, half written ones of a crash too. Those already gone are no
	// error. No other generation is touched.
	FreeHistory(ctx context.Context, generation uint64) error

	Keeper
	Estimator

	// Session opens a session: one engine connection with its own temp tables.
	Session(ctx context.Context) (Session, error)

	Close() error
}

// Scan yields view rows until io.EOF. A row is valid until the next call.
type Scan interface {
	Next(ctx context.Context) (*rows.Row, error)
	Close() error
}

// Session is one client's connection. Its methods are called one at a time, but Rows that are still open survive other calls:
// the rest of them is spooled first.
type Session interface {
	// Describe binds q without running it. types are the parameters' types as the client declared them, Invalid where it
	// left them open.
	Describe(ctx context.Context, q *plan.Query, types []sqltype.Type) (*Description, error)

	// Files says whether the statements that follow may name files to read, and to write (R36). A new session may.
	Files(read, write bool)

	// Start prepares a run of q.
	Start(ctx context.Context, q *plan.Query, in Input) (Run, error)

	// CopyIn begins to take rows into the columns cols of a temp table; the other columns have their defaults. It runs in a
	// transaction that the caller undoes if the rows end before their time.
	CopyIn(ctx context.Context, c *plan.CopyIn, cols []sqltype.Column, in Input) (rows.Sink, error)

	// Begin, Commit and Rollback bracket a transaction, for the session's temp tables.
	Begin(ctx context.Context) error
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error

	// Alive says whether the transaction can go on: a statement that fails while it runs may end it.
	Alive(ctx context.Context) bool

	// Reset drops the session's temp tables (DISCARD ALL, DISCARD TEMP).
	Reset(ctx context.Context) error

	// TempTables are the session's temp tables by name.
	TempTables(ctx context.Context) ([]string, error)

	KeepingSession

	Close() error
}

// Description and Input are those of package rows, which the sessions above share.
type (
	Description = rows.Description
	Input       = rows.Input
)

// Run is one run of a query. SpineKeys and what is supplied come before Rows.
type Run interface {
	// SpineKeys materialises the Spine that is Relations[rel] and returns, for each of its rows in order, the values of the
	// keys of Joins[join].
	SpineKeys(ctx context.Context, rel, join int) ([][]any, error)

	// SupplyKeys hands over the keys of an At that has some: what its key list says, each once, without NULLs, of the types of the
	// target's keys.
	SupplyKeys(rel int, keys [][]any)

	// Supply hands over what the online store holds for view number view of an At (join -1) or of a spine join with Online.
	Supply(rel, join, view int, t Table)

	// SupplyTable hands over the rows of a SystemTable.
	SupplyTable(rel int, rows [][]any)

	// Rows runs the query.
	Rows(ctx context.Context) (rows.Rows, error)

	KeepingRun

	// Reports says, after Rows, how each view was read, for EXPLAIN.
	Reports() []Report

	Close() error
}

// Table is the state of a view for keys, as the online store has it. Each row is: the view's keys (in its entity's order, of
// the entity's types), its Inputs of the newest row, its Aggs, then the newest row's event time and t (Micros). Keys without a row in the view are left out.
type Table struct{ Rows [][]any }

// Report is how one view was read.
type Report struct {
	View                    string
	History                 bool // the server's own copy, not the files
	Files                   int
	RowGroups, AllRowGroups int
	Rows                    int64
}
