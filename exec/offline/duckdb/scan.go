package duckdb

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Resolve implements offline.Engine: it makes a client's path or glob absolute, by R36. Relative ones start at the first
// folder of client files.
func (e *Engine) Resolve(location string) (string, error) {
	if location == "" {
		return "", sqlerr.New(sqlerr.UndefinedFile, "a file name must not be empty")
	}
	if strings.Contains(location, "://") {
		return "", sqlerr.New(sqlerr.InsufficientPrivilege, "%q is not in a folder that this server may read", location).
			WithHint("Copy the files into one of the server's folders.")
	}
	path := location
	if !filepath.IsAbs(path) {
		path = filepath.Join(e.allowed[0], path)
	}
	path = filepath.Clean(path)
	for _, dir := range e.allowed {
		if !within(path, dir) {
			continue
		}
		// A link inside may lead outside: the part without wildcards is followed.
		real, err := filepath.EvalSymlinks(fixedPart(path))
		if err != nil && !os.IsNotExist(err) || err == nil && !e.inside(real) {
			break
		}
		return path, nil
	}
	return "", sqlerr.New(sqlerr.InsufficientPrivilege, "%q is not in a folder that this server may read or write", location)
}

func (e *Engine) inside(path string) bool {
	return slices.ContainsFunc(e.allowed, func(dir string) bool { return within(path, dir) })
}

// fixedPart is the part of a path before its first element with a wildcard.
func fixedPart(path string) string {
	i := strings.IndexAny(path, "*?[{")
	if i < 0 {
		return path
	}
	return filepath.Dir(path[:i] + "x")
}

// Columns implements offline.Engine.
func (e *Engine) Columns(ctx context.Context, src *catalog.Source) ([]sqltype.Column, error) {
	raw, err := e.fileColumns(ctx, src)
	if err != nil {
		return nil, err
	}
	if src.Declared {
		for _, c := range src.Columns {
			if !slices.ContainsFunc(raw, func(r fileColumn) bool { return r.Name == c.Name }) {
				return nil, sqlerr.New(sqlerr.UndefinedColumn, "column %q is not in the files of %s", c.Name, src.Location)
			}
		}
		return src.Columns, nil
	}
	cols := make([]sqltype.Column, len(raw))
	for i, c := range raw {
		cols[i] = c.Column
	}
	return cols, nil
}

// fileColumn is a column as the files have it.
type fileColumn struct {
	sqltype.Column
	id bind.Type // the engine's
}

