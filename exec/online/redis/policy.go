package redis

import (
	"context"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"asof/catalog/sqlerr"
)

// Check implements online.Checker.
func (s *Store) Check(ctx context.Context) error {
	return s.idempotent(ctx, func(ctx context.Context) error { return s.checkPolicy(ctx, s.client) })
}

// checkPolicy refuses a Redis that evicts keys when it is full (R26): an evicted entry is not to be told from a key that never was.
func (s *Store) checkPolicy(ctx context.Context, c interface {
	Info(ctx context.Context, section ...string) *goredis.StringCmd
}) error {
	info, err := c.Info(ctx, "memory").Result()
	if err != nil {
		return err
	}
	for line := range strings.Lines(info) {
		policy, ok := strings.CutPrefix(strings.TrimSpace(line), "maxmemory_policy:")
		if ok && policy == "noeviction" {
			return nil
		}
		if ok {
			return sqlerr.New(sqlerr.ObjectNotInState, "%s has maxmemory-policy %s: it may drop feature values without a word", s.name, policy).
				WithHint("Set maxmemory-policy noeviction in its configuration, or use a Redis of its own for the online store.")
		}
	}
	return sqlerr.New(sqlerr.ObjectNotInState, "%s does not say what its maxmemory-policy is", s.name)
}
