package gateway

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/exec/rows"
	"asof/gateway/pgwire"
	"asof/planner"
	"asof/planner/parser"
	"asof/planner/plan"
)

// Split cuts a simple query into statements.
func (s *Session) Split(sql string) ([]pgwire.QueryPart, error) {
	parts, err := parser.Split(sql)
	if err != nil {
		return nil, err
	}
	s.several = len(parts) > 1
	out := make([]pgwire.QueryPart, len(parts))
	for i, p := range parts {
		out[i] = pgwire.QueryPart(p)
		if !s.several {
			continue
		}
		// A syntax error in the last statement keeps the first from running. What only the engine reads is not seen here.
		if _, err := parser.Parse(p.SQL); sqlerr.Code(err) == sqlerr.SyntaxError {
			e := *sqlerr.From(err)
			if e.Position > 0 {
				e.Position += parser.Position(sql, p.Offset)
			}
			return nil, &e
		}
	}
	return out, nil
}

// planEnv is what planning depends on besides the catalog; planEpoch changes whenever it does.
func (s *Session) planEnv() planner.Env {
	route := s.settings.get("asof.route")
	if route == "auto" {
		route = ""
	}
	return planner.Env{User: s.user(), Session: s.sessionUser(), Now: s.backend.Now().UnixMicro(), Temp: s.exec.Temp, Route: route, Advice: s.settings.get("asof.advice") == "on", MaxRows: s.backend.MaxRows, Catalog: s.catalogEnv}
}

func (s *Session) planEpoch() uint64 { return s.settings.epoch + s.exec.TempEpoch() }

// input is what a run needs besides its plan: t of an online read is the clock at Execute (R22).
func (s *Session) input(p *portal) rows.Input {
	in := s.functions
	in.User, in.Format = s.user(), s.Format()
	in.LockTimeout = s.settings.timeouts.lock
	in.Args, in.Types, in.NowSet, in.TimeZone = p.args, p.desc.Params, s.settings.nowSet, s.settings.zone.engine
	in.Promised = p.desc.Columns
	if in.NowSet {
		in.Now = int64(s.settings.now)
	} else {
		in.Now = s.backend.Now().UnixMicro()
	}
	return in
}

// catalogEnv is the session as pg_catalog shows it.
func (s *Session) catalogEnv() pgcatalog.Env {
	u := s.user()
	env := pgcatalog.Env{User: u.Name, Trusted: u.Trusted, Database: s.start.Database, SearchPath: s.searchPath(), PID: int64(s.start.PID),
		Temp: s.exec.TempTables(context.Background()), Settings: s.settings.all, Cursors: s.openCursors, Prepared: s.preparedStatements,
		Activity: s.backend.activities, Listening: func() []string { return s.backend.Channels.listening(s) }}
	if len(env.Temp) > 0 {
		env.TempSchema = fmt.Sprintf("pg_temp_%d", s.start.PID)
	}
	return env
}

// searchPath is the schemas of search_path that there are.
func (s *Session) searchPath() []string {
	var out []string
	for _, name := range strings.Split(s.settings.get("search_path"), ",") {
		name = strings.TrimSpace(name)
		if quoted, ok := strings.CutPrefix(name, `"`); ok {
			name = strings.ReplaceAll(strings.TrimSuffix(quoted, `"`), `""`, `"`)
		} else {
			name = strings.ToLower(name)
		}
		switch name {
		case "public", "pg_catalog", "information_schema", "asof":
			out = append(out, name)
		}
	}
	return out
}

// tellZone sends R1's NOTICE once per session.
func (s *Session) tellZone(n plan.Node) {
	q, ok := n.(*plan.Query)
	if !ok || s.zoneTold || q.Route == plan.Plain || s.settings.zone.engine == "UTC" {
		return
	}
	s.zoneTold = true
	s.notify(sqlerr.Notice("timestamps without time zone in spines and AS OF are UTC, not %s", s.settings.get("timezone")).
		WithHint("Use timestamptz, or SET TimeZone = 'UTC'."))
}

// call answers the functions of the session.
func (s *Session) call(name string, args []string) (any, error) {
	switch name {
	case "version":
		return "PostgreSQL " + serverVersion + " (asof " + s.backend.Version + ")", nil
	case "current_database", "current_catalog":
		return s.start.Database, nil
	case "current_schema":
		return "public", nil
	case "current_schemas":
		if len(args) == 1 && args[0] == "true" {
			return []any{"pg_catalog", "public"}, nil
		}
		return []any{"public"}, nil
	case "current_user", "current_role", "user":
		return s.user().Name, nil
	case "session_user":
		return s.sessionUser(), nil
	case "pg_backend_pid":
		return int64(s.start.PID), nil
	case "pg_is_in_recovery":
		return false, nil
	case "pg_advisory_unlock_all":
		return "", nil
	case "pg_cancel_backend", "pg_terminate_backend", "pg_notify", "pg_listening_channels":
		return s.signal(name, args)
	case "current_setting":
		return s.currentSetting(args)
	case "set_config":
		return s.setConfig(args)
	}
	return nil, sqlerr.New(sqlerr.UndefinedFunction, "function %s does not exist", name)
}

func (s *Session) currentSetting(args []string) (any, error) {
	if len(args) < 1 || len(args) > 2 {
		return nil, sqlerr.New(sqlerr.UndefinedFunction, "current_setting takes a name, and whether it may be missing")
	}
	key, row, err := lookup(args[0])
	if err == nil {
		err = s.mayShow(key, row)
	}
	if err == nil {
		return s.settings.get(key), nil
	}
	if len(args) == 2 && args[1] == "true" && sqlerr.Code(err) != sqlerr.InsufficientPrivilege {
		return nil, nil
	}
	return nil, err
}

func (s *Session) setConfig(args []string) (any, error) {
	if len(args) != 3 {
		return nil, sqlerr.New(sqlerr.UndefinedFunction, "set_config takes a name, a value and whether it is local")
	}
	if ofTransaction(strings.ToLower(args[0])) {
		if err := s.setTransactionMode(strings.ToLower(args[0]), args[1]); err != nil {
			return nil, err
		}
	}
	v, err := s.settings.set(args[0], []string{args[1]}, args[2] == "true")
	if err != nil {
		return nil, err
	}
	return v, nil
}

// commandTag is the tag of a statement's kind after n rows.
func commandTag(kind string, n int64) string {
	switch kind {
	case "INSERT":
		return "INSERT 0 " + strconv.FormatInt(n, 10)
	case "SELECT", "UPDATE", "DELETE", "COPY", "FETCH", "MOVE":
		return kind + " " + strconv.FormatInt(n, 10)
	}
	return strings.TrimSpace(kind)
}
