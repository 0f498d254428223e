package exec

import (
	"context"

	"asof/catalog"
	"asof/catalog/pgcatalog/psqllists"
	"asof/catalog/sqltype"
	"asof/catalog/system"
	"asof/exec/rows"
	"asof/planner/plan"
)

// systemRows makes the rows of a table of schema asof or pg_catalog.
func (s *Session) systemRows(ctx context.Context, t *plan.SystemTable, in rows.Input) ([][]any, error) {
	if t.Schema == "pg_catalog" {
		table, _ := psqllists.Lookup(t.Name) // the planner found it
		return table.Rows(s.Snapshot(), in.Catalog()), nil
	}
	table, err := system.Lookup(t.Name)
	if err != nil {
		return nil, err
	}
	env := system.Env{Now: sqltype.Micros(in.Now), Store: s.engine.Online.Name(), History: func(fn func(catalog.Entry) error) error {
		return s.engine.Catalog.History(ctx, fn)
	}}
	if in.Settings != nil {
		for _, set := range in.Settings() {
			env.Settings = append(env.Settings, system.Setting{Name: set[0], Value: set[1], Description: set[2]})
		}
	}
	return table.Rows(s.Snapshot(), env)
}
