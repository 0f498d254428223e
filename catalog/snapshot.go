package catalog

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Snapshot is one version of the catalog, or the view that a transaction has of it. It is never modified. Snapshots are
// compared by pointer.
type Snapshot struct {
	Version uint64 // of the last commit that it holds; a transaction's own changes do not count

	objects    map[Kind]map[string]Object // the inner maps are shared between snapshots, and copied to be changed
	superseded chan struct{}

	indexed sync.Once // of what follows, made when it is first asked for
	ticks   map[string][]*Ticks
	serving map[uint64]bool
}

func newSnapshot() *Snapshot {
	return &Snapshot{objects: map[Kind]map[string]Object{}, superseded: make(chan struct{})}
}

// Empty returns a snapshot without objects.
func Empty() *Snapshot { return newSnapshot() }

// Superseded is closed once a newer snapshot exists.
func (s *Snapshot) Superseded() <-chan struct{} { return s.superseded }

// Source returns the source called name.
func (s *Snapshot) Source(name string) (*Source, bool) { return lookup[*Source](s, KindSource, name) }

// Entity returns the entity called name.
func (s *Snapshot) Entity(name string) (*Entity, bool) { return lookup[*Entity](s, KindEntity, name) }

// View returns the feature view called name.
func (s *Snapshot) View(name string) (*FeatureView, bool) {
	return lookup[*FeatureView](s, KindView, name)
}

// Service returns the feature service called name.
func (s *Snapshot) Service(name string) (*Service, bool) {
	return lookup[*Service](s, KindService, name)
}

// Materialization returns what has been materialised of a version of a view.
func (s *Snapshot) Materialization(view string, version int) (*Materialization, bool) {
	return lookup[*Materialization](s, KindMaterialization, VersionName(view, version))
}

// MaterializationsOf returns what has been materialised of a view, by version.
func (s *Snapshot) MaterializationsOf(v *FeatureView) []*Materialization {
	var out []*Materialization
	for _, o := range v.Versions() {
		if m, ok := s.Materialization(v.Name, o.Version); ok {
			out = append(out, m)
		}
	}
	return out
}

// Build returns the build of a generation, named in decimal.
func (s *Snapshot) Build(name string) (*Build, bool) { return lookup[*Build](s, KindBuild, name) }

// Sources returns the sources by name.
func (s *Snapshot) Sources() []*Source { return list[*Source](s, KindSource) }

// SourcesOf returns the sources of a view, in the order of FeatureView.Sources, and the name of the first that is not there.
func (s *Snapshot) SourcesOf(v *FeatureView) (sources []*Source, missing string) {
	for _, name := range v.Sources() {
		src, ok := s.Source(name)
		if !ok {
			return sources, name
		}
		sources = append(sources, src)
	}
	return sources, ""
}

// Entities returns the entities by name.
func (s *Snapshot) Entities() []*Entity { return list[*Entity](s, KindEntity) }

// Views returns the feature views by name.
func (s *Snapshot) Views() []*FeatureView { return list[*FeatureView](s, KindView) }

// Services returns the feature services by name.
func (s *Snapshot) Services() []*Service { return list[*Service](s, KindService) }

// Materializations returns what has been materialised, by name.
func (s *Snapshot) Materializations() []*Materialization {
	return list[*Materialization](s, KindMaterialization)
}

// Builds returns the generations that are being written, or that a crash left behind.
func (s *Snapshot) Builds() []*Build { return list[*Build](s, KindBuild) }

// relationKinds share one name space, as a query's FROM item may name any of them. Entities have their own.
var relationKinds = [...]Kind{KindView, KindService, KindSource, KindTrainingSet}

// Relation returns the source, feature view, service or training set called name.
func (s *Snapshot) Relation(name string) (Object, bool) {
	for _, k := range relationKinds {
		if o, ok := s.objects[k][name]; ok {
			return o, true
		}
	}
	return nil, false
}

