package main_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// guarded starts a server that asks for passwords; root's is "sesame".
func guarded(t *testing.T, args ...string) *server {
	t.Helper()
	users := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(users, []byte("# the first\nroot:sesame:superuser\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return startServer(t, t.TempDir(), append([]string{"--auth", "scram", "--users", users, "--login-failures", "0"}, args...)...)
}

// as connects as a user.
func (s *server) as(user, password, database string) (*pgx.Conn, error) {
	host, port, _ := net.SplitHostPort(s.addr)
	return pgx.Connect(context.Background(), fmt.Sprintf("host=%s port=%s user='%s' password='%s' dbname='%s' sslmode=prefer", host, port, user, password, database))
}

func (s *server) mustAs(t testing.TB, user, password string) *pgx.Conn {
	t.Helper()
	c, err := s.as(user, password, "asof")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

// outcome is what a statement gives: its rows, or its tag, or its error.
func outcome(c *pgx.Conn, sql string) string {
	results, err := c.PgConn().Exec(context.Background(), sql).ReadAll()
	var b strings.Builder
	for _, r := range results {
		for _, row := range r.Rows {
			var cells []string
			for _, v := range row {
				cells = append(cells, string(v))
			}
			fmt.Fprintf(&b, "  %s\n", strings.Join(cells, " | "))
		}
		if len(r.Rows) == 0 && r.Err == nil {
			fmt.Fprintf(&b, "%s\n", r.CommandTag)
		}
	}
	if err != nil {
		b.WriteString(failure(err))
	}
	return b.String()
}

func failure(err error) string {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return err.Error() + "\n"
	}
	out := e.Code + ": " + e.Message + "\n"
	if e.Detail != "" {
		out += "DETAIL: " + e.Detail + "\n"
	}
	return out
}

// TestRoles runs testdata/security/*:
//
//	as user=name                         runs statements, one a line, each answered by its rows, its tag or its error
//	login user=name password=… [db=…]    says whether the user is let in
//	reconnect user=name                  ends the user's session; the next statement begins another
func TestRoles(t *testing.T) {
	datadriven.Walk(t, filepath.Join("testdata", "security"), func(t *testing.T, path string) {
		s := guarded(t)
		conns := map[string]*pgx.Conn{}
		passwords := map[string]string{"root": "sesame"}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var user, password string
			d.ScanArgs(t, "user", &user)
			switch d.Cmd {
			case "login":
				database := "asof"
				d.ScanArgs(t, "password", &password)
				d.MaybeScanArgs(t, "db", &database)
				passwords[user] = password
				c, err := s.as(user, password, database)
				if err != nil {
					return failure(err)
				}
				c.Close(context.Background())
				return "welcome\n"
			case "reconnect":
				conns[user].Close(context.Background())
				delete(conns, user)
				return ""
			}
			if conns[user] == nil {
				conns[user] = s.mustAs(t, user, passwords[user])
			}
			var b strings.Builder
			for _, line := range strings.Split(strings.TrimSpace(d.Input), "\n") {
				fmt.Fprintf(&b, "> %s\n%s", line, outcome(conns[user], line))
			}
			return b.String()
		})
		s.keepsSecrets(t, "sesame", "wonder", "builder", "SCRAM-SHA-256$", "hunter")
	})
}

// keepsSecrets looks for secrets in the server's log.
func (s *server) keepsSecrets(t *testing.T, secrets ...string) {
	for _, secret := range secrets {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log has %q in it:\n%s", secret, s.log)
		}
	}
}

