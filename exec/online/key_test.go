package online_test

import (
	"bytes"
	"math/big"
	"testing"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/online"
)

func dec(n int64, scale int32) sqltype.Decimal {
	return sqltype.Decimal{Int: big.NewInt(n), Scale: scale}
}

// TestKeys checks R6: what = calls equal is one key, everything else is another one.
func TestKeys(t *testing.T) {
	text, numeric, uuid := sqltype.Of(sqltype.Text), sqltype.DecimalOf(12, 2), sqltype.Of(sqltype.UUID)
	for name, c := range map[string]struct {
		types  []sqltype.Type
		groups [][][]any // keys of a group are one, groups differ
	}{
		"numeric": {[]sqltype.Type{numeric}, [][][]any{
			{{dec(10, 1)}, {dec(100, 2)}, {dec(1, 0)}, {int64(1)}, {dec(1000000, 6)}},
			{{dec(10, 0)}, {dec(1, -1)}, {int64(10)}}, {{dec(-1, 0)}}, {{dec(1, 1)}}, {{dec(11, 0)}}, {{dec(101, 0)}},
			{{dec(0, 0)}, {dec(0, 5)}, {int64(0)}, {sqltype.Decimal{}}}, {{sqltype.Decimal{Special: sqltype.NaN}}},
			{{sqltype.Decimal{Int: new(big.Int).Lsh(big.NewInt(1), 300)}}},
		}},
		"texts": {[]sqltype.Type{text, text}, [][][]any{
			{{"1", "23"}}, {{"12", "3"}}, {{"123", ""}}, {{"", "123"}}, {{"", ""}}, {{"a", "b"}}, {{"A", "b"}}, {{"a\x00", "b"}}, {{"a", "\x00b"}}, {{"{a}", "b"}},
		}},
		"mixed": {[]sqltype.Type{sqltype.Of(sqltype.Int8), text, sqltype.Of(sqltype.Bool)}, [][][]any{
			{{int64(1), "a", true}}, {{int64(1), "a", false}}, {{int64(-1), "a", true}}, {{int64(128), "a", true}}, {{int64(1), "", true}},
		}},
		"times": {[]sqltype.Type{sqltype.Of(sqltype.Date), sqltype.Of(sqltype.TimestampTZ)}, [][][]any{
			{{sqltype.Days(1), sqltype.Micros(2)}}, {{sqltype.Days(2), sqltype.Micros(1)}}, {{sqltype.Days(-1), sqltype.Micros(2)}}, {{sqltype.InfinityDays, sqltype.Infinity}},
		}},
		"uuid": {[]sqltype.Type{uuid, sqltype.Of(sqltype.Bytea)}, [][][]any{
			{{[16]byte{1}, []byte{}}}, {{[16]byte{2}, []byte{}}}, {{[16]byte{1}, []byte{0}}},
		}},
	} {
		var seen [][]byte
		for i, g := range c.groups {
			var first []byte
			for _, key := range g {
				got, _, err := online.EncodeKey(nil, online.Space{Namespace: "n", Generation: 1}, c.types, key)
				if err != nil {
					t.Fatal(err)
				}
				if first == nil {
					first = got
				}
				if !bytes.Equal(got, first) {
					t.Errorf("%s: %v is not the key of its group %d", name, key, i)
				}
			}
			for _, other := range seen {
				if bytes.Equal(first, other) {
					t.Errorf("%s: %v is a key of another group", name, g[0])
				}
				if bytes.HasPrefix(first, other) || bytes.HasPrefix(other, first) {
					t.Errorf("%s: %v and another key begin alike: %x %x", name, g[0], first, other)
				}
			}
			seen = append(seen, first)
		}
	}
	for _, key := range [][]any{{"1"}, {int64(1), int64(2)}, {}, {nil}} {
		if _, _, err := online.EncodeKey(nil, online.Space{}, []sqltype.Type{sqltype.Of(sqltype.Int8)}, key); sqlerr.Code(err) != sqlerr.DatatypeMismatch {
			t.Errorf("%v: %v", key, err)
		}
	}
}

// TestSpaces: no generation's prefix begins another's keys, and an entity key has one hash tag in all of them.
func TestSpaces(t *testing.T) {
	types, key := []sqltype.Type{sqltype.Of(sqltype.Text)}, []any{"x"}
	spaces := []online.Space{{"n", 1}, {"n", 36}, {"n", 37}, {"n1", 1}, {"n", 1 << 63}, {"m", 1}}
	var tag []byte
	for i, s := range spaces {
		k, shard, err := online.EncodeKey(nil, s, types, key)
		if err != nil {
			t.Fatal(err)
		}
		open, end := bytes.IndexByte(k, '{'), bytes.IndexByte(k, '}')
		if tag == nil {
			tag = k[open:end]
		}
		if !bytes.Equal(k[open:end], tag) {
			t.Errorf("%v: shard %d, tag %q", s, shard, k[open:end])
		}
		for j, other := range spaces {
			if bytes.HasPrefix(k, other.Prefix()) != (i == j) {
				t.Errorf("%q begins %q", other.Prefix(), k)
			}
		}
	}
	shards := map[uint8]bool{}
	for i := range int64(5000) {
		_, shard, _ := online.EncodeKey(nil, spaces[0], []sqltype.Type{sqltype.Of(sqltype.Int8)}, []any{i})
		shards[shard] = true
	}
	if len(shards) != online.Shards {
		t.Errorf("5000 keys fall on %d shards", len(shards))
	}
}
