package syscat

import (
	"crypto/rand"

	"asof/catalog/sqltype"
)

// This file has functions that fit nowhere else.

func init() {
	nulls := func(a []any) int64 {
		n := int64(0)
		for _, v := range a {
			if v == nil {
				n++
			}
		}
		return n
	}
	register(map[string]Func{
		"pg_num_nulls":    func(_ *Call, a []any) (any, error) { return nulls(a), nil },
		"pg_num_nonnulls": func(_ *Call, a []any) (any, error) { return int64(len(a)) - nulls(a), nil },
		"gen_random_uuid": func(*Call, []any) (any, error) {
			var u [16]byte
			rand.Read(u[:])
			u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80 // version 4
			return u, nil
		},
		"timeofday": func(c *Call, _ []any) (any, error) {
			f := *c.Format
			f.DateStyle, f.DateOrder = "Postgres", "MDY"
			return string(sqltype.AppendText(nil, sqltype.Of(sqltype.TimestampTZ), c.Now, &f)), nil
		},
	})
}
