package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// windowSpec is what OVER says.
type windowSpec struct {
	name      string
	partition []expr
	sort      []expr
	order     []sortKey // i is an index of sort
	frame     int32
	start     expr
	end       expr
	framed    bool
}

// Bits of a window's frame, as Postgres' parser gives them.
const (
	frameNonDefault     = 0x00001
	frameRange          = 0x00002
	frameRows           = 0x00004
	frameGroups         = 0x00008
	frameStartUnbounded = 0x00020
	frameEndUnbounded   = 0x00100
	frameStartCurrent   = 0x00200
	frameEndCurrent     = 0x00400
	frameStartPreceding = 0x00800
	frameEndPreceding   = 0x01000
	frameStartFollowing = 0x02000
	frameEndFollowing   = 0x04000
	frameExclusion      = 0x08000 | 0x10000 | 0x20000
)

// winExpr is a call of a window function, or of an aggregate over a window.
type winExpr struct {
	typed
	proc *pgcatalog.Proc
	args []expr
	spec *windowSpec
	agg  *aggExpr // of an aggregate
	call Call
}

func (e *winExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
	if e.agg != nil {
		e.agg.kids(fn)
	}
	for i := range e.spec.partition {
		fn(&e.spec.partition[i])
	}
	for i := range e.spec.sort {
		fn(&e.spec.sort[i])
	}
}

func (e *winExpr) eval(*frame) (any, error) {
	return nil, sqlerr.New(sqlerr.Internal, "window function outside of a window")
}

// window analyzes f(…) OVER ….
func (s *scope) window(p *pgcatalog.Proc, args []expr, declared []uint32, n *pg.FuncCall) (expr, error) {
	a := s.a
	switch s.clause {
	case "", "ORDER BY", "DISTINCT ON":
	default:
		return nil, a.errAt(sqlerr.New("42P20", "window functions are not allowed in %s", aggPlace(s.clause)), n.Location)
	}
	if n.AggDistinct {
		return nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "DISTINCT is not implemented for window functions"), n.Location)
	}
	if len(n.AggOrder) > 0 {
		return nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "aggregate ORDER BY is not implemented for window functions"), n.Location)
	}
	out := &winExpr{proc: p}
	if p.Kind == 'a' {
		agg, err := s.aggCall(p, args, declared, n)
		if err != nil {
			return nil, err
		}
		out.agg, out.typed, out.call = agg, agg.typed, agg.call
	} else {
		if n.AggFilter != nil {
			return nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "FILTER is not implemented for non-aggregate window functions"), n.Location)
		}
		list, types, result, err := a.coerceArgs(args, declared, p.Result, n.Location)
		if err != nil {
			return nil, err
		}
		out.args, out.typed, out.call = list, typed{result, -1, n.Location}, Call{Args: types, Result: result, Mod: -1}
		if windowFuncs[p.Src] == nil {
			return nil, a.errAt(unsupported("window function %s", p.Name), n.Location)
		}
	}
	var err error
	out.spec, err = s.spec(n.Over)
	return out, err
}

// defineWindows analyzes the WINDOW clause.
func (s *scope) defineWindows(list []*pg.Node) error {
	s.defining = true
	defer func() { s.defining = false }()
	for _, n := range list {
		w := n.GetWindowDef()
		for _, have := range s.windows {
			if have.name == w.Name {
				return s.a.errAt(sqlerr.New("42P20", "window %q is already defined", w.Name), w.Location)
			}
		}
		spec, err := s.spec(w)
		if err != nil {
			return err
		}
		named := *spec
		named.name = w.Name
		s.windows = append(s.windows, &named)
	}
	return nil
}

func (s *scope) spec(w *pg.WindowDef) (*windowSpec, error) {
	a := s.a
	out := &windowSpec{frame: w.FrameOptions}
	ref := w.Refname
	if w.Name != "" && !s.defining {
		for _, have := range s.windows { // OVER name
			if have.name == w.Name {
				return have, nil
			}
		}
		return nil, a.errAt(sqlerr.New("42704", "window %q does not exist", w.Name), w.Location)
	}
	if ref != "" {
		var base *windowSpec
		for _, have := range s.windows {
			if have.name == ref {
				base = have
			}
		}
		if base == nil {
			return nil, a.errAt(sqlerr.New("42704", "window %q does not exist", ref), w.Location)
		}
		out.partition, out.sort, out.order = base.partition, base.sort, base.order
	}
	in := s.in("")
	for _, n := range w.PartitionClause {
		e, err := in.expr(n)
		if err != nil {
			return nil, err
		}
		out.partition = append(out.partition, e)
	}
	for _, n := range w.OrderClause {
		by := n.GetSortBy()
		e, err := in.expr(by.Node)
		if err != nil {
			return nil, err
		}
		k, err := s.direction(by, len(out.sort))
		if err != nil {
			return nil, err
		}
		out.sort, out.order = append(out.sort, e), append(out.order, k)
	}
	return out, s.frameBounds(out, w)
}

func (s *scope) frameBounds(out *windowSpec, w *pg.WindowDef) error {
	if w.FrameOptions&frameExclusion != 0 {
		return s.a.errAt(unsupported("EXCLUDE in a window frame"), w.Location)
	}
	if w.StartOffset == nil && w.EndOffset == nil {
		return nil
	}
	if w.FrameOptions&frameRows == 0 {
		return s.a.errAt(unsupported("RANGE and GROUPS with an offset"), w.Location)
	}
	for _, b := range []struct {
		n  *pg.Node
		to *expr
	}{{w.StartOffset, &out.start}, {w.EndOffset, &out.end}} {
		if b.n == nil {
			continue
		}
		e, err := s.expr(b.n)
		if err != nil {
			return err
		}
		if *b.to, err = s.a.mustCoerce(e, oidInt8, -1, implicit, e.info().pos); err != nil {
			return err
		}
	}
	return nil
}

// finishWindows puts slots in the place of window functions.
func (s *scope) finishWindows() {
	q := s.sel
	for i := range q.targets {
		_ = rewrite(&q.targets[i].expr, func(x expr) (expr, bool, error) {
			w, ok := x.(*winExpr)
			if !ok {
				return nil, false, nil
			}
			q.wins = append(q.wins, w)
			return &slotExpr{w.typed, slotWin, 0, len(q.wins) - 1, w}, true, nil
		})
	}
}
