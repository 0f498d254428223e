package duckdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"asof/catalog/sqlerr"
)

// failure is an error of the engine, translated: what the client sees, and where in the engine's SQL text it is. It unwraps
// to the sqlerr.Error.
type failure struct {
	err    *sqlerr.Error
	offset int // bytes from the start of the SQL text given, -1 if unknown
}

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

// offsetOf is where in the SQL text err is, in bytes from 0; -1 if that is not known.
func offsetOf(err error) int {
	var f *failure
	if errors.As(err, &f) {
		return f.offset
	}
	return -1
}

// cancelled is the error of a call whose ctx may have ended: why it ended if it did, else err.
func cancelled(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	var why *sqlerr.Error
	if errors.As(context.Cause(ctx), &why) {
		return why
	}
	return sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to user request")
}

func errClosed() error {
	return sqlerr.New(sqlerr.AdminShutdown, "the offline engine is closed")
}

// report is an error as the engine writes it under errors_as_json, a setting of every connection of ours.
type report struct {
	Type       string `json:"exception_type"`
	Message    string `json:"exception_message"`
	Subtype    string `json:"error_subtype"`
	EntryType  string `json:"type"`
	Name       string `json:"name"`
	Candidates string `json:"candidates"`
	Position   string `json:"position"`
	Errno      string `json:"errno"`
	Call       string `json:"call"`
}

// translate makes a failure of the engine's error text for sql.
func (e *Engine) translate(msg, sql string) error {
	var rep report
	body := msg
	if i := strings.IndexByte(msg, '{'); i > 0 {
		body = msg[i:] // the parser's errors have a prefix before the object
	}
	if json.Unmarshal([]byte(body), &rep) != nil || rep.Type == "" {
		// A few errors, as of settings before a connection has its own, come as plain text.
		rep.Type, rep.Message, _ = strings.Cut(msg, " Error: ")
	}
	f := &failure{err: &sqlerr.Error{Code: rep.code()}, offset: -1}
	if n, err := strconv.Atoi(rep.Position); err == nil && n >= 0 && n <= len(sql) {
		f.offset = n
	}
	f.err.Message, f.err.Hint = rep.text()
	rep.constraint(f.err, sql)
	f.err.Message = e.hidden(f.err.Message)
	if rep.Type == "Conversion" {
		f.offset = operand(sql, f.offset)
	}
	if f.err.Code == sqlerr.Internal {
		e.log.Error("the offline engine failed", "error", msg, "sql", sql)
		f.err.Message, f.err.Hint = "internal error", ""
	}
	return f
}

// code is the SQLSTATE of an error. Where the engine gives no finer type than its exception's, its message decides: there
// is no other source.
func (r *report) code() string {
	switch r.Type {
	case "Parser", "Syntax":
		if r.Subtype == "" && r.has("not supported") { // as FOR UPDATE; an error of the grammar has a subtype
			return sqlerr.FeatureNotSupported
		}
		return sqlerr.SyntaxError
	case "Binder":
		return r.binderCode()
	case "Catalog":
		return r.catalogCode()
	case "Conversion":
		return r.conversionCode()
	case "Out of Range", "Decimal", "Object Size":
		return sqlerr.NumericValueOutOfRange
	case "Divide by Zero":
		return sqlerr.DivisionByZero
	case "Invalid Input", "Invalid type":
		switch {
		case r.has("More than one row returned by a subquery"):
			return sqlerr.CardinalityViolation
		case r.Message == "division by zero": // of asof_divisor
			return sqlerr.DivisionByZero
		case r.has("Values were not provided"):
			return sqlerr.UndefinedParameter
		}
		return sqlerr.InvalidParameterValue
	case "Mismatch Type":
		return sqlerr.DatatypeMismatch
	case "Not implemented":
		if r.has("Unrecognized option") {
			return sqlerr.SyntaxError
		}
		return sqlerr.FeatureNotSupported
	case "Parameter Not Resolved", "Parameter Not Allowed":
		return sqlerr.IndeterminateDatatype
	case "Constraint":
		switch {
		case r.has("NOT NULL constraint"):
			return sqlerr.NotNullViolation
		case r.has("CHECK constraint"):
			return sqlerr.CheckViolation
		}
		return sqlerr.UniqueViolation
	case "Dependency":
		return sqlerr.DependentObjects
	case "TransactionContext":
		if r.has("abort") {
			return sqlerr.InFailedTransaction
		}
		return sqlerr.ActiveTransaction
	case "INTERRUPT":
		return sqlerr.QueryCanceled
	case "Out of Memory":
		if r.tempFull() {
			return sqlerr.DiskFull
		}
		return sqlerr.OutOfMemory
	case "Permission":
		return sqlerr.InsufficientPrivilege
	case "IO":
		return r.ioCode()
	case "Missing Extension", "Extension Autoloading", "HTTP", "Network":
		return sqlerr.FeatureNotSupported
	}
	return sqlerr.Internal
}

// tempFull says whether the engine's spill has filled what it may have of the disk.
func (r *report) tempFull() bool {
	return r.has("max_temp_directory_size") || r.Type == "IO" && r.ioCode() == sqlerr.DiskFull && r.has("duckdb_temp_")
}

