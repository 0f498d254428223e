package online

import "encoding/binary"

// reader takes an entry apart. After the first read beyond the end, or of something malformed, bad is set, and every read
// gives zeros: it is looked at once, at the end of each part.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() { r.b, r.bad = nil, true }

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail()
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.fail()
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads how many things follow, each of at least one byte.
func (r *reader) count() int {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) bytes() []byte { return r.take(r.count()) }

func (r *reader) uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (r *reader) int128() int128 {
	var hi, lo uint64
	for shift := uint(0); shift < 128; shift += 7 {
		c := r.byte()
		v := uint64(c & 0x7f)
		if shift < 64 {
			lo |= v << shift
			if shift > 57 {
				hi |= v >> (64 - shift)
			}
		} else {
			hi |= v << (shift - 64)
		}
		if c < 0x80 {
			sign := -(lo & 1)
			return int128{int64(hi>>1 ^ sign), (lo>>1 | hi<<63) ^ sign}
		}
	}
	r.fail()
	return int128{}
}

func (r *reader) wide() wide {
	switch r.byte() {
	case 0:
		a := r.int128()
		return wide{a.hi >> 63, uint64(a.hi), a.lo}
	case 1:
		return wide{int64(r.uint64()), r.uint64(), r.uint64()}
	}
	r.fail()
	return wide{}
}
