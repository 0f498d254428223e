package main_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/jackc/pgx/v5/pgconn"

	"asof/planner/parser"
)

// The rules as truth tables, asked over the wire. Every file of testdata/rules (and leaks, examples) has a server of its own. What is expected there is worked
// out from the rules, by hand. In SQL, @12:00 is TIMESTAMPTZ '2024-01-01 12:00:00+00'. Commands:
//
//	rows s [option=value …] [file=n]   a Parquet file of the rows that follow the line of its columns (name:type), and CREATE SOURCE s over it
//	                                   with event_time = ts and these options; with file=n, n > 1, one more file of that source
//	exec                               statements that succeed
//	query                              statements; prints their rows
//	types                              queries that find rows; prints the types of their columns
//	error                              statements that fail; prints the SQLSTATE of each
//	both v [key=k] [keys=(…)] [refresh=(…)] [from=t]
//	                                   the view at instants, for keys: asked online at that clock, having been loaded at the first of
//	                                   them or at from; AS OF it as a constant; and along a spine. One line for all three, or each where they differ
//
//	notice                             statements; prints the severities of the notices that each sends, or none
//	start, finish, cancel              begins a statement; waits for it, or cancels it: prints its rows, or the SQLSTATE of how it failed
//	until                              a query that is asked until it gives what is expected
//
// With session=name a command runs in another session, which the first one begins.
//
// A command with the argument pending describes what is not there yet: it must not give what it says.
func TestRules(t *testing.T) {
	runScripts(t, "rules")
}

// Each file of testdata/leaks tries to get a value of the future into a training row, and fails to.
func TestLeaks(t *testing.T) {
	runScripts(t, "leaks")
}

// The examples of other systems' documentation give the same answers in our spelling: testdata/examples names the pages.
func TestExamplesOfOthers(t *testing.T) {
	runScripts(t, "examples")
}

func runScripts(t *testing.T, folder string) {
	datadriven.Walk(t, filepath.Join("testdata", folder), func(t *testing.T, path string) {
		s := startServer(t, newData(t))
		c := &ruleScript{server: s, sessions: map[string]*ruleSession{}}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			pending := slices.ContainsFunc(d.CmdArgs, func(a datadriven.CmdArg) bool { return a.Key == "pending" })
			d.CmdArgs = slices.DeleteFunc(d.CmdArgs, func(a datadriven.CmdArg) bool { return a.Key == "pending" })
			c.ruleSession = c.session(t, d)
			d.CmdArgs = slices.DeleteFunc(d.CmdArgs, func(a datadriven.CmdArg) bool { return a.Key == "session" })
			got := c.run(t, d)
			if !pending {
				return got
			}
			if got == d.Expected {
				t.Errorf("%s: it is there: pending can go", d.Pos)
			}
			t.Logf("%s: pending", d.Pos)
			return d.Expected
		})
	})
}

// ruleScript is a file of testdata/rules while it runs.
type ruleScript struct {
	server       *server
	sessions     map[string]*ruleSession
	*ruleSession // of the command that runs
}

func (c *ruleScript) run(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	switch d.Cmd {
	case "rows":
		return c.rows(d)
	case "exec", "query", "error", "types":
		return c.statements(t, d)
	case "both":
		return c.both(d)
	case "notice":
		return c.notice(t, d)
	case "start":
		return c.start(d.Input)
	case "finish":
		return <-c.running
	case "cancel":
		return c.cancel(t)
	case "until":
		return c.until(t, d)
	}
	d.Fatalf(t, "unknown command %s", d.Cmd)
	return ""
}

var shortTime = regexp.MustCompile(`@?\b(\d\d:\d\d(:\d\d(\.\d+)?)?)\b`)

// fullTime is a time of the day as one of 2024-01-01; what has a date is left as it is.
func fullTime(text string) string {
	if m := shortTime.FindString(text); m != "" && m == text {
		return "2024-01-01 " + text + "+00"
	}
	return text
}

func withTimes(sql string) string {
	return regexp.MustCompile(`@\d\d:\d\d(:\d\d(\.\d+)?)?\b`).ReplaceAllStringFunc(sql, func(m string) string {
		return "TIMESTAMPTZ '" + fullTime(m[1:]) + "'"
	})
}

