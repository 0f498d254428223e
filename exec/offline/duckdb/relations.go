package duckdb

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// viewRelations is what a run keeps of its At and Spine relations.
type viewRelations struct {
	temps    temps
	spines   map[int]*spine
	supplied map[supplyKey]offline.Table
	keys     map[int][][]any // by relation
	readers  []*viewReader   // in the order of reading
	hits     sharedHits
}

type supplyKey struct{ rel, join, view int }

// Supply implements offline.Run.
func (r *run) Supply(rel, join, view int, t offline.Table) {
	if r.views.supplied == nil {
		r.views.supplied = map[supplyKey]offline.Table{}
	}
	r.views.supplied[supplyKey{rel, join, view}] = t
}

// SpineKeys implements offline.Run.
func (r *run) SpineKeys(ctx context.Context, rel, join int) ([][]any, error) {
	s, err := r.spine(ctx, rel)
	if err != nil {
		return nil, err
	}
	return s.keys(ctx, join)
}

// renderRelation makes the temp tables of Relations[i], an At or a Spine, and returns what stands for it in the text: a
// relation with its alias, or a FROM clause without FROM.
func (r *run) renderRelation(ctx context.Context, i int) (string, error) {
	switch rel := r.q.Relations[i].(type) {
	case *plan.At:
		text, err := r.atRelation(ctx, i, rel)
		return text + aliasSQL(rel.Alias), err
	case *plan.Spine:
		s, err := r.spine(ctx, i)
		if err != nil {
			return "", err
		}
		return s.from(ctx)
	}
	return "", fmt.Errorf("duckdb: relation %d is a %T", i, r.q.Relations[i])
}

// standIn is an empty relation with the columns and names of an At or a Spine, for binding the statement without running it.
// The client's expressions about it (times, keys, conditions) stand in it, so that their parameters are typed and their errors
// found.
func (r *run) standIn(ctx context.Context, rel plan.Relation) (rendered, error) {
	switch rel := rel.(type) {
	case *plan.At:
		known, err := r.areNull(ctx, append(argumentExprs(rel.Args), rel.Moment.Expr, rel.Moment.Within, rel.Moment.Known)...)
		if err != nil {
			return rendered{}, err
		}
		cols := targetColumns(rel.Target, nil)
		if rel.Intervals != nil {
			cols = append(cols, plan.IntervalColumns...)
		}
		return wrap("(SELECT * FROM "+emptyRelation(cols)+" WHERE ", known, ")"+aliasSQL(rel.Alias)), nil
	case *plan.Spine:
		out, err := r.render(ctx, rel.Left)
		for _, j := range rel.Joins {
			var known rendered
			if err == nil {
				known, err = r.areNull(ctx, append(append(argumentExprs(j.Args), j.Moment.Expr, j.Moment.Within, j.Moment.Known, j.On), j.Keys...)...)
			}
			if err == nil {
				err = r.captures(ctx, rel, out, &j)
			}
			side := emptyRelation(targetColumns(j.Target, j.Rename)) + aliasSQL(plan.Alias{Name: j.Alias})
			out = out.then(wrap(" LEFT JOIN "+side+" ON ", known, ""))
		}
		return out, err
	}
	return rendered{}, fmt.Errorf("duckdb: no stand-in for a %T", rel)
}

// captures checks that the request parameters of a join that are captured are there.
func (r *run) captures(ctx context.Context, sp *plan.Spine, left rendered, j *plan.SpineJoin) error {
	with, err := r.render(ctx, sp.With)
	if err != nil {
		return err
	}
	return r.uncaptured(ctx, j, nil, func(arg string) rendered { return with.then(wrap("SELECT "+arg+" FROM ", left, "")) })
}

func argumentExprs(args []plan.Argument) [][]plan.Piece {
	out := make([][]plan.Piece, len(args))
	for i, a := range args {
		out[i] = a.Expr
	}
	return out
}

// areNull is a condition that mentions expressions of the client.
func (r *run) areNull(ctx context.Context, exprs ...[]plan.Piece) (rendered, error) {
	var out rendered
	out = out.then(wrap("true", rendered{}, ""))
	for _, e := range exprs {
		if e == nil {
			continue
		}
		text, err := r.render(ctx, e)
		if err != nil {
			return rendered{}, err
		}
		out = out.then(wrap(" AND (", text, "\n) IS NULL"))
	}
	return out, nil
}

// targetColumns are the columns of a target's relation: its output, those in rename under the names given there, and what * leaves
// out.
func targetColumns(t *plan.Target, rename map[string]string) []sqltype.Column {
	var cols []sqltype.Column
	for _, c := range relationColumns(t) {
		if name, ok := rename[c.Name]; ok {
			c.Name = name
		}
		cols = append(cols, c.Column)
	}
	return cols
}

