package planner

import (
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// rangeFrame reads RANGE INTERVAL … PRECEDING, or RANGE BETWEEN INTERVAL … PRECEDING AND INTERVAL … PRECEDING (R8). window is its name
// in the WINDOW clause, by which the option hop speaks of it.
func (b *body) rangeFrame(f *ast.Frame, window string) (catalog.Frame, error) {
	out := catalog.Frame{Mode: catalog.Range}
	var err error
	if out.Preceding, err = b.rangeBound(f.Start.Value); err != nil {
		return catalog.Frame{}, err
	}
	if f.End.Kind == "preceding" {
		if out.Until, err = b.rangeBound(f.End.Value); err != nil {
			return catalog.Frame{}, err
		}
		if out.Until > out.Preceding {
			return catalog.Frame{}, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "the frame ends before it starts").
				WithHint("The longer interval stands first: BETWEEN INTERVAL '7 days' PRECEDING AND INTERVAL '1 day' PRECEDING."), f.Span)
		}
	}
	hop, ok := b.hops[window]
	if !ok {
		hop, ok = b.hops[""]
	}
	if out.Hop = hop; ok && hop > out.Preceding/4 {
		return catalog.Frame{}, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "hop %s is more than a quarter of the window of %s", catalog.Interval(hop), catalog.Interval(out.Preceding)).
			WithHint("Give windows hops of their own, by name: hop = 'w7d: 1 hour'; those without one are exact."), f.Span)
	}
	return out, nil
}

// rangeBound reads an interval: INTERVAL '30 minutes', INTERVAL '30' MINUTE, INTERVAL 30 MINUTE, '30 minutes' and '30 minutes'::interval.
func (b *body) rangeBound(span ast.Span) (int64, error) {
	toks := b.text.Tokens[span.First:span.Last]
	var words []string
	for _, t := range toks {
		switch {
		case t.Is("interval") || t.Is("::") || t.Is("(") || t.Is(")"):
		case t.Kind == ast.String || t.Kind == ast.Number || t.Kind == ast.Ident:
			words = append(words, t.Value)
		default:
			words = append(words, "?")
		}
	}
	if len(toks) == 1 && toks[0].Kind == ast.Number {
		return 0, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "RANGE … PRECEDING needs an interval, not a number").
			WithHint("Write RANGE INTERVAL '%[1]s minutes' PRECEDING, or ROWS %[1]s PRECEDING.", toks[0].Value), span)
	}
	us, err := interval(strings.Join(words, " "))
	if err != nil {
		return 0, b.err(err, span)
	}
	if us < 0 {
		return 0, b.err(sqlerr.New(sqlerr.InvalidFrameSize, "invalid preceding or following size in window function").
			WithHint("The interval cannot be negative."), span)
	}
	return us, nil
}

// readHops reads the option hop: one interval for all RANGE windows (under ""), or 'window: interval, …'.
func readHops(text string) (map[string]int64, *sqlerr.Error) {
	if text == "" {
		return nil, nil
	}
	positive := func(s string) (int64, *sqlerr.Error) {
		us, err := interval(strings.TrimSpace(s))
		if err == nil && us <= 0 {
			err = sqlerr.New(sqlerr.InvalidParameterValue, "hop must be greater than zero")
		}
		return us, err
	}
	hops := map[string]int64{}
	if first := strings.TrimSpace(text); !strings.Contains(text, ":") || first[0] >= '0' && first[0] <= '9' {
		all, err := positive(text)
		hops[""] = all
		return hops, err
	}
	for _, part := range strings.Split(text, ",") {
		name, value, ok := strings.Cut(part, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if !ok || name == "" {
			return nil, sqlerr.New(sqlerr.InvalidParameterValue, "invalid value for option \"hop\": %q", text).
				WithHint("Write hop = '1 hour', or hop = 'w7d: 1 hour, w30d: 1 day' with the names of the WINDOW clause.")
		}
		us, err := positive(value)
		if err != nil {
			return nil, err
		}
		hops[name] = us
	}
	return hops, nil
}

// checkHops refuses hops of windows that are not there, or have no RANGE: the edges of the others lie on rows, not on times.
func (b *body) checkHops() error {
	wrong := func(format string, args ...any) error {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, format, args...).
			WithHint("hop is for RANGE INTERVAL '…' PRECEDING windows."), b.body.Span)
	}
	for name := range b.hops {
		w, ok := b.windows[name]
		switch {
		case name == "":
			continue
		case !ok:
			return wrong("hop names the window %q, which the WINDOW clause does not have", name)
		case w.Frame == nil || w.Frame.Mode != "range" || w.Frame.Start.Kind != "preceding":
			return wrong("hop names the window %q, which is no RANGE of an interval", name)
		}
	}
	if _, all := b.hops[""]; all {
		for _, a := range b.view.Aggs {
			if a.Frame.Hop > 0 {
				return nil
			}
		}
		return wrong("no window of feature view %q has a hop", b.view.Name)
	}
	return nil
}
