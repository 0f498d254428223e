package main_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"asof/planner/parser"
)

// Every example of the documentation runs as it is written. A page is one session with a server of its own, over the flights
// and a small CSV file. A block that must fail says with which SQLSTATE: ```sql error=0A000
func TestDocumentationExamples(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	statements, err := filepath.Glob(filepath.Join("..", "..", "docs", "sql", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, statements...)
	ran := 0
	for _, page := range append(pages, filepath.Join("..", "..", "README.md")) {
		blocks := sqlBlocks(t, page)
		if len(blocks) == 0 {
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			data := flightData(t)
			if err := os.WriteFile(filepath.Join(data, "files", "payments.csv"), []byte("user_id,amount,paid_at\n7,12.50,2001-03-01 12:00:00+00\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			conn := startServer(t, data).connect(t)
			for _, b := range blocks {
				b.run(t, conn, page)
				ran++
			}
		})
	}
	if ran == 0 {
		t.Error("the documentation has no examples")
	}
}

// The index of the statements names every page of them.
func TestStatementsAreListed(t *testing.T) {
	folder := filepath.Join("..", "..", "docs", "sql")
	index, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if name := page.Name(); name != "README.md" && !strings.Contains(string(index), "]("+name+")") {
			t.Errorf("docs/sql/README.md does not name %s", name)
		}
	}
}

// docs/dependencies.md and go.mod name the same modules.
func TestDependenciesAreDocumented(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	required := map[string]bool{}
	for _, line := range strings.Split(string(mod), "\n") {
		if words := strings.Fields(line); len(words) == 2 && strings.HasPrefix(line, "\t") && strings.HasPrefix(words[1], "v") {
			required[words[0]] = true
		}
	}
	if len(required) == 0 {
		t.Fatal("go.mod has no direct requirements")
	}
	for _, line := range strings.Split(string(page), "\n") {
		name, ok := strings.CutPrefix(line, "| `")
		if !ok {
			continue
		}
		name, _, _ = strings.Cut(name, "`")
		if !required[name] {
			t.Errorf("docs/dependencies.md has %s, go.mod does not require it", name)
		}
		delete(required, name)
	}
	for name := range required {
		t.Errorf("go.mod requires %s, docs/dependencies.md does not say why", name)
	}
}

// sqlBlock is a fenced block of a page.
type sqlBlock struct {
	line int    // of its first statement
	code string // the SQLSTATE that it must give, or empty
	text string
}

// sqlBlocks finds the fenced blocks whose language is sql.
func sqlBlocks(t *testing.T, page string) []sqlBlock {
	t.Helper()
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []sqlBlock
	var current *sqlBlock
	for i, line := range strings.Split(string(content), "\n") {
		switch {
		case current != nil && line == "```":
			blocks = append(blocks, *current)
			current = nil
		case current != nil:
			current.text += line + "\n"
		case strings.HasPrefix(line, "```sql"):
			current = &sqlBlock{line: i + 2}
			for _, word := range strings.Fields(line)[1:] {
				code, ok := strings.CutPrefix(word, "error=")
				if !ok {
					t.Fatalf("%s:%d: %s means nothing", page, i+1, word)
				}
				current.code = code
			}
		}
	}
	if current != nil {
		t.Fatalf("%s:%d: a block without an end", page, current.line)
	}
	return blocks
}

// run sends a block's statements one by one, as psql would.
func (b sqlBlock) run(t *testing.T, conn *pgx.Conn, page string) {
	t.Helper()
	parts, err := parser.Split(b.text)
	if err != nil {
		t.Fatalf("%s:%d: %v", page, b.line, err)
	}
	if b.code != "" && len(parts) != 1 {
		t.Fatalf("%s:%d: a block that must fail has %d statements", page, b.line, len(parts))
	}
	for _, p := range parts {
		where := fmt.Sprintf("%s:%d: %s", page, b.line+strings.Count(b.text[:p.Offset], "\n"), strings.TrimSpace(p.SQL))
		_, err := conn.Exec(context.Background(), p.SQL)
		if b.code != "" {
			t.Log(where)
			wantCode(t, err, b.code)
		} else if err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
}
