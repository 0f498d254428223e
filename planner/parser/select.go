package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// arm reads one SELECT or VALUES into block, and lowers it into the skeleton.
func (b *blocks) arm(s ast.Span, block *ast.Block, sk *skeleton) error {
	switch first := b.text.Tokens[s.First]; {
	case first.Is("values"):
		sk.word("SELECT", s.First)
		sk.leaf(leaf{block: block}, s.First)
		return b.values(s, block, sk)
	case first.Is("from"), first.Is("table"):
		return b.codeAt(s.First, sqlerr.FeatureNotSupported, "a query over feature views must begin with SELECT").
			WithHint("Write SELECT * FROM ….")
	case first.Is("insert"), first.Is("update"), first.Is("delete"), first.Is("merge"):
		return b.codeAt(s.First, sqlerr.FeatureNotSupported, "WITH before %s is not supported", first.Value).
			WithHint("Put the WITH into the statement's query.")
	case !first.Is("select"):
		return b.unexpectedAt(s.First)
	}
	clauses, err := b.clauses(s)
	if err != nil {
		return err
	}
	for _, c := range clauses {
		if err := b.clause(c, block, sk); err != nil {
			return err
		}
	}
	return nil
}

// values reads VALUES (…), … with the ORDER BY and LIMIT that may follow.
func (b *blocks) values(s ast.Span, block *ast.Block, sk *skeleton) error {
	tail := b.tail(s)
	rows, err := b.split(ast.Span{First: s.First + 1, Last: tail.First})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if !b.text.Tokens[r.First].Is("(") {
			return b.unexpectedAt(r.First)
		}
		if end := b.match[r.First] + 1; end != r.Last {
			return b.unexpectedAt(end)
		}
	}
	if err := b.subqueries(ast.Span{First: s.First, Last: tail.First}, scope{parent: block, ctes: block.CTEs}); err != nil || tail.Empty() {
		return err
	}
	return b.rest(tail, block, sk)
}

// rest reads the clauses behind a set operation.
func (b *blocks) rest(s ast.Span, block *ast.Block, sk *skeleton) error {
	clauses, err := b.clauses(s)
	if err != nil {
		return err
	}
	for _, c := range clauses {
		if err := b.clause(c, block, sk); err != nil {
			return err
		}
	}
	return nil
}

// clause notes where a clause stands in block, and lowers it. QUALIFY, WINDOW and FOR have no part in the skeleton: their order
// was checked, and what they hold is an expression's business.
func (b *blocks) clause(c clause, block *ast.Block, sk *skeleton) (err error) {
	switch c.word {
	case "select":
		if block.Items, err = b.items(b.distinct(c.args, &block.Distinct)); err != nil {
			return err
		}
		sk.word("SELECT", c.First)
		sk.leaf(leaf{block: block}, c.First)
		for _, item := range block.Items {
			sk.word(",", item.Span.First)
			sk.leaf(leaf{}, item.Span.First)
		}
	case "from":
		block.FromSpan = c.args
		sk.word("FROM", c.First)
		f := &from{blocks: b, skeleton: sk, block: block}
		return b.within(c.args, f.list)
	case "where":
		block.Where = c.args
		sk.clause(c, "WHERE")
	case "group":
		block.GroupBy = c.Span
		if err := sk.exprs(c, "GROUP", "BY"); err != nil {
			return err
		}
	case "having":
		if block.GroupBy.Empty() {
			block.GroupBy.First = c.First
		}
		block.GroupBy.Last = c.Last
		sk.clause(c, "HAVING")
	case "window":
		block.Windows = c.Span
	case "order":
		block.OrderBy = c.args
		if err := sk.exprs(c, "ORDER", "BY"); err != nil {
			return err
		}
	case "limit", "offset", "fetch":
		if block.Limit.Empty() {
			block.Limit.First = c.First
		}
		block.Limit.Last = c.Last
		if c.word != "offset" {
			sk.word("LIMIT", c.First)
			sk.word("1", c.First)
		}
	default:
		if block.Rest.Empty() {
			block.Rest.First = c.First
		}
		block.Rest.Last = c.Last
	}
	return b.subqueries(c.args, scope{parent: block, ctes: block.CTEs})
}
