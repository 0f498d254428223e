package pgcatalog

import (
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// columnRights are the rights that columns have.
var columnRights = []string{"SELECT", "INSERT", "UPDATE", "REFERENCES"}

// anyColumn is has_any_column_privilege: on the table, or on one of its columns.
func anyColumn(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	user, args, err := s.who(args, 3)
	if err != nil {
		return nil, err
	}
	k := securables["table"]
	oid, err := s.securableCalled("table", k, args[0])
	if err != nil {
		return nil, err
	}
	wanted, err := rightsOf(args[1].(string), columnRights)
	if err != nil {
		return nil, err
	}
	row, ok := s.rowByOID("pg_class", oid)
	if !ok {
		return nil, nil
	}
	if s.any(user, k, row, wanted) {
		return true, nil
	}
	for _, acl := range s.columnACLs(oid) {
		if s.anyGranted(user, acl, wanted) {
			return true, nil
		}
	}
	return false, nil
}

// columnPrivilege is has_column_privilege, its column by name or number: NULL if there is no such table or, by number, column.
func columnPrivilege(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	user, args, err := s.who(args, 4)
	if err != nil {
		return nil, err
	}
	k := securables["table"]
	oid, err := s.securableCalled("table", k, args[0])
	if err != nil {
		return nil, err
	}
	r, known := s.relation(oid)
	number, byNumber := args[1].(int64)
	if !byNumber && known {
		if number, err = r.columnCalled(args[1].(string)); err != nil {
			return nil, err
		}
	}
	wanted, err := rightsOf(args[2].(string), columnRights)
	if err != nil {
		return nil, err
	}
	row, ok := s.rowByOID("pg_class", oid)
	if !ok || !known || number == 0 || int(number) > len(r.columns) {
		return nil, nil
	}
	return s.any(user, k, row, wanted) || s.anyGranted(user, s.columnACLs(oid)[number], wanted), nil
}

// columnCalled is the number of a column.
func (r *relation) columnCalled(name string) (int64, error) {
	for i, c := range r.columns {
		if c.name == name {
			return int64(i + 1), nil
		}
	}
	return 0, sqlerr.New(sqlerr.UndefinedColumn, "column \"%s\" of relation \"%s\" does not exist", name, r.name)
}

func (s *session) anyGranted(user grantee, acl []aclItem, wanted []asked) bool {
	held, options := s.granted(user, acl)
	for _, w := range wanted {
		if !w.option && held&w.right != 0 || w.option && options&w.right != 0 {
			return true
		}
	}
	return false
}

// columnACLs are the grants on columns of a relation, by number: only some of the server's own have any.
func (s *session) columnACLs(oid int64) map[int64][]aclItem {
	if oid >= firstNormal {
		return nil
	}
	v := view("pg_attribute")
	out := map[int64][]aclItem{}
	for _, r := range v.rows {
		if v.int(r, "attrelid") == oid {
			if acl := parseACL(v.get(r, "attacl")); acl != nil {
				out[v.int(r, "attnum")] = acl
			}
		}
	}
	return out
}

// parameterPrivilege is has_parameter_privilege: nobody but a superuser was granted one.
func parameterPrivilege(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	user, args, err := s.who(args, 3)
	if err != nil {
		return nil, err
	}
	if _, err := rightsOf(args[1].(string), []string{"SET", "ALTER SYSTEM"}); err != nil {
		return nil, err
	}
	return !user.public && s.superuser(user.name), nil
}

// hasRole is pg_has_role.
func hasRole(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	user, args, err := s.who(args, 3)
	if err != nil {
		return nil, err
	}
	var role string
	known := true
	switch v := args[0].(type) {
	case string:
		if _, err := s.roleCalled(v); err != nil {
			return nil, err
		}
		role = v
	case int64:
		role, known = s.roleName(v)
	}
	wanted, err := roleRights(args[1].(string))
	if err != nil {
		return nil, err
	}
	if user.public {
		return false, nil
	}
	super := s.superuser(user.name)
	if !known {
		return super, nil
	}
	for _, w := range wanted {
		switch {
		case super, w == "USAGE" && s.hasRightsOf(user.name, role):
			return true, nil
		case w == "MEMBER" && (user.name == role || snap.MemberOf(user.name, role)):
			return true, nil
		case w == "ADMIN" && snap.AdminOf(user.name, role):
			return true, nil
		}
	}
	return false, nil
}

// roleRights reads a list of what can be asked of membership in a role.
func roleRights(list string) ([]string, error) {
	known := map[string]string{"USAGE": "USAGE", "MEMBER": "MEMBER", "USAGE WITH GRANT OPTION": "ADMIN", "USAGE WITH ADMIN OPTION": "ADMIN",
		"MEMBER WITH GRANT OPTION": "ADMIN", "MEMBER WITH ADMIN OPTION": "ADMIN"}
	var out []string
	for _, item := range strings.Split(list, ",") {
		word := strings.Trim(item, " \t\n\r\f\v")
		what, ok := known[strings.ToUpper(word)]
		if !ok {
			return nil, sqlerr.New(sqlerr.InvalidParameterValue, "unrecognized privilege type: \"%s\"", word)
		}
		out = append(out, what)
	}
	return out, nil
}
