// Package embedded keeps the online store in this process, in a Pebble database on the local disk: no server to run, reads of a
// few microseconds, and everything still there after a crash.
package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"

	"asof/catalog/sqlerr"
	"asof/exec/online"
)

const (
	cacheBytes    = 128 << 20
	memTableBytes = 32 << 20
	// spareBytes of disk are left alone by Put and Swap: Pebble ends the process when its log cannot be written, so a full disk
	// is refused before it comes to that.
	spareBytes = 128 << 20
	stripes    = 256
)

// Store is an online.Store in a directory that one process owns.
type Store struct {
	db  *pebble.DB
	fs  vfs.FS
	dir string

	open   sync.RWMutex // held for reading by every call: Pebble panics when it is used after Close
	closed bool
	locks  [stripes]sync.Mutex // of keys, by hash: a Swap compares and writes under its key's
}

var _ online.Store = (*Store)(nil)

// Open opens the store in dir, which is made if it is not there. What Pebble has to say goes to log. A directory that another
// process has open, or that cannot be read, is 58030.
func Open(dir string, log *slog.Logger) (*Store, error) {
	return openFS(vfs.Default, dir, log)
}

func openFS(fs vfs.FS, dir string, log *slog.Logger) (*Store, error) {
	cache := pebble.NewCache(cacheBytes)
	defer cache.Unref()
	opts := &pebble.Options{
		FS: fs, Cache: cache, MemTableSize: memTableBytes, FormatMajorVersion: pebble.FormatNewest, Logger: logger{log},
	}
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(10) // absent keys are asked for often
	}
	db, err := pebble.Open(dir, opts)
	if err != nil {
		return nil, sqlerr.New(sqlerr.StoreUnreachable, "the embedded online store in %q cannot be opened: %v", dir, err).
			WithHint("Another server may have it open: each needs a data directory of its own.")
	}
	return &Store{db: db, fs: fs, dir: dir}, nil
}

// enter takes part in the store until the function that it returns is called.
func (s *Store) enter() (func(), error) {
	s.open.RLock()
	if s.closed {
		s.open.RUnlock()
		return nil, sqlerr.New(sqlerr.StoreUnreachable, "the embedded online store is closed")
	}
	return s.open.RUnlock, nil
}

