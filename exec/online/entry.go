package online

import (
	"encoding/binary"
	"math"

	"asof/catalog"
)

// An entry is everything the store knows of one key of one view, under one store key:
//
//	format   1 byte
//	fence    epoch, offset, erasure epoch: 8 bytes each, big endian
//	flags    1 byte: overflowed, folded
//	         an overflowed entry ends here
//	f        newest folded v                                  (if folded)
//	newest   f - e, order bytes, the inputs of plain columns  (if folded)
//	states   one for each aggregate with an unbounded frame
//	waiting  number, length in bytes, then rows by v: v, v - e, order bytes, all inputs
//	kept     number, then rows by e and order: e - the previous e, order bytes, the inputs of windows
//
// Waiting rows stand before kept ones, so that a read has those that are due when it streams over the kept rows.

const (
	entryFormat = 2
	fenceLen    = 1 + 3*8 // the format byte is part of the fence: another format is another entry

	flagOverflowed = 1
	flagFolded     = 2
)

// Fence says which update an entry holds. It is what a Swap compares. Epoch and Offset are those of the stream that wrote the
// entry (0 after a REFRESH; row-by-row updates without a stream count Offset up); Erasure is the epoch of the last erasure
// of the key.
type Fence struct{ Epoch, Offset, Erasure uint64 }

func (f Fence) append(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint64(append(dst, entryFormat), f.Epoch)
	dst = binary.BigEndian.AppendUint64(dst, f.Offset)
	return binary.BigEndian.AppendUint64(dst, f.Erasure)
}

func (r *reader) fence() Fence {
	if r.byte() != entryFormat {
		r.fail()
	}
	return Fence{r.uint64(), r.uint64(), r.uint64()}
}

// entry is an entry taken apart, to fold rows into it.
type entry struct {
	fence      Fence
	overflowed bool
	folded     bool  // at least one row is folded
	f          int64 // newest folded v
	newest     row
	states     []state // by aggregate; those of bounded frames stay empty
	waiting    []row   // by v, e, order
	kept       []row   // by e, order
}

func (c *Codec) newEntry() *entry {
	return &entry{f: math.MinInt64, states: make([]state, len(c.aggs))}
}

// appendEntry packs e.
func (c *Codec) appendEntry(dst []byte, e *entry) []byte {
	dst = e.fence.append(dst)
	if e.overflowed {
		return append(dst, flagOverflowed)
	}
	if !e.folded {
		dst = append(dst, 0)
	} else {
		dst = binary.AppendVarint(append(dst, flagFolded), e.f)
		dst = binary.AppendUvarint(dst, uint64(e.f-e.newest.e))
		dst = c.appendRow(dst, &c.newest, &e.newest)
	}
	for i := range c.aggs {
		if c.aggs[i].frame.Mode == catalog.Unbounded {
			dst = c.aggs[i].append(dst, &e.states[i])
		}
	}
	var later []byte
	for i := range e.waiting {
		w := &e.waiting[i]
		later = binary.AppendVarint(later, w.v)
		later = binary.AppendUvarint(later, uint64(w.v-w.e))
		later = c.appendRow(later, &c.waiting, w)
	}
	dst = binary.AppendUvarint(dst, uint64(len(e.waiting)))
	dst = binary.AppendUvarint(dst, uint64(len(later)))
	dst = append(dst, later...)
	dst = binary.AppendUvarint(dst, uint64(len(e.kept)))
	for i := range e.kept {
		if k := &e.kept[i]; i == 0 {
			dst = binary.AppendVarint(dst, k.e)
		} else {
			dst = binary.AppendUvarint(dst, uint64(k.e-e.kept[i-1].e))
		}
		dst = c.appendRow(dst, &c.kept, &e.kept[i])
	}
	return dst
}

// appendRow packs what a layout has of a row, beside its time.
func (c *Codec) appendRow(dst []byte, l *layout, r *row) []byte {
	if l.order {
		dst = append(binary.AppendUvarint(dst, uint64(len(r.order))), r.order...)
	}
	return c.appendInputs(dst, l, r)
}

func (c *Codec) readRow(rd *reader, l *layout, r *row) {
	if r.order = nil; l.order {
		r.order = rd.bytes()
	}
	c.readInputs(rd, l, r)
}

// readHead reads an entry up to the states. What it says of the newest row is valid if folded.
func (c *Codec) readHead(rd *reader, e *entry) {
	e.fence = rd.fence()
	flags := rd.byte()
	e.overflowed, e.folded = flags&flagOverflowed != 0, flags&flagFolded != 0
	if flags &^= flagOverflowed | flagFolded; flags != 0 {
		rd.fail()
	}
	if e.f = math.MinInt64; e.overflowed || !e.folded {
		return
	}
	e.f = rd.varint()
	e.newest.e = e.f - int64(rd.uvarint())
	c.readRow(rd, &c.newest, &e.newest)
}

// readWaiting reads the next waiting row.
func (c *Codec) readWaiting(rd *reader, r *row) {
	r.v = rd.varint()
	r.e = r.v - int64(rd.uvarint())
	c.readRow(rd, &c.waiting, r)
}

// decode takes an entry apart. Its rows alias b.
func (c *Codec) decode(b []byte) (*entry, error) {
	rd, e := reader{b: b}, c.newEntry()
	e.newest.in = make([]datum, len(c.inputs))
	if c.readHead(&rd, e); e.overflowed && !rd.bad {
		return e, nil
	}
	for i := range c.aggs {
		if c.aggs[i].frame.Mode == catalog.Unbounded {
			c.aggs[i].read(&rd, &e.states[i], true)
		}
	}
	e.waiting = c.makeRows(rd.count())
	later := reader{b: rd.bytes()}
	for i := range e.waiting {
		c.readWaiting(&later, &e.waiting[i])
	}
	e.kept = c.makeRows(rd.count())
	at := int64(0)
	for i := range e.kept {
		k := &e.kept[i]
		if i == 0 {
			at = rd.varint()
		} else {
			at += int64(rd.uvarint())
		}
		k.e = at
		c.readRow(&rd, &c.kept, k)
	}
	if rd.bad || later.bad || len(rd.b)+len(later.b) > 0 {
		return nil, c.damaged()
	}
	return e, nil
}

// makeRows makes n rows whose datums lie in one piece of memory.
func (c *Codec) makeRows(n int) []row {
	out, in := make([]row, n), make([]datum, n*len(c.inputs))
	for i := range out {
		out[i].in = in[i*len(c.inputs) : (i+1)*len(c.inputs) : (i+1)*len(c.inputs)]
	}
	return out
}
