package duckdb

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"asof/catalog/sqltype"
	"asof/exec/expr"
)

// vars are the variables of random expressions, with values at their edges.
var vars = []struct {
	name   string
	t      sqltype.Type
	values []any
}{
	{"i", sqltype.Of(sqltype.Int4), []any{int64(0), int64(1), int64(-7), int64(3), int64(math.MaxInt32), int64(math.MinInt32)}},
	{"j", sqltype.Of(sqltype.Int8), []any{int64(0), int64(5), int64(-2), int64(1<<53 + 1), int64(math.MaxInt64), int64(math.MinInt64)}},
	{"h", sqltype.Of(sqltype.Int2), []any{int64(0), int64(-1), int64(math.MaxInt16), int64(math.MinInt16)}},
	{"d", sqltype.DecimalOf(12, 2), []any{dec(0, 2), dec(150, 2), dec(-1, 2), dec(999999999999, 2), dec(33, 2), dec(-250, 2), dec(9_999_999_999_50, 2)}},
	{"s", sqltype.DecimalOf(38, 2), []any{dec(0, 2), dec(1050, 2), dec(-12345678901234567, 2), dec(300, 2)}},
	{"r", sqltype.DecimalOf(9, 4), []any{dec(0, 4), dec(12345, 4), dec(-50, 4), dec(999999999, 4), dec(-999999999, 4)}},
	{"x", sqltype.Of(sqltype.Float8), []any{0.0, 1.5, -2.5, 0.5, 1e300, -1e-300, 0.1, math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 2.675, 12345.678}},
	{"y", sqltype.Of(sqltype.Float8), []any{0.0, 3.0, -0.5, 2.5, 1e308, 7e22, 5e-324, math.MaxFloat64, 1e16, 123456789.0}},
	{"f", sqltype.Of(sqltype.Float4), []any{float32(0), float32(1.5), float32(-0.1), float32(math.MaxFloat32)}},
	{"b", sqltype.Of(sqltype.Bool), []any{true, false}},
	{"c", sqltype.Of(sqltype.Bool), []any{true, false}},
	{"a", sqltype.Of(sqltype.Text), []any{"", "FR", "fr", "Zürich", "Z", " x", "a%c", "über 日本語", "e\u0301"}},
	{"e", sqltype.Of(sqltype.Text), []any{"DE", "FR", "é", "%", "F_", "%r", "_%_", ""}},
	{"g", sqltype.Of(sqltype.Text), []any{"12", "-1.50", "007", "1e3", "true", "2024-02-29", "2024-02-29 23:59:59.5", "0.1", "9223372036854775807"}},
	{"p", sqltype.Of(sqltype.TimestampTZ), []any{sqltype.Micros(0), sqltype.Micros(1_704_103_200_123_456), sqltype.Micros(-5), sqltype.Micros(1_709_251_199_999_999)}},
	{"q", sqltype.Of(sqltype.TimestampTZ), []any{sqltype.Micros(86_400_000_000), sqltype.Micros(1_704_103_200_000_000), sqltype.Micros(7), sqltype.Micros(253_402_300_799_999_999)}},
	{"m", sqltype.Of(sqltype.Timestamp), []any{sqltype.Micros(0), sqltype.Micros(1_709_164_800_000_000), sqltype.Micros(-1), sqltype.Micros(1_735_689_599_000_001)}},
	{"k", sqltype.Of(sqltype.Date), []any{sqltype.Days(0), sqltype.Days(19782), sqltype.Days(-1), sqltype.Days(20088), sqltype.Days(2932896)}},
	{"l", sqltype.Of(sqltype.Date), []any{sqltype.Days(1), sqltype.Days(19723), sqltype.Days(10957)}},
	{"w", sqltype.Of(sqltype.Interval), []any{sqltype.Span{}, sqltype.Span{Months: 1}, sqltype.Span{Days: 30}, sqltype.Span{Months: -13, Days: 3, Micros: -1}, sqltype.Span{Micros: 90_000_000_000}}},
	{"z", sqltype.Of(sqltype.Interval), []any{sqltype.Span{Days: 1}, sqltype.Span{Days: -31, Micros: 5}, sqltype.Span{Micros: 86_400_000_000}}},
}

