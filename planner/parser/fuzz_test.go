package parser

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

var seeds = []string{
	``, `;`, `select 1; select 2`, `SELECT 'it''s', E'\u00e9\n', U&'d\0061t\+000061' UESCAPE '!', $tag$ x $$ y $tag$, $1::text[]`,
	"select 'a'\n -- x\n 'b', 1..2, .5e-3, a*-1, /* a /* b */ c */ x@-y",
	`CREATE SOURCE f FROM PARQUET 'f/*.parquet' WITH (event_time = t, tie_break = id)`,
	`CREATE FEATURE VIEW v ENTITY e WITH (ttl = '2 days') AS SELECT k, count(*) OVER w AS n, sum(x) FILTER (WHERE x > 1) OVER (RANGE INTERVAL '7 days' PRECEDING) FROM f WHERE d > 0 WINDOW w AS (PARTITION BY k ORDER BY t ROWS BETWEEN 3 PRECEDING AND CURRENT ROW EXCLUDE TIES)`,
	`SELECT l.*, d.a FROM labels l LEFT JOIN v AS OF l.ts STRICT WITHIN INTERVAL '1 day' KNOWN AS OF $1 AS d USING (k), lateral (select 1) x`,
	`WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT n + 1 FROM a), b(x) AS (TABLE a) (SELECT * FROM a) UNION SELECT * FROM b ORDER BY 1 LIMIT 3`,
	`SELECT * FROM ((a JOIN b ON x) CROSS JOIN (c NATURAL JOIN d)) ASOF JOIN v MATCH_CONDITION (a.t >= v.t) ON a.k = v.k`,
	`COPY (SELECT CASE WHEN a THEN b END c FROM 'x.parquet') TO 'y' (FORMAT parquet)`,
	`SELECT * EXCLUDE (a), [x for x in y], {'a': 1} FROM t AS OF '2020' WHERE a IN (SELECT b FROM v@2) QUALIFY row_number() OVER () = 1`,
	`INSERT INTO t VALUES (1, (SELECT 2)) ON CONFLICT DO NOTHING`, `SET TIME ZONE INTERVAL '1' HOUR TO MINUTE`,
	`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE x(1, 'a')`, `SELECT (((((SELECT 1)))))`, `FROM x SELECT y`, "\xff", "\x00", `select {)`,
}

func seed(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
}

// checkError fails unless err is a SQL error that points into the text.
func checkError(t *testing.T, sql string, err error) {
	t.Helper()
	var e *sqlerr.Error
	if !errors.As(err, &e) {
		t.Fatalf("not an sqlerr.Error: %v", err)
	}
	if e.Code == sqlerr.Internal || e.Position < 1 || e.Position > utf8.RuneCountInString(sql)+1 {
		t.Fatalf("%v at %d", e, e.Position)
	}
}

// FuzzTokenize: tokens are in order and inside the text, gaps hold only space and comments, and Split's parts are slices.
func FuzzTokenize(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, sql string) {
		tokens, err := Tokenize(sql)
		if err != nil {
			checkError(t, sql, err)
			return
		}
		end := 0
		for i, token := range tokens {
			if token.Pos < end || token.End <= token.Pos || token.End > len(sql) || token.Kind == 0 {
				t.Fatalf("token %d: %+v", i, token)
			}
			if gap := sql[end:token.Pos]; !blank(gap) {
				t.Fatalf("the gap before token %d holds %q", i, gap)
			}
			end = token.End
		}
		if !blank(sql[end:]) {
			t.Fatalf("the text ends in %q", sql[end:])
		}
		parts, err := Split(sql)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			if sql[p.Offset:p.Offset+len(p.SQL)] != p.SQL || p.SQL == "" {
				t.Fatalf("part %+v", p)
			}
		}
	})
}

// blank is an independent check that s is space and comments.
func blank(s string) bool {
	for s != "" {
		switch {
		case strings.ContainsRune(" \t\n\r\f", rune(s[0])):
			s = s[1:]
		case strings.HasPrefix(s, "--"):
			n := strings.IndexAny(s, "\n\r")
			if n < 0 {
				return true
			}
			s = s[n:]
		case strings.HasPrefix(s, "/*"):
			depth := 0
			for {
				open, close := strings.Index(s, "/*"), strings.Index(s, "*/")
				if close < 0 {
					return false
				}
				if open >= 0 && open < close {
					depth++
					s = s[open+2:]
				} else {
					depth--
					s = s[close+2:]
				}
				if depth == 0 {
					break
				}
			}
		default:
			return false
		}
	}
	return true
}

// FuzzParse: never a panic, every error is a SQL error with a position in the text, and the text is kept as it is.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, sql string) {
		s, err := Parse(sql)
		if err != nil {
			checkError(t, sql, err)
			return
		}
		if u, ok := s.(*ast.Unsupported); ok {
			checkError(t, sql, u.Err)
		}
		tokens, _ := Tokenize(sql)
		dump(&ast.Text{SQL: sql, Tokens: tokens}, s)
	})
}

// FuzzBlocks: never a panic; blocks come after their parents and lie inside them, relations inside their blocks.
func FuzzBlocks(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, sql string) {
		s, err := Parse(sql)
		q, ok := s.(*ast.Query)
		if err != nil || !ok {
			return
		}
		if err := Blocks(q); err != nil {
			checkError(t, sql, err)
			return
		}
		if q.SQL != sql {
			t.Fatal("the text was altered")
		}
		seen := map[*ast.Block]bool{}
		for _, b := range q.Blocks {
			if b.Parent != nil && !seen[b.Parent] {
				t.Fatal("a block before its parent")
			}
			seen[b] = true
			if b.From != nil {
				checkFrom(t, q, b.From, b.FromSpan)
			}
		}
	})
}

func checkFrom(t *testing.T, q *ast.Query, f ast.FromItem, in ast.Span) {
	t.Helper()
	s := itemSpan(f)
	if s.First < in.First || s.Last > in.Last || s.Empty() {
		t.Fatalf("«%s» is not inside «%s»", q.Of(s), q.Of(in))
	}
	if j, ok := f.(*ast.Join); ok {
		checkFrom(t, q, j.Left, s)
		checkFrom(t, q, j.Right, s)
	}
}
