package catalog

import (
	"maps"
	"slices"

	"asof/catalog/sqlerr"
)

// KindWord is what messages about rights call a thing of ours: the words of Postgres for what clients see it as.
func KindWord(o Object) string {
	switch o := o.(type) {
	case *Source:
		return "foreign table"
	case *Entity:
		return "entity"
	case *FeatureTest:
		return "feature test"
	case *Privileges:
		return o.On.word()
	}
	return "view"
}

func (t Target) word() string {
	switch t.Class {
	case OnSchema, OnDatabase, OnEntity, OnTest:
		return string(t.Class)
	}
	return "view"
}

// Denied is the error that somebody has no right on a target.
func (s *Snapshot) Denied(t Target) *sqlerr.Error {
	word := t.word()
	if o := s.definition(t); o != nil {
		word = KindWord(o)
	}
	return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied for %s %s", word, t.Name)
}

// Visible is the catalog as u may list it: with the definitions that u sees, and what was materialised of them.
func (s *Snapshot) Visible(u User) *Snapshot {
	if s.Free(u) {
		return s
	}
	out := &Snapshot{Version: s.Version, objects: maps.Clone(s.objects), superseded: make(chan struct{})}
	for _, k := range [...]Kind{KindSource, KindEntity, KindView, KindService, KindTrainingSet, KindTest} {
		out.objects[k] = map[string]Object{}
		for name, o := range s.objects[k] {
			if !s.Sees(u, o) {
				continue
			}
			if set, ok := o.(*TrainingSet); ok {
				o = s.inputsSeen(u, set)
			}
			out.objects[k][name] = o
		}
	}
	return out
}

// inputsSeen is a training set without the definitions of inputs that u does not see: who may read the set need not be able to
// read what it was made of. What is gone only the set's owner is told.
func (s *Snapshot) inputsSeen(u User, set *TrainingSet) *TrainingSet {
	out := *set
	out.Versions = slices.Clone(set.Versions)
	for i := range out.Versions {
		defs := slices.Clone(out.Versions[i].Definitions)
		for j, d := range defs {
			o, there := s.objects[d.Kind][d.Name]
			if there && !s.Sees(u, o) || !there && !s.Owns(u, TargetOf(set)) {
				defs[j].Text = ""
			}
		}
		out.Versions[i].Definitions = defs
	}
	return &out
}

// Contains says whether an object of this kind and name is in the snapshot.
func (s *Snapshot) Contains(o Object) bool { return s.get(refOf(o)) != nil }
