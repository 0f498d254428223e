package duckdb

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

// isNumber says whether t is a type of numbers.
func isNumber(t sqltype.Type) bool {
	switch t.ID {
	case sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.Numeric, sqltype.Float4, sqltype.Float8:
		return !t.Array
	}
	return false
}

// hasEquality says whether values of t are equal on every path or on none: intervals, which have several spellings of one length,
// are not among these types, nor times with a zone, documents and arrays.
func hasEquality(t sqltype.Type) bool {
	switch t.ID {
	case sqltype.Bool, sqltype.Text, sqltype.Name, sqltype.Char, sqltype.Bytea, sqltype.UUID, sqltype.Date, sqltype.Time,
		sqltype.Timestamp, sqltype.TimestampTZ:
		return !t.Array
	}
	return isNumber(t)
}

// resultType is the type of f over t (R11), or false if f does not take t.
func resultType(f catalog.Func, t sqltype.Type) (sqltype.Type, bool) {
	switch f {
	case catalog.Count:
		return sqltype.Of(sqltype.Int8), true
	case catalog.CountDistinct, catalog.ApproxCountDistinct:
		return sqltype.Of(sqltype.Int8), hasEquality(t)
	case catalog.FirstValue, catalog.LastValue, catalog.NthValue:
		return t, true
	case catalog.ArrayAgg:
		return sqltype.ArrayOf(t), !t.Array
	case catalog.Avg, catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop, catalog.ApproxPercentile:
		return sqltype.Of(sqltype.Float8), isNumber(t)
	case catalog.Sum:
		switch {
		case isFloat(t):
			return sqltype.Of(sqltype.Float8), isNumber(t)
		case t.ID == sqltype.Int8:
			return sqltype.DecimalOf(38, 0), isNumber(t)
		case t.ID == sqltype.Numeric:
			return sqltype.DecimalOf(38, uint8(scaleOf(t))), isNumber(t)
		}
		return sqltype.Of(sqltype.Int8), isNumber(t)
	case catalog.Min, catalog.Max:
		return t, hasEquality(t) && t.ID != sqltype.Bool && t.ID != sqltype.UUID // as in Postgres
	case catalog.Mode:
		return t, hasEquality(t)
	case catalog.BoolAnd, catalog.BoolOr:
		return t, t == sqltype.Of(sqltype.Bool)
	case catalog.StringAgg:
		return sqltype.Of(sqltype.Text), !t.Array && (t.ID == sqltype.Text || t.ID == sqltype.Name || t.ID == sqltype.Char)
	}
	return t, false
}

// calledName is f as it is written.
func calledName(f catalog.Func) string {
	if f == catalog.CountDistinct {
		return "count(DISTINCT)"
	}
	return string(f)
}

// takes says what f takes, for a hint.
func takes(f catalog.Func) string {
	switch f {
	case catalog.BoolAnd, catalog.BoolOr:
		return "It takes a condition: " + string(f) + "(x > 0)."
	case catalog.StringAgg:
		return "It takes text: cast the argument, string_agg(x::text, ',')."
	case catalog.ArrayAgg:
		return "There are no arrays of arrays."
	case catalog.Min, catalog.Max:
		return "It takes numbers, text, bytea, dates and times; cast the argument. For booleans there are bool_and and bool_or, for intervals extract(epoch FROM x)."
	case catalog.CountDistinct, catalog.ApproxCountDistinct, catalog.Mode:
		return "It takes types whose values are equal or not in one way; cast the argument, or for intervals use extract(epoch FROM x)."
	}
	return "It takes numbers; cast the argument."
}
