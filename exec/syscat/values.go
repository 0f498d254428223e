package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// valuesQuery is VALUES.
type valuesQuery struct {
	list [][]expr
	cols []outCol
	ctes []*cte
}

func (q *valuesQuery) columns() []outCol { return q.cols }

func (q *valuesQuery) finish() {}

func (s *scope) values(sel *pg.SelectStmt) (query, error) {
	a := s.a
	q := &valuesQuery{ctes: s.ctes}
	in := s.in("VALUES")
	for _, n := range sel.ValuesLists {
		row, err := in.exprs(n.GetList().Items)
		if err != nil {
			return nil, err
		}
		if len(q.list) > 0 && len(row) != len(q.list[0]) {
			pos := int32(-1)
			if len(row) > 0 {
				pos = row[0].info().pos
			}
			return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "VALUES lists must all be the same length"), pos)
		}
		q.list = append(q.list, row)
	}
	for i := range q.list[0] {
		column := make([]*expr, len(q.list))
		for j := range q.list {
			column[j] = &q.list[j][i]
		}
		typ, err := a.unify(column, "VALUES")
		if err != nil {
			return nil, err
		}
		exprs := make([]expr, len(column))
		for j, e := range column {
			exprs[j] = *e
		}
		q.cols = append(q.cols, outCol{"column" + itoa(i+1), typ, commonMod(exprs, typ)})
	}
	if len(sel.SortClause) == 0 && sel.LimitCount == nil && sel.LimitOffset == nil {
		return q, nil
	}
	return s.ordered(q, sel)
}

func (q *valuesQuery) rows(up *frame, _ []bool, yield func([]any) error) error {
	f := &frame{run: up.run, up: up}
	begin(f, q.ctes)
	row := make([]any, len(q.cols))
	for _, list := range q.list {
		for i, e := range list {
			v, err := e.eval(f)
			if err != nil {
				return err
			}
			row[i] = v
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}
