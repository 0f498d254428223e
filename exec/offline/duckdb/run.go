package duckdb

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/rows"
	"asof/planner/plan"
)

// run is one run of a query; it implements offline.Run. A description of a query is a run too, one whose relations are empty
// stand-ins and whose arguments are typed NULLs.
type run struct {
	e        *Engine
	c        *conn
	s        *session
	q        *plan.Query
	in       offline.Input
	views    viewRelations
	progress progress

	describing bool
	ctas       bool            // CREATE TABLE AS
	system     map[int][][]any // rows of SystemTables
	rows       *result
}

// SupplyTable implements offline.Run.
func (r *run) SupplyTable(rel int, rows [][]any) {
	if r.system == nil {
		r.system = map[int][][]any{}
	}
	r.system[rel] = rows
}

// Rows implements offline.Run. Everything of ours is computed first, under TimeZone UTC; then the client's statement runs in
// the session's (R1).
func (r *run) Rows(ctx context.Context) (rows.Rows, error) {
	text, err := r.render(ctx, r.q.Pieces)
	if err != nil {
		return nil, r.blame(ctx, err)
	}
	text = r.postgresText(ctx, text)
	if r.ctas {
		// The table's columns are to have the names that Postgres would give them.
		if text, _, err = r.named(ctx, text); err != nil {
			return nil, err
		}
	}
	if err := r.s.setTimeZone(ctx, r.in.TimeZone); err != nil {
		return nil, err
	}
	res, err := r.start(ctx, text.sql)
	if err != nil {
		return nil, r.blame(ctx, r.place(err, text, 0))
	}
	r.rows = res
	if err := keptPromise(r.in.Promised, res.cols); err != nil {
		return nil, err // Close ends the result
	}
	return &runRows{res, r, text}, nil
}

// keptPromise refuses a result of other types than those that the client was told: it would read the values as what they are not.
func keptPromise(promised, cols []sqltype.Column) error {
	for i, p := range promised {
		if i >= len(cols) || cols[i].Type.ID != p.Type.ID || cols[i].Type.Array != p.Type.Array {
			return sqlerr.New(sqlerr.FeatureNotSupported, "cached plan must not change result type").
				WithHint("The type of column %q depends on the value of a parameter: cast the expression to the type that is meant.", p.Name)
		}
	}
	return nil
}

// start begins the client's statement, if the engine takes it for one that the walls let through.
func (r *run) start(ctx context.Context, sql string) (*result, error) {
	stmt, err := r.c.prepare(ctx, sql)
	if err != nil {
		return nil, err
	}
	if err := admitType(bind.PreparedStatementType(stmt)); err != nil {
		bind.DestroyPrepare(&stmt)
		return nil, err
	}
	return r.c.begin(ctx, stmt, sql)
}

// blame names the file that err comes from, if it is a source's value that does not fit.
func (r *run) blame(ctx context.Context, err error) error {
	for _, src := range r.sources() {
		if named := r.e.blame(ctx, src, err); named != err {
			return named
		}
	}
	return err
}

// sources are the sources that the query reads.
func (r *run) sources() []*catalog.Source {
	var list []*catalog.Source
	target := func(t *plan.Target) {
		for _, v := range t.Views {
			list = append(list, v.Sources...)
		}
	}
	for _, rel := range r.q.Relations {
		switch rel := rel.(type) {
		case *plan.SourceScan:
			list = append(list, rel.Source)
		case *plan.At:
			target(rel.Target)
		case *plan.Spine:
			for _, j := range rel.Joins {
				target(j.Target)
			}
		}
	}
	return list
}

// runRows are the rows of a run; their errors are told as those of the run are.
type runRows struct {
	*result
	r    *run
	text rendered
}

func (rr *runRows) Next(ctx context.Context) ([]any, error) {
	row, err := rr.result.Next(ctx)
	return row, rr.told(ctx, err)
}

func (rr *runRows) NextChunk(ctx context.Context) (*sqltype.Chunk, error) {
	chunk, err := rr.result.NextChunk(ctx)
	return chunk, rr.told(ctx, err)
}

