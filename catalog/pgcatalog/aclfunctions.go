package pgcatalog

import (
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

func init() {
	register(map[string]Function{
		"aclexplode":     aclExplode,
		"acldefault_sql": aclDefault,
		"makeaclitem":    makeACLItem,
		"aclitemin": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			item, err := sessionOf(s, env).aclItemIn(args[0].(string))
			if err != nil {
				return nil, err
			}
			return item.String(), nil
		},
		"aclitemout": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) { return args[0], nil },
		"aclitem_eq": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) { return args[0] == args[1], nil },
		"aclcontains": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
			want, _ := parseACLItem(args[1].(string))
			for _, item := range parseACL(args[0]) {
				if item.grantee == want.grantee && item.grantor == want.grantor && item.rights&want.rights == want.rights &&
					item.options&want.options == want.options {
					return true, nil
				}
			}
			return false, nil
		},
	})
}

// aclExplode has a row for each right that was granted.
func aclExplode(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	rows := [][]any{}
	for _, item := range parseACL(args[0]) {
		to := int64(0)
		if item.grantee != "" {
			to = s.owner(item.grantee)
		}
		for i, name := range aclNames {
			if item.rights&(1<<i) != 0 {
				rows = append(rows, []any{s.owner(item.grantor), to, name, item.options&(1<<i) != 0})
			}
		}
	}
	return rows, nil
}

func aclDefault(s *catalog.Snapshot, env Env, args []any) (any, error) {
	kind := args[0].(string)
	if len(kind) != 1 || !strings.Contains("crsdfLlntFSTp", kind) {
		return nil, sqlerr.New(sqlerr.Internal, "unrecognized objtype abbreviation: %s", kind)
	}
	name := sessionOf(s, env).roleOrNumber(args[1].(int64))
	out := []any{}
	for _, item := range defaultACL(kind[0], name) {
		out = append(out, item.String())
	}
	return out, nil
}

// roleOrNumber is a role's name, in an acl of a role that is gone its OID.
func (s *session) roleOrNumber(oid int64) string {
	if name, ok := s.roleName(oid); ok {
		return name
	}
	return strconv.FormatInt(oid, 10)
}

func makeACLItem(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	item := aclItem{grantor: s.roleOrNumber(args[1].(int64))}
	if oid := args[0].(int64); oid != 0 {
		item.grantee = s.roleOrNumber(oid)
	}
	word := args[2].(string)
	right := privilegeNamed(strings.ToUpper(word))
	if right == 0 {
		return nil, sqlerr.New(sqlerr.InvalidParameterValue, "unrecognized privilege type: \"%s\"", word)
	}
	item.rights = right
	if args[3].(bool) {
		item.options = right
	}
	return item.String(), nil
}

// aclItemIn reads an aclitem as a client writes it: "group" or "user" may stand before the name, and the grantor may be left out.
func (s *session) aclItemIn(text string) (aclItem, error) {
	word := strings.TrimSpace(text)
	if name, rest := aclName(word); !strings.HasPrefix(rest, "=") {
		key, bare, ok := strings.Cut(name, " ")
		if !ok || key != "group" && key != "user" {
			return aclItem{}, sqlerr.New(sqlerr.InvalidTextRepresentation, "unrecognized key word: \"%s\"", key).
				WithHint("ACL key word must be \"group\" or \"user\".")
		}
		word = strings.TrimSpace(bare) + rest
	}
	for _, key := range []string{"group ", "user "} {
		word = strings.TrimPrefix(word, key)
	}
	item, ok := parseACLItem(word)
	if !ok {
		return item, sqlerr.New(sqlerr.InvalidTextRepresentation, "invalid mode character: must be one of \"%s\"", aclLetters)
	}
	if item.grantor == "" {
		item.grantor = catalog.BootstrapRole
	}
	for _, name := range []string{item.grantee, item.grantor} {
		if name == "" {
			continue
		}
		if _, err := s.roleCalled(name); err != nil {
			return item, err
		}
	}
	return item, nil
}
