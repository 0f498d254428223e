package planner

import (
	"fmt"
	"strings"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/parser"
	"asof/planner/plan"
)

// run runs statements in the name of a role, and prints what each answers.
func (w *world) run(t *testing.T, text, user, session string) string {
	parts, err := parser.Split(text)
	if err != nil {
		return show(text, err)
	}
	env := w.env()
	env.User = catalog.User{Name: user, Trusted: user == "tester"}
	if env.Session = session; session == "" {
		env.Session = user
	}
	var b strings.Builder
	for _, p := range parts {
		n, err := w.plan(p.SQL, env)
		if err != nil {
			b.WriteString(show(p.SQL, err))
			continue
		}
		b.WriteString(w.done(t, n))
	}
	return b.String()
}

// done applies a plan and prints its notices and tag.
func (w *world) done(t *testing.T, n plan.Node) string {
	var b strings.Builder
	d, ok := n.(*plan.Define)
	if r, isRole := n.(*plan.DefineRole); isRole {
		d, ok = &r.Define, true
		if r.Password != "" {
			r.New.Verifier = "made of the password"
		}
		c := catalog.Change{New: r.New}
		if r.Old != nil {
			c.Old = r.Old
		}
		w.apply(t, c)
	}
	if v, isView := n.(*plan.CreateView); isView {
		w.apply(t, catalog.Change{New: v.View})
		return "CREATE FEATURE VIEW\n"
	}
	if !ok {
		return fmt.Sprintf("%T\n", n)
	}
	for _, c := range d.Changes {
		w.apply(t, c)
	}
	for _, e := range d.Notices {
		n := sqlerr.From(e)
		fmt.Fprintf(&b, "%s %s: %s\n", n.Severity, n.Code, n.Message)
	}
	return b.String() + d.Tag + "\n"
}

// roles prints the roles that were made, and what is granted.
func (w *world) roles() string {
	var b strings.Builder
	s := w.tx.Snapshot()
	for _, r := range s.Roles() {
		if !s.Made(r) {
			continue
		}
		fmt.Fprintf(&b, "%s:", r.Name)
		for _, f := range []struct {
			on   bool
			name string
		}{{r.Superuser, "superuser"}, {r.Login, "login"}, {!r.Inherit, "noinherit"}, {r.CreateRole, "createrole"}, {r.ConnLimit >= 0, fmt.Sprint("limit ", r.ConnLimit)}, {r.ValidUntil != nil, "valid until"}, {r.Verifier != "", "password"}, {r.Comment != "", "comment " + r.Comment}} {
			if f.on {
				b.WriteString(" " + f.name)
			}
		}
		for _, m := range r.MemberOf {
			fmt.Fprintf(&b, " in %s", m.Role)
			if m.Admin {
				b.WriteString("*")
			}
		}
		for _, set := range r.Settings {
			fmt.Fprintf(&b, " set %s=%s", set.Name, set.Value)
		}
		b.WriteString("\n")
	}
	for _, o := range s.Definitions() {
		if g, written := s.Grants(catalog.TargetOf(o)); written {
			fmt.Fprintf(&b, "%s %s of %s: %v\n", o.ObjectKind(), o.ObjectName(), catalog.MetaOf(o).Owner, g)
		}
	}
	for _, on := range []catalog.Target{{Class: catalog.OnSchema, Name: "public"}, {Class: catalog.OnDatabase, Name: "asof"}, {Class: catalog.OnSystem, Name: "features"}} {
		if g, written := s.Grants(on); written {
			fmt.Fprintf(&b, "%s %s: %v\n", on.Class, on.Name, g)
		}
	}
	return b.String()
}
