package pgcatalog

import "hash/fnv"

// OIDs of pg_catalog's relations and of what else Postgres gives fixed ones.
const (
	pgTypeClass, pgProcClass, pgClassClass, pgAuthidClass, pgDatabaseClass = 1247, 1255, 1259, 1260, 1262
	pgForeignServerClass, pgForeignDataWrapperClass                        = 1417, 2328
	pgConstraintClass, pgRewriteClass, pgNamespaceClass                    = 2606, 2618, 2615

	heapAM          = 2
	btreeAM         = 403
	bootstrapRole   = 10
	pgCatalogSchema = 11
	publicSchema    = 2200
	defaultSpace    = 1663
	firstNormal     = 16384
)

// oids hands out an OID for each name of a class, from a hash of both: the same in every session, after a restart and for a definition
// that is replaced. Of two names with the same hash the one asked for later gets the next number, so callers ask in an order of their
// own. A child knows what its parent gave, not the reverse.
type oids struct {
	parent *oids
	given  map[string]map[uint32]bool
}

func newOIDs(parent *oids) *oids { return &oids{parent, map[string]map[uint32]bool{}} }

func (o *oids) taken(class string, oid uint32) bool {
	return o != nil && (o.given[class][oid] || o.parent.taken(class, oid))
}

func (o *oids) of(class, name string) int64 {
	oid := hashed(class, name)
	for o.taken(class, oid) {
		oid = firstNormal + (oid+1-firstNormal)%(1<<31-firstNormal)
	}
	o.take(class, oid)
	return int64(oid)
}

func (o *oids) take(class string, oid uint32) {
	if o.given[class] == nil {
		o.given[class] = map[uint32]bool{}
	}
	o.given[class][oid] = true
}

func hashed(class, name string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(class + "\x00" + name))
	return firstNormal + h.Sum32()%(1<<31-firstNormal)
}

// schemaOID returns the OID of a schema: that of the server's own ones, else a hash of its name.
func schemaOID(name string) int64 {
	if oid, ok := staticObjects().schemas[name]; ok {
		return oid
	}
	return int64(hashed("schema", name))
}