// What is revoked is refused to statements that were prepared before, to sessions that are open, and to cursors of the protocol.
func TestRevokeReachesWhatIsPrepared(t *testing.T) {
	s := guarded(t)
	root := s.mustAs(t, "root", "sesame")
	for _, sql := range []string{
		"COPY (SELECT 'a' AS k, TIMESTAMPTZ '2001-01-01 10:00:00Z' AS at, 5 AS n) TO 'events.parquet'",
		"CREATE SOURCE events FROM PARQUET 'events.parquet' WITH (event_time = at)",
		"CREATE ENTITY thing (k text)", "CREATE FEATURE VIEW v ENTITY thing AS SELECT k, n FROM events",
		"CREATE ROLE ann LOGIN PASSWORD 'wonder'", "GRANT SELECT ON v, events TO ann", "GRANT pg_read_server_files TO ann",
	} {
		if out := outcome(root, sql); strings.Contains(out, ": ") {
			t.Fatal(sql, out)
		}
	}
	ctx := context.Background()
	ann := s.mustAs(t, "ann", "wonder")
	texts := []string{"SELECT n FROM v WHERE k = $1", "SELECT n FROM v AS OF '2001-01-02' WHERE k = $1", "SELECT n FROM events WHERE k = $1", "SELECT n FROM 'events.parquet' WHERE k = $1",
		"SELECT count(*) FROM asof.feature_views WHERE name <> $1"}
	refused := func(i int, want string) {
		t.Helper()
		var n int
		err := ann.QueryRow(ctx, texts[i], "a").Scan(&n)
		var e *pgconn.PgError
		if code := ""; errors.As(err, &e) {
			if code = e.Code; code != want {
				t.Errorf("%s: %v, want %q", texts[i], err, want)
			}
		} else if err != nil || want != "" {
			t.Errorf("%s: %v, want %q", texts[i], err, want)
		}
	}
	for i := range texts { // pgx prepares them, and keeps them
		refused(i, "")
		refused(i, "")
	}
	outcome(ann, "PREPARE p AS SELECT n FROM v")
	for _, sql := range []string{"REVOKE SELECT ON v, events FROM ann", "REVOKE pg_read_server_files FROM ann", "REVOKE SELECT ON asof.feature_views FROM PUBLIC"} {
		outcome(root, sql)
	}
	for i := range texts {
		refused(i, "42501")
	}
	if out := outcome(ann, "EXECUTE p"); !strings.HasPrefix(out, "42501: permission denied for view v") {
		t.Error(out)
	}
	outcome(root, "GRANT SELECT ON v TO PUBLIC")
	refused(0, "")
	outcome(root, "REVOKE USAGE ON SCHEMA public FROM PUBLIC")
	refused(0, "42501")
}

// A server that lets nobody in, or everybody, does not start.
func TestUnsafeStartsAreRefused(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, tt := range []struct{ flags, want string }{
		{"--pg 0.0.0.0:0", "anyone who reaches the address"},
		{"--http 0.0.0.0:0", "anyone who reaches the address"},
		{"--http 0.0.0.0:0 --auth scram", "in the clear"},
		{"--auth scram", "no role has a password"},
		{"--auth md5", "use trust, scram or cert"},
		{"--auth scram --users " + file("open", "a:secret", 0o644), "group or world access"},
		{"--auth scram --users " + file("short", "a:\n", 0o600), "line 1: write name:password"},
		{"--auth scram --users " + file("reserved", "\npg_x:hunter2", 0o600), `line 2: role name "pg_x" is reserved`},
		{"--auth scram --users " + filepath.Join(dir, "none"), "no such file"},
		{"--auth cert", "--tls-client-ca"},
		{"--tls-required", "--tls-cert"},
		{"--tls-cert x", "go together"},
		{"--tls-cert x --tls-key " + file("key", "", 0o644), "group or world access"},
	} {
		args := append([]string{"serve", "--pg", "127.0.0.1:0", "--data", filepath.Join(dir, "data")}, strings.Fields(tt.flags)...)
		out, err := command(t, args...)
		if err == nil || !strings.Contains(out, tt.want) || strings.Contains(out, "hunter2") {
			t.Errorf("%s: %v\n%s", tt.flags, err, out)
		}
	}
}

// command runs the program with a clean environment, and returns what it wrote.
func command(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary(t), args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "ASOF_") })
	out, err := cmd.CombinedOutput()
	return string(out), err
}
