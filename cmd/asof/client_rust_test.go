package main_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

func TestTokioPostgres(t *testing.T) {
	cargo := needProgram(t, "cargo", "cargo")
	target := filepath.Join(cacheDir(t), "cargo")
	cmd := exec.Command(cargo, "build", "--quiet", "--locked", "--manifest-path", filepath.Join("testdata", "clients", "rust", "Cargo.toml"), "--target-dir", target)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cargo build: %v\n%s", err, out)
	}
	runClient(t, client{program: filepath.Join(target, "debug", "tokio-postgres-client")})
}
