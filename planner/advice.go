package planner

import (
	"fmt"
	"slices"
	"strings"

	"asof/catalog"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// adviseView is what can be said of a view's definition without a look at data.
func (p *planner) adviseView(v *catalog.FeatureView, ent *catalog.Entity, sources []*catalog.Source) []plan.Advice {
	if !p.env.Advice {
		return nil
	}
	var out []plan.Advice
	for i, k := range v.Keys {
		if ent == nil || i >= len(ent.Keys) || len(sources) != 1 {
			break
		}
		if c, ok := sources[0].Column(strings.Trim(k.Expr, `"`)); ok && c.Type != ent.Keys[i].Type {
			out = append(out, plan.Advice{Code: plan.OtherKeyType,
				Message: fmt.Sprintf("key %q of entity %q is %s, but column %q of source %q is %s", k.Name, ent.Name, ent.Keys[i].Type, c.Name, sources[0].Name, c.Type),
				Hint:    "Every row is cast, and files cannot be skipped by the key. Use the source's type in the entity, or write the files with the entity's."})
		}
	}
	for _, s := range sources {
		out = append(out, p.adviseSource(s)...)
	}
	return out
}

// adviseSource says that a source does not declare availability, though rows were measured to come later than they happened.
func (p *planner) adviseSource(s *catalog.Source) []plan.Advice {
	if s.AvailableAt != "" || s.AvailableAfter != 0 || s.Loaded {
		return nil
	}
	var rows, by int64
	for _, v := range p.snap.Views() {
		if m, ok := p.snap.Materialization(v.Name, v.Version); ok && slices.Contains(v.Sources(), s.Name) && m.LateRows > rows {
			rows, by = m.LateRows, m.LateBy
		}
	}
	if rows == 0 {
		return nil
	}
	return []plan.Advice{{Code: plan.NoAvailability,
		Message: fmt.Sprintf("source %q says nothing of when its rows could be known, and %d rows came up to %s after they happened", s.Name, rows, catalog.Interval(by)),
		Hint:    fmt.Sprintf("What AS OF reads was not known then. Declare it: available_after = %s, or available_at = a column.", catalog.QuoteLiteral(catalog.Interval(by)))}}
}

// Explain is the plan of EXPLAIN of a query, with what can be said of it.
func Explain(snap *catalog.Snapshot, q *plan.Query, e *ast.Explain, env Env) *plan.Explain {
	p := &planner{snap: snap, env: env}
	return &plan.Explain{Query: q, Analyze: e.Analyze, JSON: e.JSON, Advise: env.Advice, Advice: p.adviseQuery(q)}
}

// adviseQuery is what can be said of a query that reads views as of other times than now.
func (p *planner) adviseQuery(q *plan.Query) []plan.Advice {
	if !p.env.Advice {
		return nil
	}
	var out []plan.Advice
	add := func(list ...plan.Advice) {
		for _, a := range list {
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	for _, rel := range q.Relations {
		switch rel := rel.(type) {
		case *plan.At:
			if rel.Moment.Expr != nil {
				add(p.adviseTarget(rel.Target)...)
			}
		case *plan.Spine:
			for _, j := range rel.Joins {
				if j.Moment.Expr == nil {
					continue
				}
				add(p.adviseTarget(j.Target)...)
				if !j.Moment.Strict {
					add(labels(q, rel, &j)...)
				}
			}
		}
	}
	return out
}

func (p *planner) adviseTarget(t *plan.Target) []plan.Advice {
	var out []plan.Advice
	for _, v := range t.Views {
		for _, s := range v.Sources {
			out = append(out, p.adviseSource(s)...)
		}
	}
	return out
}

// labels says that the rows of a spine are rows of a joined view's source, at their own times: each counts in its own features.
func labels(q *plan.Query, sp *plan.Spine, j *plan.SpineJoin) []plan.Advice {
	for _, v := range j.Target.Views {
		for _, s := range v.Sources {
			if !spineReads(q, sp, s) || lastName(j.Moment.Expr) != s.EventTime {
				continue
			}
			return []plan.Advice{{Code: plan.LabelInWindow,
				Message: fmt.Sprintf("the spine's rows are rows of source %q, which feature view %q reads, at the same times: each row is part of its own features", s.Name, v.View.Name),
				Hint:    "If the label is made of that row, it leaks. AS OF … STRICT reads what was there before it."}}
		}
	}
	return nil
}

// spineReads says whether a spine reads a source, or its files by the name that the source has them from.
func spineReads(q *plan.Query, sp *plan.Spine, s *catalog.Source) bool {
	for _, piece := range append(slices.Clone(sp.With), sp.Left...) {
		switch piece.Kind {
		case plan.PieceRelation:
			if scan, ok := q.Relations[piece.Index].(*plan.SourceScan); ok && scan.Source.Name == s.Name {
				return true
			}
		case plan.PieceText:
			if strings.Contains(piece.Text, catalog.QuoteLiteral(s.Location)) {
				return true
			}
		}
	}
	return false
}

// lastName is the column that a time is, qualified or not; "" for any other expression.
func lastName(expr []plan.Piece) string {
	if len(expr) != 1 || expr[0].Kind != plan.PieceText {
		return ""
	}
	toks, err := parser.Tokenize(expr[0].Text)
	if err != nil || len(toks) != 1 && len(toks) != 3 {
		return ""
	}
	return toks[len(toks)-1].Value
}
