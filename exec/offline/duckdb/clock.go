package duckdb

import (
	"asof/catalog/sqltype"
)

// clock is now(), or the synonym written, while asof.now is set: of the type that the synonym has.
func (r *run) clock(text string) string { return clockSQL(text, r.in.Now) }

// clockSQL is now(), or the synonym written, at a time.
func clockSQL(text string, t int64) string {
	now := literal(sqltype.Of(sqltype.TimestampTZ), sqltype.Micros(t))
	switch clockName(text) {
	case "current_date", "today":
		return "CAST(" + now + " AS DATE)"
	case "current_time":
		return "CAST(" + now + " AS TIMETZ)"
	case "localtime":
		return "CAST(" + now + " AS TIME)"
	case "localtimestamp":
		return "CAST(" + now + " AS TIMESTAMP)"
	}
	return now
}

// clockName is the name of a function of the clock, as written.
func clockName(text string) string {
	for _, t := range tokens(text) {
		return t.low
	}
	return ""
}
