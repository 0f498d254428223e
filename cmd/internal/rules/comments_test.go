package rules

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"strings"
	"testing"
)

var plantedComments = []planted{
	{"package comment", "exec/x.go", "package exec", true},
	{"package comment", "exec/x.go", "// This runs things.\npackage exec", true},
	{"package comment", "exec/x.go", "// Package exec runs.\npackage exec", false},
	{"package comment", "cmd/asof/main.go", "// Command asof serves.\npackage main", false},
	{"package comment", "exec/x_test.go", "package exec_test", false},
	{"package comment", "cmd/internal/x/x_test.go", "package x", true},
}

func TestTwoPackageComments(t *testing.T) {
	repo := mapFS{"exec/a.go": "// Package exec runs.\npackage exec", "exec/b.go": "// Package exec runs.\npackage exec"}
	if found := packageComments(t, repo.fs()); len(found) != 1 {
		t.Errorf("found %q", found)
	}
}

// packageComments checks that each package says once what it is: "Package name …", "Command name …" for a program. In a
// package of tests only, a test says it.
func packageComments(t *testing.T, repo fs.FS) []string {
	said, tests := map[string]int{}, map[string]bool{}
	testsSaid := map[string]int{}
	var out []string
	goFiles(t, repo, func(name string, _ *token.FileSet, f *ast.File) {
		dir := path.Dir(name)
		n := 0
		if f.Doc != nil {
			n = 1
			want := "Package " + f.Name.Name + " "
			if f.Name.Name == "main" {
				want = "Command " + path.Base(dir) + " "
			}
			if !strings.HasPrefix(f.Doc.Text(), want) {
				out = append(out, fmt.Sprintf("%s: the package comment does not begin with %q", name, want))
			}
		}
		switch {
		case !isTest(name):
			said[dir] += n
		case !strings.HasSuffix(f.Name.Name, "_test"):
			tests[dir] = true
			testsSaid[dir] += n
		}
	})
	for dir := range tests {
		if _, ok := said[dir]; !ok {
			said[dir] = testsSaid[dir]
		}
	}
	for dir, n := range said {
		if n != 1 {
			out = append(out, fmt.Sprintf("%s: %d package comments", dir, n))
		}
	}
	return out
}
