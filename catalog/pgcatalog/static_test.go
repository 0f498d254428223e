package pgcatalog

import (
	"fmt"
	"testing"
)

// goTypeOK says whether a value has the Go type that carries values of a type.
func goTypeOK(typ uint32, v any) bool {
	if t, ok := TypeByOID(typ); ok && t.Kind == 'd' {
		typ = t.BaseType
	}
	if elem, ok := arrayElems[typ]; ok {
		items, ok := v.([]any)
		for _, i := range items {
			ok = ok && (i == nil || goTypeOK(elem, i))
		}
		return ok
	}
	switch typ {
	case boolOID:
		_, ok := v.(bool)
		return ok
	case int2OID, int4OID, int8OID, oidOID, xidOID, regprocOID, regclassOID, regtypeOID:
		_, ok := v.(int64)
		return ok
	case float4OID:
		_, ok := v.(float32)
		return ok
	case float8OID:
		_, ok := v.(float64)
		return ok
	}
	_, ok := v.(string)
	return ok
}

func TestEveryTable(t *testing.T) {
	n := 0
	full := flights(t)
	for _, table := range Tables() {
		if (table.Rows == nil) != (table.Kind == KindView) || (table.Definition == "") != (table.Kind == KindTable) {
			t.Errorf("%s.%s: kind %c, rows %v, definition %q", table.Schema, table.Name, table.Kind, table.Rows != nil, table.Definition)
		}
		if table.Kind == KindView {
			continue
		}
		rows := table.Rows(full, ann)
		n += len(rows)
		for _, row := range rows {
			if len(row) != len(table.Columns) {
				t.Fatalf("%s: %d values in %d columns: %v", table.Name, len(row), len(table.Columns), row)
			}
			for i, v := range row {
				c := table.Columns[i]
				if v == nil && c.NotNull || v != nil && !goTypeOK(c.Type, v) {
					t.Fatalf("%s.%s.%s: %T %v", table.Schema, table.Name, c.Name, v, v)
				}
			}
		}
	}
	if n < 15000 {
		t.Errorf("%d rows", n)
	}
}

func TestAccessors(t *testing.T) {
	typ, _ := TypeByOID(23)
	arr, _ := TypeByOID(typ.Array)
	cast, _ := CastBetween(23, 20)
	agg, _ := AggregateByOID(2147)
	op, _ := OperatorByOID(96)
	view, _ := Lookup("", "pg_tables")
	proc, _ := ProcByOID(2079)
	for _, c := range []struct{ got, want any }{
		{typ.Name, "int4"}, {typ.Input, "int4in"}, {arr.Elem, uint32(23)}, {arr.Subscript, "array_subscript_handler"},
		{cast.Context, byte('i')}, {agg.Kind, byte('n')}, {op.Name, "="}, {op.Code, uint32(65)},
		{len(OperatorsByName("->>")), 4}, {len(ProcsByName("format_type")), 1}, {len(TypesByName("sql_identifier")), 1},
		{fmt.Sprint(proc.Name, proc.Args, proc.Strict), "pg_table_is_visible[26] true"}, {view.Definition[:20], " SELECT n.nspname AS"},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}
