package online

import (
	"bytes"
	"context"
	"errors"
	"io"

	"asof/catalog/sqlerr"
	"asof/exec/rows"
)

// Scan yields view rows until io.EOF. A row is valid until the next call.
type Scan interface {
	Next(ctx context.Context) (*rows.Row, error)
}

// Built is what a build wrote.
type Built struct {
	Rows       int64 // rows read
	Keys       int64 // entries written
	Overflowed int64 // entries beyond the view's MaxRows, answered offline (R25)
	Bytes      int64 // of store keys and entries, markers left out
}

const (
	batchBytes = 1 << 20 // what a build hands to the store at once
	batchPairs = 4096
	foldRows   = 4096 // rows of a key that a build gathers before it folds them

	// buildSlack is how many times MaxRows a key may hold in the midst of a build, before its last rows have pushed out the
	// first: the bound of a build's memory.
	buildSlack = 8
)

// Build writes the generation anew from all rows of the view, those of each key one after another: what REFRESH does. Rows
// with v <= clock are folded, later ones wait (R21). Memory is bounded by a key's kept rows and one batch. The markers are
// written last: until then a read of the generation is 58030, and the caller switches to it only when Build has returned.
func (v *View) Build(ctx context.Context, scan Scan, clock int64) (Built, error) {
	if c, ok := v.store.(Checker); ok {
		if err := c.Check(ctx); err != nil {
			return Built{}, err
		}
	}
	b := builder{v: v, clock: clock}
	for {
		r, err := scan.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = b.add(ctx, r)
		}
		if err != nil {
			return Built{}, err
		}
	}
	if err := b.finish(ctx); err != nil {
		return Built{}, err
	}
	if err := b.flush(ctx); err != nil {
		return Built{}, err
	}
	pairs := make([]Pair, Shards)
	for i := range pairs {
		pairs[i] = Pair{markerKey(nil, v.prefix, uint8(i)), marker(v.space.Generation, 0)}
	}
	return b.out, v.store.Put(ctx, pairs)
}

// builder is a build under way: the key that it is at, and the batch that is not written yet.
type builder struct {
	v     *View
	clock int64
	key   []byte // nil before the first row
	next  []byte // memory for the next row's key
	entry *entry
	rows  []row // of key, not folded yet
	batch []Pair
	size  int
	out   Built
}

func (b *builder) add(ctx context.Context, r *rows.Row) error {
	if hasNull(r.Key) {
		return sqlerr.New(sqlerr.Internal, "a row of feature view %q has a NULL key", b.v.codec.view.Name)
	}
	var err error
	if b.next, _, err = encodeKey(b.next[:0], b.v.prefix, b.v.keys, r.Key); err != nil {
		return err
	}
	if b.key == nil || !bytes.Equal(b.key, b.next) {
		if err := b.finish(ctx); err != nil {
			return err
		}
		b.key, b.entry = bytes.Clone(b.next), b.v.codec.newEntry()
	}
	b.out.Rows++
	if b.entry.overflowed {
		return nil
	}
	one, err := b.v.codec.row(r)
	if err != nil {
		return err
	}
	if b.rows = append(b.rows, one); len(b.rows) >= foldRows {
		b.fold(buildSlack * b.v.codec.maxRows)
	}
	return nil
}

func (b *builder) fold(limit int) {
	b.v.codec.fold(b.entry, b.rows, b.clock)
	b.v.codec.bounded(b.entry, limit)
	clear(b.rows)
	b.rows = b.rows[:0]
}

// finish packs the key that the build is at.
func (b *builder) finish(ctx context.Context) error {
	if b.key == nil {
		return nil
	}
	b.fold(b.v.codec.maxRows)
	value := b.v.codec.appendEntry(nil, b.entry)
	b.batch = append(b.batch, Pair{b.key, value})
	b.size += len(b.key) + len(value)
	b.out.Keys++
	b.out.Bytes += int64(len(b.key) + len(value))
	if b.entry.overflowed {
		b.out.Overflowed++
	}
	if len(b.batch) < batchPairs && b.size < batchBytes {
		return nil
	}
	return b.flush(ctx)
}

// flush writes the batch.
func (b *builder) flush(ctx context.Context) error {
	if len(b.batch) == 0 {
		return nil
	}
	err := b.v.store.Put(ctx, b.batch)
	clear(b.batch)
	b.batch, b.size = b.batch[:0], 0
	return err
}