func (r *report) has(text string) bool { return strings.Contains(r.Message, text) }

func (r *report) binderCode() string {
	switch r.Subtype {
	case "COLUMN_NOT_FOUND":
		return sqlerr.UndefinedColumn
	case "NO_MATCHING_FUNCTION":
		return sqlerr.UndefinedFunction
	case "AMBIGUOUS_FUNCTION":
		return sqlerr.AmbiguousFunction
	}
	switch {
	case r.has("Ambiguous reference"):
		return sqlerr.AmbiguousColumn
	case r.has("Referenced table"):
		return sqlerr.UndefinedTable
	case r.has("does not have a column"), r.has("Referenced column"), r.has("Referenced update column"), r.has("Could not find key"):
		return sqlerr.UndefinedColumn
	case r.has("GROUP BY clause"), r.has("aggregate function"), r.has("contain aggregates"), r.has("aggregates in"), r.has("window functions"):
		return sqlerr.GroupingError
	case r.has("Cannot compare"), r.has("Cannot mix"), r.has("type mismatch"), r.has("must be a boolean"), r.has("explicit cast"), r.has("ast types"):
		return sqlerr.DatatypeMismatch
	case r.has("out of range"):
		return sqlerr.InvalidColumnReference
	case r.has("not supported"):
		return sqlerr.FeatureNotSupported
	case r.has("Duplicate alias"):
		return sqlerr.DuplicateAlias
	case r.has("Could not choose a best candidate"):
		return sqlerr.AmbiguousFunction
	case strings.HasPrefix(r.Message, "Catalog "):
		return sqlerr.InvalidCatalogName
	case r.has("Function") && r.has("not exist"):
		return sqlerr.UndefinedFunction
	case r.has("No function matches"):
		return sqlerr.UndefinedFunction
	}
	return sqlerr.SyntaxError
}

func (r *report) catalogCode() string {
	if r.Subtype == "ENTRY_ALREADY_EXISTS" {
		if r.EntryType == "Table" || r.EntryType == "View" {
			return sqlerr.DuplicateTable
		}
		return sqlerr.DuplicateObject
	}
	switch {
	case strings.HasSuffix(r.EntryType, "Function"):
		return sqlerr.UndefinedFunction
	case r.EntryType == "Table", r.EntryType == "View":
		return sqlerr.UndefinedTable
	case r.EntryType == "Schema":
		return sqlerr.InvalidSchemaName
	case r.EntryType != "":
		return sqlerr.UndefinedObject
	case r.has("because schema"), r.has("Table with name"):
		return sqlerr.UndefinedTable
	case r.has("Column with name"):
		return sqlerr.DuplicateColumn
	}
	return sqlerr.UndefinedObject
}

func (r *report) conversionCode() string {
	if value, typ, ok := r.unread(); ok {
		switch {
		case typ == "interval":
			return sqlerr.InvalidDatetimeFormat
		case integral.MatchString(value):
			return sqlerr.NumericValueOutOfRange
		}
		return sqlerr.InvalidTextRepresentation
	}
	switch {
	case r.has("Unimplemented type for cast"):
		return sqlerr.CannotCoerce
	case r.has("extract specifier"):
		return sqlerr.InvalidDatetimeFormat
	case r.has("out of range for the destination type"), r.has("because the value is out of range"), r.has("numeric value is out of range"):
		return sqlerr.NumericValueOutOfRange
	case r.has("field value out of range"):
		return sqlerr.DatetimeFieldOverflow
	case r.has("timestamp field"), r.has("date field"), r.has("time field"), r.has("interval"), r.has("timestamp"):
		return sqlerr.InvalidDatetimeFormat
	case r.has("Could not cast value") && r.has("DECIMAL"):
		return sqlerr.NumericValueOutOfRange
	}
	return sqlerr.InvalidTextRepresentation
}

func (r *report) ioCode() string {
	if n, err := strconv.Atoi(r.Errno); err == nil {
		switch syscall.Errno(n) {
		case syscall.ENOENT, syscall.ENOTDIR:
			return sqlerr.UndefinedFile
		case syscall.EACCES, syscall.EPERM, syscall.EROFS, syscall.EISDIR:
			return sqlerr.InsufficientPrivilege
		case syscall.ENOSPC, syscall.EDQUOT:
			return sqlerr.DiskFull
		}
	}
	switch {
	case r.has("No files found"), r.has("No such file"):
		return sqlerr.UndefinedFile
	case r.has("No space left"):
		return sqlerr.DiskFull
	}
	return sqlerr.StoreUnreachable
}

// unread is the text that could not be read and the name of the type that it was to be of, if that is what the error is about.
func (r *report) unread() (value, typ string, ok bool) {
	m := unreadText.FindStringSubmatch(r.Message)
	if m == nil {
		return "", "", false
	}
	if typ, ok = unreadTypes[m[2]]; !ok && strings.HasPrefix(m[2], "DECIMAL") {
		typ, ok = "numeric", true
	}
	return m[1], typ, ok
}

