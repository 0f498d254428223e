package gateway

import (
	"sync"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/gateway/pgwire"
	"asof/planner/ast"
)

// Database is the one database that there is. A client that is trusted may call it what it likes.
const Database = "asof"

// superuserReserved is how many of the server's connections are kept for superusers.
const superuserReserved = 3

// connections counts the sessions of each role.
type connections struct {
	mu sync.Mutex
	of map[string]int
}

// enter counts a session of a role in, unless it has as many as it may; limit -1 is none.
func (c *connections) enter(role string, limit int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if limit >= 0 && c.of[role] >= limit {
		return false
	}
	if c.of == nil {
		c.of = map[string]int{}
	}
	c.of[role]++
	return true
}

func (c *connections) leave(role string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[role]--; c.of[role] <= 0 {
		delete(c.of, role)
	}
}

// admit decides, after the client has proved who it is, whether it may have a session. The checks, their order and their words
// are Postgres'.
func (b *Backend) admit(snap *catalog.Snapshot, start *pgwire.Startup) error {
	user := catalog.User{Name: start.User, Trusted: start.Trusted}
	role, ok := snap.Role(user.Name)
	switch {
	case !ok && !user.Trusted:
		return sqlerr.New(sqlerr.InvalidAuthorization, "role %q does not exist", user.Name)
	case ok && !role.Login:
		return sqlerr.New(sqlerr.InvalidAuthorization, "role %q is not permitted to log in", user.Name)
	case !snap.Free(user) && start.Free < superuserReserved:
		return sqlerr.New(sqlerr.TooManyConnections, "remaining connection slots are reserved for non-replication superuser connections")
	case !user.Trusted && start.Database != Database:
		return sqlerr.New(sqlerr.InvalidCatalogName, "database %q does not exist", start.Database)
	case !snap.Allowed(user, catalog.Target{Class: catalog.OnDatabase, Name: Database}, catalog.Connect):
		return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied for database %q", start.Database).
			WithDetail("User does not have CONNECT privilege.")
	}
	limit := -1
	if ok && !role.Superuser {
		limit = role.ConnLimit
	}
	if !b.connections.enter(start.User, limit) {
		return sqlerr.New(sqlerr.TooManyConnections, "too many connections for role %q", start.User)
	}
	return nil
}

// user is who asks now: the role that was set, else the session's user.
func (s *Session) user() catalog.User {
	name := s.settings.currentUser()
	if name == s.start.User && s.login != 0 {
		return s.loginUser()
	}
	return catalog.User{Name: name, Trusted: s.start.Trusted}
}

// loginUser is the role that logged in, whatever it is called by now. Of one that was dropped nothing is left, even if another
// has its name.
func (s *Session) loginUser() catalog.User {
	snap := s.exec.Snapshot()
	if r, ok := snap.Role(s.start.User); ok && r.OID == s.login {
		return catalog.User{Name: r.Name}
	}
	for _, r := range snap.Roles() {
		if r.OID == s.login {
			return catalog.User{Name: r.Name}
		}
	}
	return catalog.User{}
}

// sessionUser is who the session belongs to: the login, or what SET SESSION AUTHORIZATION made of it.
func (s *Session) sessionUser() string { return s.settings.get("session_authorization") }

// identity checks a change of who asks. A superuser may be anybody; others may be those that they are a member of.
func (s *Session) identity(key, value string) (string, error) {
	snap := s.exec.Snapshot()
	login := catalog.User{Name: s.start.User, Trusted: s.start.Trusted}
	if s.login != 0 {
		login = s.loginUser()
	}
	if key == "role" && value == noRole || key == "session_authorization" && value == s.start.User {
		return value, nil
	}
	if _, ok := snap.Role(value); !ok {
		return "", sqlerr.New(sqlerr.InvalidParameterValue, "role %q does not exist", value)
	}
	if key == "session_authorization" {
		if !snap.Free(login) {
			return "", sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied to set session authorization %q", value)
		}
		return value, nil
	}
	session := login
	if name := s.sessionUser(); name != s.start.User {
		session = catalog.User{Name: name, Trusted: s.start.Trusted}
	}
	if !snap.Free(session) && !snap.MemberOf(session.Name, value) {
		return "", sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied to set role %q", value)
	}
	return value, nil
}

// possible refuses a SET that could not be done, so that ALTER ROLE … SET does not keep it.
func (s *settings) possible(t *ast.Set) error {
	if t == nil || t.Default {
		return nil
	}
	key, row, err := lookup(t.Name.Text)
	if err == nil && row != nil {
		err = row.refuse(s.superuser())
	}
	if err == nil && key != roleSetting && key != "session_authorization" {
		_, err = s.checked(key, row, t.Name.Text, t.Values)
	}
	return err
}

// superuser says whether who asks now is one.
func (s *Session) superuser() bool { return s.exec.Snapshot().Free(s.user()) }

// begin gives a session its user, and the settings of its role and of the start-up message as what RESET goes back to.
func (s *Session) begin() error {
	if r, ok := s.exec.Snapshot().Role(s.start.User); ok {
		s.login = r.OID
	}
	s.settings.identity, s.settings.superuser = s.identity, s.superuser
	s.settings.own["session_authorization"] = s.start.User
	s.settings.own["is_superuser"] = onOff(s.superuser())
	if role, ok := s.exec.Snapshot().Role(s.start.User); ok {
		for _, set := range role.Settings {
			if _, err := s.settings.set(set.Name, []string{set.Value}, false); err != nil {
				e := *sqlerr.From(err)
				e.Severity = sqlerr.SeverityWarning
				s.notify(&e)
			}
		}
	}
	for _, set := range s.start.Settings {
		if _, err := s.settings.set(set.Name, []string{set.Value}, false); err != nil {
			return err
		}
	}
	s.settings.asDefaults()
	return nil
}
