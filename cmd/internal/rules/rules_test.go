// Package rules holds the rules of the house as tests: which package may import which, who may start a goroutine, how long
// files and functions may be, and what may stand in the repository at all. Each rule is a function over a file system that
// returns what breaks it; it is run on the repository, and on a planted violation that it must find.
//
// The files are read here and not by a subprocess: a test's cached result is used again unless a file that the test itself
// opened has changed. So every build tag is seen at once, too.
package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// module is the import path of the repository, root its folder seen from here.
const (
	module = "asof/"
	root   = "../../.."
)

// rule returns a line for each violation, beginning with the file.
type rule func(t *testing.T, repo fs.FS) []string

var rules = map[string]rule{
	"imports":         imports,
	"foreign imports": foreignImports,
	"goroutines":      goroutines,
	"package comment": packageComments,
	"length":          lengths,
	"names":           names,
	"top level":       topLevel,
	"text":            texts,
	"links":           links,
}

func TestRules(t *testing.T) {
	for name, check := range rules {
		t.Run(name, func(t *testing.T) {
			for _, v := range check(t, os.DirFS(root)) {
				t.Error(v)
			}
		})
	}
}

// TestRepositoryIsRead guards the others: a rule that sees no file finds nothing.
func TestRepositoryIsRead(t *testing.T) {
	seen := 0
	goFiles(t, os.DirFS(root), func(string, *token.FileSet, *ast.File) { seen++ })
	if seen < 50 {
		t.Errorf("saw %d Go files", seen)
	}
}

// planted is a repository of one file that breaks a rule, or that must not.
type planted struct {
	rule, file, content string
	broken              bool
}

func TestRulesFindWhatIsPlanted(t *testing.T) {
	covered := map[string]bool{}
	for _, p := range slices.Concat(plantedImports, plantedGoroutines, plantedComments, plantedLengths, plantedNames, plantedTexts) {
		covered[p.rule] = covered[p.rule] || p.broken
		repo := fstest.MapFS{p.file: {Data: []byte(p.content)}}
		found := rules[p.rule](t, repo)
		if broken := len(found) > 0; broken != p.broken {
			t.Errorf("%s: %s with %.60q (%d bytes): found %q", p.rule, p.file, p.content, len(p.content), found)
		}
	}
	for name := range rules {
		if !covered[name] {
			t.Errorf("no violation of %q is planted", name)
		}
	}
}

// walk calls fn for every file but those of hidden folders other than .ci, and those that runs leave behind.
func walk(t *testing.T, repo fs.FS, fn func(name string)) {
	t.Helper()
	err := fs.WalkDir(repo, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if base := d.Name(); base == "asof-data" || name != "." && base[0] == '.' && base != ".ci" {
				return fs.SkipDir
			}
		default:
			fn(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// goFiles parses every Go file. Test data that is not Go of ours is not in .go files.
func goFiles(t *testing.T, repo fs.FS, fn func(name string, set *token.FileSet, f *ast.File)) {
	t.Helper()
	walk(t, repo, func(name string) {
		if path.Ext(name) != ".go" {
			return
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, read(t, repo, name), parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		fn(name, set, f)
	})
}

func read(t *testing.T, repo fs.FS, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(repo, name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func isTest(name string) bool { return strings.HasSuffix(name, "_test.go") }

// under says whether a folder or file is dir or below it.
func under(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }
