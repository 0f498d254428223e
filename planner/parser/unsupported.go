package parser

import (
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// later lists the statements that are refused whatever follows their first words.
var later = []struct{ words, hint string }{
	{"verify feature view", "Compare both routes with SET asof.route = 'online' and 'offline'."},
	{"prepare transaction", "COMMIT the transaction."},
	{"commit prepared", "Transactions end with COMMIT or ROLLBACK."},
	{"rollback prepared", "Transactions end with COMMIT or ROLLBACK."},
	{"create user mapping", "There are no foreign servers; sources read files."},
	{"alter user mapping", "There are no foreign servers; sources read files."},
	{"drop user mapping", "There are no foreign servers; sources read files."},
	{"alter default privileges", "GRANT on each object when it is made."},
	{"set constraints", "Constraints are checked at once."},
}

// unsupported returns the refusal of a statement that this version leaves out, nil for any other.
func (p *parser) unsupported() ast.Statement {
	for _, l := range later {
		words := strings.Fields(l.words)
		if !p.words(words...) {
			continue
		}
		err := p.codeAt(0, sqlerr.FeatureNotSupported, "%s is not supported", strings.ToUpper(l.words)).WithHint("%s", l.hint)
		return &ast.Unsupported{Text: p.text, Err: err}
	}
	return nil
}