func dec(n, scale int64) sqltype.Decimal {
	return sqltype.Decimal{Int: big.NewInt(n), Scale: int32(scale)}
}

// maker writes random expressions.
type maker struct{ *rand.Rand }

func (m maker) pick(s ...string) string { return s[m.IntN(len(s))] }

// leaves are the variables and constants of each kind: "n" a number, "b" a condition, "t" a text, "w" a time, "v" an interval.
var leaves = map[string][]string{
	"n": {"i", "j", "d", "s", "r", "x", "y", "i", "j", "x", "h", "f", "0", "1", "2", "-3", "100", "0.5", "1.25", "10.0", "2147483647", "NULL"},
	"b": {"b", "c", "true", "false", "NULL"},
	"t": {"a", "e", "g", "'FR'", "''", "'%r%'"},
	"w": {"p", "q", "m", "k", "l", "p", "q", "date '2024-02-29'", "'2024-02-29'"},
	"v": {"w", "z", "interval '1 day'", "interval '2 months'", "INTERVAL 90 MINUTE"},
}

// of writes an expression of a kind.
func (m maker) of(kind string, depth int) string {
	if depth == 0 || m.IntN(6) == 0 {
		return m.pick(leaves[kind]...)
	}
	sub := func(k string) string { return m.of(k, depth-1) }
	if m.IntN(8) == 0 {
		return m.general(kind, sub)
	}
	switch kind {
	case "n":
		return m.number(sub)
	case "b":
		return m.condition(sub)
	case "t":
		return m.text(sub)
	case "v":
		return "(" + sub("w") + " - " + sub("w") + ")"
	}
	switch m.IntN(5) {
	case 0:
		return "date_trunc('" + m.pick("year", "quarter", "month", "week", "day", "hour", "minute", "second") + "', " + sub("w") + ")"
	case 1, 2:
		return "(" + sub("w") + m.pick(" + ", " - ") + sub("v") + ")"
	case 3:
		return "(" + m.pick("k", "l", "k + 1") + m.pick(" + ", " - ") + m.pick("i", "7", "31") + ")"
	}
	return "CAST(" + sub(m.pick("w", "w", "t")) + " AS " + m.pick("DATE", "TIMESTAMP", "TIMESTAMPTZ", "timestamp with time zone") + ")"
}

// general writes an expression that there is of every kind.
func (m maker) general(kind string, sub func(string) string) string {
	switch m.IntN(5) {
	case 0:
		return "coalesce(" + sub(kind) + ", " + sub(kind) + ")"
	case 1:
		return "nullif(" + sub(kind) + ", " + sub(kind) + ")"
	case 2:
		return m.pick("greatest(", "least(") + sub(kind) + ", " + sub(kind) + ", " + sub(kind) + ")"
	case 3:
		return "CASE WHEN " + sub("b") + " THEN " + sub(kind) + m.pick(" ELSE "+sub(kind), " WHEN "+sub("b")+" THEN "+sub(kind), "") + " END"
	}
	return "CASE " + sub("n") + " WHEN " + sub("n") + " THEN " + sub(kind) + " ELSE " + sub(kind) + " END"
}

