package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// drop plans DROP, with what depends on the objects if CASCADE is written.
func (p *planner) drop(s *ast.Drop) (plan.Node, error) {
	n := &plan.Define{Tag: "DROP " + tagWords[s.Object]}
	gone := map[catalog.Object]bool{}
	var roots []catalog.Object
	for _, name := range s.Names {
		o, err := p.named(s.Object, name, s.SQL)
		if err != nil {
			code := sqlerr.Code(err)
			if s.IfExists && (code == sqlerr.UndefinedTable || code == sqlerr.UndefinedObject) {
				n.Notices = append(n.Notices, skipped("DROP", s.Object, name.Name).Notices...)
				continue
			}
			return nil, err
		}
		if !gone[o] {
			gone[o] = true
			roots = append(roots, o)
		}
	}
	for _, o := range roots {
		if err := p.mustOwn(o); err != nil {
			return nil, err
		}
	}
	return n, p.dropAll(n, roots, gone, s.Cascade, s.SQL, func(i int) int { return s.Names[min(i, len(s.Names)-1)].Pos })
}

// dropAll drops roots, which gone holds, with what depends on them if cascade says so. place gives the position of an error about
// one of them.
func (p *planner) dropAll(n *plan.Define, roots []catalog.Object, gone map[catalog.Object]bool, cascade bool, text string, place func(i int) int) error {
	for i, o := range roots {
		deps := p.missing(o, gone)
		if len(deps) > 0 && !cascade {
			return at(dependents(o, deps, "drop").(*sqlerr.Error), text, place(i))
		}
		for _, d := range deps {
			if gone[d] {
				continue
			}
			n.Notices = append(n.Notices, sqlerr.Notice("drop cascades to %s %s", d.ObjectKind(), d.ObjectName()))
			p.dropOne(n, d, gone)
		}
		n.Changes = append(n.Changes, p.withTests(o)...)
	}
	n.Changes = once(n.Changes)
	return nil
}

// once leaves out what is dropped before: a test is named, and goes with its view too.
func once(changes []catalog.Change) []catalog.Change {
	seen := map[catalog.Object]bool{}
	return slices.DeleteFunc(changes, func(c catalog.Change) bool {
		again := seen[c.Old]
		seen[c.Old] = c.Old != nil
		return again
	})
}

// missing are the dependents of o, and theirs, that are not dropped already: the deepest first.
func (p *planner) missing(o catalog.Object, gone map[catalog.Object]bool) []catalog.Object {
	var all []catalog.Object
	for _, d := range p.snap.Dependents(o) {
		if gone[d] || slices.Contains(all, d) {
			continue
		}
		for _, above := range append(p.missing(d, gone), d) {
			if !slices.Contains(all, above) {
				all = append(all, above)
			}
		}
	}
	return all
}

func (p *planner) dropOne(n *plan.Define, o catalog.Object, gone map[catalog.Object]bool) {
	gone[o] = true
	n.Changes = append(n.Changes, p.withTests(o)...)
}

// withTests drops an object together with its tests.
func (p *planner) withTests(o catalog.Object) []catalog.Change {
	changes := []catalog.Change{{Old: o}}
	if kind := o.ObjectKind(); kind == catalog.KindView || kind == catalog.KindService {
		for _, t := range p.snap.TestsOf(o.ObjectName()) {
			changes = append(changes, catalog.Change{Old: t})
		}
	}
	if v, ok := o.(*catalog.FeatureView); ok {
		for _, t := range p.snap.AllTicks(v.Name) {
			changes = append(changes, catalog.Change{Old: t})
		}
	}
	return changes
}
