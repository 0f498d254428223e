package online

import (
	"context"
	"sync/atomic"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// View is one generation of a feature view in a store: it builds, updates, reads and frees it. It may be used concurrently,
// and is best kept as long as the generation serves: it remembers which shards' markers it has seen on this contact with the
// store, and a new one has to see them anew (in the same round trip).
type View struct {
	store  Store
	space  Space
	prefix []byte
	codec  *Codec
	keys   []sqltype.Type

	seen [Shards]atomic.Uint64 // the store's epoch + 1 when the shard's marker was last seen; 0: never
}

// NewView is a handle on the generation space of v in store. It touches nothing.
func NewView(store Store, space Space, v *catalog.FeatureView) (*View, error) {
	if err := space.check(); err != nil {
		return nil, err
	}
	codec, err := NewCodec(v)
	if err != nil {
		return nil, err
	}
	cols := make([]sqltype.Column, len(v.Keys))
	for i, k := range v.Keys {
		cols[i] = k.Column
	}
	types, err := keyTypes(cols)
	if err != nil {
		return nil, err
	}
	return &View{store: store, space: space, prefix: space.Prefix(), codec: codec, keys: types}, nil
}

// Generation is the generation that the handle is of.
func (v *View) Generation() uint64 { return v.space.Generation }

// Free deletes the generation, markers and all. Reads of it then fail with 58030.
func (v *View) Free(ctx context.Context) error { return Free(ctx, v.store, v.space) }

// Free deletes everything that a generation has in store.
func Free(ctx context.Context, store Store, space Space) error {
	if err := space.check(); err != nil {
		return err
	}
	return store.Free(ctx, space.Prefix())
}

// Request asks for keys of one view. A key with a NULL in it is Absent.
type Request struct {
	View *View
	Keys [][]any

	// Wanted says, by index of the view's aggregates, which of them are read; nil: all. The others cost nothing, and cannot fail
	// by being out of range.
	Wanted []bool
}

// Reading is the answer to requests.
type Reading struct {
	Results    [][]Result // by request, then by key
	RoundTrips int        // Get calls of the store
	Keys       int        // entries asked for
}

// Read answers for keys of one view as of t.
func (v *View) Read(ctx context.Context, keys [][]any, t Clock) ([]Result, error) {
	r, err := ReadMany(ctx, []Request{{View: v, Keys: keys}}, t)
	if err != nil {
		return nil, err
	}
	return r.Results[0], nil
}

func hasNull(key []any) bool {
	for _, v := range key {
		if v == nil {
			return true
		}
	}
	return false
}
