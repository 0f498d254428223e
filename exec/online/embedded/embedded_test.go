package embedded

import (
	"log/slog"
	"os"
	"os/exec"
	"testing"

	"asof/catalog/sqlerr"
	"asof/exec/online"
	"asof/exec/online/onlinetest"
)

var quiet = slog.New(slog.DiscardHandler)

// inDir opens the store of a test's own directory.
func inDir(dir string) onlinetest.Open {
	return func(t testing.TB) online.Store {
		s, err := Open(dir, quiet)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestStore(t *testing.T)    { onlinetest.Run(t, inDir(t.TempDir())) }
func TestProperty(t *testing.T) { onlinetest.Property(t, inDir(t.TempDir()), 200_000) }

func TestTwoServers(t *testing.T) {
	dir := t.TempDir()
	s := inDir(dir)(t)
	defer s.Close()
	if _, err := Open(dir, quiet); sqlerr.Code(err) != sqlerr.StoreUnreachable {
		t.Fatal(err)
	}
}

// TestKilled has a process write and die of SIGKILL, without closing anything: all that Put and Swap returned from is there.
func TestKilled(t *testing.T) {
	const env = "ASOF_TEST_EMBEDDED_DIR"
	if dir := os.Getenv(env); dir != "" {
		s := inDir(dir)(t)
		if err := s.Put(t.Context(), []online.Pair{{Key: []byte("put"), Value: []byte("1")}, {Key: []byte("swap"), Value: []byte("1")}}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Swap(t.Context(), []online.Swap{{Key: []byte("swap"), Value: []byte("2"), Expect: []byte("1")}}); err != nil {
			t.Fatal(err)
		}
		self, _ := os.FindProcess(os.Getpid())
		self.Kill()
		select {}
	}
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestKilled$")
	cmd.Env = append(os.Environ(), env+"="+dir)
	if out, err := cmd.CombinedOutput(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("it was not killed: %v\n%s", err, out)
	}
	s := inDir(dir)(t)
	defer s.Close()
	got, err := s.Get(t.Context(), [][]byte{[]byte("put"), []byte("swap")})
	if err != nil || string(got[0]) != "1" || string(got[1]) != "2" {
		t.Fatalf("%q %v", got, err)
	}
}
