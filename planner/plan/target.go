package plan

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// Target is what a FROM item reads: a feature view of any kind, or a service. Views over views are taken apart: Views have rows
// of their own, and each column is an expression over what they have for a key.
type Target struct {
	Name    string
	Service *catalog.Service // nil for a view
	Views   []TargetView
	Keys    []Column
	Request []Column       // the request parameters, in the order of a call (R17)
	Columns []TargetColumn // keys and features in output order
	Hidden  []HiddenColumn // what * leaves out, if the statement names it
	Exists  Expr           // whether a key has a row; nil: every key asked has one (R17, R18)
}

// HiddenColumn is a column that * leaves out, under the name that it has in the relation of its target.
type HiddenColumn struct {
	TargetColumn
	Of Hidden
}

// Hidden is a column, a timestamptz, that every view and service has but * leaves out.
type Hidden string

// The hidden columns.
const (
	EventTime Hidden = "_event_time" // the event time of the newest row behind the values, of any of the views
	AsOf      Hidden = "_as_of"      // the time that the read answered for (R22)
)

// Column is the hidden column of a target, called name.
func (h Hidden) Column(name string) HiddenColumn {
	kind := TermEventTime
	if h == AsOf {
		kind = TermAsOf
	}
	return HiddenColumn{TargetColumn{Column{Name: name, Type: sqltype.Of(sqltype.TimestampTZ)}, Expr{{Kind: kind}}}, h}
}

// TargetView is a view of a target. Keys maps the view's keys, in its entity's order, to Target.Keys.
type TargetView struct {
	View    *catalog.FeatureView
	Sources []*catalog.Source        // those of View.Sources, in its order
	State   *catalog.Materialization // nil: never refreshed
	Keys    []int
	Ticks   []*catalog.Ticks // of a snapshot view
}

// TargetColumn is an output column.
type TargetColumn struct {
	Column
	Expr Expr
}

// Expr is an expression over what a target's views have for one key at one time: text with terms in it. An expression of one term
// is that value itself.
type Expr []Term

// Term is a piece of an Expr. The inputs and aggregates of a view that does not have the key are NULL, counts too.
type Term struct {
	Kind  TermKind
	Text  string // of TermText
	View  int    // index in Target.Views
	Index int
}

// TermKind says what a Term is.
type TermKind uint8

// The kinds of term.
const (
	TermText      TermKind = iota // Text, in the engine's dialect
	TermInput                     // Inputs[Index] of the newest row of Views[View]
	TermAgg                       // Aggs[Index] of Views[View]
	TermFound                     // whether Views[View] has the key (R13)
	TermNow                       // the time that Views[View] is read as of; that of the row if View is -1
	TermKey                       // Keys[Index]
	TermRequest                   // Request[Index]
	TermEventTime                 // the event time of the newest row behind any of the views' values
	TermAsOf                      // the time that the row answers for
	TermElem                      // of a Lookup: the list's element
)

// Key is the key that a column is, or false.
func (c *TargetColumn) Key() (int, bool) {
	if len(c.Expr) == 1 && c.Expr[0].Kind == TermKey {
		return c.Expr[0].Index, true
	}
	return 0, false
}

// IsView says whether a target is one view with rows of its own, and has a row where that has one.
func (t *Target) IsView() bool {
	return len(t.Views) == 1 && len(t.Exists) == 1 && t.Exists[0] == Term{Kind: TermFound}
}

// ViewTarget is what reading a view with rows of its own means.
func ViewTarget(tv TargetView) *Target {
	v := tv.View
	t := &Target{Name: v.Name, Exists: Expr{{Kind: TermFound}}}
	tv.Keys = nil
	for i, k := range v.Keys {
		t.Keys = append(t.Keys, k.Column)
		tv.Keys = append(tv.Keys, i)
	}
	t.Views = []TargetView{tv}
	for _, c := range v.Columns {
		if c.Feature < 0 {
			t.Columns = append(t.Columns, TargetColumn{Column{Name: c.Name, Type: v.Keys[c.Key].Type}, Expr{{Kind: TermKey, Index: c.Key}}})
			continue
		}
		f := &v.Features[c.Feature]
		t.Columns = append(t.Columns, TargetColumn{f.Column, FeatureExpr(f, 0)})
	}
	return t
}

// FeatureExpr is a feature of a target's view number view.
func FeatureExpr(f *catalog.Feature, view int) Expr {
	return Typed(PartsExpr(f.Expr, view), f.Type)
}

// PartsExpr is an expression above the inputs and aggregates of a target's view number view.
func PartsExpr(parts []catalog.Part, view int) Expr {
	kinds := map[catalog.PartKind]TermKind{catalog.PartText: TermText, catalog.PartInput: TermInput, catalog.PartAgg: TermAgg, catalog.PartNow: TermNow}
	var e Expr
	for _, p := range parts {
		t := Term{Kind: kinds[p.Kind], Text: p.Text, Index: p.Index, View: view}
		if t.Kind == TermText {
			t.View = 0
		}
		e = append(e, t)
	}
	return e
}

// Typed is e of just this type, which the engine's own may be wider than; Invalid leaves it open.
func Typed(e Expr, t sqltype.Type) Expr {
	if len(e) == 1 && e[0].Kind != TermText || t.ID == sqltype.Invalid {
		return e
	}
	return e.Between("CAST((", "\n) AS "+t.DuckDB()+")")
}

// Guarded is e where cond is true, else NULL.
func (e Expr) Guarded(cond Expr) Expr {
	return slices.Concat(cond.Between("CASE WHEN ", " THEN "), e.Between("", " END"))
}

// And is e AND other; nil is true.
func (e Expr) And(other Expr) Expr {
	switch {
	case e == nil:
		return other
	case other == nil:
		return e
	}
	return append(append(slices.Clone(e), Term{Text: " AND "}), other...)
}

// Between is e between two texts.
func (e Expr) Between(before, after string) Expr {
	out := make(Expr, 0, len(e)+2)
	if before != "" {
		out = append(out, Term{Text: before})
	}
	return append(append(out, e...), Term{Text: after})
}
