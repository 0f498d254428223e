package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// Parse parses one statement; a semicolon may follow it. Definitions and session statements are parsed whole; everything else is
// an *ast.Query with Text, Verb and, for COPY, Copy filled, whose Blocks are left to Blocks. Text without a token is *ast.Empty.
// Errors: those of Tokenize; 42601 for a second statement and for what the grammar does not know; 42602 for an @ in a name that
// is being defined. Statements that this version leaves out are *ast.Unsupported and no error.
func Parse(sql string) (ast.Statement, error) {
	tokens, err := Tokenize(sql)
	if err != nil {
		return nil, err
	}
	for n := len(tokens); n > 0 && tokens[n-1].Is(";"); n-- {
		tokens = tokens[:n-1]
	}
	p := &parser{text: ast.Text{SQL: sql, Tokens: tokens}, end: len(tokens)}
	for i, t := range tokens {
		if t.Is(";") {
			if i == 0 {
				return nil, p.unexpectedAt(0)
			}
			return nil, p.errorAt(i+1, "cannot insert multiple commands into a prepared statement")
		}
	}
	if len(tokens) == 0 {
		return &ast.Empty{Text: p.text}, nil
	}
	if err := p.deep(); err != nil {
		return nil, err
	}
	s, err := p.statement()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// maxNesting is how deep parentheses may stand in each other: some passes take a time that grows with its square.
const maxNesting = 5000

// deep refuses a text that is nested beyond that, as Postgres does when its stack is full.
func (p *parser) deep() error {
	depth := 0
	for i, t := range p.text.Tokens {
		switch {
		case t.Is("(") || t.Is("["):
			depth++
		case t.Is(")") || t.Is("]"):
			depth--
		}
		if depth > maxNesting {
			err := sqlerr.New(sqlerr.StatementTooComplex, "stack depth limit exceeded").WithHint("Parentheses may stand %d deep in each other.", maxNesting)
			return err.At(Position(p.text.SQL, p.text.Tokens[i].Pos))
		}
	}
	return nil
}

// statement parses the whole of the text by its first words.
func (p *parser) statement() (ast.Statement, error) {
	if s := p.unsupported(); s != nil {
		return s, nil
	}
	if s, err := p.ofSession(); s != nil || err != nil {
		return s, err
	}
	if s, err := p.ofObjects(); s != nil || err != nil {
		return s, err
	}
	switch p.peek(0).Value {
	case "refresh":
		if !p.words("refresh", "training") {
			return p.refresh()
		}
		return p.trainingSet()
	case "run":
		return p.runTests()
	case "verify", "diff":
		return p.trainingSet()
	case "show":
		if p.words("show", "create") {
			return p.showCreate()
		}
		return p.show()
	case "set":
		return p.set()
	case "reset":
		return p.reset()
	case "begin", "start", "commit", "end", "rollback", "abort":
		return p.transaction()
	case "prepare":
		return p.prepare()
	case "execute":
		return p.execute()
	case "deallocate":
		return p.deallocate()
	case "discard":
		return p.discard()
	case "explain":
		return p.explain()
	case "copy":
		return p.copy()
	}
	if s, err := p.selectInto(); s != nil || err != nil {
		return s, err
	}
	q := &ast.Query{Text: p.text}
	for _, t := range p.text.Tokens {
		if t.Kind == ast.Ident {
			q.Verb = t.Value
		}
		if !t.Is("(") {
			break
		}
	}
	return q, nil
}

// ofObjects parses the statements that make, change and drop things; nil for those that are the engine's.
func (p *parser) ofObjects() (ast.Statement, error) {
	switch p.peek(0).Value {
	case "create":
		switch {
		case p.definition(1), p.words("create", "or", "replace") && p.definition(3):
			return p.create()
		case p.roleWord(1):
			return p.createRole()
		}
		if s, err := p.tempTable(); s != nil || err != nil {
			return s, err
		}
		p.next = 0
		return p.createIndex()
	case "drop":
		switch {
		case p.words("drop", "table"):
			return p.tables()
		case p.definition(1):
			return p.drop()
		case p.roleWord(1):
			return p.dropRole()
		case p.words("drop", "owned"):
			return p.owned()
		}
	case "alter":
		switch {
		case p.definition(1):
			return p.alter()
		case p.roleWord(1):
			return p.alterRole()
		case p.words("alter", "table"):
			return p.alterTable()
		}
	case "truncate":
		return p.tables()
	case "grant", "revoke":
		return p.grant()
	case "reassign":
		return p.owned()
	case "comment":
		if p.words("comment", "on") && (p.definition(2) || p.words("comment", "on", "column") || p.words("comment", "on", "role")) {
			return p.comment()
		}
	}
	return nil, nil
}

// ofSession parses the statements about cursors, savepoints and channels, and refuses those about procedures; nil for others.
func (p *parser) ofSession() (ast.Statement, error) {
	switch p.peek(0).Value {
	case "listen", "unlisten", "notify":
		return p.listen()
	case "declare":
		return p.declare()
	case "fetch", "move":
		return p.fetch()
	case "close":
		return p.closeCursor()
	case "savepoint", "release":
		return p.savepoint()
	case "lock":
		return p.lock()
	case "vacuum", "analyze", "analyse":
		return p.vacuum()
	case "do", "call", "checkpoint":
		return p.maintenance()
	}
	return nil, nil
}

// definition says whether the word at offset n begins the name of a kind of object of ours.
func (p *parser) definition(n int) bool {
	t := p.peek(n)
	return t.Is("source") || t.Is("entity") || t.Is("feature") || t.Is("training") && p.peek(n+1).Is("set")
}

// object takes SOURCE, ENTITY, FEATURE VIEW, FEATURE SERVICE, FEATURE TEST or TRAINING SET.
func (p *parser) object() (ast.Object, error) {
	switch {
	case p.accept("source"):
		return ast.ObjectSource, nil
	case p.accept("entity"):
		return ast.ObjectEntity, nil
	case p.accept("feature", "view"):
		return ast.ObjectView, nil
	case p.accept("feature", "service"):
		return ast.ObjectService, nil
	case p.accept("feature", "test"):
		return ast.ObjectTest, nil
	case p.accept("training", "set"):
		return ast.ObjectSet, nil
	}
	p.accept("feature")
	return "", p.unexpected()
}
