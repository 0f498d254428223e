package syscat

import (
	"fmt"
	"slices"
	"time"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// sessionFuncs are the functions that the session answers, by pg_proc.prosrc.
var sessionFuncs map[string]Func

func init() {
	sessionFuncs = map[string]Func{
		"pgsql_version":                  callSession("version"),
		"current_database":               callSession("current_database"),
		"current_user":                   callSession("current_user"),
		"session_user":                   callSession("session_user"),
		"pg_backend_pid":                 callSession("pg_backend_pid"),
		"pg_is_in_recovery":              callSession("pg_is_in_recovery"),
		"pg_advisory_unlock_all":         callSession("pg_advisory_unlock_all"),
		"pg_cancel_backend":              callSession("pg_cancel_backend"),
		"pg_terminate_backend":           callSession("pg_terminate_backend"),
		"pg_notify":                      callSession("pg_notify"),
		"asof_cancel_job":                callSession("cancel_job"),
		"pg_sleep":                       sleep,
		"current_schema":                 func(c *Call, _ []any) (any, error) { return currentSchema(c.Env), nil },
		"current_schemas":                currentSchemas,
		"show_config_by_name":            currentSetting,
		"show_config_by_name_missing_ok": currentSetting,
		"set_config_by_name":             setConfig,
		"now":                            clockNow,
		"statement_timestamp":            clockNow,
		"pg_typeof":                      func(c *Call, _ []any) (any, error) { return int64(c.Args[0]), nil },
		"pg_postmaster_start_time":       startedAt,
		"pg_conf_load_time":              startedAt,
		"inet_server_addr":               null,
		"inet_client_addr":               null,
		"inet_server_port":               null,
		"inet_client_port":               null,
	}
}

// started is when the server was.
var started = sqltype.Micros(time.Now().UnixMicro())

func startedAt(*Call, []any) (any, error) { return started, nil }

func null(*Call, []any) (any, error) { return nil, nil }

func clockNow(c *Call, _ []any) (any, error) { return c.Now, nil }

// callSession asks the gateway.
func callSession(name string) Func {
	return func(c *Call, args []any) (any, error) {
		if c.Env.Call == nil {
			return nil, unsupported("function %s", name)
		}
		texts := make([]string, len(args))
		for i, v := range args {
			if v != nil {
				texts[i] = fmt.Sprint(v)
			}
		}
		return c.Env.Call(name, texts)
	}
}

// sleep is pg_sleep.
func sleep(c *Call, args []any) (any, error) {
	seconds, _ := args[0].(float64)
	if c.Env.Sleep == nil {
		return nil, unsupported("function pg_sleep")
	}
	return "", c.Env.Sleep(seconds)
}

// currentSchema is the first schema of the search path that there is.
func currentSchema(env *Env) any {
	for _, s := range searchPath(env) {
		return s
	}
	return nil
}

func searchPath(env *Env) []string {
	if len(env.Session.SearchPath) == 0 {
		return []string{"public"}
	}
	return env.Session.SearchPath
}

func currentSchemas(c *Call, args []any) (any, error) {
	path := searchPath(c.Env)
	var out []any
	if args[0] == true {
		if c.Session.TempSchema != "" {
			out = append(out, c.Session.TempSchema)
		}
		implicit := true
		for _, s := range path {
			implicit = implicit && s != "pg_catalog"
		}
		if implicit {
			out = append(out, "pg_catalog")
		}
	}
	for _, s := range path {
		out = append(out, s)
	}
	return NewArray(oidName, out), nil
}

func currentSetting(c *Call, args []any) (any, error) {
	if c.Setting != nil {
		if v, ok := c.Setting(args[0].(string)); ok {
			return v, nil
		}
	}
	if len(args) > 1 && args[1] == true {
		return nil, nil
	}
	return nil, sqlerr.New(sqlerr.UndefinedObject, "unrecognized configuration parameter %q", args[0])
}

func setConfig(c *Call, args []any) (any, error) {
	if args[0] == nil {
		return nil, sqlerr.New("22004", "SET requires parameter name")
	}
	if c.SetConfig == nil {
		return nil, unsupported("function set_config")
	}
	value, _ := args[1].(string)
	local, _ := args[2].(bool)
	v, err := c.SetConfig(args[0].(string), value, local)
	if err != nil {
		return nil, err
	}
	return v, nil
}

// hasCollation says whether there is a collation of a name.
func (a *analyzer) hasCollation(name string) bool {
	t, ok := pgcatalog.Lookup("pg_catalog", "pg_collation")
	if !ok {
		return false
	}
	at := slices.IndexFunc(t.Columns, func(c pgcatalog.Col) bool { return c.Name == "collname" })
	return slices.ContainsFunc(t.Rows(a.env.Snapshot, a.env.Session), func(row []any) bool { return row[at] == name })
}