// Dependents returns the definitions that refer to o by name: the views of a source and of an entity, the views and services over
// a view,
// what a role owns, was granted or is a group of, by name.
func (s *Snapshot) Dependents(o Object) []Object {
	var deps []Object
	is := refOf(o)
	kinds := []Kind{KindView, KindService}
	if is.kind == KindRole {
		kinds = append(kinds, KindSource, KindEntity, KindTrainingSet, KindTest, KindPrivileges, KindRole)
	}
	for _, kind := range kinds {
		first := len(deps)
		for _, d := range s.objects[kind] {
			if slices.Contains(refs(d), is) {
				deps = append(deps, d)
			}
		}
		slices.SortFunc(deps[first:], byName)
	}
	return deps
}

// refs are the objects that o refers to, its owner and those that were granted something among them: roles, if they are in the
// catalog.
func refs(o Object) []ref {
	var out []ref
	switch o := o.(type) {
	case *FeatureView:
		for _, v := range o.Versions() {
			for _, name := range v.Sources() {
				out = append(out, ref{KindSource, name})
			}
			if v.Entity != "" {
				out = append(out, ref{KindEntity, v.Entity})
			}
			for _, r := range v.Views {
				out = append(out, ref{KindView, r.Name})
			}
		}
	case *Service:
		for _, v := range o.Views {
			out = append(out, ref{KindView, v.Name})
		}
	case *FeatureTest:
		out = []ref{o.on()}
	case *Materialization:
		return []ref{{KindView, o.View}}
	case *Ticks:
		return []ref{{KindView, o.View}}
	case *Privileges:
		return append(out, roleRefs(o.Grants)...)
	case *Role:
		for _, m := range o.MemberOf {
			out = append(out, ref{KindRole, m.Role})
		}
		return out
	}
	if m := MetaOf(o); m != nil {
		if m.Owner != "" {
			out = append(out, ref{KindRole, m.Owner})
		}
		out = append(out, roleRefs(m.Grants)...)
	}
	return out
}

func roleRefs(grants []Grant) []ref {
	var out []ref
	for _, g := range grants {
		if g.Grantee != "" {
			out = append(out, ref{KindRole, g.Grantee})
		}
		out = append(out, ref{KindRole, g.Grantor})
	}
	return out
}

// get returns the object that r names, nil if there is none.
func (s *Snapshot) get(r ref) Object { return s.objects[r.kind][r.name] }

// with returns a snapshot in which changes are made. Only the maps of the kinds that change are copied.
func (s *Snapshot) with(changes []Change) *Snapshot {
	next := &Snapshot{Version: s.Version, objects: maps.Clone(s.objects), superseded: make(chan struct{})}
	copied := map[Kind]bool{}
	for _, c := range changes {
		if k := c.Object().ObjectKind(); !copied[k] {
			copied[k] = true
			next.objects[k] = maps.Clone(s.objects[k])
		}
		next.put(c)
	}
	return next
}

// put makes a change in place: only before the snapshot is published.
func (s *Snapshot) put(c Change) {
	r := refOf(c.Object())
	if c.New == nil {
		delete(s.objects[r.kind], r.name)
		return
	}
	if s.objects[r.kind] == nil {
		s.objects[r.kind] = map[string]Object{}
	}
	s.objects[r.kind][r.name] = c.New
}

func lookup[T Object](s *Snapshot, k Kind, name string) (T, bool) {
	o, ok := s.objects[k][name].(T)
	return o, ok
}

func list[T Object](s *Snapshot, k Kind) []T {
	out := make([]T, 0, len(s.objects[k]))
	for _, o := range s.objects[k] {
		out = append(out, o.(T))
	}
	slices.SortFunc(out, func(a, b T) int { return byName(a, b) })
	return out
}

func byName(a, b Object) int { return strings.Compare(a.ObjectName(), b.ObjectName()) }
