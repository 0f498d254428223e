package pgcatalog

import (
	"sync"

	"asof/catalog"
)

// objects are relations, schemas and roles that something adds to a catalog: the server itself, our catalog, or a session. Rows of
// a table that they give are made when they are first read.
type objects struct {
	parent    *objects
	given     *oids
	snapshot  *catalog.Snapshot
	relations []*relation
	byOID     map[int64]*relation
	byName    map[qualified]*relation
	schemas   map[string]int64
	roles     []*catalog.Role
	owners    []string // that are no roles: each session says what they may do
	roleOIDs  map[string]int64
	roleNames map[int64]string
	env       Env

	mu   sync.Mutex
	rows map[string][][]any
}

func newObjects(parent *objects) *objects {
	o := &objects{parent: parent, byOID: map[int64]*relation{}, byName: map[qualified]*relation{}, schemas: map[string]int64{},
		roleOIDs: map[string]int64{}, roleNames: map[int64]string{}, rows: map[string][][]any{}}
	if parent == nil {
		o.given = newOIDs(nil)
	} else {
		o.given, o.snapshot = newOIDs(parent.given), parent.snapshot
	}
	return o
}

// add gives a relation and what belongs to it their OIDs.
func (o *objects) add(r *relation) {
	name := r.schema + "\x00" + r.name
	if r.oid == 0 {
		r.oid = o.given.of("relation", name)
	}
	if r.kind != KindIndex && r.rowType == 0 {
		r.rowType = o.given.of("type", name)
		r.arrayType = o.given.of("type", r.schema+"\x00_"+r.name)
	}
	if r.kind == KindView {
		r.rule = o.given.of("rule", name)
	}
	if r.index != nil {
		r.constraint = o.given.of("constraint", name)
	}
	o.relations = append(o.relations, r)
	o.know(r)
}

func (o *objects) know(r *relation) {
	o.byOID[r.oid] = r
	o.byName[qualified{r.schema, r.name}] = r
}

// addRole adds a role of the catalog.
func (o *objects) addRole(r *catalog.Role) {
	o.roles = append(o.roles, r)
	o.knowRole(r.Name, int64(r.OID))
}

// knowRole gives a role its OID; one that is in no catalog has that of its name.
func (o *objects) knowRole(name string, oid int64) {
	if oid == 0 {
		oid = o.given.of("role", name)
	}
	o.given.take("role", uint32(oid))
	o.roleOIDs[name], o.roleNames[oid] = oid, name
}

// relation returns the relation with an OID.
func (o *objects) relation(oid int64) (*relation, bool) {
	for ; o != nil; o = o.parent {
		if r, ok := o.byOID[oid]; ok {
			return r, true
		}
	}
	return nil, false
}

// named returns the relation of a schema called name.
func (o *objects) named(schema, name string) (*relation, bool) {
	for ; o != nil; o = o.parent {
		if r, ok := o.byName[qualified{schema, name}]; ok {
			return r, true
		}
	}
	return nil, false
}

// schema returns the OID of a schema.
func (o *objects) schema(name string) (int64, bool) {
	for ; o != nil; o = o.parent {
		if oid, ok := o.schemas[name]; ok {
			return oid, true
		}
	}
	return 0, false
}

// schemaName returns the name of a schema.
func (o *objects) schemaName(oid int64) (string, bool) {
	for ; o != nil; o = o.parent {
		for name, n := range o.schemas {
			if n == oid {
				return name, true
			}
		}
	}
	return "", false
}

// role returns the OID of a role.
func (o *objects) role(name string) (int64, bool) {
	for ; o != nil; o = o.parent {
		if oid, ok := o.roleOIDs[name]; ok {
			return oid, true
		}
	}
	return 0, false
}

// owner is the OID of a role that owns something: the bootstrap role if there is no role of that name.
func (o *objects) owner(name string) int64 {
	if oid, ok := o.role(name); ok {
		return oid
	}
	return bootstrapRole
}

// roleName returns the name of the role with an OID.
func (o *objects) roleName(oid int64) (string, bool) {
	for ; o != nil; o = o.parent {
		if name, ok := o.roleNames[oid]; ok {
			return name, true
		}
	}
	return "", false
}

// made are the rows that these objects, without their parents, have in a table.
func (o *objects) made(table string) [][]any {
	o.mu.Lock()
	defer o.mu.Unlock()
	rows, ok := o.rows[table]
	if !ok {
		rows = makers[table](o)
		o.rows[table] = rows
	}
	return rows
}
