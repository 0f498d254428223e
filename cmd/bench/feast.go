package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// feastWorkers are the processes of Feast's server.
const feastWorkers = 2

// feastServer is a running Python server of Feast.
type feastServer struct {
	process
	url string
}

// startFeast defines the features of a case in Feast, has it materialise them into the Redis at addr, in database feastDB, and runs its
// server over them.
func (b *bench) startFeast(ctx context.Context, what *onlineCase, addr string) (*feastServer, error) {
	repo := b.path("feast")
	if err := os.RemoveAll(repo); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(repo, 0o755); err != nil {
		return nil, err
	}
	args := []string{repo, fmt.Sprintf("%s,db=%d", addr, feastDB), b.path("files", what.file)}
	for i, name := range what.features {
		args = append(args, name+":"+what.types[i])
	}
	if _, err := b.script(ctx, "feast_online.py", args...); err != nil {
		return nil, fmt.Errorf("Feast: %w", err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	// Without --max-requests its workers start anew after a thousand requests each.
	f := &feastServer{process: process{name: "feast", stderr: &tail{}}, url: "http://127.0.0.1:" + strconv.Itoa(port)}
	f.cmd = exec.CommandContext(ctx, filepath.Join(filepath.Dir(b.Python), "feast"), "serve", "-h", "127.0.0.1", "-p", strconv.Itoa(port), "--no-access-log",
		"-w", strconv.Itoa(feastWorkers), "--max-requests", "100000000", "--registry_ttl_sec", "600")
	f.cmd.Dir, f.cmd.Env = repo, append(os.Environ(), "FEAST_USAGE=False", "PYTHONWARNINGS=ignore")
	f.cmd.Stdout, f.cmd.Stderr = f.stderr, f.stderr
	f.cmd.Cancel = func() error { return f.cmd.Process.Signal(syscall.SIGTERM) }
	if err := f.cmd.Start(); err != nil {
		return nil, err
	}
	err = waitFor(ctx, "Feast", func() error {
		answer, err := http.Get(f.url + "/health")
		if err != nil {
			return err
		}
		return answer.Body.Close()
	})
	if err != nil {
		f.stop(syscall.SIGTERM)
		return nil, fmt.Errorf("%w\n%s", err, f.stderr)
	}
	return f, nil
}

// dial is a client of the server.
func (f *feastServer) dial(what *onlineCase) client {
	body := func(dst []byte, keys []int64) []byte {
		return append(appendKeys(append(dst, `{"feature_service":"user_features","entities":{"user_id":[`...), keys), "]}}"...)
	}
	// What is absent is there as nulls.
	found := func(answer []byte, keys int) (int, error) {
		if !bytes.HasPrefix(answer, []byte(`{"results":`)) {
			return 0, fmt.Errorf("Feast answered %.100s", answer)
		}
		return keys - bytes.Count(answer, []byte("null"))/len(what.features), nil
	}
	return dialHTTP(f.url+"/get-online-features", body, found)
}
