package exec

import (
	"context"
	"maps"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/rows"
	"asof/planner/plan"
)

// tables drops temp tables, or empties them.
func (s *Session) tables(ctx context.Context, n *plan.Tables, in rows.Input, notify func(error)) (rows.Rows, error) {
	for _, notice := range n.Notices {
		notify(notice)
	}
	for _, name := range n.Names {
		verb, text := "truncate", "DELETE FROM temp."
		if n.Drop {
			verb, text = "drop", "DROP TABLE temp."
		}
		if err := s.do(ctx, verb, text+catalog.QuoteIdent(name), in); err != nil {
			return nil, err
		}
	}
	return &rows.Slice{}, nil
}

// do runs a statement of ours on temp tables.
func (s *Session) do(ctx context.Context, verb, text string, in rows.Input) error {
	out, err := s.query(ctx, &plan.Query{SQL: text, Verb: verb, Route: plan.Plain, Pieces: []plan.Piece{plan.Text(text)}}, in)
	if err != nil {
		return err
	}
	return out.Close()
}

// exists answers CREATE … IF NOT EXISTS of what is there, and ALTER … IF EXISTS of what is not.
func (s *Session) exists(q *plan.Query, notify func(error)) bool {
	t := q.Temp
	if t == nil || !t.IfNotExists {
		return false
	}
	switch there := s.Temp(t.Name); {
	case q.Verb == "create" && there:
		notify(&sqlerr.Error{Severity: sqlerr.SeverityNotice, Code: sqlerr.DuplicateTable, Message: sqlerr.New("", "relation %q already exists, skipping", t.Name).Message})
		return true
	case q.Verb == "alter" && !there:
		notify(sqlerr.Notice("relation %q does not exist, skipping", t.Name))
		return true
	}
	return false
}

// made notes what happens to a temp table at COMMIT. A transaction that is rolled back leaves what was noted before it.
func (s *Session) made(t *plan.TempTable) {
	if t == nil || t.OnCommit == "" && t.NewName == "" && s.temp.onCommit[t.Name] == "" {
		return
	}
	if s.tx.onCommit == nil {
		s.tx.onCommit = maps.Clone(s.temp.onCommit)
		if s.tx.onCommit == nil {
			s.tx.onCommit = map[string]string{}
		}
	}
	if s.temp.onCommit == nil {
		s.temp.onCommit = map[string]string{}
	}
	if t.NewName != "" {
		s.temp.onCommit[t.NewName] = s.temp.onCommit[t.Name]
		delete(s.temp.onCommit, t.Name)
		return
	}
	s.temp.onCommit[t.Name] = t.OnCommit
}

// forgetMade is made undone, with the transaction.
func (s *Session) forgetMade() {
	if s.tx.onCommit != nil {
		s.temp.onCommit = s.tx.onCommit
	}
}

// emptyTemp does what temp tables say about COMMIT.
func (s *Session) emptyTemp(ctx context.Context) error {
	if !s.tx.engine {
		return nil // nothing was written
	}
	for name, action := range maps.Clone(s.temp.onCommit) {
		if action == "" || !s.Temp(name) {
			delete(s.temp.onCommit, name)
			continue
		}
		verb, text := "truncate", "DELETE FROM temp."
		if action == "drop" {
			verb, text = "drop", "DROP TABLE temp."
			delete(s.temp.onCommit, name)
		}
		if err := s.do(ctx, verb, text+catalog.QuoteIdent(name), rows.Input{}); err != nil {
			return err
		}
	}
	return nil
}
