package pgcatalog

import (
	"fmt"
	"strings"

	"asof/catalog"
)

func init() {
	register(map[string]Function{
		"format_type": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			if args[0] == nil {
				return nil, nil
			}
			if args[0] == int64(0) {
				return "-", nil
			}
			mod, given := args[1].(int64)
			return sessionOf(s, env).formatType(args[0].(int64), int32(mod), given), nil
		},
	})
}

// FormatType is a type as errors call it, with its modifier unless that is -1. It knows the server's own types.
func FormatType(oid uint32, mod int32) string {
	return (&session{objects: staticObjects()}).formatType(int64(oid), mod, mod >= 0)
}

// sqlNames are the types that SQL has words of its own for.
var sqlNames = map[int64]string{16: "boolean", 20: "bigint", 21: "smallint", 23: "integer", 700: "real", 701: "double precision",
	1042: "character", 1043: "character varying", 1083: "time without time zone", 1114: "timestamp without time zone",
	1184: "timestamp with time zone", 1186: "interval", 1266: "time with time zone", 1560: "bit", 1562: "bit varying", 1700: "numeric"}

// formatType prints a type as format_type does. given says whether a modifier was given, if only -1: bpchar and bit without one are not
// what character and bit mean in SQL.
func (s *session) formatType(oid int64, mod int32, given bool) string {
	t, ok := TypeByOID(uint32(oid))
	if !ok {
		return s.formatRowType(oid)
	}
	if t.isArray() {
		return s.formatType(int64(t.Elem), mod, given) + "[]"
	}
	name, known := sqlNames[oid]
	bare := (oid == 1042 || oid == 1560) && given && mod < 0
	if !known || bare {
		schema, _ := s.schemaName(int64(t.Namespace))
		name = qualifyUnless(s.typeVisible(schema, t.Name), schema, t.Name)
		if mod >= 0 && given {
			name += fmt.Sprintf("(%d)", mod)
		}
		return name
	}
	if mod < 0 || !given {
		return name
	}
	words := strings.SplitN(name, " ", 2)
	switch oid {
	case 1042, 1043: // character types count a length word
		if mod < 4 {
			return name
		}
		return fmt.Sprintf("%s(%d)", name, mod-4)
	case 1560, 1562:
		return fmt.Sprintf("%s(%d)", name, mod)
	case 1700:
		if mod < 4 {
			return name
		}
		scale := ((mod - 4) & 0x7ff) ^ 1024 - 1024
		return fmt.Sprintf("numeric(%d,%d)", (mod-4)>>16&0xffff, scale)
	case 1083, 1114, 1184, 1266:
		return fmt.Sprintf("%s(%d) %s", words[0], mod, words[1])
	case 1186:
		return name + intervalMod(mod)
	}
	return name
}

// isArray says whether a type is an array, which int2vector and oidvector are not quite.
func (t *PGType) isArray() bool {
	return t.Elem != 0 && t.Subscript == "array_subscript_handler" && storageOf(t.OID).storage != "p"
}

// intervalFields are the ranges of fields that an interval's modifier can hold.
var intervalFields = map[int32]string{1 << 2: " year", 1 << 1: " month", 1 << 3: " day", 1 << 10: " hour", 1 << 11: " minute", 1 << 12: " second",
	1<<2 | 1<<1: " year to month", 1<<3 | 1<<10: " day to hour", 1<<3 | 1<<10 | 1<<11: " day to minute",
	1<<3 | 1<<10 | 1<<11 | 1<<12: " day to second", 1<<10 | 1<<11: " hour to minute", 1<<10 | 1<<11 | 1<<12: " hour to second",
	1<<11 | 1<<12: " minute to second"}

func intervalMod(mod int32) string {
	out := intervalFields[mod>>16&0x7fff]
	if precision := mod & 0xffff; precision != 0xffff {
		out += fmt.Sprintf("(%d)", precision)
	}
	return out
}

// formatRowType prints a row type of a relation of ours, or an array of it.
func (s *session) formatRowType(oid int64) string {
	r, ok := s.rowType(oid)
	if !ok {
		return "???"
	}
	name := qualifyUnless(s.typeVisible(r.schema, r.name), r.schema, r.name)
	if oid == r.arrayType {
		name += "[]"
	}
	return name
}

// rowType returns the relation of ours that a type is the row type of, or the array over it.
func (s *session) rowType(oid int64) (*relation, bool) {
	for o := s.objects; o != nil; o = o.parent {
		for _, r := range o.relations {
			if r.rowType == oid || r.arrayType == oid && oid != 0 {
				return r, true
			}
		}
	}
	return nil, false
}

// typeNamed returns the OID of the type of a schema called name.
func (s *session) typeNamed(schema, name string) (int64, bool) {
	if ns, ok := s.schema(schema); ok {
		for _, t := range TypesByName(name) {
			if int64(t.Namespace) == ns {
				return int64(t.OID), true
			}
		}
	}
	for o := s.objects; o != nil && o.parent != nil; o = o.parent {
		if r, ok := o.byName[qualified{schema, name}]; ok && r.rowType != 0 {
			return r.rowType, true
		}
		if bare, ok := strings.CutPrefix(name, "_"); ok {
			if r, ok := o.byName[qualified{schema, bare}]; ok && r.rowType != 0 {
				return r.arrayType, true
			}
		}
	}
	return 0, false
}

// typeVisible says whether a type's name means the one of this schema.
func (s *session) typeVisible(schema, name string) bool {
	for _, p := range s.path() {
		if p == schema {
			return true
		}
		if _, ok := s.typeNamed(p, name); ok {
			return false
		}
	}
	return false
}
