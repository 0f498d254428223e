package duckdb

import (
	"context"
	"fmt"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// Describe implements offline.Session.
func (s *session) Describe(ctx context.Context, q *plan.Query, types []sqltype.Type) (*offline.Description, error) {
	types = unknowns(q.Params, types)
	r := s.newRun(q, offline.Input{Types: types})
	r.describing = true
	checked, form, err := s.admit(ctx, q, offline.Input{Types: types})
	if err != nil {
		return nil, err
	}
	r.q = checked
	if err := r.infer(ctx); err != nil {
		return nil, err
	}
	text, err := r.render(ctx, r.q.Pieces)
	if err != nil {
		return nil, err
	}
	text, computed, err := r.named(ctx, r.postgresText(ctx, text))
	if err != nil {
		return nil, err
	}
	stmt, err := s.c.prepare(ctx, text.sql)
	if err != nil {
		return nil, r.place(err, text, 0)
	}
	defer bind.DestroyPrepare(&stmt)
	if err := admitType(bind.PreparedStatementType(stmt)); err != nil {
		return nil, err
	}
	cols, err := preparedColumns(stmt)
	if err != nil {
		return nil, err
	}
	for i := range cols {
		// A numeric has a declared precision only where it is a column or a cast.
		if len(computed) == len(cols) && computed[i] && cols[i].Type.ID == sqltype.Numeric {
			cols[i].Type.Precision, cols[i].Type.Scale = 0, 0
		}
	}
	if form.is(0, "values") {
		for i := range cols {
			cols[i].Name = fmt.Sprintf("column%d", i+1)
		}
	}
	return &offline.Description{Params: r.in.Types, Columns: cols, Tag: tag(q.Verb, form)}, nil
}

// preparedColumns are the columns of a prepared statement's result; nil if it gives none.
func preparedColumns(stmt bind.PreparedStatement) ([]sqltype.Column, error) {
	switch bind.PreparedStatementType(stmt) {
	case bind.StatementTypeSelect, bind.StatementTypeExplain, bind.StatementTypeCall, bind.StatementTypeRelation, bind.StatementTypePragma:
	case bind.StatementTypeInsert, bind.StatementTypeUpdate, bind.StatementTypeDelete, bind.StatementTypeMergeInto:
		// Without RETURNING the engine gives one column called Count.
		if bind.PreparedStatementColumnCount(stmt) == 1 && bind.PreparedStatementColumnName(stmt, 0) == "Count" {
			return nil, nil
		}
	default:
		return nil, nil
	}
	n := bind.PreparedStatementColumnCount(stmt)
	cols := make([]sqltype.Column, 0, n)
	for i := range n {
		lt := bind.PreparedStatementColumnLogicalType(stmt, i)
		rd, err := newReader(lt)
		bind.DestroyLogicalType(&lt)
		if err != nil {
			return nil, err
		}
		cols = append(cols, sqltype.Column{Name: bind.PreparedStatementColumnName(stmt, i), Type: rd.typ})
	}
	return cols, nil
}
