package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"

	"github.com/redis/go-redis/v9"
)

// startRedis runs a Redis without persistence, and returns its address.
func (b *bench) startRedis(ctx context.Context) (*process, string, error) {
	port, err := freePort()
	if err != nil {
		return nil, "", err
	}
	dir := b.path("redis")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, "", err
	}
	p := &process{name: "redis-server", stderr: &tail{}}
	p.cmd = exec.CommandContext(ctx, "redis-server", "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir)
	p.cmd.Stdout, p.cmd.Stderr = p.stderr, p.stderr
	if err := p.cmd.Start(); err != nil {
		return nil, "", fmt.Errorf("Redis (Debian package redis-server): %w", err)
	}
	addr := "127.0.0.1:" + strconv.Itoa(port)
	client := redis.NewClient(&redis.Options{Addr: addr})
	defer client.Close()
	if err := waitFor(ctx, "Redis", func() error { return client.Ping(ctx).Err() }); err != nil {
		p.cmd.Process.Kill()
		p.cmd.Wait()
		return nil, "", err
	}
	return p, addr, nil
}
