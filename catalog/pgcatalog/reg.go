package pgcatalog

import (
	"fmt"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// regKind is a reg* type: how a text becomes an OID and an OID a text.
type regKind struct {
	in  func(s *session, text string) (int64, error)
	out func(s *session, oid int64) (string, bool)
}

var regKinds map[string]regKind

func init() {
	regKinds = map[string]regKind{
		"regclass":      {(*session).regclass, (*session).className},
		"regtype":       {(*session).parseType, (*session).typeName},
		"regproc":       {(*session).regproc, (*session).procName},
		"regprocedure":  {(*session).regprocedure, (*session).procedureName},
		"regoper":       {(*session).regoper, (*session).operName},
		"regoperator":   {(*session).regoperator, (*session).operatorName},
		"regrole":       {(*session).regrole, (*session).roleText},
		"regnamespace":  {(*session).regnamespace, (*session).namespaceText},
		"regcollation":  {(*session).regcollation, objectName("pg_collation", "oid", "collname", "collnamespace")},
		"regconfig":     {objectCalled("pg_ts_config", "cfgname", "cfgnamespace", "text search configuration"), objectName("pg_ts_config", "oid", "cfgname", "cfgnamespace")},
		"regdictionary": {objectCalled("pg_ts_dict", "dictname", "dictnamespace", "text search dictionary"), objectName("pg_ts_dict", "oid", "dictname", "dictnamespace")},
	}
	for name, k := range regKinds {
		register(map[string]Function{
			name + "in": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
				return k.read(name, sessionOf(s, env), args[0].(string))
			},
			name + "out": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
				return k.write(sessionOf(s, env), args[0].(int64)), nil
			},
			"to_" + name: func(s *catalog.Snapshot, env Env, args []any) (any, error) {
				return k.maybe(name, sessionOf(s, env), args[0].(string))
			},
		})
	}
	for _, name := range []string{"to_regconfig", "to_regdictionary"} {
		delete(Functions, name) // Postgres has none
	}
	register(map[string]Function{"text_regclass": Functions["regclassin"]})
}

// read is the input function: "-" is 0, digits are an OID, anything else is a name.
func (k regKind) read(name string, s *session, text string) (any, error) {
	if text == "-" && name != "regoper" && name != "regoperator" || text == "0" && (name == "regoper" || name == "regoperator") {
		return int64(0), nil
	}
	if allDigits(text) {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "value \"%s\" is out of range for type oid", text)
		}
		return int64(n), nil
	}
	oid, err := k.in(s, text)
	if err != nil {
		return nil, err
	}
	return oid, nil
}

// maybe is the function to_reg…: NULL where the name means nothing, or several things.
func (k regKind) maybe(name string, s *session, text string) (any, error) {
	v, err := k.in(s, text)
	if err == nil {
		return v, nil
	}
	switch sqlerr.Code(err) {
	case sqlerr.UndefinedTable, sqlerr.UndefinedFunction, sqlerr.UndefinedObject, sqlerr.InvalidSchemaName, sqlerr.AmbiguousFunction:
		if name != "regprocedure" && name != "regoperator" || !strings.HasPrefix(sqlerr.From(err).Message, "type ") {
			return nil, nil
		}
	}
	return nil, err
}

