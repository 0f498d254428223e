package planner

import (
	"slices"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// windowFuncs are the aggregates of windows, by the names that a definition may call them.
var windowFuncs = map[string]catalog.Func{
	"count": catalog.Count, "sum": catalog.Sum, "avg": catalog.Avg, "min": catalog.Min, "max": catalog.Max,
	"stddev_samp": catalog.StddevSamp, "stddev": catalog.StddevSamp, "stddev_pop": catalog.StddevPop,
	"var_samp": catalog.VarSamp, "variance": catalog.VarSamp, "var_pop": catalog.VarPop,
	"bool_and": catalog.BoolAnd, "every": catalog.BoolAnd, "bool_or": catalog.BoolOr,
	"first_value": catalog.FirstValue, "last_value": catalog.LastValue, "nth_value": catalog.NthValue,
	"array_agg": catalog.ArrayAgg, "string_agg": catalog.StringAgg, "mode": catalog.Mode,
	"approx_count_distinct": catalog.ApproxCountDistinct, "approx_percentile": catalog.ApproxPercentile,
}

// aggregateName says whether a function is an aggregate, which without OVER has no meaning in a view.
func aggregateName(f string) bool {
	_, ok := windowFuncs[f]
	return ok
}

// namedWindows collects the WINDOW clause.
func (b *body) namedWindows() error {
	b.windows = map[string]ast.Window{}
	for _, w := range b.body.Windows {
		if _, dup := b.windows[w.Name.Text]; dup {
			return b.err(sqlerr.New(sqlerr.WindowingError, "window %q is already defined", w.Name.Text), w.Span)
		}
		if _, err := b.frame(w); err != nil {
			return err
		}
		b.windows[w.Name.Text] = w
	}
	return nil
}

// aggregate returns the index of a window call among the view's aggregates.
func (b *body) aggregate(c ast.WindowCall) (int, error) {
	a := catalog.Aggregate{Arg: -1, Filter: -1, IgnoreNulls: c.IgnoreNulls}
	var err error
	if a.Func, err = b.function(c); err != nil {
		return 0, err
	}
	if !c.Star {
		arg := c.Args[0]
		if err := b.plainArg(arg, c.Func.Text); err != nil {
			return 0, err
		}
		a.Arg = b.input(b.text.Of(arg), b.text.Pos(arg))
	}
	if err := b.constants(&a, c); err != nil {
		return 0, err
	}
	if !c.Filter.Empty() {
		if err := b.plainArg(c.Filter, "FILTER"); err != nil {
			return 0, err
		}
		a.Filter = b.input(b.text.Of(c.Filter), b.text.Pos(c.Filter))
	}
	if a.Frame, err = b.over(c.Over); err != nil {
		return 0, err
	}
	for i, other := range b.view.Aggs {
		if other == a {
			return i, nil
		}
	}
	b.view.Aggs = append(b.view.Aggs, a)
	return len(b.view.Aggs) - 1, nil
}

// plainArg checks an argument: a row expression without aggregates.
func (b *body) plainArg(span ast.Span, what string) error {
	if err := b.plain(span); err != nil {
		return err
	}
	return b.rowExpr(span, "the argument of "+what)
}

// over resolves OVER name, OVER (name …) and OVER (…).
func (b *body) over(w ast.Window) (catalog.Frame, error) {
	if w.Ref.Text == "" {
		return b.frame(w)
	}
	base, ok := b.windows[w.Ref.Text]
	if !ok {
		return catalog.Frame{}, b.err(sqlerr.New(sqlerr.UndefinedObject, "window %q does not exist", w.Ref.Text), w.Span)
	}
	if w.Frame == nil {
		w.Frame, w.Name = base.Frame, base.Name
	} else if base.Frame != nil {
		return catalog.Frame{}, b.err(sqlerr.New(sqlerr.WindowingError, "cannot copy window %q because it has a frame clause", w.Ref.Text), w.Span)
	}
	return b.frame(w)
}

// frame checks a window's PARTITION BY and ORDER BY, which can only be the entity's keys and the event time, and reads its
// frame. Without a frame it is everything up to the row (R10).
func (b *body) frame(w ast.Window) (catalog.Frame, error) {
	if err := b.partition(w); err != nil {
		return catalog.Frame{}, err
	}
	for i, o := range w.OrderBy {
		c, n, ok := b.columnAt(b.text.Tokens[:o.Expr.Last], o.Expr.First)
		if i > 0 || o.Desc || !ok || n != o.Expr.Last-o.Expr.First || c.Name != b.src.EventTime {
			if b.src.EventTime == "" {
				return catalog.Frame{}, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a window of a feature view is ordered by the event times of its sources").
					WithHint("Leave ORDER BY out; or select the event time of every source, under one name."), o.Span)
			}
			return catalog.Frame{}, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a window of a feature view is ordered by its source's event time, %q", b.src.EventTime).
				WithHint("Leave ORDER BY out, or write ORDER BY %s.", catalog.QuoteIdent(b.src.EventTime)), o.Span)
		}
	}
	f := w.Frame
	if f == nil {
		return catalog.Frame{Mode: catalog.Unbounded}, nil
	}
	later := func(span ast.Span, what, hint string) (catalog.Frame, error) {
		return catalog.Frame{}, b.err(sqlerr.New(sqlerr.FeatureNotSupported, "%s is not supported in a feature view", what).WithHint("%s", hint), span)
	}
	const use = "Use RANGE INTERVAL '…' PRECEDING, ROWS n PRECEDING or RANGE UNBOUNDED PRECEDING."
	switch {
	case f.Mode == "groups":
		return later(f.Span, "GROUPS", use)
	case !f.Exclude.Empty():
		return later(f.Exclude, "EXCLUDE", use)
	case strings.Contains(f.Start.Kind, "following") || strings.Contains(f.End.Kind, "following"):
		return catalog.Frame{}, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a window cannot see FOLLOWING rows: they lie in the future").WithHint(use), f.Span)
	case f.End.Kind == "preceding" && (f.Mode != "range" || f.Start.Kind != "preceding"):
		return later(f.Span, "a frame that ends before the current row and is no RANGE between two intervals", "Use RANGE BETWEEN INTERVAL '…' PRECEDING AND INTERVAL '…' PRECEDING.")
	case f.End.Kind != "current row" && f.End.Kind != "preceding":
		return catalog.Frame{}, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a frame ends at CURRENT ROW").WithHint(use), f.Span)
	case f.Start.Kind == "unbounded preceding":
		return catalog.Frame{Mode: catalog.Unbounded}, nil
	case f.Mode == "rows":
		return b.rowsFrame(f)
	case f.Start.Kind == "current row":
		return catalog.Frame{Mode: catalog.Range}, nil
	}
	return b.rangeFrame(f, w.Name.Text)
}

