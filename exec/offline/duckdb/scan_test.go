package duckdb

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// files makes files among the engine's client files: a COPY's query for Parquet, the text for anything else.
func files(t *testing.T, e *Engine, list map[string]string) {
	t.Helper()
	for name, content := range list {
		path := filepath.Join(e.allowed[0], name)
		if !strings.HasSuffix(name, ".parquet") {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		c, release, err := e.internal(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.exec(context.Background(), "COPY ("+content+") TO "+quoteString(path)+" (FORMAT parquet)"); err != nil {
			t.Fatal(err)
		}
		release()
	}
}

func sourceOf(t *testing.T, e *Engine, format, location string) *catalog.Source {
	t.Helper()
	path, err := e.Resolve(location)
	if err != nil {
		t.Fatal(err)
	}
	src := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: format, Location: location, Path: path}
	if src.Columns, err = e.Columns(context.Background(), src); err != nil {
		t.Fatal(err)
	}
	return src
}

// scanned are the rows of a source, as SELECT * FROM it gives them.
func scanned(t *testing.T, e *Engine, src *catalog.Source) ([][]any, error) {
	t.Helper()
	ctx := context.Background()
	s := openSession(t, e)
	r, err := s.Start(ctx, &plan.Query{Verb: "select", Pieces: []plan.Piece{{Text: "SELECT * FROM "}, {Kind: plan.PieceRelation, Pos: -1}},
		Relations: []plan.Relation{&plan.SourceScan{Source: src, Alias: plan.Alias{Name: src.Name}}}}, offline.Input{TimeZone: "Asia/Kolkata"})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rs, err := r.Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out [][]any
	for {
		row, err := nextRow(ctx, rs.(*runRows).result)
		if err != nil {
			return nil, err
		}
		if row == nil {
			return out, nil
		}
		out = append(out, append([]any(nil), row...))
	}
}

func TestFrozenTypes(t *testing.T) {
	e := openEngine(t)
	files(t, e, map[string]string{
		"a1.parquet": "SELECT 1::INTEGER a, 'x' b, make_timestamp_ns(-1500) n, {'k': 1} j, 7::UTINYINT u, timestamp '2001-01-01 00:00:00' ts, 1.5::DECIMAL(6,2) d, ['p'] l",
	})
	src := sourceOf(t, e, "parquet", "a*.parquet")
	var types []string
	for _, c := range src.Columns {
		types = append(types, c.Name+" "+c.Type.String())
	}
	if got, want := strings.Join(types, ", "), "a integer, b text, n timestamp without time zone, j json, u smallint, ts timestamp without time zone, d numeric(6,2), l text[]"; got != want {
		t.Errorf("columns: %s\nwant: %s", got, want)
	}
	check := func(want ...string) {
		t.Helper()
		rows, err := scanned(t, e, src)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprint(r))
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("rows:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	first := "[1 x -2 {\"k\":1} 7 978307200000000 {150 2 0} [p]]" // n floored, not truncated
	check(first)
	// A column missing in a later file is NULL; another one is not seen; wider values that fit are taken.
	files(t, e, map[string]string{"a2.parquet": "SELECT 2::BIGINT a, 9 AS more, 3::UTINYINT u"})
	check(first, "[2 <nil> <nil> <nil> 3 <nil> <nil> <nil>]")
	// One that does not fit names its file.
	files(t, e, map[string]string{"a3.parquet": "SELECT 'abc' a"})
	_, err := scanned(t, e, src)
	if f := sqlerr.From(err); f.Code != sqlerr.InvalidTextRepresentation || !strings.Contains(f.Message, "a3.parquet") || !strings.Contains(f.Message, `"a"`) {
		t.Errorf("%+v", f)
	}
	// A column that no file has any more.
	os.Remove(filepath.Join(e.allowed[0], "a1.parquet"))
	os.Remove(filepath.Join(e.allowed[0], "a3.parquet"))
	check("[2 <nil> <nil> <nil> 3 <nil> <nil> <nil>]")
}

func TestCSV(t *testing.T) {
	e := openEngine(t)
	files(t, e, map[string]string{"c1.csv": "id,ts,v,zip\n1,2001-01-01 00:00:00,1.5,007\n2,2001-01-02 12:00:00,,x8\n"})
	src := sourceOf(t, e, "csv", "c*.csv")
	files(t, e, map[string]string{"c2.csv": "id,ts,v\n3,2001-01-03 00:00:00,2.5\n", "c3.csv": "id,zip,ts\n4,042,2001-01-04 00:00:00\n"})
	rows, err := scanned(t, e, src)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(rows), "[[1 978307200000000 1.5 007] [2 978436800000000 <nil> x8] [3 978480000000000 2.5 <nil>] [4 978566400000000 <nil> 042]]"; got != want {
		t.Errorf("rows: %s\nwant: %s", got, want)
	}
	declared := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: "csv", Path: src.Path, Declared: true, Options: map[string]string{"header": "true", "delimiter": ","},
		Columns: []sqltype.Column{{Name: "id", Type: sqltype.Of(sqltype.Text)}, {Name: "ts", Type: sqltype.Of(sqltype.TimestampTZ)}, {Name: "v", Type: sqltype.DecimalOf(6, 2)}}}
	if _, err := e.Columns(context.Background(), declared); err != nil {
		t.Fatal(err)
	}
	if rows, err = scanned(t, e, declared); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(rows[0]), "[1 978307200000000 {150 2 0}]"; got != want { // a time without zone is UTC whatever the session's (R1)
		t.Errorf("row: %s, want %s", got, want)
	}
	declared.Columns = append(declared.Columns, sqltype.Column{Name: "nope", Type: sqltype.Of(sqltype.Text)})
	if _, err := e.Columns(context.Background(), declared); sqlerr.Code(err) != sqlerr.UndefinedColumn {
		t.Error(err)
	}
}

func TestResolve(t *testing.T) {
	e := openEngine(t)
	for location, code := range map[string]string{
		"x.parquet":                      "",
		"sub/*.parquet":                  "",
		"./a/../b.csv":                   "",
		e.allowed[0] + "/y":              "",
		"../x":                           sqlerr.InsufficientPrivilege,
		"a/../../x":                      sqlerr.InsufficientPrivilege,
		"/etc/passwd":                    sqlerr.InsufficientPrivilege,
		e.allowed[0] + "x/y":             sqlerr.InsufficientPrivilege,
		e.history:                        sqlerr.InsufficientPrivilege,
		e.allowed[0] + "/../state/*/*/*": sqlerr.InsufficientPrivilege,
		"s3://b/x":                       sqlerr.InsufficientPrivilege,
		"":                               sqlerr.UndefinedFile,
	} {
		path, err := e.Resolve(location)
		if sqlerr.Code(err) != code || err == nil && !within(path, e.allowed[0]) {
			t.Errorf("%q: %q, %v; want %q", location, path, err, code)
		}
	}
	if _, err := e.Columns(context.Background(), &catalog.Source{Format: "parquet", Path: e.allowed[0] + "/none.parquet"}); sqlerr.Code(err) != sqlerr.UndefinedFile {
		t.Error(err)
	}
}

// One file of several has times without zone where the source has timestamptz: they are UTC, whatever the client's TimeZone is (R1).
func TestFilesWithAndWithoutZone(t *testing.T) {
	e := openEngine(t)
	files(t, e, map[string]string{"z1.parquet": "SELECT timestamptz '2001-01-01 00:00:00+00' ts", "z2.parquet": "SELECT timestamptz '2001-01-02 00:00:00+00' ts"})
	src := sourceOf(t, e, "parquet", "z*.parquet")
	files(t, e, map[string]string{"z2.parquet": "SELECT timestamp '2001-01-02 00:00:00' ts", "z3.parquet": "SELECT date '2001-01-03' ts"})
	rows, err := scanned(t, e, src)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprint(r[0]))
	}
	slices.Sort(got)
	if want := "978307200000000 978393600000000 978480000000000"; strings.Join(got, " ") != want {
		t.Errorf("instants: %s\nwant: %s", strings.Join(got, " "), want)
	}
}
