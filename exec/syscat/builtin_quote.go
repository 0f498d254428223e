package syscat

import (
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
)

// This file quotes texts and puts values into them.

// quotedKeywords are the key words that quote_ident quotes: all that are not free as names everywhere.
var quotedKeywords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char
		character check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema
		current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists extract false fetch float for
		foreign freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join
		lateral leading least left like limit localtime localtimestamp national natural nchar none normalize not notnull null nullif numeric offset on only
		or order out outer overlaps overlay placing position precision primary real references returning right row select session_user setof similar
		smallint some substring symmetric table tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic
		verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`) {
		m[w] = true
	}
	return m
}()

func quoteIdent(s string) string {
	plain := s != "" && !quotedKeywords[s]
	for i := 0; i < len(s) && plain; i++ {
		c := s[i]
		plain = c >= 'a' && c <= 'z' || c == '_' || i > 0 && c >= '0' && c <= '9'
	}
	if plain {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

func quoteLiteral(s string) string {
	q := "'" + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), "'", "''") + "'"
	if strings.Contains(s, `\`) {
		return "E" + q
	}
	return q
}

func init() {
	register(map[string]Func{
		"quote_ident":   fn1(quoteIdent),
		"quote_literal": fn1(quoteLiteral),
		"quote_nullable": func(_ *Call, a []any) (any, error) {
			if a[0] == nil {
				return "NULL", nil
			}
			return quoteLiteral(a[0].(string)), nil
		},
		"text_concat": func(c *Call, a []any) (any, error) { return c.join("", a, c.Args) },
		"text_concat_ws": func(c *Call, a []any) (any, error) {
			if a[0] == nil {
				return nil, nil
			}
			return c.join(a[0].(string), a[1:], c.Args[1:])
		},
		"text_format": format, "text_format_nv": format,
		"parse_ident": fn2e(parseIdent),
	})
}

func (c *Call) join(separator string, values []any, types []uint32) (any, error) {
	var parts []string
	for i, v := range values {
		if v == nil {
			continue
		}
		s, err := c.output(types[i], v)
		if err != nil {
			return nil, err
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, separator), nil
}

// formatter is one call of format().
type formatter struct {
	c    *Call
	text string
	at   int
	args []any // without the text itself
	next int   // the argument that comes next
	out  strings.Builder
}

func format(c *Call, a []any) (any, error) {
	if a[0] == nil {
		return nil, nil
	}
	f := &formatter{c: c, text: a[0].(string), args: a[1:]}
	for f.at < len(f.text) {
		if f.text[f.at] != '%' {
			f.out.WriteByte(f.text[f.at])
			f.at++
			continue
		}
		if f.at++; f.at < len(f.text) && f.text[f.at] == '%' {
			f.out.WriteByte('%')
			f.at++
			continue
		}
		if err := f.specifier(); err != nil {
			return nil, err
		}
	}
	return f.out.String(), nil
}

func (f *formatter) unterminated() error {
	return invalidParameter("unterminated format() type specifier").WithHint("For a single \"%%\" use \"%%%%\".")
}

// digits reads a number; ok is false if none stands here.
func (f *formatter) digits() (n int64, ok bool, err error) {
	start := f.at
	for f.at < len(f.text) && f.text[f.at] >= '0' && f.text[f.at] <= '9' {
		f.at++
	}
	if f.at == start {
		return 0, false, nil
	}
	n, e := strconv.ParseInt(f.text[start:f.at], 10, 32)
	if e != nil {
		return 0, false, sqlerr.New(sqlerr.NumericValueOutOfRange, "number is out of range")
	}
	if f.at == len(f.text) {
		return 0, false, f.unterminated()
	}
	return n, true, nil
}

// position1 checks the number of an argument.
func position1(n int64) error {
	if n == 0 {
		return invalidParameter("format specifies argument 0, but arguments are numbered from 1")
	}
	return nil
}

// argument is argument n, or the next one if n is below 0.
func (f *formatter) argument(n int64) (any, uint32, error) {
	if n >= 0 {
		f.next = int(n) - 1
	}
	if f.next >= len(f.args) {
		return nil, 0, invalidParameter("too few arguments for format()")
	}
	f.next++
	return f.args[f.next-1], f.c.Args[f.next], nil
}

// specifier reads [n$][-][width | *[n$]] and s, I or L.
func (f *formatter) specifier() error {
	if f.at == len(f.text) {
		return f.unterminated()
	}
	arg, left := int64(-1), false
	n, ok, err := f.digits()
	if err != nil {
		return err
	}
	width, hasWidth := int64(0), false
	switch {
	case ok && f.text[f.at] == '$':
		if arg = n; n == 0 {
			return position1(n)
		}
		f.at++
	case ok:
		width, hasWidth = n, true
	}
	if !hasWidth {
		for f.at < len(f.text) && f.text[f.at] == '-' {
			left = true
			f.at++
		}
		if f.at == len(f.text) {
			return f.unterminated()
		}
		if width, err = f.width(&left); err != nil {
			return err
		}
	}
	if f.at == len(f.text) {
		return f.unterminated()
	}
	kind := f.text[f.at]
	if kind != 's' && kind != 'I' && kind != 'L' {
		r := []rune(f.text[f.at:])[0]
		return invalidParameter("unrecognized format() type specifier \"%c\"", r).WithHint("For a single \"%%\" use \"%%%%\".")
	}
	f.at++
	return f.value(kind, arg, width, left)
}

func (f *formatter) width(left *bool) (int64, error) {
	if f.text[f.at] != '*' {
		n, _, err := f.digits()
		return n, err
	}
	if f.at++; f.at == len(f.text) {
		return 0, f.unterminated()
	}
	n, ok, err := f.digits()
	if err != nil {
		return 0, err
	}
	from := int64(-1)
	if ok {
		if f.text[f.at] != '$' {
			return 0, invalidParameter("width argument position must be ended by \"$\"")
		}
		if err := position1(n); err != nil {
			return 0, err
		}
		f.at++
		from = n
	}
	v, typ, err := f.argument(from)
	if err != nil || v == nil {
		return 0, err
	}
	width, ok := v.(int64)
	if !ok {
		s, err := f.c.output(typ, v)
		if err != nil {
			return 0, err
		}
		n, err := f.c.input(oidInt4, -1, s)
		if err != nil {
			return 0, err
		}
		width = n.(int64)
	}
	if width < 0 {
		*left = true
		width = -width
	}
	if width > 1<<31-1 {
		return 0, sqlerr.New(sqlerr.NumericValueOutOfRange, "number is out of range")
	}
	return width, nil
}

func (f *formatter) value(kind byte, arg, width int64, left bool) error {
	v, typ, err := f.argument(arg)
	if err != nil {
		return err
	}
	s := ""
	switch {
	case v != nil:
		if s, err = f.c.output(typ, v); err != nil {
			return err
		}
		switch kind {
		case 'I':
			s = quoteIdent(s)
		case 'L':
			s = quoteLiteral(s)
		}
	case kind == 'I':
		return sqlerr.New(codeNullValue, "null values cannot be formatted as an SQL identifier")
	case kind == 'L':
		s = "NULL"
	}
	if width > maxText/4 {
		return sqlerr.New(sqlerr.ProgramLimitExceeded, "out of memory")
	}
	fill := strings.Repeat(" ", max(0, int(width)-runeCount(s)))
	if left {
		f.out.WriteString(s + fill)
	} else {
		f.out.WriteString(fill + s)
	}
	return nil
}