// write is the output function.
func (k regKind) write(s *session, oid int64) string {
	if oid == 0 {
		return "-"
	}
	if name, ok := k.out(s, oid); ok {
		return name
	}
	return fmt.Sprint(oid)
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func (s *session) regclass(text string) (int64, error) {
	parts, err := splitName(text)
	if err != nil {
		return 0, err
	}
	schema, name, err := s.resolve(parts, "relation")
	if err != nil {
		return 0, err
	}
	if schema != "" {
		if _, err := s.schemaCalled(schema); err != nil {
			return 0, err
		}
	}
	r, ok := s.find(schema, name)
	if !ok {
		if schema != "" {
			name = schema + "." + name
		}
		return 0, sqlerr.New(sqlerr.UndefinedTable, "relation \"%s\" does not exist", name)
	}
	return r.oid, nil
}

func (s *session) className(oid int64) (string, bool) {
	r, ok := s.relation(oid)
	if !ok {
		return "", false
	}
	return qualifyUnless(s.visible(r), r.schema, r.name), true
}

func (s *session) typeName(oid int64) (string, bool) {
	name := s.formatType(oid, 0, false)
	return name, name != "???"
}

func (s *session) regrole(text string) (int64, error) {
	parts, err := splitName(text)
	if err != nil {
		return 0, err
	}
	if len(parts) != 1 {
		return 0, sqlerr.New(sqlerr.InvalidName, "invalid name syntax")
	}
	return s.roleCalled(parts[0])
}

// roleCalled returns the OID of a role that must be there.
func (s *session) roleCalled(name string) (int64, error) {
	oid, ok := s.role(name)
	if !ok {
		return 0, sqlerr.New(sqlerr.UndefinedObject, "role \"%s\" does not exist", name)
	}
	return oid, nil
}

func (s *session) roleText(oid int64) (string, bool) {
	name, ok := s.roleName(oid)
	return QuoteIdent(name), ok
}

func (s *session) regnamespace(text string) (int64, error) {
	parts, err := splitName(text)
	if err != nil {
		return 0, err
	}
	if len(parts) != 1 {
		return 0, sqlerr.New(sqlerr.InvalidName, "invalid name syntax")
	}
	return s.schemaCalled(parts[0])
}

func (s *session) namespaceText(oid int64) (string, bool) {
	name, ok := s.schemaName(oid)
	return QuoteIdent(name), ok
}

func (s *session) regcollation(text string) (int64, error) {
	oid, err := objectCalled("pg_collation", "collname", "collnamespace", "collation")(s, text)
	if sqlerr.Code(err) == sqlerr.UndefinedObject {
		parts, _ := splitName(text)
		return 0, sqlerr.New(sqlerr.UndefinedObject, "collation \"%s\" for encoding \"UTF8\" does not exist", strings.Join(parts, "."))
	}
	return oid, err
}

// objectCalled reads the name of an object of which the server alone has any.
func objectCalled(table, nameColumn, schemaColumn, what string) func(s *session, text string) (int64, error) {
	return func(s *session, text string) (int64, error) {
		parts, err := splitName(text)
		if err != nil {
			return 0, err
		}
		schema, name, err := s.resolve(parts, "qualified")
		if err != nil {
			return 0, err
		}
		path := s.pathOIDs()
		if schema != "" {
			oid, err := s.schemaCalled(schema)
			if err != nil {
				return 0, err
			}
			path = []int64{oid}
		}
		v := view(table)
		for _, schema := range path {
			for _, r := range v.rows {
				if v.str(r, nameColumn) == name && v.int(r, schemaColumn) == schema {
					return v.int(r, "oid"), nil
				}
			}
		}
		return 0, sqlerr.New(sqlerr.UndefinedObject, "%s \"%s\" does not exist", what, strings.Join(parts, "."))
	}
}

// objectName writes the name of such an object, with its schema unless that is in the search path.
func objectName(table, oidColumn, nameColumn, schemaColumn string) func(s *session, oid int64) (string, bool) {
	return func(s *session, oid int64) (string, bool) {
		v := view(table)
		for _, r := range v.rows {
			if v.int(r, oidColumn) == oid {
				schema, _ := s.schemaName(v.int(r, schemaColumn))
				return qualifyUnless(s.inPath(v.int(r, schemaColumn)), schema, v.str(r, nameColumn)), true
			}
		}
		return "", false
	}
}

// inPath says whether a schema is in the search path.
func (s *session) inPath(schema int64) bool {
	for _, oid := range s.pathOIDs() {
		if oid == schema {
			return true
		}
	}
	return false
}
