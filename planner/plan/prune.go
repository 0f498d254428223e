package plan

// Prune leaves the views out that neither the columns of a lookup nor the existence of its rows need: they are not read.
func (l *Lookup) Prune() {
	need := make([]bool, len(l.Target.Views))
	note := func(e Expr) {
		for _, t := range e {
			switch {
			case t.Kind == TermEventTime || t.Kind == TermAsOf: // of the newest of all
				for i := range need {
					need[i] = true
				}
			case t.ofView():
				need[t.View] = true
			}
		}
	}
	note(l.Target.Exists)
	for _, o := range l.Output {
		note(o.Expr)
	}
	t := *l.Target
	t.Views, t.Columns = nil, nil // what is left of the columns is the lookup's
	number := make([]int, len(need))
	for i, tv := range l.Target.Views {
		number[i] = len(t.Views)
		if need[i] {
			t.Views = append(t.Views, tv)
		}
	}
	t.Exists = t.Exists.renumbered(number)
	for i, o := range l.Output {
		l.Output[i].Expr = o.Expr.renumbered(number)
	}
	l.Target = &t
}

// renumbered is e with other numbers for its views.
func (e Expr) renumbered(number []int) Expr {
	if e == nil {
		return nil
	}
	out := make(Expr, len(e))
	for i, t := range e {
		if t.ofView() {
			t.View = number[t.View]
		}
		out[i] = t
	}
	return out
}

// ofView says whether a term is of one view.
func (t *Term) ofView() bool {
	switch t.Kind {
	case TermInput, TermAgg, TermFound:
		return true
	}
	return t.Kind == TermNow && t.View >= 0
}
