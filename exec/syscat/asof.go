package syscat

import (
	"asof/catalog/pgcatalog"
	"asof/catalog/system"
)

// asofSchema is the schema of the tables that describe our own objects (catalog/system).
const asofSchema = "asof"

// asofTable is a table of schema asof as a relation. Its rows come from Env.Asof.
func asofTable(name string) (*pgcatalog.Table, error) {
	t, err := system.Lookup(name)
	if err != nil {
		return nil, err
	}
	out := &pgcatalog.Table{Schema: asofSchema, Name: t.Name, Kind: pgcatalog.KindView}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, pgcatalog.Col{Name: c.Name, Type: c.Type.OID(), Mod: c.Type.Mod()})
	}
	return out, nil
}
