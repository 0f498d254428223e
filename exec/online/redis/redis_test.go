package redis

import (
	"context"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/online"
	"asof/exec/online/onlinetest"
	"asof/exec/rows"
)

func at(url string) onlinetest.Open {
	return func(t testing.TB) online.Store {
		s, err := Open(url)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestStore(t *testing.T)    { onlinetest.Run(t, at(onlinetest.StartRedis(t).URL())) }
func TestProperty(t *testing.T) { onlinetest.Property(t, at(onlinetest.StartRedis(t).URL()), 200_000) }

// count is a view that counts all rows of a key, in a server and as a handle on its one generation.
func count(t testing.TB, r *onlinetest.Redis) (online.Store, *online.View) {
	t.Helper()
	s := at(r.URL())(t)
	t.Cleanup(func() { s.Close() })
	return s, handle(t, s, 7)
}

// next is a handle on another generation of the view.
func next(t testing.TB, s online.Store) *online.View { return handle(t, s, 8) }

func handle(t testing.TB, s online.Store, generation uint64) *online.View {
	t.Helper()
	v, err := online.NewView(s, online.Space{Namespace: "t", Generation: generation}, &catalog.FeatureView{
		Meta: catalog.Meta{Name: "counted"},
		Keys: []catalog.Key{{Column: sqltype.Column{Name: "k", Type: sqltype.Of(sqltype.Text)}}},
		Aggs: []catalog.Aggregate{{Func: catalog.Count, Arg: -1, Filter: -1, Frame: catalog.Frame{Mode: catalog.Unbounded}, Type: sqltype.Of(sqltype.Int8)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var (
	rowA = []rows.Row{{Key: []any{"a"}, EventTime: 1, Available: 1}}
	keyA = [][]any{{"a"}}
	keyB = [][]any{{"b"}}
	now  = online.Clock{T: 10}
)

func build(t *testing.T, v *online.View) {
	t.Helper()
	if _, err := v.Build(t.Context(), onlinetest.Scan(rowA), 10); err != nil {
		t.Fatal(err)
	}
}

func serves(t *testing.T, v *online.View, want int64) {
	t.Helper()
	got, err := v.Read(t.Context(), keyA, now)
	if err != nil || got[0].Outcome != online.Found || got[0].Aggs[0] != want {
		t.Fatalf("%+v %v", got, err)
	}
}

// fails checks that every call is 58030 within a second.
func fails(t *testing.T, v *online.View, hint string) {
	t.Helper()
	for what, call := range map[string]func() error{
		"read of a key":         func() error { _, err := v.Read(t.Context(), keyA, now); return err },
		"read of an absent key": func() error { _, err := v.Read(t.Context(), keyB, now); return err },
		"apply":                 func() error { return v.Apply(t.Context(), rowA, 10) },
	} {
		begun := time.Now()
		err := call()
		if took := time.Since(begun); sqlerr.Code(err) != sqlerr.StoreUnreachable || took > time.Second {
			t.Fatalf("%s: %v after %v", what, err, took)
		}
		if e := sqlerr.From(err); !strings.Contains(e.Message+e.Hint, hint) || !strings.Contains(e.Message, "redis 127.0.0.1:") {
			t.Fatalf("%s: %+v", what, e)
		}
	}
}

func TestKilledAndRestartedEmpty(t *testing.T) {
	r := onlinetest.StartRedis(t)
	_, v := count(t, r)
	build(t, v)
	serves(t, v, 1)
	r.Kill()
	fails(t, v, "cannot be reached")
	r.Start()
	fails(t, v, "REFRESH FEATURE VIEW counted")
	build(t, v)
	serves(t, v, 1)
}

func TestKilledAndRestartedWithItsData(t *testing.T) {
	r := onlinetest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always")
	_, v := count(t, r)
	build(t, v)
	serves(t, v, 1)
	r.Kill()
	fails(t, v, "cannot be reached")
	r.Start()
	serves(t, v, 1)
	if err := v.Apply(t.Context(), rowA, 10); err != nil {
		t.Fatal(err)
	}
	serves(t, v, 2)
}

func TestStopped(t *testing.T) {
	r := onlinetest.StartRedis(t)
	_, v := count(t, r)
	build(t, v)
	serves(t, v, 1)
	r.Pause()
	fails(t, v, "does not answer")
	begun := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := v.Read(ctx, keyA, now); sqlerr.Code(err) != sqlerr.QueryCanceled || time.Since(begun) > 500*time.Millisecond {
		t.Fatal(err, time.Since(begun))
	}
	r.Resume()
	serves2 := func() bool {
		got, err := v.Read(t.Context(), keyA, now)
		return err == nil && got[0].Outcome == online.Found
	}
	for range 50 {
		if serves2() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("it does not serve again")
}

func TestFlushed(t *testing.T) {
	r := onlinetest.StartRedis(t)
	_, v := count(t, r)
	build(t, v)
	serves(t, v, 1)
	if err := r.Do("FLUSHALL"); err != nil {
		t.Fatal(err)
	}
	fails(t, v, "REFRESH FEATURE VIEW counted")
	build(t, v)
	serves(t, v, 1)
}

func TestAbsentAtStart(t *testing.T) {
	r := onlinetest.StartRedis(t)
	r.Kill()
	_, v := count(t, r)
	fails(t, v, "cannot be reached")
	r.Start()
	fails(t, v, "REFRESH FEATURE VIEW counted")
	build(t, v)
	serves(t, v, 1)
}

func TestUnreachable(t *testing.T) {
	s := at("redis://192.0.2.1:6379")(t) // an address that nobody has (RFC 5737)
	defer s.Close()
	begun := time.Now()
	_, err := s.Get(t.Context(), [][]byte{[]byte("a")})
	if took := time.Since(begun); sqlerr.Code(err) != sqlerr.StoreUnreachable || took > time.Second {
		t.Fatal(err, took)
	}
}

func TestEviction(t *testing.T) {
	r := onlinetest.StartRedis(t, "--maxmemory-policy", "allkeys-lru")
	_, v := count(t, r)
	_, err := v.Read(t.Context(), keyA, now)
	if sqlerr.Code(err) != sqlerr.ObjectNotInState || !strings.Contains(err.Error(), "allkeys-lru") {
		t.Fatal(err)
	}
	if err := r.Do("CONFIG SET maxmemory-policy noeviction"); err != nil {
		t.Fatal(err)
	}
	build(t, v)
	serves(t, v, 1)
	if err := r.Do("CONFIG SET maxmemory-policy volatile-ttl"); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Build(t.Context(), onlinetest.Scan(rowA), 10); sqlerr.Code(err) != sqlerr.ObjectNotInState {
		t.Fatal(err)
	}
}

func TestFull(t *testing.T) {
	r := onlinetest.StartRedis(t)
	s, v := count(t, r)
	build(t, v)
	if err := r.Do("CONFIG SET maxmemory 1"); err != nil {
		t.Fatal(err)
	}
	if _, err := next(t, s).Build(t.Context(), onlinetest.Scan(rowA), 10); sqlerr.Code(err) != sqlerr.OutOfMemory {
		t.Fatal(err) // a rebuild: what was there before serves on
	}
	serves(t, v, 1)
	if err := v.Apply(t.Context(), rowA, 10); sqlerr.Code(err) != sqlerr.OutOfMemory {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), []online.Pair{{Key: []byte("x"), Value: make([]byte, 1000)}}); sqlerr.Code(err) != sqlerr.OutOfMemory {
		t.Fatal(err)
	}
	serves(t, v, 1)
}

// killing is a scan in the midst of which the server dies.
type killing struct {
	r *onlinetest.Redis
	n int
}

func (k *killing) Next(context.Context) (*rows.Row, error) {
	if k.n++; k.n == 20_000 {
		k.r.Kill()
	}
	if k.n > 40_000 {
		return nil, io.EOF
	}
	return &rows.Row{Key: []any{strconv.Itoa(k.n)}, EventTime: 1, Available: 1}, nil
}

func TestKilledDuringBuild(t *testing.T) {
	r := onlinetest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always")
	s, v := count(t, r)
	build(t, v)
	if _, err := next(t, s).Build(t.Context(), &killing{r: r}, 10); sqlerr.Code(err) != sqlerr.StoreUnreachable {
		t.Fatal(err)
	}
	r.Start()
	serves(t, v, 1)
	if _, err := next(t, s).Read(t.Context(), [][]any{{"1"}}, now); sqlerr.Code(err) != sqlerr.StoreUnreachable {
		t.Fatal(err) // half a generation is none
	}
	if err := next(t, s).Free(t.Context()); err != nil {
		t.Fatal(err)
	}
	serves(t, v, 1)
}

func TestReplica(t *testing.T) {
	r := onlinetest.StartRedis(t)
	s, v := count(t, r)
	build(t, v)
	if err := r.Do("REPLICAOF 127.0.0.1 1"); err != nil {
		t.Fatal(err)
	}
	err := s.Put(t.Context(), []online.Pair{{Key: []byte("x"), Value: []byte("x")}})
	if sqlerr.Code(err) != sqlerr.StoreUnreachable || !strings.Contains(err.Error(), "replica") {
		t.Fatal(err)
	}
}

func TestURL(t *testing.T) {
	for url, name := range map[string]string{
		"redis://h:1/2": "redis h:1/2", "redis://h": "redis h:6379/0", "rediss://u:secret@h:7/0": "redis h:7/0",
		"http://h": "", "unix:///tmp/x": "", "h:6379": "", "redis://u:secret@h:1/x": "", "": "",
	} {
		s, err := Open(url)
		if err == nil && s.Name() != name || err != nil && (name != "" || sqlerr.Code(err) != sqlerr.InvalidParameterValue || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%s: %v", url, err)
		}
		if err == nil {
			s.Close()
		}
	}
}

// TestRoundTrips compares what a read says of itself with what the server counted.
func TestRoundTrips(t *testing.T) {
	r := onlinetest.StartRedis(t)
	s, v := count(t, r)
	build(t, v)
	serves(t, v, 1)
	for _, c := range []struct {
		keys [][]any
		want int
	}{{keyA, 1}, {keyB, 1}, {[][]any{{"a"}, {"b"}, {"c"}, {"a"}, {nil}}, 1}, {[][]any{{nil}}, 0}, {nil, 0}} {
		before := mgets(t, s)
		got, err := online.ReadMany(t.Context(), []online.Request{{View: v, Keys: c.keys}}, now)
		if err != nil {
			t.Fatal(err)
		}
		after := mgets(t, s)
		if got.RoundTrips != after-before {
			t.Fatalf("%v: %d round trips, the server counted %d", c.keys, got.RoundTrips, after-before)
		}
	}
}

func mgets(t *testing.T, s online.Store) int {
	t.Helper()
	info, err := s.(*Store).client.Info(t.Context(), "commandstats").Result()
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(info, "cmdstat_mget:calls=")
	n := 0
	for _, c := range rest {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}
