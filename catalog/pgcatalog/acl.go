package pgcatalog

import (
	"strings"

	"asof/catalog"
)

// privileges is a set of privileges: bit n is letter n of aclLetters.
type privileges uint16

const aclLetters = "arwdDxtXUCTcsA"

// aclNames are the privileges in words, in the same order.
var aclNames = []string{"INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "EXECUTE", "USAGE", "CREATE",
	"TEMPORARY", "CONNECT", "SET", "ALTER SYSTEM"}

const (
	aclInsert privileges = 1 << iota
	aclSelect
	aclUpdate
	aclDelete
	aclTruncate
	aclReferences
	aclTrigger
	aclExecute
	aclUsage
	aclCreate
	aclTemp
	aclConnect
	aclSet
	aclAlterSystem

	aclTable = aclInsert | aclSelect | aclUpdate | aclDelete | aclTruncate | aclReferences | aclTrigger
)

// aclItem is one item of an acl: what somebody granted to a role, "" being PUBLIC.
type aclItem struct {
	grantee, grantor string
	rights, options  privileges
}

// parseACL reads an aclitem[]; nil is NULL.
func parseACL(v any) []aclItem {
	items, ok := v.([]any)
	if !ok {
		return nil
	}
	out := make([]aclItem, 0, len(items))
	for _, v := range items {
		if text, ok := v.(string); ok {
			if item, ok := parseACLItem(text); ok {
				out = append(out, item)
			}
		}
	}
	return out
}

// parseACLItem reads "grantee=rights/grantor", the names quoted where they must be.
func parseACLItem(s string) (aclItem, bool) {
	var item aclItem
	grantee, rest := aclName(s)
	rest, ok := strings.CutPrefix(rest, "=")
	if !ok {
		return item, false
	}
	item.grantee = grantee
	for rest != "" && rest[0] != '/' {
		n := strings.IndexByte(aclLetters, rest[0])
		if n < 0 {
			return item, false
		}
		item.rights |= 1 << n
		rest = rest[1:]
		if strings.HasPrefix(rest, "*") {
			item.options |= 1 << n
			rest = rest[1:]
		}
	}
	if rest != "" {
		item.grantor, rest = aclName(rest[1:])
	}
	return item, rest == ""
}

// aclName reads the name that an aclitem begins with.
func aclName(s string) (name, rest string) {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.IndexAny(s, "=/"); i >= 0 {
			return s[:i], s[i:]
		}
		return s, ""
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] == '"' {
			if i+1 == len(s) || s[i+1] != '"' {
				return b.String(), s[i+1:]
			}
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}

// String writes the item as aclitemout does.
func (i aclItem) String() string {
	var b strings.Builder
	b.WriteString(quoteACLName(i.grantee) + "=")
	for n := range aclLetters {
		if i.rights&(1<<n) == 0 {
			continue
		}
		b.WriteByte(aclLetters[n])
		if i.options&(1<<n) != 0 {
			b.WriteByte('*')
		}
	}
	return b.String() + "/" + quoteACLName(i.grantor)
}

// quoteACLName quotes a role's name if it has other characters than letters, digits and underscores.
func quoteACLName(name string) string {
	for i := range len(name) {
		c := name[i]
		if c < 128 && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
	}
	return name
}

// grantsOf are the grants in force on something of our catalog, as an aclitem[]; NULL if nobody wrote any.
func grantsOf(s *catalog.Snapshot, t catalog.Target) any {
	grants, written := s.Grants(t)
	if !written {
		return nil
	}
	out := make([]any, len(grants))
	for i, g := range grants {
		out[i] = g.String()
	}
	return out
}

// defaultACL are the grants on an object of a kind (a letter of acldefault) that nobody has granted or revoked anything on.
func defaultACL(kind byte, owner string) []aclItem {
	var own, public privileges
	switch kind {
	case 'c': // a column has none of its own
		return nil
	case 'r':
		own = aclTable
	case 's':
		own = aclUsage | aclSelect | aclUpdate
	case 'd':
		own, public = aclCreate|aclTemp|aclConnect, aclTemp|aclConnect
	case 'f':
		own, public = aclExecute, aclExecute
	case 'l', 'T':
		own, public = aclUsage, aclUsage
	case 'L':
		own = aclSelect | aclUpdate
	case 'n':
		own = aclUsage | aclCreate
	case 't':
		own = aclCreate
	case 'F', 'S':
		own = aclUsage
	case 'p':
		own = aclSet | aclAlterSystem
	}
	var out []aclItem
	if public != 0 {
		out = append(out, aclItem{grantor: owner, rights: public})
	}
	return append(out, aclItem{grantee: owner, grantor: owner, rights: own})
}
