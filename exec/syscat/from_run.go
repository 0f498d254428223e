package syscat

import (
	"errors"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// node is a step of FROM: it fills its part of the level's row and calls yield, once for each row.
type node interface {
	each(f *frame, yield func() error) error
}

// errStop ends a run of rows early; who asked for it takes it back.
var errStop = errors.New("enough rows")

// unit is one row without columns.
type unit struct{}

func (unit) each(_ *frame, yield func() error) error { return yield() }

// filterNode keeps the rows that conditions are true of.
type filterNode struct {
	in    node
	conds []expr
}

func (n *filterNode) each(f *frame, yield func() error) error {
	return n.in.each(f, func() error {
		ok, err := holds(n.conds, f)
		if err != nil || !ok {
			return err
		}
		return yield()
	})
}

// holds says whether all conditions are true.
func holds(conds []expr, f *frame) (bool, error) {
	for _, c := range conds {
		v, err := c.eval(f)
		if err != nil || v != true {
			return false, err
		}
	}
	return true, nil
}

// leafNode gives the rows of a FROM item.
type leafNode struct {
	leaf   *leaf
	filter []expr
}

func (n *leafNode) each(f *frame, yield func() error) error {
	return n.source(f, func(row []any) error {
		if err := f.run.tick(); err != nil {
			return err
		}
		n.leaf.load(f, row)
		ok, err := holds(n.filter, f)
		if err != nil || !ok {
			return err
		}
		return yield()
	})
}

// source gives the rows as they are kept: load puts one in its place.
func (n *leafNode) source(f *frame, yield func([]any) error) error {
	l := n.leaf
	switch {
	case l.table != nil && l.table.Schema == asofSchema:
		if f.run.env.Asof == nil {
			return unsupported("reading asof.%s here", l.table.Name)
		}
		rows, err := f.run.env.Asof(l.table.Name)
		if err != nil {
			return err
		}
		return each(rows, yield)
	case l.table != nil:
		return each(l.table.Rows(f.run.env.Snapshot, f.run.env.Session), yield)
	case l.q != nil && l.skip:
		return l.q.rows(f.up, l.item.used, yield)
	case l.q != nil:
		return l.q.rows(f, l.item.used, yield)
	}
	rows, err := l.rows(f)
	if err != nil {
		return err
	}
	return each(rows, yield)
}

// load puts the columns that are read in their places of the level's row.
func (l *leaf) load(f *frame, row []any) {
	off := l.item.off
	if l.table == nil {
		for _, i := range l.read {
			f.row[off+i] = row[i]
		}
		return
	}
	for _, i := range l.read {
		if i >= l.item.sysBase {
			f.row[off+i] = l.system(i-l.item.sysBase, row)
			continue
		}
		v := row[i]
		if list, ok := v.([]any); ok {
			v = fromCatalog(l.item.cols[i].typ, list)
		}
		f.row[off+i] = v
	}
}

// system is a system column: all rows of a catalog are at its beginning, as if they had been written once.
func (l *leaf) system(i int, row []any) any {
	switch systemColumns[i].name {
	case "tableoid":
		return int64(l.table.OID)
	case "ctid":
		return "(0,1)"
	case "xmin":
		return int64(1)
	}
	return int64(0)
}

// joinNode joins two sides: the right side's rows are gathered once and found by the keys that both sides have in common, or
// made anew for every row of the left side that they depend on.
type joinNode struct {
	left, right      node
	kind             pg.JoinType // inner, left or full
	keysL, keysR     []expr
	cond             []expr
	from, to         int // the right side's part of the row
	leftFrom, leftTo int
	dependent        bool // the right side reads the left one
	closed           bool // the right side reads nothing of levels further out
}

// gathered is the rows of a join's right side.
type gathered struct {
	leaf  *leaf // whose rows they are, as it keeps them; nil: parts of the level's row
	rows  [][]any
	index map[any][]int
}

func (j *joinNode) each(f *frame, yield func() error) error {
	if j.dependent {
		return j.nested(f, yield)
	}
	var g *gathered
	var matched []bool
	var err error
	if j.kind == pg.JoinType_JOIN_FULL {
		if g, err = j.gather(f); err != nil {
			return err
		}
		matched = make([]bool, len(g.rows))
	}
	err = j.left.each(f, func() error {
		if g == nil {
			if g, err = j.gather(f); err != nil {
				return err
			}
		}
		found := false
		try := func(i int) error {
			if err := f.run.tick(); err != nil {
				return err
			}
			j.put(f, g, i)
			ok, err := holds(j.cond, f)
			if err != nil || !ok {
				return err
			}
			found = true
			if matched != nil {
				matched[i] = true
			}
			return yield()
		}
		if err := j.candidates(f, g, try); err != nil {
			return err
		}
		if !found && j.kind != pg.JoinType_JOIN_INNER {
			clear(f.row[j.from:j.to])
			return yield()
		}
		return nil
	})
	if err != nil || matched == nil {
		return err
	}
	clear(f.row[j.leftFrom:j.leftTo])
	for i := range g.rows {
		if !matched[i] {
			j.put(f, g, i)
			if err := yield(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *joinNode) put(f *frame, g *gathered, i int) {
	if g.leaf != nil {
		g.leaf.load(f, g.rows[i])
		return
	}
	copy(f.row[j.from:j.to], g.rows[i])
}

// candidates tries the rows of the right side that the keys lead to.
func (j *joinNode) candidates(f *frame, g *gathered, try func(int) error) error {
	if len(j.keysL) == 0 {
		for i := range g.rows {
			if err := try(i); err != nil {
				return err
			}
		}
		return nil
	}
	k, err := hashKey(f, j.keysL)
	if err != nil || k == nil {
		return err
	}
	for _, i := range g.index[k] {
		if err := try(i); err != nil {
			return err
		}
	}
	return nil
}

// hashKey is the values of keys as a key of a Go map; nil if one is NULL.
func hashKey(f *frame, keys []expr) (any, error) {
	if len(keys) == 1 {
		v, err := keys[0].eval(f)
		return v, err
	}
	var b []byte
	for _, k := range keys {
		v, err := k.eval(f)
		if err != nil || v == nil {
			return nil, err
		}
		b = appendKey(b, v)
	}
	return string(b), nil
}

// gather reads the right side: once per run, or where it depends on levels further out, once per row of these.
func (j *joinNode) gather(f *frame) (*gathered, error) {
	built := f.run.built
	if !j.closed {
		if f.built == nil {
			f.built = map[any]any{}
		}
		built = f.built
	}
	if g, ok := built[j].(*gathered); ok {
		return g, nil
	}
	g := &gathered{}
	add := func(row []any) error {
		if len(j.keysR) > 0 {
			k, err := hashKey(f, j.keysR)
			if err != nil || k == nil && j.kind != pg.JoinType_JOIN_FULL {
				return err
			}
			if g.index == nil {
				g.index = map[any][]int{}
			}
			if k != nil {
				g.index[k] = append(g.index[k], len(g.rows))
			}
		}
		g.rows = append(g.rows, row)
		return nil
	}
	leaf, isLeaf := j.right.(*leafNode)
	var err error
	if isLeaf && leaf.leaf.table != nil {
		g.leaf = leaf.leaf
		err = leaf.source(f, func(row []any) error {
			if err := f.run.tick(); err != nil {
				return err
			}
			leaf.leaf.load(f, row)
			ok, err := holds(leaf.filter, f)
			if err != nil || !ok {
				return err
			}
			return add(row)
		})
	} else {
		err = j.right.each(f, func() error { return add(append([]any(nil), f.row[j.from:j.to]...)) })
	}
	if err != nil {
		return nil, err
	}
	built[j] = g
	return g, nil
}

// nested runs the right side for each row of the left one.
func (j *joinNode) nested(f *frame, yield func() error) error {
	return j.left.each(f, func() error {
		found := false
		err := j.right.each(f, func() error {
			ok, err := holds(j.cond, f)
			if err != nil || !ok {
				return err
			}
			found = true
			return yield()
		})
		if err != nil || found || j.kind == pg.JoinType_JOIN_INNER {
			return err
		}
		clear(f.row[j.from:j.to])
		return yield()
	})
}
