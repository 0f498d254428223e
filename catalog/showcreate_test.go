package catalog

import (
	"testing"

	"asof/catalog/sqltype"
)

func TestShowCreate(t *testing.T) {
	delay := &FeatureView{Meta: Meta{Name: "Delay", Owner: "ops", Status: "production", Tags: []string{"a", "b"}, Comment: "not shown",
		Text: "create feature view \"as\" /* as /* as */ as */ entity \"as\" -- as\n with (description = 'x as y'' as z', ttl = '1 day', owner = e'\\' as ', tags = $as$ ' as $as$)\naS\n  SELECT origin AS o, -- what\n 'as' AS k FROM s"},
		Entity: "select", TTL: 93_600_500_000}
	for _, c := range []struct {
		o    Object
		want string
	}{
		{&Source{Meta: Meta{Name: "flights", Owner: "it's", Tags: []string{"us", "dot"}}, Format: "parquet", Location: "f/*.parquet", EventTime: "Departed", TieBreak: "flight_id"},
			"CREATE SOURCE flights\n  FROM PARQUET 'f/*.parquet'\n  WITH (event_time = \"Departed\", tie_break = flight_id, owner = 'it''s', tags = 'us,dot')"},
		{&Source{Meta: Meta{Name: "t"}, Format: "csv", Location: "t.csv", EventTime: "ts", Declared: true,
			Columns: []sqltype.Column{{Name: "ts", Type: sqltype.Of(sqltype.TimestampTZ)}, {Name: "amount", Type: sqltype.DecimalOf(12, 2)}},
			Options: map[string]string{"header": "true", "delimiter": ";"}},
			"CREATE SOURCE t (ts timestamp with time zone, amount numeric(12,2))\n  FROM CSV 't.csv'\n  WITH (event_time = ts, delimiter = ';', header = 'true')"},
		{&Entity{Meta: Meta{Name: "pair"}, Keys: []sqltype.Column{{Name: "order", Type: sqltype.Of(sqltype.Int8)}, {Name: "b", Type: sqltype.Of(sqltype.Text)}}},
			"CREATE ENTITY pair (\"order\" bigint, b text)"},
		{delay, "CREATE FEATURE VIEW \"Delay\"\n  ENTITY \"select\"\n  WITH (ttl = '1 day 02:00:00.5', online = false, owner = 'ops', status = 'production', tags = 'a,b')\nAS SELECT origin AS o, -- what\n 'as' AS k FROM s"},
		{&Service{Meta: Meta{Name: "m", Text: "CREATE FEATURE SERVICE m AS SELECT v.a FROM v", Description: "d"}},
			"CREATE FEATURE SERVICE m\n  WITH (description = 'd')\nAS SELECT v.a FROM v"},
	} {
		if got := ShowCreate(Empty(), c.o); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.o.ObjectName(), got, c.want)
		}
	}
}

func TestQuoteIdent(t *testing.T) {
	for in, want := range map[string]string{
		"a": "a", "_a1": "_a1", "": `""`, "A": `"A"`, "1a": `"1a"`, `a"b`: `"a""b"`, "é": `"é"`, "select": `"select"`,
		"asof": `"asof"`, "at": `"at"`, "qualify": `"qualify"`, "within": `"within"`, "delay": "delay", "a b": `"a b"`,
	} {
		if got := QuoteIdent(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestInterval(t *testing.T) {
	for us, want := range map[int64]string{
		0: "00:00:00", 1: "00:00:00.000001", 2 * 86_400_000_000: "2 days", 86_400_000_000: "1 day", -90_000_000: "-00:01:30",
		86_400_000_000 + 3_600_000_000: "1 day 01:00:00", -86_400_000_000 - 500_000: "-1 day -00:00:00.5",
	} {
		if got := Interval(us); got != want {
			t.Errorf("%d: %s, want %s", us, got, want)
		}
	}
}
