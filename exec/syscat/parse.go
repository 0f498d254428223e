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
	if err := checkSize(text); err != nil {
		return nil, err
	}
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

// What the grammar is given: chains of operators nest its tree, and the C that writes the tree out knows no limit but its stack's end,
// which would be the server's.
const (
	maxQuery = 4 << 20
	maxChain = 10_000
)

// checkSize refuses text that could make a tree too deep. What stands in strings counts too: an escape could hide anything.
func checkSize(text string) error {
	if len(text) > maxQuery {
		return sqlerr.New(sqlerr.ProgramLimitExceeded, "a query over system catalogs is limited to %d bytes", maxQuery)
	}
	links, operator, word := 0, false, 0
	for i := 0; i <= len(text); i++ {
		c := byte(' ')
		if i < len(text) {
			c = text[i]
		}
		if c|0x20 >= 'a' && c|0x20 <= 'z' {
			operator = false
			continue
		}
		if n := i - word; n >= 2 && n <= 9 && chains[strings.ToLower(text[word:i])] {
			links++
		}
		word = i + 1
		was := operator
		if operator = strings.IndexByte("+-*/<>=~!@#%^&|`?:[", c) >= 0; operator && !was {
			links++
		}
	}
	if links > maxChain {
		return tooDeep()
	}
	return nil
}

// chains are the words that what stands before them becomes a part of.
var chains = map[string]bool{
	"union": true, "intersect": true, "except": true, "join": true, "collate": true, "at": true, "like": true, "ilike": true, "similar": true,
	"is": true, "isnull": true, "notnull": true, "between": true, "in": true, "not": true, "overlaps": true,
}

func tooDeep() *sqlerr.Error {
	return sqlerr.New(sqlerr.StatementTooComplex, "stack depth limit exceeded").
		WithHint("Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), after ensuring the platform's stack depth limit is adequate.")
}

// parseError is an error of the grammar as Postgres sends it.
func parseError(text string, err error) error {
	var pe *parser.Error
	if !errors.As(err, &pe) {
		if strings.Contains(err.Error(), "recursion depth") { // of the tree's messages
			return tooDeep()
		}
		return err
	}
	code := sqlerr.SyntaxError
	switch {
	case strings.Contains(pe.Message, "is not supported"), strings.Contains(pe.Message, "not implemented"):
		code = sqlerr.FeatureNotSupported
	case strings.Contains(pe.Message, "stack depth"), strings.Contains(pe.Message, "memory exhausted"):
		code = sqlerr.StatementTooComplex
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
