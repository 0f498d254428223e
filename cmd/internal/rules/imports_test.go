package rules

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"testing"
)

// allowed maps a folder to what it may import of ours; the longest matching folder decides. Values go down, rows and errors
// up: planner and exec meet only in planner/plan, and a contract never knows its drivers.
var allowed = map[string][]string{
	"catalog":                  {"catalog"},
	"planner":                  {"planner", "catalog"},
	"planner/ast":              {},
	"planner/parser":           {"planner/ast", "catalog/sqlerr", "catalog/sqltype"},
	"planner/plan":             {"catalog"},
	"exec/expr":                {"catalog"},
	"exec":                     {"exec/expr", "exec/online", "exec/offline", "exec/jobs", "exec/syscat", "exec/rows", "planner/plan", "catalog"},
	"exec/syscat":              {"catalog"},
	"exec/sketch":              {},
	"exec/rows":                {"catalog"},
	"exec/jobs":                {"catalog"},
	"exec/online":              {"exec/rows", "exec/sketch", "catalog"},
	"exec/online/naive":        {"exec/online", "exec/rows", "catalog"},
	"exec/online/onlinetest":   {"exec/online", "exec/rows", "catalog"},
	"exec/online/redis":        {"exec/online", "exec/rows", "catalog"},
	"exec/online/embedded":     {"exec/online", "exec/rows", "catalog"},
	"exec/offline":             {"exec/rows", "planner/plan", "catalog"},
	"exec/offline/offlinetest": {"exec/offline", "exec/online/naive", "exec/rows", "planner", "catalog", "testdata"},
	"exec/offline/duckdb":      {"exec/offline", "exec/rows", "exec/sketch", "planner/plan", "catalog"},
	"gateway":                  {"gateway", "planner", "exec/rows", "catalog"},
	"gateway/pgwire":           {"catalog/sqlerr", "catalog/sqltype", "catalog/password"},
	"gateway/http":             {"gateway/pgwire", "catalog"},
	"gateway/metrics":          {"gateway", "catalog"},
	"cmd":                      {"cmd", "gateway", "exec", "planner", "catalog", "testdata"},
	"testdata":                 {"testdata"},
}

// drivers are named by cmd alone.
var drivers = []string{"exec/online/redis", "exec/online/embedded", "exec/offline/duckdb", "catalog/store/sqlite"}

// foreign maps modules of others to the folders that may import them: what is bound to one library stays in one place.
var foreign = map[string][]string{
	"github.com/jackc/pgproto3/v2":         {"gateway/pgwire"},
	"github.com/xdg-go/scram":              {"gateway/pgwire"},
	"github.com/xdg-go/stringprep":         {"catalog/password"},
	"github.com/duckdb/duckdb-go/v2":       {"exec/offline/duckdb", "cmd"},
	"github.com/duckdb/duckdb-go-bindings": {"exec/offline/duckdb"},
	"github.com/pingcap/tidb/pkg/parser":   {"planner/parser"},
	"github.com/pganalyze/pg_query_go/v6":  {"exec/syscat"},
	"google.golang.org/protobuf":           {"exec/syscat"},
	"github.com/robfig/cron/v3":            {"catalog/schedule"},
	"github.com/redis/go-redis/v9":         {"exec/online/redis", "cmd/bench"},
	"github.com/cockroachdb/pebble/v2":     {"exec/online/embedded"},
	"github.com/jackc/pgx/v5":              {"cmd", "catalog/sqltype/sqltypetest"},
	"github.com/alecthomas/kong":           {"cmd"},
	"modernc.org/sqlite":                   {"catalog/store/sqlite"},
	"golang.org/x/sync":                    {"exec", "gateway/http", "cmd"},
	"github.com/prometheus/client_golang":  {"gateway/metrics"},
	"golang.org/x/sys":                     {"cmd", "exec/offline/duckdb"},
	"github.com/cockroachdb/datadriven":    {"exec/offline/offlinetest"},
	"pgregory.net/rapid":                   {"exec/online/onlinetest", "exec/offline/offlinetest"},
	"github.com/rogpeppe/go-internal":      {},
	"github.com/apache/arrow-go/v18":       {},
	"github.com/google/uuid":               {},
}

