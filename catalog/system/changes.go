package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var changes = Table{Name: "changes", Comment: "every change ever committed, in order",
	Columns: []sqltype.Column{count("version"), when("at"), text("who"), text("kind"), text("name"), text("what"), text("definition")},
	Rows: func(s *catalog.Snapshot, env Env) ([][]any, error) {
		var rows [][]any
		err := env.History(func(e catalog.Entry) error {
			for _, c := range e.Changes {
				o := c.Object()
				var definition any
				if c.New != nil {
					definition = orNull(catalog.ShowCreate(s, c.New))
				}
				rows = append(rows, []any{int64(e.Version), sqltype.Micros(e.At), e.Who, string(o.ObjectKind()), o.ObjectName(), c.Verb(), definition})
			}
			return nil
		})
		return rows, err
	}}
