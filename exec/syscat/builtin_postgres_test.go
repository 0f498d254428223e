package syscat

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog/sqltype/sqltypetest"
)

// oracle is a database of a real Postgres 15 whose letters are those of Unicode, as most are.
func builtinOracle(t *testing.T) *pgconn.PgConn {
	o := sqltypetest.StartPostgres(t)
	ctx := context.Background()
	exec := func(c *pgconn.PgConn, sql string) {
		if _, err := c.Exec(ctx, sql).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	exec(o.PgConn, "CREATE DATABASE u TEMPLATE template0 LC_CTYPE 'C.UTF-8'")
	cfg, err := pgconn.ParseConfig("sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := strings.Cut(o.Conn().RemoteAddr().String(), ":")
	n, _ := strconv.Atoi(port)
	cfg.Host, cfg.Port, cfg.User, cfg.Database = host, uint16(n), "postgres", "u"
	c, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(ctx) })
	exec(c, "SET TimeZone='"+testZone+"'; SET client_min_messages=error")
	exec(c, `CREATE FUNCTION answer(q text) RETURNS text LANGUAGE plpgsql AS $$
		DECLARE r text;
		BEGIN
			EXECUTE q INTO r;
			RETURN coalesce('='||r, 'NULL');
		EXCEPTION WHEN query_canceled OR OTHERS THEN
			RETURN '!'||sqlstate||' '||sqlerrm;
		END $$`)
	exec(c, "SET statement_timeout = '20s'")
	return c
}

func serverRows(t *testing.T, c *pgconn.PgConn, sql string, params ...string) [][]string {
	t.Helper()
	raw := make([][]byte, len(params))
	for i, p := range params {
		raw[i] = []byte(p)
	}
	res := c.ExecParams(context.Background(), sql, raw, nil, nil, nil).Read()
	if res.Err != nil {
		t.Fatalf("%s: %v", sql, res.Err)
	}
	var out [][]string
	for _, row := range res.Rows {
		var cells []string
		for _, v := range row {
			cells = append(cells, string(v))
		}
		out = append(out, cells)
	}
	return out
}

// polymorphic are the types that stand for a polymorphic one: an element and an array of it, one pair at a time.
var polymorphic = [][2]uint32{{oidInt4, 1007}, {oidText, 1009}, {oidNumeric, 1231}, {oidTimestampTZ, 1185}}

// skipped are functions that have no answer which could be compared.
var skipped = map[string]string{
	"now": "the clock", "statement_timestamp": "the clock", "clock_timestamp": "the clock", "timeofday": "the clock", "time_timetz": "depends on the day",
	"drandom": "random", "gen_random_uuid": "random", "setseed": "random", "enum_in": "no enum here", "enum_out": "no enum here",
}

// builtinCases lists the functions of pg_proc that the registries have, with arguments for each.
func builtinCases(t *testing.T, c *pgconn.PgConn) []*builtinCase {
	rows := serverRows(t, c, `SELECT prosrc, proname, proretset, proisstrict, prorettype::text, array_to_string(proargtypes::oid[], ','),
			coalesce(array_to_string(proallargtypes, ','), ''), coalesce(array_to_string(proargmodes, ','), ''), provariadic::text
		FROM pg_proc WHERE prolang = 12 AND prokind = 'f' AND pronamespace = 11 ORDER BY prosrc, proname, oid`)
	r := rand.New(rand.NewPCG(7, 8))
	var out []*builtinCase
	for _, row := range rows {
		src := row[0]
		if scalars[src] == nil && sets[src] == nil || skipped[src] != "" {
			continue
		}
		result, _ := strconv.Atoi(row[4])
		bc := &builtinCase{src: src, name: row[1], set: row[2] == "t", strict: row[3] == "t", result: uint32(result)}
		if row[5] != "" {
			bc.args = parseOIDs(row[5])
		}
		if slices.Contains(bc.args, oidCstring) || bc.result == oidCstring || slices.Contains(bc.args, 2281) || bc.result == 2281 {
			continue
		}
		if bc.set && row[6] != "" {
			modes := strings.Split(row[7], ",")
			for i, o := range parseOIDs(row[6]) {
				if modes[i] == "o" {
					bc.columns = append(bc.columns, o)
				}
			}
			if len(bc.columns) == 1 {
				bc.columns = nil
			}
		}
		bc.variadic = row[8] != "0" && row[8] != "2276"
		for _, v := range variants(bc, row[8]) {
			v.calls = callsOf(r, v)
			if len(v.calls) > 0 {
				out = append(out, v)
			}
		}
	}
	return out
}

// variants replaces polymorphic types and those of "any".
func variants(bc *builtinCase, variadic string) []*builtinCase {
	var out []*builtinCase
	for _, types := range polymorphic {
		v := *bc
		v.args = slices.Clone(bc.args)
		changed := false
		sub := func(o uint32) uint32 {
			switch o {
			case 2283, 2776, 5077, 5079:
				changed = true
				return types[0]
			case 2277, 5078:
				changed = true
				return types[1]
			}
			return o
		}
		for i, a := range v.args {
			v.args[i] = sub(a)
		}
		v.result = sub(v.result)
		if variadic == "2276" {
			changed = true
			v.args = append(v.args[:len(v.args)-1], types[0], oidBool, oidText, types[1])
		}
		out = append(out, &v)
		if !changed {
			break
		}
	}
	return out
}

