package main_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// side is one of the two servers that a statement is sent to.
type side struct {
	name    string
	dsn     string
	conn    *pgconn.PgConn
	names   map[uint32]string // of its OIDs
	oids    map[string]uint32 // the reverse
	texts   *strings.Replacer // what the two spell differently by nature, after a rule of twin_normal_test.go
	notices []string
}

// answer is what a server says to a statement: one reply for each statement in its text, and one for the text as a whole when it fails.
type answer struct {
	replies []reply
	code    string // SQLSTATE of the error, "" without one
	message string
	notices []string
}

type reply struct {
	tag    string
	fields []pgconn.FieldDescription
	rows   [][][]byte
}

func (s *side) connect(t testing.TB) {
	t.Helper()
	cfg, err := pgconn.ParseConfig(s.dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { s.notices = append(s.notices, n.Severity+" "+n.Code) }
	cfg.RuntimeParams["timezone"] = "UTC"
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if s.conn, err = pgconn.ConnectConfig(ctx, cfg); err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
}

func (s *side) reconnect(t testing.TB) {
	t.Helper()
	s.close()
	s.connect(t)
}

func (s *side) close() {
	if s.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		s.conn.Close(ctx)
	}
}

// run sends a statement, in the simple protocol if it has no parameters and text is asked for.
func (s *side) run(t testing.TB, st statement, binary bool) answer {
	t.Helper()
	if s.conn == nil || s.conn.IsClosed() {
		s.reconnect(t)
	}
	s.notices = nil
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	text := s.fill(st.text)
	var a answer
	var err error
	if len(st.params) == 0 && !binary {
		err = s.simple(ctx, text, &a)
	} else {
		params := make([][]byte, len(st.params))
		for i, p := range st.params {
			if p != nil {
				params[i] = []byte(s.fill(*p))
			}
		}
		var formats []int16
		if binary {
			formats = []int16{1}
		}
		r := s.conn.ExecParams(ctx, text, params, st.types, nil, formats).Read()
		a.replies, err = []reply{{r.CommandTag.String(), r.FieldDescriptions, r.Rows}}, r.Err
	}
	a.notices = s.notices
	if err != nil {
		var pg *pgconn.PgError
		if errors.As(err, &pg) {
			a.code, a.message = pg.Code, pg.Message
		} else {
			a.code, a.message = "lost", err.Error()
		}
	}
	return a
}

func (s *side) simple(ctx context.Context, text string, a *answer) error {
	many := s.conn.Exec(ctx, text)
	for many.NextResult() {
		r := many.ResultReader().Read()
		a.replies = append(a.replies, reply{r.CommandTag.String(), r.FieldDescriptions, r.Rows})
	}
	return many.Close()
}

// rollback ends a transaction that an error, here or on the other side, has broken.
func (s *side) rollback() {
	if s.conn == nil || s.conn.IsClosed() || s.conn.TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	s.conn.Exec(ctx, "ROLLBACK").ReadAll()
}

var placeholder = regexp.MustCompile(`\{(oid|type|schema|role|database|server|wrapper|constraint|rule):([^}]*)\}`)

// fill puts this server's OIDs in the place of names; 0 where it has no such object.
func (s *side) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		return strconv.FormatUint(uint64(s.oids[p]), 10)
	})
}

// learn asks for the OIDs of what is not part of every server.
func (s *side) learn(t testing.TB) {
	t.Helper()
	s.names, s.oids = map[uint32]string{}, map[string]uint32{}
	schemas := map[string]string{}
	for _, q := range []struct{ kind, sql string }{
		{"schema", "SELECT oid, nspname FROM pg_catalog.pg_namespace"},
		{"oid", "SELECT oid, relname, relnamespace FROM pg_catalog.pg_class"},
		{"type", "SELECT oid, typname, typnamespace FROM pg_catalog.pg_type"},
		{"role", "SELECT oid, rolname FROM pg_catalog.pg_roles"},
		{"database", "SELECT oid, datname FROM pg_catalog.pg_database"},
		{"server", "SELECT oid, srvname FROM pg_catalog.pg_foreign_server"},
		{"wrapper", "SELECT oid, fdwname FROM pg_catalog.pg_foreign_data_wrapper"},
		{"constraint", "SELECT oid, conname FROM pg_catalog.pg_constraint"},
		{"rule", "SELECT r.oid, c.relname FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class"},
	} {
		a := s.run(t, statement{text: q.sql}, false)
		if a.code != "" {
			t.Logf("%s: %s: %s", s.name, q.sql, a.message)
			continue
		}
		for _, row := range a.replies[0].rows {
			oid, _ := strconv.ParseUint(string(row[0]), 10, 32)
			name := string(row[1])
			if q.kind == "schema" {
				schemas[string(row[0])] = name
			}
			if len(row) > 2 {
				name = schemas[string(row[2])] + "." + quoteName(name)
			}
			if oid < firstUserOID {
				continue
			}
			name = fmt.Sprintf("{%s:%s}", q.kind, name)
			s.names[uint32(oid)], s.oids[name] = name, uint32(oid)
		}
	}
}

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// quoteName is a name as regclass prints it; that of the recorded statements.
func quoteName(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return ident(name)
}
