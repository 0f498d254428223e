package gateway

import (
	"context"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/gateway/pgwire"
	"asof/planner/ast"
	"asof/planner/parser"
)

// prepareNamed is PREPARE: its statement shares the names of the protocol's Parse.
func (s *Session) prepareNamed(ctx context.Context, t *ast.Prepare) error {
	oids := make([]uint32, len(t.Types))
	for i, name := range t.Types {
		typ, ok := sqltype.Parse(name)
		if !ok {
			return sqlerr.New(sqlerr.UndefinedObject, "type %q does not exist", name).At(parser.Position(t.SQL, t.At[i]))
		}
		oids[i] = typ.OID()
	}
	st, err := s.Prepare(ctx, blank(t.SQL[:t.Offset])+t.Body, oids)
	if err != nil {
		return err
	}
	return s.client.Statements().Put(t.Name.Text, st, t.SQL)
}

// execute is EXECUTE name (arguments): the statement's own columns, its rows run with the arguments' values.
func (s *Session) execute(ctx context.Context, t *ast.Execute) (pgwire.Statement, error) {
	st, err := s.client.Statements().Get(t.Name.Text)
	if err != nil {
		return nil, err
	}
	params := st.Params()
	if len(t.Args) != len(params) {
		return nil, sqlerr.New(sqlerr.SyntaxError, "wrong number of parameters for prepared statement %q", t.Name.Text).
			WithDetail("Expected %d parameters but got %d.", len(params), len(t.Args))
	}
	return &executed{session: s, tree: t, statement: st}, nil
}

// executed is EXECUTE: its arguments are constants, read as the parameters' types; anything else is computed by a query.
type executed struct {
	session   *Session
	tree      *ast.Execute
	statement pgwire.Statement
}

func (e *executed) Params() []sqltype.Type    { return nil }
func (e *executed) Columns() []sqltype.Column { return e.statement.Columns() }
func (e *executed) Close()                    {}

func (e *executed) Bind(ctx context.Context, _ []any) (pgwire.Portal, error) {
	params := e.statement.Params()
	args := make([]any, len(params))
	for i, span := range e.tree.Args {
		v, err := e.argument(ctx, span, params[i])
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	return e.statement.Bind(ctx, args)
}

// explainExecute is EXPLAIN EXECUTE name (arguments): the plan of the prepared statement, run with the arguments by ANALYZE.
func (s *Session) explainExecute(ctx context.Context, t *ast.Explain) (pgwire.Statement, error) {
	inner, err := parser.Parse(blank(t.SQL[:t.Offset]) + t.Body)
	if err != nil {
		return nil, err
	}
	tree, ok := inner.(*ast.Execute)
	if !ok {
		return nil, nil
	}
	named, err := s.client.Statements().Get(tree.Name.Text)
	if err != nil {
		return nil, err
	}
	prepared, ok := named.(*statement)
	if !ok {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "EXPLAIN is for queries")
	}
	explain := &ast.Explain{Text: ast.Text{SQL: prepared.sql}, Analyze: t.Analyze, JSON: t.JSON, Body: prepared.sql}
	st := &statement{session: s, tree: explain, types: prepared.desc.Params}
	if err := st.plan(ctx); err != nil {
		return nil, err
	}
	if len(tree.Args) != len(st.Params()) {
		return nil, sqlerr.New(sqlerr.SyntaxError, "wrong number of parameters for prepared statement %q", tree.Name.Text)
	}
	return &executed{session: s, tree: tree, statement: st}, nil
}

// createAsExecute is CREATE TABLE … AS EXECUTE name (arguments); nil for any other statement.
func (s *Session) createAsExecute(ctx context.Context, t *ast.Query) (pgwire.Statement, error) {
	at := -1
	for i := 1; i < len(t.Tokens) && at < 0; i++ {
		if t.Tokens[i].Is("execute") && t.Tokens[i-1].Is("as") {
			at = t.Tokens[i].Pos
		}
	}
	if at < 0 {
		return nil, nil
	}
	inner, err := parser.Parse(blank(t.SQL[:at]) + t.SQL[at:])
	if err != nil {
		return nil, err
	}
	tree := inner.(*ast.Execute)
	named, err := s.client.Statements().Get(tree.Name.Text)
	if err != nil {
		return nil, err
	}
	prepared, ok := named.(*statement)
	if !ok || prepared.desc.Columns == nil {
		return nil, sqlerr.New(sqlerr.WrongObjectType, "prepared statement is not a SELECT")
	}
	sql := t.SQL[:at] + prepared.sql
	create, err := parser.Parse(sql)
	if err != nil {
		return nil, err
	}
	st := &statement{session: s, sql: sql, tree: create, types: prepared.desc.Params}
	if err := st.plan(ctx); err != nil {
		return nil, err
	}
	return &executed{session: s, tree: tree, statement: st}, nil
}

// argument evaluates one argument.
func (e *executed) argument(ctx context.Context, span ast.Span, t sqltype.Type) (any, error) {
	toks := e.tree.Tokens[span.First:span.Last]
	if len(toks) == 1 {
		switch {
		case toks[0].Is("null"):
			return nil, nil
		case toks[0].Kind == ast.String, toks[0].Kind == ast.Number, toks[0].Is("true"), toks[0].Is("false"):
			v, err := sqltype.ParseText(t, toks[0].Value, e.session.Format())
			if err != nil {
				at := *sqlerr.From(err)
				return nil, at.At(parser.Position(e.tree.SQL, toks[0].Pos))
			}
			return v, nil
		}
	}
	q, err := e.session.Prepare(ctx, "SELECT CAST(("+e.tree.Of(span)+") AS "+t.String()+")", nil)
	if err != nil {
		return nil, err
	}
	p, err := q.Bind(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	r, err := p.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	row, err := r.Next(ctx)
	if err != nil {
		return nil, err
	}
	return row[0], nil
}

// deallocate is DEALLOCATE name and DEALLOCATE ALL.
func (s *Session) deallocate(t *ast.Deallocate) pgwire.Statement {
	if t.All {
		return s.do(t, "DEALLOCATE ALL", func(context.Context) error { s.client.Statements().DeleteAll(); return nil })
	}
	return s.do(t, "DEALLOCATE", func(context.Context) error { return s.client.Statements().Delete(t.Name.Text) })
}

// FirstParameter is the first $n of the text and its place, in characters from 0; "" without one.
func (st *statement) FirstParameter() (name string, pos int) {
	tokens, _ := parser.Tokenize(st.sql) // it was parsed before
	for _, t := range tokens {
		if t.Kind == ast.Param {
			return "$" + t.Value, parser.Position(st.sql, t.Pos)
		}
	}
	return "", 0
}