func (rr *runRows) told(ctx context.Context, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return rr.r.blame(ctx, rr.r.place(err, rr.text, 0))
}

// Close implements offline.Run.
func (r *run) Close() error {
	if r.rows != nil {
		r.rows.Close()
		r.rows = nil
	}
	// What follows has to happen also after a cancelled statement.
	ctx := context.Background()
	err := r.s.setTimeZone(ctx, "UTC")
	if err == nil {
		err = r.endRelations(ctx)
	}
	if sqlerr.Code(err) == sqlerr.InFailedTransaction {
		return nil // ROLLBACK takes the tables back; the session remembers the zone
	}
	return err
}

// render makes SQL text of pieces: arguments as literals, relations as what renderRelation makes.
func (r *run) render(ctx context.Context, pieces []plan.Piece) (rendered, error) {
	var b builder
	for i, p := range pieces {
		if p.Kind == plan.PieceParam && r.describing && concatenated(pieces, i) {
			// The engine takes NULL || x for a NULL of no type, unless it cannot see the NULL.
			text, err := r.argument(p.Index)
			if err != nil {
				return rendered{}, at(err, r.q.Characters(p.Pos))
			}
			b.stand("(SELECT "+text+")", p.Pos, "")
			continue
		}
		if err := r.renderPiece(ctx, &b, p); err != nil {
			return rendered{}, err
		}
	}
	return b.rendered(), nil
}

func (r *run) renderPiece(ctx context.Context, b *builder, p plan.Piece) error {
	switch p.Kind {
	case plan.PieceText:
		b.addRendered(dialect(p.Text, p.Pos))
	case plan.PieceParam:
		text, err := r.argument(p.Index)
		if err != nil {
			return at(err, r.q.Characters(p.Pos))
		}
		b.stand(text, p.Pos, "")
	case plan.PieceNow:
		if r.in.NowSet {
			b.stand(r.clock(p.Text), p.Pos, clockName(p.Text))
		} else {
			b.add(p.Text, p.Pos, true)
		}
	case plan.PieceCall:
		text, err := r.call(p)
		if err != nil {
			return at(err, r.q.Characters(p.Pos))
		}
		b.stand(text, p.Pos, p.Names[0])
	case plan.PieceRelation:
		text, err := r.relation(ctx, p)
		if err != nil {
			return err
		}
		b.addRendered(text)
	case plan.PieceStar:
		b.add(star(p), p.Pos, false)
	case plan.PieceColumn:
		b.add(columnSQL(p), p.Pos, false)
	default:
		return fmt.Errorf("duckdb: no piece of kind %d", p.Kind)
	}
	return nil
}

// concatenated says whether the parameter at i may be an operand of ||, with a cast perhaps. The argument of a function is none,
// and a table function would not take a subquery.
func concatenated(pieces []plan.Piece, i int) bool {
	if i > 0 {
		before := tokens(pieces[i-1].Text)
		if n := len(before); n > 1 && before[n-1].is("(") && before[n-2].low != "" && !before[n-2].is("||") {
			return false
		}
	}
	return slices.ContainsFunc(pieces, func(p plan.Piece) bool {
		return p.Kind == plan.PieceText && strings.Contains(p.Text, "||")
	})
}

// argument is $n as text.
func (r *run) argument(n int) (string, error) {
	if n < 1 || n > len(r.in.Types) {
		return "", sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $%d", n)
	}
	t := r.in.Types[n-1]
	if r.describing {
		if t.ID == sqltype.Invalid {
			return fmt.Sprintf("$%d", n), nil
		}
		return argumentLiteral(t, nil), nil
	}
	if n > len(r.in.Args) {
		return "", sqlerr.New(sqlerr.UndefinedParameter, "there is no argument for parameter $%d", n)
	}
	return argumentLiteral(t, r.in.Args[n-1]), nil
}

