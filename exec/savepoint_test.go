package exec

import (
	"strings"
	"testing"

	"asof/planner/plan"
)

// What is made again after ROLLBACK TO gives the same the second time, and nothing else is made again.
func TestRepeatable(t *testing.T) {
	for text, want := range map[string]bool{
		"INSERT INTO t VALUES (1, 'it''s from (select)', NULL), (-2.5, $1, true)": true,
		"INSERT INTO t (a, b) VALUES ($1, $2)":                                    true,
		"INSERT INTO t VALUES (random())":                                         false,
		"INSERT INTO t VALUES (now ())":                                           false,
		"INSERT INTO t VALUES (current_timestamp)":                                false,
		"INSERT INTO t VALUES ((SELECT 1))":                                       false,
		"INSERT INTO t VALUES (DEFAULT)":                                          false,
		"INSERT INTO t SELECT 1":                                                  false,
		"CREATE TEMP TABLE t (a int PRIMARY KEY, b text)":                         true,
		"CREATE TEMP TABLE t AS SELECT 1 AS a":                                    false,
		"CREATE TEMP TABLE t (a float8 DEFAULT random())":                         false,
		"UPDATE t SET a = a + 1 WHERE b = 'x'":                                    true,
		"UPDATE t SET a = random()":                                               false,
		"UPDATE t SET a = u.a FROM u":                                             false,
		"DELETE FROM t WHERE a > 5":                                               true,
		"DELETE FROM t USING u":                                                   false,
		"DELETE FROM t WHERE a IN (SELECT a FROM u)":                              false,
		"DROP TABLE t":      true,
		"TRUNCATE t":        true,
		"COPY t FROM STDIN": false,
		"WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x": false,
	} {
		verb, _, _ := strings.Cut(strings.ToLower(text), " ")
		q := &plan.Query{SQL: text, Verb: verb, Pieces: []plan.Piece{plan.Text(text)}}
		if got := repeatable(q); got != want {
			t.Errorf("%s: %v", text, got)
		}
		if !changes(q) {
			t.Errorf("%s changes nothing", text)
		}
	}
	for _, text := range []string{"SELECT 1", "WITH x AS (SELECT 1) SELECT * FROM x", "EXPLAIN SELECT 1"} {
		verb, _, _ := strings.Cut(strings.ToLower(text), " ")
		if changes(&plan.Query{SQL: text, Verb: verb}) {
			t.Errorf("%s is taken for a change", text)
		}
	}
}
