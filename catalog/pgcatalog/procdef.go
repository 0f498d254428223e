package pgcatalog

import (
	"fmt"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

func init() {
	of := func(text func(s *session, p *Proc) (any, error)) Function {
		return func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			p, ok := ProcByOID(uint32(args[0].(int64)))
			if !ok {
				return nil, nil
			}
			return text(sessionOf(s, env), p)
		}
	}
	register(map[string]Function{
		"pg_get_function_arguments": of(func(s *session, p *Proc) (any, error) { return s.procArguments(p, false, true), nil }),
		"pg_get_function_identity_arguments": of(func(s *session, p *Proc) (any, error) {
			return s.procArguments(p, false, false), nil
		}),
		"pg_get_function_result":  of((*session).procResult),
		"pg_get_function_sqlbody": of(func(_ *session, p *Proc) (any, error) { return orNull(p.Body), nil }),
		"pg_get_functiondef":      of((*session).procDefinition),
		"pg_get_function_arg_default": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
			p, ok := ProcByOID(uint32(args[0].(int64)))
			if !ok {
				return nil, nil
			}
			return orNull(p.defaultOf(p.inputNumber(int(args[1].(int64)) - 1))), nil
		},
	})
}

// inputNumber is an argument's number among those that a call gives, -1 for one that it does not.
func (p *Proc) inputNumber(i int) int {
	if i < 0 || i >= max(len(p.AllArgs), len(p.Args)) || !p.input(i) {
		return -1
	}
	n := 0
	for k := range i {
		if p.input(k) {
			n++
		}
	}
	return n
}

func (p *Proc) input(i int) bool {
	return i >= len(p.ArgModes) || p.ArgModes[i] != 'o' && p.ArgModes[i] != 't'
}

// defaultOf is the default of an input, "" without one.
func (p *Proc) defaultOf(input int) string {
	first := len(p.Args) - p.Defaults
	if input < first || p.Defaults == 0 || input < 0 {
		return ""
	}
	return splitList(p.DefaultsText)[input-first]
}

// procArguments lists a function's arguments as CREATE FUNCTION does: those of a result table, or the others.
func (s *session) procArguments(p *Proc, table, defaults bool) string {
	types := p.AllArgs
	if len(types) == 0 {
		types = p.Args
	}
	agg, _ := AggregateByOID(p.OID)
	orderBy := -1
	if agg != nil && agg.Kind != 'n' {
		orderBy = agg.Direct
	}
	var b strings.Builder
	printed := 0
	for i := 0; i < len(types); i++ {
		mode := byte('i')
		if len(p.ArgModes) > 0 {
			mode = p.ArgModes[i]
		}
		if (mode == 't') != table {
			continue
		}
		if printed == orderBy {
			if printed > 0 {
				b.WriteByte(' ')
			}
			b.WriteString("ORDER BY ")
		} else if printed > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s.procArgument(p, i, mode, types[i]))
		if d := p.defaultOf(p.inputNumber(i)); defaults && d != "" {
			b.WriteString(" DEFAULT " + d)
		}
		printed++
		if printed == orderBy && i == len(types)-1 { // a hypothetical set repeats its variadic argument
			i--
		}
	}
	return b.String()
}

func (s *session) procArgument(p *Proc, i int, mode byte, typ uint32) string {
	words := map[byte]string{'b': "INOUT ", 'o': "OUT ", 'v': "VARIADIC "}[mode]
	if mode == 'i' && p.Kind == 'p' {
		words = "IN "
	}
	if i < len(p.ArgNames) && p.ArgNames[i] != "" {
		words += QuoteIdent(p.ArgNames[i]) + " "
	}
	return words + s.formatType(int64(typ), 0, false)
}

func (s *session) procResult(p *Proc) (any, error) {
	switch {
	case p.Kind == 'p':
		return nil, nil
	case p.RetSet && strings.IndexByte(string(p.ArgModes), 't') >= 0:
		return "TABLE(" + s.procArguments(p, true, false) + ")", nil
	case p.RetSet:
		return "SETOF " + s.formatType(int64(p.Result), 0, false), nil
	}
	return s.formatType(int64(p.Result), 0, false), nil
}

// procDefinition is the CREATE FUNCTION of a function.
func (s *session) procDefinition(p *Proc) (any, error) {
	if p.Kind == 'a' {
		return nil, sqlerr.New(sqlerr.WrongObjectType, "\"%s\" is an aggregate function", p.Name)
	}
	schema, _ := s.schemaName(int64(p.Namespace))
	kind, tag := "FUNCTION", "$function"
	if p.Kind == 'p' {
		kind, tag = "PROCEDURE", "$procedure"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE OR REPLACE %s %s(%s)\n", kind, qualify(schema, p.Name), s.procArguments(p, false, true))
	if result, _ := s.procResult(p); result != nil {
		fmt.Fprintf(&b, " RETURNS %s\n", result)
	}
	row, _ := s.rowByOID("pg_proc", int64(p.OID))
	lang, _ := s.rowByOID("pg_language", int64(p.Lang))
	fmt.Fprintf(&b, " LANGUAGE %s\n", QuoteIdent(view("pg_language").str(lang, "lanname")))
	if options := s.procOptions(p, row); options != "" {
		b.WriteString(options + "\n")
	}
	if p.Body != "" {
		return b.String() + p.Body + "\n", nil
	}
	b.WriteString("AS ")
	if bin := view("pg_proc").str(row, "probin"); bin != "" {
		b.WriteString(catalog.QuoteLiteral(bin) + ", ")
	}
	for strings.Contains(p.Src, tag+"$") {
		tag += "x"
	}
	return b.String() + tag + "$" + p.Src + tag + "$\n", nil
}

// procOptions are those that are not the defaults.
func (s *session) procOptions(p *Proc, row []any) string {
	v := view("pg_proc")
	out := ""
	if p.Kind == 'w' {
		out += " WINDOW"
	}
	out += map[byte]string{'i': " IMMUTABLE", 's': " STABLE"}[p.Volatile]
	out += map[byte]string{'s': " PARALLEL SAFE", 'r': " PARALLEL RESTRICTED"}[v.char(row, "proparallel")]
	if p.Strict {
		out += " STRICT"
	}
	if v.bool(row, "prosecdef") {
		out += " SECURITY DEFINER"
	}
	if v.bool(row, "proleakproof") {
		out += " LEAKPROOF"
	}
	usual := float32(100)
	if p.Lang == 12 || p.Lang == 13 { // internal and C
		usual = 1
	}
	if cost := v.float(row, "procost"); cost != usual {
		out += fmt.Sprintf(" COST %g", cost)
	}
	if rows := v.float(row, "prorows"); rows > 0 && rows != 1000 {
		out += fmt.Sprintf(" ROWS %g", rows)
	}
	if support := v.int(row, "prosupport"); support != 0 {
		name, _ := s.procName(support)
		out += " SUPPORT " + name
	}
	return out
}
