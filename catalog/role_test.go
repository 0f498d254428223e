package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"asof/catalog/sqlerr"
)

func role(name string, of ...string) *Role {
	r := &Role{Name: name, Inherit: true, ConnLimit: -1}
	for _, g := range of {
		r.MemberOf = append(r.MemberOf, Membership{Role: g, Grantor: BootstrapRole})
	}
	return r
}

// people is a catalog with a view of ann's, which readers may read, and a source of nobody's.
func people(t *testing.T) *Catalog {
	c := open(t, &memoryLog{})
	tx := c.Begin("root")
	src, ent, v := source("clicks"), entity("customer"), view("spend", "clicks", "customer")
	v.Owner = "ann"
	v.Grants = []Grant{{Grantee: "ann", Grantor: "ann", Rights: relationRights}, {Grantee: "readers", Grantor: "ann", Rights: Select}}
	shy := role("shy", "readers")
	shy.Inherit = false
	admin := role("admin")
	admin.Superuser = true
	for _, o := range []Object{role("readers"), role("ann"), role("bob", "readers"), shy, role("carl", "bob"), role("dora", DefineRole),
		role("all", ReadAllData), admin, src, ent, v} {
		apply(t, tx, Change{New: o})
	}
	if err := c.Commit(context.Background(), tx); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRights(t *testing.T) {
	s := people(t).Snapshot()
	spend, clicks, public := Target{OnRelation, "spend"}, Target{OnRelation, "clicks"}, Target{OnSchema, "public"}
	for _, c := range []struct {
		who    string
		on     Target
		rights Rights
	}{
		{"ann", spend, relationRights}, {"ann", clicks, 0}, {"ann", public, Usage},
		{"readers", spend, Select}, {"bob", spend, Select}, {"carl", spend, Select}, {"shy", spend, 0},
		{"dora", spend, 0}, {"dora", public, Usage | Create}, {"all", spend, Select}, {"all", clicks, Select},
		{"admin", clicks, relationRights}, {BootstrapRole, clicks, relationRights}, {"nobody", spend, 0},
		{"bob", Target{OnSystem, "features"}, Select}, {"bob", Target{OnDatabase, "asof"}, Connect | Temporary},
	} {
		if got := s.Holds(User{Name: c.who}, c.on, false); got != c.rights {
			t.Errorf("%s on %v: %v, want %v", c.who, c.on, got.Names(), c.rights.Names())
		}
	}
	if !s.Free(User{Name: "stranger", Trusted: true}) || s.Free(User{Name: "bob", Trusted: true}) {
		t.Error("trust frees those that are no role, and only those")
	}
	if !s.MemberOf("shy", "readers") || s.HasRightsOf("shy", "readers") || !s.MemberOf("admin", "bob") || s.MemberOf("readers", "bob") {
		t.Error("memberships")
	}
	v, _ := s.View("spend")
	e, _ := s.Entity("customer")
	if !s.Sees(User{Name: "bob"}, v) || !s.Sees(User{Name: "bob"}, e) || s.Sees(User{Name: "dora"}, v) || s.Sees(User{Name: "dora"}, e) {
		t.Error("who sees what")
	}
	if g := fmt.Sprint(v.Grants); g != `[ann=arwdDxt/ann readers=r/ann]` {
		t.Error(g)
	}
	uses := s.RoleUses("ann")
	if len(uses) != 1 || !uses[0].Owner || uses[0].Grant {
		t.Errorf("what ann is named in: %+v", uses)
	}
}

// A grant to a role and its drop cannot both be committed.
func TestRoleConflicts(t *testing.T) {
	c := people(t)
	s := c.Snapshot()
	readers, _ := s.Role("readers")
	dora, _ := s.Role("dora")
	v, _ := s.View("spend")
	granted := *v
	granted.Grants = append(slices.Clone(v.Grants), Grant{Grantee: "dora", Grantor: "ann", Rights: Select})
	grant, drop := c.Begin("a"), c.Begin("b")
	apply(t, grant, Change{Old: v, New: &granted})
	apply(t, drop, Change{Old: dora})
	if err := c.Commit(context.Background(), grant); err != nil {
		t.Fatal(err)
	}
	if err := c.Commit(context.Background(), drop); sqlerr.Code(err) != sqlerr.SerializationFailure {
		t.Fatalf("a role was dropped that had just been granted something: %v", err)
	}
	if err := c.Apply(context.Background(), "c", Change{Old: readers}); sqlerr.Code(err) != sqlerr.SerializationFailure {
		t.Fatalf("a role was dropped that has members: %v", err)
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	r := role("ann")
	r.Verifier = "SCRAM-SHA-256$4096:c2FsdA==$xyzzy:xyzzy"
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "verifier", r.Verifier, "role", r.Verifier)
	shown := fmt.Sprintf("%v %+v %#v %s %q %v", r.Verifier, *r, r.Verifier, r.Verifier, r.Verifier, []any{r.Verifier}) + log.String() + ShowCreate(nil, r)
	if strings.Contains(shown, "xyzzy") {
		t.Error(shown)
	}
	kept, err := Encode(r)
	var back Role
	if err != nil || json.Unmarshal(kept, &back) != nil || back.Verifier != r.Verifier {
		t.Error("the log does not keep it", err)
	}
}
