package syscat

import "asof/catalog/pgcatalog"

// This file has what builtins ask about types.

const (
	oidBool        = 16
	oidBytea       = 17
	oidChar        = 18
	oidName        = 19
	oidInt8        = 20
	oidInt2        = 21
	oidInt2Vector  = 22
	oidInt4        = 23
	oidText        = 25
	oidOID         = 26
	oidOIDVector   = 30
	oidFloat8      = 701
	oidUnknown     = 705
	oidBpchar      = 1042
	oidVarchar     = 1043
	oidDate        = 1082
	oidTime        = 1083
	oidTimestamp   = 1114
	oidTimestampTZ = 1184
	oidInterval    = 1186
	oidTimeTZ      = 1266
	oidNumeric     = 1700
	oidRecord      = 2249
	oidCstring     = 2275
	oidVoid        = 2278
)

// pgType is a row of pg_type; one of no type for an OID that there is not.
func pgType(oid uint32) *pgcatalog.PGType {
	if t, ok := pgcatalog.TypeByOID(oid); ok {
		return t
	}
	return &pgcatalog.PGType{OID: oid, Name: "???", Kind: 'p', Category: 'X', Mod: -1}
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

// sqlNames are the types that are printed by other names than typname.
var sqlNames = map[uint32]string{
	oidBool: "boolean", oidInt2: "smallint", oidInt4: "integer", oidInt8: "bigint", 700: "real", oidFloat8: "double precision", oidBpchar: "character",
	oidVarchar: "character varying", oidTime: "time without time zone", oidTimeTZ: "time with time zone", oidTimestamp: "timestamp without time zone",
	oidTimestampTZ: "timestamp with time zone", 1562: "bit varying", oidChar: `"char"`,
}

// typeText is a type as error messages call it.
func typeText(oid uint32) string {
	if s, ok := sqlNames[oid]; ok {
		return s
	}
	if e := elemType(oid); e != 0 && oid != oidInt2Vector && oid != oidOIDVector {
		return typeText(e) + "[]"
	}
	return pgType(oid).Name
}
