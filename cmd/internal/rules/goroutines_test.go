package rules

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"testing"
)

// mayStart are the files that may start a goroutine, and what for. Anything else that must run side by side uses an errgroup
// inside one operator.
var mayStart = map[string]string{
	"gateway/pgwire/server.go": "the accept loop: a goroutine per connection, and one that waits for all of them",
	"gateway/pgwire/conn.go":   "reads ahead while a statement runs, to see the client go away",
	"cmd/asof/main.go":         "the run group",
	"cmd/asof/server.go":       "the run group",
	"cmd/asof/demo.go":         "serves beside the demo's own client",
}

var plantedGoroutines = []planted{
	{"goroutines", "exec/x.go", "package exec\nfunc f() { if true { go f() } }", true},
	{"goroutines", "gateway/pgwire/server.go", "package pgwire\nfunc f() { go f() }", false},
	{"goroutines", "exec/x_test.go", "package exec\nfunc f() { go f() }", false},
	{"goroutines", "cmd/bench/x.go", "package main\nfunc f() { go f() }", false},
}

// goroutines checks that only these files hold go statements; benchmarks load the server as they please.
func goroutines(t *testing.T, repo fs.FS) []string {
	var out []string
	goFiles(t, repo, func(name string, set *token.FileSet, f *ast.File) {
		if isTest(name) || mayStart[name] != "" || under(path.Dir(name), "cmd/bench") {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				out = append(out, fmt.Sprintf("%s: a goroutine starts here", set.Position(g.Pos())))
			}
			return true
		})
	})
	return out
}
