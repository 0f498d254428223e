package syscat

import (
	"math/big"

	"asof/catalog/sqlerr"
)

// This file has the functions that return sets: series and the items of arrays.

// maxSeries bounds how many rows a series may have: what the engine can keep. A statement without system catalogs is run by the other
// engine then.
const maxSeries = 10_000_000

func tooManyRows() error {
	return sqlerr.New(sqlerr.FeatureNotSupported, "a set of more than %d rows is not supported beside system catalogs", maxSeries)
}

func registerSets(funcs map[string]SetFunc) {
	for src, f := range funcs {
		if sets[src] != nil {
			panic("syscat: two builtins " + src)
		}
		sets[src] = f
	}
}

// column makes rows of one column.
func column(values []any) [][]any {
	rows := make([][]any, len(values))
	for i := range values {
		rows[i] = values[i : i+1 : i+1]
	}
	return rows
}

func init() {
	subscripts := func(reverse bool) SetFunc {
		return func(_ *Call, a []any) ([][]any, error) {
			arr, n := a[0].(*Array), a[1].(int64)
			if n < 1 || n > int64(len(arr.Dims)) {
				return nil, nil
			}
			reverse := reverse
			if len(a) > 2 {
				reverse = a[2].(bool)
			}
			d := arr.Dims[n-1]
			values := make([]any, d.Len)
			for i := range values {
				values[i] = int64(d.Lower + i)
				if reverse {
					values[i] = int64(d.Lower + d.Len - 1 - i)
				}
			}
			return column(values), nil
		}
	}
	registerSets(map[string]SetFunc{
		"array_unnest":              func(_ *Call, a []any) ([][]any, error) { return column(a[0].(*Array).Items), nil },
		"generate_subscripts":       subscripts(false),
		"generate_subscripts_nodir": subscripts(false),
		"generate_series_int4":      seriesInt, "generate_series_step_int4": seriesInt,
		"generate_series_int8": seriesInt, "generate_series_step_int8": seriesInt,
		"generate_series_numeric": seriesNumeric, "generate_series_step_numeric": seriesNumeric,
		"generate_series_timestamp":   seriesTime(func(_ *Call, t micros, s span) (micros, error) { return addSpan(t, s) }),
		"generate_series_timestamptz": seriesTime((*Call).addSpanAt),
	})
}

func zeroStep() error { return invalidParameter("step size cannot equal zero") }

func seriesInt(_ *Call, a []any) ([][]any, error) {
	v, end, step := a[0].(int64), a[1].(int64), int64(1)
	if len(a) > 2 {
		step = a[2].(int64)
	}
	if step == 0 {
		return nil, zeroStep()
	}
	var out []any
	for step > 0 && v <= end || step < 0 && v >= end {
		if len(out) == maxSeries {
			return nil, tooManyRows()
		}
		out = append(out, v)
		next, ok := addInt(v, step)
		if !ok {
			break
		}
		v = next
	}
	return column(out), nil
}

func seriesNumeric(_ *Call, a []any) ([][]any, error) {
	step := decimalOf(1)
	if len(a) > 2 {
		step = a[2].(decimal)
	}
	for i, what := range [...]string{"start", "stop", "step"} {
		d := step
		if i < 2 {
			d = a[i].(decimal)
		}
		word := "size"
		if i < 2 {
			word = "value"
		}
		switch {
		case isNaN(d):
			return nil, invalidParameter("%s %s cannot be NaN", what, word)
		case !finite(d):
			return nil, invalidParameter("%s %s cannot be infinity", what, word)
		}
	}
	if step.Int.Sign() == 0 {
		return nil, zeroStep()
	}
	v, end := a[0].(decimal), a[1].(decimal)
	var out []any
	for compareDecimal(v, end)*step.Int.Sign() <= 0 {
		if len(out) == maxSeries {
			return nil, tooManyRows()
		}
		out = append(out, v)
		x, y, scale := aligned(v, step)
		v = decimal{Int: new(big.Int).Add(x, y), Scale: scale}
	}
	return column(out), nil
}

func seriesTime(add func(*Call, micros, span) (micros, error)) SetFunc {
	return func(c *Call, a []any) ([][]any, error) {
		v, end, step := a[0].(micros), a[1].(micros), a[2].(span)
		direction := compareSpan(step, span{})
		if direction == 0 {
			return nil, zeroStep()
		}
		var out []any
		for compareMicros(v, end)*direction <= 0 {
			if len(out) == maxSeries {
				return nil, tooManyRows()
			}
			out = append(out, v)
			next, err := add(c, v, step)
			if err != nil {
				return nil, err
			}
			if next == v {
				break
			}
			v = next
		}
		return column(out), nil
	}
}
