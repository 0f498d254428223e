package online

import (
	"context"

	"asof/catalog/sqlerr"
	"asof/exec/rows"
)

// applyTries is how often an update is tried again when another writer was faster.
const applyTries = 100

// update is the part of an Apply that falls on one key.
type update struct {
	key, marker []byte
	rows        []row
}

// Apply folds rows of any keys into a built generation: those with v <= clock now, the others wait (R21). Each key is
// updated whole or not at all, by a Swap under its entry's fence and its shard's marker, so a read sees all of a call's rows
// of a key or none, and an entry that the store lost is never begun anew (58030). Keys are independent of each other: after an
// error some may have their rows and others not, and after 58030 it is not known which: a stream that tries again compares its
// fence, anyone else has to REFRESH.
func (v *View) Apply(ctx context.Context, list []rows.Row, clock int64) error {
	todo, err := v.updates(list)
	for try := 0; err == nil && len(todo) > 0; try++ {
		if try == applyTries {
			return sqlerr.New(sqlerr.SerializationFailure, "feature view %q: an entry is updated by too many writers at once", v.codec.view.Name)
		}
		todo, err = v.tryApply(ctx, todo, clock)
	}
	return err
}

// updates groups rows by key, in the order in which keys come first.
func (v *View) updates(list []rows.Row) ([]update, error) {
	var todo []update
	at := map[string]int{}
	for i := range list {
		r := &list[i]
		if hasNull(r.Key) {
			return nil, sqlerr.New(sqlerr.Internal, "a row of feature view %q has a NULL key", v.codec.view.Name)
		}
		key, shard, err := encodeKey(nil, v.prefix, v.keys, r.Key)
		if err != nil {
			return nil, err
		}
		one, err := v.codec.row(r)
		if err != nil {
			return nil, err
		}
		k, ok := at[string(key)]
		if !ok {
			k = len(todo)
			at[string(key)] = k
			todo = append(todo, update{key: key, marker: markerKey(nil, v.prefix, shard)})
		}
		todo[k].rows = append(todo[k].rows, one)
	}
	return todo, nil
}

// tryApply makes one attempt and returns the updates that another writer was faster than.
func (v *View) tryApply(ctx context.Context, todo []update, clock int64) ([]update, error) {
	keys := make([][]byte, len(todo))
	for i := range todo {
		keys[i] = todo[i].key
	}
	values, err := v.store.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	swaps := make([]Swap, len(todo))
	for i, u := range todo {
		e, s := v.codec.newEntry(), &swaps[i]
		if values[i] != nil {
			if e, err = v.codec.decode(values[i]); err != nil {
				return nil, err
			}
			s.Expect = values[i][:fenceLen]
		}
		v.codec.fold(e, u.rows, clock)
		v.codec.bounded(e, v.codec.maxRows)
		e.fence.Offset++
		s.Key, s.Value = u.key, v.codec.appendEntry(nil, e)
		s.Guard, s.GuardValue = u.marker, marker(v.space.Generation, 0)
	}
	results, err := v.store.Swap(ctx, swaps)
	if err != nil {
		return nil, err
	}
	again := todo[:0]
	lost := false
	for i, r := range results {
		switch r {
		case Changed:
			again = append(again, todo[i])
		case Unguarded:
			lost = true
		}
	}
	if lost {
		return nil, v.lost()
	}
	return again, nil
}
