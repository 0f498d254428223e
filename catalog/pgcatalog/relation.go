package pgcatalog

import (
	"strconv"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/catalog/system"
)

// relation is what has a row in pg_class.
type relation struct {
	oid        int64
	schema     string
	name       string
	kind       byte
	temp       bool
	owner      string // a role
	comment    string
	columns    []attribute
	object     catalog.Object // nil for what is not in the catalog
	target     catalog.Target // what rights are asked about; none for the server's own relations
	acl        []aclItem      // of the server's own relations; nil: the owner alone
	definition string         // of a view: what pg_get_viewdef prints
	pretty     string
	rowType    int64
	arrayType  int64
	rule       int64     // of a view: its row of pg_rewrite
	key        []int     // numbers of the columns of the primary key
	constraint int64     // of the primary key
	index      *relation // of the primary key
	table      *relation // of an index
}

// attribute is a column of a relation.
type attribute struct {
	name    string
	typ     uint32
	mod     int32
	collate int64 // of the server's own columns
	comment string
	notNull bool
}

func attributesOf(cols []sqltype.Column) []attribute {
	out := make([]attribute, len(cols))
	for i, c := range cols {
		out[i] = attribute{name: c.Name, typ: c.Type.OID(), mod: c.Type.Mod()}
	}
	return out
}

// catalogRelations are the relations of our catalog: schema asof's tables, sources, feature views, services and training sets, then the indexes of
// primary keys.
func catalogRelations(s *catalog.Snapshot) []*relation {
	var out []*relation
	for i := range system.Tables {
		t := &system.Tables[i]
		r := &relation{schema: "asof", name: t.Name, kind: KindView, owner: catalog.BootstrapRole, comment: t.Comment,
			columns: attributesOf(t.Columns), target: catalog.Target{Class: catalog.OnSystem, Name: t.Name}}
		r.definition = selectAll(r)
		r.pretty = r.definition
		out = append(out, r)
	}
	for _, o := range s.Sources() {
		out = append(out, defined(s, KindForeign, o, attributesOf(o.Columns)))
	}
	for _, o := range s.Views() {
		r := defined(s, KindView, o, viewAttributes(o.Serving()))
		r.define(o.Serving().Text)
		r.key = viewKey(o.Serving())
		out = append(out, r)
	}
	for _, o := range s.Services() {
		r := defined(s, KindView, o, serviceAttributes(s, o))
		r.define(o.Text)
		r.key = serviceKey(s, o)
		out = append(out, r)
	}
	for _, o := range s.TrainingSets() {
		r := defined(s, KindView, o, attributesOf(o.Current().Columns))
		r.define(o.Text)
		out = append(out, r)
	}
	return append(out, indexes(out)...)
}

func defined(s *catalog.Snapshot, kind byte, o catalog.Object, cols []attribute) *relation {
	m := catalog.MetaOf(o)
	comment := m.Comment
	if comment == "" {
		comment = m.Description
	}
	t := catalog.TargetOf(o)
	return &relation{schema: "public", name: m.Name, kind: kind, owner: s.Owner(t), comment: comment, columns: cols, object: o, target: t}
}

// define keeps the SELECT of a definition as Postgres prints a view's: one space before it, a semicolon behind.
func (r *relation) define(text string) {
	r.definition = " " + catalog.Body(text) + ";"
	r.pretty = r.definition
}

func viewAttributes(v *catalog.FeatureView) []attribute {
	out := make([]attribute, len(v.Columns))
	for i, c := range v.Columns {
		out[i] = attribute{name: c.Name, typ: c.Type.OID(), mod: c.Type.Mod()}
		if c.Feature >= 0 {
			out[i].comment = v.Features[c.Feature].Comment
		}
	}
	return out
}

// serviceAttributes are the keys, then the features with the comments that their views give them.
func serviceAttributes(s *catalog.Snapshot, o *catalog.Service) []attribute {
	out := attributesOf(o.Keys)
	for _, c := range o.Columns {
		a := attribute{name: c.Name, typ: c.Type.OID(), mod: c.Type.Mod()}
		if p, ok := c.Plain(); ok {
			if v, ok := s.Referred(o.Views[p.Index]); ok {
				for _, f := range v.Features {
					if f.Name == p.Text {
						a.comment = f.Comment
					}
				}
			}
		}
		out = append(out, a)
	}
	return out
}

// viewKey is the entity's key as numbers of the view's columns, in the entity's order.
func viewKey(v *catalog.FeatureView) []int {
	key := make([]int, 0, len(v.Keys))
	for k := range v.Keys {
		for i, c := range v.Columns {
			if c.Feature < 0 && c.Key == k {
				key = append(key, i+1)
				break
			}
		}
	}
	if len(key) < len(v.Keys) {
		return nil
	}
	return key
}

// serviceKey is the keys of a service all of whose views are of one entity: a service over several has a row for each combination
// that is asked for, which is no table's key.
func serviceKey(s *catalog.Snapshot, o *catalog.Service) []int {
	entity := ""
	for i, sv := range o.Views {
		v, ok := s.Referred(sv)
		if !ok || i > 0 && v.Entity != entity || len(v.Keys) != len(o.Keys) {
			return nil
		}
		entity = v.Entity
	}
	var key []int
	for i := range o.Keys {
		key = append(key, i+1)
	}
	return key
}

// indexes makes the primary keys' indexes. Their columns are not null: a row without a key belongs to no entity (R1).
func indexes(relations []*relation) []*relation {
	taken := map[string]bool{}
	for _, r := range relations {
		taken[r.name] = taken[r.name] || r.schema == "public"
	}
	var out []*relation
	for _, r := range relations {
		if len(r.key) == 0 {
			continue
		}
		x := &relation{schema: r.schema, name: keyName(r.name, taken), kind: KindIndex, owner: r.owner, table: r, target: r.target}
		taken[x.name] = true
		for _, n := range r.key {
			x.columns = append(x.columns, r.columns[n-1])
			r.columns[n-1].notNull = true
		}
		for i := range x.columns {
			x.columns[i].comment = ""
		}
		r.index = x
		out = append(out, x)
	}
	return out
}

// keyName is the name that Postgres gives a primary key: name_pkey, cut to 63 bytes, with a number if that is taken.
func keyName(name string, taken map[string]bool) string {
	for n := 0; ; n++ {
		suffix := "_pkey"
		if n > 0 {
			suffix += strconv.Itoa(n)
		}
		if made := cut(name, 63-len(suffix)) + suffix; !taken[made] {
			return made
		}
	}
}

// cut shortens a text to at most n bytes, without breaking a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// tempRelations are the session's temp tables.
func tempRelations(env Env) []*relation {
	out := make([]*relation, len(env.Temp))
	for i, t := range env.Temp {
		out[i] = &relation{schema: env.TempSchema, name: t.Name, kind: KindTable, temp: true, owner: env.User, columns: attributesOf(t.Columns)}
	}
	return out
}

// selectAll is a view's definition that names its columns, for tables that are made in Go.
func selectAll(r *relation) string {
	s := " SELECT "
	for i, c := range r.columns {
		if i > 0 {
			s += ",\n    "
		}
		s += r.name + "." + catalog.QuoteIdent(c.name)
	}
	return s + "\n   FROM " + catalog.QuoteIdent(r.schema) + "." + catalog.QuoteIdent(r.name) + ";"
}
