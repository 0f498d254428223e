package psqllists

import (
	"hash/fnv"

	"asof/catalog"
)

// OIDs that Postgres gives itself; clients know them.
const (
	heapAM            = 2
	bootstrapRole     = 10
	pgCatalogSchema   = 11
	publicSchema      = 2200
	informationSchema = 13207
	firstNormal       = 16384
)

// bootstrapName is the role that owns what nobody else does.
const bootstrapName = "asof"

// oids hands out an OID for each name of a class, from a hash of both: the same in every session, after a restart and for a
// definition that is replaced. Of two names with the same hash the one asked for later gets the next number, so callers ask in
// an order of their own.
type oids map[uint32]bool

func (o oids) of(class, name string) int64 {
	h := fnv.New32a()
	h.Write([]byte(class + "\x00" + name))
	oid := firstNormal + h.Sum32()%(1<<31-firstNormal)
	for o[oid] {
		oid = firstNormal + (oid+1-firstNormal)%(1<<31-firstNormal)
	}
	o[oid] = true
	return int64(oid)
}

// role returns the OID of a role: its name's alone, since nothing orders the roles.
func role(name string) int64 {
	if name == "" || name == bootstrapName {
		return bootstrapRole
	}
	return oids{}.of("role", name)
}

// schema returns the OID of a schema.
func schema(name string) int64 {
	switch name {
	case "pg_catalog":
		return pgCatalogSchema
	case "public":
		return publicSchema
	case "information_schema":
		return informationSchema
	}
	return oids{}.of("schema", name)
}

// roles are the roles that own something or are here: the bootstrap role, then the others in order of appearance.
func roles(s *catalog.Snapshot, env Env) []string {
	out, seen := []string{bootstrapName}, map[string]bool{"": true, bootstrapName: true}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	add(env.User)
	for _, r := range relations(s, env) {
		add(r.owner)
	}
	return out
}
