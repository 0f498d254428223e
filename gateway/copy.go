package gateway

import (
	"slices"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/gateway/pgwire"
	"asof/planner/plan"
)

// copyOf is the COPY to or from the client that a plan is, nil of any other.
func copyOf(n plan.Node, d *rows.Description) (*pgwire.Copy, error) {
	var c plan.Copy
	switch n := n.(type) {
	case *plan.CopyOut:
		c = n.Copy
	case *plan.CopyIn:
		c = n.Copy
	default:
		return nil, nil
	}
	out := &pgwire.Copy{
		In: c.In, Table: c.Table, Columns: d.Copied, Format: copyFormats[c.Format],
		Delimiter: oneByte(c.Delimiter), Null: c.Null, Quote: oneByte(c.Quote), Escape: oneByte(c.Escape),
		Header: c.Header, Match: c.Match, Latin1: c.Latin1,
	}
	var err error
	for _, f := range []struct {
		option string
		names  []string
		flags  *[]bool
	}{{"FORCE_QUOTE", c.ForceQuote, &out.ForceQuote}, {"FORCE_NOT_NULL", c.ForceNotNull, &out.ForceNotNull}, {"FORCE_NULL", c.ForceNull, &out.ForceNull}} {
		if *f.flags, err = forced(f.option, f.names, d.Copied, c); err != nil {
			return nil, err
		}
	}
	if c.ForceQuoteAll {
		out.ForceQuote = slices.Repeat([]bool{true}, len(d.Copied))
	}
	return out, nil
}

var copyFormats = map[string]pgwire.CopyFormat{"text": pgwire.CopyText, "csv": pgwire.CopyCSV, "binary": pgwire.CopyBinary}

// oneByte is the byte of an option, 0 of one that the format does not have.
func oneByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

// forced marks the columns that an option names.
func forced(option string, names []string, columns []sqltype.Column, c plan.Copy) ([]bool, error) {
	if names == nil {
		return nil, nil
	}
	flags := make([]bool, len(columns))
	for _, name := range names {
		i := slices.IndexFunc(columns, func(col sqltype.Column) bool { return col.Name == name })
		switch {
		case i >= 0:
			flags[i] = true
		case c.Columns != nil:
			return nil, sqlerr.New(sqlerr.InvalidColumnReference, "%s column \"%s\" not referenced by COPY", option, name)
		case c.Table != "":
			return nil, sqlerr.New(sqlerr.UndefinedColumn, "column \"%s\" of relation \"%s\" does not exist", name, c.Table)
		default:
			return nil, sqlerr.New(sqlerr.UndefinedColumn, "column \"%s\" does not exist", name)
		}
	}
	return flags, nil
}

var _ pgwire.CopyPortal = (*portal)(nil)

// Copy implements pgwire.CopyPortal.
func (p *portal) Copy() *pgwire.Copy { return p.copy }
