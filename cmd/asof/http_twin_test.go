package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The types that keys, features and request parameters may have here, with values of each as SQL writes them. The last of each has no rows.
var twinTypes = []struct {
	name, sql string
	values    []string
}{
	{"b", "boolean", []string{"t", "f"}},
	{"i2", "smallint", []string{"-32768", "7", "9"}},
	{"i4", "integer", []string{"2147483647", "-5", "6"}},
	{"i8", "bigint", []string{"9007199254740993", "-9223372036854775807", "9007199254740992"}},
	{"n", "numeric(30,2)", []string{"12345678901234567890123.45", "-0.50", "0.51"}},
	{"x", "text", []string{`a "quoted" \ text`, "größe 😀", "", "absent"}},
	{"y", "bytea", []string{`\x00ff10`, `\x`, `\x01`}},
	{"d", "date", []string{"2001-02-03", "1969-12-31", "2020-01-01"}},
	{"z", "timestamptz", []string{"2001-02-03 04:05:06.000007+00", "1969-12-31 23:59:59.999999+00", "2020-01-01 00:00:00+00"}},
	{"u", "uuid", []string{"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000001", "ffffffff-ffff-ffff-ffff-ffffffffffff"}},
}

// twinFeatures are columns besides the keys: what no key may be.
var twinFeatures = []string{
	"CASE i % 4 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN '-Infinity'::DOUBLE WHEN 2 THEN 0.1 ELSE NULL END AS f8",
	"(0.1 * i)::FLOAT AS f4", "(i * INTERVAL '90 minutes') AS v", "('04:05:06.5'::TIME + i * INTERVAL '1 minute') AS o",
	"('2001-01-01'::TIMESTAMP + i * INTERVAL '1 second') AS s", "(9007199254740993 + i) AS h",
}

// definitions make a file of rows with every type, and for each type an entity with it as the key.
func twinDefinitions() string {
	columns := slices.Clone(twinFeatures)
	features := "f8, f4, v, o, s, h, count(*) OVER w AS n_rows, sum(h) OVER w AS total, avg(h) OVER w AS mean, array_agg(h LIMIT 2) OVER w AS newest, string_agg(x, ',') OVER w AS texts, max(f8) OVER w AS largest"
	entities, keys := "", ""
	for _, t := range twinTypes {
		list := ""
		for _, v := range t.values[:len(t.values)-1] {
			list += ", " + twinLiteral(v, t.sql)
		}
		columns = append(columns, fmt.Sprintf("list_extract([%s], 1 + CAST((i // 3) %% %d AS INTEGER)) AS %s", strings.TrimPrefix(list, ", "), len(t.values)-1, t.name))
		entities += fmt.Sprintf("CREATE ENTITY e_%s (%s %s);\nCREATE FEATURE VIEW by_%s ENTITY e_%s AS SELECT %s, %s FROM everything WINDOW w AS (RANGE INTERVAL '7 days' PRECEDING);\n",
			t.name, t.name, t.sql, t.name, t.name, t.name, features)
		if t.name != "x" && t.name != "i8" {
			keys += ", " + t.name
		}
	}
	echo, params := "", ""
	for _, t := range twinTypes {
		echo += fmt.Sprintf(", p_%s AS q_%s", t.name, t.name)
		params += fmt.Sprintf(", p_%s %s", t.name, t.sql)
	}
	return "COPY (SELECT '2001-01-10 12:00Z'::TIMESTAMPTZ + i * INTERVAL '1 minute' AS at, " + strings.Join(columns, ", ") + " FROM range(40) r(i)) TO 'everything.parquet' (FORMAT parquet);\n" +
		"CREATE SOURCE everything FROM PARQUET 'everything.parquet' WITH (event_time = at);\n" + entities +
		"CREATE ENTITY pair (x text, i8 bigint);\n" +
		"CREATE FEATURE VIEW by_pair ENTITY pair WITH (ttl = '1 day') AS SELECT x, i8, count(*) OVER (RANGE INTERVAL '1 hour' PRECEDING) AS hourly" + keys + " FROM everything;\n" +
		"CREATE FEATURE VIEW echo ENTITY e_x REQUEST (" + params[2:] + ") AS SELECT a.n_rows + length(p_x) AS mixed" + echo + " FROM by_x a;\n" +
		"CREATE FEATURE SERVICE all_of_it AS SELECT p.hourly, i.total, i.newest, t.texts, t.f8 FROM by_pair p, by_i8 i, by_x t;\n" +
		"CREATE FEATURE SERVICE with_request AS SELECT p.hourly, q.mixed, q.q_n, q.q_y FROM by_pair p, echo q;\n"
}

