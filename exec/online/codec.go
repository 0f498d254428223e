package online

import (
	"bytes"
	"math"
	"slices"
	"sync"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
)

// DefaultMaxRows bounds what an entry keeps (R25) where a view does not say.
const DefaultMaxRows = 10_000

// Codec is a view compiled for its entries: which inputs each kind of row carries, what each aggregate needs. It is made
// once per view version and may be used concurrently.
type Codec struct {
	view    *catalog.FeatureView
	inputs  []sqltype.Type
	aggs    []aggregate // what is computed
	values  []int       // by index of the view's aggregates: which of aggs has its value
	maxRows int

	newest  layout // the newest row: what plain columns need
	kept    layout // the rows of windows: what windows need
	waiting layout // rows whose time has not come: everything

	ranges []catalog.Frame // the RANGE frames
	rowsN  int             // the greatest n + 1 of ROWS frames

	scratch sync.Pool // *evaluation
}

// layout says what a packed row carries, beside its time.
type layout struct {
	inputs []int // indexes of the view's inputs, ascending
	order  bool  // the order bytes
}

// row is a view row taken apart. Its datums stand at the indexes of the view's inputs; those that a layout leaves out mean
// nothing.
type row struct {
	e, v  int64
	order []byte
	in    []datum
}

func compareRows(a, b *row) int {
	switch {
	case a.e < b.e:
		return -1
	case a.e > b.e:
		return 1
	}
	return bytes.Compare(a.order, b.order)
}

// NewCodec compiles v. A view that cannot be kept online is 0A000.
func NewCodec(v *catalog.FeatureView) (*Codec, error) {
	c := &Codec{view: v, maxRows: int(min(v.MaxRows, math.MaxInt32)), rowsN: int(min(v.MaxRowsFrame(), math.MaxInt32))}
	if c.maxRows <= 0 {
		c.maxRows = DefaultMaxRows
	}
	for _, in := range v.Inputs {
		if _, err := classOf(in.Type); err != nil {
			return nil, err
		}
		c.inputs = append(c.inputs, in.Type)
	}
	inNewest, inKept := make([]bool, len(v.Inputs)), make([]bool, len(v.Inputs))
	for _, f := range v.Features {
		for _, p := range f.Expr {
			if p.Kind == catalog.PartInput {
				inNewest[p.Index] = true
			}
		}
	}
	ordered := false
	compiled := make([]aggregate, len(v.Aggs))
	for i, a := range v.Aggs {
		g, err := compile(v, a)
		if err != nil {
			return nil, err
		}
		compiled[i] = g
		ordered = ordered || a.Func.Ordered() || a.Frame.Mode == catalog.RowsFrame
		if g.frame.Mode == catalog.Unbounded {
			continue
		}
		if g.frame.Mode == catalog.Range && !slices.Contains(c.ranges, g.frame) {
			c.ranges = append(c.ranges, g.frame)
		}
		if c.kept.order = c.kept.order || a.Func.Ordered() || g.frame.Mode == catalog.RowsFrame; g.arg >= 0 {
			inKept[g.arg] = true
		}
		if g.filter >= 0 {
			inKept[g.filter] = true
		}
	}
	c.share(compiled)
	for i := range v.Inputs {
		if inNewest[i] {
			c.newest.inputs = append(c.newest.inputs, i)
		}
		if inKept[i] {
			c.kept.inputs = append(c.kept.inputs, i)
		}
		c.waiting.inputs = append(c.waiting.inputs, i)
	}
	c.newest.order = len(c.newest.inputs) > 0
	c.waiting.order = ordered || c.newest.order
	c.scratch.New = func() any { return newEvaluation(c) }
	return c, nil
}

// share finds the fewest aggregates that have the values of all. Counts come last, as others may cover them.
func (c *Codec) share(all []aggregate) {
	c.values = make([]int, len(all))
	for _, counts := range []bool{false, true} {
		for i := range all {
			if (all[i].method == counting) != counts {
				continue
			}
			at := slices.IndexFunc(c.aggs, func(g aggregate) bool { return g.covers(&all[i]) })
			if at < 0 {
				at = len(c.aggs)
				c.aggs = append(c.aggs, all[i])
			}
			c.values[i] = at
		}
	}
}

// row takes a view row over from its caller, copying its bytes.
func (c *Codec) row(r *rows.Row) (row, error) {
	if len(r.Inputs) != len(c.inputs) {
		return row{}, sqlerr.New(sqlerr.Internal, "a row of feature view %q has %d inputs, not %d", c.view.Name, len(r.Inputs), len(c.inputs))
	}
	out := row{e: r.EventTime, v: max(r.EventTime, r.Available), in: make([]datum, len(c.inputs))}
	if c.waiting.order {
		out.order = bytes.Clone(r.Order)
	}
	for i, t := range c.inputs {
		var err error
		if out.in[i], err = toDatum(t, r.Inputs[i]); err != nil {
			return row{}, err
		}
	}
	return out, nil
}

// appendInputs packs the inputs of a layout: a bit for each NULL, then the values.
func (c *Codec) appendInputs(dst []byte, l *layout, r *row) []byte {
	at := len(dst)
	for range (len(l.inputs) + 7) / 8 {
		dst = append(dst, 0)
	}
	for i, in := range l.inputs {
		d := &r.in[in]
		if d.null {
			dst[at+i/8] |= 1 << (i % 8)
			continue
		}
		dst = appendDatum(dst, c.inputs[in], d)
	}
	return dst
}

// readInputs reads what appendInputs wrote.
func (c *Codec) readInputs(rd *reader, l *layout, r *row) {
	nulls := rd.take((len(l.inputs) + 7) / 8)
	if nulls == nil && len(l.inputs) > 0 {
		rd.fail()
	}
	for i, in := range l.inputs {
		d := &r.in[in]
		if rd.bad || nulls[i/8]>>(i%8)&1 != 0 {
			*d = datum{null: true}
			continue
		}
		rd.datum(c.inputs[in], d)
	}
}

// damaged is the error of an entry that is not what this code writes.
func (c *Codec) damaged() error {
	return sqlerr.New(sqlerr.StoreUnreachable, "the online store holds a damaged entry of feature view %q", c.view.Name).
		WithHint("Run REFRESH FEATURE VIEW %s to rebuild it.", c.view.Name)
}
