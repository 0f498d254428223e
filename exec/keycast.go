package exec

import (
	"math"
	"math/big"
	"strconv"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// castValue converts a constant that a key is compared with to the type of its cast, as Postgres does.
func castValue(v any, from, to sqltype.Type) (any, error) {
	list, isList := v.([]any)
	switch {
	case v == nil, from == to && to.ID != sqltype.Numeric:
		return v, nil
	case !from.Array && isText(from.ID):
		return sqltype.ParseText(to, v.(string), sqltype.ISO)
	case from.Array && to.Array && isList:
		out := make([]any, len(list))
		for i, e := range list {
			elem := from.Elem()
			if _, nested := e.([]any); nested {
				elem = from
			}
			var err error
			if out[i], err = castValue(e, elem, castElem(elem, to)); err != nil {
				return nil, err
			}
		}
		return out, nil
	case from.Array || to.Array:
	case isText(to.ID):
		return string(sqltype.AppendText(nil, from, v, sqltype.ISO)), nil
	case isNumber(from.ID) && isNumber(to.ID):
		return castNumber(v, to)
	case from.ID == sqltype.Bool && to.ID == sqltype.Int4:
		if v == true {
			return int64(1), nil
		}
		return int64(0), nil
	case from.ID == sqltype.Int4 && to.ID == sqltype.Bool:
		return v != int64(0), nil
	case isStamp(from.ID) && isStamp(to.ID):
		return v, nil
	case from.ID == sqltype.Date && isStamp(to.ID):
		return dayStart(v.(sqltype.Days)), nil
	case isStamp(from.ID) && to.ID == sqltype.Date:
		return dayOf(v.(sqltype.Micros)), nil
	}
	return nil, sqlerr.New(sqlerr.CannotCoerce, "cannot cast type %s to %s", from, to)
}

// castElem is what the elements of an array are cast to, which are arrays themselves in one of several dimensions.
func castElem(elem, to sqltype.Type) sqltype.Type {
	if elem.Array {
		return to
	}
	return to.Elem()
}

func isNumber(id sqltype.ID) bool {
	return isInt(id) || id == sqltype.Numeric || id == sqltype.Float4 || id == sqltype.Float8
}

// castNumber converts between numbers. What rounds to a whole number rounds halves of decimals away from zero, those of doubles to even.
func castNumber(v any, to sqltype.Type) (any, error) {
	outOfRange := sqlerr.New(sqlerr.NumericValueOutOfRange, "%s out of range", to)
	var f float64
	switch n := v.(type) {
	case float64:
		f = n
	case float32:
		f = float64(n)
	case int64:
		return castDecimal(sqltype.Decimal{Int: big.NewInt(n)}, to)
	case sqltype.Decimal:
		return castDecimal(n, to)
	}
	switch {
	case to.ID == sqltype.Float8:
		return f, nil
	case to.ID == sqltype.Float4:
		return float32(f), nil
	case to.ID == sqltype.Numeric:
		return sqltype.ParseText(to, strconv.FormatFloat(f, 'g', 15, 64), sqltype.ISO)
	case math.IsNaN(f) || math.Abs(f) >= 1<<63:
		return nil, outOfRange
	}
	if n := inRange(int64(math.RoundToEven(f)), to.ID); n != nil {
		return n, nil
	}
	return nil, outOfRange
}

// castDecimal is castNumber of a whole number or a decimal.
func castDecimal(d sqltype.Decimal, to sqltype.Type) (any, error) {
	switch {
	case to.ID == sqltype.Numeric && to.Precision == 0:
		return d, nil
	case to.ID == sqltype.Numeric:
		return d.Constrain(to.Precision, to.Scale)
	case to.ID == sqltype.Float4 || to.ID == sqltype.Float8:
		return sqltype.ParseText(to, string(sqltype.AppendText(nil, sqltype.Of(sqltype.Numeric), d, sqltype.ISO)), sqltype.ISO)
	case d.Int != nil:
		if n := wholeNumber(d.Round(0), to.ID); n != nil {
			return n, nil
		}
	}
	return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "%s out of range", to)
}

// dayOf is the day of an instant, in UTC.
func dayOf(m sqltype.Micros) sqltype.Days {
	switch m {
	case sqltype.Infinity:
		return sqltype.InfinityDays
	case sqltype.NegInfinity:
		return sqltype.NegInfinityDays
	}
	day := int64(m) / microsPerDay
	if int64(m)%microsPerDay < 0 {
		day--
	}
	return sqltype.Days(day)
}
