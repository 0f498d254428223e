package duckdb

import "strings"

// This file gives a client's session functions and operators that Postgres has and the engine lacks, or has with another meaning. They
// are macros of the session's own, so that a definition, which is checked on a connection without them, cannot come to depend on one.

// sessionMacros are run once for each session.
var sessionMacros = func() string {
	list := []string{
		// Matching a part of the text; the engine's own ~ matches the whole. postgresText writes ~ as @~, which binds as it does.
		`"@~"(s, p) AS regexp_matches(s, p)`,
		`"!@~"(s, p) AS NOT regexp_matches(s, p)`,
		`"~*"(s, p) AS regexp_matches(s, p, 'i')`,
		`"!~*"(s, p) AS NOT regexp_matches(s, p, 'i')`,
		`asof_divisor(x) AS CASE WHEN x = 0 THEN error('division by zero') ELSE x END`,
		`lpad(s, n) AS system.main.lpad(s, n, ' '), (s, n, f) AS system.main.lpad(s, n, f)`,
		`rpad(s, n) AS system.main.rpad(s, n, ' '), (s, n, f) AS system.main.rpad(s, n, f)`,
		`btrim(s) AS trim(s), (s, c) AS trim(s, c)`,
		`initcap(s) AS array_to_string(list_transform(regexp_extract_all(s, '[\p{L}\p{N}]+|[^\p{L}\p{N}]+'), lambda w: upper(w[1]) || lower(w[2:])), '')`,
		`overlay(s, r, f) AS left(s, f - 1) || r || substr(s, f + length(r)), (s, r, f, n) AS left(s, f - 1) || r || substr(s, f + n)`,
		`substring(s, f) AS CASE WHEN typeof(f) = 'VARCHAR' THEN CASE WHEN regexp_matches(s, f::varchar) THEN regexp_extract(s, f::varchar) END ELSE system.main.substring(s, f::bigint) END,
			(s, f, n) AS system.main.substring(s, f, n)`,
		`octet_length(x) AS CASE typeof(x) WHEN 'BLOB' THEN system.main.octet_length(x::blob) ELSE strlen(x::varchar) END`,
		`quote_literal(s) AS CASE WHEN contains(s, '\') THEN 'E' ELSE '' END || '''' || replace(replace(s, '\', '\\'), '''', '''''') || ''''`,
		`every(x) AS bool_and(x)`,
		`cardinality(x) AS len(x)`,
		`array_upper(x, n) AS nullif(array_length(x, n), 0)`,
		`array_lower(x, n) AS CASE WHEN array_length(x, n) > 0 THEN 1 END`,
		`date_bin(stride, t, origin) AS time_bucket(stride, t, origin)`,
		`make_interval(years := 0, months := 0, weeks := 0, days := 0, hours := 0, mins := 0, secs := 0) AS
			to_years(years) + to_months(months) + to_days(7 * weeks + days) + to_hours(hours) + to_minutes(mins) + to_seconds(secs)`,
		`clock_timestamp() AS get_current_timestamp()`,
		`to_char(x, f) AS strftime(x, ` + timeTemplate("f") + `)`,
	}
	return "CREATE TEMP MACRO " + strings.Join(list, ";\nCREATE TEMP MACRO ")
}()

// timeTemplate turns a template of to_char, for the patterns that most templates are of, into the engine's.
func timeTemplate(arg string) string {
	for _, p := range [...][2]string{{"YYYY", "%Y"}, {"HH24", "%H"}, {"HH12", "%I"}, {"Month", "%B"}, {"Mon", "%b"}, {"Day", "%A"}, {"Dy", "%a"}, {"MM", "%m"}, {"DDD", "%j"},
		{"DD", "%d"}, {"MI", "%M"}, {"SS", "%S"}, {"MS", "%g"}, {"US", "%f"}, {"AM", "%p"}, {"PM", "%p"}, {"FM", ""}} {
		arg = "replace(" + arg + ", '" + p[0] + "', '" + p[1] + "')"
	}
	return arg
}
