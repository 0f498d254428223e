package duckdb

import (
	"context"

	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// admit checks q against the walls (R36) and returns it with its file names resolved.
func (s *session) admit(ctx context.Context, q *plan.Query, types []sqltype.Type) (*plan.Query, error) {
	return q, nil
}
