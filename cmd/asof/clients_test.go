package main_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Programs in other languages, with the drivers that their users have. Each one takes the server's host and port, checks what
// it gets itself, prints a line "ok NAME" per check, and ends with another code than 0 at the first wrong answer.
func TestPsycopg(t *testing.T) {
	python := needPython(t, "psycopg")
	runClient(t, python, filepath.Join("testdata", "clients", "psycopg_client.py"))
}

func TestPgjdbc(t *testing.T) {
	java := needProgram(t, "java", "openjdk-17-jdk-headless")
	needProgram(t, "javac", "openjdk-17-jdk-headless") // what runs a source file is in the JDK only
	runClient(t, java, "-Xmx256m", "-cp", needPgjdbc(t), filepath.Join("testdata", "clients", "PgjdbcClient.java"))
}

// runClient runs a client program against a server of its own.
func runClient(t *testing.T, program string, args ...string) {
	t.Helper()
	s := startServer(t, newData(t, "flights.parquet", "payments.parquet", "labels.parquet"))
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, append(args, s.host(), s.port())...)
	cmd.Env = append(cmd.Environ(), "PYTHONDONTWRITEBYTECODE=1", "TZ=UTC")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "ok all\n") {
		t.Fatalf("the client ended early:\n%s", out)
	}
	t.Logf("%s", out)
}

// needPython is a Python that has the modules: the one in the cache's virtual environment (.ci/test makes it from
// testdata/clients/requirements.txt), else the machine's.
func needPython(t testing.TB, modules ...string) string {
	t.Helper()
	imports := "import " + strings.Join(modules, ", ")
	for _, python := range []string{filepath.Join(cacheDir(t), "venv", "bin", "python"), "python3"} {
		if exec.Command(python, "-c", imports).Run() == nil {
			return python
		}
	}
	missing(t, "no Python with %s (pip install -r cmd/asof/testdata/clients/requirements.txt)", strings.Join(modules, ", "))
	return ""
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
