package exec

import (
	"context"
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/planner/plan"
)

// describeCopyOut binds the query of COPY … TO STDOUT.
func (s *Session) describeCopyOut(ctx context.Context, n *plan.CopyOut) (*rows.Description, error) {
	d, err := s.Describe(ctx, n.Query, nil)
	if err != nil && n.Table != "" {
		return nil, ofTable(err, n.Copy)
	}
	if err != nil {
		return nil, err
	}
	if d.Columns == nil {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "COPY query must have a RETURNING clause")
	}
	return &rows.Description{Tag: "COPY", Copied: d.Columns}, nil
}

// ofTable is an error about the text that stands for a table, as one about the table.
func ofTable(err error, c plan.Copy) error {
	e := *sqlerr.From(err)
	e.Position = 0
	if e.Code != sqlerr.UndefinedColumn {
		return &e
	}
	for _, name := range c.Columns {
		if e.Message == sqlerr.New("", "column %q does not exist", name).Message {
			return noColumn(name, c.Table)
		}
	}
	return &e
}

func noColumn(name, table string) error {
	return sqlerr.New(sqlerr.UndefinedColumn, "column %q of relation %q does not exist", name, table)
}

// describeCopyIn finds the columns of the table that COPY … FROM STDIN fills.
func (s *Session) describeCopyIn(ctx context.Context, n *plan.CopyIn) (*rows.Description, error) {
	s.files(catalog.User{}) // its condition has no business with files
	table := &plan.Query{Verb: "select", Route: plan.Plain, Pieces: []plan.Piece{plan.Text("SELECT * FROM temp." + catalog.QuoteIdent(n.Table))}}
	d, err := s.off.Describe(ctx, table, nil)
	if err != nil {
		return nil, ofTable(err, n.Copy)
	}
	if n.Columns == nil {
		return &rows.Description{Tag: "COPY", Copied: d.Columns}, nil
	}
	var copied []sqltype.Column
	for _, name := range n.Columns {
		i := slices.IndexFunc(d.Columns, func(c sqltype.Column) bool { return c.Name == name })
		if i < 0 {
			return nil, noColumn(name, n.Table)
		}
		copied = append(copied, d.Columns[i])
	}
	return &rows.Description{Tag: "COPY", Copied: copied}, nil
}

// copyIn begins to take rows.
func (s *Session) copyIn(ctx context.Context, n *plan.CopyIn, in rows.Input) (rows.Rows, error) {
	d, err := s.describeCopyIn(ctx, n)
	if err != nil {
		return nil, err
	}
	q := &plan.Query{Verb: "copy"}
	if err := s.beginEngine(ctx, q); err != nil {
		return nil, err
	}
	s.wrote(q, in)
	s.files(catalog.User{}) // the condition reads none
	return s.off.CopyIn(ctx, n, d.Copied, in)
}