// emptyRelation is a relation of these columns without rows.
func emptyRelation(cols []sqltype.Column) string {
	if len(cols) == 0 {
		return "(SELECT 1 WHERE false)"
	}
	sel := make([]string, len(cols))
	for i, c := range cols {
		sel[i] = fmt.Sprintf("CAST(NULL AS %s) AS %s", c.Type.DuckDB(), quoteIdent(c.Name))
	}
	return "(SELECT " + strings.Join(sel, ", ") + " WHERE false)"
}

func aliasSQL(a plan.Alias) string {
	if a.Name == "" {
		return ""
	}
	s := " AS " + quoteIdent(a.Name)
	if len(a.Columns) > 0 {
		names := make([]string, len(a.Columns))
		for i, c := range a.Columns {
			names[i] = quoteIdent(c)
		}
		s += "(" + strings.Join(names, ", ") + ")"
	}
	return s
}

// reader is the reader of a target's view. Without AS OF it reads what was materialised; with AS OF the history while it
// still is what the files say (R23). What is known of rows that are loaded is in the history alone (R2).
func (r *run) reader(ctx context.Context, v plan.TargetView, asOf bool) (*viewReader, error) {
	if v.View.Kind == catalog.SnapshotView { // its ticks are the truth, whatever the files say now
		d := &viewReader{e: r.e, c: r.c, temps: &r.views.temps, v: v.View, ticks: r.ticksOf(v.Ticks)}
		r.views.readers = append(r.views.readers, d)
		return d, nil
	}
	d := newViewReader(r.e, r.c, &r.views.temps, v.View, v.Sources)
	if v.State != nil && v.State.Version == v.View.Version && len(v.State.History.Files) > 0 {
		use := !asOf || v.View.IsLoaded()
		if !use {
			now, err := r.e.stamps(ctx, v.Sources)
			if err != nil {
				return nil, err
			}
			use = slices.Equal(now, v.State.History.Inputs)
		}
		if use {
			d.from(v.State.History)
			d.content = madeFrom(v.State)
		}
	}
	d.hits = &r.views.hits
	r.views.readers = append(r.views.readers, d)
	return d, nil
}

// madeFrom tells histories of the same source rows. One of no files, of which a range was reloaded from others, is like no other.
func madeFrom(m *catalog.Materialization) string {
	if len(m.History.Inputs) == 0 {
		return fmt.Sprint(m.History.Files)
	}
	return fmt.Sprint(m.Rows, m.MaxEvent, m.History.Inputs)
}

// stamps are the files of the sources as they are now, by path.
func (e *Engine) stamps(ctx context.Context, srcs []*catalog.Source) ([]catalog.FileStamp, error) {
	var out []catalog.FileStamp
	for _, src := range srcs {
		files, err := e.Stamps(ctx, src.Path)
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	return out, nil
}

// endRelations drops what the run made.
func (r *run) endRelations(ctx context.Context) error { return r.views.temps.drop(ctx, r.c) }

// wrap is text between two texts of ours.
func wrap(before string, text rendered, after string) rendered {
	var b builder
	b.add(before, -1, false)
	b.addRendered(text)
	b.add(after, -1, false)
	return b.rendered()
}

// clientTable makes a temp table of a query that has expressions of the client's: they see the session's time zone (R1).
func (r *run) clientTable(ctx context.Context, query rendered) (string, error) {
	name := r.views.temps.name(r.c)
	text := wrap("CREATE TEMP TABLE "+quoteIdent(name)+" AS ", query, "")
	err := r.inZone(ctx, func() error { return r.c.exec(ctx, text.sql) })
	return name, r.place(err, text, 0)
}

// clientColumns binds a query that has expressions of the client's.
func (r *run) clientColumns(ctx context.Context, query rendered) (cols []sqltype.Column, err error) {
	err = r.inZone(ctx, func() error {
		cols, err = r.c.columns(ctx, query.sql)
		return err
	})
	return cols, r.place(err, query, 0)
}

// inZone calls f while the connection has the session's time zone.
func (r *run) inZone(ctx context.Context, f func() error) error {
	if err := r.s.setTimeZone(ctx, r.in.TimeZone); err != nil {
		return err
	}
	err := f()
	if back := r.s.setTimeZone(context.WithoutCancel(ctx), "UTC"); err == nil {
		err = back
	}
	return err
}

// position is where pieces begin in the client's text, in characters from 0; -1 if the client did not write them.
func (r *run) position(pieces []plan.Piece) int {
	for _, p := range pieces {
		if p.Pos >= 0 {
			return r.q.Characters(p.Pos)
		}
	}
	return -1
}

// nextRow is the next row, nil at the end.
func nextRow(ctx context.Context, res *result) ([]any, error) {
	row, err := res.Next(ctx)
	if err == io.EOF {
		return nil, nil
	}
	return row, err
}
