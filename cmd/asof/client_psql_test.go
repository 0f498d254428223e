package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// What psql shows of the clients' server, as it shows it. Every file of testdata/clients/psql holds sessions:
//
//	psql [rows]   the input is one session; output aligned, or with rows, unaligned
//
// @DIR@ is a folder of the session's own, and what changes from run to run is masked.
func TestPsqlShows(t *testing.T) {
	t.Parallel()
	needProgram(t, "psql", "postgresql-client")
	s := clientsServer(t)
	datadriven.Walk(t, filepath.Join("testdata", "clients", "psql"), func(t *testing.T, path string) {
		dir := t.TempDir()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "psql":
				flags := []string{"-P", "format=aligned", "-v", "VERBOSITY=default"}
				if d.HasArg("rows") {
					flags = nil
				}
				return mask(runPsql(t, s, strings.ReplaceAll(d.Input, "@DIR@", dir), flags...), dir)
			case "file": // file NAME: the input is written to it
				if err := os.WriteFile(filepath.Join(dir, d.CmdArgs[0].Key), []byte(d.Input+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				return ""
			case "cat":
				content, err := os.ReadFile(filepath.Join(dir, d.CmdArgs[0].Key))
				if err != nil {
					t.Fatal(err)
				}
				return string(content)
			default:
				d.Fatalf(t, "unknown command %s", d.Cmd)
				return ""
			}
		})
	})
}

var changing = []struct {
	text *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`Time: [0-9.]+ ms( \([0-9:.]+\))?`), "Time: # ms"},
	{regexp.MustCompile(`\d+ (bytes|kB|MB)`), "# kB"},
	{regexp.MustCompile(`at port "\d+"`), `at port "#"`},
	{regexp.MustCompile(`"pg_temp_\d+\.`), `"pg_temp_#.`},
	{regexp.MustCompile(`(?m)[ \t]+$`), ""},
}

func mask(out, dir string) string {
	out = strings.ReplaceAll(out, dir, "@DIR@")
	for _, c := range changing {
		out = c.text.ReplaceAllString(out, c.with)
	}
	return out
}

// A person at a terminal: tab completion, \watch until Ctrl-C, the pager off, Ctrl-C in a query.
func TestPsqlAtATerminal(t *testing.T) {
	needProgram(t, "psql", "postgresql-client")
	c := pythonClient(t, "psql_terminal.py", "pexpect")
	c.checks = []string{"names", "columns", "keywords", "settings", "watch", "interrupt"}
	runClient(t, c)
}
