package main_test

import (
	"context"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const postgresBin = "/usr/lib/postgresql/15/bin"

// startPostgres runs a Postgres 15 of its own on a unix socket, whose bootstrap role is asof, and returns the socket's folder. Objects
// that are made in it get OIDs from firstTwinOID, so that none is mistaken for another number.
func startPostgres(t testing.TB) string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(postgresBin, "postgres")); err != nil {
		missing(t, "Postgres 15 is not installed (Debian package postgresql-15)")
	}
	dir, err := os.MkdirTemp("", "asof-pg-") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := postgresUser(t, dir)
	data := filepath.Join(dir, "data")
	run := func(program string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(postgresBin, program), args...)
		cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGKILL}
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
		return cmd
	}
	for _, cmd := range []*exec.Cmd{
		run("initdb", "-D", data, "-A", "trust", "-U", "asof", "-N", "--locale=C.UTF-8", "--encoding=UTF8"),
		run("pg_resetwal", "-o", strconv.Itoa(firstTwinOID), "-D", data),
	} {
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", cmd, err, out)
		}
	}
	server := run("postgres", "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+dir, "-c", "fsync=off", "-c", "TimeZone=UTC")
	logFile, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer logFile.Close()
	server.Stdout, server.Stderr = logFile, logFile
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGINT)
		server.Wait()
	})
	awaitPostgres(t, dir)
	return dir
}

// postgresUser gives dir to the user postgres if we are root, as whom Postgres does not run; nil means that we are not.
func postgresUser(t testing.TB, dir string) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func awaitPostgres(t testing.TB, dir string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		conn, err := pgconn.Connect(context.Background(), "host="+dir+" user=asof dbname=template1")
		if err == nil {
			conn.Close(context.Background())
			return
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Fatalf("Postgres: %v\n%s", err, log)
		}
	}
}

// makeTwin turns the one database for users of the Postgres at dir into asof, and makes in it the twin that statements describe.
func makeTwin(t testing.TB, dir string, statements []string) {
	t.Helper()
	ctx := context.Background()
	for _, step := range []struct {
		database string
		sql      []string
	}{
		{"template1", []string{"ALTER DATABASE postgres RENAME TO asof"}},
		{"asof", append([]string{"SET allow_system_table_mods = on"}, statements...)},
	} {
		conn, err := pgconn.Connect(ctx, "host="+dir+" user=asof dbname="+step.database)
		if err != nil {
			t.Fatal(err)
		}
		for _, sql := range step.sql {
			if _, err := conn.Exec(ctx, sql).ReadAll(); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		}
		conn.Close(ctx)
	}
}
