package parser

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	tidb "github.com/pingcap/tidb/pkg/parser"
	tidbast "github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/mysql"
	_ "github.com/pingcap/tidb/pkg/parser/test_driver" // the values of literals

	"asof/planner/ast"
)

// skeleton is one query as the TiDB parser is shown it (R34). Every expression and every FROM item is a placeholder, x0, x1, …,
// so that no word of the client's reaches that parser; queries in parentheses are placeholders too, with skeletons of their own.
// Every join is written LEFT JOIN … ON, for that is how joins of all kinds nest in Postgres. Each word has a line of its own, so
// that the line of a syntax error names the client's token.
type skeleton struct {
	*parser
	end    int // the token behind the query
	sql    strings.Builder
	tokens []int // the client's token of each line
	leaves []leaf
	parens map[int]bool // the tokens that open a parenthesised join
}

// leaf is what a placeholder stands for.
type leaf struct {
	block    *ast.Block    // the block whose select list begins here
	relation *ast.Relation // a FROM item
	join     *ast.Join     // what joined this FROM item, or the parenthesis that it begins, to those before
	on       ast.Span      // the condition of a join
	using    []ast.Name
	last     int // behind the condition
}

// word writes one word for the client's token.
func (s *skeleton) word(w string, token int) {
	s.sql.WriteString(w)
	s.sql.WriteByte('\n')
	s.tokens = append(s.tokens, token)
}

// leaf writes a placeholder.
func (s *skeleton) leaf(l leaf, token int) {
	s.word("x"+strconv.Itoa(len(s.leaves)), token)
	s.leaves = append(s.leaves, l)
}

// clause writes a clause of one expression.
func (s *skeleton) clause(c clause, words ...string) {
	for _, w := range words {
		s.word(w, c.First)
	}
	s.leaf(leaf{}, c.args.First)
}

// exprs writes a clause of a list of expressions.
func (s *skeleton) exprs(c clause, words ...string) error {
	spans, err := s.split(c.args)
	if err != nil {
		return err
	}
	s.clause(c, words...)
	for _, e := range spans[1:] {
		s.word(",", e.First)
		s.leaf(leaf{}, e.First)
	}
	return nil
}

// setOp writes the set operator at token i. Which of its kinds it is changes nothing in how arms are told apart.
func (s *skeleton) setOp(i int) { s.word(strings.ToUpper(s.text.Tokens[i].Value), i) }

// parsers keeps TiDB parsers, which are large and not for concurrent use.
var parsers = sync.Pool{New: func() any {
	p := tidb.New()
	p.SetSQLMode(mysql.ModeANSIQuotes | mysql.ModePipesAsConcat | mysql.ModeIgnoreSpace | mysql.ModeNoBackslashEscapes)
	return p
}}

// read parses the skeleton and fills in the FROM trees of its blocks.
func (s *skeleton) read() error {
	p := parsers.Get().(*tidb.Parser)
	defer parsers.Put(p)
	s.word(";", s.end)
	statements, _, err := p.ParseSQL(s.sql.String())
	if err != nil {
		return s.syntaxError(err)
	}
	for _, statement := range statements {
		statement.Accept(s)
	}
	return nil
}

// syntaxError puts the TiDB parser's error to the client's token. That parser tells in its message alone how far it has read: to
// the offending word, or behind the line break that follows it.
func (s *skeleton) syntaxError(err error) error {
	var line, column int
	if _, scan := fmt.Sscanf(err.Error(), "line %d column %d", &line, &column); scan != nil {
		return fmt.Errorf("skeleton of a query: %w", err)
	}
	if column == 1 {
		line--
	}
	if line < 1 || line > len(s.tokens) {
		return fmt.Errorf("skeleton of a query: %w", err)
	}
	return s.unexpectedAt(s.tokens[line-1])
}

// Enter implements the TiDB parser's visitor.
func (s *skeleton) Enter(n tidbast.Node) (tidbast.Node, bool) {
	sel, ok := n.(*tidbast.SelectStmt)
	if !ok || sel.From == nil {
		return n, false
	}
	block := s.placeholder(sel.Fields.Fields[0].Expr.(*tidbast.ColumnNameExpr).Name.Name.O).block
	block.From = s.fromItem(sel.From.TableRefs)
	return n, false
}

// Leave implements the TiDB parser's visitor.
func (s *skeleton) Leave(n tidbast.Node) (tidbast.Node, bool) { return n, true }

// placeholder returns the leaf of a placeholder.
func (s *skeleton) placeholder(name string) *leaf {
	i, err := strconv.Atoi(strings.TrimPrefix(name, "x"))
	if err != nil {
		panic("parser: a name that is no placeholder: " + name)
	}
	return &s.leaves[i]
}

// fromItem turns a FROM tree of placeholders into one of the client's relations.
func (s *skeleton) fromItem(n tidbast.ResultSetNode) ast.FromItem {
	join, ok := n.(*tidbast.Join)
	if !ok {
		return s.leafOf(n).relation
	}
	left := s.fromItem(join.Left)
	if join.Right == nil {
		return left
	}
	right := s.fromItem(join.Right)
	// The words that join two items stand before the right one, whose first relation keeps them.
	j := s.firstLeaf(join.Right).join
	j.Left, j.Right = left, right
	j.Span = ast.Span{First: itemSpan(left).First, Last: itemSpan(right).Last}
	if join.On != nil {
		on := s.placeholder(join.On.Expr.(*tidbast.ColumnNameExpr).Name.Name.O)
		j.On, j.Using = on.on, on.using
		j.Span.Last = max(j.Span.Last, on.last)
	}
	if r, ok := right.(*ast.Relation); ok {
		j.Lateral = r.Lateral
	}
	for s.parens[j.Span.First-1] && s.match[j.Span.First-1] == j.Span.Last {
		j.Span.First--
		j.Span.Last++
	}
	return j
}

func (s *skeleton) leafOf(n tidbast.ResultSetNode) *leaf {
	return s.placeholder(n.(*tidbast.TableSource).Source.(*tidbast.TableName).Name.O)
}

func (s *skeleton) firstLeaf(n tidbast.ResultSetNode) *leaf {
	for {
		join, ok := n.(*tidbast.Join)
		if !ok {
			return s.leafOf(n)
		}
		n = join.Left
	}
}

func itemSpan(f ast.FromItem) ast.Span {
	if j, ok := f.(*ast.Join); ok {
		return j.Span
	}
	return f.(*ast.Relation).Span
}