// callsOf makes calls over the edge values of the arguments' types: all of one argument, else a sample.
func callsOf(r *rand.Rand, bc *builtinCase) []builtinCall {
	if given, ok := givenCalls[bc.src]; ok {
		var out []builtinCall
		for _, args := range given {
			if len(args) == len(bc.args) {
				out = append(out, builtinCall{args: args})
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	pools := make([][]string, len(bc.args))
	all := 1
	for i, typ := range bc.args {
		if pools[i] = givenValues[bc.src+"/"+strconv.Itoa(i)]; pools[i] == nil {
			pools[i] = edgeValues[typ]
		}
		if len(pools[i]) == 0 {
			return nil
		}
		all *= len(pools[i])
	}
	limit := 14
	if _, ok := givenValues[bc.src+"/0"]; ok {
		limit = 90
	} else if _, ok := givenValues[bc.src+"/1"]; ok {
		limit = 90
	}
	var out []builtinCall
	seen := map[string]bool{}
	pick := func(n int) {
		args := make([]string, len(pools))
		for i, p := range pools {
			args[i] = p[n%len(p)]
			n /= len(p)
		}
		if key := strings.Join(args, "\x01"); !seen[key] {
			seen[key] = true
			out = append(out, builtinCall{args: args})
		}
	}
	if all <= limit || len(pools) == 1 {
		for n := range all {
			pick(n)
		}
	} else {
		for tries := 0; len(out) < limit && tries < 10*limit; tries++ {
			pick(r.IntN(all))
		}
	}
	if !bc.strict && len(pools) > 0 {
		args := slices.Clone(out[0].args)
		for i := range args {
			with := slices.Clone(args)
			with[i] = nullArg
			out = append(out, builtinCall{args: with})
		}
	}
	return out
}

// sql is a call as a statement.
func (bc *builtinCase) sql(types map[uint32]string, args []string) string {
	parts := make([]string, len(args))
	for i, a := range args {
		lit := "NULL"
		if a != nullArg {
			lit = "E'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(a) + "'"
		}
		parts[i] = lit + "::" + types[bc.args[i]]
	}
	if bc.variadic {
		parts[len(parts)-1] = "VARIADIC " + parts[len(parts)-1]
	}
	call := fmt.Sprintf(`pg_catalog."%s"(%s)`, bc.name, strings.Join(parts, ", "))
	switch {
	case strings.HasSuffix(bc.src, "cmp"): // only the sign of an order's support function means anything
		return "SELECT sign(" + call + ")::int::text"
	case bc.result == oidBpchar:
		return "SELECT convert_from(bpcharsend(" + call + "), 'UTF8')"
	case !bc.set:
		return "SELECT CASE WHEN x IS NOT NULL OR num_nulls(x) = 0 THEN x" + castToText(bc.result) + " END FROM (SELECT " + call + ") AS t(x)"
	case bc.columns != nil:
		return "SELECT string_agg(x::text, ';' ORDER BY n) FROM (SELECT x, row_number() OVER () AS n FROM (SELECT " + call + " AS x) AS s) AS t"
	}
	return "SELECT string_agg(coalesce(x::text, 'NULL'), ';' ORDER BY n) FROM " + call + " WITH ORDINALITY AS t(x, n)"
}

// castToText prints by the output function, which a cast to text does not always do.
func castToText(result uint32) string {
	switch result {
	case oidBool:
		return "::text::\"char\"::text"
	}
	return "::text"
}

// TestBuiltinsAgree asks a real Postgres for the answers of all calls, which must be those of the golden.
func TestBuiltinsAgree(t *testing.T) {
	c := builtinOracle(t)
	types := map[uint32]string{}
	for _, row := range serverRows(t, c, "SELECT oid::text, oid::regtype::text FROM pg_type") {
		n, _ := strconv.Atoi(row[0])
		types[uint32(n)] = row[1]
	}
	types[oidBpchar] = "bpchar"
	cases := builtinCases(t, c)
	var b bytes.Buffer
	for _, bc := range cases {
		var sqls []string
		for _, call := range bc.calls {
			sqls = append(sqls, bc.sql(types, call.args))
		}
		for i, row := range serverRows(t, c, "SELECT answer(q) FROM unnest($1::text[]) WITH ORDINALITY AS t(q, n) ORDER BY n", textArray(sqls)) {
			bc.calls[i].want = row[0]
		}
		bc.write(&b)
	}
	if *rewriteGolden {
		if err := os.WriteFile(builtinGolden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(builtinGolden)
	if err != nil || !bytes.Equal(want, b.Bytes()) {
		t.Errorf("Postgres does not say what %s says (%v): run with -rewrite and look at the differences", builtinGolden, err)
	}
}

func textArray(items []string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, s := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		writeQuoted(&b, s, `\`)
	}
	return b.String() + "}"
}

// TestBuiltinsCovered counts which functions of Postgres that need no catalog the registries have.
func TestBuiltinsCovered(t *testing.T) {
	c := builtinOracle(t)
	rows := serverRows(t, c, `SELECT DISTINCT prosrc FROM pg_proc WHERE prolang = 12 AND prokind = 'f' AND pronamespace = 11
		AND NOT 2281 = ANY(proargtypes) AND prorettype NOT IN (2281, 2279, 3838, 3115, 325, 269, 2280, 3310) ORDER BY 1`)
	have := 0
	var missing []string
	for _, row := range rows {
		if scalars[row[0]] != nil || sets[row[0]] != nil {
			have++
		} else {
			missing = append(missing, row[0])
		}
	}
	sort.Strings(missing)
	t.Logf("%d of %d functions of pg_proc; not here: %s", have, len(rows), strings.Join(missing, " "))
}
