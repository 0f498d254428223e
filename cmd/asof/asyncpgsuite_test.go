package main_test

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asyncpgFiles are the files of asyncpg's tests that are about what a server answers, not about how one is started.
var asyncpgFiles = []string{"cache_invalidation", "cancellation", "codecs", "copy", "cursor", "exceptions", "execute", "introspection", "listeners",
	"logging", "pool", "prepare", "record", "timeout", "transaction", "types", "utils"}

// TestAsyncpgSuite runs the tests in asyncpg's source package against a server: all but those of testdata/suites/asyncpg.txt. One that
// is excluded and not there any more fails too.
func TestAsyncpgSuite(t *testing.T) {
	python := needPython(t, "venv", "asyncpg", "pytest")
	dirs, _ := filepath.Glob(filepath.Join(cacheDir(t), "sources", "asyncpg-*", "tests"))
	if len(dirs) != 1 {
		missing(t, "no source package of asyncpg (.ci/install.sh gets it)")
	}
	work := t.TempDir() // without the package beside the tests: they run with the one that is installed
	if err := os.CopyFS(filepath.Join(work, "tests"), os.DirFS(dirs[0])); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, newData(t), "--users", usersFile(t))
	args := []string{"-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=report.xml"}
	for _, f := range asyncpgFiles {
		args = append(args, "tests/test_"+f+".py")
	}
	excluded := readExcluded(t, "asyncpg.txt")
	for file, tests := range excluded {
		for name := range tests {
			args = append(args, "--deselect=tests/"+file+".py::"+name)
		}
	}
	cmd := exec.Command(python, args...)
	cmd.Dir = work
	// Without TLS: where a test of the pool cancels a connection that asks for it, asyncpg leaves an exception that nobody takes, and whatever
	// test runs when it is collected fails.
	cmd.Env = append(os.Environ(), "PGHOST="+s.host(), "PGPORT="+s.port(), "PGUSER=tester", "PGDATABASE=asof", "PGSSLMODE=disable")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("pytest: %v\n%.8000s", err, lastLines(string(out), 60))
	}
	passed, own := readReport(t, filepath.Join(work, "report.xml"))
	left := checkExcluded(t, filepath.Join(work, "tests"), excluded)
	t.Logf("%d passed, %d excluded, %d skipped by themselves", passed, left, own)
	if passed == 0 {
		t.Error("no test ran")
	}
}

// readReport counts the tests in a report of pytest, of which one may have several entries.
func readReport(t *testing.T, file string) (passed, skipped int) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Cases []struct {
			Name    string    `xml:"name,attr"`
			Failure *struct{} `xml:"failure"`
			Error   *struct{} `xml:"error"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testsuite>testcase"`
	}
	if err := xml.Unmarshal(content, &report); err != nil {
		t.Fatal(err)
	}
	for _, c := range report.Cases {
		switch {
		case c.Skipped != nil:
			skipped++
		case c.Failure == nil && c.Error == nil:
			passed++
		}
	}
	return passed, skipped
}

// checkExcluded fails for a test that is left out but not there, and counts those left out.
func checkExcluded(t *testing.T, tests string, excluded map[string]map[string]string) (n int) {
	t.Helper()
	for file, names := range excluded {
		source, err := os.ReadFile(filepath.Join(tests, file+".py"))
		if err != nil {
			t.Error(err)
		}
		for name := range names {
			n++
			if _, function, _ := strings.Cut(name, "::"); !strings.Contains(string(source), " def "+function+"(") {
				t.Errorf("%s is left out, but %s has no such test", name, file)
			}
		}
	}
	return n
}

// lastLines are the last n lines of a text.
func lastLines(s string, n int) string {
	lines := strings.Split(s, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
