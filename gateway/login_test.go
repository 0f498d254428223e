package gateway

import (
	"context"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/gateway/pgwire"
)

// guarded is a backend with a superuser, a role of at most two connections, and one that may not log in.
func guarded(t *testing.T) *Backend {
	t.Helper()
	c, err := catalog.Open(t.Context(), noLog{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	tx := c.Begin("test")
	for i, r := range []*catalog.Role{
		{Name: "root", Login: true, Superuser: true, ConnLimit: 0}, {Name: "ann", Login: true, ConnLimit: 2}, {Name: "group", ConnLimit: -1},
	} {
		r.OID = uint32(16384 + i)
		if err := tx.Apply(catalog.Change{New: r}); err != nil {
			t.Fatal(err)
		}
	}
	return &Backend{Engine: &fakeExecutor{snap: tx.Snapshot()}, Now: time.Now}
}

// noLog is the log of a catalog that nothing is committed to.
type noLog struct{ catalog.Log }

func (noLog) Replay(context.Context, func(catalog.Entry) error) error { return nil }
func (noLog) ID() string                                              { return "0123456789abcdef" }

func TestAdmission(t *testing.T) {
	b := guarded(t)
	open := func(user, database string, free int, trusted bool) (pgwire.Session, string) {
		s, err := b.NewSession(context.Background(), pgwire.Startup{User: user, Database: database, Free: free, Trusted: trusted}, &fakeClient{})
		return s, sqlerr.Code(err)
	}
	for _, tt := range []struct {
		user, database string
		free           int
		trusted        bool
		code           string
	}{
		{"root", "asof", 10, false, ""},
		{"root", "asof", 0, false, ""}, // the last connections are for superusers, whom no limit of theirs holds up
		{"ann", "asof", 2, false, "53300"},
		{"ann", "", 10, false, "3D000"},
		{"ann", "other", 10, false, "3D000"},
		{"ann", "other", 10, true, ""},
		{"group", "asof", 10, false, "28000"},
		{"group", "asof", 10, true, "28000"},
		{"stranger", "asof", 10, false, "28000"},
		{"stranger", "anything", 0, true, ""},
	} {
		s, code := open(tt.user, tt.database, tt.free, tt.trusted)
		if code != tt.code {
			t.Errorf("%+v: %s", tt, code)
		}
		if s != nil {
			s.Close()
		}
	}
	first, _ := open("ann", "asof", 10, false)
	second, _ := open("ann", "asof", 10, false)
	if _, code := open("ann", "asof", 10, false); first == nil || second == nil || code != sqlerr.TooManyConnections {
		t.Error("a third connection of a role that may have two:", code)
	}
	first.Close()
	first.Close()
	if s, code := open("ann", "asof", 10, false); s == nil {
		t.Error("a connection after another ended:", code)
	}
	if _, code := open("ann", "asof", 10, false); code != sqlerr.TooManyConnections {
		t.Error("a session that was closed twice counted twice:", code)
	}
}
