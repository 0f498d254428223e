package gateway

import (
	"context"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/gateway/pgwire"
	"asof/planner/ast"
)

// setVariable is SET and RESET.
func (s *Session) setVariable(t *ast.Set) error {
	if t.Default && t.Name.Text == "all" {
		s.settings.reset()
		return nil
	}
	values := t.Values
	if t.Default {
		values = nil
	} else if values == nil {
		values = []string{}
	}
	key := strings.ToLower(t.Name.Text)
	if row := byName[key]; row != nil && row.quote && len(values) > 0 {
		quoted := make([]string, len(values))
		for i, v := range values {
			quoted[i] = catalog.QuoteIdent(v)
		}
		values = []string{strings.Join(quoted, ", ")}
	}
	ofTx := ofTransaction(key) // it ends with its transaction, however it is set
	if (t.Local || ofTx) && !s.inBlock() {
		what := "SET LOCAL"
		if ofTx {
			what = "SET TRANSACTION"
		}
		s.warn(sqlerr.NoActiveTransaction, "%s can only be used in transaction blocks", what)
	}
	if ofTx && len(values) == 1 {
		if err := s.setTransactionMode(key, values[0]); err != nil {
			return err
		}
	}
	if _, err := s.settings.set(t.Name.Text, values, t.Local || ofTx); err != nil {
		return err
	}
	for i := range t.More {
		if err := s.setVariable(&t.More[i]); err != nil {
			return err
		}
	}
	return nil
}

// ofTransaction says whether a parameter is that of a single transaction.
func ofTransaction(key string) bool { return strings.HasPrefix(key, "transaction_") }

var text = sqltype.Of(sqltype.Text)

// show is SHOW name and SHOW ALL.
func (s *Session) show(t *ast.Show) (pgwire.Statement, error) {
	c := &command{session: s, tree: t, run: func(context.Context) (string, error) { return "SHOW", nil }}
	if t.Name.Text == "all" {
		c.columns = []sqltype.Column{{Name: "name", Type: text}, {Name: "setting", Type: text}, {Name: "description", Type: text}}
		c.rows = func() (all [][]any) {
			for _, row := range s.settings.all() {
				all = append(all, []any{row[0], row[1], row[2]})
			}
			return all
		}
		return c, nil
	}
	key, row, err := lookup(t.Name.Text)
	if err != nil {
		return nil, err
	}
	name := key
	if row != nil {
		name = row.name
	}
	if err := s.mayShow(key, row); err != nil {
		return nil, err
	}
	c.columns = []sqltype.Column{{Name: name, Type: text}}
	c.rows = func() [][]any { return [][]any{{s.settings.get(key)}} }
	return c, nil
}

// mayShow refuses a parameter that is not there, or that this role may not see.
func (s *Session) mayShow(key string, t *setting) error {
	if _, set := s.settings.lookup(key); !set {
		return unknownSetting(key)
	}
	if t != nil && t.secret && !s.superuser() {
		return sqlerr.New(sqlerr.InsufficientPrivilege, "must be superuser or have privileges of pg_read_all_settings to examine \"%s\"", t.name)
	}
	return nil
}

// Parameters are the 13 values that Postgres reports at start-up.
func (s *Session) Parameters() []pgwire.Setting {
	var out []pgwire.Setting
	for _, row := range table {
		if row.report {
			out = append(out, pgwire.Setting{Name: row.name, Value: s.settings.get(strings.ToLower(row.name))})
		}
	}
	s.settings.drain()
	return out
}

// Format is how values are written as text now.
func (s *Session) Format() *sqltype.Format { return s.settings.format() }

// StatementTimeout in milliseconds, 0 for none.
func (s *Session) StatementTimeout() int64 { return s.settings.timeouts.statement }

// IdleTimeouts in milliseconds, 0 for none.
func (s *Session) IdleTimeouts() (session, inTransaction int64) {
	return s.settings.timeouts.idle, s.settings.timeouts.idleInTransaction
}
