package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A corpus is the statements of one client: testdata/statements/CLIENT.sql. A statement begins with a line
//
//	--- NUMBER what the client did
//
// then come its parameters, one a line, and its text. Names in braces stand for the OIDs that each server gives:
//
//	--$ 'value'            or --$ NULL, as text; its type is left to the server, or
//	--$ oid 'value'        declared
//	{oid:public.flights}   a relation; also {type:…}, {schema:…}, {role:…}, {database:…}, {server:…}, {wrapper:…}, {constraint:…}, {rule:…}
type corpus struct {
	client     string
	statements []statement
}

type statement struct {
	id, action string
	text       string
	params     []*string // nil: NULL
	types      []uint32  // 0: not declared
}

// readCorpora reads all corpora by name.
func readCorpora(t testing.TB) []corpus {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "statements", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	var out []corpus
	for _, file := range files {
		client := strings.TrimSuffix(filepath.Base(file), ".sql")
		if client == "fixture" {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := corpus{client: client}
		seen := map[string]bool{}
		for _, block := range strings.Split("\n"+string(content), "\n--- ")[1:] {
			s := readStatement(t, client, block)
			if seen[s.id] {
				t.Errorf("%s: two statements %s", file, s.id)
			}
			seen[s.id] = true
			c.statements = append(c.statements, s)
		}
		out = append(out, c)
	}
	return out
}

var paramLine = regexp.MustCompile(`^--\$ (?:(\w+(?:\[\])?) )?('(?:[^']|'')*'|NULL)$`)

// paramTypes are the types that parameters declare.
var paramTypes = map[string]uint32{
	"": 0, "bool": 16, "bytea": 17, "name": 19, "int8": 20, "int2": 21, "int4": 23, "text": 25, "oid": 26, "json": 114, "float4": 700,
	"float8": 701, "varchar": 1043, "date": 1082, "timestamp": 1114, "timestamptz": 1184, "numeric": 1700, "uuid": 2950, "text[]": 1009,
	"oid[]": 1028, "int4[]": 1007, "name[]": 1003, "varchar[]": 1015, "int8[]": 1016,
}

func readStatement(t testing.TB, client, block string) statement {
	t.Helper()
	head, body, _ := strings.Cut(block, "\n")
	number, action, _ := strings.Cut(head, " ")
	s := statement{id: client + "/" + number, action: action}
	for strings.HasPrefix(body, "--$ ") {
		line, rest, _ := strings.Cut(body, "\n")
		body = rest
		m := paramLine.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("%s: not a parameter: %s", s.id, line)
		}
		typ, ok := paramTypes[m[1]]
		if !ok {
			t.Fatalf("%s: unknown type %s", s.id, m[1])
		}
		s.types = append(s.types, typ)
		if m[2] == "NULL" {
			s.params = append(s.params, nil)
			continue
		}
		value := strings.ReplaceAll(m[2][1:len(m[2])-1], "''", "'")
		s.params = append(s.params, &value)
	}
	s.text = strings.TrimRight(body, "\n")
	return s
}

// readDifferences reads which statements may differ, and why: a line "ID reason", # begins a comment.
func readDifferences(t testing.TB) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "statements", "differences.txt"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, reason, _ := strings.Cut(line, " ")
		if strings.TrimSpace(reason) == "" {
			t.Errorf("differences.txt: %s has no reason", id)
		}
		if out[id] != "" {
			t.Errorf("differences.txt: %s twice", id)
		}
		out[id] = strings.TrimSpace(reason)
	}
	return out
}
