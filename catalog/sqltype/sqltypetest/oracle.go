package sqltypetest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog/sqltype"
)

// postgresBin is where Debian keeps the server whose output and input functions are the oracle.
const postgresBin = "/usr/lib/postgresql/15/bin"

// Oracle is a connection to a private Postgres 15.
type Oracle struct {
	*pgconn.PgConn
	t testing.TB
}

// Missing skips a test for what the machine lacks; with ASOF_REQUIRE=1 it fails.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("ASOF_REQUIRE") == "1" {
		t.Fatalf("missing: %s", what)
	}
	t.Skipf("missing: %s", what)
}

// StartPostgres makes a cluster in a temporary folder and serves it on a free port of the loopback address. The server refuses
// to run as root, so root starts it as user postgres.
func StartPostgres(t testing.TB) *Oracle {
	t.Helper()
	if _, err := os.Stat(filepath.Join(postgresBin, "initdb")); err != nil {
		Missing(t, "Postgres 15")
	}
	dir, err := os.MkdirTemp("", "asof-pg-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	var as *syscall.SysProcAttr
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			Missing(t, "user postgres")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(postgresBin, name), args...)
		cmd.Dir, cmd.SysProcAttr = dir, as
		cmd.Env = []string{"LC_ALL=C", "PATH=/usr/bin:/bin"}
		return cmd
	}
	if out, err := command("initdb", "-D", dir+"/d", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	server := command("postgres", "-D", dir+"/d", "-p", strconv.Itoa(port), "-h", "127.0.0.1", "-k", dir, "-F")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGINT)
		server.Wait()
	})
	ctx := context.Background()
	for i := 0; ; i++ {
		c, err := pgconn.Connect(ctx, fmt.Sprintf("host=127.0.0.1 port=%d user=postgres database=postgres sslmode=disable", port))
		if err == nil {
			t.Cleanup(func() { c.Close(ctx) })
			return &Oracle{c, t}
		}
		if i > 100 {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// Text runs a query of one value with text parameters.
func (o *Oracle) Text(sql string, params ...string) (string, error) {
	raw := make([][]byte, len(params))
	for i, p := range params {
		raw[i] = []byte(p)
	}
	res := o.ExecParams(context.Background(), sql, raw, nil, nil, nil).Read()
	if res.Err != nil {
		return "", res.Err
	}
	if res.Rows[0][0] == nil {
		return "NULL", nil
	}
	return string(res.Rows[0][0]), nil
}

// Set makes the oracle's session like f.
func (o *Oracle) Set(f *sqltype.Format) {
	o.t.Helper()
	bytea := "hex"
	if f.ByteaEscape {
		bytea = "escape"
	}
	sql := fmt.Sprintf("SET DateStyle='%s, %s'; SET IntervalStyle='%s'; SET TimeZone='%s'; SET extra_float_digits=%d; SET bytea_output='%s'",
		f.DateStyle, f.DateOrder, f.IntervalStyle, f.Location, f.ExtraFloatDigits, bytea)
	if _, err := o.Exec(context.Background(), sql).ReadAll(); err != nil {
		o.t.Fatal(err)
	}
}
