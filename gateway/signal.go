package gateway

import (
	"strconv"

	"asof/catalog/sqlerr"
)

// signal answers the functions by which a session reaches others.
func (s *Session) signal(name string, args []string) (any, error) {
	switch {
	case name == "pg_listening_channels" && len(args) == 0:
		out := []any{}
		for _, c := range s.backend.Channels.listening(s) {
			out = append(out, c)
		}
		return out, nil
	case name == "pg_notify" && len(args) == 2:
		return "", s.sendNotify(args[0], args[1])
	case name == "pg_cancel_backend" && len(args) == 1, name == "pg_terminate_backend" && len(args) >= 1:
		pid, err := strconv.ParseInt(args[0], 10, 32)
		if err != nil {
			return nil, sqlerr.New(sqlerr.InvalidTextRepresentation, "invalid input syntax for type integer: %q", args[0])
		}
		terminate := name == "pg_terminate_backend"
		ok, err := s.client.Signal(uint32(pid), terminate, func(user string) error { return s.maySignal(user, terminate) })
		if err == nil && !ok {
			s.warn(sqlerr.Warning, "PID %d is not a PostgreSQL backend process", pid)
		}
		return ok, err
	}
	return nil, sqlerr.New(sqlerr.UndefinedFunction, "function %s does not exist", name)
}

// maySignal refuses the sessions of other roles.
func (s *Session) maySignal(user string, terminate bool) error {
	snap := s.exec.Snapshot()
	if s.user().Name == user || s.superuser() {
		return nil
	}
	what, process, query := "canceled", "query", "cancel"
	if terminate {
		what, process, query = "terminated", "process", "terminate"
	}
	if r, ok := snap.Role(user); ok && r.Superuser {
		return sqlerr.New(sqlerr.InsufficientPrivilege, "must be a superuser to %s superuser %s", query, process)
	}
	if snap.HasRightsOf(s.user().Name, user) || snap.HasRightsOf(s.user().Name, "pg_signal_backend") {
		return nil
	}
	return sqlerr.New(sqlerr.InsufficientPrivilege, "must be a member of the role whose %s is being %s or member of pg_signal_backend", process, what)
}
