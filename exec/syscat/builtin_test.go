package syscat

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

var rewriteGolden = flag.Bool("rewrite", false, "write the goldens anew from a real Postgres")

const builtinGolden = "testdata/builtins"

// testZone is the session's, with changes of its clocks.
const testZone = "America/New_York"

func testEnv(t testing.TB) *Env {
	t.Helper()
	zone, err := time.LoadLocation(testZone)
	if err != nil {
		t.Fatal(err)
	}
	f := *sqltype.ISO
	f.Location = zone
	return &Env{Format: &f, Now: 1_700_000_000_000_000}
}

// builtinCase is one function and what Postgres makes of some arguments.
type builtinCase struct {
	src, name string
	set       bool
	strict    bool
	variadic  bool // its last argument is an array of all that come last
	args      []uint32
	result    uint32
	columns   []uint32 // of a set of several columns
	calls     []builtinCall
}

// builtinCall is one call: "=" and the result's text, "!" and the error, or "NULL".
type builtinCall struct {
	args []string // nil marks NULL as "\x00"
	want string
}

const nullArg = "\x00"

// answer runs a call through our own function and writes the result like the golden does.
func (bc *builtinCase) answer(env *Env, args []string) (got string) {
	defer func() {
		if p := recover(); p != nil {
			got = fmt.Sprint("panic: ", p)
		}
	}()
	c := &Call{Env: env, Args: bc.args, Result: bc.result, Mod: -1}
	values := make([]any, len(args))
	for i, a := range args {
		if a == nullArg {
			if bc.strict {
				return "NULL"
			}
			continue
		}
		v, err := env.input(bc.args[i], -1, a)
		if err != nil {
			return errorLine(err)
		}
		values[i] = v
	}
	if bc.set {
		rows, err := sets[bc.src](c, values)
		if err != nil {
			return errorLine(err)
		}
		return bc.setText(env, rows)
	}
	v, err := scalars[bc.src](c, values)
	return bc.text(env, v, err)
}

func (bc *builtinCase) text(env *Env, v any, err error) string {
	if err == nil && v != nil {
		var s string
		if s, err = env.output(bc.result, v); err == nil {
			return "=" + s
		}
	}
	if err != nil {
		return errorLine(err)
	}
	return "NULL"
}

func (bc *builtinCase) setText(env *Env, rows [][]any) string {
	if len(rows) == 0 {
		return "NULL"
	}
	var parts []string
	for _, row := range rows {
		var s string
		var err error
		switch {
		case len(bc.columns) > 0:
			s, err = env.recordOut(&Record{Types: bc.columns, Fields: row})
		case row[0] == nil:
			s = "NULL"
		default:
			s, err = env.output(bc.result, row[0])
		}
		if err != nil {
			return errorLine(err)
		}
		parts = append(parts, s)
	}
	return "=" + strings.Join(parts, ";")
}

func errorLine(err error) string {
	e := sqlerr.From(err)
	if e.Code == sqlerr.Internal {
		return "!" + err.Error()
	}
	return "!" + e.Code + " " + e.Message
}

// A golden line of a function is "function src name set strict result args columns"; of a call a tab, the arguments and the answer, each
// as Go quotes it where it is not plain.
func (bc *builtinCase) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "%s %s %t %t %d %s %s\n", bc.src, strconv.Quote(bc.name), bc.set, bc.strict, bc.result, oidList(bc.args), oidList(bc.columns))
	for _, call := range bc.calls {
		b.WriteByte('\t')
		for _, a := range call.args {
			b.WriteString(goldenText(a) + " ")
		}
		b.WriteString(goldenText(call.want) + "\n")
	}
}

func goldenText(s string) string {
	if s == nullArg {
		return "NULL"
	}
	if s == "" || s == "NULL" || strings.ContainsAny(s, "\" \t\n\r`\\") || strconv.Quote(s) != `"`+s+`"` {
		return strconv.Quote(s)
	}
	return s
}

func oidList(oids []uint32) string {
	if len(oids) == 0 {
		return "-"
	}
	parts := make([]string, len(oids))
	for i, o := range oids {
		parts[i] = strconv.Itoa(int(o))
	}
	return strings.Join(parts, ",")
}

func parseOIDs(s string) (out []uint32) {
	if s == "-" {
		return nil
	}
	for _, p := range strings.Split(s, ",") {
		n, _ := strconv.Atoi(p)
		out = append(out, uint32(n))
	}
	return out
}

// goldenWords cuts a line at spaces outside of quotes.
func goldenWords(t testing.TB, line string) (out []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimLeft(line, " ") {
		if line[0] != '"' {
			word, rest, _ := strings.Cut(line, " ")
			if word == "NULL" {
				word = nullArg
			}
			out, line = append(out, word), rest
			continue
		}
		q, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		word, _ := strconv.Unquote(q)
		out, line = append(out, word), line[len(q):]
	}
	return out
}

func readBuiltinGolden(t testing.TB) []*builtinCase {
	f, err := os.Open(builtinGolden)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []*builtinCase
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		words := goldenWords(t, lines.Text())
		if !strings.HasPrefix(lines.Text(), "\t") {
			result, _ := strconv.Atoi(words[4])
			out = append(out, &builtinCase{src: words[0], name: words[1], set: words[2] == "true", strict: words[3] == "true",
				result: uint32(result), args: parseOIDs(words[5]), columns: parseOIDs(words[6])})
			continue
		}
		bc := out[len(out)-1]
		want := words[len(words)-1]
		if want == nullArg {
			want = "NULL"
		}
		bc.calls = append(bc.calls, builtinCall{words[:len(words)-1], want})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// inexact are the functions that C's library and Go's compute to different last digits.
var inexact = strings.Fields("dacos dasin datan datan2 datand datan2d dacosd dasind dcbrt dcos dcosd dcosh dcot dcotd dlog1 dlog10 dpow dexp dsin dsind dsinh dtan dtand dtanh dasinh dacosh datanh")

func nearFloat(src, got, want string) bool {
	if !slices.Contains(inexact, src) {
		return false
	}
	a, err1 := strconv.ParseFloat(strings.TrimPrefix(got, "="), 64)
	b, err2 := strconv.ParseFloat(strings.TrimPrefix(want, "="), 64)
	return err1 == nil && err2 == nil && math.Abs(a-b) <= 1e-14*math.Abs(b)
}

// TestBuiltinsGolden runs every call of the golden, which a real Postgres has answered.
func TestBuiltinsGolden(t *testing.T) {
	env := testEnv(t)
	calls := 0
	for _, bc := range readBuiltinGolden(t) {
		bad := 0
		for _, call := range bc.calls {
			calls++
			if got := bc.answer(env, call.args); got != call.want && !nearFloat(bc.src, got, call.want) {
				got = got[:min(len(got), 400)]
				if bad++; bad <= 5 {
					t.Errorf("%s (%s) of %q\ngot  %s\nwant %s", bc.src, bc.name, call.args, got, call.want[:min(len(call.want), 400)])
				}
			}
		}
	}
	t.Logf("%d calls", calls)
}
