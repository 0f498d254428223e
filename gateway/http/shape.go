package http

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// shape is what can be asked of a view or a service.
type shape struct {
	name    string // as SQL names it
	keys    []sqltype.Column
	request []sqltype.Column // the request parameters
	all     *selection       // every feature
}

// selection is the features that are asked for, with what each read of them writes.
type selection struct {
	columns []sqltype.Column
	sql     string // in the select list, with a comma behind each
	head    string // how the answer begins
	absent  string // the row of an entity that has none
}

func newSelection(columns []sqltype.Column) *selection {
	s := &selection{columns: columns}
	var names, types, nulls []byte
	for i, c := range columns {
		if i > 0 {
			names, types, nulls = append(names, ','), append(types, ','), append(nulls, ',')
		}
		names, types, nulls = appendString(names, c.Name), appendString(types, c.Type.String()), append(nulls, "null"...)
		s.sql += catalog.QuoteIdent(c.Name) + ", "
	}
	s.head = `{"features":[` + string(names) + `],"types":[` + string(types) + `],"rows":[`
	s.absent = "[" + string(nulls) + "]"
	return s
}

// viewShape is that of a view, of its current version unless the name says another one: v@2.
func viewShape(snap *catalog.Snapshot, name string) (*shape, bool) {
	base, _, versioned := strings.Cut(name, "@")
	v, ok := snap.View(base)
	if !ok {
		return nil, false
	}
	of := v.Serving()
	if versioned {
		i := slices.IndexFunc(v.Versions(), func(o *catalog.FeatureView) bool { return catalog.VersionName(base, o.Version) == name })
		if i < 0 {
			return nil, false
		}
		of = v.Versions()[i]
	}
	sh := &shape{name: name, request: of.Request}
	for _, k := range of.Keys {
		sh.keys = append(sh.keys, k.Column)
	}
	var features []sqltype.Column
	for _, c := range of.Columns {
		if c.Feature >= 0 {
			features = append(features, sqltype.Column{Name: c.Name, Type: c.Type})
		}
	}
	sh.all = newSelection(features)
	return sh, true
}

// serviceShape is that of a service.
func serviceShape(snap *catalog.Snapshot, name string) (*shape, bool) {
	v, ok := snap.Service(name)
	if !ok {
		return nil, false
	}
	features := make([]sqltype.Column, len(v.Columns))
	for i, c := range v.Columns {
		features[i] = sqltype.Column{Name: c.Name, Type: c.Type}
	}
	return &shape{name: name, keys: v.Keys, request: v.Request, all: newSelection(features)}, true
}

// shapes keeps the shapes of one snapshot by name, those that were asked for. Another snapshot begins anew.
type shapes struct {
	make  func(*catalog.Snapshot, string) (*shape, bool)
	known atomic.Pointer[shapeIndex]
}

type shapeIndex struct {
	snap   *catalog.Snapshot
	byName sync.Map
}

func (s *shapes) find(snap *catalog.Snapshot, name string) (*shape, bool) {
	known := s.known.Load()
	if known == nil || known.snap != snap {
		known = &shapeIndex{snap: snap}
		s.known.Store(known)
	}
	if sh, ok := known.byName.Load(name); ok {
		return sh.(*shape), true
	}
	sh, ok := s.make(snap, name)
	if ok { // what is not there could have any name
		known.byName.Store(name, sh)
	}
	return sh, ok
}