// failed is an error as the files have it.
func failed(err error) string {
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		return pg.Code + ": " + pg.Message
	}
	return err.Error()
}

func (c *ruleScript) rows(d *datadriven.TestData) string {
	name, file, options := d.CmdArgs[0].Key, "1", []string{"event_time = ts"}
	for _, a := range d.CmdArgs[1:] {
		switch a.Key {
		case "file":
			file = a.Vals[0]
		case "available_after":
			options = append(options, fmt.Sprintf("%s = '%s'", a.Key, strings.Join(a.Vals, " ")))
		case "event_time":
			options[0] = "event_time = " + a.Vals[0]
		default:
			options = append(options, fmt.Sprintf("%s = %s", a.Key, a.Vals[0]))
		}
	}
	var names, types, list []string
	for i, line := range strings.Split(strings.TrimSpace(d.Input), "\n") {
		fields := strings.Fields(line)
		var vals []string
		for n, f := range fields {
			if i == 0 {
				column, typ, _ := strings.Cut(f, ":")
				names, types = append(names, column), append(types, typ)
			} else if f == "NULL" {
				vals = append(vals, "NULL::"+types[n])
			} else {
				vals = append(vals, fmt.Sprintf("'%s'::%s", strings.NewReplacer("'", "''", "_", " ").Replace(fullTime(f)), types[n]))
			}
		}
		if i > 0 {
			list = append(list, "("+strings.Join(vals, ", ")+")")
		}
	}
	statements := []string{fmt.Sprintf("COPY (SELECT * FROM (VALUES %s) v(%s)) TO '%s.%s.parquet'", strings.Join(list, ", "), strings.Join(names, ", "), name, file)}
	if file == "1" {
		statements = append(statements, fmt.Sprintf("CREATE SOURCE %s FROM PARQUET '%s.*.parquet' WITH (%s)", name, name, strings.Join(options, ", ")))
	}
	for _, statement := range statements {
		if _, err := c.conn.Exec(context.Background(), statement); err != nil {
			return failed(err) + "\n"
		}
	}
	return ""
}

func (c *ruleScript) statements(t *testing.T, d *datadriven.TestData) string {
	parts, err := parser.Split(withTimes(d.Input))
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	var out strings.Builder
	for _, p := range parts {
		results, err := c.conn.PgConn().Exec(context.Background(), p.SQL).ReadAll()
		switch {
		case err != nil && d.Cmd == "error":
			code, _, _ := strings.Cut(failed(err), ":") // the rules name codes, the texts are the program's
			fmt.Fprintln(&out, code)
		case err != nil:
			fmt.Fprintln(&out, failed(err))
		case d.Cmd == "error":
			fmt.Fprintln(&out, "no error")
		case d.Cmd == "types":
			var names []string
			for _, f := range results[0].FieldDescriptions {
				typ, _ := c.conn.TypeMap().TypeForOID(f.DataTypeOID)
				names = append(names, typ.Name)
			}
			fmt.Fprintln(&out, strings.Join(names, "  "))
		case d.Cmd == "query":
			for _, row := range results[0].Rows {
				fmt.Fprintln(&out, line(row))
			}
			if len(results[0].Rows) == 0 && results[0].CommandTag.Select() && !strings.HasPrefix(strings.TrimSpace(p.SQL), "CREATE") {
				fmt.Fprintln(&out, "no rows")
			}
		}
	}
	return out.String()
}

// line is a row: NULL where there is none, an empty text in quotes.
func line(row [][]byte) string {
	var fields []string
	for _, b := range row {
		switch {
		case b == nil:
			fields = append(fields, "NULL")
		case len(b) == 0:
			fields = append(fields, "''")
		default:
			fields = append(fields, string(b))
		}
	}
	return strings.Join(fields, "  ")
}

// bothRoutes is a command both while it runs.
type bothRoutes struct {
	*ruleScript
	view, suffix string
	names, types []string   // of the key's columns
	keys         [][]string // as literals
	times        []string
}

