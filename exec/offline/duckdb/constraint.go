package duckdb

import (
	"fmt"
	"regexp"
	"strings"

	"asof/catalog/sqlerr"
)

var (
	notNull      = regexp.MustCompile(`^NOT NULL constraint failed: (.*)\.([^.]*)$`)
	checkFailed  = regexp.MustCompile(`(?s)^CHECK constraint failed on table (.*) with expression CHECK\((.*)\)$`)
	tooLong      = regexp.MustCompile(`^\((\d+) >= length\((rtrim\()?`)
	duplicateKey = regexp.MustCompile(`(?s)^Duplicate key "(.*)" violates (primary key|unique) constraint`)
	duplicate    = regexp.MustCompile(`(?s)^PRIMARY KEY or UNIQUE constraint violation: duplicate key "(.*)"`)
)

// constraint words the error of a constraint as Postgres does, as far as the engine tells what it is about. sql is the statement.
func (r *report) constraint(err *sqlerr.Error, sql string) {
	if r.Type != "Constraint" {
		return
	}
	msg := r.Message
	if m := notNull.FindStringSubmatch(msg); m != nil {
		err.Message = fmt.Sprintf("null value in column %q of relation %q violates not-null constraint", m[2], m[1])
		return
	}
	if m := checkFailed.FindStringSubmatch(msg); m != nil {
		// A CHECK written this way round stands for the length of a column (the parser put it there).
		if l := tooLong.FindStringSubmatch(m[2]); l != nil {
			typ := "character varying"
			if l[2] != "" {
				typ = "character"
			}
			err.Code, err.Message = sqlerr.StringTooLong, fmt.Sprintf("value too long for type %s(%s)", typ, l[1])
			return
		}
		err.Message = fmt.Sprintf("new row for relation %q violates check constraint", m[1])
		err.Detail = "The constraint is CHECK " + m[2] + "."
		return
	}
	table := target(sql)
	if m := duplicateKey.FindStringSubmatch(msg); m != nil {
		columns, values := keyParts(m[1])
		name := table + "_pkey"
		if m[2] == "unique" {
			name = table + "_" + strings.Join(columns, "_") + "_key"
		}
		err.Message = "duplicate key value violates unique constraint"
		if table != "" {
			err.Message += fmt.Sprintf(" %q", name)
		}
		err.Detail = fmt.Sprintf("Key (%s)=(%s) already exists.", strings.Join(columns, ", "), strings.Join(values, ", "))
		return
	}
	if m := duplicate.FindStringSubmatch(msg); m != nil {
		err.Message = "duplicate key value violates unique constraint"
		if table != "" {
			err.Message += fmt.Sprintf(" of relation %q", table)
		}
		err.Detail = fmt.Sprintf("Key (%s) already exists.", m[1])
	}
}

// keyParts takes "a: 1, b: x" apart. A value with such a text in it cannot be told from two.
func keyParts(key string) (columns, values []string) {
	for _, part := range strings.Split(key, ", ") {
		column, value, ok := strings.Cut(part, ": ")
		if !ok && len(values) > 0 {
			values[len(values)-1] += ", " + part
			continue
		}
		columns, values = append(columns, column), append(values, value)
	}
	return columns, values
}

// target is the table that a statement writes to, "" if it is not plain to see.
func target(sql string) string {
	toks := tokens(sql)
	for i := 0; i+1 < len(toks); i++ {
		if !toks[i].is("into") && !(i == 0 && toks[i].is("update")) {
			continue
		}
		name := toks[i+1]
		if i+3 < len(toks) && toks[i+2].is(".") {
			name = toks[i+3]
		}
		return name.name()
	}
	return ""
}
