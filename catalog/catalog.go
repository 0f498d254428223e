// Package catalog holds the definitions: sources, entities, feature views, services, and what has been materialised of them.
// A Snapshot is one immutable version of all of it; a Tx collects changes and Catalog.Commit publishes them. It calls nobody.
package catalog

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Catalog publishes snapshots. Its methods may be called concurrently.
type Catalog struct {
	log     Log
	now     func() time.Time
	writer  sync.Mutex // one Commit at a time
	current atomic.Pointer[Snapshot]

	ids     sync.Mutex
	nextID  uint64
	lastID  uint64 // ids up to here, not included, are taken from the log
	catalog string
}

// idBlock is how many ids are taken from the log at once: what a restart may leave unused, against a write per id.
const idBlock = 64

// Open replays log and returns the catalog that it describes. now stamps the changes.
func Open(ctx context.Context, log Log, now func() time.Time) (*Catalog, error) {
	c := &Catalog{log: log, now: now, catalog: log.ID()}
	s := newSnapshot()
	err := log.Replay(ctx, func(e Entry) error {
		s.Version = e.Version
		for _, ch := range e.Changes {
			if err := ch.valid(); err != nil {
				return err
			}
			s.put(ch)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.current.Store(s)
	return c, nil
}

// ID names this catalog among those that share an online store: 16 hexadecimal digits, the same for ever.
func (c *Catalog) ID() string { return c.catalog }

// Snapshot returns the current version.
func (c *Catalog) Snapshot() *Snapshot { return c.current.Load() }

// NextID returns a number that this catalog has never returned and never will again, not after restarts, drops and rollbacks:
// for the ids of views and for generations. It begins at 1.
func (c *Catalog) NextID(ctx context.Context) (uint64, error) {
	c.ids.Lock()
	defer c.ids.Unlock()
	if c.nextID == c.lastID {
		first, err := c.log.TakeIDs(ctx, idBlock)
		if err != nil {
			return 0, err
		}
		c.nextID, c.lastID = first, first+idBlock
	}
	id := c.nextID
	c.nextID++
	return id, nil
}

// Begin starts a transaction over the current snapshot, in the name of who.
func (c *Catalog) Begin(who string) *Tx {
	s := c.current.Load()
	return &Tx{who: who, base: s, snap: s}
}

// Commit makes the changes of tx durable and then visible, all or none. The error is 40001 if another transaction has
// defined what tx replaces, drops, creates or refers to since tx began; then, as after an error of the log, nothing is
// published. tx is over in any case. A transaction without changes always commits.
func (c *Catalog) Commit(ctx context.Context, tx *Tx) error {
	if len(tx.changes) == 0 {
		return nil
	}
	c.writer.Lock()
	defer c.writer.Unlock()
	cur := c.current.Load()
	tx.dropState(cur)
	if err := tx.conflict(cur); err != nil {
		return err
	}
	next := cur.with(tx.changes)
	next.Version = cur.Version + 1
	if err := whole(next, tx.changes); err != nil {
		return err
	}
	e := Entry{Version: next.Version, At: c.now().UnixMicro(), Who: tx.who, Changes: tx.changes}
	if err := c.log.Append(ctx, e); err != nil {
		return err
	}
	c.current.Store(next)
	close(cur.superseded)
	return nil
}

// Apply commits changes as a transaction of their own. Their Old objects must still be the current ones (40001). What is
// planned against a snapshot is better committed by a Tx begun before planning, which also notices a concurrent change of
// what the new objects refer to.
func (c *Catalog) Apply(ctx context.Context, who string, changes ...Change) error {
	tx := c.Begin(who)
	for _, ch := range changes {
		if err := tx.Apply(ch); err != nil {
			return err
		}
	}
	return c.Commit(ctx, tx)
}

// History calls fn for every transaction ever committed, the oldest first, until fn returns an error. fn must not use the
// catalog but for Snapshot.
func (c *Catalog) History(ctx context.Context, fn func(Entry) error) error {
	return c.log.Replay(ctx, fn)
}
