package online

import (
	"context"
	"sync/atomic"

	"asof/catalog"
	"asof/catalog/sqlerr"
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
}

// Reading is the answer to requests.
type Reading struct {
	Results    [][]Result // by request, then by key
	RoundTrips int        // Get calls of the store
	Keys       int        // entries asked for
}

// Read answers for keys of one view as of t.
func (v *View) Read(ctx context.Context, keys [][]any, t Clock) ([]Result, error) {
	r, err := ReadMany(ctx, []Request{{v, keys}}, t)
	if err != nil {
		return nil, err
	}
	return r.Results[0], nil
}

// shardAsked is a shard whose marker may have to be seen. at is where its marker stands in the Get, -1: it was not asked for.
type shardAsked struct {
	view   *View
	at     int
	absent bool
}

// ReadMany answers for keys of several views of one store, in one round trip; a second one reads markers, if keys are absent
// or the store was out of contact in between. A store that lost data of a view asked for is 58030.
func ReadMany(ctx context.Context, requests []Request, t Clock) (Reading, error) {
	out := Reading{Results: make([][]Result, len(requests))}
	total := 0
	for _, r := range requests {
		total += len(r.Keys)
	}
	if total == 0 {
		return out, nil
	}
	store := requests[0].View.store
	epoch := store.Epoch()
	type entryAsked struct{ request, key, shard int }
	asked := make([]entryAsked, 0, total)
	keys := make([][]byte, 0, total+1)
	var shards []shardAsked
	var markers [][]byte
	shardOf := map[shardID]int{}
	for i, r := range requests {
		if r.View.store != store {
			return Reading{}, sqlerr.New(sqlerr.Internal, "one read of two online stores")
		}
		out.Results[i] = make([]Result, len(r.Keys))
		for j, key := range r.Keys {
			out.Results[i][j].AsOf = t.T
			if hasNull(key) {
				continue
			}
			k, shard, err := encodeKey(nil, r.View.prefix, r.View.keys, key)
			if err != nil {
				return Reading{}, err
			}
			id := shardID{r.View, shard}
			s, ok := shardOf[id]
			if !ok {
				s = len(shards)
				shardOf[id] = s
				shards = append(shards, shardAsked{view: r.View, at: -1})
				if r.View.seen[shard].Load() != epoch+1 {
					shards[s].at = len(markers)
					markers = append(markers, markerKey(nil, r.View.prefix, shard))
				}
			}
			asked = append(asked, entryAsked{i, j, s})
			keys = append(keys, k)
		}
	}
	if out.Keys = len(keys); len(keys) == 0 {
		return out, nil
	}
	values, err := store.Get(ctx, append(keys, markers...))
	if err != nil {
		return Reading{}, err
	}
	out.RoundTrips = 1
	for i, a := range asked {
		res := &out.Results[a.request][a.key]
		if values[i] == nil {
			shards[a.shard].absent = true
			continue
		}
		if *res, err = requests[a.request].View.codec.Evaluate(values[i], t); err != nil {
			return Reading{}, err
		}
	}

	// A marker that was not asked for is needed where a key is absent, and everywhere if the store was away meanwhile: what
	// answered may then be another store than the one whose markers were seen.
	now := store.Epoch()
	var again []shardID
	for id, s := range shardOf {
		switch sh := &shards[s]; {
		case sh.at >= 0 && now == epoch:
			if err := id.saw(values[len(asked)+sh.at], epoch); err != nil {
				return Reading{}, err
			}
		case sh.absent || now != epoch:
			again = append(again, id)
		}
	}
	if len(again) > 0 {
		out.RoundTrips++
		err = seeMarkers(ctx, store, again, now)
	}
	return out, err
}

type shardID struct {
	view  *View
	shard uint8
}

// saw takes note of a marker, read when the store's epoch was at least epoch.
func (id shardID) saw(value []byte, epoch uint64) error {
	if !standing(value, id.view.space.Generation, 0) {
		return id.view.lost()
	}
	id.view.seen[id.shard].Store(epoch + 1)
	return nil
}

func seeMarkers(ctx context.Context, store Store, ids []shardID, epoch uint64) error {
	keys := make([][]byte, len(ids))
	for i, id := range ids {
		keys[i] = markerKey(nil, id.view.prefix, id.shard)
	}
	values, err := store.Get(ctx, keys)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if err := id.saw(values[i], epoch); err != nil {
			return err
		}
	}
	return nil
}

func hasNull(key []any) bool {
	for _, v := range key {
		if v == nil {
			return true
		}
	}
	return false
}
