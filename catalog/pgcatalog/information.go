package pgcatalog

import (
	"strings"

	"asof/catalog"
)

// The functions of information_schema over a column's type and modifier. Postgres has them in SQL; a client that lists all columns
// calls them for each.
func init() {
	byType := func(value func(typ uint32, mod int64) any) Function {
		return func(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
			return value(uint32(args[0].(int64)), args[1].(int64)), nil
		}
	}
	register(map[string]Function{
		"_pg_char_max_length":         byType(charMaxLength),
		"_pg_char_octet_length":       byType(charOctetLength),
		"_pg_numeric_precision":       byType(numericPrecision),
		"_pg_numeric_precision_radix": byType(numericRadix),
		"_pg_numeric_scale":           byType(numericScale),
		"_pg_datetime_precision":      byType(datetimePrecision),
		"_pg_interval_type":           byType(intervalType),
		"_pg_index_position": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			row, ok := sessionOf(s, env).rowByOID("pg_index", args[0].(int64))
			if ok {
				for i, n := range view("pg_index").oids(row, "indkey") {
					if int64(n) == args[1] {
						return int64(i + 1), nil
					}
				}
			}
			return nil, nil
		},
	})
}

func charMaxLength(typ uint32, mod int64) any {
	switch {
	case mod == -1:
	case typ == 1042 || typ == 1043:
		return mod - 4
	case typ == 1560 || typ == 1562:
		return mod
	}
	return nil
}

func charOctetLength(typ uint32, mod int64) any {
	if typ != 25 && typ != 1042 && typ != 1043 {
		return nil
	}
	if mod == -1 {
		return int64(1 << 30)
	}
	if n, ok := charMaxLength(typ, mod).(int64); ok {
		return n * 4 // bytes of a character in UTF-8
	}
	return nil
}

func numericPrecision(typ uint32, mod int64) any {
	switch typ {
	case 21:
		return int64(16)
	case 23:
		return int64(32)
	case 20:
		return int64(64)
	case 700:
		return int64(24)
	case 701:
		return int64(53)
	case 1700:
		if mod != -1 {
			return (mod - 4) >> 16 & 65535
		}
	}
	return nil
}

func numericRadix(typ uint32, _ int64) any {
	switch typ {
	case 20, 21, 23, 700, 701:
		return int64(2)
	case 1700:
		return int64(10)
	}
	return nil
}

func numericScale(typ uint32, mod int64) any {
	switch {
	case typ == 20 || typ == 21 || typ == 23:
		return int64(0)
	case typ == 1700 && mod != -1:
		return (mod - 4) & 65535
	}
	return nil
}

func datetimePrecision(typ uint32, mod int64) any {
	switch typ {
	case 1082:
		return int64(0)
	case 1083, 1114, 1184, 1266:
		if mod < 0 {
			return int64(6)
		}
		return mod
	case 1186:
		if mod < 0 || mod&65535 == 65535 {
			return int64(6)
		}
		return mod & 65535
	}
	return nil
}

func intervalType(typ uint32, mod int64) any {
	if typ != 1186 || mod < 0 {
		return nil
	}
	if fields := intervalFields[int32(mod)>>16&0x7fff]; fields != "" {
		return strings.ToUpper(strings.TrimSpace(intervalMod(int32(mod))))
	}
	return nil
}