var (
	unreadText = regexp.MustCompile(`(?s)^Could not convert string ['"](.*)['"] to ([A-Z0-9]+(?:\([0-9,]+\))?)(?: when casting from source column .*)?$`)
	integral   = regexp.MustCompile(`^\s*[+-]?[0-9]+\s*$`)
)

// unreadTypes are Postgres' names of the types that the engine names in these errors; to it a uuid is an integer of 128 bits.
var unreadTypes = map[string]string{
	"INT16": "smallint", "INT32": "integer", "INT64": "bigint", "INT128": "uuid", "UUID": "uuid", "BOOL": "boolean", "FLOAT": "real",
	"DOUBLE": "double precision", "INTERVAL": "interval",
}

// operand is where the literal is that a cast at offset converts: the engine names the place of '::', Postgres that of the literal.
func operand(sql string, offset int) int {
	if offset < 0 || !strings.HasPrefix(sql[offset:], "::") {
		return offset
	}
	toks := tokens(sql[:offset])
	if n := len(toks); n > 0 && (toks[n-1].kind == str || toks[n-1].kind == number) {
		return toks[n-1].at
	}
	return offset
}

// text is the message and the hint: what the engine suggests stands in the hint, and its own objects are not suggested.
func (r *report) text() (msg, hint string) {
	msg = r.Message
	for _, cut := range []string{"\n\nDid you mean", "\nDid you mean", "\nCandidate bindings", "\nCandidate tables", "\n\tCandidate functions", "\n\nUse \"SET", "\n\nLINE ", "\nEither add it",
		"\nIt was not possible", "\n\nCandidate options", "\n\nPossible solutions"} {
		if i := strings.Index(msg, cut); i >= 0 {
			rest := strings.TrimSpace(msg[i:])
			msg = msg[:i]
			if strings.HasPrefix(rest, "Either add") || strings.HasPrefix(rest, "Candidate") || strings.HasPrefix(rest, "Did you mean") && r.EntryType != "Table" {
				hint = rest
			}
		}
	}
	if r.tempFull() {
		return "the temporary folder of the offline engine is full", "Read fewer rows at once, or start the server with a greater --temp-limit or --memory-limit, or with --temp-dir on a disk that has more room."
	}
	if r.Type == "Out of Memory" {
		return msg, "Read fewer rows at once, or start the server with a greater --memory-limit."
	}
	if value, typ, ok := r.unread(); ok && r.Type == "Conversion" {
		if r.conversionCode() == sqlerr.NumericValueOutOfRange {
			return fmt.Sprintf("value %q is out of range for type %s", value, typ), ""
		}
		return fmt.Sprintf("invalid input syntax for type %s: \"%s\"", typ, value), ""
	}
	if m := missingColumn.FindStringSubmatch(msg); m != nil {
		msg = "column " + m[1] + "." + m[2] + " does not exist"
	}
	if m := missingSchema.FindStringSubmatch(msg); m != nil {
		msg = "relation " + strconv.Quote(m[1]) + " does not exist"
	}
	if m := missingTable.FindStringSubmatch(msg); m != nil {
		msg = "missing FROM-clause entry for table " + strconv.Quote(m[1])
	}
	if r.code() == sqlerr.AmbiguousFunction || r.code() == sqlerr.UndefinedFunction {
		hint = "No function matches the given name and argument types. You might need to add explicit type casts."
	}
	if r.Type == "Catalog" && r.Subtype == "MISSING_ENTRY" {
		switch {
		case r.EntryType == "Table":
			msg = "relation " + strconv.Quote(r.Name) + " does not exist"
		case strings.HasSuffix(r.EntryType, "Function"):
			msg = "function " + r.Name + " does not exist"
		case r.EntryType == "Type":
			msg = "type " + strconv.Quote(r.Name) + " does not exist"
		}
	}
	if r.Type == "Catalog" && r.Subtype == "ENTRY_ALREADY_EXISTS" && r.EntryType != "" {
		msg = "relation " + strconv.Quote(r.Name) + " already exists"
	}
	if m := unknownColumn.FindStringSubmatch(msg); m != nil {
		msg, hint = "column "+strconv.Quote(m[2])+" of relation "+strconv.Quote(m[1])+" does not exist", ""
	}
	if r.Subtype == "NO_MATCHING_FUNCTION" && r.Call != "" {
		msg = "function " + r.Call + " does not exist"
	}
	if r.Subtype == "COLUMN_NOT_FOUND" {
		msg = "column " + strconv.Quote(r.Name) + " does not exist"
	}
	return strings.TrimRight(msg, "\n"), hint
}

var (
	missingColumn = regexp.MustCompile(`^(?:Table|Values list) "([^"]*)" does not have a column named "([^"]*)"$`)
	unknownColumn = regexp.MustCompile(`^Table "([^"]*)" does not have a column with name "([^"]*)"$`)
	missingSchema = regexp.MustCompile(`^Table with name "?([^"]*?)"? does not exist because schema`)
	missingTable  = regexp.MustCompile(`^Referenced table "([^"]*)" not found!$`)
)