var plantedImports = []planted{
	{"imports", "catalog/x.go", "package catalog\nimport _ \"asof/planner/plan\"", true},
	{"imports", "planner/parser/x.go", "package parser\nimport _ \"asof/catalog\"", true},
	{"imports", "exec/x.go", "package exec\nimport _ \"asof/exec/online/redis\"", true},
	{"imports", "exec/x.go", "package exec\nimport _ \"asof/planner\"", true},
	{"imports", "exec/online/redis/x.go", "package redis\nimport _ \"asof/exec/online/embedded\"", true},
	{"imports", "gateway/x.go", "package gateway\nimport _ \"asof/exec/offline/duckdb\"", true},
	{"imports", "gateway/x.go", "package gateway\nimport _ \"asof/exec\"", true},
	{"imports", "gateway/pgwire/x.go", "package pgwire\nimport _ \"asof/catalog\"", true},
	{"imports", "gateway/http/x.go", "package http\nimport _ \"asof/planner\"", true},
	{"imports", "newfolder/x.go", "package newfolder\nimport _ \"asof/catalog\"", true},
	{"imports", "exec/x_test.go", "package exec\nimport _ \"asof/planner\"", false},
	{"imports", "cmd/asof/x.go", "package main\nimport _ \"asof/exec/online/redis\"", false},
	{"imports", "exec/x.go", "package exec\nimport _ \"asof/exec/online\"", false},
	{"foreign imports", "gateway/x.go", "package gateway\nimport _ \"github.com/jackc/pgproto3/v2\"", true},
	{"foreign imports", "cmd/x.go", "package cmd\nimport _ \"github.com/jackc/pgproto3/v2\"", true},
	{"foreign imports", "exec/x.go", "package exec\nimport _ \"github.com/duckdb/duckdb-go/v2\"", true},
	{"foreign imports", "exec/x.go", "package exec\nimport _ \"example.com/new\"", true},
	{"foreign imports", "exec/x.go", "package exec\nimport _ \"context\"", false},
	{"foreign imports", "planner/parser/x.go", "package parser\nimport _ \"github.com/pingcap/tidb/pkg/parser/ast\"", false},
}

// imports checks that our packages import only what is below them. Tests may import upwards.
func imports(t *testing.T, repo fs.FS) []string {
	return eachImport(t, repo, func(from, to string) bool {
		to, ours := strings.CutPrefix(to, module)
		return !ours || mayImport(from, to)
	})
}

func mayImport(from, to string) bool {
	for _, d := range drivers {
		if under(to, d) && !under(from, d) && !under(from, "cmd") {
			return false
		}
	}
	if from == to {
		return true
	}
	best := ""
	for dir := range allowed {
		if under(from, dir) && len(dir) > len(best) {
			best = dir
		}
	}
	for _, dir := range allowed[best] {
		if under(to, dir) {
			return true
		}
	}
	return false
}

// foreignImports checks that a library is imported only where it belongs, and that a new one is entered in the table.
func foreignImports(t *testing.T, repo fs.FS) []string {
	return eachImport(t, repo, func(from, to string) bool {
		if domain, _, _ := strings.Cut(to, "/"); !strings.Contains(domain, ".") {
			return true // the standard library, or ours
		}
		for lib, dirs := range foreign {
			if !under(to, lib) {
				continue
			}
			for _, dir := range dirs {
				if under(from, dir) {
					return true
				}
			}
		}
		return false
	})
}

func eachImport(t *testing.T, repo fs.FS, may func(from, to string) bool) []string {
	var out []string
	goFiles(t, repo, func(name string, _ *token.FileSet, f *ast.File) {
		if isTest(name) {
			return
		}
		for _, spec := range f.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !may(path.Dir(name), to) {
				out = append(out, fmt.Sprintf("%s: %s must not import %s", name, path.Dir(name), to))
			}
		}
	})
	return out
}
