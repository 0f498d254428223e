package exec

import (
	"context"
	"regexp"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/rows"
	"asof/planner/plan"
)

// savepoint is where a transaction can return to. The engine has no savepoints: what was written to temp tables before one is
// written again when the engine's transaction has to be rolled back.
type savepoint struct {
	definitions *catalog.Mark // nil: nothing was defined yet
	writes      int           // of transaction.writes
}

// write is a statement that wrote to temp tables.
type write struct {
	q  *plan.Query
	in rows.Input
}

// maxWrites is how many statements a transaction keeps to make them again. Savepoints after more cannot be returned to once
// the engine's transaction is lost.
const maxWrites = 10_000

// Savepoint sets a savepoint.
func (s *Session) Savepoint() {
	p := savepoint{writes: len(s.tx.writes)}
	if s.tx.definitions != nil {
		m := s.tx.definitions.Mark()
		p.definitions = &m
	}
	s.tx.savepoints = append(s.tx.savepoints, p)
}

// Release forgets the savepoints from number n on, counted from 0.
func (s *Session) Release(n int) { s.tx.savepoints = s.tx.savepoints[:n] }

// RollbackTo undoes what was done since savepoint number n, which stays, and forgets those after it. If what was written to temp
// tables before it cannot be made again, it fails and the transaction can only be rolled back whole.
func (s *Session) RollbackTo(ctx context.Context, n int) error {
	p := s.tx.savepoints[n]
	if err := s.returnEngine(ctx, p.writes); err != nil {
		return err
	}
	switch {
	case p.definitions != nil:
		s.tx.definitions.Return(*p.definitions)
	case s.tx.definitions != nil:
		s.tx.definitions = nil // what was refreshed is freed at the end of the transaction
	}
	s.tx.savepoints = s.tx.savepoints[:n+1]
	return nil
}

// returnEngine brings the temp tables back to where the first n writes left them.
func (s *Session) returnEngine(ctx context.Context, n int) error {
	if !s.tx.engine || len(s.tx.writes) == n && s.off.Alive(ctx) {
		return nil
	}
	again := s.tx.writes[:n]
	for _, w := range again {
		if !repeatable(w.q) {
			return sqlerr.New(sqlerr.FeatureNotSupported, "cannot roll back to the savepoint, because temp tables were filled by a query before it").
				WithDetail("The offline engine has no savepoints: what was written before one is written again, which is done for INSERT … VALUES, plain UPDATE and DELETE, and definitions only.").
				WithHint("ROLLBACK the whole transaction; or fill temp tables before BEGIN.")
		}
	}
	if err := s.endEngine(ctx, s.off.Rollback); err != nil {
		return err
	}
	s.tx.writes = nil
	for _, w := range again {
		out, err := s.query(ctx, w.q, w.in)
		if err != nil {
			return err
		}
		if err := out.Close(); err != nil {
			return err
		}
	}
	return nil
}

// wrote notes a statement that may have changed temp tables.
func (s *Session) wrote(q *plan.Query, in rows.Input) {
	if !s.tx.engine || !changes(q) {
		return
	}
	if len(s.tx.writes) == maxWrites {
		q = &plan.Query{Verb: "unknown"} // from here on they are not kept
	} else if len(s.tx.writes) > maxWrites {
		return
	}
	s.tx.writes = append(s.tx.writes, write{q, in})
}

var changing = regexp.MustCompile(`(?i)\b(insert|update|delete|analyze)\b`)

// changes says whether a statement may have changed temp tables, after a look at its text.
func changes(q *plan.Query) bool {
	switch {
	case !writes(q):
		return false
	case q.Verb == "with", q.Verb == "explain":
		return changing.MatchString(q.SQL)
	}
	return true
}

// called finds what may give another value the second time: a function, a query, a file's name where a table's may stand.
var called = regexp.MustCompile(`(?i)\b(select|from|table|default|using)\b|[a-z_"]\s*\(|\bcurrent_|\blocaltime`)

// repeatable says whether a statement does the same again on the same temp tables: definitions without defaults of columns that
// are computed, INSERT … VALUES of constants and parameters, UPDATE and DELETE without functions and other tables.
func repeatable(q *plan.Query) bool {
	if len(q.Relations) > 0 {
		return false
	}
	for _, p := range q.Pieces {
		if p.Kind != plan.PieceText && p.Kind != plan.PieceParam {
			return false
		}
	}
	text := strings.TrimSpace(q.SQL)
	switch q.Verb {
	case "insert":
		i := strings.Index(strings.ToLower(text), "values")
		return i >= 0 && !called.MatchString(constants.ReplaceAllString(text[i+len("values"):], "0"))
	case "update", "delete":
		rest := deleteFrom.ReplaceAllString(constants.ReplaceAllString(text, "0"), "")
		return !called.MatchString(rest)
	case "create":
		return !asQuery.MatchString(constants.ReplaceAllString(text, "0"))
	case "drop", "alter", "truncate":
		return true
	}
	return false
}

// asQuery finds the definitions that are filled by a query, or compute defaults.
var asQuery = regexp.MustCompile(`(?i)\bas\b|\bdefault\b`)

// deleteFrom is what every DELETE begins with.
var deleteFrom = regexp.MustCompile(`(?i)^\s*delete\s+from\b`)

// constants are string literals.
var constants = regexp.MustCompile(`[eE]?'([^']|'')*'`)
