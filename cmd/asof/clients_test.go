package main_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Programs in other languages, with the drivers that their users have, are in testdata/clients. Each one takes the server's host
// and port, checks what it gets itself, prints a line "ok NAME" per check, and ends with another code than 0 at the first wrong
// answer. The tests of clients share one server, with the definitions of testdata/clients/define.sql.
//
//	ASOF_TWIN=host:port   runs the programs against a real Postgres with testdata/clients/twin.sql instead, to try the programs themselves

// everyClient is what each client must have shown, whatever else it does: that it lists schemas, tables and columns by its own metadata
// API, reads online, builds a training set with parameters, and fetches a million rows with a cursor or a fetch size.
var everyClient = []string{"schemas", "tables", "columns", "online", "training", "million"}

var shared struct {
	once   sync.Once
	dir    string
	server *server
}

// clientsServer is the server that the tests of clients share. Definitions that a test makes on it are rolled back, or would be in
// the others' lists.
func clientsServer(t testing.TB) *server {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "asof-clients-")
		if err != nil {
			t.Fatal(err)
		}
		shared.dir = dir
		for _, name := range []string{"flights.parquet", "payments.parquet", "labels.parquet"} {
			copyFixture(t, name, filepath.Join(dir, "files", name))
		}
		makeEvents(t, filepath.Join(dir, "files", "events.parquet"))
		define, err := os.ReadFile(filepath.Join("testdata", "clients", "define.sql"))
		if err != nil {
			t.Fatal(err)
		}
		s := launch(t, dir)
		shared.server = s
		mustExec(t, s.connect(t), string(define))
	})
	if shared.server == nil {
		t.Fatal("the clients' server did not start")
	}
	return shared.server
}

// makeEvents writes a million rows, by an engine of the test's own.
func makeEvents(t testing.TB, file string) {
	t.Helper()
	_, err := openDuckDB(t).Exec(`COPY (SELECT i AS id, TIMESTAMPTZ '2001-01-01 00:00:00+00' + to_seconds(i) AS happened_at, 'name ' || i AS name, i / 4.0::DOUBLE AS amount
		FROM range(1000000) g(i)) TO '` + file + `' (FORMAT parquet)`)
	if err != nil {
		t.Fatal(err)
	}
}

// endShared ends the clients' server, after the last test.
func endShared() error {
	var err error
	if s := shared.server; s != nil {
		err = s.stop()
	}
	if shared.dir != "" {
		os.RemoveAll(shared.dir)
	}
	return err
}

// client is one client's program.
type client struct {
	program string
	args    []string // before HOST and PORT
	env     []string
	checks  []string // what it must have shown; everyClient if nil
}

// runClient runs a client's program against the shared server.
func runClient(t *testing.T, c client) {
	t.Helper()
	t.Parallel()
	args := slices.Clone(c.args)
	if twin := os.Getenv("ASOF_TWIN"); twin != "" {
		host, port, _ := strings.Cut(twin, ":")
		args = append(args, host, port, "plain")
	} else {
		s := clientsServer(t)
		args = append(args, s.host(), s.port())
		seen := len(s.log.String())
		defer func() {
			if t.Failed() {
				t.Logf("the server wrote:\n%s", s.log.String()[seen:])
			}
		}()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.program, args...)
	cmd.Env = append(clientEnv(cmd), c.env...)
	started := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	checks := c.checks
	if checks == nil {
		checks = everyClient
	}
	for _, name := range append(slices.Clone(checks), "all") {
		if !strings.Contains("\n"+string(out), "\nok "+name+"\n") {
			t.Errorf("the client did not show %q", name)
		}
	}
	t.Logf("%.1fs\n%s", time.Since(started).Seconds(), out)
}

// clientEnv is the machine's environment without what would lead a client of Postgres elsewhere.
func clientEnv(cmd *exec.Cmd) []string {
	env := slices.DeleteFunc(cmd.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "PG") })
	return append(env, "PYTHONDONTWRITEBYTECODE=1", "TZ=UTC", "LC_ALL=C.UTF-8")
}

// needPython is a Python that has the modules: the one in a virtual environment of the cache (.ci/install.sh makes them from
// testdata/clients/python/requirements*.txt), else the machine's.
func needPython(t testing.TB, environment string, modules ...string) string {
	t.Helper()
	imports := "import " + strings.Join(modules, ", ")
	for _, python := range []string{filepath.Join(cacheDir(t), environment, "bin", "python"), "python3"} {
		if exec.Command(python, "-c", imports).Run() == nil {
			return python
		}
	}
	missing(t, "no Python with %s (pip install -r cmd/asof/testdata/clients/python/requirements.txt)", strings.Join(modules, ", "))
	return ""
}

// pythonClient is a program of testdata/clients/python.
func pythonClient(t testing.TB, name string, modules ...string) client {
	t.Helper()
	return client{program: needPython(t, "venv", modules...), args: []string{filepath.Join("testdata", "clients", "python", name)}}
}

// olderPythonClient is the same with the older libraries that are still in use.
func olderPythonClient(t testing.TB, name string, modules ...string) client {
	t.Helper()
	return client{program: needPython(t, "venv-older", modules...), args: []string{filepath.Join("testdata", "clients", "python", name)}}
}

// nodeClient is a program of testdata/clients/node.
func nodeClient(t testing.TB, name string, packages ...string) client {
	t.Helper()
	modules := filepath.Join(cacheDir(t), "node", "node_modules")
	for _, p := range packages {
		if _, err := os.Stat(filepath.Join(modules, p, "package.json")); err != nil {
			missing(t, "no %s in %s (npm ci with cmd/asof/testdata/clients/node/package.json)", p, modules)
		}
	}
	return client{program: needProgram(t, "node", "nodejs"), args: []string{filepath.Join("testdata", "clients", "node", name)}, env: []string{"NODE_PATH=" + modules}}
}

// needPgjdbc is the driver's jar: from Maven in the cache, else Debian's.
func needPgjdbc(t testing.TB) string {
	t.Helper()
	jars, err := filepath.Glob(filepath.Join(cacheDir(t), "postgresql-42.*.jar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, jar := range append(jars, "/usr/share/java/postgresql.jar") {
		if _, err := os.Stat(jar); err == nil {
			return jar
		}
	}
	missing(t, "no pgjdbc: neither postgresql-42.*.jar in %s nor Debian's libpostgresql-jdbc-java", cacheDir(t))
	return ""
}
