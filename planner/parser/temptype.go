package parser

import (
	"fmt"
	"regexp"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

var (
	arraySuffix = regexp.MustCompile(`\s*(\[\s*\d*\s*\]|\barray\b)$`)
	textLength  = regexp.MustCompile(`^(varchar|character varying|char varying|char|character|bpchar)(?:\s*\(\s*(\d+)\s*\))?$`)
	bareType    = regexp.MustCompile(`^[a-z_"][a-z0-9_"]*`)
)

// missingTypes are types of Postgres that neither the engine nor a text in their place would be.
var missingTypes = map[string]string{}

func init() {
	for _, name := range strings.Fields(`bit varbit box cidr circle inet int4range int8range line lseg macaddr macaddr8 money numrange path pg_lsn point polygon
		tsquery tsrange tstzrange daterange tsvector xml`) {
		missingTypes[name] = "Declare the column text."
	}
	for _, name := range strings.Fields("serial bigserial smallserial serial2 serial4 serial8") {
		missingTypes[name] = numberHint
	}
}

// tempType is the type of a temp table's column in the engine's words, with a CHECK in the place of a length; "" where the client's
// own words will do: the engine's types may be used too.
func tempType(text, column string, checked bool) (string, *sqlerr.Error) {
	name := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	name = strings.TrimPrefix(name, "pg_catalog.")
	dims := ""
	for {
		suffix := arraySuffix.FindString(name)
		if suffix == "" {
			break
		}
		dims += "[]"
		name = strings.TrimSuffix(name, suffix)
	}
	if hint, missing := missingTypes[bareType.FindString(name)]; missing {
		return "", sqlerr.New(sqlerr.FeatureNotSupported, "a column of type %s is not supported", bareType.FindString(name)).WithHint("%s", hint)
	}
	if m := textLength.FindStringSubmatch(name); m != nil {
		return lengthType(m[1], m[2], column, checked && dims == "") + dims, nil
	}
	if strings.HasPrefix(name, "interval ") {
		name = "interval"
	}
	t, ok := sqltype.Parse(name)
	if !ok {
		if strings.HasPrefix(name, "numeric(") || strings.HasPrefix(name, "decimal(") {
			return "", sqlerr.New(sqlerr.FeatureNotSupported, "%s is not supported", name).WithHint("A numeric here has at most 38 digits, its scale among them.")
		}
		return "", nil
	}
	return t.DuckDB() + dims, nil
}

// lengthType is a text of limited length. char without a length has one character, and is not padded.
func lengthType(name, length, column string, checked bool) string {
	fixed := name == "char" || name == "character"
	if length == "" && fixed {
		length = "1"
	}
	if length == "" || !checked {
		return "VARCHAR"
	}
	value := "length(" + quoted(column) + ")"
	if fixed || name == "bpchar" {
		value = "length(rtrim(" + quoted(column) + "))"
	}
	// Written this way round, the engine's error is told from that of a CHECK by the client.
	return fmt.Sprintf("VARCHAR CHECK (%s >= %s)", length, value)
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