// Get implements online.Store.
func (s *Store) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	leave, err := s.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	out := make([][]byte, len(keys))
	for i, k := range keys {
		if err := canceled(ctx); err != nil {
			return nil, err
		}
		if out[i], err = s.get(k); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// get is a copy of the value of k, nil if there is none.
func (s *Store) get(k []byte) ([]byte, error) {
	v, done, err := s.db.Get(k)
	switch {
	case errors.Is(err, pebble.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, broken("read", err)
	}
	out := append(make([]byte, 0, len(v)), v...)
	return out, broken("read", done.Close())
}

// batchBytes is how much Put writes and syncs at once.
const batchBytes = 4 << 20

// Put implements online.Store. Each batch is on disk before the next begins.
func (s *Store) Put(ctx context.Context, pairs []online.Pair) error {
	leave, err := s.enter()
	if err != nil {
		return err
	}
	defer leave()
	for len(pairs) > 0 {
		if err := canceled(ctx); err != nil {
			return err
		}
		n, size := 0, 0
		for n < len(pairs) && (n == 0 || size < batchBytes) {
			size += len(pairs[n].Key) + len(pairs[n].Value)
			n++
		}
		if err := s.put(pairs[:n], size); err != nil {
			return err
		}
		pairs = pairs[n:]
	}
	return nil
}

func (s *Store) put(pairs []online.Pair, size int) error {
	if err := s.room(size); err != nil {
		return err
	}
	var touched [stripes]bool
	batch := s.db.NewBatchWithSize(size + 16*len(pairs))
	defer batch.Close()
	for _, p := range pairs {
		touched[stripe(p.Key)] = true
		if err := batch.Set(p.Key, p.Value, nil); err != nil {
			return broken("write", err)
		}
	}
	for i := range s.locks { // in order, so that two batches cannot wait for each other
		if touched[i] {
			s.locks[i].Lock()
			defer s.locks[i].Unlock()
		}
	}
	return broken("write", batch.Commit(pebble.Sync))
}

// Swap implements online.Store. All swaps of a call are on disk when it returns.
func (s *Store) Swap(ctx context.Context, swaps []online.Swap) ([]online.SwapResult, error) {
	leave, err := s.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	size := 0
	for i := range swaps {
		size += len(swaps[i].Value)
	}
	if err := s.room(size); err != nil {
		return nil, err
	}
	out := make([]online.SwapResult, len(swaps))
	written := false
	for i := range swaps {
		if err := canceled(ctx); err != nil {
			return nil, err
		}
		if out[i], err = s.swap(&swaps[i]); err != nil {
			return nil, err
		}
		written = written || out[i] == online.Swapped
	}
	if written {
		// The log is one sequence: syncing an empty record syncs what was written before it.
		err = s.db.LogData(nil, pebble.Sync)
	}
	return out, broken("write", err)
}

func (s *Store) swap(w *online.Swap) (online.SwapResult, error) {
	lock := &s.locks[stripe(w.Key)]
	lock.Lock()
	defer lock.Unlock()
	if w.Guard != nil {
		guard, err := s.get(w.Guard)
		if err != nil {
			return 0, err
		}
		if guard == nil || !bytes.Equal(guard, w.GuardValue) {
			return online.Unguarded, nil
		}
	}
	old, err := s.get(w.Key)
	if err != nil {
		return 0, err
	}
	if (old == nil) != (w.Expect == nil) || !bytes.HasPrefix(old, w.Expect) {
		return online.Changed, nil
	}
	return online.Swapped, broken("write", s.db.Set(w.Key, w.Value, pebble.NoSync))
}

// Free implements online.Store. One record deletes the whole range, at once for readers and for the guards of swaps;
// compactions give the space back later.
func (s *Store) Free(ctx context.Context, prefix []byte) error {
	leave, err := s.enter()
	if err != nil {
		return err
	}
	defer leave()
	if err := canceled(ctx); err != nil {
		return err
	}
	for i := range s.locks {
		s.locks[i].Lock()
		defer s.locks[i].Unlock()
	}
	return broken("write", s.db.DeleteRange(prefix, after(prefix), pebble.Sync))
}

// after is the first key beyond those with the prefix. A prefix of 0xff bytes alone has none.
func after(prefix []byte) []byte {
	end := slices.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return bytes.Repeat([]byte{0xff}, len(prefix)+1)
}

// Epoch implements online.Store: contact with the own process is never lost.
func (s *Store) Epoch() uint64 { return 0 }

// Name implements online.Store.
func (s *Store) Name() string { return "embedded" }

// Close implements online.Store. It waits for the calls under way.
func (s *Store) Close() error {
	s.open.Lock()
	defer s.open.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return broken("close", s.db.Close())
}

// room refuses a write that the disk has no room for.
func (s *Store) room(size int) error {
	u, err := s.fs.GetDiskUsage(s.dir)
	if errors.Is(err, vfs.ErrUnsupported) {
		return nil
	}
	if err != nil {
		return broken("write", err)
	}
	if u.AvailBytes < uint64(size)+spareBytes {
		return sqlerr.New(sqlerr.OutOfMemory, "the embedded online store is full: its disk has %d MiB left", u.AvailBytes>>20)
	}
	return nil
}

func stripe(key []byte) uint8 {
	h := fnv.New32a()
	h.Write(key)
	n := h.Sum32()
	return uint8(n ^ n>>8 ^ n>>16 ^ n>>24)
}

// canceled is nil until ctx is over: then the error that the caller gave as the cause, or 57014.
func canceled(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	if cause, ok := errors.AsType[*sqlerr.Error](context.Cause(ctx)); ok {
		return cause
	}
	return sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to user request")
}

// broken translates an error of Pebble.
func broken(verb string, err error) error {
	if err == nil {
		return nil
	}
	return sqlerr.New(sqlerr.StoreUnreachable, "the embedded online store failed to %s: %v", verb, err)
}

// logger hands Pebble's words on.
type logger struct{ log *slog.Logger }

func (l logger) Infof(format string, args ...any)  { l.log.Debug(fmt.Sprintf(format, args...)) }
func (l logger) Errorf(format string, args ...any) { l.log.Error(fmt.Sprintf(format, args...)) }

// Fatalf must not return: Pebble's state is not to be trusted any more.
func (l logger) Fatalf(format string, args ...any) {
	l.log.Error(fmt.Sprintf(format, args...))
	panic("the embedded online store cannot go on: " + fmt.Sprintf(format, args...))
}