func twinLiteral(v, typ string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'::" + typ }

// twinJSON is a value as a request writes it.
func twinJSON(v, typ string) string {
	switch typ {
	case "boolean":
		return map[string]string{"t": "true", "f": "false"}[v]
	case "smallint", "integer", "bigint", "numeric(30,2)":
		return v
	case "bytea":
		b, _ := hex.DecodeString(v[2:])
		return `"` + base64.StdEncoding.EncodeToString(b) + `"`
	case "timestamptz":
		v = strings.Replace(strings.TrimSuffix(v, "+00")+"Z", " ", "T", 1)
	}
	out, _ := json.Marshal(v)
	return string(out)
}

// twinText is a value of an answer as SQL writes it.
func twinText(t *testing.T, raw json.RawMessage, typ string) string {
	t.Helper()
	if string(raw) == "null" {
		return "NULL"
	}
	if element, ok := strings.CutSuffix(typ, "[]"); ok {
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			t.Fatal(err)
		}
		out := make([]string, len(items))
		for i, item := range items {
			out[i] = twinText(t, item, element)
		}
		return "{" + strings.Join(out, ",") + "}"
	}
	text := string(raw)
	if raw[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			t.Fatal(err)
		}
	}
	switch typ {
	case "boolean":
		return text[:1]
	case "bytea":
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return `\x` + hex.EncodeToString(b)
	case "timestamp with time zone", "timestamp without time zone":
		zone := ""
		if strings.HasSuffix(text, "Z") {
			text, zone = strings.TrimSuffix(text, "Z"), "+00"
		}
		return strings.TrimSuffix(strings.TrimRight(strings.Replace(text, "T", " ", 1), "0"), ".") + zone
	}
	return text
}

// read is a request in both languages: for each entity its keys and parameters as SQL writes them.
type twinRead struct {
	object   string // views/v or services/s
	keys     []string
	types    []string
	params   []string
	entities [][]string // keys, then parameters; "NULL" is NULL
	single   bool       // what is the same for all entities is given once
}

func (r *twinRead) typeOf(i int) string {
	if i < len(r.keys) {
		return r.types[i]
	}
	for _, t := range twinTypes {
		if "p_"+t.name == r.params[i-len(r.keys)] {
			return t.sql
		}
	}
	return ""
}

func (r *twinRead) literal(i int, v string) string {
	if v == "NULL" {
		return "NULL::" + r.typeOf(i)
	}
	return twinLiteral(v, r.typeOf(i))
}

