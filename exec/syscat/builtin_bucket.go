package syscat

import (
	"math"

	"asof/catalog/sqlerr"
)

// SQLSTATE of width_bucket's arguments.
const codeWidthBucket = "2201G"

func bucketError(text string) error { return sqlerr.New(codeWidthBucket, "%s", text) }

func bucketFloat(x, low, high float64, count int64) (int64, error) {
	switch {
	case count <= 0:
		return 0, bucketError("count must be greater than zero")
	case math.IsNaN(x) || math.IsNaN(low) || math.IsNaN(high):
		return 0, bucketError("operand, lower bound, and upper bound cannot be NaN")
	case math.IsInf(low, 0) || math.IsInf(high, 0):
		return 0, bucketError("lower and upper bounds must be finite")
	case low == high:
		return 0, bucketError("lower bound cannot equal upper bound")
	}
	up := low < high
	switch {
	case up && x < low, !up && x > low:
		return 0, nil
	case up && x >= high, !up && x <= high:
		return intTypes[1].fit(addInt(count, 1))
	}
	at := math.Floor(float64(count) * ((x - low) / (high - low)))
	if math.IsInf(high-low, 0) {
		at = math.Floor(float64(count) * ((x/2 - low/2) / (high/2 - low/2)))
	}
	return min(int64(at), count-1) + 1, nil
}

func bucketDecimal(x, low, high decimal, count int64) (int64, error) {
	switch {
	case count <= 0:
		return 0, bucketError("count must be greater than zero")
	case isNaN(x, low, high):
		return 0, bucketError("operand, lower bound, and upper bound cannot be NaN")
	case !finite(low) || !finite(high):
		return 0, bucketError("lower and upper bounds must be finite")
	}
	direction := compareDecimal(high, low)
	if direction == 0 {
		return 0, bucketError("lower bound cannot equal upper bound")
	}
	switch {
	case compareDecimal(x, low)*direction < 0:
		return 0, nil
	case compareDecimal(x, high)*direction >= 0:
		return intTypes[1].fit(addInt(count, 1))
	}
	offset, _ := addDecimal(x, negate(low))
	width, _ := addDecimal(high, negate(low))
	scaled, _ := mulDecimal(offset, decimalOf(count))
	n, err := divTrunc(scaled, width)
	if err != nil {
		return 0, err
	}
	return n.Int.Int64() + 1, nil
}

// bucketArray counts the lower bounds, which must be sorted, up to x.
func bucketArray(c *Call, x any, bounds *Array) (int64, error) {
	if len(bounds.Dims) > 1 {
		return 0, sqlerr.New(codeArray, "thresholds must be one-dimensional array")
	}
	low, high := 0, len(bounds.Items)
	for _, v := range bounds.Items {
		if v == nil {
			return 0, sqlerr.New(codeNullValue, "thresholds array must not contain NULLs")
		}
	}
	for low < high {
		mid := (low + high) / 2
		n, err := c.compare(bounds.Elem, x, bounds.Items[mid])
		if err != nil {
			return 0, err
		}
		if n < 0 {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return int64(low), nil
}
