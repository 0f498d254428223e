package planner

import (
	"strconv"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// function is the aggregate that a window call names, once its arguments have the shape that the aggregate takes.
func (b *body) function(c ast.WindowCall) (catalog.Func, error) {
	name := c.Func.Text
	f, ok := windowFuncs[name]
	args := 1
	if f == catalog.NthValue || f == catalog.StringAgg || f == catalog.ApproxPercentile {
		args = 2
	}
	switch {
	case !ok:
		return f, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "function %s cannot be used over a window in a feature view", name).
			WithHint("Use an aggregate, first_value, last_value or nth_value."), c.Span)
	case !c.OrderBy.Empty():
		return f, b.err(sqlerr.New(sqlerr.FeatureNotSupported, "ORDER BY in the arguments of %s is not supported", name).
			WithHint("The rows of a frame are ordered by event time."), c.Span)
	case !c.Limit.Empty() && f != catalog.ArrayAgg:
		return f, b.err(sqlerr.New(sqlerr.FeatureNotSupported, "LIMIT in the arguments of %s is not supported", name).
			WithHint("Only array_agg(x LIMIT n) has it."), c.Span)
	case c.Limit.Empty() && f == catalog.ArrayAgg:
		return f, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "array_agg needs a LIMIT in a feature view").
			WithHint("Write array_agg(x LIMIT n): the n newest values, newest first."), c.Span)
	case c.Star && f != catalog.Count:
		return f, b.err(sqlerr.New(sqlerr.UndefinedFunction, "%s(*) does not exist", name), c.Span)
	case c.Star && c.Distinct:
		return f, b.err(sqlerr.New(sqlerr.SyntaxError, "DISTINCT specified with *"), c.Span)
	case !c.Star && len(c.Args) != args && args == 1:
		return f, b.err(sqlerr.New(sqlerr.UndefinedFunction, "%s takes one argument", name), c.Span)
	case !c.Star && len(c.Args) != args:
		return f, b.err(sqlerr.New(sqlerr.UndefinedFunction, "%s takes two arguments", name).
			WithHint("Write %s.", map[catalog.Func]string{catalog.NthValue: "nth_value(x, n)", catalog.StringAgg: "string_agg(x, ',')",
				catalog.ApproxPercentile: "approx_percentile(x, 0.5)"}[f]), c.Span)
	case c.Distinct && f != catalog.Count && f != catalog.Min && f != catalog.Max:
		return f, b.err(sqlerr.New(sqlerr.FeatureNotSupported, "DISTINCT in %s is not supported", name).
			WithHint("Only count(DISTINCT x) is."), c.Span)
	case c.IgnoreNulls && f != catalog.FirstValue && f != catalog.LastValue && f != catalog.NthValue:
		return f, b.err(sqlerr.New(sqlerr.SyntaxError, "IGNORE NULLS is for first_value, last_value and nth_value"), c.Span)
	case c.Distinct && f == catalog.Count:
		return catalog.CountDistinct, nil
	}
	return f, nil
}

// constants reads the arguments that are part of the aggregate itself: they are the same for every row.
func (b *body) constants(a *catalog.Aggregate, c ast.WindowCall) (err error) {
	switch a.Func {
	case catalog.NthValue:
		a.N, err = b.rowNumber(c.Args[1], "the second argument of nth_value")
	case catalog.ArrayAgg:
		a.N, err = b.rowNumber(c.Limit, "the LIMIT of array_agg")
	case catalog.ApproxPercentile:
		a.Fraction, err = b.fraction(c.Args[1])
	case catalog.StringAgg:
		toks := b.text.Tokens[c.Args[1].First:c.Args[1].Last]
		if len(toks) != 1 || toks[0].Kind != ast.String {
			return b.notConstant("the delimiter of string_agg", "a string", c.Args[1])
		}
		a.Delimiter = toks[0].Value
	}
	return err
}

// mostRows is how many rows the offline engine takes for nth_value and array_agg.
const mostRows = 999_999

// rowNumber reads a number of rows: from 1 to what a key may keep.
func (b *body) rowNumber(span ast.Span, what string) (int64, error) {
	sign, text, ok := b.number(span)
	if !ok {
		return 0, b.notConstant(what, "a whole number", span)
	}
	most := min(b.view.MaxRows, mostRows)
	n, err := strconv.ParseInt(sign+text, 10, 64)
	if err != nil || n < 1 || n > most {
		return 0, b.err(sqlerr.New(sqlerr.InvalidParameterValue, "%s must be a whole number from 1 to %d", what, most), span)
	}
	return n, nil
}

// fraction reads a number from 0 to 1.
func (b *body) fraction(span ast.Span) (float64, error) {
	sign, text, ok := b.number(span)
	if !ok {
		return 0, b.notConstant("the fraction of approx_percentile", "a number", span)
	}
	p, err := strconv.ParseFloat(sign+text, 64)
	if err != nil || !(p >= 0 && p <= 1) {
		return 0, b.err(sqlerr.New(sqlerr.InvalidParameterValue, "the fraction of approx_percentile must be between 0 and 1").
			WithHint("The median is approx_percentile(x, 0.5)."), span)
	}
	return p, nil
}

// number is a constant number, with its sign, as written.
func (b *body) number(span ast.Span) (sign, text string, ok bool) {
	toks := b.text.Tokens[span.First:span.Last]
	if len(toks) == 2 && (toks[0].Is("-") || toks[0].Is("+")) {
		sign, toks = toks[0].Value, toks[1:]
	}
	if len(toks) != 1 || toks[0].Kind != ast.Number {
		return "", "", false
	}
	return sign, toks[0].Value, true
}

func (b *body) notConstant(what, kind string, span ast.Span) error {
	return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "%s must be a constant: %s", what, kind), span)
}
