package syscat

import (
	"strings"
	"sync"

	pg "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/reflect/protoreflect"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// lookup finds the relation that a name of FROM means.
func (a *analyzer) lookup(n *pg.RangeVar) (*pgcatalog.Table, error) {
	schemas := []string{n.Schemaname}
	if n.Schemaname == "" {
		schemas = a.relationPath()
	}
	for _, schema := range schemas {
		if schema == asofSchema {
			t, err := asofTable(n.Relname)
			if err != nil {
				return nil, a.placeAt(err, n.Location)
			}
			a.session = true
			return a.read(t), nil
		}
		if t, ok := pgcatalog.Lookup(schema, n.Relname); ok && schema != "" {
			return a.read(t), nil
		}
	}
	name := n.Relname
	if n.Schemaname != "" {
		name = n.Schemaname + "." + name
	}
	if a.inside == 0 && a.hasRelation(n.Schemaname, n.Relname) {
		return nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "reading %q and system catalogs in one statement is not supported", name).
			WithHint("Read them in statements of their own."), n.Location)
	}
	return nil, a.errAt(sqlerr.New(sqlerr.UndefinedTable, "relation %q does not exist", name), n.Location)
}

// read notes that the statement itself, not a view in it, names a relation.
func (a *analyzer) read(t *pgcatalog.Table) *pgcatalog.Table {
	if a.inside == 0 {
		a.reads = append(a.reads, t)
	}
	return t
}

// relationPath is the schemas that relations without one are looked up in.
func (a *analyzer) relationPath() []string {
	path := a.env.Session.SearchPath
	for _, s := range path {
		if s == "pg_catalog" {
			return path
		}
	}
	return append([]string{"pg_catalog"}, path...)
}

// hasRelation says whether a name is that of a relation that only the other engines read.
func (a *analyzer) hasRelation(schema, name string) bool {
	if schema == "" || schema == a.env.Session.TempSchema || schema == "pg_temp" {
		for _, t := range a.env.Session.Temp {
			if t.Name == name {
				return true
			}
		}
	}
	if a.env.Snapshot == nil || schema != "" && schema != "public" {
		return false
	}
	base, _, _ := strings.Cut(name, "@")
	_, ok := a.env.Snapshot.Relation(base)
	return ok
}

// views are the trees of system views, parsed once: their definitions never change.
var views struct {
	sync.Mutex
	known map[*pgcatalog.Table]*pg.SelectStmt
}

// viewTree is the tree of a system view.
func viewTree(t *pgcatalog.Table) (*pg.SelectStmt, error) {
	views.Lock()
	defer views.Unlock()
	if sel := views.known[t]; sel != nil {
		return sel, nil
	}
	sel, err := parse(t.Definition)
	if err != nil {
		return nil, err
	}
	if views.known == nil {
		views.known = map[*pgcatalog.Table]*pg.SelectStmt{}
	}
	views.known[t] = sel
	return sel, nil
}

// view is the query of a system view, for one use of it: what the statement asks of its columns is asked inside.
func (a *analyzer) view(t *pgcatalog.Table) (query, error) {
	if a.inside > maxInside {
		return nil, tooDeep()
	}
	sel, err := viewTree(t)
	if err != nil {
		return nil, err
	}
	env := *a.env
	env.Session.SearchPath = nil
	inner := &analyzer{env: &env, inside: a.inside + 1}
	q, err := inner.queryIn(sel, &scope{a: inner})
	if err != nil {
		return nil, err
	}
	if len(q.columns()) != len(t.Columns) {
		return nil, sqlerr.New(sqlerr.Internal, "view %s.%s has other columns than its definition", t.Schema, t.Name)
	}
	a.volatil, a.session = a.volatil || inner.volatil, a.session || inner.session
	return q, nil
}

// visitRanges calls fn with every name of FROM in a tree.
func visitRanges(m protoreflect.Message, fn func(*pg.RangeVar)) {
	if r, ok := m.Interface().(*pg.RangeVar); ok {
		fn(r)
	}
	visitMessages(m, func(inner protoreflect.Message) { visitRanges(inner, fn) })
}

// visitMessages calls fn with each message directly inside m.
func visitMessages(m protoreflect.Message, fn func(protoreflect.Message)) {
	m.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		if fd.Kind() != protoreflect.MessageKind {
			return true
		}
		if fd.IsList() {
			for i := range v.List().Len() {
				fn(v.List().Get(i).Message())
			}
			return true
		}
		fn(v.Message())
		return true
	})
}
