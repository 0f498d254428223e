package syscat

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/catalog/sqltype/sqltypetest"
)

// sampleEnv is a session on an empty catalog.
func sampleEnv() *Env {
	return &Env{Snapshot: catalog.Empty(), Format: sqltype.ISO, Session: pgcatalog.Env{User: "postgres", Database: "postgres", Trusted: true},
		Setting: func(name string) (string, bool) {
			v, ok := map[string]string{"search_path": `"$user", public`}[name]
			return v, ok
		},
		Call: func(name string, _ []string) (any, error) {
			switch name {
			case "current_user", "session_user":
				return "postgres", nil
			case "current_database":
				return "postgres", nil
			}
			return nil, unsupported("function %s", name)
		}}
}

// statements reads a file of testdata: statements end with ";" at the end of a line, "--" begins a comment line.
func statements(t *testing.T, file string) []string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var b strings.Builder
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "--") || b.Len() == 0 && strings.TrimSpace(line) == "" {
			continue
		}
		b.WriteString(line + "\n")
		if s := strings.TrimSpace(b.String()); strings.HasSuffix(s, ";") {
			out = append(out, strings.TrimSuffix(s, ";"))
			b.Reset()
		}
	}
	return out
}

// ours is a statement's answer as text: columns with type and modifier, rows; or the error.
func ours(text string) string {
	var b strings.Builder
	st, err := Analyze(text, nil, sampleEnv())
	var rows [][]any
	if err == nil {
		rows, err = st.Run(context.Background(), sampleEnv(), nil)
	}
	if err != nil {
		var e *sqlerr.Error
		if !errors.As(err, &e) {
			return err.Error()
		}
		return errorText(e.Code, e.Message, e.Detail, e.Hint, e.Position)
	}
	for _, c := range st.Columns {
		fmt.Fprintf(&b, "%s:%d:%d ", c.Name, c.Type.OID(), c.Type.Mod())
	}
	var lines []string
	for _, row := range rows {
		var cells []string
		for i, v := range row {
			if v == nil {
				cells = append(cells, "NULL")
				continue
			}
			cells = append(cells, string(sqltype.AppendText(nil, st.Columns[i].Type, v, sqltype.ISO)))
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	return b.String() + "\n" + inOrder(text, lines)
}

// inOrder sorts rows that no ORDER BY orders.
func inOrder(text string, lines []string) string {
	if !strings.Contains(strings.ToUpper(text), "ORDER BY") {
		slices.Sort(lines)
	}
	return strings.Join(lines, "\n")
}

func errorText(code, message, detail, hint string, pos int) string {
	return fmt.Sprintf("ERROR %s %s\nDETAIL %s\nHINT %s\nPOSITION %d", code, message, detail, hint, pos)
}

// theirs is Postgres' answer in the same form.
func theirs(c *pgconn.PgConn, text string) string {
	many := c.Exec(context.Background(), text)
	var b strings.Builder
	var lines []string
	for many.NextResult() {
		r := many.ResultReader()
		for _, f := range r.FieldDescriptions() {
			fmt.Fprintf(&b, "%s:%d:%d ", f.Name, f.DataTypeOID, f.TypeModifier)
		}
		for r.NextRow() {
			var cells []string
			for _, v := range r.Values() {
				if v == nil {
					cells = append(cells, "NULL")
				} else {
					cells = append(cells, string(v))
				}
			}
			lines = append(lines, strings.Join(cells, "|"))
		}
	}
	if err := many.Close(); err != nil {
		var e *pgconn.PgError
		if !errors.As(err, &e) {
			return err.Error()
		}
		return errorText(e.Code, e.Message, e.Detail, e.Hint, int(e.Position))
	}
	return b.String() + "\n" + inOrder(text, lines)
}

// TestLanguage asks the statements of testdata/language here and in a real Postgres: names, types, modifiers, rows and errors with their
// places must be the same.
func TestLanguage(t *testing.T) {
	o := sqltypetest.StartPostgres(t)
	for _, set := range []string{"SET TimeZone = 'UTC'", "SET client_min_messages = error"} {
		if _, err := o.PgConn.Exec(context.Background(), set).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	bad := 0
	list := statements(t, "testdata/language.sql")
	for _, text := range list {
		want := theirs(o.PgConn, text)
		got := func() (s string) {
			defer func() {
				if p := recover(); p != nil {
					s = fmt.Sprintf("panic: %v", p)
				}
			}()
			return ours(text)
		}()
		if got != want {
			bad++
			t.Errorf("%s\n--- here\n%s\n--- Postgres\n%s", text, got, want)
		}
	}
	t.Logf("%d of %d statements differ", bad, len(list))
}
