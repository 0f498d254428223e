package catalog

import "asof/catalog/sqltype"

// FeatureView is one CREATE FEATURE VIEW, taken apart once, at CREATE: every path (offline, online, the online fold) works
// from this form, so none can read the definition differently.
//
// A source row becomes a view row: its keys, its event time e, whether it passes Where, and its Inputs, all of them row
// expressions in the client's own text that DuckDB evaluates with TimeZone UTC (R29). Over the view rows of a key as of t
// stand the Aggregates, each over a frame, and the newest row's inputs. A Feature is an input of the newest row, an aggregate,
// or an expression above them.
type FeatureView struct {
	Meta
	ID        uint32 // unique in the catalog, new with every CREATE and CREATE OR REPLACE
	Version   int
	Entity    string
	Source    string
	Alias     string       `json:",omitempty"` // of the source inside the row expressions; the source's name if empty
	TTL       int64        `json:",omitempty"` // microseconds; 0: none (R13)
	Online    bool         // may be served online
	Start     int64        `json:",omitempty"`
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
}

// ObjectKind implements Object.
func (*FeatureView) ObjectKind() Kind { return KindView }

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
)

// Ordered says whether the function's value depends on the order of the frame's rows (R5, R10).
func (f Func) Ordered() bool { return f == FirstValue || f == LastValue }

// Aggregate is a function over a frame. Arg and Filter are indexes of Inputs, -1 for none (count(*) has no Arg). Filter is a
// boolean input: rows where it is not true are left out after the frame is taken (R10).
type Aggregate struct {
	Func        Func
	Arg         int
	Filter      int
	IgnoreNulls bool `json:",omitempty"` // first_value and last_value only
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
type Frame struct {
	Mode      FrameMode
	Preceding int64 // microseconds for Range, rows for RowsFrame
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

// MaxWindow is the longest RANGE frame in microseconds, 0 without one.
func (v *FeatureView) MaxWindow() int64 {
	var w int64
	for _, a := range v.Aggs {
		if a.Frame.Mode == Range {
			w = max(w, a.Frame.Preceding)
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
