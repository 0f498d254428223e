package rules

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
)

// meaningless are names of packages that say nothing about what is in them.
var meaningless = []string{"util", "utils", "common", "helper", "helpers", "types", "misc", "shared", "base", "lib"}

// topEntries are all that may stand at the top of the repository. What a run leaves there is ignored by git.
var topEntries = []string{"cmd", "gateway", "planner", "catalog", "exec", "testdata", "docs", ".ci", ".git", ".gitignore",
	"go.mod", "go.sum", "README.md", "LICENSE", "CHANGELOG.md", "asof-data"}

var plantedNames = []planted{
	{"names", "exec/util/x.go", "package util", true},
	{"names", "exec/rows/x.go", "package common", true},
	{"names", "exec/rows/x.go", "package wrong", true},
	{"names", "exec/rows/x.go", "package rows", false},
	{"names", "exec/rows/x_test.go", "package rows_test", false},
	{"names", "cmd/asof/x.go", "package main", false},
	{"top level", "pkg/x.go", "package pkg", true},
	{"top level", "Makefile", "all:", true},
	{"top level", "exec/Makefile", "all:", false},
}

// names checks that a package is called as its folder, and by what it is about.
func names(t *testing.T, repo fs.FS) []string {
	var out []string
	goFiles(t, repo, func(name string, _ *token.FileSet, f *ast.File) {
		dir := path.Base(path.Dir(name))
		pkg := strings.TrimSuffix(f.Name.Name, "_test")
		if slices.Contains(meaningless, pkg) {
			out = append(out, fmt.Sprintf("%s: package %s says nothing", name, pkg))
		}
		if pkg != dir && pkg != "main" {
			out = append(out, fmt.Sprintf("%s: package %s in folder %s", name, pkg, dir))
		}
	})
	return out
}

// topLevel checks the top of the repository.
func topLevel(t *testing.T, repo fs.FS) []string {
	entries, err := fs.ReadDir(repo, ".")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if !slices.Contains(topEntries, e.Name()) {
			out = append(out, e.Name()+": does not belong at the top of the repository")
		}
	}
	return out
}