// argumentLiteral is an argument's value. The engine makes an integer of arithmetic between a decimal and a NULL that it sees while it
// binds, so a decimal NULL is hidden from it.
func argumentLiteral(t sqltype.Type, v any) string {
	if v == nil && t.ID == sqltype.Numeric && !t.Array {
		return "(SELECT CAST(NULL AS DECIMAL(1,0)))"
	}
	return literal(t, v)
}

// call is the value of a function of the session.
func (r *run) call(p plan.Piece) (string, error) {
	name := p.Names[0]
	t, ok := plan.Calls[name]
	if !ok {
		return "", sqlerr.New(sqlerr.UndefinedFunction, "function %s does not exist", name)
	}
	if r.describing || r.in.Call == nil {
		return literal(t, nil), nil
	}
	v, err := r.in.Call(name, p.Names[1:])
	if err != nil {
		return "", err
	}
	return literal(t, v), nil
}

// relation is what stands for Relations[p.Index], alias included.
func (r *run) relation(ctx context.Context, p plan.Piece) (rendered, error) {
	var b builder
	switch rel := r.q.Relations[p.Index].(type) {
	case *plan.SourceScan:
		text := emptyRelation(rel.Source.Columns)
		if !r.describing {
			var err error
			if text, err = r.sourceScan(ctx, rel.Source); err != nil {
				return rendered{}, err
			}
		}
		b.add(text+aliasSQL(rel.Alias), p.Pos, false)
	case *plan.KeptScan:
		b.add(r.keptRelation(rel)+aliasSQL(rel.Alias), p.Pos, false)
	case *plan.SystemTable:
		if r.describing {
			b.add(emptyRelation(rel.Columns)+aliasSQL(rel.Alias), p.Pos, false)
			break
		}
		table, err := r.views.temps.declare(ctx, r.c, rel.Columns)
		if err != nil {
			return rendered{}, err
		}
		if err := r.c.append(ctx, table, rel.Columns, r.system[p.Index]); err != nil {
			return rendered{}, err
		}
		b.add(quoteIdent(table)+aliasSQL(rel.Alias), p.Pos, false)
	default:
		if r.describing {
			return r.standIn(ctx, rel)
		}
		text, err := r.renderRelation(ctx, p.Index)
		if err != nil {
			return rendered{}, err
		}
		b.add(text, p.Pos, false)
	}
	return b.rendered(), nil
}

// sourceScan is all rows of a source as a relation. Values that depend on the TimeZone are read now, while it is UTC (R1).
func (r *run) sourceScan(ctx context.Context, src *catalog.Source) (string, error) {
	names := make([]string, len(src.Columns))
	for i, c := range src.Columns {
		names[i] = c.Name
	}
	scan := r.e.scanFiles(src, names)
	if r.in.TimeZone == "" || r.in.TimeZone == "UTC" {
		return "(" + scan + ")", nil
	}
	zoned, err := r.e.zoned(ctx, src)
	if err != nil || !zoned {
		return "(" + scan + ")", err
	}
	table, err := r.views.temps.create(ctx, r.c, scan)
	return quoteIdent(table), err
}

// star is the * of a block over a Spine: the merged columns, then all others.
func star(p plan.Piece) string {
	var parts []string
	for _, n := range p.Names {
		parts = append(parts, quoteIdent(n))
	}
	hide := append(append([]string{}, p.Names...), p.Hide...)
	rest := "*"
	if len(hide) > 0 {
		// Not EXCLUDE: that fails if a name is not there, and one that stands in several relations goes only once.
		quotedNames := make([]string, len(hide))
		for i, n := range hide {
			quotedNames[i] = quoteString(n)
		}
		rest = "COLUMNS(c -> c NOT IN (" + strings.Join(quotedNames, ", ") + "))"
	}
	return strings.Join(append(parts, rest), ", ")
}

// columnSQL is a PieceColumn.
func columnSQL(p plan.Piece) string {
	s := quoteIdent(p.Text)
	if len(p.Names) > 0 && p.Names[0] != "" {
		s = quoteIdent(p.Names[0]) + "." + s
	}
	if len(p.Names) > 1 {
		s += " AS " + quoteIdent(p.Names[1])
	}
	return s
}
