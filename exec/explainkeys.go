package exec

import (
	"fmt"
	"strings"

	"asof/catalog"
	"asof/planner/plan"
)

func keyTexts(t *plan.Target, list plan.KeyList) []string {
	if len(list) == 0 {
		return []string{"all"}
	}
	var out []string
	for _, term := range list {
		for i, c := range term.Cols {
			text := fmt.Sprintf("%d values", len(term.Tuples))
			if len(term.Tuples) == 1 {
				text = keyText(term.Tuples[0][i])
			}
			out = append(out, t.Keys[c].Name+" = "+text)
		}
	}
	return out
}

func keyText(kv plan.KeyValue) string {
	s := kv.Literal
	switch {
	case kv.Null:
		s = "NULL"
	case kv.Param > 0:
		s = fmt.Sprintf("$%d", kv.Param)
	case kv.Quoted:
		s = catalog.QuoteLiteral(kv.Literal)
	case kv.Elems != nil:
		var elems []string
		for _, e := range kv.Elems {
			elems = append(elems, keyText(e))
		}
		s = "ARRAY[" + strings.Join(elems, ", ") + "]"
	}
	if kv.Array {
		return "ANY (" + s + ")"
	}
	return s
}

// argTexts are the request parameters of a target, and where those that were left out come from.
func argTexts(t *plan.Target, args []plan.Argument) []string {
	var out []string
	for i, a := range args {
		text := t.Request[i].Name + " = " + pieceText(a.Expr)
		if a.Constant != nil {
			text = t.Request[i].Name + " = " + keyText(*a.Constant)
		}
		if a.Captured != "" {
			text = t.Request[i].Name + " = " + catalog.QuoteIdent(a.Captured) + "." + catalog.QuoteIdent(t.Request[i].Name) + " (captured)"
		}
		out = append(out, text)
	}
	return out
}

// pieceText is the text of pieces for people.
func pieceText(ps []plan.Piece) string {
	var b strings.Builder
	for _, p := range ps {
		switch p.Kind {
		case plan.PieceParam:
			fmt.Fprintf(&b, "$%d", p.Index)
		case plan.PieceColumn:
			b.WriteString(catalog.QuoteIdent(p.Text))
		default:
			b.WriteString(p.Text)
		}
	}
	return strings.TrimSpace(b.String())
}
