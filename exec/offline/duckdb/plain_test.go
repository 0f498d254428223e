package duckdb

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/catalog/sqltype/sqltypetest"
	"asof/exec/offline"
)

// plainTable is the table that testdata/plain reads.
const plainTable = `CREATE TEMP TABLE t (i2 smallint, i4 int, i8 bigint, f4 real, f8 double precision, n numeric(12,2), s text, b boolean, d date, ts timestamp, tz timestamptz)`

const plainRows = `INSERT INTO t VALUES
	(1, 10, 100, 1.5, 2.5, 12.34, 'abc', true, '2001-03-01', '2001-03-01 12:34:56', '2001-03-01 12:34:56+00'),
	(2, 20, 200, 0.5, 0.25, 0.50, 'Hello World', false, '1999-12-31', '1999-12-31 23:59:59', '1999-12-31 23:59:59+00'),
	(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(3, 0, 0, 0, 0, 0, '', true, '2024-02-29', '2024-02-29 00:00:00', '2024-02-29 00:00:00+00')`

// TestPlainSQL runs statements over a table of many types: names, types and rows of the result, or the error.
func TestPlainSQL(t *testing.T) {
	s := openSession(t, openEngine(t))
	for _, sql := range []string{plainTable, plainRows} {
		r, err := s.Start(context.Background(), plainQuery(firstWord(sql), sql), offline.Input{Format: sqltype.ISO})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Rows(context.Background()); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	datadriven.RunTest(t, "testdata/plain", func(t *testing.T, td *datadriven.TestData) string {
		ctx := context.Background()
		q := plainQuery(firstWord(td.Input), td.Input)
		d, err := s.Describe(ctx, q, nil)
		if err != nil {
			return sqlerr.Code(err) + "\n"
		}
		var b strings.Builder
		for _, c := range d.Columns {
			fmt.Fprintf(&b, "%s %s|", c.Name, c.Type)
		}
		b.WriteByte('\n')
		r, err := s.Start(ctx, q, offline.Input{})
		if err != nil {
			return sqlerr.Code(err) + "\n"
		}
		defer r.Close()
		rs, err := r.Rows(ctx)
		if err != nil {
			return sqlerr.Code(err) + "\n"
		}
		for {
			row, err := rs.Next(ctx)
			if err == io.EOF {
				return b.String()
			}
			if err != nil {
				return sqlerr.Code(err) + "\n"
			}
			for i, v := range row {
				if v == nil {
					b.WriteString("NULL|")
					continue
				}
				b.Write(append(sqltype.AppendText(nil, d.Columns[i].Type, v, sqltype.ISO), '|'))
			}
			b.WriteByte('\n')
		}
	})
}

// TestPlainAgainstPostgres asks a real Postgres for what testdata/plain says.
func TestPlainAgainstPostgres(t *testing.T) {
	o := sqltypetest.StartPostgres(t)
	ctx := context.Background()
	if _, err := o.Exec(ctx, "SET TimeZone = 'UTC';"+plainTable+";"+plainRows).ReadAll(); err != nil {
		t.Fatal(err)
	}
	datadriven.RunTest(t, "testdata/plain", func(t *testing.T, td *datadriven.TestData) string {
		res := o.ExecParams(ctx, td.Input, nil, nil, nil, nil).Read()
		if res.Err != nil {
			_, code, _ := strings.Cut(res.Err.Error(), "SQLSTATE ")
			return code[:5] + "\n"
		}
		var b strings.Builder
		for _, f := range res.FieldDescriptions {
			typ, _ := sqltype.ByOID(f.DataTypeOID)
			if typ.ID == sqltype.Numeric && f.TypeModifier >= 4 {
				mod := f.TypeModifier - 4
				typ = sqltype.DecimalOf(uint8(mod>>16), uint8(mod))
			}
			fmt.Fprintf(&b, "%s %s|", f.Name, typ)
		}
		b.WriteByte('\n')
		for _, row := range res.Rows {
			for _, v := range row {
				if v == nil {
					b.WriteString("NULL|")
					continue
				}
				b.WriteString(string(v) + "|")
			}
			b.WriteByte('\n')
		}
		return b.String()
	})
}