// body is the request for HTTP.
func (r *twinRead) body() string {
	column := func(i int) string {
		var list []string
		same := true
		for _, e := range r.entities {
			v := "null"
			if e[i] != "NULL" {
				v = twinJSON(e[i], r.typeOf(i))
			}
			list = append(list, v)
			same = same && e[i] == r.entities[0][i]
		}
		if r.single && same {
			return list[0]
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	part := func(names []string, from int) string {
		var out []string
		for i, n := range names {
			out = append(out, fmt.Sprintf("%q:%s", n, column(from+i)))
		}
		return "{" + strings.Join(out, ",") + "}"
	}
	b := `{"entities":` + part(r.keys, 0)
	if len(r.params) > 0 {
		b += `,"request":` + part(r.params, len(r.keys))
	}
	return b + "}"
}

// sql is the same for one entity, by a join to a list of values.
func (r *twinRead) sql(features []string, e []string) string {
	var values, names, on, call []string
	for i, v := range e {
		values = append(values, r.literal(i, v))
		names = append(names, fmt.Sprintf("c%d", i))
	}
	for i, k := range r.keys {
		on = append(on, fmt.Sprintf("v.%s = e.c%d", k, i))
	}
	for i, p := range r.params {
		call = append(call, fmt.Sprintf("%s => e.c%d", p, len(r.keys)+i))
	}
	_, object, _ := strings.Cut(r.object, "/")
	if len(call) > 0 {
		object += "(" + strings.Join(call, ", ") + ")"
	}
	return fmt.Sprintf("SELECT v.%s, v._event_time, v._as_of FROM (VALUES (%s)) e(%s) LEFT JOIN %s v ON %s", strings.Join(features, ", v."), strings.Join(values, ", "),
		strings.Join(names, ", "), object, strings.Join(on, " AND "))
}

func twinReads() []twinRead {
	var out []twinRead
	for _, t := range twinTypes {
		r := twinRead{object: "views/by_" + t.name, keys: []string{t.name}, types: []string{t.sql}}
		for _, v := range t.values {
			r.entities = append(r.entities, []string{v})
		}
		one := r
		one.entities, one.single = r.entities[:1], true
		r.entities = append(r.entities, r.entities[0], []string{"NULL"}, r.entities[1])
		out = append(out, r, one)
	}
	pairs := [][]string{{twinTypes[5].values[0], twinTypes[3].values[0]}, {"größe 😀", "-9223372036854775807"}, {"absent", "9007199254740993"}, {"größe 😀", "9007199254740993"},
		{"NULL", "1"}, {twinTypes[5].values[0], twinTypes[3].values[0]}}
	for _, object := range []string{"views/by_pair", "services/all_of_it"} {
		r := twinRead{object: object, keys: []string{"x", "i8"}, types: []string{"text", "bigint"}, entities: pairs, single: true}
		same := r
		same.entities = [][]string{{"größe 😀", "1"}, {"größe 😀", "-9223372036854775807"}, {"größe 😀", "9007199254740993"}}
		single := r
		single.entities = pairs[:1]
		out = append(out, r, same, single)
	}
	var params, first, second, nulls []string
	for _, t := range twinTypes {
		params = append(params, "p_"+t.name)
		first, second, nulls = append(first, t.values[0]), append(second, t.values[1]), append(nulls, "NULL")
	}
	// A value that a cast to the key's type would make a key.
	out = append(out, twinRead{object: "views/by_n", keys: []string{"n"}, types: []string{"numeric(30,2)"}, entities: [][]string{{"-0.50"}, {"-0.5"}, {"-0.500"}}})
	for _, object := range []string{"views/echo", "services/with_request"} {
		r := twinRead{object: object, keys: []string{"x"}, types: []string{"text"}, params: params, single: true}
		key := [][]string{{"größe 😀"}, {"absent"}, {""}}
		if object == "services/with_request" {
			r.keys, r.types = []string{"x", "i8"}, []string{"text", "bigint"}
			key = [][]string{{"größe 😀", "-9223372036854775807"}, {"absent", "1"}, {"", "9007199254740993"}}
		}
		differ, same, one := r, r, r
		differ.entities = [][]string{slices.Concat(key[0], first), slices.Concat(key[1], second), slices.Concat(key[2], nulls)}
		same.entities = [][]string{slices.Concat(key[0], first), slices.Concat(key[1], first), slices.Concat(key[2], first)}
		one.entities = differ.entities[1:2]
		out = append(out, differ, same, one)
	}
	return out
}

// TestHTTPAnswersAsSQL asks the same over HTTP and over the Postgres protocol, materialised and not, for keys, features and request
// parameters of every type, NULLs, absent keys and duplicates.
func TestHTTPAnswersAsSQL(t *testing.T) {
	w := startWeb(t, Config{Auth: "trust"})
	for _, statement := range strings.Split(strings.TrimSpace(twinDefinitions()), ";\n") {
		if out := w.sql(statement); out != "" && !strings.HasPrefix(statement, "COPY") {
			t.Fatalf("%s\n%s", statement, out)
		}
	}
	w.sql("SET IntervalStyle = 'iso_8601'")
	compared := 0
	for _, materialised := range []bool{false, true} {
		if materialised {
			for _, t := range twinTypes {
				w.sql("REFRESH FEATURE VIEW by_" + t.name)
			}
			w.sql("REFRESH FEATURE VIEW by_pair")
		}
		for _, r := range twinReads() {
			compared += w.compare(t, &r, materialised)
		}
	}
	if compared < 1500 {
		t.Errorf("compared %d values", compared)
	}
}

// compare asks both and returns how many values it compared.
func (w *web) compare(t *testing.T, r *twinRead, materialised bool) int {
	t.Helper()
	status, body := w.ask(t, "POST", "/v1/"+r.object, r.body())
	var got struct {
		Features, Types, Status []string
		Rows                    [][]json.RawMessage
		Event                   []json.RawMessage `json:"event_times"`
		AsOf                    []json.RawMessage `json:"as_of"`
	}
	d := json.NewDecoder(bytes.NewReader([]byte(body)))
	if err := d.Decode(&got); err != nil || status != 200 || len(got.Rows) != len(r.entities) {
		t.Errorf("%s %s: %d %s", r.object, r.body(), status, body)
		return 0
	}
	compared := 0
	const moment = "timestamp with time zone"
	for i, e := range r.entities {
		var have []string
		for j, raw := range got.Rows[i] {
			have = append(have, twinText(t, raw, got.Types[j]))
		}
		have = append(have, twinText(t, got.Event[i], moment), twinText(t, got.AsOf[i], moment))
		sql := r.sql(got.Features, e)
		want := w.texts(t, sql)
		if !slices.Equal(have, want) {
			t.Errorf("materialised %v: %s %s\nentity %d: %q\nSQL:      %q\n%s", materialised, r.object, r.body(), i, have, want, sql)
		}
		if found := want[len(want)-2] != "NULL"; found != (got.Status[i] == "found") {
			t.Errorf("%s: entity %d is %s, its event time %s", r.object, i, got.Status[i], want[len(want)-2])
		}
		compared += len(have)
	}
	return compared
}

// texts is the one row of a statement as text.
func (w *web) texts(t *testing.T, sql string) []string {
	t.Helper()
	results, err := w.conn.PgConn().Exec(t.Context(), sql).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		t.Fatalf("%s: %d results", sql, len(results))
	}
	var out []string
	for _, v := range results[0].Rows[0] {
		if v == nil {
			out = append(out, "NULL")
		} else {
			out = append(out, string(v))
		}
	}
	return out
}
