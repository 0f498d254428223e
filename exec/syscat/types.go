package syscat

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// OIDs of pg_type that the rules of the language name.
const (
	oidBool             = 16
	oidBytea            = 17
	oidChar             = 18
	oidName             = 19
	oidInt8             = 20
	oidInt2             = 21
	oidInt2Vector       = 22
	oidInt4             = 23
	oidRegproc          = 24
	oidText             = 25
	oidOID              = 26
	oidTID              = 27
	oidXID              = 28
	oidOIDVector        = 30
	oidFloat8           = 701
	oidUnknown          = 705
	oidBpchar           = 1042
	oidVarchar          = 1043
	oidDate             = 1082
	oidTime             = 1083
	oidTimestamp        = 1114
	oidTimestampTZ      = 1184
	oidInterval         = 1186
	oidTimeTZ           = 1266
	oidBit              = 1560
	oidVarbit           = 1562
	oidNumeric          = 1700
	oidRecord           = 2249
	oidCstring          = 2275
	oidAny              = 2276
	oidAnyArray         = 2277
	oidVoid             = 2278
	oidAnyElement       = 2283
	oidAnyNonArray      = 2776
	oidRecordArray      = 2287
	oidAnyEnum          = 3500
	oidAnyRange         = 3831
	oidAnyMultirange    = 4537
	oidAnyCompat        = 5077
	oidAnyCompatArray   = 5078
	oidAnyCompatNonArr  = 5079
	oidAnyCompatRange   = 5080
	oidAnyCompatMultirg = 4538
	oidPgCatalog        = 11
)

// pgType is a row of pg_type; one of no type for an OID that there is not.
func pgType(oid uint32) *pgcatalog.PGType {
	if t, ok := pgcatalog.TypeByOID(oid); ok {
		return t
	}
	return &pgcatalog.PGType{OID: oid, Name: "???", Kind: 'p', Category: 'X', Mod: -1}
}

// baseType is what a domain stands for.
func baseType(oid uint32) uint32 {
	for {
		t := pgType(oid)
		if t.Kind != 'd' {
			return oid
		}
		oid = t.BaseType
	}
}

// baseTypeMod is baseType with the modifier that the domain gives.
func baseTypeMod(oid uint32, mod int32) (uint32, int32) {
	for {
		t := pgType(oid)
		if t.Kind != 'd' {
			return oid, mod
		}
		if mod < 0 {
			mod = t.Mod
		}
		oid = t.BaseType
	}
}

// elemType is the type of an array's items; 0 if it is no array. int2vector and oidvector are arrays too.
func elemType(oid uint32) uint32 {
	if t := pgType(oid); t.Category == 'A' && t.Kind != 'p' {
		return t.Elem
	}
	return 0
}

// arrayType is the array type over a type; 0 if there is none.
func arrayType(oid uint32) uint32 { return pgType(oid).Array }

func category(oid uint32) byte { return pgType(oid).Category }

func isPreferred(cat byte, oid uint32) bool {
	t := pgType(oid)
	return t.Category == cat && t.Preferred
}

func isComposite(oid uint32) bool { return oid == oidRecord || pgType(oid).Kind == 'c' }

func isPolymorphic(oid uint32) bool {
	switch oid {
	case oidAnyElement, oidAnyArray, oidAnyNonArray, oidAnyEnum, oidAnyRange, oidAnyMultirange, oidAnyCompat, oidAnyCompatArray,
		oidAnyCompatNonArr, oidAnyCompatRange, oidAnyCompatMultirg:
		return true
	}
	return false
}

// sqlNames are the types that format_type prints by other names than typname.
var sqlNames = map[uint32]string{
	oidBool: "boolean", oidInt2: "smallint", oidInt4: "integer", oidInt8: "bigint", 700: "real", oidFloat8: "double precision", oidBpchar: "character",
	oidVarchar: "character varying", oidTime: "time without time zone", oidTimeTZ: "time with time zone", oidTimestamp: "timestamp without time zone",
	oidTimestampTZ: "timestamp with time zone", oidVarbit: "bit varying", oidChar: `"char"`,
}

// typeText is a type as error messages call it.
func typeText(oid uint32) string {
	if oid == 0 {
		return "-"
	}
	if s, ok := sqlNames[oid]; ok {
		return s
	}
	t := pgType(oid)
	if e := elemType(oid); e != 0 && t.Len == -1 && oid != oidInt2Vector && oid != oidOIDVector {
		return typeText(e) + "[]"
	}
	if t.Namespace != oidPgCatalog && t.Name != "???" {
		if s, ok := schemaName(t.Namespace); ok && s != "public" {
			return catalog.QuoteIdent(s) + "." + catalog.QuoteIdent(t.Name)
		}
	}
	return catalog.QuoteIdent(t.Name)
}

// schemaOID is the OID of a schema whose types and functions can be named.
func schemaOID(name string) (uint32, bool) {
	switch name {
	case "pg_catalog":
		return oidPgCatalog, true
	case "public":
		return 2200, true
	case "information_schema":
		return informationSchema(), true
	}
	return 0, false
}

func schemaName(oid uint32) (string, bool) {
	switch oid {
	case oidPgCatalog:
		return "pg_catalog", true
	case 2200:
		return "public", true
	case informationSchema():
		return "information_schema", true
	}
	return "", false
}

// informationSchema is the OID of the schema, which each version of Postgres gives another: that of a function in it.
func informationSchema() uint32 {
	for _, p := range pgcatalog.ProcsByName("_pg_expandarray") {
		return p.Namespace
	}
	return 0
}

