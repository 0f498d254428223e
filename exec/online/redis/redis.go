// Package redis keeps the online store in a Redis server, which several gateways may share.
package redis

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"asof/catalog/sqlerr"
	"asof/exec/online"
)

const (
	// patience is how long one round trip may take, dialing included: a Redis that is stopped, gone or out of reach is 58030
	// within a second.
	patience = 900 * time.Millisecond

	batchBytes = 256 << 10 // of a pipelined batch of Put
	batchPairs = 1024
	scanCount  = 1000 // keys looked at by one step of Free
)

// Store is an online.Store in one Redis server.
type Store struct {
	client *goredis.Client
	name   string
	epoch  atomic.Uint64
	reads  gather

	trips, failed, retried atomic.Uint64
}

var (
	_ online.Store   = (*Store)(nil)
	_ online.Checker = (*Store)(nil)
	_ online.Counter = (*Store)(nil)
)

// silent drops what the library logs by itself: it returns the same as errors, and those reach whoever asked.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

func init() { goredis.SetLogger(silent{}) }

// Open is a store at a URL: redis://[user:password@]host[:port][/db], or rediss:// for TLS. It touches nothing: a Redis that is not
// there yet is no refusal, reads are 58030 until it is. A URL of another kind is 22023.
func Open(url string) (*Store, error) {
	opts, err := goredis.ParseURL(url)
	if scheme, _, _ := strings.Cut(url, ":"); err != nil || scheme != "redis" && scheme != "rediss" {
		// The URL may hold a password, and the library's error the URL.
		return nil, sqlerr.New(sqlerr.InvalidParameterValue, "the URL of the online store is not valid").
			WithHint("It is redis://[user:password@]host[:port][/db], or rediss:// for TLS.")
	}
	s := &Store{name: "redis " + opts.Addr + "/" + strconv.Itoa(opts.DB)}
	opts.Protocol = 2
	opts.DisableIdentity = true
	opts.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	opts.ContextTimeoutEnabled = true
	opts.DialTimeout, opts.ReadTimeout, opts.WriteTimeout, opts.PoolTimeout = patience, patience, patience, patience
	opts.DialerRetries = 1
	opts.MaxRetries = -1 // a Swap must not be sent twice; reads are tried again below
	opts.OnConnect = s.connected
	s.client = goredis.NewClient(opts)
	s.reads.get = s.get
	return s, nil
}

// connected looks at every new connection: contact was taken up anew, perhaps with a Redis that has lost its data, or that may
// drop some.
func (s *Store) connected(ctx context.Context, conn *goredis.Conn) error {
	s.epoch.Add(1)
	return s.checkPolicy(ctx, conn)
}

// Get implements online.Store: one MGET, which small reads at the same time share.
func (s *Store) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return s.reads.read(ctx, keys)
}

