package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var jobs = Table{Name: "jobs", Comment: "refreshes, ticks, drops and backfills: what waits, what runs, and what became of the last ones",
	Columns: []sqltype.Column{count("id"), text("kind"), text("object"), text("owner"), text("state"), count("attempts"), column("progress", sqltype.Float8),
		text("error"), when("due"), when("created"), when("started"), when("finished")},
	Rows: func(s *catalog.Snapshot, env Env) ([][]any, error) {
		var rows [][]any
		for _, j := range env.Jobs {
			rows = append(rows, []any{j.ID, string(j.Kind), j.Object, orNull(j.Owner), string(j.State), int64(j.Attempts), j.Progress,
				orNull(j.Error), sqltype.Micros(j.Due), sqltype.Micros(j.Created), orNever(j.Started), orNever(j.Finished)})
		}
		return rows, nil
	}}
