package pgcatalog

import (
	"strings"
	"sync"

	"asof/catalog/sqlerr"
)

var keywords struct {
	once sync.Once
	kind map[string]string
}

// keywordKind is pg_get_keywords' catcode of a word, "" if it is none.
func keywordKind(word string) string {
	keywords.once.Do(func() {
		keywords.kind = map[string]string{}
		for _, k := range static().sets["pg_get_keywords"]() {
			keywords.kind[k[0]] = k[1]
		}
	})
	return keywords.kind[word]
}

// QuoteIdent writes an identifier as Postgres' quote_ident does: quoted unless it is a lower-case word that is no keyword, or one that
// is not reserved.
func QuoteIdent(name string) string {
	kind := keywordKind(name)
	plain := name != "" && (kind == "" || kind == "U")
	for i := 0; i < len(name) && plain; i++ {
		c := name[i]
		plain = c >= 'a' && c <= 'z' || c == '_' || i > 0 && c >= '0' && c <= '9'
	}
	if plain {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// qualify writes a name with its schema.
func qualify(schema, name string) string { return QuoteIdent(schema) + "." + QuoteIdent(name) }

// qualifyUnless writes a name with its schema unless it is visible.
func qualifyUnless(visible bool, schema, name string) string {
	if visible {
		return QuoteIdent(name)
	}
	return qualify(schema, name)
}

// splitName takes a dotted name apart as stringToQualifiedNameList does: parts are folded to lower case unless they are quoted.
func splitName(s string) ([]string, error) {
	invalid := sqlerr.New(sqlerr.InvalidName, "invalid name syntax")
	var out []string
	for {
		s = strings.TrimLeft(s, " \t\n\r\f\v")
		if s == "" {
			return nil, invalid
		}
		var part string
		if s[0] == '"' {
			end := 1
			for {
				i := strings.IndexByte(s[end:], '"')
				if i < 0 {
					return nil, invalid
				}
				end += i + 1
				if end == len(s) || s[end] != '"' {
					break
				}
				end++
			}
			part, s = strings.ReplaceAll(s[1:end-1], `""`, `"`), s[end:]
		} else {
			end := strings.IndexAny(s, ". \t\n\r\f\v")
			if end < 0 {
				end = len(s)
			}
			part, s = lowerASCII(s[:end]), s[end:]
		}
		if part == "" {
			return nil, invalid
		}
		out = append(out, cut(part, 63))
		s = strings.TrimLeft(s, " \t\n\r\f\v")
		if s == "" {
			return out, nil
		}
		if s[0] != '.' {
			return nil, invalid
		}
		s = s[1:]
	}
}

// resolve takes a dotted name apart into a schema, "" without one, and a name; what calls the kind of object in the error of too many
// parts. A third part must be the database.
func (s *session) resolve(parts []string, what string) (schema, name string, err error) {
	switch n := len(parts); {
	case n == 1:
		return "", parts[0], nil
	case n == 3 && parts[0] != s.env.Database:
		return "", "", sqlerr.New(sqlerr.FeatureNotSupported, "cross-database references are not implemented: %s", quoteDotted(parts, what))
	case n > 3:
		return "", "", sqlerr.New(sqlerr.SyntaxError, "improper %s name (too many dotted names): %s", what, strings.Join(parts, "."))
	}
	return parts[len(parts)-2], parts[len(parts)-1], nil
}

// quoteDotted is a dotted name in an error: of a relation it is in quotes.
func quoteDotted(parts []string, what string) string {
	if what == "relation" {
		return `"` + strings.Join(parts, ".") + `"`
	}
	return strings.Join(parts, ".")
}

// schemaCalled returns the OID of a schema that a name is qualified by.
func (s *session) schemaCalled(name string) (int64, error) {
	if name == "pg_temp" && s.env.TempSchema != "" {
		name = s.env.TempSchema
	}
	oid, ok := s.schema(name)
	if !ok {
		return 0, sqlerr.New(sqlerr.InvalidSchemaName, "schema \"%s\" does not exist", name)
	}
	return oid, nil
}

// pathOIDs are the schemas of the search path that exist, in its order.
func (s *session) pathOIDs() []int64 {
	var out []int64
	for _, name := range s.path() {
		if oid, ok := s.schema(name); ok {
			out = append(out, oid)
		}
	}
	return out
}

// lowerASCII folds a name as Postgres does in UTF-8: letters beyond ASCII stay.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
