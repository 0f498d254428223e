package syscat

import (
	"context"
	"slices"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqltype"
)

// Statement is an analyzed statement.
type Statement struct {
	Params  []sqltype.Type
	Columns []sqltype.Column
	// Missing is an error if the text calls something that this engine lacks; another engine may have it.
	Missing error
	// Reads are the relations that the statement names itself: the rights on them are its user's, those on what is below a view
	// are the view's owner's.
	Reads []*pgcatalog.Table

	q        query
	cols     []outCol
	volatile bool
	session  bool
}

// Analyze reads a statement. types are those that the client declared for $1, $2, …; an open one is inferred.
func Analyze(text string, types []sqltype.Type, env *Env) (*Statement, error) {
	sel, err := parse(text)
	if err != nil {
		return nil, err
	}
	a := &analyzer{text: text, env: env}
	for _, t := range types {
		oid := t.OID()
		if t.ID == sqltype.Invalid {
			oid = 0
		}
		a.params, a.fixed = append(a.params, oid), append(a.fixed, oid != 0)
	}
	q, err := a.query(sel, nil)
	if err != nil {
		return nil, err
	}
	if err := a.undecided(); err != nil {
		return nil, err
	}
	st := &Statement{Columns: []sqltype.Column{}, q: q, cols: q.columns(), Missing: a.missing, Reads: a.reads, volatile: a.volatil, session: a.session}
	for _, oid := range a.params {
		t, ok := sqltype.ByOID(oid)
		if !ok {
			t = outputType(oid, -1)
		}
		st.Params = append(st.Params, t)
	}
	for _, c := range st.cols {
		st.Columns = append(st.Columns, sqltype.Column{Name: c.name, Type: outputType(c.typ, c.mod)})
	}
	return st, nil
}

// Run gives the rows of a statement: args are of the types of Params.
func (st *Statement) Run(ctx context.Context, env *Env, args []any) ([][]any, error) {
	within := *env
	within.ctx = ctx
	r := &run{ctx: ctx, env: &within, ctes: map[*cte]*cteRows{}, built: map[any]any{}}
	for i, v := range args {
		arg, err := fromWire(&within, st.Params[i], v)
		if err != nil {
			return nil, err
		}
		r.args = append(r.args, arg)
	}
	var out [][]any
	err := st.q.rows(&frame{run: r}, nil, func(row []any) error {
		got := slices.Clone(row)
		for i, v := range got {
			if v == nil {
				continue
			}
			w, err := toWire(&within, st.Columns[i].Type, st.cols[i].typ, v)
			if err != nil {
				return err
			}
			got[i] = w
		}
		out = append(out, got)
		return r.tick()
	})
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	return out, nil
}
