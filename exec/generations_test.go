package exec

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"asof/catalog/sqlerr"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// targetOf is what reading a view means, as the planner would have it on the session's snapshot.
func targetOf(s *Session, view string) *plan.Target {
	snap := s.Snapshot()
	v, _ := snap.View(view)
	m, _ := snap.Materialization(view, v.Version)
	return &plan.Target{Name: view, Keys: []plan.Column{v.Keys[0].Column}, Views: []plan.TargetView{{View: v, State: m, Keys: []int{0}}}}
}

// read reads key a of a target online.
func read(s *Session, target *plan.Target) error {
	f, err := s.fetch(context.Background(), target, [][]any{{"a"}}, rows.Input{Now: 20}, nil)
	switch {
	case err != nil:
		return err
	case f.offline != "":
		return errors.New(f.offline)
	case f.results[0][0].Outcome != online.Found:
		return errors.New("the key is absent")
	}
	return nil
}

func commitRefresh(t testing.TB, s *Session, views ...string) {
	t.Helper()
	ctx := context.Background()
	for _, v := range views {
		if err := refreshView(ctx, s, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

// sweeping runs the sweep until the test ends.
func sweeping(t *testing.T, e *Engine) {
	ctx, stop := context.WithCancel(context.Background())
	over := make(chan error)
	go func() { over <- e.Sweep(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-over; err != nil {
			t.Error(err)
		}
	})
}

// R27: reads go on while the view is materialised anew and old generations are freed.
func TestReadsWhileGenerationsChange(t *testing.T) {
	e, store := newEngine(t)
	writer := newSession(t, e)
	commitRefresh(t, writer, "a")
	sweeping(t, e)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		s := newSession(t, e)
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				target := targetOf(s, "a")
				time.Sleep(time.Millisecond) // the plan grows old meanwhile
				if err := read(s, target); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 100 {
		commitRefresh(t, writer, "a")
	}
	close(stop)
	readers.Wait()
	deadline := time.Now().Add(10 * time.Second)
	for store.prefixes() != 1 || len(e.Catalog.Snapshot().Builds()) != 1 {
		if time.Now().After(deadline) {
			t.Fatalf("%d generations are left in the store, %d records", store.prefixes(), len(e.Catalog.Snapshot().Builds()))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// A generation that is published while the sweep frees another one is not freed with it.
func TestSweepSparesWhatIsPublishedMeanwhile(t *testing.T) {
	e, store := newEngine(t)
	s := newSession(t, e)
	commitRefresh(t, s, "a") // generation 1
	commitRefresh(t, s, "a") // generation 2: 1 can be freed
	if err := refreshView(context.Background(), s, "b"); err != nil {
		t.Fatal(err)
	}
	published := make(chan struct{})
	store.freeing = func([]byte) {
		select {
		case <-published:
		default:
			if err := s.Commit(context.Background()); err != nil {
				t.Error(err)
			}
			close(published)
		}
	}
	sweeping(t, e)
	<-published
	time.Sleep(300 * time.Millisecond) // longer than the sweep's round
	if err := read(s, targetOf(s, "b")); err != nil {
		t.Error(err)
	}
}

// A plan may name a generation that is freed by now: the current one is read.
func TestReadOfAFreedGeneration(t *testing.T) {
	e, store := newEngine(t)
	s := newSession(t, e)
	commitRefresh(t, s, "a")
	old := targetOf(s, "a")
	if err := read(s, old); err != nil {
		t.Fatal(err)
	}
	commitRefresh(t, s, "a")
	sweeping(t, e)
	for deadline := time.Now().Add(10 * time.Second); store.prefixes() > 1; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the old generation is not freed")
		}
	}
	if err := read(s, old); err != nil {
		t.Error(err)
	}
	handles := 0
	e.generations.handles.Range(func(any, any) bool { handles++; return true })
	if handles != 1 {
		t.Errorf("%d handles are kept, want that of the current generation", handles)
	}
}

// A generation that is read is not freed; a rollback gives its own up.
func TestHeldGenerations(t *testing.T) {
	e, store := newEngine(t)
	s := newSession(t, e)
	commitRefresh(t, s, "a")
	target := targetOf(s, "a")
	h, err := e.hold(target.Views[0].View, target.Views[0].State)
	if err != nil {
		t.Fatal(err)
	}
	if err := refreshView(context.Background(), s, "a"); err != nil {
		t.Fatal(err)
	}
	if err := read(s, targetOf(s, "a")); err != nil { // its own, before COMMIT
		t.Error(err)
	}
	sweeping(t, e)
	if err := s.Rollback(context.Background()); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); store.prefixes() > 1; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the generation of a transaction that was rolled back is not freed")
		}
	}
	commitRefresh(t, s, "a")
	time.Sleep(500 * time.Millisecond)
	if n := store.prefixes(); n != 2 {
		t.Fatalf("%d generations, want 2: one is still read", n)
	}
	h.release()
	for deadline := time.Now().Add(10 * time.Second); store.prefixes() > 1; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the generation is not freed after its last read")
		}
	}
}

// A transaction that refreshes a view twice does not wait for itself.
func TestRefreshTwiceInATransaction(t *testing.T) {
	e, _ := newEngine(t)
	s := newSession(t, e)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for range 2 {
		if err := refreshView(ctx, s, "a"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := read(s, targetOf(s, "a")); err != nil {
		t.Error(err)
	}
}

// R39: a second REFRESH waits; two transactions that wait for each other are a deadlock.
func TestRefreshWaits(t *testing.T) {
	e, _ := newEngine(t)
	one, two := newSession(t, e), newSession(t, e)
	ctx := context.Background()
	if err := refreshView(ctx, one, "a"); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if err := refreshView(short, two, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a second REFRESH answers %v", err)
	}
	if err := refreshView(ctx, two, "b"); err != nil {
		t.Fatal(err)
	}
	waited := make(chan error)
	go func() { waited <- refreshView(ctx, one, "b") }()
	for waits := ""; waits == ""; time.Sleep(time.Millisecond) {
		e.generations.mu.Lock()
		waits = one.tx.building.waits
		e.generations.mu.Unlock()
	}
	if err := refreshView(ctx, two, "a"); sqlerr.Code(err) != sqlerr.DeadlockDetected {
		t.Fatalf("two transactions wait for each other: %v", err)
	}
	if err := two.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-waited; err != nil {
		t.Fatal(err)
	}
	if err := one.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{"a", "b"} {
		if err := read(one, targetOf(one, v)); err != nil {
			t.Errorf("view %s: %v", v, err)
		}
	}
}
