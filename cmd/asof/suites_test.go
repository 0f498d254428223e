package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPgxSuite runs the tests that ship with pgx against a server: all but those of testdata/suites/pgx.txt, which ask for what a
// server without tables of its own does not have. A test that is excluded and not there any more fails too.
func TestPgxSuite(t *testing.T) {
	s := startServer(t, newData(t), "--users", usersFile(t))
	dir := copyModule(t, "github.com/jackc/pgx/v5")
	excluded := readExcluded(t, "pgx.txt")
	for _, pkg := range []string{"pgproto3", "pgconn", "pgtype", "."} {
		t.Run(pkg, func(t *testing.T) {
			var skip []string
			for name := range excluded[pkg] {
				skip = append(skip, name)
			}
			slices.Sort(skip)
			args := []string{"test", "-json", "-count=1", "-timeout=150s", "-vet=off"}
			if len(skip) > 0 {
				args = append(args, "-skip", "^("+strings.Join(skip, "|")+")$")
			}
			cmd := exec.Command("go", append(args, "./"+pkg)...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "PGX_TEST_DATABASE=host="+s.host()+" port="+s.port()+" user=tester dbname=asof sslmode=disable")
			out, err := cmd.Output()
			passed, own := countTests(t, out)
			t.Logf("%d passed, %d excluded, %d skipped by themselves", passed, len(skip), own)
			if err != nil {
				t.Errorf("go test: %v", err)
			}
			if passed == 0 {
				t.Error("no test ran")
			}
		})
	}
}

// copyModule copies a module out of the cache, where nothing may be written.
func copyModule(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	if err != nil {
		t.Fatalf("go list -m %s: %v", path, err)
	}
	dir := filepath.Join(t.TempDir(), "module")
	if err := os.CopyFS(dir, os.DirFS(strings.TrimSpace(string(out)))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} { // a cached file is read-only
		if err := os.Chmod(filepath.Join(dir, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readExcluded reads which tests of a suite are left out: lines "PACKAGE TEST reason", # begins a comment.
func readExcluded(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "suites", file))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]string{}
	for line := range strings.Lines(string(content)) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if words[0] == "" || strings.HasPrefix(words[0], "#") {
			continue
		}
		if len(words) < 3 {
			t.Fatalf("%s: no reason: %s", file, line)
		}
		if out[words[0]] == nil {
			out[words[0]] = map[string]string{}
		}
		out[words[0]][words[1]] = words[2]
	}
	return out
}

// countTests counts the tests, not the parts of tests, in what go test -json wrote, and reports those that failed.
func countTests(t *testing.T, out []byte) (passed, skipped int) {
	t.Helper()
	wrote := map[string]*strings.Builder{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e struct{ Action, Test, Output string }
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue
		}
		top, _, part := strings.Cut(e.Test, "/")
		if wrote[top] == nil {
			wrote[top] = &strings.Builder{}
		}
		wrote[top].WriteString(e.Output)
		switch {
		case part || e.Test == "":
		case e.Action == "pass":
			passed++
		case e.Action == "skip":
			skipped++
		case e.Action == "fail":
			t.Errorf("%s failed:\n%.3000s", e.Test, wrote[top])
		}
	}
	return passed, skipped
}
