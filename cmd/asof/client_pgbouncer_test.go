package main_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// startPgbouncer runs a pgbouncer in front of the clients' server, and returns what pgx connects to.
func startPgbouncer(t *testing.T, mode string) string {
	t.Helper()
	program := needProgram(t, "pgbouncer", "pgbouncer")
	s := clientsServer(t)
	dir, err := os.MkdirTemp("", "asof-pgb-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	port := freePort(t)
	config := fmt.Sprintf(`[databases]
asof = host=%s port=%s user=tester
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = %s
default_pool_size = 2
ignore_startup_parameters = extra_float_digits
`, s.host(), s.port(), port, mode)
	file := filepath.Join(dir, "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, file)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: postgresUser(t, dir), Pdeathsig: syscall.SIGKILL} // it does not run as root
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGINT)
		cmd.Wait()
		if t.Failed() {
			t.Logf("pgbouncer wrote:\n%s", &log)
		}
	})
	url := fmt.Sprintf("postgres://tester@127.0.0.1:%d/asof?sslmode=disable", port)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		conn, err := pgx.Connect(t.Context(), url)
		if err == nil {
			conn.Close(context.Background())
			return url
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// Through a pgbouncer that gives a client one connection for its whole session: what works directly works there.
func TestPgbouncerSession(t *testing.T) {
	t.Parallel()
	url := startPgbouncer(t, "session")
	for range 3 { // the second client gets the connection of the first one, after DISCARD ALL
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		var now string
		if err := conn.QueryRow(t.Context(), "SHOW asof.now").Scan(&now); err != nil || now != "" {
			t.Fatalf("asof.now is %q of the client before, %v", now, err)
		}
		mustExec(t, conn, "SET asof.now = '2001-03-01 12:00Z'")
		throughPgbouncer(t, conn, pgx.QueryExecModeCacheStatement)
		conn.Close(t.Context())
	}
}

// Through one that gives a client a connection for each transaction, whatever a client prepared outlives no transaction; statements that
// are not named work, and so do named ones in a transaction.
func TestPgbouncerTransaction(t *testing.T) {
	t.Parallel()
	url := startPgbouncer(t, "transaction")
	for range 3 {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol} {
			mustExec(t, conn, "BEGIN", "SET LOCAL asof.now = '2001-03-01 12:00Z'")
			throughPgbouncer(t, conn, mode)
			mustExec(t, conn, "COMMIT")
		}
		mustExec(t, conn, "BEGIN")
		if _, err := conn.Prepare(t.Context(), "named", "SELECT $1::int4 + 1"); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := conn.QueryRow(t.Context(), "named", 41).Scan(&n); err != nil || n != 42 {
			t.Errorf("a named statement: %d, %v", n, err)
		}
		mustExec(t, conn, "DEALLOCATE named", "COMMIT")
		if err := conn.QueryRow(t.Context(), "SELECT $1::int4 + 1", pgx.QueryExecModeExec, 1).Scan(&n); err != nil || n != 2 {
			t.Errorf("outside of a block: %d, %v", n, err)
		}
	}
}

// throughPgbouncer does what every client does.
func throughPgbouncer(t *testing.T, conn *pgx.Conn, mode pgx.QueryExecMode) {
	t.Helper()
	list := func(query string, args ...any) []string {
		t.Helper()
		rows, err := conn.Query(t.Context(), query, append([]any{mode}, args...)...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		out, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return out
	}
	wantList(t, list("SELECT schema_name::text FROM information_schema.schemata WHERE schema_name = $1", "public"), "public")
	wantList(t, list("SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1 AND table_type = 'VIEW' ORDER BY 1", "public"), clientViews...)
	wantList(t, list("SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position", "airport_delay"), airportDelay...)
	wantList(t, list("SELECT origin || last_delay FROM airport_delay WHERE origin = $1", "ORD"), "ORD40")
	mustExec(t, conn, "CREATE TEMP TABLE labels (id int4, origin text, ts timestamptz)")
	var want []string
	for _, l := range clientLabels {
		if _, err := conn.Exec(t.Context(), "INSERT INTO labels VALUES ($1, $2, $3)", mode, l.id, l.origin, l.ts); err != nil {
			t.Fatal(err)
		}
		want = append(want, strings.TrimSpace(fmt.Sprintln(l.id, l.lastDelay, l.departures)))
	}
	rows, err := conn.Query(t.Context(), trainingSet, mode, int32(1))
	wantRows(t, rows, err, want...)
	mustExec(t, conn, "DROP TABLE labels")
	if mode == pgx.QueryExecModeSimpleProtocol || mode == pgx.QueryExecModeExec {
		return
	}
	if status := conn.PgConn().TxStatus(); status == 'I' {
		pgxMillion(t, conn)
		return
	}
	var n int
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM events", mode).Scan(&n); err != nil || n != 1000000 {
		t.Errorf("%d events, %v", n, err)
	}
	mustExec(t, conn, "DECLARE many CURSOR FOR SELECT id, name FROM events")
	for sum := 0; ; {
		tag, err := conn.Exec(t.Context(), "FETCH 100000 FROM many")
		if err != nil {
			t.Fatal(err)
		}
		if tag.RowsAffected() == 0 {
			if sum != n {
				t.Errorf("%d rows by a cursor, want %d", sum, n)
			}
			return
		}
		sum += int(tag.RowsAffected())
	}
}
