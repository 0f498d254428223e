package catalog

import (
	"reflect"

	"asof/catalog/sqlerr"
)

// Tx collects changes over the snapshot that it began with. To roll it back, forget it. It is not safe for concurrent use.
type Tx struct {
	who     string
	base    *Snapshot
	snap    *Snapshot
	changes []Change
}

// Snapshot returns the snapshot that the transaction began with, its own changes made. Each Apply makes another one.
func (tx *Tx) Snapshot() *Snapshot { return tx.snap }

// Changed says whether the transaction holds changes.
func (tx *Tx) Changed() bool { return len(tx.changes) > 0 }

// Apply makes a change in the transaction. The error is 40001 if c.Old is not what the transaction sees, 42P07 if the name of
// a new object is taken.
func (tx *Tx) Apply(c Change) error {
	if err := c.valid(); err != nil {
		return err
	}
	r := refOf(c.Object())
	have := tx.snap.get(r)
	switch {
	case c.Old != nil && have != c.Old:
		return concurrent(r)
	case c.Old == nil && have != nil:
		return sqlerr.New(sqlerr.DuplicateTable, "%s already exists", r)
	}
	if c.Old == nil && isRelation(r.kind) {
		if o, ok := tx.snap.Relation(r.name); ok {
			return sqlerr.New(sqlerr.DuplicateTable, "%s already exists", refOf(o))
		}
	}
	old := tx.snap
	tx.snap = old.with([]Change{c})
	tx.changes = append(tx.changes, c)
	if old != tx.base {
		close(old.superseded) // a snapshot of this transaction alone; base belongs to the catalog
	}
	return nil
}

func isRelation(k Kind) bool {
	for _, r := range relationKinds {
		if k == r {
			return true
		}
	}
	return false
}

func concurrent(r ref) error {
	return sqlerr.New(sqlerr.SerializationFailure, "could not serialize access due to concurrent definition of %s", r).
		WithHint("Run the transaction again.")
}

// dropState makes tx drop what is materialised now of the views that it drops. A refresh or a tick may have published since tx began,
// and has said nothing that a drop must not overlook.
func (tx *Tx) dropState(cur *Snapshot) {
	if cur == tx.base {
		return
	}
	gone := map[string]bool{}
	var changes, state []Change
	for _, c := range tx.changes {
		v, ok := c.Old.(*FeatureView)
		if ok && tx.snap.get(refOf(v)) == nil && !gone[v.Name] {
			gone[v.Name] = true
			for _, m := range cur.MaterializationsOf(v) {
				state = append(state, Change{Old: m})
			}
		}
	}
	for _, c := range tx.changes {
		if m, ok := c.Object().(*Materialization); !ok || !gone[m.View] {
			changes = append(changes, c)
		}
	}
	tx.changes = append(changes, state...)
}

// conflict finds what others have committed since tx began and tx must not overlook: an object under a name that tx changes;
// another meaning of what tx's new objects refer to; a new dependent of what tx drops or gives another meaning.
func (tx *Tx) conflict(cur *Snapshot) error {
	if cur == tx.base {
		return nil
	}
	touched := map[ref]bool{}
	for _, c := range tx.changes {
		touched[refOf(c.Object())] = true
	}
	for _, c := range tx.changes {
		r := refOf(c.Object())
		if tx.base.get(r) != cur.get(r) && !(r.kind == KindMaterialization && c.New == nil && c.Old == cur.get(r)) {
			return concurrent(r)
		}
		if isRelation(r.kind) {
			was, _ := tx.base.Relation(r.name)
			if is, _ := cur.Relation(r.name); is != was && !(is != nil && touched[refOf(is)]) {
				return concurrent(r)
			}
		}
		now := tx.snap.get(r)
		for _, to := range refs(now) {
			if !touched[to] && !sameMeaning(tx.base.get(to), cur.get(to)) {
				return concurrent(to)
			}
		}
		if err := tx.newDependents(cur, r, touched); err != nil {
			return err
		}
	}
	return nil
}

// newDependents finds what came to refer to r since tx began, if tx drops r or gives it another meaning.
func (tx *Tx) newDependents(cur *Snapshot, r ref, touched map[ref]bool) error {
	was := tx.base.get(r)
	if was == nil || sameMeaning(was, tx.snap.get(r)) {
		return nil
	}
	deps := cur.Dependents(was)
	if v, ok := was.(*FeatureView); ok {
		for _, m := range cur.MaterializationsOf(v) {
			deps = append(deps, m)
		}
	}
	if r.kind == KindView || r.kind == KindService {
		for _, t := range cur.TestsOf(r.name) {
			deps = append(deps, t)
		}
	}
	for _, d := range deps {
		if dr := refOf(d); !touched[dr] && tx.base.get(dr) != d {
			return concurrent(dr)
		}
	}
	return nil
}

// sameMeaning says whether what refers to a may refer to b without being checked again: they differ in what describes them at
// most.
func sameMeaning(a, b Object) bool {
	if a == b || a == nil || b == nil {
		return a == b
	}
	switch a := a.(type) {
	case *Source:
		x, y := *a, *b.(*Source)
		x.Meta, y.Meta = Meta{}, Meta{}
		return reflect.DeepEqual(x, y)
	case *Entity:
		return reflect.DeepEqual(a.Keys, b.(*Entity).Keys)
	case *FeatureView:
		b := b.(*FeatureView)
		return a.ID == b.ID && a.Version == b.Version && len(a.Older) == len(b.Older)
	case *Service:
		x, y := *a, *b.(*Service)
		x.Meta, y.Meta = Meta{Text: a.Text}, Meta{Text: y.Text}
		return reflect.DeepEqual(x, y)
	case *Role:
		return true
	}
	return false
}

// whole checks that the objects which changes left in s refer to what is there, and that nothing refers to what they dropped.
// Planning has seen to that; what it cannot know is that the version of a finished REFRESH is gone, or is not used any more.
func whole(s *Snapshot, changes []Change) error {
	moved := map[uint64]bool{} // generations under a view's former name
	for _, c := range changes {
		if m, ok := c.Old.(*Materialization); ok {
			moved[m.Generation] = true
		}
	}
	for _, c := range changes {
		r := refOf(c.Object())
		o := s.get(r)
		if o == nil {
			if deps := s.Dependents(c.Object()); len(deps) > 0 {
				return concurrent(refOf(deps[0]))
			}
			if v, ok := c.Object().(*FeatureView); ok {
				if ms := s.MaterializationsOf(v); len(ms) > 0 {
					return concurrent(refOf(ms[0]))
				}
			}
			continue
		}
		for _, to := range refs(o) {
			if s.get(to) == nil && to.kind != KindRole { // predefined, or a name that is no role
				return concurrent(to)
			}
		}
		if m, ok := o.(*Materialization); ok && !moved[m.Generation] {
			if v, _ := s.View(m.View); !s.Materialises(v, m.Version) {
				return concurrent(refOf(v))
			}
		}
	}
	return nil
}

// Mark is a point of a transaction.
type Mark struct {
	changes int
	snap    *Snapshot
}

// Mark returns the point where the transaction stands.
func (tx *Tx) Mark() Mark { return Mark{len(tx.changes), tx.snap} }

// Return undoes the changes made since m. The snapshot becomes another one with the old content, since what was planned on
// those in between must be planned anew.
func (tx *Tx) Return(m Mark) {
	if tx.snap == m.snap {
		return
	}
	old := tx.snap
	tx.changes = tx.changes[:m.changes:m.changes]
	if tx.snap = m.snap; tx.snap != tx.base {
		tx.snap = m.snap.with(nil)
	}
	close(old.superseded)
}
