package pgcatalog

import (
	"math/big"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

var sizeUnits = []string{"bytes", "kB", "MB", "GB", "TB", "PB"}

func init() {
	register(map[string]Function{
		"pg_size_pretty": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
			return prettySize(big.NewInt(args[0].(int64))), nil
		},
		"pg_size_pretty_numeric": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
			d := args[0].(sqltype.Decimal)
			if d.Special != sqltype.Finite {
				return "NaN bytes", nil
			}
			if limit := big.NewInt(10 * 1024); new(big.Int).Abs(d.Int).Cmp(scaled(limit, d.Scale)) < 0 {
				return string(sqltype.AppendText(nil, sqltype.Of(sqltype.Numeric), d, sqltype.ISO)) + " bytes", nil
			}
			return prettySize(new(big.Int).Quo(d.Int, scaled(big.NewInt(1), d.Scale))), nil
		},
		"pg_size_bytes": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) { return sizeBytes(args[0].(string)) },
	})
}

func scaled(n *big.Int, scale int32) *big.Int {
	return new(big.Int).Mul(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
}

// prettySize divides by 1024, rounding half away from zero, as long as the number would be 10 * 1024 or more.
func prettySize(n *big.Int) string {
	limit, half := big.NewInt(10*1024), false // half: n is twice the value, one bit kept to round by
	i := 0
	for ; i+1 < len(sizeUnits) && new(big.Int).Abs(n).Cmp(limit) >= 0; i++ {
		by := int64(1024)
		if !half {
			by, half, limit = 512, true, big.NewInt(20*1024-1)
		}
		n = new(big.Int).Quo(n, big.NewInt(by))
	}
	if half {
		n = new(big.Int).Quo(new(big.Int).Add(n, big.NewInt(int64(n.Sign()))), big.NewInt(2))
	}
	return n.String() + " " + sizeUnits[i]
}

// sizeBytes reads a number with a unit, in any case and spelling of spaces.
func sizeBytes(text string) (any, error) {
	s := strings.TrimSpace(text)
	end := 0
	for end < len(s) && strings.IndexByte("+-.0123456789", s[end]) >= 0 {
		end++
	}
	if end > 0 && end+1 < len(s) && (s[end] == 'e' || s[end] == 'E') {
		k := end + 1
		if s[k] == '+' || s[k] == '-' {
			k++
		}
		if digits := len(s[k:]) - len(strings.TrimLeft(s[k:], "0123456789")); digits > 0 {
			end = k + digits
		}
	}
	n, ok := new(big.Rat).SetString(s[:end])
	if !ok || end == 0 {
		return nil, sqlerr.New(sqlerr.InvalidParameterValue, "invalid size: \"%s\"", text)
	}
	unit := strings.TrimSpace(s[end:])
	found := unit == ""
	by := big.NewInt(1)
	for _, u := range sizeUnits {
		if strings.EqualFold(u, unit) {
			found = true
			break
		}
		if unit != "" {
			by = new(big.Int).Lsh(by, 10)
		}
	}
	if !found {
		return nil, sqlerr.New(sqlerr.InvalidParameterValue, "invalid size: \"%s\"", text).WithDetail("Invalid size unit: \"%s\".", unit).
			WithHint("Valid units are \"bytes\", \"kB\", \"MB\", \"GB\", \"TB\", and \"PB\".")
	}
	n.Mul(n, new(big.Rat).SetInt(by))
	rounded := new(big.Rat).Add(n, big.NewRat(int64(n.Sign()), 2))
	whole := new(big.Int).Quo(rounded.Num(), rounded.Denom())
	if !whole.IsInt64() {
		return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "bigint out of range")
	}
	return whole.Int64(), nil
}
