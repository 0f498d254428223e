package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// Blocks takes q apart into its query blocks and fills q.Blocks. A query of more than one SELECT (a set operation, or one in
// parentheses with ORDER BY or LIMIT behind) is a block without items and FROM, whose arms have it as parent. Of statements
// that are neither queries nor hold one in a known place, such as UPDATE, the blocks are those of their subqueries. Errors:
// 42601 with a position for what is no SQL, 0A000 for forms of query whose blocks cannot be told.
func Blocks(q *ast.Query) error {
	p := &parser{text: q.Text, end: len(q.Tokens)}
	if err := p.matchBrackets(); err != nil {
		return err
	}
	b := &blocks{parser: p}
	if err := b.statement(q.Verb); err != nil {
		return err
	}
	q.Blocks = b.list
	return nil
}

// maxDepth is how deep queries may be nested.
const maxDepth = 500

// blocks collects the blocks of a statement.
type blocks struct {
	*parser
	list  []*ast.Block
	depth int
}

// scope is where a query stands: the block around it, and the CTEs it sees.
type scope struct {
	parent *ast.Block
	role   string
	ctes   []ast.CTE
}

// statement finds the query of a statement by its verb.
func (b *blocks) statement(verb string) error {
	top := scope{role: "top"}
	all := ast.Span{First: 0, Last: b.end}
	switch verb {
	case "select", "with", "values", "table", "from":
		_, err := b.query(all, top)
		return err
	case "create":
		for i := 0; i < b.end; i = b.after(i) {
			if b.text.Tokens[i].Is("as") {
				_, err := b.query(b.withoutData(ast.Span{First: i + 1, Last: b.end}), top)
				return err
			}
		}
	case "insert":
		return b.insert(top)
	case "copy":
		if b.end > 1 && b.text.Tokens[1].Is("(") {
			_, err := b.query(ast.Span{First: 2, Last: b.match[1]}, top)
			return err
		}
	}
	return b.subqueries(all, top)
}

// withoutData takes WITH [NO] DATA off the end of CREATE TABLE … AS.
func (b *blocks) withoutData(s ast.Span) ast.Span {
	n := s.Last
	if n-s.First < 3 || !b.text.Tokens[n-1].Is("data") {
		return s
	}
	if b.text.Tokens[n-2].Is("no") {
		n--
	}
	if b.text.Tokens[n-2].Is("with") {
		s.Last = n - 2
	}
	return s
}

// insert finds the query of INSERT INTO table [(columns)] query [ON CONFLICT …] [RETURNING …].
func (b *blocks) insert(top scope) error {
	for i := 1; i < b.end; i = b.after(i) {
		if !b.queryWord(i) && !b.queryAt(i) {
			continue
		}
		end := i
		for end < b.end && !b.text.Tokens[end].Is("returning") && !b.onConflict(end) {
			end = b.after(end)
		}
		_, err := b.query(ast.Span{First: i, Last: end}, top)
		return err
	}
	return b.subqueries(ast.Span{First: 0, Last: b.end}, top)
}

// onConflict says whether ON CONFLICT begins at token i. A join may be ON a column of that name.
func (b *blocks) onConflict(i int) bool {
	next := b.token(i + 2)
	return b.token(i).Is("on") && b.token(i+1).Is("conflict") && (next.Is("do") || next.Is("(") || next.Is("on"))
}

// queryWord says whether a query may begin with token i.
func (p *parser) queryWord(i int) bool {
	switch t := p.token(i); {
	case t.Is("select"), t.Is("with"):
		return true
	case t.Is("values"):
		return p.token(i + 1).Is("(")
	case t.Is("table"):
		next := p.token(i + 1)
		return next.Kind == ast.Ident || next.Kind == ast.Quoted
	}
	return false
}

// queryAt says whether the parenthesis at token i encloses a query.
func (p *parser) queryAt(i int) bool {
	if p.matchBrackets() != nil {
		return false
	}
	inner := i
	for p.token(inner).Is("(") && p.token(inner+1).Is("(") {
		inner++
	}
	if !p.token(inner).Is("(") || !p.queryWord(inner+1) && !p.fromFirst(inner) {
		return false
	}
	// In ((SELECT …) UNION …) the outer parenthesis encloses a query, in ((SELECT …) a JOIN …) it does not.
	for ; inner > i; inner-- {
		close := p.match[inner]
		if next := p.token(close + 1); !next.Is(")") && !p.setOp(close+1, 0) && p.clauseWord(close+1, 0) == "" {
			return false
		}
	}
	return true
}

// fromFirst says whether the parenthesis at token i encloses the engine's FROM … SELECT, and is no TRIM(FROM …).
func (p *parser) fromFirst(i int) bool {
	before := p.token(i - 1)
	call := before.Kind == ast.Quoted || before.Kind == ast.Ident && !reserved[before.Value] && before.Value != "exists"
	return p.token(i+1).Is("from") && !call
}

