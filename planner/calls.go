package planner

import (
	"asof/planner/ast"
	"asof/planner/plan"
)

// calls takes the functions of the session out of the text: version(), current_setting('…'), current_user, bare or with
// pg_catalog. Their arguments are literals; with others the call stays, and the engine says that it has no such function.
func (q *query) calls() {
	toks := q.stmt.Tokens
	for i := range toks {
		t := toks[i]
		if t.Kind != ast.Ident {
			continue
		}
		first := i
		if i > 0 && toks[i-1].Is(".") {
			if i < 2 || !toks[i-2].Is("pg_catalog") {
				continue
			}
			first = i - 2
		}
		if _, ok := plan.Calls[t.Value]; !ok {
			continue
		}
		names, last, ok := callArgs(toks, i)
		if !ok {
			continue
		}
		q.replace(ast.Span{First: first, Last: last}, plan.Piece{Kind: plan.PieceCall, Pos: toks[first].Pos,
			Text: q.stmt.SQL[toks[first].Pos:toks[last-1].End], Names: append([]string{t.Value}, names...)})
	}
}

// callArgs reads the arguments of a call at i: literals. The key words among the functions are called without parentheses.
func callArgs(toks []ast.Token, i int) (args []string, last int, ok bool) {
	switch toks[i].Value {
	case "current_user", "session_user", "current_role", "current_catalog", "user":
		ok = i+1 >= len(toks) || !toks[i+1].Is("(") && !toks[i+1].Is(".")
		return nil, i + 1, ok && (i == 0 || !toks[i-1].Is("as") && !toks[i-1].Is("::"))
	case "current_schema":
		if i+1 >= len(toks) || !toks[i+1].Is("(") {
			return nil, i + 1, i == 0 || !toks[i-1].Is("as")
		}
	}
	if i+1 >= len(toks) || !toks[i+1].Is("(") {
		return nil, 0, false
	}
	for j := i + 2; j < len(toks); j++ {
		t := toks[j]
		switch {
		case t.Is(")"):
			return args, j + 1, true
		case t.Kind == ast.String, t.Is("true"), t.Is("false"):
			args = append(args, t.Value)
		case t.Is(","):
		default:
			return nil, 0, false
		}
	}
	return nil, 0, false
}
