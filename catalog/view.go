package catalog

import (
	"math"
	"slices"

	"asof/catalog/sqltype"
)

// FeatureView is one CREATE FEATURE VIEW, taken apart once, at CREATE: every path (offline, online, the online fold) works
// from this form, so none can read the definition differently.
//
// A source row becomes a view row: its keys, its event time e, whether it passes Where, and its Inputs, all of them row
// expressions in the client's own text that DuckDB evaluates with TimeZone UTC (R29). Over the view rows of a key as of t
// stand the Aggregates, each over a frame, and the newest row's inputs. A Feature is an input of the newest row, an aggregate,
// or an expression above them.
type FeatureView struct {
	Meta
	ID        uint32 // unique in the catalog, new with every definition
	Version   int
	Entity    string
	Source    string
	Alias     string       `json:",omitempty"` // of the source inside the row expressions; the source's name if empty
	TTL       int64        `json:",omitempty"` // microseconds; 0: none (R13)
	Online    bool         // may be served online
	Start     *int64       `json:",omitempty"` // rows with e before it do not exist (R4), microseconds; nil: none. The ticks of a snapshot view begin with it
	Hop       string       `json:",omitempty"` // the option as it was written; Frame.Hop is what it means
	Refresh   int64        `json:",omitempty"` // how often the files are looked at, microseconds; 0: only by REFRESH
	MaxRows   int64        // kept rows per key online (R25)
	Keys      []Key        // in the entity's order
	Where     string       `json:",omitempty"` // row expression, or empty
	Inputs    []Input      // deduplicated
	Aggs      []Aggregate  // deduplicated
	Features  []Feature    // in the order of the SELECT list, keys left out
	Columns   []ViewColumn // the output: keys and features as written
	Reads     []string     // the source's columns that the definition mentions, sorted: the canonical text of R5's last tie
	WherePos  int          `json:",omitempty"` // byte offset of Where in Text
	EventTime string       // the source's event-time column
	TieBreak  string       `json:",omitempty"` // the source's tie_break column

	Schedule  string   `json:",omitempty"` // of a snapshot view: when its ticks are (package schedule)
	TickDelay int64    `json:",omitempty"` // microseconds from a tick until it may be used
	Query     []Part   `json:",omitempty"` // the SELECT of a snapshot view: text, sources and the tick
	Scans     []string `json:",omitempty"` // the sources that Query reads: Part.Index of PartSource

	Kind           ViewKind `json:",omitempty"`
	AvailableAt    string   `json:",omitempty"` // the source's available_at column; empty: a = e + AvailableAfter (R2)
	AvailableAfter int64    `json:",omitempty"` // microseconds
	Loaded         bool     `json:",omitempty"` // a is when the row was loaded
	Branches       []Branch `json:",omitempty"` // of UNION ALL of sources, which Source is empty for (R16)

	Views   []ViewRef        `json:",omitempty"` // of a derived view: what it reads
	Request []sqltype.Column `json:",omitempty"` // of a request-time view: its parameters (R17)
	Filter  []Part           `json:",omitempty"` // of a derived view: its WHERE

	Older  []*FeatureView `json:",omitempty"` // the earlier versions, the oldest first, with no Meta but Name, Text and Created
	Serves int            `json:",omitempty"` // the version that reads use while this one is still to be materialised; 0: this one
}

// ViewKind says what the rows of a view are.
type ViewKind string

// The kinds of view.
const (
	EventView    ViewKind = ""         // windows and plain columns over the rows of one event source
	SnapshotView ViewKind = "snapshot" // any SELECT, computed at ticks (R15)
	DerivedView  ViewKind = "derived"  // expressions over other views at the same time, and over request parameters (R16, R17)
)

// Branch is one arm of a UNION ALL of sources: its columns, row expressions over its own source, are what the view's row
// expressions read.
type Branch struct {
	Source         string
	Alias          string `json:",omitempty"`
	Columns        []BranchColumn
	Reads          []string // the source's columns that the branch mentions, sorted
	Where          string   `json:",omitempty"`
	WherePos       int      `json:",omitempty"`
	EventTime      string
	TieBreak       string `json:",omitempty"`
	AvailableAt    string `json:",omitempty"`
	AvailableAfter int64  `json:",omitempty"`
	Loaded         bool   `json:",omitempty"`
}

// BranchColumn is a column of a Branch. All branches have the names and types of the first.
type BranchColumn struct {
	sqltype.Column
	Expr string
	Pos  int // byte offset of Expr in the view's Text
}

// ObjectKind implements Object.
func (*FeatureView) ObjectKind() Kind { return KindView }

// Sources are the names of the sources that the view reads itself: of an event view one, or one for each of its branches; of a
// snapshot view its Scans.
func (v *FeatureView) Sources() []string {
	if v.Kind == SnapshotView {
		return v.Scans
	}
	if v.Branches == nil {
		if v.Source == "" {
			return nil
		}
		return []string{v.Source}
	}
	names := make([]string, len(v.Branches))
	for i, b := range v.Branches {
		names[i] = b.Source
	}
	return names
}

