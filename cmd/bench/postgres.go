package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// postgres is a running Postgres with an empty database cluster.
type postgres struct {
	process
	addr string
}

// postgresProgram finds a server program: Debian keeps them beside the path.
func postgresProgram(name string) (string, error) {
	dirs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.Sort(dirs)
	for _, dir := range slices.Backward(dirs) {
		if path := filepath.Join(dir, name); exec.Command(path, "--version").Run() == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("Postgres (Debian package postgresql): %w", err)
	}
	return path, nil
}

// startPostgres makes a cluster and runs a server over it, with what a person would set first: shared memory that holds the data.
func (b *bench) startPostgres(ctx context.Context) (*postgres, error) {
	initdb, err := postgresProgram("initdb")
	if err != nil {
		return nil, err
	}
	server, err := postgresProgram("postgres")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir := b.path("postgres")
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	attributes, err := notRoot(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	make := exec.CommandContext(ctx, initdb, "-D", data, "-A", "trust", "-U", "bench", "--no-sync")
	make.SysProcAttr, make.Dir = attributes, dir
	if out, err := make.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	p := &postgres{process: process{name: "postgres", stderr: &tail{}}, addr: "127.0.0.1:" + strconv.Itoa(port)}
	p.cmd = exec.CommandContext(ctx, server, "-D", data, "-p", strconv.Itoa(port), "-k", dir, "-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=512MB")
	p.cmd.SysProcAttr, p.cmd.Dir = attributes, dir
	p.cmd.Stdout, p.cmd.Stderr = p.stderr, p.stderr
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGINT) }
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	err = waitFor(ctx, "Postgres", func() error {
		conn, err := connect(ctx, p.addr, "postgres")
		if err != nil {
			return err
		}
		return conn.Close(ctx)
	})
	if err != nil {
		p.stop(syscall.SIGINT)
		return nil, fmt.Errorf("%w\n%s", err, p.stderr)
	}
	return p, nil
}

// notRoot gives dir to the user postgres if this program runs as root, which Postgres refuses to do.
func notRoot(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("Postgres does not run as root: %w", err)
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}
