package exec

import (
	"context"

	"asof/catalog/sqlerr"
	"asof/planner/plan"
)

// systemRows makes the rows of a table of schema asof or pg_catalog.
func (s *Session) systemRows(_ context.Context, t *plan.SystemTable) ([][]any, error) {
	return nil, sqlerr.New(sqlerr.FeatureNotSupported, "table %s.%s is not supported", t.Schema, t.Name)
}
