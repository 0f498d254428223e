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
	{"d", sqltype.DecimalOf(12, 2), []any{dec(0, 2), dec(150, 2), dec(-1, 2), dec(999999999999, 2), dec(33, 2)}},
	{"s", sqltype.DecimalOf(38, 2), []any{dec(0, 2), dec(1050, 2), dec(-12345678901234567, 2), dec(300, 2)}},
	{"x", sqltype.Of(sqltype.Float8), []any{0.0, 1.5, -2.5, 0.5, 1e300, -1e-300, 0.1, math.NaN(), math.Inf(1), math.Copysign(0, -1)}},
	{"y", sqltype.Of(sqltype.Float8), []any{0.0, 3.0, -0.5, 2.5, 1e308, 7e22}},
	{"b", sqltype.Of(sqltype.Bool), []any{true, false}},
	{"c", sqltype.Of(sqltype.Bool), []any{true, false}},
	{"a", sqltype.Of(sqltype.Text), []any{"", "FR", "fr", "Zürich", "Z", " x"}},
	{"e", sqltype.Of(sqltype.Text), []any{"DE", "FR", "é"}},
	{"p", sqltype.Of(sqltype.TimestampTZ), []any{sqltype.Micros(0), sqltype.Micros(1_704_103_200_123_456), sqltype.Micros(-5)}},
	{"q", sqltype.Of(sqltype.TimestampTZ), []any{sqltype.Micros(86_400_000_000), sqltype.Micros(1_704_103_200_000_000), sqltype.Micros(7)}},
}

func dec(n, scale int64) sqltype.Decimal {
	return sqltype.Decimal{Int: big.NewInt(n), Scale: int32(scale)}
}

// maker writes random expressions.
type maker struct{ *rand.Rand }

func (m maker) pick(s ...string) string { return s[m.IntN(len(s))] }

// of writes an expression of a kind: "n" a number, "b" a condition, "t" a text, "w" a time.
func (m maker) of(kind string, depth int) string {
	sub := func(k string) string { return m.of(k, depth-1) }
	if depth == 0 || m.IntN(6) == 0 {
		switch kind {
		case "n":
			return m.pick("i", "j", "d", "s", "x", "y", "i", "j", "x", "0", "1", "2", "-3", "100", "0.5", "1.25", "10.0", "2147483647", "NULL")
		case "b":
			return m.pick("b", "c", "true", "false", "NULL")
		case "t":
			return m.pick("a", "e", "'FR'", "''")
		}
		return m.pick("p", "q")
	}
	switch kind {
	case "n":
		switch m.IntN(12) {
		case 0, 1, 2, 3:
			return "(" + sub("n") + m.pick(" + ", " - ", " * ", " / ", " % ", "+", "*") + sub("n") + ")"
		case 4:
			return "coalesce(" + sub("n") + ", " + sub("n") + ")"
		case 5:
			return "nullif(" + sub("n") + ", " + sub("n") + ")"
		case 6:
			return m.pick("greatest(", "least(") + sub("n") + ", " + sub("n") + ", " + sub("n") + ")"
		case 7:
			return "CASE WHEN " + sub("b") + " THEN " + sub("n") + m.pick(" ELSE "+sub("n"), " WHEN "+sub("b")+" THEN "+sub("n"), "") + " END"
		case 8:
			return m.pick("abs", "floor", "ceil", "round", "sqrt") + "(" + sub("n") + ")"
		case 9:
			return "CAST(" + sub("n") + " AS " + m.pick("DOUBLE", "BIGINT", "DECIMAL(20,4)", "DECIMAL(38,2)", "float8", "INTEGER") + ")"
		case 10:
			return m.pick("length("+sub("t")+")", "extract(epoch FROM "+sub("w")+")", "epoch("+sub("w")+" - "+sub("w")+")", sub("n")+"::float8")
		}
		return "CASE " + sub("n") + " WHEN " + sub("n") + " THEN " + sub("n") + " ELSE " + sub("n") + " END"
	case "b":
		switch m.IntN(8) {
		case 0, 1:
			k := m.pick("n", "n", "n", "t", "w", "b")
			return "(" + sub(k) + m.pick(" = ", " <> ", " < ", " <= ", " > ", " >= ", " != ", " IS DISTINCT FROM ", " IS NOT DISTINCT FROM ") + sub(k) + ")"
		case 2:
			return "(" + sub("b") + m.pick(" AND ", " OR ") + sub("b") + ")"
		case 3:
			return "NOT " + sub("b")
		case 4:
			return "(" + sub(m.pick("n", "t", "b")) + m.pick(" IS NULL", " IS NOT NULL") + ")"
		case 5:
			return "(" + sub("b") + m.pick(" IS TRUE", " IS NOT TRUE", " IS FALSE", " IS NOT FALSE") + ")"
		case 6:
			return "(" + sub("n") + m.pick(" BETWEEN ", " NOT BETWEEN ") + sub("n") + " AND " + sub("n") + ")"
		}
		return m.pick("("+sub("n")+m.pick(" IN (", " NOT IN (")+sub("n")+", "+sub("n")+"))", "("+sub("t")+" IN ('FR', "+sub("t")+"))")
	case "t":
		return m.pick("upper(", "lower(", "coalesce(a, ", "nullif(e, ") + sub("t") + ")"
	}
	return m.pick("greatest(", "least(", "coalesce(") + sub("w") + ", " + sub("w") + ")"
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
	const rows = 24
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
	n := 1500
	if testing.Short() {
		n = 400
	}
	compiled, compared := 0, 0
	for range n {
		text := m.of(m.pick("n", "n", "b", "t", "w"), 1+m.IntN(3))
		p, used, ok := compileText(text)
		if !ok {
			continue
		}
		compiled++
		cols, err := c.columns(ctx, "SELECT ("+text+") FROM vals")
		if err != nil {
			t.Fatalf("%s is compiled, but the engine says %v", text, err)
		}
		if cols[0].Type != p.Type {
			t.Fatalf("%s is of type %s, compiled %s", text, cols[0].Type, p.Type)
		}
		for k, tuple := range tuples {
			args := make([]any, len(used))
			for i, v := range used {
				args[i] = tuple[v]
			}
			got, ok := p.Eval(args)
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
