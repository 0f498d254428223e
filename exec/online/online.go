// Package online is the online store: the contract that a driver implements (Store), and everything that is the same over
// every driver: what a store key is made of, the packed entry of a key, the fold of rows into it, and the values that it has
// as of a moment.
package online

import "context"

// Store keeps opaque values under opaque keys. It knows nothing of features: entries, markers and fences are made above it.
// Every error that means that the store cannot be reached or does not answer in time is a sqlerr.Error with SQLSTATE 58030
// that names the store; a full store is 53200. Methods may be called concurrently.
type Store interface {
	// Get returns the value of each key, in order, nil where there is none, in one round trip. It sees each value whole.
	Get(ctx context.Context, keys [][]byte) ([][]byte, error)

	// Put writes pairs unconditionally, in pipelined batches of bounded size. They are durable, as far as the store is, when
	// it returns.
	Put(ctx context.Context, pairs []Pair) error

	// Swap replaces each value if what is stored still begins with the swap's Expect (nil: if the key is absent), and if
	// Guard's value is as given. Both checks and the write are one atomic step per swap. The result says what happened to
	// each, in order.
	Swap(ctx context.Context, swaps []Swap) ([]SwapResult, error)

	// Free deletes every key with the prefix, in bounded batches that let other calls through.
	Free(ctx context.Context, prefix []byte) error

	// Epoch grows whenever contact with the store was lost and taken up again, so that markers have to be read anew (R26).
	Epoch() uint64

	// Name is the store for people: "redis 127.0.0.1:6379/0", "embedded".
	Name() string

	Close() error
}

// Checker is a Store that may be set up so that it drops what it was given. Check says so, before a build: 55000 with a hint.
type Checker interface {
	Check(ctx context.Context) error
}

// Ping asks a store whether it answers, for a key of a namespace that no generation has.
func Ping(ctx context.Context, s Store, namespace string) error {
	_, err := s.Get(ctx, [][]byte{Space{Namespace: namespace}.Prefix()})
	return err
}

// Counter is a Store that counts what it does.
type Counter interface{ Counts() Counts }

// Counts are what a store has done since it was opened. Retries are round trips that were begun again.
type Counts struct{ RoundTrips, Errors, Retries uint64 }

// Pair is a key with its value.
type Pair struct{ Key, Value []byte }

// Swap is a conditional write.
type Swap struct {
	Key, Value []byte
	Expect     []byte // the first bytes of the stored value; nil: the key must be absent
	Guard      []byte // a key, or nil
	GuardValue []byte // what Guard must hold
}

// SwapResult is the outcome of a Swap.
type SwapResult uint8

// The outcomes.
const (
	Swapped   SwapResult = iota
	Changed              // the stored value is another one: read again
	Unguarded            // the guard is missing or differs: the store lost data
)