// ReadsOf are the columns of a source that the view reads, those that order its rows and say when they count among them.
func (v *FeatureView) ReadsOf(source string) []string {
	var out []string
	add := func(columns ...string) {
		for _, c := range columns {
			if c != "" && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	if v.Branches == nil && v.Source == source {
		add(v.Reads...)
		add(v.EventTime, v.TieBreak, v.AvailableAt)
	}
	for _, b := range v.Branches {
		if b.Source == source {
			add(b.Reads...)
			add(b.EventTime, b.TieBreak, b.AvailableAt)
		}
	}
	return out
}

// Delay is how long after its event time each row of the view is available; false if rows have available times of their own (R2).
func (v *FeatureView) Delay() (int64, bool) {
	if v.Branches == nil {
		return v.AvailableAfter, v.AvailableAt == "" && !v.Loaded
	}
	first := v.Branches[0].AvailableAfter
	for _, b := range v.Branches {
		if b.AvailableAt != "" || b.Loaded || b.AvailableAfter != first {
			return 0, false
		}
	}
	return first, true
}

// IsLoaded says whether rows of the view are available from when they were loaded.
func (v *FeatureView) IsLoaded() bool {
	return v.Loaded || slices.ContainsFunc(v.Branches, func(b Branch) bool { return b.Loaded })
}

// Key is a join key: the entity's column and the row expression that gives it.
type Key struct {
	sqltype.Column
	Expr string
	Pos  int // byte offset of Expr in Text
}

// Input is a row expression that aggregates or plain columns need.
type Input struct {
	Expr string
	Type sqltype.Type
	Pos  int // byte offset of Expr in Text
}

// Func is an aggregate function.
type Func string

// The aggregate functions of windows.
const (
	Count         Func = "count"
	Sum           Func = "sum"
	Avg           Func = "avg"
	Min           Func = "min"
	Max           Func = "max"
	FirstValue    Func = "first_value"
	LastValue     Func = "last_value"
	StddevSamp    Func = "stddev_samp"
	CountDistinct Func = "count_distinct"

	StddevPop           Func = "stddev_pop"
	VarSamp             Func = "var_samp"
	VarPop              Func = "var_pop"
	BoolAnd             Func = "bool_and"
	BoolOr              Func = "bool_or"
	NthValue            Func = "nth_value"             // Aggregate.N is n, from 1
	ArrayAgg            Func = "array_agg"             // the Aggregate.N newest, newest first
	StringAgg           Func = "string_agg"            // oldest first, Aggregate.Delimiter between
	Mode                Func = "mode"                  // the smallest of the most frequent
	ApproxCountDistinct Func = "approx_count_distinct" // order-free: exec/sketch
	ApproxPercentile    Func = "approx_percentile"     // order-free: exec/sketch; Aggregate.Fraction
)

// Ordered says whether the function's value depends on the order of the frame's rows (R5, R10).
func (f Func) Ordered() bool {
	switch f {
	case FirstValue, LastValue, NthValue, ArrayAgg, StringAgg:
		return true
	}
	return false
}

// Counts says whether the function is 0 over no rows, where the others are NULL (R13).
func (f Func) Counts() bool { return f == Count || f == CountDistinct || f == ApproxCountDistinct }

// Aggregate is a function over a frame. Arg and Filter are indexes of Inputs, -1 for none (count(*) has no Arg). Filter is a
// boolean input: rows where it is not true are left out after the frame is taken (R10).
type Aggregate struct {
	Func        Func
	Arg         int
	Filter      int
	IgnoreNulls bool    `json:",omitempty"` // first_value, last_value and nth_value only
	N           int64   `json:",omitempty"` // of nth_value and array_agg
	Fraction    float64 `json:",omitempty"` // of approx_percentile, 0 to 1
	Delimiter   string  `json:",omitempty"` // of string_agg
	Frame       Frame
	Type        sqltype.Type // of the result (R11)
}

// FrameMode says how a frame's edge is counted.
type FrameMode string

// The frame modes.
const (
	Unbounded FrameMode = "unbounded" // all counting rows
	Range     FrameMode = "range"     // t - Preceding <= e <= t, microseconds, closed at both ends (R8)
	RowsFrame FrameMode = "rows"      // the Preceding + 1 greatest rows (R9)
)

// Frame is the rows of a key that an aggregate sees as of t.
//
// With Hop the edges of a Range stand on a grid from 1970-01-01Z: floor(t - Preceding) <= e, and with Until e < floor(t - Until).
type Frame struct {
	Mode      FrameMode
	Preceding int64 // microseconds for Range, rows for RowsFrame
	Until     int64 `json:",omitempty"` // of an older slice of a Range, microseconds: e <= t - Until; 0: up to t
	Hop       int64 `json:",omitempty"` // microseconds; 0: exact edges
}

// Lo is the least e of a Range frame at t, Hi its greatest, both inside; held above the least time.
func (f Frame) Lo(t int64) int64 { return grid(before(t, f.Preceding), f.Hop) }

// Hi is the greatest e of a Range frame at t.
func (f Frame) Hi(t int64) int64 {
	switch {
	case f.Until == 0:
		return t
	case f.Hop == 0:
		return before(t, f.Until)
	}
	return before(grid(before(t, f.Until), f.Hop), 1)
}

// Reach is how far before t a row of a Range frame can lie, microseconds.
func (f Frame) Reach() int64 { return f.Preceding + max(0, f.Hop-1) }

// before is t - w, held above the least time.
func before(t, w int64) int64 {
	if t < math.MinInt64+w {
		return math.MinInt64
	}
	return t - w
}

// grid is the greatest multiple of hop that is not after t.
func grid(t, hop int64) int64 {
	if hop == 0 {
		return t
	}
	r := t % hop
	if r < 0 {
		r += hop
	}
	return before(t, r)
}

// Part is a piece of a feature's expression above aggregates and plain columns: exactly one of its fields is meant, by Kind.
type Part struct {
	Kind  PartKind
	Text  string `json:",omitempty"`
	Index int    `json:",omitempty"`
}

// PartKind says what a Part is.
type PartKind string

// The kinds of Part.
const (
	PartText  PartKind = "text"  // Text, verbatim
	PartInput PartKind = "input" // Inputs[Index] of the newest row
	PartAgg   PartKind = "agg"   // Aggs[Index]
	PartNow   PartKind = "now"   // t, a timestamptz (R14)

	PartSource PartKind = "source" // Scans[Index] as a FROM item, with Text behind it: its alias

	// Of derived views:

	PartColumn  PartKind = "column"  // the column called Text of Views[Index]
	PartKey     PartKind = "key"     // Keys[Index]
	PartRequest PartKind = "request" // Request[Index]
)

// Feature is an output column that is no key. Expr of a single PartInput or PartAgg is that value itself; anything else is an
// expression.
type Feature struct {
	sqltype.Column
	Expr    []Part
	Pos     int    // byte offset of the item in Text
	Comment string `json:",omitempty"`
}

// Simple returns the one input or aggregate that the feature is, or false for an expression.
func (f *Feature) Simple() (Part, bool) {
	if len(f.Expr) == 1 && (f.Expr[0].Kind == PartInput || f.Expr[0].Kind == PartAgg) {
		return f.Expr[0], true
	}
	return Part{}, false
}

// ViewColumn is an output column: Keys[Key] if Feature is -1, else Features[Feature].
type ViewColumn struct {
	Name         string
	Type         sqltype.Type
	Key, Feature int
}

// MaxWindow is how far the longest RANGE frame reaches back, its hop included, in microseconds; 0 without one.
func (v *FeatureView) MaxWindow() int64 {
	var w int64
	for _, a := range v.Aggs {
		if a.Frame.Mode == Range {
			w = max(w, a.Frame.Reach())
		}
	}
	return w
}

// MaxRowsFrame is the greatest n + 1 of the ROWS n PRECEDING frames, 0 without one.
func (v *FeatureView) MaxRowsFrame() int64 {
	var n int64
	for _, a := range v.Aggs {
		if a.Frame.Mode == RowsFrame {
			n = max(n, a.Frame.Preceding+1)
		}
	}
	return n
}

// HasUnbounded says whether an aggregate sees all rows.
func (v *FeatureView) HasUnbounded() bool {
	for _, a := range v.Aggs {
		if a.Frame.Mode == Unbounded {
			return true
		}
	}
	return false
}

// Edges are the times, besides that of its arrival, at which a row of the view begins or ceases to count: Offset microseconds after
// the row's event time, taken up to the next multiple of Hop if that is set.
func (v *FeatureView) Edges() []Edge {
	var edges []Edge
	add := func(e Edge) {
		if !slices.Contains(edges, e) {
			edges = append(edges, e)
		}
	}
	for _, a := range v.Aggs {
		f := a.Frame
		if f.Mode != Range {
			continue
		}
		if f.Hop > 0 { // the edges of the frame stand on multiples of the hop: the row passes them at the next one
			add(Edge{f.Preceding, f.Hop})
			if f.Until > 0 {
				add(Edge{f.Until, f.Hop})
			}
			continue
		}
		add(Edge{f.Preceding + 1, 0})
		if f.Until > 0 {
			add(Edge{f.Until, 0})
		}
	}
	if v.TTL > 0 {
		add(Edge{v.TTL + 1, 0})
	}
	return edges
}

// Edge is a time at which a row passes an edge: see Edges.
type Edge struct{ Offset, Hop int64 }
