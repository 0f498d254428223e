package redis

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"

	goredis "github.com/redis/go-redis/v9"

	"asof/catalog/sqlerr"
)

// once runs one round trip within patience, and translates its error.
func (s *Store) once(ctx context.Context, f func(ctx context.Context) error) error {
	short, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if ctx.Err() != nil {
		return canceled(ctx)
	}
	s.trips.Add(1)
	err := f(short)
	if ctx.Err() != nil && err != nil || timedOut(err) && sameDeadline(ctx, short) {
		return canceled(ctx)
	}
	if err != nil {
		s.failed.Add(1)
	}
	return s.translate(err)
}

// sameDeadline says whether the caller's time is up before patience is: the connection may time out a moment before ctx says so.
func sameDeadline(ctx, short context.Context) bool {
	a, ok := ctx.Deadline()
	b, _ := short.Deadline()
	return ok && a.Equal(b)
}

// canceled is the error that the caller gave as the cause of the end of ctx, or 57014.
func canceled(ctx context.Context) error {
	if cause, ok := errors.AsType[*sqlerr.Error](context.Cause(ctx)); ok {
		return cause
	}
	return sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to user request")
}

func timedOut(err error) bool {
	var network net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout() || errors.Is(err, goredis.ErrPoolTimeout)
}

// idempotent runs a round trip that may run twice: the connection may be one that a restarted server has forgotten.
func (s *Store) idempotent(ctx context.Context, f func(ctx context.Context) error) error {
	return s.once(ctx, func(ctx context.Context) error {
		err := f(ctx)
		if ctx.Err() == nil && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
			errors.Is(err, syscall.EPIPE)) {
			s.retried.Add(1)
			err = f(ctx)
		}
		return err
	})
}

// first is the first error of a pipeline: err alone does not say which command it is of.
func first(cmds []goredis.Cmder, err error) error {
	for _, c := range cmds {
		if c.Err() != nil {
			return c.Err()
		}
	}
	return err
}

// translate makes the one kind of error that leaves this package.
func (s *Store) translate(err error) error {
	var ours *sqlerr.Error
	unreachable := func(format string, args ...any) *sqlerr.Error {
		return sqlerr.New(sqlerr.StoreUnreachable, "the online store "+s.name+" "+format, args...)
	}
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return ours
	case goredis.IsOOMError(err):
		return sqlerr.New(sqlerr.OutOfMemory, "the online store %s is full", s.name).
			WithHint("Raise its maxmemory, or DROP feature views that are not used. What was there before still serves.")
	case goredis.IsLoadingError(err):
		return unreachable("is loading its data from disk").WithHint("It serves when it is done.")
	case goredis.IsReadOnlyError(err):
		return unreachable("is a replica and cannot be written").WithHint("Give the address of the primary.")
	case goredis.IsMaxClientsError(err):
		return unreachable("accepts no more clients")
	case goredis.IsAuthError(err), goredis.IsPermissionError(err):
		return unreachable("refuses this user: %v", err).
			WithHint("The user needs INFO, MGET, SET, EVAL, EVALSHA, EXISTS, GET, GETRANGE, SCAN and UNLINK, and the keys asof:*.")
	case errors.Is(err, goredis.ErrClosed):
		return unreachable("is closed")
	case timedOut(err):
		return unreachable("does not answer")
	}
	if _, moved := goredis.IsMovedError(err); moved {
		return sqlerr.New(sqlerr.FeatureNotSupported, "%s is part of a Redis Cluster, which is not supported", s.name).
			WithHint("Use a single Redis server.")
	}
	return unreachable("cannot be reached: %v", err)
}