func (c *ruleScript) both(d *datadriven.TestData) string {
	b := &bothRoutes{ruleScript: c, view: d.CmdArgs[0].Key, names: []string{"k"}, types: []string{"text"}}
	refresh, from, list := []string{b.view}, "", []string{"a"}
	for _, a := range d.CmdArgs[1:] {
		switch a.Key {
		case "key":
			b.names, b.types = nil, nil
			for _, v := range a.Vals {
				name, typ, _ := strings.Cut(v, ":")
				b.names, b.types = append(b.names, name), append(b.types, typ)
			}
		case "keys":
			list = a.Vals
		case "refresh":
			refresh = a.Vals
		case "from":
			from = a.Vals[0]
		}
	}
	for _, k := range list {
		var key []string
		for i, v := range strings.Split(k, "/") {
			if v == "NULL" {
				key = append(key, "NULL::"+b.types[i])
			} else {
				key = append(key, fmt.Sprintf("'%s'::%s", v, b.types[i]))
			}
		}
		b.keys = append(b.keys, key)
	}
	for _, t := range strings.Fields(d.Input) {
		b.times = append(b.times, strings.ReplaceAll(fullTime(t), "_", " "))
	}
	if from == "" {
		from = slices.Min(b.times)
	}
	if err := b.load(fullTime(from), refresh); err != nil {
		return failed(err) + "\n"
	}
	return b.table(list, strings.Fields(d.Input))
}

// load materialises the views at a clock.
func (b *bothRoutes) load(from string, views []string) error {
	statements := []string{"SET asof.now = '" + from + "'"}
	for _, v := range views {
		statements = append(statements, "REFRESH FEATURE VIEW "+v)
	}
	for _, statement := range statements {
		if _, err := b.conn.Exec(context.Background(), statement); err != nil {
			return err
		}
	}
	return nil
}

func (b *bothRoutes) table(keys, times []string) string {
	var out strings.Builder
	for n, t := range b.times {
		for i, key := range b.keys {
			online, constant, spine := b.online(key, t), b.constant(key, t), b.spine(key, t)
			head := times[n]
			if len(keys) > 1 {
				head += "  " + keys[i]
			}
			if online == constant && constant == spine {
				fmt.Fprintf(&out, "%s  %s\n", head, online)
			} else {
				fmt.Fprintf(&out, "%s  DIFFERS online: %s; constant: %s; spine: %s\n", head, online, constant, spine)
			}
		}
	}
	b.conn.Exec(context.Background(), "RESET asof.route; RESET asof.now")
	return out.String()
}

func (b *bothRoutes) where(key []string) string {
	var out []string
	for i, n := range b.names {
		out = append(out, n+" = "+key[i])
	}
	return " WHERE " + strings.Join(out, " AND ")
}

// ask prints the one row of a query without its first skip columns.
func (b *bothRoutes) ask(skip int, statements ...string) string {
	var results []*pgconn.Result
	for _, statement := range statements {
		var err error
		if results, err = b.conn.PgConn().Exec(context.Background(), statement).ReadAll(); err != nil {
			return failed(err)
		}
	}
	switch rows := results[0].Rows; {
	case len(rows) > 1:
		return fmt.Sprintf("%d rows", len(rows))
	case len(rows) == 0 || rows[0][0] == nil:
		return "absent"
	default:
		return line(rows[0][skip:])
	}
}

func (b *bothRoutes) online(key []string, t string) string {
	return b.ask(len(b.names), "SET asof.now = '"+t+"'", "SET asof.route = 'online'", "SELECT * FROM "+b.view+b.where(key))
}

func (b *bothRoutes) constant(key []string, t string) string {
	return b.ask(len(b.names), "RESET asof.route", fmt.Sprintf("SELECT * FROM %s AS OF '%s'%s", b.view, t, b.where(key)))
}

func (b *bothRoutes) spine(key []string, t string) string {
	var on []string
	for _, n := range b.names {
		on = append(on, fmt.Sprintf("v.%[1]s = l.%[1]s", n))
	}
	return b.ask(len(b.names), fmt.Sprintf("SELECT v.* FROM (VALUES (%s, '%s'::timestamptz)) l(%s, at) LEFT JOIN %s AS OF l.at AS v ON %s",
		strings.Join(key, ", "), t, strings.Join(b.names, ", "), b.view, strings.Join(on, " AND ")))
}
