package offline

import (
	"context"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// Keeper is what an engine does for training sets and feature tests: it keeps rows of queries as files beside the histories, and knows the files that
// they came from. FreeHistory frees what is kept under a generation, too.
type Keeper interface {
	// Stamps are the files that a path or a glob names now, by path. A file that is not there is 58P01.
	Stamps(ctx context.Context, path string) ([]catalog.FileStamp, error)

	// Digest is the SHA-256 of a file's contents in hexadecimal digits. It calls progress with the bytes read since the last call.
	Digest(ctx context.Context, path string, progress func(n int64)) (string, error)

	// KeepRows keeps rows under a generation, and returns the path of a Parquet file that has the columns by their names.
	KeepRows(ctx context.Context, generation uint64, cols []sqltype.Column, rows [][]any) (string, error)

	// Recount reads the rows kept under a generation and tells how many there are and their hash. No such file is 58P01.
	Recount(ctx context.Context, generation uint64, cols []sqltype.Column) (Kept, error)
}

// Estimator is what an engine knows of data before it is read.
type Estimator interface {
	// Rate estimates how many rows of a key come in a microsecond, from the first rows of a view's source; 0 if that cannot be told.
	Rate(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView) (float64, error)
}

// Kept is rows that were kept. Hash depends on the rows, how often each is there included, and not on their order.
type Kept struct {
	Columns     []sqltype.Column
	Rows, Bytes int64
	Hash        string
}

// Reads is what a query names itself: paths and globs of files, made absolute, and temp tables.
type Reads struct{ Files, Tables []string }

// KeepingSession is a session that tells what a query reads.
type KeepingSession interface {
	Reads(ctx context.Context, q *plan.Query, in Input) (Reads, error)
}

// KeepingRun is a run that can keep its rows.
type KeepingRun interface {
	// Keep runs the query, in the place of Rows, and keeps its rows under a generation, durable when it returns.
	Keep(ctx context.Context, generation uint64) (Kept, error)
}
