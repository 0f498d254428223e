package catalog

import (
	"reflect"
	"slices"
	"strings"
)

// A view keeps its earlier versions in Older, and says in Serves which of them reads use while the newest is still to be
// materialised (R19). So a definition, a switch and a rename are each a change of one object.

// Versions are the versions of the view that are kept, the oldest first; the last is the view itself.
func (v *FeatureView) Versions() []*FeatureView { return append(slices.Clone(v.Older), v) }

// At is version n of the view.
func (v *FeatureView) At(n int) (*FeatureView, bool) {
	if n == v.Version {
		return v, true
	}
	for _, o := range v.Older {
		if o.Version == n {
			return o, true
		}
	}
	return nil, false
}

// Serving is the version that reads use which name none: the current one.
func (v *FeatureView) Serving() *FeatureView {
	if o, ok := v.At(v.Serves); ok {
		return o
	}
	return v
}

// Replaced is the view once def has taken its place: the same version if def means the same, else a new one. materialised says
// that the current version is: then it goes on serving until the new one is too.
func (v *FeatureView) Replaced(def *FeatureView, materialised bool) *FeatureView {
	n := *def
	if v.SameMeaning(def) {
		n.ID, n.Version, n.Older, n.Serves = v.ID, v.Version, v.Older, v.Serves
		return &n
	}
	old := *v
	old.Older, old.Serves = nil, 0
	old.Meta = Meta{Name: v.Name, Text: v.Text, Created: v.Created}
	n.Version, n.Older, n.Serves = v.Version+1, append(slices.Clone(v.Older), &old), 0
	if materialised {
		n.Serves = v.Serving().Version
	}
	return &n
}

// Renamed is the view, all versions of it, under another name.
func (v *FeatureView) Renamed(name string) *FeatureView {
	n := *v
	n.Name, n.Older = name, make([]*FeatureView, len(v.Older))
	for i, o := range v.Older {
		c := *o
		c.Name = name
		n.Older[i] = &c
	}
	return &n
}

// SameMeaning says whether two definitions of a view answer every question alike: what describes them, where they are served
// and how their text is laid out may differ.
func (v *FeatureView) SameMeaning(o *FeatureView) bool { return v.sameBut(o, false) }

// sameBut is SameMeaning, for definitions whose ttl may differ too if ttl is set.
func (v *FeatureView) sameBut(o *FeatureView, ttl bool) bool {
	plain := func(v *FeatureView) reflect.Value {
		c := *v
		c.Meta, c.ID, c.Version, c.Older, c.Serves = Meta{}, 0, 0, nil, 0
		c.Online, c.MaxRows, c.Refresh = false, 0, 0
		if ttl {
			c.TTL = 0
		}
		return reflect.ValueOf(c)
	}
	return sameMeaningOf(plain(v), plain(o))
}

// sameMeaningOf compares two values of one type but for positions in a text and comments.
func sameMeaningOf(a, b reflect.Value) bool {
	switch {
	case a.Kind() == reflect.Struct && a.Type().PkgPath() == reflect.TypeFor[FeatureView]().PkgPath():
		for i := range a.NumField() {
			name := a.Type().Field(i).Name
			if strings.HasSuffix(name, "Pos") || name == "Comment" {
				continue
			}
			if !sameMeaningOf(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case a.Kind() == reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameMeaningOf(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// ReplaceView is the changes that put def in the place of v. What was materialised of v is kept where it answers for def too: ttl
// is decided at read (R13).
func (s *Snapshot) ReplaceView(v, def *FeatureView) []Change {
	_, serves := s.Materialization(v.Name, v.Serving().Version)
	n := v.Replaced(def, serves)
	changes := []Change{{Old: v, New: n}}
	m, ok := s.Materialization(v.Name, v.Version)
	if !ok || n.Version == v.Version || !v.sameBut(n, true) {
		return changes
	}
	n.Serves, n.ID = 0, v.ID // ticks are those of an ID
	same := *m
	same.Version = n.Version
	return append(changes, Change{New: &same})
}

// Referred is the version of a view that r means: the one that a service has pinned, or the current one.
func (s *Snapshot) Referred(r ViewRef) (*FeatureView, bool) {
	v, ok := s.View(r.Name)
	switch {
	case !ok:
		return nil, false
	case r.Version == 0:
		return v.Serving(), true
	}
	return v.At(r.Version)
}

// Pins are what has pinned version n of a view: services, and views over it that name the version.
func (s *Snapshot) Pins(view string, n int) []Object {
	pins := func(r ViewRef) bool { return r.Name == view && r.Version == n }
	var out []Object
	for _, o := range s.Services() {
		if slices.ContainsFunc(o.Views, pins) {
			out = append(out, o)
		}
	}
	for _, o := range s.Views() {
		if slices.ContainsFunc(o.Versions(), func(v *FeatureView) bool { return slices.ContainsFunc(v.Views, pins) }) {
			out = append(out, o)
		}
	}
	return out
}

// Materialises says whether version n of a view is to be kept materialised: the newest, the current one, and those that others
// have pinned.
func (s *Snapshot) Materialises(v *FeatureView, n int) bool {
	return n == v.Version || n == v.Serving().Version || len(s.Pins(v.Name, n)) > 0
}

// ToRefresh are the versions of a view that REFRESH materialises: version n, if it is to be kept so; for n = 0 those that others
// have pinned, and then the newest.
func (s *Snapshot) ToRefresh(v *FeatureView, n int) []*FeatureView {
	if n > 0 {
		o, ok := v.At(n)
		if !ok || !s.Materialises(v, n) {
			return nil
		}
		return []*FeatureView{o}
	}
	var out []*FeatureView
	for _, o := range v.Versions() {
		if o == v || len(s.Pins(v.Name, o.Version)) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// Unused are the materialisations that nothing reads any more.
func (s *Snapshot) Unused() []*Materialization {
	var out []*Materialization
	for _, m := range s.Materializations() {
		v, ok := s.View(m.View)
		if ok {
			_, ok = v.At(m.Version)
		}
		if !ok || !s.Materialises(v, m.Version) {
			out = append(out, m)
		}
	}
	return out
}
