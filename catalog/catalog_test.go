package catalog

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// memoryLog is a Log in memory whose disk may be full.
type memoryLog struct {
	mu      sync.Mutex
	entries []Entry
	next    uint64
	fail    error
}

func (l *memoryLog) Append(_ context.Context, e Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return l.fail
	}
	if e.Version != uint64(len(l.entries)+1) {
		return fmt.Errorf("entry %d after %d", e.Version, len(l.entries))
	}
	l.entries = append(l.entries, e)
	return nil
}

func (l *memoryLog) Replay(_ context.Context, fn func(Entry) error) error {
	for _, e := range l.entries {
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

func (l *memoryLog) TakeIDs(_ context.Context, n uint64) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next += n
	return l.next - n + 1, l.fail
}

func (l *memoryLog) ID() string { return "0123456789abcdef" }

func open(t testing.TB, log Log) *Catalog {
	t.Helper()
	c, err := Open(context.Background(), log, func() time.Time { return time.UnixMicro(42) })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func source(name string) *Source {
	return &Source{Meta: Meta{Name: name}, Format: "parquet", Location: name + ".parquet", EventTime: "ts",
		Columns: []sqltype.Column{{Name: "ts", Type: sqltype.Of(sqltype.TimestampTZ)}}}
}
func entity(name string) *Entity {
	return &Entity{Meta: Meta{Name: name}, Keys: []sqltype.Column{{Name: "id", Type: sqltype.Of(sqltype.Int8)}}}
}
func view(name, src, ent string) *FeatureView {
	return &FeatureView{Meta: Meta{Name: name}, Version: 1, Source: src, Entity: ent}
}
func service(name string, views ...string) *Service {
	s := &Service{Meta: Meta{Name: name}, Version: 1}
	for _, v := range views {
		s.Views = append(s.Views, ViewRef{Name: v, Alias: v, Version: 1})
	}
	return s
}

func apply(t testing.TB, tx *Tx, changes ...Change) {
	t.Helper()
	for _, c := range changes {
		if err := tx.Apply(c); err != nil {
			t.Fatal(err)
		}
	}
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if got := sqlerr.Code(err); got != code {
		t.Fatalf("got %v, want SQLSTATE %q", err, code)
	}
}

// flights is a catalog with source s, entity e, view v and service svc.
func flights(t testing.TB) (*Catalog, *memoryLog) {
	t.Helper()
	log := &memoryLog{}
	c := open(t, log)
	if err := c.Apply(context.Background(), "ann", Change{New: source("s")}, Change{New: entity("e")},
		Change{New: view("v", "s", "e")}, Change{New: service("svc", "v")}); err != nil {
		t.Fatal(err)
	}
	return c, log
}

func TestTransactionSeesItsOwnChangesAndOthersDoNot(t *testing.T) {
	c, _ := flights(t)
	before := c.Snapshot()
	tx := c.Begin("ann")
	apply(t, tx, Change{New: source("s2")})
	mid := tx.Snapshot()
	apply(t, tx, Change{New: view("v2", "s2", "e")})
	select {
	case <-mid.Superseded():
	default:
		t.Error("the transaction's own snapshot is not superseded by its next change")
	}
	if _, ok := tx.Snapshot().View("v2"); !ok {
		t.Error("the transaction does not see its view")
	}
	if _, ok := mid.View("v2"); ok {
		t.Error("an earlier snapshot of the transaction changed")
	}
	if _, ok := c.Snapshot().Source("s2"); ok || c.Snapshot() != before {
		t.Error("uncommitted changes are visible")
	}
	select {
	case <-before.Superseded():
		t.Error("superseded without a commit")
	default:
	}
	if err := c.Commit(context.Background(), tx); err != nil {
		t.Fatal(err)
	}
	<-before.Superseded()
	after := c.Snapshot()
	if after.Version != before.Version+1 {
		t.Errorf("version %d after %d", after.Version, before.Version)
	}
	if _, ok := before.View("v2"); ok {
		t.Error("a published snapshot changed")
	}
	s, _ := after.Source("s")
	if deps := after.Dependents(s); len(deps) != 1 || deps[0].ObjectName() != "v" {
		t.Errorf("dependents of s: %v", deps)
	}
	e, _ := after.Entity("e")
	if deps := after.Dependents(e); len(deps) != 2 {
		t.Errorf("dependents of e: %v", deps)
	}
	v, _ := after.View("v")
	if deps := after.Dependents(v); len(deps) != 1 || deps[0].ObjectName() != "svc" {
		t.Errorf("dependents of v: %v", deps)
	}
}

func TestNameSpaces(t *testing.T) {
	c, _ := flights(t)
	for _, o := range []Object{source("v"), view("s", "s", "e"), service("s", "v"), source("s"), entity("e")} {
		wantCode(t, c.Begin("ann").Apply(Change{New: o}), sqlerr.DuplicateTable)
	}
	if err := c.Apply(context.Background(), "ann", Change{New: entity("s")}); err != nil {
		t.Errorf("an entity may be called as a source: %v", err)
	}
	if o, ok := c.Snapshot().Relation("svc"); !ok || o.ObjectKind() != KindService {
		t.Errorf("relation svc is %v", o)
	}
	if _, ok := c.Snapshot().Relation("e"); ok {
		t.Error("an entity is no relation")
	}
}

// TestConcurrentDefinitions runs two transactions over the same snapshot; the first commits, the second must get what is said.
func TestConcurrentDefinitions(t *testing.T) {
	replaced := func(s *Snapshot) []Change {
		old, _ := s.Source("s")
		n := *old
		n.Columns = append(n.Columns, sqltype.Column{Name: "more", Type: sqltype.Of(sqltype.Text)})
		return []Change{{Old: old, New: &n}}
	}
	commented := func(s *Snapshot) []Change {
		old, _ := s.Source("s")
		n := *old
		n.Comment = "busy"
		return []Change{{Old: old, New: &n}}
	}
	create := func(o Object) func(*Snapshot) []Change {
		return func(*Snapshot) []Change { return []Change{{New: o}} }
	}
	dropAll := func(s *Snapshot) []Change {
		svc, _ := s.Service("svc")
		v, _ := s.View("v")
		src, _ := s.Source("s")
		return []Change{{Old: svc}, {Old: v}, {Old: src}}
	}
	dropService := func(s *Snapshot) []Change {
		svc, _ := s.Service("svc")
		return []Change{{Old: svc}}
	}
	newVersion := func(s *Snapshot) []Change {
		svc, _ := s.Service("svc")
		v, _ := s.View("v")
		n := *v
		n.Version = 2
		return []Change{{Old: svc}, {Old: v, New: &n}}
	}
	describe := func(s *Snapshot) []Change {
		v, _ := s.View("v")
		n := *v
		n.Description = "late"
		return []Change{{Old: v, New: &n}}
	}
	refreshed := create(&Materialization{View: "v", Version: 1, Generation: 7})
	none := func(*Snapshot) []Change { return nil }
	for _, c := range []struct {
		name          string
		first, second func(*Snapshot) []Change
		want          string
	}{
		{"different names", create(source("a")), create(source("b")), ""},
		{"the same name", create(source("a")), create(source("a")), sqlerr.SerializationFailure},
		{"the same name of another kind", create(source("a")), create(view("a", "s", "e")), sqlerr.SerializationFailure},
		{"an entity and a source of one name", create(source("a")), create(entity("a")), ""},
		{"replaced twice", replaced, replaced, sqlerr.SerializationFailure},
		{"dropped and replaced", dropAll, replaced, sqlerr.SerializationFailure},
		{"a view over a dropped source", dropAll, create(view("w", "s", "e")), sqlerr.SerializationFailure},
		{"a view over a replaced source", replaced, create(view("w", "s", "e")), sqlerr.SerializationFailure},
		{"a view over a commented source", commented, create(view("w", "s", "e")), ""},
		{"a source dropped under a new view", create(view("w", "s", "e")), dropAll, sqlerr.SerializationFailure},
		{"a source replaced under a new view", create(view("w", "s", "e")), replaced, sqlerr.SerializationFailure},
		{"a source commented under a new view", create(view("w", "s", "e")), commented, ""},
		{"a view that a new service pins gets another version", newVersion, create(service("svc2", "v")), sqlerr.SerializationFailure},
		{"a service over a view that gets another version", create(service("svc2", "v")), newVersion, sqlerr.SerializationFailure},
		{"a refresh of a dropped view", dropAll, refreshed, sqlerr.SerializationFailure},
		{"a refresh of an older version", newVersion, refreshed, sqlerr.SerializationFailure},
		{"a refresh of a described view", describe, refreshed, ""},
		{"a view dropped after a refresh", refreshed, dropAll, ""},
		{"two refreshes", refreshed, create(&Materialization{View: "v", Version: 1, Generation: 8}), sqlerr.SerializationFailure},
		{"nothing", dropAll, none, ""},
		{"after nothing", none, dropService, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			cat, log := flights(t)
			one, two := cat.Begin("ann"), cat.Begin("bob")
			apply(t, one, c.first(one.Snapshot())...)
			apply(t, two, c.second(two.Snapshot())...)
			if err := cat.Commit(context.Background(), one); err != nil {
				t.Fatal(err)
			}
			published, logged := cat.Snapshot(), len(log.entries)
			err := cat.Commit(context.Background(), two)
			wantCode(t, err, c.want)
			if err != nil && (cat.Snapshot() != published || len(log.entries) != logged) {
				t.Error("a refused transaction left something")
			}
		})
	}
}

// A scheduled view is materialised at any moment: DROP takes along what is there when it commits.
func TestDropTakesAlongWhatWasPublished(t *testing.T) {
	cat, log := flights(t)
	m := &Materialization{View: "v", Version: 1, Generation: 7}
	wantCode(t, cat.Apply(context.Background(), "ann", Change{New: m}), "")
	tx := cat.Begin("bob")
	svc, _ := tx.Snapshot().Service("svc")
	v, _ := tx.Snapshot().View("v")
	apply(t, tx, Change{Old: svc}, Change{Old: m}, Change{Old: v})
	next := &Materialization{View: "v", Version: 1, Generation: 8}
	wantCode(t, cat.Apply(context.Background(), "ann", Change{Old: m, New: next}), "")
	wantCode(t, cat.Commit(context.Background(), tx), "")
	if _, ok := cat.Snapshot().Materialization("v", 1); ok {
		t.Error("the materialization is still there")
	}
	last := log.entries[len(log.entries)-1].Changes
	if !slices.ContainsFunc(last, func(c Change) bool { return c.Old == next && c.New == nil }) {
		t.Errorf("the log does not say that generation 8 was dropped: %v", last)
	}
}

func TestApplyRefusesAStalePlan(t *testing.T) {
	c, _ := flights(t)
	old, _ := c.Snapshot().Source("s")
	n := *old
	n.Comment = "one"
	if err := c.Apply(context.Background(), "ann", Change{Old: old, New: &n}); err != nil {
		t.Fatal(err)
	}
	m := *old
	wantCode(t, c.Apply(context.Background(), "ann", Change{Old: old, New: &m}), sqlerr.SerializationFailure)
	svc, _ := c.Snapshot().Service("svc")
	v, _ := c.Snapshot().View("v")
	wantCode(t, c.Apply(context.Background(), "ann", Change{Old: v}), sqlerr.SerializationFailure) // svc depends on it
	if err := c.Apply(context.Background(), "ann", Change{Old: svc}, Change{Old: v}); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []Change{{}, {Old: n.copy(), New: entity("s")}, {New: source("")}} {
		wantCode(t, c.Apply(context.Background(), "ann", bad), sqlerr.Internal)
	}
}

func (s Source) copy() *Source { return &s }

func TestRenameKeepsWhatWasMaterialised(t *testing.T) {
	c, _ := flights(t)
	ctx := context.Background()
	svc, _ := c.Snapshot().Service("svc")
	v, _ := c.Snapshot().View("v")
	m := &Materialization{View: "v", Version: 1, Generation: 7}
	if err := c.Apply(ctx, "ann", Change{Old: svc}, Change{New: m}); err != nil {
		t.Fatal(err)
	}
	def := *v
	def.Where = "x"
	newer := v.Replaced(&def, true) // still to be materialised
	if err := c.Apply(ctx, "ann", Change{Old: v, New: newer}); err != nil {
		t.Fatal(err)
	}
	w, mw := newer.Renamed("w"), *m
	mw.View = "w"
	if err := c.Apply(ctx, "ann", Change{Old: newer}, Change{New: w}, Change{Old: m}, Change{New: &mw}); err != nil {
		t.Fatal(err)
	}
	if got, ok := c.Snapshot().Materialization("w", 1); !ok || got.Generation != 7 {
		t.Errorf("materialization of w: %v", got)
	}
	if is, ok := c.Snapshot().View("w"); !ok || is.Version != 2 || is.Serving().Version != 1 || is.Serving().Name != "w" {
		t.Errorf("w serves version %d of %d, as %q", is.Serving().Version, is.Version, is.Serving().Name)
	}
}

func TestFullDiskPublishesNothing(t *testing.T) {
	c, log := flights(t)
	before := c.Snapshot()
	log.fail = sqlerr.New(sqlerr.DiskFull, "no space left on device")
	wantCode(t, c.Apply(context.Background(), "ann", Change{New: source("a")}), sqlerr.DiskFull)
	if c.Snapshot() != before {
		t.Error("a snapshot was published that is not in the log")
	}
	select {
	case <-before.Superseded():
		t.Error("superseded by nothing")
	default:
	}
	log.fail = nil
	if err := c.Apply(context.Background(), "ann", Change{New: source("a")}); err != nil {
		t.Errorf("after the disk has room again: %v", err)
	}
}

func TestReplayGivesTheSameCatalog(t *testing.T) {
	c, log := flights(t)
	svc, _ := c.Snapshot().Service("svc")
	if err := c.Apply(context.Background(), "bob", Change{Old: svc}, Change{New: source("z")}); err != nil {
		t.Fatal(err)
	}
	again := open(t, log).Snapshot()
	if again.Version != 2 || len(again.Services()) != 0 || len(again.Sources()) != 2 || len(again.Views()) != 1 || len(again.Entities()) != 1 {
		t.Errorf("replayed: version %d, %v", again.Version, again.objects)
	}
	if e := log.entries[1]; e.Who != "bob" || e.At != 42 {
		t.Errorf("entry: %+v", e)
	}
}

func TestIDsAreNeverReused(t *testing.T) {
	log := &memoryLog{}
	seen := map[uint64]bool{}
	for range 3 {
		c := open(t, log) // a restart
		for range idBlock + 3 {
			id, err := c.NextID(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if id == 0 || seen[id] {
				t.Fatalf("id %d again", id)
			}
			seen[id] = true
		}
	}
}

// TestConcurrentWriters has transactions race for one counter and for names of their own, while readers check that every
// snapshot is consistent. Run with -race.
func TestConcurrentWriters(t *testing.T) {
	c, log := flights(t)
	ctx := context.Background()
	const writers, rounds = 4, 50
	var wg sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				s := c.Snapshot()
				src, _ := s.Source("s")
				if src == nil || len(s.Sources()) < src.sourceCount() {
					t.Errorf("version %d: half a transaction", s.Version)
				}
				select {
				case <-done:
					return
				case <-s.Superseded():
				}
			}
		}()
	}
	var writing sync.WaitGroup
	for w := range writers {
		writing.Add(1)
		go func() {
			defer writing.Done()
			for i := range rounds {
				for {
					tx := c.Begin("w")
					old, _ := tx.Snapshot().Source("s")
					n := *old
					n.Altered++
					if tx.Apply(Change{Old: old, New: &n}) != nil || tx.Apply(Change{New: source(fmt.Sprintf("w%d_%d", w, i))}) != nil {
						t.Error("apply failed")
						return
					}
					err := c.Commit(ctx, tx)
					if err == nil {
						break
					}
					if sqlerr.Code(err) != sqlerr.SerializationFailure {
						t.Error(err)
						return
					}
				}
			}
		}()
	}
	writing.Wait()
	close(done)
	wg.Wait()
	s, _ := c.Snapshot().Source("s")
	if s.Altered != writers*rounds || len(log.entries) != 1+writers*rounds {
		t.Errorf("%d updates and %d entries, want %d", s.Altered, len(log.entries), writers*rounds)
	}
}

// sourceCount is how many sources there are in TestConcurrentWriters when s has been altered so often.
func (s *Source) sourceCount() int { return 1 + int(s.Altered) }

func BenchmarkCommitWith1000Views(b *testing.B) {
	c := open(b, &memoryLog{})
	ctx := context.Background()
	tx := c.Begin("ann")
	apply(b, tx, Change{New: source("s")}, Change{New: entity("e")})
	for i := range 1000 {
		apply(b, tx, Change{New: view(fmt.Sprintf("v%d", i), "s", "e")})
	}
	if err := c.Commit(ctx, tx); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		old, _ := c.Snapshot().View("v7")
		n := *old
		if err := c.Apply(ctx, "ann", Change{Old: old, New: &n}); err != nil {
			b.Fatal(err)
		}
	}
}
