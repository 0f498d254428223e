package parser

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// TestGolden runs the files of testdata. Commands: tokens, split, parse, blocks, and kinds, which reads
// a text of several statements and shows what each is.
func TestGolden(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			out, err := golden(d.Cmd, d.Input)
			if err != nil {
				return showError(t, d.Input, err)
			}
			return out
		})
	})
}

func golden(command, sql string) (string, error) {
	switch command {
	case "tokens":
		tokens, err := Tokenize(sql)
		var b strings.Builder
		for _, t := range tokens {
			fmt.Fprintf(&b, "%s %q", kinds[t.Kind], sql[t.Pos:t.End])
			if t.Value != sql[t.Pos:t.End] {
				fmt.Fprintf(&b, " = %q", t.Value)
			}
			b.WriteByte('\n')
		}
		return b.String(), err
	case "split":
		parts, err := Split(sql)
		var b strings.Builder
		for _, p := range parts {
			fmt.Fprintf(&b, "%d: %q\n", p.Offset, p.SQL)
		}
		return b.String(), err
	case "kinds":
		parts, err := Split(sql)
		if err != nil {
			return "", err
		}
		var b strings.Builder
		for _, p := range parts {
			kind, err := kindOf(p.SQL)
			if err != nil {
				return "", fmt.Errorf("%s: %w", p.SQL, err)
			}
			fmt.Fprintf(&b, "%s: %s\n", kind, strings.Join(strings.Fields(p.SQL), " "))
		}
		return b.String(), nil
	case "parse", "blocks":
		s, err := Parse(sql)
		if err != nil {
			return "", err
		}
		if u, ok := s.(*ast.Unsupported); ok {
			return "", u.Err
		}
		q, ok := s.(*ast.Query)
		if !ok || command == "parse" {
			tokens, _ := Tokenize(sql)
			return dump(&ast.Text{SQL: sql, Tokens: tokens}, s), nil
		}
		if err := Blocks(q); err != nil {
			return "", err
		}
		var b strings.Builder
		for _, block := range q.Blocks {
			shown := *block
			shown.Parent = nil
			b.WriteString(dump(&q.Text, &shown))
			if block.Parent != nil {
				fmt.Fprintf(&b, "  in «%s»\n", strings.ReplaceAll(q.Of(block.Parent.Span), "\n", "⏎"))
			}
		}
		return b.String(), nil
	}
	return "", fmt.Errorf("no such command: %s", command)
}

// kindOf names a statement's node; of a query, the relations it reads besides.
func kindOf(sql string) (string, error) {
	s, err := Parse(sql)
	if err != nil {
		return "", err
	}
	kind := strings.TrimPrefix(fmt.Sprintf("%T", s), "*ast.")
	q, ok := s.(*ast.Query)
	if !ok {
		return kind, nil
	}
	if err := Blocks(q); err != nil {
		return "", err
	}
	var relations []string
	var visit func(f ast.FromItem)
	visit = func(f ast.FromItem) {
		switch f := f.(type) {
		case *ast.Join:
			visit(f.Left)
			visit(f.Right)
		case *ast.Relation:
			r := q.Of(f.Ref)
			if f.AsOf != nil {
				r += " as of " + q.Of(f.AsOf.Time)
			}
			relations = append(relations, r)
		}
	}
	for _, b := range q.Blocks {
		visit(b.From)
	}
	return kind + " of " + strings.Join(relations, ", "), nil
}

var kinds = map[ast.TokenKind]string{ast.Ident: "ident", ast.Quoted: "quoted", ast.String: "string", ast.BitString: "bits",
	ast.Number: "number", ast.Param: "param", ast.Op: "op"}

// showError prints an error with a caret below the character that it points at.
func showError(t *testing.T, sql string, err error) string {
	t.Helper()
	var e *sqlerr.Error
	if !errors.As(err, &e) {
		t.Fatalf("not an sqlerr.Error: %v", err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", e.Code, e.Message)
	if e.Hint != "" {
		fmt.Fprintf(&b, "hint: %s\n", e.Hint)
	}
	runes := []rune(sql + " ")
	if e.Position < 1 || e.Position > len(runes) {
		t.Fatalf("position %d is not in the text: %v", e.Position, err)
	}
	first, last := e.Position-1, e.Position-1
	for first > 0 && runes[first-1] != '\n' {
		first--
	}
	for last < len(runes) && runes[last] != '\n' {
		last++
	}
	fmt.Fprintf(&b, "| %s\n| %s^\n", strings.TrimRight(string(runes[first:last]), " "), strings.Repeat(" ", e.Position-1-first))
	return b.String()
}

func TestDepthOfParentheses(t *testing.T) {
	nested := func(n int) string { return "SELECT " + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) }
	if _, err := Parse(nested(maxNesting)); err != nil {
		t.Error(err)
	}
	if _, err := Parse(nested(maxNesting + 1)); sqlerr.Code(err) != sqlerr.StatementTooComplex {
		t.Errorf("got %v", err)
	}
}
