package catalog

import (
	"cmp"
	"slices"
)

// Ticks are ticks of a snapshot view that were computed together: one file of its history (R15). Their results are the truth, and
// never change.
type Ticks struct {
	Name       string // the generation in decimal
	View       string
	ViewID     uint32 // of the definition that they are of
	Generation uint64
	Ticks      []Tick
	File       string // inside the history folder; nobody assumes its form
	Bytes      int64
}

// ObjectKind implements Object.
func (*Ticks) ObjectKind() Kind { return KindTicks }

// ObjectName implements Object.
func (t *Ticks) ObjectName() string { return t.Name }

// Tick is what was computed of one moment. Times are microseconds.
type Tick struct {
	ID       uint64 // unique in the catalog
	T        int64
	Commit   int64  // when it was published
	Usable   int64  // from then on reads see it: T + delay, and not before Commit unless it is a backfill
	Backfill bool   `json:",omitempty"` // computed later, for the past
	Rows     int64  `json:",omitempty"`
	Failed   string `json:",omitempty"` // why it has no result: the one before it stays
}

// StampAt notes when the tick is published: no read sees it before, unless it was computed for the past.
func (t *Tick) StampAt(v *FeatureView, commit int64) {
	t.Commit, t.Usable = commit, t.T+v.TickDelay
	if !t.Backfill {
		t.Usable = max(t.Usable, commit)
	}
}

// SeenFrom is the first moment whose reads see the tick; strict ones (R31) want it to lie before them, delay included.
func (t *Tick) SeenFrom(delay int64, strict bool) int64 {
	if strict {
		return max(t.Usable, t.T+delay+1)
	}
	return t.Usable
}

// SeenKnowing is SeenFrom for reads that know what was published up to some moment (R32).
func (t *Tick) SeenKnowing(delay int64, strict bool) int64 {
	if strict {
		return t.T + delay + 1
	}
	return t.T + delay
}

// CompareTicks orders ticks: of those that a read sees, the greatest counts. One that was computed again takes the place of the first.
func CompareTicks(a, b Tick) int {
	return cmp.Or(cmp.Compare(a.T, b.T), cmp.Compare(a.Commit, b.Commit), cmp.Compare(a.ID, b.ID))
}

// OnlineTick is a tick whose entries are in the online store, as a generation of their own.
type OnlineTick struct {
	Tick
	Generation uint64
}

// OnlineAt is the tick that online reads at t see, of those that are there. There is none if t lies before them all; then the
// offline engine knows.
func (m *Materialization) OnlineAt(t int64) (*OnlineTick, bool) {
	var best *OnlineTick
	for i := range m.Online {
		if o := &m.Online[i]; o.Usable <= t && (best == nil || CompareTicks(best.Tick, o.Tick) < 0) {
			best = o
		}
	}
	return best, best != nil
}

// Ticks returns what was computed of the snapshot view v, in the order of computing.
func (s *Snapshot) Ticks(v *FeatureView) []*Ticks {
	s.indexed.Do(s.index)
	return slices.DeleteFunc(slices.Clone(s.ticks[v.Name]), func(t *Ticks) bool { return t.ViewID != v.ID })
}

// TicksNamed returns the ticks of a generation, named in decimal.
func (s *Snapshot) TicksNamed(name string) (*Ticks, bool) { return lookup[*Ticks](s, KindTicks, name) }

// AllTicks returns what was computed of any version of a view.
func (s *Snapshot) AllTicks(view string) []*Ticks {
	s.indexed.Do(s.index)
	return s.ticks[view]
}

// Serves says whether a generation is in use: of a materialisation, of ticks, of a tick's online entries, or kept by a training set.
func (s *Snapshot) Serves(generation uint64) bool {
	s.indexed.Do(s.index)
	return s.serving[generation]
}

// index fills what is asked for by other than names.
func (s *Snapshot) index() {
	s.ticks, s.serving = map[string][]*Ticks{}, map[uint64]bool{}
	for _, o := range s.objects[KindTicks] {
		t := o.(*Ticks)
		s.ticks[t.View] = append(s.ticks[t.View], t)
		s.serving[t.Generation] = true
	}
	for _, list := range s.ticks {
		slices.SortFunc(list, func(a, b *Ticks) int { return cmp.Compare(a.Generation, b.Generation) })
	}
	for _, t := range s.TrainingSets() {
		for i := range t.Versions {
			for _, generation := range t.Versions[i].Generations() {
				s.serving[generation] = true
			}
		}
	}
	for _, o := range s.objects[KindMaterialization] {
		m := o.(*Materialization)
		s.serving[m.Generation] = true
		for _, t := range m.Online {
			s.serving[t.Generation] = true
		}
	}
}
