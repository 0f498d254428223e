package syscat

import (
	"errors"
	"strings"
	"unicode/utf8"

	pg "github.com/pganalyze/pg_query_go/v6"
	"github.com/pganalyze/pg_query_go/v6/parser"

	"asof/catalog/sqlerr"
)

// parse reads one SELECT or VALUES by Postgres' own grammar. Positions in the tree are byte offsets.
func parse(text string) (*pg.SelectStmt, error) {
	tree, err := pg.Parse(text)
	if err != nil {
		return nil, parseError(text, err)
	}
	if len(tree.Stmts) != 1 {
		return nil, sqlerr.New(sqlerr.SyntaxError, "cannot insert multiple commands into a prepared statement")
	}
	sel := tree.Stmts[0].Stmt.GetSelectStmt()
	if sel == nil {
		return nil, unsupported("this kind of statement over system catalogs")
	}
	return sel, nil
}

// parseError is an error of the grammar as Postgres sends it.
func parseError(text string, err error) error {
	var pe *parser.Error
	if !errors.As(err, &pe) {
		return err
	}
	code := sqlerr.SyntaxError
	switch {
	case strings.Contains(pe.Message, "is not supported"), strings.Contains(pe.Message, "not implemented"):
		code = sqlerr.FeatureNotSupported
	case strings.Contains(pe.Message, "stack depth"), strings.Contains(pe.Message, "memory exhausted"):
		code = sqlerr.StatementTooComplex
	case strings.Contains(pe.Message, "improper") && strings.Contains(pe.Message, "name"):
		code = sqlerr.SyntaxError
	}
	out := sqlerr.New(code, "%s", pe.Message)
	if pe.Cursorpos > 0 {
		out.Position = characters(text, pe.Cursorpos-1) + 1
	}
	return out
}

// characters is the number of characters before a byte offset.
func characters(text string, pos int) int {
	if pos < 0 || pos > len(text) {
		return 0
	}
	return utf8.RuneCountInString(text[:pos])
}

// unsupported is the error for what this engine lacks.
func unsupported(format string, args ...any) *sqlerr.Error {
	return sqlerr.New(sqlerr.FeatureNotSupported, format+" is not supported", args...)
}

// names are the strings of a list of String nodes.
func names(list []*pg.Node) []string {
	out := make([]string, 0, len(list))
	for _, n := range list {
		if s := n.GetString_(); s != nil {
			out = append(out, s.Sval)
		}
	}
	return out
}