// query reads a query: [WITH …] arms [ORDER BY …] [LIMIT …]. It returns its first block, which stands for all of it.
func (b *blocks) query(s ast.Span, in scope) (*ast.Block, error) {
	if b.depth++; b.depth > maxDepth {
		return nil, b.codeAt(s.First, sqlerr.StatementTooComplex, "queries are nested more than %d deep", maxDepth)
	}
	next, end := b.next, b.end
	defer func() { b.depth--; b.next, b.end = next, end }()
	for !s.Empty() && b.text.Tokens[s.First].Is("(") && b.match[s.First] == s.Last-1 {
		s.First++
		s.Last--
	}
	if s.Empty() {
		return nil, b.unexpectedAt(s.First)
	}
	block := &ast.Block{Parent: in.parent, Role: in.role, CTEs: in.ctes}
	b.list = append(b.list, block)
	sk := &skeleton{parser: b.parser, end: s.Last}
	if b.text.Tokens[s.First].Is("with") {
		if err := b.ctes(&s, block, sk); err != nil {
			return nil, err
		}
	}
	block.Span = s
	arms := b.arms(s)
	if len(arms) == 1 && !b.text.Tokens[s.First].Is("(") {
		if err := b.arm(s, block, sk); err != nil {
			return nil, err
		}
		return block, sk.read()
	}
	tail := b.tail(arms[len(arms)-1])
	arms[len(arms)-1].Last = tail.First
	for i, a := range arms {
		if i > 0 {
			sk.setOp(arms[i-1].Last)
		}
		if i < len(arms)-1 && !b.tail(a).Empty() {
			return nil, b.unexpectedAt(a.Last)
		}
		if err := b.setArm(a, block, sk); err != nil {
			return nil, err
		}
	}
	if !tail.Empty() {
		if err := b.rest(tail, block, sk); err != nil {
			return nil, err
		}
	}
	return block, sk.read()
}

// arms cuts a query at its set operations. The operator with its ALL, DISTINCT and BY NAME is between two spans.
func (b *blocks) arms(s ast.Span) []ast.Span {
	arms := []ast.Span{s}
	for i := s.First; i < s.Last; {
		if !b.setOp(i, s.First) {
			i = b.after(i)
			continue
		}
		arms[len(arms)-1].Last = i
		if i++; i < s.Last && (b.text.Tokens[i].Is("all") || b.text.Tokens[i].Is("distinct")) {
			i++
		}
		if i+1 < s.Last && b.text.Tokens[i].Is("by") && b.text.Tokens[i+1].Is("name") {
			i += 2
		}
		arms = append(arms, ast.Span{First: i, Last: s.Last})
	}
	return arms
}

// tail is the ORDER BY, LIMIT, … of a set operation, which stand behind its last arm.
func (b *blocks) tail(arm ast.Span) ast.Span {
	for i := arm.First; i < arm.Last; i = b.after(i) {
		switch b.clauseWord(i, arm.First) {
		case "order", "limit", "offset", "fetch", "for":
			return ast.Span{First: i, Last: arm.Last}
		}
	}
	return ast.Span{First: arm.Last, Last: arm.Last}
}

// setArm reads an arm of a set operation: a SELECT or a query in parentheses.
func (b *blocks) setArm(s ast.Span, block *ast.Block, sk *skeleton) error {
	in := scope{block, "arm", block.CTEs}
	if s.Empty() {
		return b.unexpectedAt(s.First)
	}
	if b.text.Tokens[s.First].Is("(") {
		if end := b.match[s.First] + 1; end != s.Last {
			return b.unexpectedAt(end)
		}
		sk.word("(", s.First)
		sk.word("SELECT", s.First)
		sk.leaf(leaf{}, s.First)
		sk.word(")", s.Last-1)
		_, err := b.query(s, in)
		return err
	}
	arm := &ast.Block{Parent: block, Role: in.role, CTEs: in.ctes, Span: s}
	b.list = append(b.list, arm)
	return b.arm(s, arm, sk)
}

// ctes reads WITH, leaves s as what follows it, and makes the names visible in block.
func (b *blocks) ctes(s *ast.Span, block *ast.Block, sk *skeleton) error {
	outer := block.CTEs
	b.next, b.end = s.First+1, s.Last
	sk.word("WITH", s.First)
	recursive := b.accept("recursive")
	var names []ast.CTE
	var bodies []ast.Span
	for {
		first := b.next
		name, err := b.name()
		if err != nil {
			return err
		}
		sk.leaf(leaf{}, b.next-1)
		if b.words("(") {
			b.next = b.after(b.next)
		}
		if b.words("using", "key", "(") {
			b.next = b.after(b.next + 2)
		}
		if err := b.expect("as"); err != nil {
			return err
		}
		if !b.accept("materialized") {
			b.accept("not", "materialized")
		}
		if !b.words("(") {
			return b.unexpected()
		}
		sk.word("AS", b.next)
		sk.word("(", b.next)
		sk.word("SELECT", b.next)
		sk.leaf(leaf{}, b.next)
		sk.word(")", b.next)
		bodies = append(bodies, ast.Span{First: b.next + 1, Last: b.match[b.next]})
		b.next = b.after(b.next)
		names = append(names, ast.CTE{Name: name, Span: ast.Span{First: first, Last: b.next}, Recursive: recursive})
		if !b.words(",") {
			break
		}
		sk.word(",", b.next)
		b.next++
	}
	s.First = b.next
	for !s.Empty() && b.text.Tokens[s.First].Is("(") && b.match[s.First] == s.Last-1 {
		s.First++
		s.Last--
	}
	if s.Empty() {
		return b.unexpectedAt(s.First)
	}
	block.CTEs = visible(outer, names)
	for i, body := range bodies {
		in := scope{block, "cte", block.CTEs}
		if !recursive {
			in.ctes = visible(outer, names[:i])
		}
		if _, err := b.query(body, in); err != nil {
			return err
		}
	}
	return nil
}

// visible joins two lists of names into a new one.
func visible(outer, own []ast.CTE) []ast.CTE {
	return append(outer[:len(outer):len(outer)], own...)
}

// subqueries reads the queries in parentheses inside an expression.
func (b *blocks) subqueries(s ast.Span, in scope) error {
	in.role = "subquery"
	for i := s.First; i < s.Last; i++ {
		if !b.text.Tokens[i].Is("(") || !b.queryAt(i) {
			continue
		}
		if _, err := b.query(ast.Span{First: i + 1, Last: b.match[i]}, in); err != nil {
			return err
		}
		i = b.match[i]
	}
	return nil
}
