package online

import (
	"encoding/binary"
	"hash/fnv"
	"math/big"
	"strconv"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Shards is how many shards the keys of an entity are spread over. It is fixed: the shard is part of the store key.
const Shards = 256

// Space is where the entries of one generation of one view live. Namespace tells the catalogs that share a store apart; it
// holds letters, digits, '-' and '_' only. Generation is unique in its catalog.
type Space struct {
	Namespace  string
	Generation uint64
}

// Prefix is what every store key of the generation begins with, and no key of another one.
func (s Space) Prefix() []byte { return s.appendPrefix(make([]byte, 0, 64)) }

func (s Space) appendPrefix(dst []byte) []byte {
	dst = append(dst, "asof:"...)
	dst = append(dst, s.Namespace...)
	dst = append(dst, ':')
	dst = strconv.AppendUint(dst, s.Generation, 36)
	return append(dst, '{')
}

func (s Space) check() error {
	if s.Namespace == "" || len(s.Namespace) > 40 {
		return sqlerr.New(sqlerr.InvalidParameterValue, "the namespace of an online store has 1 to 40 characters, not %d", len(s.Namespace))
	}
	for _, c := range s.Namespace {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return sqlerr.New(sqlerr.InvalidParameterValue, "the namespace %q of an online store may hold letters, digits, - and _ only", s.Namespace)
		}
	}
	return nil
}

const hexDigits = "0123456789abcdef"

// appendShard closes the prefix: "{7f}" is the hash tag that keeps all views of one entity key on one slot of a cluster.
func appendShard(dst, prefix []byte, shard uint8) []byte {
	dst = append(dst, prefix...)
	return append(dst, hexDigits[shard>>4], hexDigits[shard&15], '}')
}

// EncodeKey makes the store key of an entity key and tells its shard. It is the one place that knows what store keys look
// like. Values that SQL's = calls equal give one key, different ones different keys (R6). A value of another type than its
// column is 42804; NULL is the caller's to keep out.
func EncodeKey(dst []byte, s Space, types []sqltype.Type, key []any) ([]byte, uint8, error) {
	return encodeKey(s.appendPrefix(dst), nil, types, key)
}

func encodeKey(dst, prefix []byte, types []sqltype.Type, key []any) ([]byte, uint8, error) {
	if len(key) != len(types) {
		return nil, 0, sqlerr.New(sqlerr.DatatypeMismatch, "a key of %d columns has %d values", len(types), len(key))
	}
	at := len(dst) + len(prefix) + len("7f}")
	dst = appendShard(dst, prefix, 0)
	for i, v := range key {
		var ok bool
		if dst, ok = appendKeyValue(dst, types[i], v); !ok {
			return nil, 0, sqlerr.New(sqlerr.DatatypeMismatch, "key column %d is of type %s, not %T", i+1, types[i], v)
		}
	}
	if len(key) == 0 {
		dst = append(dst, 0) // the one key of a global view: a bare shard is its marker
	}
	h := fnv.New32a()
	h.Write(dst[at:])
	sum := h.Sum32()
	shard := uint8(sum ^ sum>>8 ^ sum>>16 ^ sum>>24)
	dst[at-3], dst[at-2] = hexDigits[shard>>4], hexDigits[shard&15]
	return dst, shard, nil
}

// appendKeyValue appends a value so that it ends itself: no value's bytes are a prefix of another's of the same type.
func appendKeyValue(dst []byte, t sqltype.Type, v any) ([]byte, bool) {
	switch t.ID {
	case sqltype.Bool:
		b, ok := v.(bool)
		if b {
			return append(dst, 1), ok
		}
		return append(dst, 0), ok
	case sqltype.Int2, sqltype.Int4, sqltype.Int8:
		n, ok := v.(int64)
		return binary.AppendVarint(dst, n), ok
	case sqltype.Date:
		n, ok := v.(sqltype.Days)
		return binary.AppendVarint(dst, int64(n)), ok
	case sqltype.Timestamp, sqltype.TimestampTZ:
		n, ok := v.(sqltype.Micros)
		return binary.AppendVarint(dst, int64(n)), ok
	case sqltype.Text:
		s, ok := v.(string)
		return append(binary.AppendUvarint(dst, uint64(len(s))), s...), ok
	case sqltype.Bytea:
		s, ok := v.([]byte)
		return append(binary.AppendUvarint(dst, uint64(len(s))), s...), ok
	case sqltype.UUID:
		u, ok := v.([16]byte)
		return append(dst, u[:]...), ok
	case sqltype.Numeric:
		switch n := v.(type) {
		case sqltype.Decimal:
			return appendKeyDecimal(dst, n), true
		case int64:
			return appendKeyDecimal(dst, sqltype.Decimal{Int: big.NewInt(n)}), true
		}
	}
	return dst, false
}

// appendKeyDecimal drops trailing zeros of the coefficient, so that 1.0 and 1.00 are one key.
func appendKeyDecimal(dst []byte, d sqltype.Decimal) []byte {
	if d.Special != sqltype.Finite {
		return append(dst, byte(d.Special))
	}
	n, scale := d.Int, int64(d.Scale)
	if n == nil || n.Sign() == 0 {
		return append(dst, 0, 0, 0)
	}
	if ten, q, r := big.NewInt(10), new(big.Int), new(big.Int); n.Bit(0) == 0 {
		for n = new(big.Int).Set(n); ; scale-- {
			if q.QuoRem(n, ten, r); r.Sign() != 0 {
				break
			}
			n.Set(q)
		}
	}
	dst = append(dst, 0)
	dst = binary.AppendVarint(dst, scale)
	mag := n.Bytes()
	dst = binary.AppendVarint(dst, int64(len(mag)*n.Sign()))
	return append(dst, mag...)
}

// keyTypes are the types of a view's keys; one that may not be a key is 42P17.
func keyTypes(cols []sqltype.Column) ([]sqltype.Type, error) {
	types := make([]sqltype.Type, len(cols))
	for i, c := range cols {
		switch c.Type.ID {
		case sqltype.Bool, sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.Numeric, sqltype.Text, sqltype.UUID,
			sqltype.Date, sqltype.Timestamp, sqltype.TimestampTZ, sqltype.Bytea:
		default:
			return nil, sqlerr.New(sqlerr.InvalidObjectDefinition, "column %q of type %s cannot be a key", c.Name, c.Type)
		}
		if types[i] = c.Type; c.Type.Array {
			return nil, sqlerr.New(sqlerr.InvalidObjectDefinition, "column %q of type %s cannot be a key", c.Name, c.Type)
		}
	}
	return types, nil
}
