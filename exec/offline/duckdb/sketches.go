package duckdb

import (
	"fmt"
	"math"
	"strconv"

	"asof/catalog/sqltype"
	"asof/exec/sketch"
)

// The approximate aggregates in SQL: package sketch has the same formulas in Go, and says why they are as they are. A test
// holds the two equal, bit by bit. The names of lambdas begin with _, as no column of ours does.

// codeSQL is the code of x, of type t, which is not NULL: its register and rank.
func codeSQL(x string, t sqltype.Type) string {
	hash := fmt.Sprintf("CAST('0x' || left(md5(%s), 16) AS UBIGINT)", hashTextSQL(x, t))
	return fmt.Sprintf("list_transform([%s], lambda _h: CAST(_h >> %[2]d AS INTEGER) * %[3]d + CASE WHEN _h %% %[4]d = 0 THEN %[5]d ELSE %[5]d - length(bin(_h %% %[4]d)) END)[1]",
		hash, sketch.RestBits, sketch.RankLimit, uint64(1)<<sketch.RestBits, sketch.RestBits+1)
}

// approxCountSQL is approx_count_distinct: the codes of the frame's values, sorted, of which the last of each register counts.
func approxCountSQL(x string, t sqltype.Type, f frameSQL) string {
	codes := f.call(fmt.Sprintf("histogram(CASE WHEN %s IS NOT NULL THEN %s END)", x, codeSQL(x, t)))
	last := fmt.Sprintf("list_filter(_s, lambda _c, _i: _i = len(_s) OR _s[_i + 1] // %[1]d <> _c // %[1]d)", sketch.RankLimit)
	estimate := fmt.Sprintf("list_transform([list_transform(%s, lambda _c: CAST(1 AS HUGEINT) << (%d - _c %% %d))], lambda _z: %s)[1]",
		last, sketch.RestBits+1, sketch.RankLimit, estimateSQL("len(_z)", "list_sum(_z)"))
	return fmt.Sprintf("coalesce(list_transform([map_keys(%s)], lambda _s: %s)[1], 0)", codes, estimate)
}

// estimateSQL is sketch.Estimate of the number of registers that are not empty and of the sum over these.
func estimateSQL(used, sum string) string {
	z := fmt.Sprintf("(%s + CAST(%d - %s AS HUGEINT) * CAST(%d AS HUGEINT))", sum, sketch.Registers, used, uint64(1)<<(sketch.RestBits+1))
	raw := fmt.Sprintf("((CAST('%s' AS HUGEINT) + %s // 2) // %s)", sketch.Harmonic, z, z)
	linear := fmt.Sprintf("((list_sum(list_transform(range(%[1]d - %[2]s + 1, %[1]d + 1), lambda _i: %[3]d // _i)) + %[4]d) // %[5]d)",
		sketch.Registers, used, sketch.Registers*sketch.Unit, sketch.Unit/2, sketch.Unit)
	return fmt.Sprintf("CASE WHEN %[1]s = 0 THEN 0 WHEN %[1]s < %[2]d AND %[3]s <= %[4]d THEN CAST(%[5]s AS BIGINT) ELSE CAST(%[3]s AS BIGINT) END",
		used, sketch.Registers, raw, sketch.LinearUpTo, linear)
}

// hashTextSQL is the canonical text of x, of type t: values that are equal have one, in Go too.
func hashTextSQL(x string, t sqltype.Type) string {
	switch t.ID {
	case sqltype.Bool, sqltype.Int2, sqltype.Int4, sqltype.Int8:
		return "CAST(" + x + " AS VARCHAR)"
	case sqltype.Numeric:
		return "CAST(" + unscaled(x, t) + " AS VARCHAR)"
	case sqltype.Float4, sqltype.Float8:
		return fmt.Sprintf("CAST(%s AS VARCHAR)", bitsSQL(x))
	case sqltype.Date:
		return fmt.Sprintf("CASE WHEN isfinite(%[1]s) THEN CAST(%[1]s - DATE '1970-01-01' AS VARCHAR) ELSE CAST(%[1]s AS VARCHAR) END", x)
	case sqltype.Timestamp, sqltype.TimestampTZ:
		return fmt.Sprintf("CASE WHEN isfinite(%[1]s) THEN CAST(epoch_us(%[1]s) AS VARCHAR) ELSE CAST(%[1]s AS VARCHAR) END", x)
	case sqltype.Time:
		return fmt.Sprintf("CAST(epoch_us(%s) AS VARCHAR)", x)
	case sqltype.UUID:
		return "replace(CAST(" + x + " AS VARCHAR), '-', '')"
	case sqltype.Bytea:
		return "lower(hex(" + x + "))"
	}
	return x
}

// bitsSQL is the bits of a float as a double, with one zero and one NaN, as a BIGINT.
func bitsSQL(x string) string {
	return fmt.Sprintf("CASE WHEN isnan(%[1]s) THEN %[2]d WHEN %[1]s = 0 THEN 0 ELSE CAST(CAST(CAST(%[1]s AS DOUBLE) AS BIT) AS BIGINT) END",
		x, sketch.NaNBits)
}

// approxPercentileSQL is approx_percentile: the bin of the value of that rank, decoded.
func approxPercentileSQL(x string, t sqltype.Type, fraction float64, f frameSQL) string {
	d := "CAST(" + x + " AS DOUBLE)"
	if t.ID == sqltype.Numeric {
		d = fmt.Sprintf("CAST(%s AS DOUBLE)%s", unscaled(x, t), byPower(scaleOf(t)))
	}
	// The bits of a double without its sign grow with it, and so do their upper ones.
	size := fmt.Sprintf("(CAST(CAST(abs(%s) AS BIT) AS BIGINT) >> %d) + 1", d, sketch.BinShift)
	bin := fmt.Sprintf("CASE WHEN %[1]s IS NULL THEN NULL WHEN isnan(%[1]s) THEN %[2]d WHEN %[1]s = 0 THEN 0 WHEN %[1]s > 0 THEN %[3]s ELSE -(%[3]s) END",
		d, sketch.NaNBin, size)
	quantile := f.call(fmt.Sprintf("quantile_disc(%s, CAST('%s' AS DOUBLE))", bin, strconv.FormatFloat(fraction, 'g', -1, 64)))
	middle := fmt.Sprintf("CAST(CAST(((abs(_b) - 1) << %d) + %d AS BIT) AS DOUBLE)", sketch.BinShift, int64(1)<<(sketch.BinShift-1))
	return fmt.Sprintf("list_transform([%s], lambda _b: CASE WHEN _b = 0 THEN CAST(0 AS DOUBLE) WHEN _b = %d THEN CAST('nan' AS DOUBLE) WHEN abs(_b) = %d THEN CAST(sign(_b) AS DOUBLE) * CAST('inf' AS DOUBLE) ELSE CAST(sign(_b) AS DOUBLE) * %s END)[1]",
		quantile, sketch.NaNBin, int64(math.Float64bits(math.Inf(1))>>sketch.BinShift)+1, middle)
}