// partition checks PARTITION BY: each key once, by name or by its expression.
func (b *body) partition(w ast.Window) error {
	if w.Partition == nil {
		return nil
	}
	named := make([]bool, len(b.view.Keys))
	for _, s := range w.Partition {
		i := slices.IndexFunc(b.view.Keys, func(k catalog.Key) bool {
			toks := b.text.Tokens[s.First:s.Last]
			return len(toks) == 1 && toks[0].Kind != ast.String && toks[0].Value == k.Name || sameTokens(toks, b.text, k)
		})
		if i < 0 || named[i] {
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a window of a feature view is partitioned by the keys of entity %q", b.ent.Name).
				WithHint("Leave PARTITION BY out."), s)
		}
		named[i] = true
	}
	if i := slices.Index(named, false); i >= 0 {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "PARTITION BY lacks the key %q of entity %q", b.ent.Keys[i].Name, b.ent.Name).
			WithHint("Leave PARTITION BY out."), w.Span)
	}
	return nil
}

// sameTokens says whether tokens are the expression of a key, space apart.
func sameTokens(toks []ast.Token, text ast.Text, k catalog.Key) bool {
	i := slices.IndexFunc(text.Tokens, func(t ast.Token) bool { return t.Pos == k.Pos })
	if i < 0 {
		return false
	}
	for _, t := range toks {
		if i >= len(text.Tokens) || text.Tokens[i].Pos >= k.Pos+len(k.Expr) || text.Tokens[i].Kind != t.Kind || text.Tokens[i].Value != t.Value {
			return false
		}
		i++
	}
	return i == len(text.Tokens) || text.Tokens[i].Pos >= k.Pos+len(k.Expr)
}

// rowsFrame reads ROWS n PRECEDING.
func (b *body) rowsFrame(f *ast.Frame) (catalog.Frame, error) {
	if f.Start.Kind == "current row" {
		return catalog.Frame{Mode: catalog.RowsFrame}, nil
	}
	toks := b.text.Tokens[f.Start.Value.First:f.Start.Value.Last]
	if len(toks) == 1 && toks[0].Kind == ast.Number {
		if n, err := strconv.ParseInt(toks[0].Value, 10, 64); err == nil && n < b.view.MaxRows {
			return catalog.Frame{Mode: catalog.RowsFrame, Preceding: n}, nil
		}
	}
	if len(toks) == 2 && toks[0].Is("-") && toks[1].Kind == ast.Number {
		return catalog.Frame{}, b.err(sqlerr.New(sqlerr.InvalidFrameSize, "frame starting offset must not be negative"), f.Start.Value)
	}
	return catalog.Frame{}, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "ROWS n PRECEDING needs a whole number below %d", b.view.MaxRows), f.Start.Value)
}
