//go:build postgres

package parser

import (
	"context"
	"errors"
	"math/rand"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// pieces are put together at random: what a scanner could read differently.
var pieces = []string{"'a'", "'it''s'", "E'\\n\\x41\\101\\u00e9'", "E'\\ud83d\\ude00'", "E'\\ud83d'", "U&'d\\0061'", "U&'d!0061' UESCAPE '!'",
	"UESCAPE E'!'", "$$x$$", "$t$ $$ $t$", "$1", "$1a", "$x", "B'01'", "X'1F'", "N'n'", "'", "\"", "\"q\"\"r\"", "\"\"", "/*", "*/", "--", "\n", " ", " ", " ",
	"1", "1.5", ".5", "1e5", "1e", "1e+", "1..2", "0x1F", "1_0", "a", "Ab", "é", "E'", "\\", "'\n'", "+", "-", "*", "/", "<", ">", "=", "~", "!", "@", "#", "%",
	"^", "&", "|", "`", "?", "::", ":=", "=>", "..", ";", "(", ")", "[", "]", ",", "U&\"d\\0061\"", "UESCAPE", "E'\\0'", "E'\\u00'", "E'\\", "$a$", "--\n"}

// lexical are the beginnings of the messages of Postgres' scanner.
var lexical = []string{"unterminated", "trailing junk", "invalid Unicode", "zero-length delimited", "UESCAPE must", "invalid byte sequence"}

// TestAgainstPostgres compares the tokenizer with the server that ASOF_POSTGRES names (go test -tags postgres): what it cannot
// scan, with message and position; how it cuts statements; the values of literals; and the names of operators.
func TestAgainstPostgres(t *testing.T) {
	ctx := context.Background()
	conn, err := pgconn.Connect(ctx, os.Getenv("ASOF_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	random := rand.New(rand.NewSource(1))
	refused, literals, operators := 0, 0, 0
	for range 100_000 {
		var b strings.Builder
		for range 1 + random.Intn(5) {
			b.WriteString(pieces[random.Intn(len(pieces))])
		}
		sql := "SELECT " + b.String()
		tokens, ours := Tokenize(sql)
		value, statements, theirs := answer(ctx, conn, sql)
		if parts, _ := Split(sql); theirs == nil && len(parts) != statements {
			t.Errorf("%q has %d statements, Postgres: %d", sql, len(parts), statements)
		}
		isLexical := false
		if theirs != nil {
			for _, l := range lexical {
				isLexical = isLexical || strings.HasPrefix(theirs.Message, l)
			}
		}
		var e *sqlerr.Error
		switch {
		case errors.As(ours, &e):
			refused++
			// The server scans as it parses, so it may find an earlier error of syntax.
			if theirs == nil || isLexical && (theirs.Message != e.Message || theirs.Code != e.Code || theirs.Position != 0 && int(theirs.Position) != e.Position) ||
				!isLexical && (theirs.Code != "42601" || int(theirs.Position) > e.Position) {
				t.Errorf("%q: %s %s at %d, Postgres: %s %s at %d", sql, e.Code, e.Message, e.Position, theirs.Code, theirs.Message, theirs.Position)
			}
		case isLexical:
			t.Errorf("%q: scanned, Postgres: %s %s at %d", sql, theirs.Code, theirs.Message, theirs.Position)
		case len(tokens) == 2 && tokens[1].Kind == ast.String && theirs == nil:
			literals++
			if value != tokens[1].Value {
				t.Errorf("%q is %q, Postgres: %q", sql, tokens[1].Value, value)
			}
		case len(tokens) == 4 && tokens[1].Kind == ast.Number && tokens[2].Kind == ast.Op && theirs != nil && theirs.Code == "42883":
			operators++
			if !strings.Contains(theirs.Message, " "+tokens[2].Value+" ") {
				t.Errorf("%q has operator %s, Postgres: %s", sql, tokens[2].Value, theirs.Message)
			}
		}
	}
	t.Logf("%d texts refused, %d literals, %d operators", refused, literals, operators)
}

// answer runs sql and returns its first value and the number of its statements.
func answer(ctx context.Context, conn *pgconn.PgConn, sql string) (string, int, *pgconn.PgError) {
	results, err := conn.Exec(ctx, sql).ReadAll()
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return "", 0, e
	}
	for _, r := range results {
		for _, row := range r.Rows {
			if len(row) > 0 {
				return string(row[0]), len(results), nil
			}
		}
	}
	return "", len(results), nil
}

// TestJoinsAgainstPostgres compares how joins nest, and where their syntax fails, with the server: it prints a view's joins
// with all their parentheses.
func TestJoinsAgainstPostgres(t *testing.T) {
	ctx := context.Background()
	conn, err := pgconn.Connect(ctx, os.Getenv("ASOF_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	const tables = "abcdefgh"
	for _, table := range tables {
		if _, err := conn.Exec(ctx, "CREATE TEMP TABLE "+string(table)+" (k int, only_"+string(table)+" int)").ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	words := []string{"JOIN", "INNER JOIN", "LEFT JOIN", "RIGHT OUTER JOIN", "FULL JOIN", "CROSS JOIN", "NATURAL LEFT JOIN", ",", "(", ")", ")",
		"ON true", "ON true", "ON true", "ON true", "ON true", "USING (k)"}
	random := rand.New(rand.NewSource(1))
	trees, refused, same := 0, 0, 0
	for range 50_000 {
		from := "a"
		for table := 1; table < len(tables) && random.Intn(20) > 0; {
			w := words[random.Intn(len(words))]
			from += " " + w
			switch w {
			case "(":
				from = strings.TrimSuffix(from, w)
				from += "JOIN ( " + tables[table:table+1]
				table++
			case ")":
			default:
				if strings.HasSuffix(w, "JOIN") || w == "," {
					from += " " + tables[table:table+1]
					table++
				}
			}
		}
		sql := "SELECT 1 AS one FROM " + from
		_, _, theirs := answer(ctx, conn, "CREATE OR REPLACE TEMP VIEW joined AS "+sql)
		ours, err := joins(sql)
		var e *sqlerr.Error
		switch {
		case errors.As(err, &e):
			refused++
			const prefix = len("CREATE OR REPLACE TEMP VIEW joined AS ")
			// Where a text has several errors the first may be found last: how joins nest is seen after brackets and commas.
			if theirs == nil || theirs.Code != "42601" || int(theirs.Position) > e.Position+prefix {
				t.Errorf("%s: %s at %d, Postgres: %v", sql, e.Message, e.Position, theirs)
			} else if int(theirs.Position) == e.Position+prefix {
				same++
			}
		case theirs != nil && theirs.Code == "42601":
			t.Errorf("%s: is %s, Postgres: %s", sql, ours, theirs.Message)
		case theirs == nil:
			trees++
			view, _, _ := answer(ctx, conn, "SELECT pg_get_viewdef('joined'::regclass)")
			if printed, err := joins(view); err != nil || printed != ours {
				t.Errorf("%s: is %s, Postgres: %s %v", sql, ours, printed, err)
			}
		}
	}
	t.Logf("%d trees, %d texts refused, %d of them at the same place", trees, refused, same)
	if trees == 0 || same*10 < refused*5 {
		t.Error("too little was compared")
	}
}

// joins shows the joins of a query's FROM clause, in parentheses.
func joins(sql string) (string, error) {
	s, err := Parse(sql)
	if err != nil {
		return "", err
	}
	q := s.(*ast.Query)
	if err := Blocks(q); err != nil {
		return "", err
	}
	var show func(f ast.FromItem) string
	show = func(f ast.FromItem) string {
		if j, ok := f.(*ast.Join); ok {
			return "(" + show(j.Left) + " " + j.Kind + " " + show(j.Right) + ")"
		}
		return f.(*ast.Relation).Name.Name
	}
	return show(q.Blocks[0].From), nil
}

// TestAliasesAgainstPostgres compares where an item's expression ends and its bare alias begins with the names that the server
// gives to columns.
func TestAliasesAgainstPostgres(t *testing.T) {
	ctx := context.Background()
	conn, err := pgconn.Connect(ctx, os.Getenv("ASOF_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	words := strings.Fields(`a b + - * ( ) 1 'x' null is not distinct from and or in between like case when then else end cast :: text over w
		interval '1' day hour timestamp with time zone at . [ 1 ] array row exists any collate "C" filter isnull notnull count similar
		to escape || ~ = $1 double precision operator current_date "q" year user value key name true`)
	random := rand.New(rand.NewSource(1))
	aliases, without := 0, 0
	for range 300_000 {
		item := words[random.Intn(len(words))]
		for range random.Intn(6) {
			item += " " + words[random.Intn(len(words))]
		}
		sql := "SELECT " + item + " FROM (VALUES (1, 'y')) t(a, b)"
		described, err := conn.Prepare(ctx, "", sql, nil)
		if err != nil || len(described.Fields) != 1 {
			continue
		}
		s, err := Parse(sql)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		q := s.(*ast.Query)
		if err := Blocks(q); err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		name, alias := described.Fields[0].Name, q.Blocks[0].Items[0].Alias.Text
		if alias == "" {
			without++
			continue
		}
		aliases++
		if alias != name {
			t.Errorf("%s: alias %s, Postgres: %s", sql, alias, name)
		}
	}
	t.Logf("%d items with an alias, %d without", aliases, without)
	if aliases == 0 {
		t.Error("nothing was compared")
	}
}
