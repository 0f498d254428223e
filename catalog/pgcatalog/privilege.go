package pgcatalog

import (
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// securable is a kind of object that rights are about: where it is in the catalog, and which rights there are.
type securable struct {
	table, name, owner, acl string // columns; owner "" is the bootstrap role
	kind                    byte   // as acldefault calls it
	rights                  []string
	missing                 string // what the error of a name that there is not says
	code                    string
}

var securables = map[string]*securable{
	"table": {"pg_class", "", "relowner", "relacl", 'r', []string{"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"},
		"", ""},
	"sequence": {"pg_class", "", "relowner", "relacl", 's', []string{"USAGE", "SELECT", "UPDATE"}, "", ""},
	"schema": {"pg_namespace", "nspname", "nspowner", "nspacl", 'n', []string{"CREATE", "USAGE"}, "schema \"%s\" does not exist",
		sqlerr.InvalidSchemaName},
	"database": {"pg_database", "datname", "datdba", "datacl", 'd', []string{"CREATE", "TEMPORARY", "TEMP", "CONNECT"},
		"database \"%s\" does not exist", sqlerr.InvalidCatalogName},
	"function": {"pg_proc", "", "proowner", "proacl", 'f', []string{"EXECUTE"}, "", ""},
	"language": {"pg_language", "lanname", "lanowner", "lanacl", 'l', []string{"USAGE"}, "language \"%s\" does not exist", sqlerr.UndefinedObject},
	"type":     {"pg_type", "", "typowner", "typacl", 'T', []string{"USAGE"}, "", ""},
	"tablespace": {"pg_tablespace", "spcname", "spcowner", "spcacl", 't', []string{"CREATE"}, "tablespace \"%s\" does not exist",
		sqlerr.UndefinedObject},
	"server": {"pg_foreign_server", "srvname", "srvowner", "srvacl", 'S', []string{"USAGE"}, "server \"%s\" does not exist",
		sqlerr.UndefinedObject},
	"foreign_data_wrapper": {"pg_foreign_data_wrapper", "fdwname", "fdwowner", "fdwacl", 'F', []string{"USAGE"},
		"foreign-data wrapper \"%s\" does not exist", sqlerr.UndefinedObject},
}

func init() {
	for what, k := range securables {
		// has_…_privilege(user, object, rights) with the user and the object each by name or OID, or without a user
		for _, suffix := range []string{"name_name", "name_id", "id_name", "id_id", "name", "id"} {
			register(map[string]Function{"has_" + what + "_privilege_" + suffix: func(s *catalog.Snapshot, env Env, args []any) (any, error) {
				return sessionOf(s, env).hasPrivilege(what, k, args)
			}})
		}
	}
	for _, suffix := range []string{"name_name", "name_id", "id_name", "id_id", "name", "id"} {
		register(map[string]Function{
			"has_any_column_privilege_" + suffix: anyColumn,
			"pg_has_role_" + suffix:              hasRole,
		})
	}
	for _, user := range []string{"", "name_", "id_"} {
		for _, table := range []string{"name_", "id_"} {
			for _, column := range []string{"name", "attnum"} {
				register(map[string]Function{"has_column_privilege_" + user + table + column: columnPrivilege})
			}
		}
		register(map[string]Function{"has_parameter_privilege_" + user + "name": parameterPrivilege})
	}
}

// grantee is who has a right: a role, or PUBLIC. An OID that is no role's has what PUBLIC has.
type grantee struct {
	name   string
	public bool
}

// who reads the first of n arguments as a user if there are that many; else it is the current one.
func (s *session) who(args []any, n int) (grantee, []any, error) {
	if len(args) < n {
		return grantee{name: s.env.User}, args, nil
	}
	switch v := args[0].(type) {
	case string:
		if v == "public" {
			return grantee{public: true}, args[1:], nil
		}
		_, err := s.roleCalled(v)
		return grantee{name: v}, args[1:], err
	case int64:
		name, ok := s.roleName(v)
		return grantee{name, !ok}, args[1:], nil
	}
	return grantee{public: true}, args[1:], nil
}

// asked is one right that was asked for.
type asked struct {
	right  privileges
	option bool
}

// rightsOf reads a list of rights, any of which will do.
func rightsOf(list string, known []string) ([]asked, error) {
	var out []asked
	for _, item := range strings.Split(list, ",") {
		word := strings.Trim(item, " \t\n\r\f\v")
		name, option := strings.CutSuffix(strings.ToUpper(word), " WITH GRANT OPTION")
		found := false
		for _, k := range known {
			found = found || k == name
		}
		if !found {
			return nil, sqlerr.New(sqlerr.InvalidParameterValue, "unrecognized privilege type: \"%s\"", word)
		}
		out = append(out, asked{privilegeNamed(name), option})
	}
	return out, nil
}

func privilegeNamed(name string) privileges {
	if name == "TEMP" {
		name = "TEMPORARY"
	}
	for i, n := range aclNames {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// hasPrivilege is has_…_privilege of a kind: NULL if there is nothing of an OID.
func (s *session) hasPrivilege(what string, k *securable, args []any) (any, error) {
	user, args, err := s.who(args, 3)
	if err != nil {
		return nil, err
	}
	oid, err := s.securableCalled(what, k, args[0])
	if err != nil {
		return nil, err
	}
	wanted, err := rightsOf(args[1].(string), k.rights)
	if err != nil {
		return nil, err
	}
	row, ok := s.rowByOID(k.table, oid)
	if !ok {
		return nil, nil
	}
	if r, ok := s.relation(oid); ok && what == "sequence" && r.kind != 'S' {
		return nil, sqlerr.New(sqlerr.WrongObjectType, "\"%s\" is not a sequence", r.name)
	}
	return s.any(user, k, row, wanted), nil
}

func (s *session) any(user grantee, k *securable, row []any, wanted []asked) bool {
	held, options := s.held(user, k, row)
	for _, w := range wanted {
		if !w.option && held&w.right != 0 || w.option && options&w.right != 0 {
			return true
		}
	}
	return false
}

// securableCalled is the OID of an object by its name or OID.
func (s *session) securableCalled(what string, k *securable, v any) (int64, error) {
	if oid, ok := v.(int64); ok {
		return oid, nil
	}
	name := v.(string)
	switch what {
	case "table", "sequence":
		return s.regclass(name)
	case "function":
		return s.regprocedure(name)
	case "type":
		return s.parseType(name)
	}
	cols := view(k.table)
	for _, r := range s.table(k.table) {
		if cols.str(r, k.name) == name {
			return r[0].(int64), nil
		}
	}
	return 0, sqlerr.New(k.code, k.missing, name)
}

// held are the rights that somebody has on an object, and those that they may grant on.
func (s *session) held(user grantee, k *securable, row []any) (held, options privileges) {
	if !user.public && s.superuser(user.name) {
		return ^privileges(0), ^privileges(0)
	}
	cols := view(k.table)
	owner, _ := s.roleName(cols.int(row, k.owner))
	acl := parseACL(cols.get(row, k.acl))
	if acl == nil {
		acl = defaultACL(k.kind, owner)
	}
	held, options = s.granted(user, acl)
	if !user.public && s.hasRightsOf(user.name, owner) {
		for _, name := range k.rights {
			options |= privilegeNamed(name)
		}
	}
	return held | s.predefined(user, k, row), options
}

// granted sums up what an acl grants to somebody.
func (s *session) granted(user grantee, acl []aclItem) (held, options privileges) {
	for _, item := range acl {
		if item.grantee == "" || !user.public && s.hasRightsOf(user.name, item.grantee) {
			held |= item.rights
			options |= item.options
		}
	}
	return held, options
}

// predefined are the rights that the predefined roles give on what nobody granted anything on.
func (s *session) predefined(user grantee, k *securable, row []any) privileges {
	if user.public {
		return 0
	}
	var out privileges
	all := func(role string) bool { return s.hasRightsOf(user.name, role) }
	switch k.table {
	case "pg_class":
		if all(catalog.ReadAllData) {
			out |= aclSelect
		}
		if all("pg_write_all_data") {
			out |= aclInsert | aclUpdate | aclDelete
		}
	case "pg_namespace":
		if all(catalog.ReadAllData) || all("pg_write_all_data") {
			out |= aclUsage
		}
		if row[0] == int64(publicSchema) && all(catalog.DefineRole) {
			out |= aclUsage | aclCreate
		}
	}
	return out
}

// superuser says whether a role may do all: one that is, or the trusted user who is no role.
func (s *session) superuser(name string) bool {
	for o := s.objects; o != nil; o = o.parent {
		for _, r := range o.roles {
			if r.Name == name {
				return r.Superuser
			}
		}
	}
	return false
}

func (s *session) hasRightsOf(role, of string) bool {
	return role == of || s.snapshot.HasRightsOf(role, of)
}