// get is one MGET.
func (s *Store) get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	args := make([]any, 1+len(keys))
	args[0] = "mget"
	for i, k := range keys {
		args[1+i] = k
	}
	var list []any
	err := s.idempotent(ctx, func(ctx context.Context) (err error) {
		list, err = s.client.Do(ctx, args...).Slice()
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([][]byte, len(keys))
	if len(list) != len(keys) {
		return nil, sqlerr.New(sqlerr.StoreUnreachable, "%s answered for %d keys, not %d", s.name, len(list), len(keys))
	}
	size := 0
	for _, v := range list {
		if text, ok := v.(string); ok {
			size += len(text)
		}
	}
	room := make([]byte, 0, size) // the values lie in it one after the other
	for i, v := range list {
		if text, ok := v.(string); ok {
			from := len(room)
			room = append(room, text...)
			out[i] = room[from:len(room):len(room)]
		}
	}
	return out, nil
}

// Put implements online.Store, by pipelined SETs.
func (s *Store) Put(ctx context.Context, pairs []online.Pair) error {
	for len(pairs) > 0 {
		n, size := 0, 0
		for n < len(pairs) && n < batchPairs && (n == 0 || size < batchBytes) {
			size += len(pairs[n].Key) + len(pairs[n].Value)
			n++
		}
		batch := pairs[:n]
		pairs = pairs[n:]
		err := s.idempotent(ctx, func(ctx context.Context) error {
			cmds, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
				for _, kv := range batch {
					p.Do(ctx, "set", kv.Key, kv.Value)
				}
				return nil
			})
			return first(cmds, err)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// compareAndSet is a Swap. KEYS: the key, and the guard if there is one. ARGV: the new value, "1" if the key must exist, what it
// must begin with, what the guard must hold.
var compareAndSet = goredis.NewScript(`
if KEYS[2] and redis.call('GET', KEYS[2]) ~= ARGV[4] then return 2 end
if redis.call('EXISTS', KEYS[1]) ~= tonumber(ARGV[2]) then return 1 end
if ARGV[2] == '1' and #ARGV[3] > 0 and redis.call('GETRANGE', KEYS[1], 0, #ARGV[3] - 1) ~= ARGV[3] then return 1 end
redis.call('SET', KEYS[1], ARGV[1])
return 0
`)

// Swap implements online.Store: a script for each, pipelined. It is never sent again after it may have run: if the answer does not
// come, the outcome is not known.
func (s *Store) Swap(ctx context.Context, swaps []online.Swap) ([]online.SwapResult, error) {
	out := make([]online.SwapResult, len(swaps))
	for from := 0; from < len(swaps); {
		n, size := 0, 0
		for from+n < len(swaps) && n < batchPairs && (n == 0 || size < batchBytes) {
			size += len(swaps[from+n].Value)
			n++
		}
		if err := s.swap(ctx, swaps[from:from+n], out[from:from+n]); err != nil {
			return nil, err
		}
		from += n
	}
	return out, nil
}

func (s *Store) swap(ctx context.Context, swaps []online.Swap, out []online.SwapResult) error {
	todo := make([]int, len(swaps))
	for i := range todo {
		todo[i] = i
	}
	// The server knows the script by its hash after the first time, until it restarts: those that it does not know did not run.
	for _, whole := range []bool{false, true} {
		var again []int
		err := s.once(ctx, func(ctx context.Context) error {
			cmds, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
				for _, i := range todo {
					keys, args := script(&swaps[i])
					if whole {
						compareAndSet.Eval(ctx, p, keys, args...)
					} else {
						compareAndSet.EvalSha(ctx, p, keys, args...)
					}
				}
				return nil
			})
			for j, cmd := range cmds {
				if !whole && goredis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
					again = append(again, todo[j])
					continue
				}
				if cmd.Err() != nil {
					return cmd.Err()
				}
				n, err := cmd.(*goredis.Cmd).Int()
				if err != nil {
					return err
				}
				out[todo[j]] = online.SwapResult(n)
			}
			if len(again) > 0 {
				return nil
			}
			return err
		})
		if err != nil || len(again) == 0 {
			return err
		}
		todo = again
	}
	return nil
}

func script(w *online.Swap) ([]string, []any) {
	keys := []string{string(w.Key)}
	if w.Guard != nil {
		keys = append(keys, string(w.Guard))
	}
	exists := "0"
	if w.Expect != nil {
		exists = "1"
	}
	return keys, []any{w.Value, exists, w.Expect, w.GuardValue}
}

// Free implements online.Store. It walks the whole database in small steps and unlinks what it finds, so that other clients are
// not held up.
func (s *Store) Free(ctx context.Context, prefix []byte) error {
	pattern := append(escape(prefix), '*')
	for cursor := uint64(0); ; {
		var keys []string
		err := s.idempotent(ctx, func(ctx context.Context) (err error) {
			var next uint64
			keys, next, err = s.client.Scan(ctx, cursor, string(pattern), scanCount).Result()
			if err == nil {
				cursor = next
			}
			return err
		})
		if err == nil && len(keys) > 0 {
			err = s.idempotent(ctx, func(ctx context.Context) error { return s.client.Unlink(ctx, keys...).Err() })
		}
		if err != nil || cursor == 0 {
			return err
		}
	}
}

// escape makes a glob pattern that means just b.
func escape(b []byte) []byte {
	out := make([]byte, 0, len(b)+1)
	for _, c := range b {
		switch c {
		case '*', '?', '[', ']', '\\', '^', '-':
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return out
}

// Epoch implements online.Store.
func (s *Store) Epoch() uint64 { return s.epoch.Load() }

// Counts implements online.Counter.
func (s *Store) Counts() online.Counts {
	return online.Counts{RoundTrips: s.trips.Load(), Errors: s.failed.Load(), Retries: s.retried.Load()}
}

// Name implements online.Store.
func (s *Store) Name() string { return s.name }

// Close implements online.Store.
func (s *Store) Close() error {
	if err := s.client.Close(); err != nil && err != goredis.ErrClosed {
		return s.translate(err)
	}
	return nil
}
