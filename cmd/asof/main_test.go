package main_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// TestMain ends the clients' server, and removes the binary that binary built.
func TestMain(m *testing.M) {
	code := m.Run()
	if err := endShared(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

var built struct {
	once      sync.Once
	dir, path string
	err       error
}

// binary is the program under test, built once per run; ASOF_BIN names one that is already there.
func binary(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.path = os.Getenv("ASOF_BIN"); built.path != "" {
			return
		}
		if built.dir, built.err = os.MkdirTemp("", "asof-test-"); built.err != nil {
			return
		}
		built.path = filepath.Join(built.dir, "asof")
		out, err := exec.Command("go", "build", "-o", built.path, "asof/cmd/asof").CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// missing skips a test that needs what this machine does not have. ASOF_REQUIRE=1 makes that a failure, so that a run which
// was prepared for everything cannot pass by skipping.
func missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("ASOF_REQUIRE") == "1" {
		t.Fatalf("ASOF_REQUIRE=1, but "+format, args...)
	}
	t.Skipf(format, args...)
}

// needProgram returns the path of a program, or skips.
func needProgram(t testing.TB, name, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if errors.Is(err, exec.ErrNotFound) {
		missing(t, "%s is not installed (Debian package %s)", name, debianPackage)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// cacheDir is where .ci/test keeps the clients that are not Debian packages.
func cacheDir(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("ASOF_CACHE"); dir != "" {
		return dir
	}
	home, err := os.UserHomeDir()
	if err != nil {
		missing(t, "neither ASOF_CACHE nor a home directory: %v", err)
	}
	return filepath.Join(home, ".cache", "asof")
}
