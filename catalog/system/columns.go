package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

func text(name string) sqltype.Column  { return column(name, sqltype.Text) }
func count(name string) sqltype.Column { return column(name, sqltype.Int8) }
func flag(name string) sqltype.Column  { return column(name, sqltype.Bool) }
func when(name string) sqltype.Column  { return column(name, sqltype.TimestampTZ) }
func span(name string) sqltype.Column  { return column(name, sqltype.Interval) }
func texts(name string) sqltype.Column {
	return sqltype.Column{Name: name, Type: sqltype.ArrayOf(sqltype.Of(sqltype.Text))}
}
func column(name string, id sqltype.ID) sqltype.Column {
	return sqltype.Column{Name: name, Type: sqltype.Of(id)}
}

// metaColumns are what every definition has; metaValues are their values.
var metaColumns = []sqltype.Column{text("owner"), text("status"), texts("tags"), text("description"), text("comment"),
	when("created_at"), when("altered_at"), text("definition")}

func metaValues(s *catalog.Snapshot, o catalog.Object, m *catalog.Meta) []any {
	return []any{orNull(m.Owner), orNull(m.Status), textValues(m.Tags), orNull(m.Description), orNull(m.Comment),
		sqltype.Micros(m.Created), orNever(m.Altered), catalog.ShowCreate(s, o)}
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// orNever is a time that is 0 if it has not come.
func orNever(us int64) any {
	if us == 0 {
		return nil
	}
	return sqltype.Micros(us)
}

// spanValue is an interval of microseconds, in days as far as it goes, as definitions write it.
func spanValue(us int64) any {
	const day = 24 * 3600 * 1_000_000
	return sqltype.Span{Days: int32(us / day), Micros: us % day}
}

func textValues(list []string) any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

func names(cols []sqltype.Column) any {
	out := make([]any, len(cols))
	for i, c := range cols {
		out[i] = c.Name
	}
	return out
}

func keyNames(keys []catalog.Key) any {
	out := make([]any, len(keys))
	for i, k := range keys {
		out[i] = k.Name
	}
	return out
}
