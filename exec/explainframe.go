package exec

import "asof/catalog"

// rangeEdges are the edges of a RANGE frame, the upper one at t given.
func rangeEdges(f catalog.Frame, upper string) string {
	at := func(w int64) string { return "t - " + catalog.Interval(w) }
	if f.Hop > 0 {
		at = func(w int64) string { return "floor(t - " + catalog.Interval(w) + ", " + catalog.Interval(f.Hop) + ")" }
	}
	switch {
	case f.Until > 0 && f.Hop > 0:
		upper = at(f.Until) + ")"
	case f.Until > 0:
		upper = at(f.Until) + "]"
	}
	return "[" + at(f.Preceding) + ", " + upper
}
