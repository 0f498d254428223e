package pgcatalog

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strconv"
	"strings"
	"sync"

	"asof/catalog"
)

// rowsFile is what snapshot/make.sh writes; snapshot/dump.sql says how it is laid out.
//
//go:embed snapshot/rows.gz
var rowsFile []byte

type qualified struct{ schema, name string }

// server is the snapshot of a real server, unpacked. The rows of a section are decoded when they are first read.
type server struct {
	version string
	tables  map[qualified]*Table
	list    []*Table
	rows    map[qualified]func() [][]any // of tables
	sets    map[string]func() [][]string // of functions that return sets; fields as text, "\x00" for NULL
}

// null is a field that is NULL: no text of a catalog has a zero byte.
const null = "\x00"

var loaded struct {
	once   sync.Once
	server *server
}

// static unpacks the file the first time that it is called.
func static() *server {
	loaded.once.Do(func() { loaded.server = load() })
	return loaded.server
}

func load() *server {
	s := &server{tables: map[qualified]*Table{}, rows: map[qualified]func() [][]any{}, sets: map[string]func() [][]string{}}
	for _, section := range strings.Split(unpack(), "\x01")[1:] {
		head, body, _ := strings.Cut(section, "\n")
		f := strings.Split(head, "\t")
		switch f[0] {
		case "server":
			s.version, _, _ = strings.Cut(f[1], " ")
		case "table":
			s.addTable(f[1:], body)
		case "view":
			t := s.tables[qualified{f[1], f[2]}]
			def := fields(strings.TrimSuffix(body, "\n"))
			t.Definition, t.Pretty = def[0], def[1]
		case "set":
			s.sets[f[1]] = sync.OnceValue(func() [][]string { return lines(body) })
		}
	}
	return s
}

func unpack() string {
	r, err := gzip.NewReader(bytes.NewReader(rowsFile))
	if err != nil {
		panic(err) // the file is part of the program
	}
	var b strings.Builder
	if _, err := io.Copy(&b, r); err != nil {
		panic(err)
	}
	return b.String()
}

// addTable takes a section's head (schema, name, OID, kind, columns) and the rows that follow it.
func (s *server) addTable(head []string, body string) {
	name := qualified{head[0], head[1]}
	t := &Table{Schema: name.schema, Name: name.name, OID: uint32(number(head[2])), Kind: head[3][0]}
	for _, c := range head[4:] {
		f := strings.Split(c, ":")
		t.Columns = append(t.Columns, Col{f[0], uint32(number(f[1])), int32(number(f[2])), f[3] == "1"})
	}
	s.tables[name] = t
	s.list = append(s.list, t)
	if t.Kind == KindView {
		return
	}
	rows := sync.OnceValue(func() [][]any { return decodeRows(t.Columns, body) })
	s.rows[name] = rows
	t.Rows = func(*catalog.Snapshot, Env) [][]any { return rows() }
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return n
}

// staticRows are the rows that every server has in a table of pg_catalog.
func staticRows(name string) [][]any { return static().rows[qualified{"pg_catalog", name}]() }
