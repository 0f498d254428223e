package online

import (
	"encoding/binary"

	"asof/catalog/sqlerr"
)

// A marker stands in each shard of a generation, written after every entry of a build: while it is there, the store has not
// lost the shard, and a key that is absent has no rows (R26). It says the generation, and how far the shard has come: 0 after
// a build.

const markerFormat = 1

// markerKey is the store key of a shard's marker: the one key of the shard without an entity key behind it.
func markerKey(dst, prefix []byte, shard uint8) []byte { return appendShard(dst, prefix, shard) }

func marker(generation, progress uint64) []byte {
	b := binary.BigEndian.AppendUint64([]byte{markerFormat}, generation)
	return binary.BigEndian.AppendUint64(b, progress)
}

// standing says whether b is a marker of the generation that has come at least as far as progress.
func standing(b []byte, generation, progress uint64) bool {
	r := reader{b: b}
	ok := r.byte() == markerFormat && r.uint64() == generation && r.uint64() >= progress
	return ok && !r.bad && len(r.b) == 0
}

// lost is the error of a shard without its marker.
func (v *View) lost() error {
	return sqlerr.New(sqlerr.StoreUnreachable, "the online store %s lost data of feature view %q", v.store.Name(), v.codec.view.Name).
		WithDetail("The marker of generation %d is missing or older: the store was emptied, evicted or rolled back.", v.space.Generation).
		WithHint("Run REFRESH FEATURE VIEW %s to load it again.", v.codec.view.Name)
}
