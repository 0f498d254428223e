package exec

import (
	"context"
	"slices"
	"strconv"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/catalog/system"
	"asof/exec/rows"
	"asof/exec/syscat"
	"asof/planner/plan"
)

// describeSystem binds a query over the system catalogs; one that may also be the offline engine's, there if it has to be.
func (s *Session) describeSystem(ctx context.Context, n *plan.SystemQuery, types []sqltype.Type) (*rows.Description, error) {
	st, err := s.analyzeSystem(n, types, sqltype.ISO)
	if err == nil {
		if err := s.permitSystem(n, st); err != nil {
			return nil, err
		}
		return &rows.Description{Params: st.Params, Columns: st.Columns, Tag: "SELECT"}, nil
	}
	if !isForeign(n, err) {
		return nil, err
	}
	d, other := s.Describe(ctx, n.Instead, types)
	if other != nil && saysMore(n, err, other) {
		return nil, err
	}
	return d, other
}

// saysMore decides between two errors, where neither engine can answer: what Postgres says, unless the text is not its at all, or
// it is not Postgres that refuses.
func saysMore(n *plan.SystemQuery, here, there error) bool {
	switch code := sqlerr.Code(here); {
	case sqlerr.Code(there) == sqlerr.InsufficientPrivilege:
		return false
	case code == sqlerr.FeatureNotSupported:
		return sqlerr.Code(there) == sqlerr.UndefinedFunction && syscat.KnowsAll(n.SQL)
	default:
		return code != sqlerr.SyntaxError || sqlerr.Code(there) == code
	}
}

// isForeign says whether a statement that failed here is for the offline engine: it holds something that Postgres does not have, or
// that is lacking here. What Postgres itself refuses is refused.
func isForeign(n *plan.SystemQuery, err error) bool {
	return n.Instead != nil && (sqlerr.Code(err) == sqlerr.FeatureNotSupported || !syscat.KnowsAll(n.SQL))
}

// analyzeSystem gives the statement, or why it cannot be answered here.
func (s *Session) analyzeSystem(n *plan.SystemQuery, types []sqltype.Type, f *sqltype.Format) (*syscat.Statement, error) {
	env := &syscat.Env{Snapshot: s.Snapshot(), Session: n.Session, Format: f}
	st, err := s.engine.systems.Analyze(n.SQL, types, env)
	if err == nil && n.Optional {
		err = st.Missing
	}
	return st, err
}

// runSystem runs a query over the system catalogs.
func (s *Session) runSystem(ctx context.Context, n *plan.SystemQuery, in rows.Input, notify func(error)) (rows.Rows, error) {
	st, err := s.analyzeSystem(n, in.Types, sqltype.ISO)
	switch {
	case err != nil && isForeign(n, err), err == nil && n.Instead != nil && !promised(in.Promised, st.Columns):
		return s.Run(ctx, n.Instead, in, notify)
	case err == nil:
		err = s.permitSystem(n, st)
	}
	if err != nil {
		return nil, err
	}
	out, err := s.systemAnswer(ctx, n, in)
	switch {
	case n.Instead != nil && sqlerr.Code(err) == sqlerr.FeatureNotSupported:
		return s.Run(ctx, n.Instead, in, notify)
	case err != nil:
		return nil, err
	}
	return &rows.Slice{Rows: out}, nil
}

// promised says whether columns have the types that the client was told. Those of a parameter that was open then may be known by
// now, so that the statement can be answered here, though it was described by the other engine.
func promised(told, columns []sqltype.Column) bool {
	return told == nil || slices.EqualFunc(told, columns, func(a, b sqltype.Column) bool { return a.Type.OID() == b.Type.OID() })
}

func (s *Session) systemAnswer(ctx context.Context, n *plan.SystemQuery, in rows.Input) ([][]any, error) {
	return s.engine.systems.Run(ctx, n.SQL, in.Types, s.systemEnv(ctx, n, in), in.Args)
}

// systemEnv is the session as the engine for system catalogs sees it.
func (s *Session) systemEnv(ctx context.Context, n *plan.SystemQuery, in rows.Input) *syscat.Env {
	env := &syscat.Env{Snapshot: s.Snapshot(), Session: n.Session, Format: in.Format, Call: in.Call, Now: sqltype.Micros(in.Now)}
	if env.Format == nil {
		env.Format = sqltype.ISO
	}
	if !in.NowSet && s.tx.began != 0 {
		env.Now = sqltype.Micros(s.tx.began)
	}
	env.Sleep = func(seconds float64) error {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(time.Duration(seconds * float64(time.Second))):
			return nil
		}
	}
	if in.Call != nil {
		env.Setting = func(name string) (string, bool) {
			v, err := in.Call("current_setting", []string{name, "true"})
			text, ok := v.(string)
			return text, ok && err == nil
		}
		env.SetConfig = func(name, value string, local bool) (string, error) {
			v, err := in.Call("set_config", []string{name, value, strconv.FormatBool(local)})
			text, _ := v.(string)
			return text, err
		}
	}
	env.Call = func(name string, args []string) (any, error) {
		if name == "cancel_job" {
			return s.cancelJob(args, n.Session)
		}
		return in.Call(name, args)
	}
	env.Asof = func(table string) ([][]any, error) {
		return s.systemRows(ctx, &plan.SystemTable{Schema: "asof", Name: table}, in)
	}
	return env
}

// systemRows makes the rows of a table of schema asof.
func (s *Session) systemRows(ctx context.Context, t *plan.SystemTable, in rows.Input) ([][]any, error) {
	table, err := system.Lookup(t.Name)
	if err != nil {
		return nil, err
	}
	visible := s.Snapshot().Visible(in.User) // each role's own: what it may not read is not listed
	env := system.Env{Now: sqltype.Micros(in.Now), Store: s.engine.Online.Name(), History: func(fn func(catalog.Entry) error) error {
		return s.engine.Catalog.History(ctx, func(e catalog.Entry) error { return fn(shown(e, visible, s.Snapshot().Free(in.User))) })
	}}
	env.Jobs = s.jobsOf(visible, in.User)
	if in.Settings != nil {
		for _, set := range in.Settings() {
			env.Settings = append(env.Settings, system.Setting{Name: set[0], Value: set[1], Description: set[2]})
		}
	}
	return table.Rows(visible, env)
}

// shown is an entry of the log with the changes of what is visible: to somebody who sees all, the whole entry.
func shown(e catalog.Entry, visible *catalog.Snapshot, all bool) catalog.Entry {
	if all {
		return e
	}
	e.Changes = slices.DeleteFunc(slices.Clone(e.Changes), func(c catalog.Change) bool {
		return catalog.MetaOf(c.Object()) == nil || !visible.Contains(c.Object())
	})
	return e
}