// typeName finds the type that is written, with its modifier.
func (a *analyzer) typeName(n *pg.TypeName) (uint32, int32, error) {
	list := names(n.Names)
	if len(list) == 3 {
		if list[0] != a.env.Session.Database {
			return 0, 0, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "cross-database references are not implemented: %s", strings.Join(list, ".")), n.Location)
		}
		list = list[1:]
	}
	if len(list) == 0 || len(list) > 2 || n.PctType {
		return 0, 0, a.errAt(sqlerr.New(sqlerr.SyntaxError, "improper type name"), n.Location)
	}
	t, noType := a.typeCalled(list)
	if noType != nil {
		return 0, 0, a.errAt(noType, n.Location)
	}
	mod, err := a.typeMod(t, n)
	if err != nil {
		return 0, 0, err
	}
	oid := t.OID
	if len(n.ArrayBounds) > 0 {
		if elemType(oid) == 0 || oid == oidInt2Vector || oid == oidOIDVector {
			oid = t.Array
		}
		if oid == 0 {
			return 0, 0, a.errAt(sqlerr.New(sqlerr.UndefinedObject, "could not find array type for data type %s", typeText(t.OID)), n.Location)
		}
	}
	return oid, mod, nil
}

// typeCalled finds a type by name, with or without schema.
func (a *analyzer) typeCalled(list []string) (*pgcatalog.PGType, *sqlerr.Error) {
	name := list[len(list)-1]
	shown := name
	schemas := a.searchPath()
	if len(list) == 2 {
		shown = list[0] + "." + name
		ns, ok := a.namespace(list[0])
		if !ok {
			return nil, sqlerr.New(sqlerr.InvalidSchemaName, "schema %q does not exist", list[0])
		}
		schemas = []uint32{ns}
	}
	for _, ns := range schemas {
		for _, t := range pgcatalog.TypesByName(name) {
			if t.Namespace == ns {
				return t, nil
			}
		}
	}
	if t, ok := a.rowType(list); ok {
		return t, nil
	}
	return nil, sqlerr.New(sqlerr.UndefinedObject, "type %q does not exist", shown)
}

// rowType is the row type of one of our relations: such types are no rows of the snapshot's pg_type.
func (a *analyzer) rowType([]string) (*pgcatalog.PGType, bool) { return nil, false }

// searchPath is the OIDs of the schemas that names without one are looked up in.
func (a *analyzer) searchPath() []uint32 {
	out := []uint32{}
	for _, s := range a.env.Session.SearchPath {
		if s == "pg_catalog" {
			return a.explicitPath()
		}
	}
	out = append(out, oidPgCatalog)
	return append(out, a.explicitPath()...)
}

func (a *analyzer) explicitPath() []uint32 {
	path := a.env.Session.SearchPath
	if len(path) == 0 {
		path = []string{"public"}
	}
	var out []uint32
	for _, s := range path {
		if oid, ok := schemaOID(s); ok {
			out = append(out, oid)
		}
	}
	return out
}

// namespace is the OID of a schema, of ours too.
func (a *analyzer) namespace(name string) (uint32, bool) {
	if oid, ok := schemaOID(name); ok {
		return oid, true
	}
	switch name {
	case asofSchema:
		return pgcatalog.OwnSchema(), true
	case "pg_toast", "history":
		return 1, true // it has no types and no functions
	case a.env.Session.TempSchema:
		return 1, name != ""
	}
	return 0, false
}

// typeMod reads the modifier of a type name: varchar(10), numeric(5,2), timestamp(3), interval day to second.
func (a *analyzer) typeMod(t *pgcatalog.PGType, n *pg.TypeName) (int32, error) {
	if len(n.Typmods) == 0 {
		return -1, nil
	}
	var nums []int32
	for _, m := range n.Typmods {
		c := m.GetAConst()
		if c == nil || c.GetIval() == nil {
			return 0, a.errAt(sqlerr.New(sqlerr.SyntaxError, "type modifiers must be simple constants or identifiers"), n.Location)
		}
		nums = append(nums, c.GetIval().Ival)
	}
	bad := func(format string, args ...any) (int32, error) {
		return 0, a.errAt(sqlerr.New("22023", format, args...), n.Location)
	}
	switch t.OID {
	case oidVarchar, oidBpchar:
		what := map[uint32]string{oidVarchar: "varchar", oidBpchar: "char"}[t.OID]
		switch {
		case len(nums) != 1:
			return bad("invalid type modifier")
		case nums[0] < 1:
			return bad("length for type %s must be at least 1", what)
		case nums[0] > 10485760:
			return bad("length for type %s cannot exceed 10485760", what)
		}
		return nums[0] + 4, nil
	case oidBit, oidVarbit:
		return nums[0], nil
	case oidNumeric:
		switch {
		case len(nums) > 2:
			return bad("invalid NUMERIC type modifier")
		case nums[0] < 1 || nums[0] > 1000:
			return bad("NUMERIC precision %d must be between 1 and 1000", nums[0])
		case len(nums) == 1:
			return nums[0]<<16 + 4, nil
		case nums[1] < -1000 || nums[1] > 1000:
			return bad("NUMERIC scale %d must be between -1000 and 1000", nums[1])
		}
		return nums[0]<<16 | nums[1]&0x7ff + 4, nil
	case oidTime, oidTimeTZ, oidTimestamp, oidTimestampTZ:
		return min(nums[0], 6), nil
	case oidInterval:
		if len(nums) == 1 {
			return nums[0]<<16 | 0xffff, nil
		}
		return nums[0]<<16 | min(nums[1], 6), nil
	}
	return 0, a.errAt(sqlerr.New(sqlerr.SyntaxError, "type modifier is not allowed for type %q", t.Name), n.Location)
}

// typesText lists types as error messages do.
func typesText(oids []uint32) string {
	out := make([]string, len(oids))
	for i, t := range oids {
		out[i] = typeText(t)
	}
	return strings.Join(out, ", ")
}
