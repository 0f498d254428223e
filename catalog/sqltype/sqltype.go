// Package sqltype is the one table of types: a type's Postgres names, OIDs and length, its DuckDB name, and the Go value
// that carries it through asof.
package sqltype

import (
	"fmt"
	"strconv"
	"strings"
)

// ID names a row of the table.
type ID uint8

// The types, in the order of the table.
const (
	Invalid ID = iota
	Bool
	Int2
	Int4
	Int8
	Float4
	Float8
	Numeric
	Text
	Bytea
	Date
	Time
	TimeTZ
	Timestamp
	TimestampTZ
	Interval
	UUID
	JSON
	Name
	Char
	OID
	Void
	Other // a type that only system catalogs have: its OID, length and modifier are in Type.Catalog
)

// Info is a row of the table.
type Info struct {
	ID       ID
	Name     string   // as pg_type.typname has it
	SQL      string   // as format_type prints it
	Aliases  []string // other spellings accepted in definitions
	OID      uint32
	ArrayOID uint32
	Len      int16  // pg_type.typlen
	DuckDB   string // as DESCRIBE prints it
	GoType   string // documentation of the value: see package rows
}

var table = [...]Info{
	Invalid:     {Name: "unknown", SQL: "unknown", OID: 705, Len: -2, DuckDB: "VARCHAR"},
	Bool:        {Name: "bool", SQL: "boolean", OID: 16, ArrayOID: 1000, Len: 1, DuckDB: "BOOLEAN", GoType: "bool"},
	Int2:        {Name: "int2", SQL: "smallint", OID: 21, ArrayOID: 1005, Len: 2, DuckDB: "SMALLINT", GoType: "int64"},
	Int4:        {Name: "int4", SQL: "integer", Aliases: []string{"int"}, OID: 23, ArrayOID: 1007, Len: 4, DuckDB: "INTEGER", GoType: "int64"},
	Int8:        {Name: "int8", SQL: "bigint", OID: 20, ArrayOID: 1016, Len: 8, DuckDB: "BIGINT", GoType: "int64"},
	Float4:      {Name: "float4", SQL: "real", OID: 700, ArrayOID: 1021, Len: 4, DuckDB: "FLOAT", GoType: "float32"},
	Float8:      {Name: "float8", SQL: "double precision", Aliases: []string{"double", "float"}, OID: 701, ArrayOID: 1022, Len: 8, DuckDB: "DOUBLE", GoType: "float64"},
	Numeric:     {Name: "numeric", SQL: "numeric", Aliases: []string{"decimal", "dec"}, OID: 1700, ArrayOID: 1231, Len: -1, DuckDB: "DECIMAL", GoType: "Decimal"},
	Text:        {Name: "text", SQL: "text", Aliases: []string{"varchar", "character varying", "string"}, OID: 25, ArrayOID: 1009, Len: -1, DuckDB: "VARCHAR", GoType: "string"},
	Bytea:       {Name: "bytea", SQL: "bytea", Aliases: []string{"blob"}, OID: 17, ArrayOID: 1001, Len: -1, DuckDB: "BLOB", GoType: "[]byte"},
	Date:        {Name: "date", SQL: "date", OID: 1082, ArrayOID: 1182, Len: 4, DuckDB: "DATE", GoType: "Days"},
	Time:        {Name: "time", SQL: "time without time zone", OID: 1083, ArrayOID: 1183, Len: 8, DuckDB: "TIME", GoType: "TimeOfDay"},
	TimeTZ:      {Name: "timetz", SQL: "time with time zone", OID: 1266, ArrayOID: 1270, Len: 12, DuckDB: "TIME WITH TIME ZONE", GoType: "TimeOfDayTZ"},
	Timestamp:   {Name: "timestamp", SQL: "timestamp without time zone", OID: 1114, ArrayOID: 1115, Len: 8, DuckDB: "TIMESTAMP", GoType: "Micros"},
	TimestampTZ: {Name: "timestamptz", SQL: "timestamp with time zone", OID: 1184, ArrayOID: 1185, Len: 8, DuckDB: "TIMESTAMP WITH TIME ZONE", GoType: "Micros"},
	Interval:    {Name: "interval", SQL: "interval", OID: 1186, ArrayOID: 1187, Len: 16, DuckDB: "INTERVAL", GoType: "Span"},
	UUID:        {Name: "uuid", SQL: "uuid", OID: 2950, ArrayOID: 2951, Len: 16, DuckDB: "UUID", GoType: "[16]byte"},
	JSON:        {Name: "json", SQL: "json", Aliases: []string{"jsonb"}, OID: 114, ArrayOID: 199, Len: -1, DuckDB: "JSON", GoType: "string"},
	Name:        {Name: "name", SQL: "name", OID: 19, ArrayOID: 1003, Len: 64, DuckDB: "VARCHAR", GoType: "string"},
	Char:        {Name: "char", SQL: `"char"`, OID: 18, ArrayOID: 1002, Len: 1, DuckDB: "VARCHAR", GoType: "string"},
	OID:         {Name: "oid", SQL: "oid", OID: 26, ArrayOID: 1028, Len: 4, DuckDB: "UINTEGER", GoType: "int64"},
	Void:        {Name: "void", SQL: "void", OID: 2278, Len: 4, DuckDB: "VARCHAR"},
	Other:       {Name: "other", SQL: "other", Len: -1, DuckDB: "VARCHAR", GoType: "Rendered"},
}

func init() {
	for i := range table {
		table[i].ID = ID(i)
	}
}

// Type is the type of a column: a row of the table, for numeric its precision and scale (0,0: unconstrained), and whether
// it is an array of it (of any number of dimensions, as in Postgres). Types compare with ==.
type Type struct {
	ID               ID
	Precision, Scale uint8
	Array            bool
	Catalog          CatalogType // of Other
}

// CatalogType is what the protocol tells of a type that only system catalogs have (regclass, int2vector, varchar(3), arrays of
// such): pg_type.oid, typlen and the column's modifier. Its values are Rendered.
type CatalogType struct {
	OID uint32
	Len int16
	Mod int32
}

// OtherOf is the type of a system catalog's column. Whether it is an array is in its OID alone.
func OtherOf(c CatalogType) Type { return Type{ID: Other, Catalog: c} }

// Of returns the plain type of a row of the table.
func Of(id ID) Type { return Type{ID: id} }

// Decimal returns numeric(p,s).
func DecimalOf(p, s uint8) Type { return Type{ID: Numeric, Precision: p, Scale: s} }

// ArrayOf returns the array type of t.
func ArrayOf(t Type) Type { t.Array = true; return t }

// Elem returns the element type of an array.
func (t Type) Elem() Type { t.Array = false; return t }

// Info returns t's row of the table.
func (t Type) Info() *Info { return &table[t.ID] }

// OID returns the Postgres OID.
func (t Type) OID() uint32 {
	if t.ID == Other {
		return t.Catalog.OID
	}
	if t.Array {
		return t.Info().ArrayOID
	}
	return t.Info().OID
}

// Len is pg_type.typlen: bytes, or -1 for a varying length.
func (t Type) Len() int16 {
	if t.ID == Other {
		return t.Catalog.Len
	}
	if t.Array {
		return -1
	}
	return t.Info().Len
}

// Mod is pg_attribute.atttypmod: for numeric(p,s) ((p<<16)|s)+4, otherwise -1.
func (t Type) Mod() int32 {
	if t.ID == Other {
		return t.Catalog.Mod
	}
	if t.ID == Numeric && t.Precision > 0 {
		return int32(t.Precision)<<16 | int32(t.Scale) + 4
	}
	return -1
}

// String is the type as format_type prints it: "numeric(12,2)", "text[]".
func (t Type) String() string {
	s := t.Info().SQL
	if t.ID == Numeric && t.Precision > 0 {
		s = fmt.Sprintf("numeric(%d,%d)", t.Precision, t.Scale)
	}
	if t.Array {
		s += "[]"
	}
	return s
}

// DuckDB is the type as it is written in DuckDB's SQL. numeric without precision is DECIMAL(38,9) (R6).
func (t Type) DuckDB() string {
	s := t.Info().DuckDB
	switch {
	case t.ID == Numeric && t.Precision > 0:
		s = fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale)
	case t.ID == Numeric:
		s = "DECIMAL(38,9)"
	}
	if t.Array {
		s += "[]"
	}
	return s
}

// MarshalText and UnmarshalText keep a type as its SQL name, so that a stored catalog does not depend on this table's order.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (t *Type) UnmarshalText(b []byte) error {
	got, ok := Parse(string(b))
	if !ok {
		return fmt.Errorf("sqltype: no type %q", b)
	}
	*t = got
	return nil
}

// Parse reads a type name as a definition writes it, in any case: "bigint", "numeric(12,2)", "varchar(20)" (the length is
// dropped, as it constrains nothing in DuckDB), "text[]".
func Parse(s string) (Type, bool) {
	s = strings.Join(strings.Fields(strings.ToLower(s)), " ")
	var t Type
	if base, ok := strings.CutSuffix(s, "[]"); ok {
		t.Array = true
		s = strings.TrimSpace(base)
	}
	base, args := s, ""
	if i := strings.IndexByte(s, '('); i >= 0 {
		j := strings.IndexByte(s, ')')
		if j < i {
			return Type{}, false
		}
		args, base = s[i+1:j], strings.TrimSpace(s[:i]+" "+s[j+1:])
		base = strings.Join(strings.Fields(base), " ")
	}
	for i := range table {
		if match(&table[i], base) && ID(i) != Invalid && ID(i) != Other {
			t.ID = ID(i)
			break
		}
	}
	switch {
	case t.ID == Invalid:
		return Type{}, false
	case t.ID == Numeric && args != "":
		p, sc, _ := strings.Cut(args, ",")
		pn, err := strconv.ParseUint(strings.TrimSpace(p), 10, 8)
		if err != nil || pn < 1 || pn > 38 {
			return Type{}, false
		}
		t.Precision = uint8(pn)
		if sc != "" {
			sn, err := strconv.ParseUint(strings.TrimSpace(sc), 10, 8)
			if err != nil || sn > pn {
				return Type{}, false
			}
			t.Scale = uint8(sn)
		}
	}
	return t, true
}

func match(in *Info, name string) bool {
	if in.Name == name || in.SQL == name {
		return true
	}
	for _, a := range in.Aliases {
		if a == name {
			return true
		}
	}
	return false
}

// ByOID returns the type with a Postgres OID, of an element or of an array.
func ByOID(oid uint32) (Type, bool) {
	switch oid {
	case 1043, 1042: // varchar, bpchar
		return Of(Text), true
	case 1015, 1014:
		return ArrayOf(Of(Text)), true
	case 3802:
		return Of(JSON), true
	case 3807:
		return ArrayOf(Of(JSON)), true
	}
	for i := range table {
		switch {
		case ID(i) == Invalid || oid == 0:
		case table[i].OID == oid:
			return Of(ID(i)), true
		case table[i].ArrayOID == oid:
			return ArrayOf(Of(ID(i))), true
		}
	}
	return Type{}, false
}

// Column is a named, typed output or input.
type Column struct {
	Name string
	Type Type
}
