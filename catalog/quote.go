package catalog

import "strings"

// QuoteIdent writes an identifier as SQL, quoted unless it is a plain lower-case word that neither Postgres nor DuckDB
// reserves anywhere.
func QuoteIdent(name string) string {
	plain := name != "" && !keywords[name]
	for i := 0; i < len(name) && plain; i++ {
		c := name[i]
		plain = c >= 'a' && c <= 'z' || c == '_' || i > 0 && c >= '0' && c <= '9'
	}
	if plain {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// SameName says whether two columns cannot stand side by side in a relation: the offline engine does not tell names apart by their
// capitals.
func SameName(a, b string) bool { return strings.EqualFold(a, b) }

// QuoteLiteral writes a string as an SQL constant.
func QuoteLiteral(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// keywords are the words that are not free to be a name everywhere: the reserved ones of Postgres 15 and of DuckDB, those
// that cannot be a function or a column without quotes, and those of our own grammar that follow a name.
var keywords = func() map[string]bool {
	const words = `all analyse analyze and anti any array as asc asof asymmetric at authorization between bigint binary bit boolean both by
		case cast char character check coalesce collate collation column columns concurrently constraint create cross current_catalog
		current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc
		describe distinct do else end entity except exists extract false fetch float for foreign freeze from full generated glob grant
		greatest group grouping grouping_id having ilike in initially inner inout int integer intersect interval into is isnull join
		key known lambda lateral leading least left like limit localtime localtimestamp map national natural nchar none normalize not
		notnull null nullif numeric of offset on only or order out outer overlaps overlay pivot pivot_longer pivot_wider placing
		position positional precision primary qualify real references returning right row select semi session_user setof show similar
		smallint some strict struct substring summarize symmetric system_user table tablesample then time timestamp to trailing treat trim true
		try_cast union unique unpack unpivot user using values varchar variadic verbose when where window with within xmlattributes xmlconcat
		xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}()
