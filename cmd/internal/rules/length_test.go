package rules

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// Files and functions may be this long, in lines; a longer one says with this mark in a comment above it why it is one thing.
const (
	maxFile     = 400
	maxFunction = 80
	oneThing    = "One thing:"
)

// mapFS is a file system of texts.
type mapFS map[string]string

func (m mapFS) fs() fs.FS {
	out := fstest.MapFS{}
	for name, text := range m {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

var (
	longFile     = "package exec\n" + strings.Repeat("\n", maxFile)
	longFunction = "func f() {\n" + strings.Repeat("\n", maxFunction-1) + "}\n"
)

var plantedLengths = []planted{
	{"length", "exec/x.go", longFile, true},
	{"length", "exec/x.go", "// One thing: a table.\n\n" + longFile, false},
	{"length", "exec/x.go", "// A comment.\n" + longFile + "// One thing: said too late.\n", true},
	{"length", "exec/x.go", "package exec\n" + strings.Repeat("\n", maxFile-2) + "var x int\n", false},
	{"length", "exec/x_test.go", longFile, false},
	{"length", "exec/x.go", "package exec\n" + longFunction, true},
	{"length", "exec/x.go", "package exec\n// f does it.\n//\n// One thing: a state machine.\n" + longFunction, false},
	{"length", "exec/x.go", "package exec\nfunc f() {\n" + strings.Repeat("\n", maxFunction-2) + "}\n", false},
	{"length", "exec/x_test.go", "package exec\n" + longFunction, false},
}

// lengths checks the length of files and functions, tests left out: their length is their tables'.
func lengths(t *testing.T, repo fs.FS) []string {
	var out []string
	goFiles(t, repo, func(name string, set *token.FileSet, f *ast.File) {
		if isTest(name) {
			return
		}
		if n := set.File(f.Pos()).LineCount(); n > maxFile && !fileIsOneThing(f) {
			out = append(out, fmt.Sprintf("%s: %d lines", name, n))
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line + 1; n > maxFunction && !strings.Contains(fn.Doc.Text(), oneThing) {
				out = append(out, fmt.Sprintf("%s: %s has %d lines", set.Position(fn.Pos()), fn.Name.Name, n))
			}
		}
	})
	return out
}

func fileIsOneThing(f *ast.File) bool {
	for _, c := range f.Comments {
		if c.Pos() < f.Package && strings.Contains(c.Text(), oneThing) {
			return true
		}
	}
	return false
}
