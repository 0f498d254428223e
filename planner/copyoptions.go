package planner

import (
	"slices"
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// copyOptions reads the options of a COPY to or from the client and refuses, in Postgres' order and words, those that do not go
// together.
type copyOptions struct {
	stmt *ast.Query
	out  plan.Copy
	set  map[string]bool
	null string
}

func copyFormat(s *ast.Query) (plan.Copy, error) {
	o := &copyOptions{stmt: s, out: plan.Copy{In: !s.Copy.To, Format: "text"}, set: map[string]bool{}}
	for i := range s.Copy.With {
		if err := o.option(&s.Copy.With[i]); err != nil {
			return o.out, err
		}
	}
	if o.out.Format == "binary" {
		for _, name := range []string{"delimiter", "null"} {
			if o.set[name] {
				return o.out, sqlerr.New(sqlerr.SyntaxError, "cannot specify %s in BINARY mode", strings.ToUpper(name))
			}
		}
	}
	o.defaults()
	for _, check := range []func() error{o.checkDelimiter, o.checkQuotes, o.checkForce, o.checkNull} {
		if err := check(); err != nil {
			return o.out, err
		}
	}
	return o.out, nil
}

// option reads one option.
func (o *copyOptions) option(opt *ast.CopyOption) error {
	fail := func(code, format string, args ...any) error {
		e := sqlerr.New(code, format, args...)
		if opt.Pos > 0 {
			e.At(parser.Position(o.stmt.SQL, opt.Pos))
		}
		return e
	}
	name := opt.Name
	known := []string{"format", "freeze", "delimiter", "null", "header", "quote", "escape", "force_quote", "force_not_null", "force_null", "encoding"}
	switch {
	case !slices.Contains(known, name):
		return fail(sqlerr.SyntaxError, "option \"%s\" not recognized", name)
	case o.set[name]:
		return fail(sqlerr.SyntaxError, "conflicting or redundant options")
	}
	o.set[name] = true
	switch name {
	case "format":
		if err := needValue(opt); err != nil {
			return err
		}
		if o.out.Format = opt.Value; !slices.Contains([]string{"text", "csv", "binary"}, opt.Value) {
			return fail(sqlerr.InvalidParameterValue, "COPY format \"%s\" not recognized", opt.Value)
		}
	case "freeze":
		_, err := boolean(opt)
		return err
	case "header":
		return o.header(opt)
	case "force_quote", "force_not_null", "force_null":
		return o.force(opt, fail)
	case "encoding":
		if err := needValue(opt); err != nil {
			return err
		}
		return o.encoding(opt, fail)
	default:
		if err := needValue(opt); err != nil {
			return err
		}
		*o.value(name) = opt.Value
	}
	return nil
}

func (o *copyOptions) value(name string) *string {
	switch name {
	case "delimiter":
		return &o.out.Delimiter
	case "null":
		return &o.out.Null
	case "quote":
		return &o.out.Quote
	}
	return &o.out.Escape
}

func needValue(opt *ast.CopyOption) error {
	if opt.Kind == ast.CopyBare {
		return sqlerr.New(sqlerr.SyntaxError, "%s requires a parameter", opt.Name)
	}
	return nil
}

// boolean reads what Postgres takes for true or false in an option.
func boolean(opt *ast.CopyOption) (bool, error) {
	if opt.Kind == ast.CopyBare {
		return true, nil
	}
	switch strings.ToLower(opt.Value) {
	case "true", "on", "1":
		return true, nil
	case "false", "off", "0":
		return false, nil
	}
	return false, sqlerr.New(sqlerr.SyntaxError, "%s requires a Boolean value", opt.Name)
}

func (o *copyOptions) header(opt *ast.CopyOption) error {
	if strings.EqualFold(opt.Value, "match") {
		if !o.out.In {
			return sqlerr.New(sqlerr.FeatureNotSupported, "cannot use \"match\" with HEADER in COPY TO")
		}
		o.out.Header, o.out.Match = true, true
		return nil
	}
	on, err := boolean(opt)
	if err != nil {
		return sqlerr.New(sqlerr.SyntaxError, "header requires a Boolean value or \"match\"")
	}
	o.out.Header = on
	return nil
}

func (o *copyOptions) force(opt *ast.CopyOption, fail func(code, format string, args ...any) error) error {
	list := opt.List
	switch {
	case opt.Kind == ast.CopyList:
	case opt.Kind == ast.CopyStar && opt.Name == "force_quote":
		o.out.ForceQuoteAll = true
		return nil
	default:
		return fail(sqlerr.InvalidParameterValue, "argument to option \"%s\" must be a list of column names", opt.Name)
	}
	switch opt.Name {
	case "force_quote":
		o.out.ForceQuote = list
	case "force_not_null":
		o.out.ForceNotNull = list
	default:
		o.out.ForceNull = list
	}
	return nil
}

// encoding takes the encodings that need no tables.
func (o *copyOptions) encoding(opt *ast.CopyOption, fail func(code, format string, args ...any) error) error {
	name := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(opt.Value))
	switch {
	case name == "utf8", name == "unicode", name == "sqlascii":
	case name == "latin1", name == "iso88591":
		o.out.Latin1 = true
	case slices.Contains(otherEncodings, name):
		return sqlerr.New(sqlerr.FeatureNotSupported, "encoding \"%s\" is not supported", opt.Value).
			WithHint("UTF8 and LATIN1 are; convert the data first, as with iconv.")
	default:
		return fail(sqlerr.InvalidParameterValue, "argument to option \"%s\" must be a valid encoding name", opt.Name)
	}
	return nil
}

// otherEncodings are those that Postgres knows besides, without hyphens and underscores.
var otherEncodings = []string{
	"big5", "euccn", "eucjp", "eucjis2004", "euckr", "euctw", "gb18030", "gbk", "iso88592", "iso88593", "iso88594", "iso88595", "iso88596",
	"iso88597", "iso88598", "iso88599", "iso885910", "iso885913", "iso885914", "iso885915", "iso885916", "johab", "koi8r", "koi8u", "koi8",
	"latin2", "latin3", "latin4", "latin5", "latin6", "latin7", "latin8", "latin9", "latin10", "mskanji", "muleinternal", "shiftjis",
	"shiftjis2004", "sjis", "tcvn", "tcvn5712", "uhc", "vscii", "win", "win866", "win874", "win949", "win950", "win936", "win932", "win1250",
	"win1251", "win1252", "win1253", "win1254", "win1255", "win1256", "win1257", "win1258", "windows1250", "windows1251", "windows1252", "windows1253",
	"windows1254", "windows1255", "windows1256", "windows1257", "windows1258", "windows866", "windows874", "windows932", "windows936", "windows949", "windows950", "abc", "alt",
}

func (o *copyOptions) csv() bool { return o.out.Format == "csv" }

// defaults fills in what was left out.
func (o *copyOptions) defaults() {
	fill := func(name, value string) {
		if !o.set[name] {
			*o.value(name) = value
		}
	}
	if !o.csv() {
		fill("delimiter", "\t")
		fill("null", `\N`)
		return
	}
	fill("delimiter", ",")
	fill("quote", `"`)
	fill("escape", o.out.Quote)
}

func (o *copyOptions) checkDelimiter() error {
	d := o.out.Delimiter
	switch {
	case len(d) != 1:
		return sqlerr.New(sqlerr.FeatureNotSupported, "COPY delimiter must be a single one-byte character")
	case d == "\r" || d == "\n":
		return sqlerr.New(sqlerr.InvalidParameterValue, "COPY delimiter cannot be newline or carriage return")
	case strings.ContainsAny(o.out.Null, "\r\n"):
		return sqlerr.New(sqlerr.InvalidParameterValue, "COPY null representation cannot use newline or carriage return")
	case !o.csv() && strings.Contains(`\.abcdefghijklmnopqrstuvwxyz0123456789`, d):
		return sqlerr.New(sqlerr.InvalidParameterValue, "COPY delimiter cannot be \"%s\"", d)
	case o.out.Format == "binary" && o.out.Header:
		return sqlerr.New(sqlerr.FeatureNotSupported, "cannot specify HEADER in BINARY mode")
	}
	return nil
}

func (o *copyOptions) checkQuotes() error {
	refuse := func(format string, args ...any) error { return sqlerr.New(sqlerr.FeatureNotSupported, format, args...) }
	switch {
	case !o.csv() && o.set["quote"]:
		return refuse("COPY quote available only in CSV mode")
	case o.csv() && len(o.out.Quote) != 1:
		return refuse("COPY quote must be a single one-byte character")
	case o.csv() && o.out.Delimiter == o.out.Quote:
		return sqlerr.New(sqlerr.InvalidParameterValue, "COPY delimiter and quote must be different")
	case !o.csv() && o.set["escape"]:
		return refuse("COPY escape available only in CSV mode")
	case o.csv() && len(o.out.Escape) != 1:
		return refuse("COPY escape must be a single one-byte character")
	}
	return nil
}

func (o *copyOptions) checkForce() error {
	for _, f := range []struct {
		name, says string
		in         bool
	}{{"force_quote", "force quote", false}, {"force_not_null", "force not null", true}, {"force_null", "force null", true}} {
		switch {
		case !o.set[f.name]:
		case !o.csv():
			return sqlerr.New(sqlerr.FeatureNotSupported, "COPY %s available only in CSV mode", f.says)
		case f.in && !o.out.In:
			return sqlerr.New(sqlerr.FeatureNotSupported, "COPY %s only available using COPY FROM", f.says)
		case !f.in && o.out.In:
			return sqlerr.New(sqlerr.FeatureNotSupported, "COPY %s only available using COPY TO", f.says)
		}
	}
	return nil
}

func (o *copyOptions) checkNull() error {
	switch {
	case strings.Contains(o.out.Null, o.out.Delimiter):
		return sqlerr.New(sqlerr.FeatureNotSupported, "COPY delimiter must not appear in the NULL specification")
	case o.csv() && strings.Contains(o.out.Null, o.out.Quote):
		return sqlerr.New(sqlerr.FeatureNotSupported, "CSV quote character must not appear in the NULL specification")
	}
	return nil
}
