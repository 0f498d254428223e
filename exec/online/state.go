package online

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"asof/exec/sketch"
)

// append packs the state of an unbounded frame. Equal states are equal bytes.
func (g *aggregate) append(dst []byte, s *state) []byte {
	dst = binary.AppendUvarint(dst, uint64(s.n))
	if s.n == 0 {
		return dst
	}
	switch g.method {
	case summing:
		dst = s.sum.append(dst)
	case deviating:
		dst = s.squares.append(s.sum.append(dst))
	case summingFloats, deviatingFast:
		dst = binary.BigEndian.AppendUint64(dst, math.Float64bits(s.f))
		dst = binary.BigEndian.AppendUint64(dst, math.Float64bits(s.c))
		dst = binary.AppendUvarint(dst, uint64(s.nan))
		dst = binary.AppendUvarint(dst, uint64(s.pos))
		dst = binary.AppendUvarint(dst, uint64(s.neg))
	case deciding:
		dst = binary.AppendUvarint(dst, uint64(s.trues))
	case first, last:
		dst = g.appendPlaced(dst, &placed{s.e, s.order, s.best})
	case least, greatest:
		dst = appendDatum(dst, g.typ, &s.best)
	case binning:
		dst = binary.AppendUvarint(dst, uint64(len(s.bins)))
		for _, b := range slices.Sorted(maps.Keys(s.bins)) {
			dst = binary.AppendUvarint(binary.AppendVarint(dst, int64(b)), uint64(s.bins[b]))
		}
	case registering:
		dst = binary.AppendUvarint(dst, uint64(s.sketch.Used))
		for register, rank := range s.sketch.Ranks {
			if rank > 0 {
				dst = append(binary.AppendUvarint(dst, uint64(register)), rank)
			}
		}
	case firsts, lasts, texts:
		list := g.latest(s)
		dst = binary.AppendUvarint(dst, uint64(len(list)))
		for i := range list {
			dst = g.appendPlaced(dst, &list[i])
		}
	case distinct, modal:
		size := 0
		for b, n := range s.counts {
			if size += uvarintLen(uint64(len(b))) + len(b); g.method == modal {
				size += uvarintLen(uint64(n))
			}
		}
		dst = binary.AppendUvarint(dst, uint64(size))
		for _, b := range slices.Sorted(maps.Keys(s.counts)) {
			if dst = append(binary.AppendUvarint(dst, uint64(len(b))), b...); g.method == modal {
				dst = binary.AppendUvarint(dst, uint64(s.counts[b]))
			}
		}
	}
	return dst
}

func (g *aggregate) appendPlaced(dst []byte, p *placed) []byte {
	dst = binary.AppendVarint(dst, p.e)
	dst = append(binary.AppendUvarint(dst, uint64(len(p.order))), p.order...)
	if p.d.null {
		return append(dst, 0)
	}
	return appendDatum(append(dst, 1), g.typ, &p.d)
}

// read reads what append wrote. The members of a count(DISTINCT) are left out unless members is set: a read without rows to
// add needs only their number.
func (g *aggregate) read(r *reader, s *state, members bool) {
	s.reset()
	if s.n = int64(r.uvarint()); s.n <= 0 {
		if s.n < 0 {
			r.fail()
		}
		return
	}
	switch g.method {
	case summing:
		s.sum = r.wide()
	case deviating:
		s.sum = r.wide()
		s.squares = r.wide()
	case summingFloats, deviatingFast:
		s.f, s.c = math.Float64frombits(r.uint64()), math.Float64frombits(r.uint64())
		s.nan, s.pos, s.neg = int64(r.uvarint()), int64(r.uvarint()), int64(r.uvarint())
	case deciding:
		s.trues = int64(r.uvarint())
	case first, last:
		var p placed
		g.readPlaced(r, &p)
		s.e, s.order, s.best = p.e, p.order, p.d
	case least, greatest:
		r.datum(g.typ, &s.best)
	case binning:
		if s.bins == nil {
			s.bins = map[int32]int64{}
		}
		total := int64(0)
		for range r.count() {
			b := int32(r.varint())
			s.bins[b] = int64(r.uvarint())
			total += s.bins[b]
		}
		if total != s.n {
			r.fail()
		}
	case registering:
		if s.sketch == nil {
			s.sketch = &sketch.Distinct{}
		}
		for range r.count() {
			s.sketch.Raise(uint16(r.uvarint()%sketch.Registers), r.byte()%sketch.RankLimit)
		}
	case firsts, lasts, texts:
		for range r.count() {
			var p placed
			g.readPlaced(r, &p)
			s.list = append(s.list, p)
		}
	case distinct, modal:
		g.readCounts(r, s, members || g.method == modal)
	}
}

func (g *aggregate) readPlaced(r *reader, p *placed) {
	p.e, p.order = r.varint(), r.bytes()
	if r.byte() == 0 {
		p.d.null = true
		return
	}
	r.datum(g.typ, &p.d)
}

func (g *aggregate) readCounts(r *reader, s *state, members bool) {
	in := reader{b: r.bytes()}
	if !members {
		return
	}
	if s.counts == nil {
		s.counts = make(map[string]int64, min(s.n, int64(len(in.b))))
	}
	total := int64(0)
	for len(in.b) > 0 && !in.bad {
		b, n := in.bytes(), int64(1)
		if g.method == modal {
			n = int64(in.uvarint())
		}
		s.counts[string(b)] = n
		total += n
	}
	if in.bad || total != s.n {
		r.fail()
	}
}

func uvarintLen(n uint64) int {
	l := 1
	for ; n >= 0x80; n >>= 7 {
		l++
	}
	return l
}
