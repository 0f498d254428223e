package system

import (
	"fmt"

	"asof/catalog"
	"asof/catalog/sqltype"
)

var trainingSets = Table{Name: "training_sets", Comment: "each version of each training set: its rows, and what it was derived with",
	Columns: append([]sqltype.Column{text("name"), count("version"), flag("current"), count("rows"), texts("columns"), texts("column_types"),
		count("bytes"), text("hash"), when("derived_at"), span("duration"), text("query"), text("time_zone"), when("clock"), text("route"),
		text("server_version")}, metaColumns...),
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, t := range s.TrainingSets() {
			for i := range t.Versions {
				v := &t.Versions[i]
				types := make([]any, len(v.Columns))
				for j, c := range v.Columns {
					types[j] = c.Type.String()
				}
				rows = append(rows, append([]any{t.Name, int64(v.Version), v == t.Current(), v.Rows, names(v.Columns), types, v.Bytes, v.Hash,
					sqltype.Micros(v.Finished), spanValue(v.Duration), v.Query, v.TimeZone, sqltype.Micros(v.Now), orNull(v.Route), v.Server},
					metaValues(s, t, &t.Meta)...))
			}
		}
		return rows, nil
	}}

var trainingSetInputs = Table{Name: "training_set_inputs", Comment: "what each version of a training set was derived from",
	Columns: []sqltype.Column{text("training_set"), count("version"), text("kind"), text("name"), count("input_version"), text("definition"),
		text("source"), count("bytes"), when("modified_at"), text("hash"), count("rows")},
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, t := range s.TrainingSets() {
			for i := range t.Versions {
				rows = append(rows, setInputs(t.Name, &t.Versions[i])...)
			}
		}
		return rows, nil
	}}

func setInputs(name string, v *catalog.SetVersion) [][]any {
	var rows [][]any
	for _, d := range v.Definitions {
		row := []any{name, int64(v.Version), string(d.Kind), d.Name, nil, orNull(d.Text), nil, nil, nil, nil, nil}
		if d.Version > 0 {
			row[4] = int64(d.Version)
		}
		rows = append(rows, row)
	}
	for _, f := range v.Files {
		rows = append(rows, []any{name, int64(v.Version), "file", f.Path, nil, nil, orNull(f.Source), f.Size, sqltype.Micros(f.MTime / 1000),
			fmt.Sprintf("sha256:%s", f.SHA256), nil})
	}
	for _, t := range v.Tables {
		rows = append(rows, []any{name, int64(v.Version), "temp table", t.Name, nil, nil, nil, nil, nil, t.Hash, t.Rows})
	}
	return rows
}