func (m maker) number(sub func(string) string) string {
	field := m.pick("year", "quarter", "month", "week", "day", "doy", "dow", "isodow", "hour", "minute", "second", "epoch")
	switch m.IntN(13) {
	case 0, 1, 2, 3:
		return "(" + sub("n") + m.pick(" + ", " - ", " * ", " / ", " % ", "+", "*") + sub("n") + ")"
	case 4:
		return "(" + sub("n") + m.pick(" + ", " - ", " * ", " ^ ", " % ") + "-" + sub("n") + m.pick(" + ", " * ", " ^ ") + sub("n") + ")"
	case 5:
		return m.pick("round", "trunc") + "(" + sub("n") + ", " + m.pick("0", "1", "2", "3", "-1") + ")"
	case 6, 7:
		return m.pick("abs", "floor", "ceil", "round", "sqrt", "sign", "trunc", "ln", "log", "log10", "log2", "exp", "-") + "(" + sub("n") + ")"
	case 8:
		return m.pick("power", "pow", "log", "mod") + "(" + sub("n") + ", " + sub("n") + ")"
	case 9:
		return "CAST(" + sub(m.pick("n", "n", "n", "t", "b")) + " AS " + m.pick("DOUBLE", "BIGINT", "DECIMAL(20,4)", "DECIMAL(38,2)", "DECIMAL(5,1)", "float8", "INTEGER", "double precision") + ")"
	case 10:
		return m.pick("extract("+field+" FROM "+sub("w")+")", "date_part('"+field+"', "+sub("w")+")", "epoch("+sub("v")+")", "extract(epoch FROM "+sub("v")+")", "hour("+sub("w")+")")
	case 11:
		return "(k - " + m.pick("l", "k", "date '2000-02-29'") + ")"
	}
	return m.pick("length("+sub("t")+")", sub("n")+"::float8")
}

func (m maker) condition(sub func(string) string) string {
	switch m.IntN(9) {
	case 0, 1:
		k := m.pick("n", "n", "n", "t", "w", "b", "v")
		return "(" + sub(k) + m.pick(" = ", " <> ", " < ", " <= ", " > ", " >= ", " != ", " IS DISTINCT FROM ", " IS NOT DISTINCT FROM ") + sub(k) + ")"
	case 2:
		return "(" + sub("b") + m.pick(" AND ", " OR ") + sub("b") + ")"
	case 3:
		return "NOT " + sub("b")
	case 4:
		return "(" + sub(m.pick("n", "t", "b", "w")) + m.pick(" IS NULL", " IS NOT NULL") + ")"
	case 5:
		return "(" + sub("b") + m.pick(" IS TRUE", " IS NOT TRUE", " IS FALSE", " IS NOT FALSE") + ")"
	case 6:
		k := m.pick("n", "n", "t", "w")
		return "(" + sub(k) + m.pick(" BETWEEN ", " NOT BETWEEN ") + sub(k) + " AND " + sub(k) + ")"
	case 7:
		return m.pick("("+sub("t")+m.pick(" LIKE ", " NOT LIKE ", " ILIKE ", " NOT ILIKE ")+sub("t")+")", "starts_with("+sub("t")+", "+sub("t")+")", "contains("+sub("t")+", "+sub("t")+")",
			"CAST("+sub("n")+" AS BOOLEAN)")
	}
	return m.pick("("+sub("n")+m.pick(" IN (", " NOT IN (")+sub("n")+", "+sub("n")+"))", "("+sub("t")+" IN ('FR', "+sub("t")+"))")
}

func (m maker) text(sub func(string) string) string {
	short := func() string { return m.pick("0", "1", "2", "5", "i", "-1") }
	switch m.IntN(8) {
	case 0:
		return m.pick("upper(", "lower(", "trim(", "ltrim(", "rtrim(") + sub("t") + ")"
	case 1:
		return "(" + sub(m.pick("t", "t", "n", "w", "b")) + " || " + sub(m.pick("t", "n")) + " || " + sub("t") + ")"
	case 2:
		return "concat(" + sub("t") + ", " + sub(m.pick("t", "n", "w", "b")) + ", " + sub("n") + ")"
	case 3:
		return m.pick("left(", "right(", "substr(", "substring(") + sub("t") + ", " + short() + ")"
	case 4:
		return m.pick("substring("+sub("t")+", "+short()+", "+short()+")", "substring("+sub("t")+" FROM "+short()+" FOR "+short()+")")
	case 5:
		return "replace(" + sub("t") + ", " + sub("t") + ", " + sub("t") + ")"
	case 6:
		return "trim(" + sub("t") + ", " + m.pick("'F'", "' xZ'", "e") + ")"
	}
	return "CAST(" + sub(m.pick("n", "w", "b")) + " AS " + m.pick("VARCHAR", "TEXT") + ")"
}

