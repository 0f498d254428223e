package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/catalog"
)

// rateRows is how many rows Rate looks at.
const rateRows = 1_000_000

// Rate implements offline.Engine. Files that are in the order of time show a key's rows as they come; in others the first rows lie
// far apart, and the rate is underestimated.
func (e *Engine) Rate(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView) (float64, error) {
	if len(srcs) != 1 || len(v.Keys) == 0 {
		return 0, nil
	}
	c, release, err := e.internal(ctx)
	if err != nil {
		return 0, err
	}
	defer release()
	d := newViewReader(e, c, nil, v, srcs)
	row, err := queryRow(ctx, c, fmt.Sprintf("SELECT count(*), approx_count_distinct((%s)), max(e) - min(e) FROM (SELECT %s, e FROM (%s) LIMIT %d)",
		strings.Join(d.keys(""), ", "), strings.Join(d.keys(""), ", "), d.rows(everything, false), rateRows))
	if err != nil {
		return 0, err
	}
	n, _ := row[0].(int64)
	keys, _ := row[1].(int64)
	span, _ := row[2].(int64)
	if keys == 0 || span == 0 {
		return 0, nil
	}
	return float64(n) / float64(keys) / float64(span), nil
}