// fileColumns are the columns of a source's files, of all of them together.
func (e *Engine) fileColumns(ctx context.Context, src *catalog.Source) ([]fileColumn, error) {
	c, release, err := e.internal(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	stmt, err := c.prepare(ctx, "SELECT * FROM "+readFiles(src, nil))
	if err != nil {
		return nil, err
	}
	defer bind.DestroyPrepare(&stmt)
	var cols []fileColumn
	for i := range bind.PreparedStatementColumnCount(stmt) {
		lt := bind.PreparedStatementColumnLogicalType(stmt, i)
		rd, err := newReader(lt)
		id := bind.GetTypeId(lt)
		bind.DestroyLogicalType(&lt)
		name := bind.PreparedStatementColumnName(stmt, i)
		if err != nil {
			return nil, sqlerr.From(err).WithDetail("Column %q of %s.", name, src.Location)
		}
		cols = append(cols, fileColumn{sqltype.Column{Name: name, Type: rd.typ}, id})
	}
	return cols, nil
}

// scanFiles is the SQL of a subquery over the files of src: the columns cols, with their frozen types (R37). A column that no
// file has any more is NULL. If the files cannot be read, the engine says so when the SQL runs.
func (e *Engine) scanFiles(src *catalog.Source, cols []string) string {
	raw, err := e.fileColumns(context.Background(), src)
	var sel []string
	types := map[string]sqltype.Type{}
	for _, name := range cols {
		c, _ := src.Column(name)
		i := slices.IndexFunc(raw, func(r fileColumn) bool { return r.Name == name })
		expr := quoteIdent(name)
		switch {
		case err != nil:
			expr = "CAST(" + expr + " AS " + c.Type.DuckDB() + ")"
		case i < 0:
			expr = "CAST(NULL AS " + c.Type.DuckDB() + ")"
		default:
			expr = frozen(expr, raw[i], c.Type)
			if c.Type.ID != sqltype.JSON && !c.Type.Array {
				types[name] = c.Type
			}
		}
		if src.Format != "csv" && c.Type == sqltype.Of(sqltype.Bytea) {
			expr = "(" + expr + " || ''::BLOB)" // the engine looks for x'00' as the text \x00 in a file's Bloom filter; an expression is not looked for
		}
		sel = append(sel, expr+" AS "+quoteIdent(name))
	}
	if len(sel) == 0 {
		sel = []string{"1"}
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM " + readFiles(src, types)
}

// readFiles is the table function over the files of src. The columns of CSV files in types are read as these types, the others
// as what they look like.
func readFiles(src *catalog.Source, types map[string]sqltype.Type) string {
	args := []string{quoteString(src.Path)}
	if fixedPart(src.Path) != src.Path {
		args = append(args, "union_by_name = true")
	}
	if src.Format != "csv" {
		return "read_parquet(" + strings.Join(args, ", ") + ")"
	}
	for _, name := range sortedKeys(src.Options) {
		if arg, ok := csvOptions[name]; ok {
			args = append(args, arg+" = "+quoteString(src.Options[name])) // the engine casts and checks it
		}
	}
	if len(types) > 0 {
		var list []string
		for _, name := range sortedKeys(types) {
			list = append(list, quoteString(name)+": "+quoteString(types[name].DuckDB()))
		}
		args = append(args, "types = {"+strings.Join(list, ", ")+"}")
	}
	return "read_csv(" + strings.Join(args, ", ") + ")"
}

// csvOptions are the options of a CSV source, with the engine's names for them.
var csvOptions = map[string]string{
	"delimiter":       "delim",
	"header":          "header",
	"quote":           "quote",
	"escape":          "escape",
	"null":            "nullstr",
	"dateformat":      "dateformat",
	"timestampformat": "timestampformat",
	"compression":     "compression",
	"skip":            "skip",
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// is says whether the engine reads the column as t without a cast.
func (c fileColumn) is(t sqltype.Type) bool {
	if c.Type != t || t.Array {
		return false
	}
	switch id, plain := storage[t.ID]; {
	case plain:
		return c.id == id
	case t.ID == sqltype.Numeric:
		return c.id == bind.TypeDecimal
	}
	return t.ID == sqltype.Text && c.id == bind.TypeVarchar
}

// zoned says whether the frozen values of src depend on the connection's TimeZone as they are read: a text or a time without
// zone becomes a timestamptz, or the other way round.
func (e *Engine) zoned(ctx context.Context, src *catalog.Source) (bool, error) {
	raw, err := e.fileColumns(ctx, src)
	if err != nil {
		return false, err
	}
	var instants []string
	for _, c := range src.Columns {
		i := slices.IndexFunc(raw, func(r fileColumn) bool { return r.Name == c.Name })
		if i < 0 {
			continue
		}
		from, to := raw[i].Type.ID == sqltype.TimestampTZ, c.Type.ID == sqltype.TimestampTZ
		if from != to || to && src.Format == "csv" {
			return true, nil
		}
		if to {
			instants = append(instants, quoteString(c.Name))
		}
	}
	if len(instants) == 0 || fixedPart(src.Path) == src.Path {
		return false, nil
	}
	return e.mixed(ctx, src, instants)
}

// mixed says whether the Parquet files of src have columns of several types under one name, of those listed. The engine reads
// them as the widest, and a time without zone then becomes a timestamptz by the connection's TimeZone.
func (e *Engine) mixed(ctx context.Context, src *catalog.Source, columns []string) (bool, error) {
	c, release, err := e.internal(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	row, err := queryRow(ctx, c, "SELECT count(*) FROM (SELECT name FROM parquet_schema("+quoteString(src.Path)+") WHERE name IN ("+strings.Join(columns, ", ")+
		") GROUP BY name HAVING count(DISTINCT (type, converted_type, logical_type)) > 1)")
	if err != nil {
		return false, err
	}
	return row[0] != int64(0), nil
}

// frozen is expr, a column as the files have it, as a value of type t.
func frozen(expr string, from fileColumn, t sqltype.Type) string {
	switch {
	case from.is(t):
		return expr // bare, so that the scan is pruned by it
	case from.id == bind.TypeTimestampNS:
		// The engine's cast truncates toward zero; R1 wants the floor. Infinities have no nanoseconds.
		floor := fmt.Sprintf("CASE WHEN isfinite(%[1]s) THEN make_timestamp((epoch_ns(%[1]s) - ((epoch_ns(%[1]s) %% 1000) + 1000) %% 1000) // 1000) ELSE CAST(%[1]s AS TIMESTAMP) END", expr)
		if t.ID == sqltype.Timestamp {
			return floor
		}
		return "CAST(" + floor + " AS " + t.DuckDB() + ")"
	case (from.id == bind.TypeDouble || from.id == bind.TypeFloat) && !t.Array && (t.ID == sqltype.Int2 || t.ID == sqltype.Int4 || t.ID == sqltype.Int8):
		// The engine's cast rounds. The text, which no cast takes, is for its message.
		return fmt.Sprintf("CASE WHEN %[1]s <> trunc(%[1]s) THEN CAST(CAST(%[1]s AS VARCHAR) || ' (not whole)' AS %[2]s) ELSE CAST(%[1]s AS %[2]s) END", expr, t.DuckDB())
	case t.ID == sqltype.JSON && !t.Array && from.id != bind.TypeVarchar:
		return "to_json(" + expr + ")"
	}
	return "CAST(" + expr + " AS " + t.DuckDB() + ")"
}

// blame names the file of src in which a value does not fit the frozen types (R37), after a scan failed with err.
func (e *Engine) blame(ctx context.Context, src *catalog.Source, err error) error {
	switch sqlerr.Code(err) {
	case sqlerr.InvalidTextRepresentation, sqlerr.NumericValueOutOfRange, sqlerr.InvalidDatetimeFormat, sqlerr.DatetimeFieldOverflow, sqlerr.CannotCoerce:
	default:
		return err
	}
	files, failed := e.Stamps(ctx, src.Path)
	if failed != nil {
		return err
	}
	c, release, failed := e.internal(ctx)
	if failed != nil {
		return err
	}
	defer release()
	for _, f := range files {
		one := *src
		one.Path = f.Path
		for _, col := range src.Columns {
			sql := fmt.Sprintf("SELECT count(%s) FROM (%s)", quoteIdent(col.Name), e.scanFiles(&one, []string{col.Name}))
			if bad := c.exec(ctx, sql); sqlerr.Code(bad) == sqlerr.Code(err) {
				return sqlerr.New(sqlerr.InvalidTextRepresentation, "column %q of %s does not fit source %q, where it is %s", col.Name, filepath.Base(f.Path), src.Name, col.Type).
					WithDetail("%s", sqlerr.From(bad).Message)
			}
		}
	}
	return err
}
