package pgcatalog

import (
	"strings"

	"asof/catalog/sqlerr"
)

// typeWords are the types whose names in SQL are words of their own, by those words.
var typeWords = map[string]string{"boolean": "bool", "smallint": "int2", "int": "int4", "integer": "int4", "bigint": "int8", "real": "float4",
	"float": "float8", "double precision": "float8", "decimal": "numeric", "dec": "numeric", "numeric": "numeric",
	"character": "bpchar", "char": "bpchar", "nchar": "bpchar", "national character": "bpchar", "national char": "bpchar",
	"character varying": "varchar", "char varying": "varchar", "national character varying": "varchar", "national char varying": "varchar",
	"nchar varying": "varchar", "varchar": "varchar", "bit": "bit", "bit varying": "varbit", "time": "time", "time without time zone": "time",
	"time with time zone": "timetz", "timestamp": "timestamp", "timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz",
	"interval": "interval"}

// parsedType is a type's name taken apart.
type parsedType struct {
	parts []string // of a dotted name
	array bool
	mods  string // what stood in parentheses
	sql   bool   // one of typeWords: it means pg_catalog's
}

// parseType returns the OID of a type that is written as in SQL: "int4[]", "numeric(12,2)", "pg_catalog.text", "double precision".
func (s *session) parseType(text string) (int64, error) {
	p, err := readTypeName(text)
	if err != nil {
		return 0, err
	}
	var oid int64
	found := false
	if p.sql {
		oid, found = s.typeNamed("pg_catalog", p.parts[0])
	} else {
		schema, name, err := s.resolve(p.parts, "qualified")
		if err != nil {
			return 0, err
		}
		if schema != "" {
			if _, err := s.schemaCalled(schema); err != nil {
				return 0, err
			}
			oid, found = s.typeNamed(schema, name)
		} else {
			for _, schema := range s.path() {
				if oid, found = s.typeNamed(schema, name); found {
					break
				}
			}
		}
	}
	if found && p.array {
		oid, found = s.arrayOf(oid)
	}
	if !found {
		name := strings.Join(p.parts, ".")
		if p.array {
			name += "[]"
		}
		return 0, sqlerr.New(sqlerr.UndefinedObject, "type \"%s\" does not exist", name)
	}
	return oid, nil
}

// arrayOf is the array type over a type; an array's is itself.
func (s *session) arrayOf(oid int64) (int64, bool) {
	if t, ok := TypeByOID(uint32(oid)); ok {
		if t.isArray() {
			return oid, true
		}
		return int64(t.Array), t.Array != 0
	}
	if r, ok := s.rowType(oid); ok {
		return r.arrayType, true
	}
	return 0, false
}

// readTypeName reads a type's name by the grammar's rules, modifiers and all.
func readTypeName(text string) (parsedType, error) {
	var p parsedType
	rest := strings.TrimSpace(text)
	if rest == "" {
		return p, sqlerr.New(sqlerr.SyntaxError, "invalid type name \"%s\"", text)
	}
	lower := strings.ToLower(rest)
	if strings.HasPrefix(lower, "setof ") {
		return p, sqlerr.New(sqlerr.SyntaxError, "invalid type name \"%s\"", text)
	}
	for strings.HasSuffix(rest, "]") {
		i := strings.LastIndexByte(rest, '[')
		if i < 0 || strings.Trim(rest[i+1:len(rest)-1], " 0123456789") != "" {
			return p, sqlerr.New(sqlerr.SyntaxError, "syntax error at or near \"]\"")
		}
		rest, p.array = strings.TrimSpace(rest[:i]), true
	}
	if bare, ok := cutWord(rest, "array"); ok {
		rest, p.array = bare, true
	}
	if i := strings.IndexByte(rest, '('); i >= 0 && !strings.Contains(rest[:i], `"`) {
		j := strings.IndexByte(rest[i:], ')')
		if j < 0 {
			return p, sqlerr.New(sqlerr.SyntaxError, "syntax error at end of input")
		}
		p.mods, rest = rest[i+1:i+j], strings.TrimSpace(rest[:i]+" "+rest[i+j+1:])
		if list := strings.TrimSpace(p.mods); list == "" || strings.HasSuffix(list, ",") {
			return p, sqlerr.New(sqlerr.SyntaxError, "syntax error at or near \")\"")
		}
	}
	words := strings.Join(strings.Fields(strings.ToLower(rest)), " ")
	if name, ok := typeWords[words]; ok {
		p.parts, p.sql = []string{name}, true
		return p, nil
	}
	if fields, ok := strings.CutPrefix(words, "interval "); ok {
		for _, known := range intervalFields {
			if known == " "+fields {
				p.parts, p.sql = []string{"interval"}, true
				return p, nil
			}
		}
	}
	if near, wrong := wrongName(rest); wrong {
		return p, near
	}
	p.parts, _ = splitName(rest)
	return p, nil
}

// wrongName says what Postgres' scanner or grammar would say of a dotted name of a type that is none.
func wrongName(name string) (error, bool) {
	syntax := func(near string) (error, bool) {
		if near == "" {
			return sqlerr.New(sqlerr.SyntaxError, "syntax error at end of input"), true
		}
		return sqlerr.New(sqlerr.SyntaxError, "syntax error at or near \"%s\"", near), true
	}
	switch c := name[0]; {
	case strings.Count(name, `"`)%2 == 1:
		return sqlerr.New(sqlerr.SyntaxError, "unterminated quoted identifier at or near \"%s\"", name[strings.LastIndexByte(name, '"'):]), true
	case c != '"' && c != '_' && c < 128 && (c|0x20 < 'a' || c|0x20 > 'z'):
		return syntax(name[:1])
	}
	if i := strings.IndexAny(name, ",;["); i >= 0 && outside(name, name[i]) == i {
		if name[i] == '[' {
			return syntax("")
		}
		return syntax(name[i : i+1])
	}
	if _, err := splitName(name); err != nil {
		words := strings.Fields(name)
		return syntax(words[len(words)-1])
	}
	if kind := keywordKind(name); kind == "R" || kind == "C" {
		return syntax(name)
	}
	return nil, false
}

func cutWord(s, word string) (string, bool) {
	if len(s) > len(word) && strings.EqualFold(s[len(s)-len(word):], word) && s[len(s)-len(word)-1] == ' ' {
		return strings.TrimSpace(s[:len(s)-len(word)]), true
	}
	return s, false
}
