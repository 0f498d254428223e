package catalog

import "context"

// Log keeps a catalog durably: every change ever committed, in order. Errors that mean that it cannot be written or read are
// sqlerr.Errors: 58030, or 53100 for a full disk.
type Log interface {
	// Append adds an entry. It is durable, as a whole, when Append returns nil, and not there when it returns an error. The
	// entry's Version is one more than the last one's (1 in an empty log); anything else is refused.
	Append(ctx context.Context, e Entry) error

	// Replay calls fn for each entry, in order, and ends at fn's first error. Old in the changes is the New of an earlier one.
	Replay(ctx context.Context, fn func(Entry) error) error

	// TakeIDs returns the first of n consecutive numbers that no call has returned before, since the log was made. It begins
	// at 1.
	TakeIDs(ctx context.Context, n uint64) (first uint64, err error)

	// ID names the catalog: 16 hexadecimal digits, drawn when the log was made.
	ID() string
}

// Entry is one committed transaction.
type Entry struct {
	Version uint64 // of the snapshot that it made
	At      int64  // microseconds since 1970
	Who     string
	Changes []Change
}
