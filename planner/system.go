package planner

import (
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/plan"
)

// systemTable replaces a table of schema asof or pg_catalog. Any other read of the system catalogs is refused: the engine's
// own are never shown.
func (q *query) systemTable(e *entry, alias plan.Alias) error {
	name := e.rel.Name
	schema := name.Schema
	if schema == "" && strings.HasPrefix(name.Name, "pg_") {
		schema = "pg_catalog"
	}
	switch schema {
	case "asof", "pg_catalog", "information_schema":
		return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "%s.%s is not supported", schema, name.Name).
			WithHint("The catalog is in asof.sources, asof.entities, asof.feature_views, asof.features and asof.feature_services."), e.rel.Span)
	}
	return nil
}

// sessionCatalog adapts a statement that reads pg_catalog.
func (q *query) sessionCatalog() {}
