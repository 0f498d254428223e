package duckdb

import (
	"context"
	"path/filepath"
	"strings"
)

// connectionSettings are those of every connection. They make the engine answer as Postgres does where it has a setting
// for it, and describe its errors in a form that can be read.
const connectionSettings = `
SET errors_as_json = true;
SET SESSION TimeZone = 'UTC';
SET default_null_order = 'postgres';
SET preserve_identifier_case = false;
SET integer_division = true;
SET asof_loop_join_threshold = 0;
`

// raiseWalls confines the engine to its folders (R36). Neither setting can be undone while the instance lives.
func (e *Engine) raiseWalls(ctx context.Context) error {
	dirs := []string{e.history, e.spill()}
	list := make([]string, 0, len(dirs)+len(e.allowed))
	for _, d := range append(dirs, e.allowed...) {
		list = append(list, quoteString(d))
	}
	c, release, err := e.internal(ctx)
	if err != nil {
		return err
	}
	defer release()
	return c.exec(ctx, "SET allowed_directories = ["+strings.Join(list, ", ")+"]; SET enable_external_access = false; "+
		"SET file_search_path = "+quoteString(e.allowed[0]))
}

// within says whether path is dir or lies inside it; both are clean and absolute.
func within(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
}
