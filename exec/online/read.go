package online

import (
	"context"

	"asof/catalog/sqlerr"
)

// ReadMany answers for keys of several views of one store, in one round trip; a second one reads markers, if keys are absent
// or the store was out of contact in between. A store that lost data of a view asked for is 58030.
func ReadMany(ctx context.Context, requests []Request, t Clock) (Reading, error) {
	out := Reading{Results: make([][]Result, len(requests))}
	a, err := ask(requests)
	if err != nil {
		return Reading{}, err
	}
	for i, r := range requests {
		out.Results[i] = make([]Result, len(r.Keys))
		for j := range out.Results[i] {
			out.Results[i][j].AsOf = t.T
		}
	}
	if out.Keys = len(a.entries); out.Keys == 0 {
		return out, nil
	}
	values, err := a.store.Get(ctx, a.keys)
	if err != nil {
		return Reading{}, err
	}
	out.RoundTrips = 1
	for i, e := range a.entries {
		r := requests[e.request]
		if values[i] == nil {
			a.shards[e.shard].absent = true
			continue
		}
		if out.Results[e.request][e.key], err = r.View.codec.Evaluate(values[i], t, r.Wanted); err != nil {
			return Reading{}, err
		}
	}
	trips, err := a.see(ctx, values)
	out.RoundTrips += trips
	return out, err
}

// asking is one Get: the keys of entries, then those of the markers that have to be seen on this contact with the store.
type asking struct {
	store   Store
	epoch   uint64 // before the Get
	keys    [][]byte
	entries []entryAsked
	shards  []shardAsked
}

// entryAsked says which request and key an entry is for, and where its shard is.
type entryAsked struct{ request, key, shard int }

// shardAsked is a shard that entries were asked of.
type shardAsked struct {
	shardID
	marker int // where its marker is among the keys; -1: it was seen before
	absent bool
}

type shardID struct {
	view  *View
	shard uint8
}

// keyBytes is how many bytes a key takes beside its prefix, about: more are made room for as they come.
const keyBytes = 16

func ask(requests []Request) (*asking, error) {
	a := &asking{}
	total := 0
	for _, r := range requests {
		total += len(r.Keys)
	}
	if total == 0 {
		return a, nil
	}
	a.store = requests[0].View.store
	a.epoch = a.store.Epoch()
	a.keys = make([][]byte, 0, total+4)
	a.entries = make([]entryAsked, 0, total)
	var place map[shardID]int // stays nil for a single key
	var room []byte           // the keys lie in it one after the other
	for i, r := range requests {
		if r.View.store != a.store {
			return nil, sqlerr.New(sqlerr.Internal, "one read of two online stores")
		}
		for j, key := range r.Keys {
			if hasNull(key) {
				continue
			}
			if room == nil {
				room = make([]byte, 0, total*(len(r.View.prefix)+keyBytes))
			}
			from := len(room)
			var shard uint8
			var err error
			if room, shard, err = encodeKey(room, r.View.prefix, r.View.keys, key); err != nil {
				return nil, err
			}
			id := shardID{r.View, shard}
			at, ok := place[id]
			if !ok {
				if at = len(a.shards); total > 1 {
					if place == nil {
						place = make(map[shardID]int, min(total, len(requests)*Shards))
					}
					place[id] = at
				}
				a.shards = append(a.shards, shardAsked{shardID: id})
			}
			a.keys = append(a.keys, room[from:len(room):len(room)])
			a.entries = append(a.entries, entryAsked{i, j, at})
		}
	}
	for i := range a.shards {
		sh := &a.shards[i]
		if sh.marker = -1; sh.view.seen[sh.shard].Load() != a.epoch+1 {
			sh.marker = len(a.keys)
			a.keys = append(a.keys, markerKey(nil, sh.view.prefix, sh.shard))
		}
	}
	return a, nil
}

// see makes sure that no shard has lost data, and tells how many more round trips that took. A marker that was not asked for is
// needed where a key is absent; all of them are needed if the store was away meanwhile: what answered may then be another
// store than the one whose markers were seen.
func (a *asking) see(ctx context.Context, values [][]byte) (int, error) {
	now := a.store.Epoch()
	var again []shardID
	for _, sh := range a.shards {
		switch {
		case sh.marker >= 0 && now == a.epoch:
			if err := sh.saw(values[sh.marker], now); err != nil {
				return 0, err
			}
		case sh.absent || now != a.epoch:
			again = append(again, sh.shardID)
		}
	}
	if len(again) == 0 {
		return 0, nil
	}
	keys := make([][]byte, len(again))
	for i, id := range again {
		keys[i] = markerKey(nil, id.view.prefix, id.shard)
	}
	values, err := a.store.Get(ctx, keys)
	if err != nil {
		return 1, err
	}
	for i, id := range again {
		if err := id.saw(values[i], now); err != nil {
			return 1, err
		}
	}
	return 1, nil
}

// saw takes note of a marker, read when the store's epoch was at least epoch.
func (id shardID) saw(value []byte, epoch uint64) error {
	if !standing(value, id.view.space.Generation, 0) {
		return id.view.lost()
	}
	id.view.seen[id.shard].Store(epoch + 1)
	return nil
}
