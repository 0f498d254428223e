package duckdb

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"

	"asof/catalog/sqltype"
)

// tempPrefix begins the name of every temp table that a run makes for itself. Clients do not see them, and cannot name them: what
// follows is made of the history folder's name, which nobody can guess.
const tempPrefix = "asof."

func (c *conn) tempName(n int) string {
	secret := sha256.Sum256([]byte(c.e.history))
	return fmt.Sprintf("%s%x.%d", tempPrefix, secret[:8], n)
}

// temps names the temp tables of one run and drops them when it ends.
type temps struct {
	names []string
	kept  map[string]bool // those that outlive the build that made them
	n     *int            // the connection's count of names, so that runs side by side do not meet
}

// name returns a name that no other table of the connection has.
func (t *temps) name(c *conn) string {
	*t.n++
	name := c.tempName(*t.n)
	t.names = append(t.names, name)
	return name
}

// create makes a temp table of a query's rows, in their order.
func (t *temps) create(ctx context.Context, c *conn, query string) (string, error) {
	name := t.name(c)
	return name, c.exec(ctx, "CREATE TEMP TABLE "+quoteIdent(name)+" AS "+query)
}

// declare makes an empty temp table.
func (t *temps) declare(ctx context.Context, c *conn, cols []sqltype.Column) (string, error) {
	name := t.name(c)
	return name, c.exec(ctx, "CREATE TEMP TABLE "+quoteIdent(name)+" ("+columnDefs(cols)+")")
}

// build calls make, which gives the name of a table, and drops the other tables that make left: a statement over many views
// holds what it has found of each, not how it found it.
func (t *temps) build(ctx context.Context, c *conn, make func() (string, error)) (string, error) {
	before := len(t.names)
	table, err := make()
	if err != nil {
		return "", err
	}
	kept := t.names[:before]
	for _, name := range t.names[before:] {
		if name == table || t.kept[name] {
			kept = append(kept, name)
			continue
		}
		if err := c.exec(ctx, "DROP TABLE temp."+quoteIdent(name)); err != nil {
			return "", err
		}
	}
	t.names = kept
	return table, nil
}

// keep lets a table stay until the end of the run.
func (t *temps) keep(name string) {
	if t.kept == nil {
		t.kept = map[string]bool{}
	}
	t.kept[name] = true
}

// discard drops a table before the end of the run.
func (t *temps) discard(ctx context.Context, c *conn, name string) error {
	t.names = slices.DeleteFunc(t.names, func(n string) bool { return n == name })
	return c.exec(ctx, "DROP TABLE temp."+quoteIdent(name))
}

// drop drops all of them. It runs also after a cancelled statement, so ctx should be one that is not.
func (t *temps) drop(ctx context.Context, c *conn) error {
	var first error
	for _, name := range t.names {
		if err := c.exec(ctx, "DROP TABLE IF EXISTS temp."+quoteIdent(name)); err != nil && first == nil {
			first = err
		}
	}
	t.names = nil
	return first
}

// columnDefs are columns as CREATE TABLE lists them.
func columnDefs(cols []sqltype.Column) string {
	s := ""
	for i, c := range cols {
		if i > 0 {
			s += ", "
		}
		s += quoteIdent(c.Name) + " " + c.Type.DuckDB()
	}
	return s
}

// queryRow runs a query of one row.
func queryRow(ctx context.Context, c *conn, sql string) ([]any, error) {
	r, err := c.query(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	row, err := r.Next(ctx)
	if err == io.EOF {
		return nil, fmt.Errorf("duckdb: no row from %s", sql)
	}
	if err != nil {
		return nil, err
	}
	return append([]any(nil), row...), nil
}

// queryInt runs a query of one integer.
func queryInt(ctx context.Context, c *conn, sql string) (int64, error) {
	row, err := queryRow(ctx, c, sql)
	if err != nil {
		return 0, err
	}
	n, ok := row[0].(int64)
	if !ok {
		return 0, fmt.Errorf("duckdb: %T instead of an integer from %s", row[0], sql)
	}
	return n, nil
}