// TestCompiledIsTheEngine holds what Go computes of random expressions equal to what the engine computes, types included. What Go does
// not compute is not compared: there the engine is asked.
func TestCompiledIsTheEngine(t *testing.T) {
	ctx := context.Background()
	e := openEngine(t)
	c, release, err := e.internal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	m := maker{rand.New(rand.NewPCG(1, 2))}
	const rows = 32
	tuples := make([][]any, rows)
	values := make([]string, rows)
	for k := range tuples {
		sel := []string{fmt.Sprint(k)}
		for _, v := range vars {
			var x any
			if m.IntN(7) > 0 {
				x = v.values[m.IntN(len(v.values))]
			}
			tuples[k] = append(tuples[k], x)
			sel = append(sel, literal(v.t, x))
		}
		values[k] = "(" + strings.Join(sel, ", ") + ")"
	}
	names := "id"
	for _, v := range vars {
		names += ", " + v.name
	}
	if err := c.exec(ctx, "CREATE TEMP TABLE vals AS SELECT * FROM (VALUES "+strings.Join(values, ", ")+") AS v("+names+")"); err != nil {
		t.Fatal(err)
	}
	defer c.exec(ctx, "DROP TABLE vals")
	n := 2500
	if testing.Short() {
		n = 400
	}
	compiled, compared := 0, 0
	for range n {
		text := m.of(m.pick("n", "n", "b", "t", "w", "v"), 1+m.IntN(3))
		p, used, ok := compileText(text)
		if !ok {
			continue
		}
		compiled++
		cols, err := c.columns(ctx, "SELECT ("+text+") FROM vals")
		if err != nil { // of a constant in it: then there is no value
			for _, tuple := range tuples {
				if got, ok := p.Eval(pick(tuple, used)); ok {
					t.Fatalf("%s is compiled, and is %v, but the engine says %v", text, got, err)
				}
			}
			continue
		}
		if cols[0].Type != p.Type {
			t.Fatalf("%s is of type %s, compiled %s", text, cols[0].Type, p.Type)
		}
		for k, tuple := range tuples {
			got, ok := p.Eval(pick(tuple, used))
			if !ok {
				continue
			}
			want, err := queryRow(ctx, c, fmt.Sprintf("SELECT (%s) FROM vals WHERE id = %d", text, k))
			if err != nil || !sameValue(got, want[0]) {
				t.Fatalf("%s over %s:\ncompiled %v\nengine   %v %v", text, values[k], got, want, err)
			}
			compared++
		}
	}
	t.Logf("%d of %d expressions compiled, %d values compared", compiled, n, compared)
	if compiled < n/4 || compared < 5*compiled {
		t.Error("too little is compiled to say anything")
	}
}

// pick are the values of the variables that an expression uses.
func pick(tuple []any, used []int) []any {
	args := make([]any, len(used))
	for i, v := range used {
		args[i] = tuple[v]
	}
	return args
}

// compileText compiles an expression in which words of one letter are variables, and says which.
func compileText(text string) (*expr.Program, []int, bool) {
	var parts []expr.Part
	var used []int
	from := 0
	letter := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z' || text[i] >= '0' && text[i] <= '9')
	}
	for i := range text {
		for n, v := range vars {
			if text[i:i+1] == v.name && !letter(i-1) && !letter(i+1) {
				parts = append(parts, expr.Part{Text: text[from:i]}, expr.Part{Type: v.t})
				used, from = append(used, n), i+1
			}
		}
	}
	p, ok := expr.Compile(append(parts, expr.Part{Text: text[from:]}))
	return p, used, ok
}

func sameValue(a, b any) bool {
	x, isDecimal := a.(sqltype.Decimal)
	y, both := b.(sqltype.Decimal)
	if isDecimal && both {
		return x.Scale == y.Scale && x.Int.Cmp(y.Int) == 0 && x.Special == y.Special
	}
	return reflect.DeepEqual(a, b)
}
