package system

import (
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

var serviceFeatures = Table{Name: "service_features", Comment: "the columns of feature services, keys left out",
	Columns: []sqltype.Column{text("service"), count("position"), text("name"), text("type"), text("view"), count("view_version"), text("feature")},
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, o := range s.Services() {
			for i, c := range o.Columns {
				row := []any{o.Name, int64(i + 1), c.Name, c.Type.String(), nil, nil, serviceExpression(o, &c)}
				if p, ok := c.Plain(); ok {
					v := o.Views[p.Index]
					row[4], row[5], row[6] = v.Name, int64(v.Version), p.Text
				}
				rows = append(rows, row)
			}
		}
		return rows, nil
	}}

// serviceExpression writes a feature of a service as SQL.
func serviceExpression(o *catalog.Service, c *catalog.ServiceColumn) string {
	var b strings.Builder
	for _, p := range c.Expr {
		if p.Kind == catalog.PartKey {
			b.WriteString(catalog.QuoteIdent(o.Keys[p.Index].Name))
		} else {
			b.WriteString(readPart(p, o.Views, o.Request))
		}
	}
	return b.String()
}
