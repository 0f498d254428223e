package pgcatalog

import (
	"slices"
	"strings"

	"asof/catalog/sqlerr"
)

// candidates are the functions that a dotted name may mean: of its schema, else of the search path, where an earlier schema's hides one
// of the same arguments.
func (s *session) candidates(parts []string) ([]*Proc, error) {
	schema, name, err := s.resolve(parts, "qualified")
	if err != nil {
		return nil, err
	}
	path := s.pathOIDs()
	if schema != "" {
		oid, err := s.schemaCalled(schema)
		if err != nil {
			return nil, err
		}
		path = []int64{oid}
	}
	var out []*Proc
	for _, oid := range path {
		for _, p := range ProcsByName(name) {
			hidden := slices.ContainsFunc(out, func(o *Proc) bool { return slices.Equal(o.Args, p.Args) })
			if int64(p.Namespace) == oid && !hidden {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

func (s *session) regproc(text string) (int64, error) {
	parts, err := splitName(text)
	if err != nil {
		return 0, err
	}
	found, err := s.candidates(parts)
	switch {
	case err != nil:
		return 0, err
	case len(found) == 0:
		return 0, sqlerr.New(sqlerr.UndefinedFunction, "function \"%s\" does not exist", text)
	case len(found) > 1:
		return 0, sqlerr.New(sqlerr.AmbiguousFunction, "more than one function named \"%s\"", text)
	}
	return int64(found[0].OID), nil
}

func (s *session) procName(oid int64) (string, bool) {
	p, ok := ProcByOID(uint32(oid))
	if !ok {
		return "", false
	}
	found, _ := s.candidates([]string{p.Name})
	schema, _ := s.schemaName(int64(p.Namespace))
	return qualifyUnless(len(found) == 1 && found[0] == p, schema, p.Name), true
}

func (s *session) regprocedure(text string) (int64, error) {
	parts, args, err := s.nameAndTypes(text, false)
	if err != nil {
		return 0, err
	}
	found, err := s.candidates(parts)
	if err != nil {
		return 0, err
	}
	for _, p := range found {
		if slices.Equal(p.Args, args) {
			return int64(p.OID), nil
		}
	}
	return 0, sqlerr.New(sqlerr.UndefinedFunction, "function \"%s\" does not exist", text)
}

// procVisible says whether a function's name and arguments mean it.
func (s *session) procVisible(p *Proc) bool {
	found, _ := s.candidates([]string{p.Name})
	return slices.Contains(found, p)
}

func (s *session) procedureName(oid int64) (string, bool) {
	p, ok := ProcByOID(uint32(oid))
	if !ok {
		return "", false
	}
	schema, _ := s.schemaName(int64(p.Namespace))
	types := make([]string, len(p.Args))
	for i, a := range p.Args {
		types[i] = s.formatType(int64(a), 0, false)
	}
	return qualifyUnless(s.procVisible(p), schema, p.Name) + "(" + strings.Join(types, ",") + ")", true
}

// operators are the operators that a dotted name may mean, those of earlier schemas of the path first.
func (s *session) operators(parts []string) ([]*Operator, error) {
	schema, name, err := s.resolve(parts, "qualified")
	if err != nil {
		return nil, err
	}
	path := s.pathOIDs()
	if schema != "" {
		oid, err := s.schemaCalled(schema)
		if err != nil {
			return nil, err
		}
		path = []int64{oid}
	}
	var out []*Operator
	for _, oid := range path {
		for _, o := range OperatorsByName(name) {
			hidden := slices.ContainsFunc(out, func(other *Operator) bool { return other.Left == o.Left && other.Right == o.Right })
			if int64(o.Namespace) == oid && !hidden {
				out = append(out, o)
			}
		}
	}
	return out, nil
}

func (s *session) regoper(text string) (int64, error) {
	parts, err := splitName(text)
	if err != nil {
		return 0, err
	}
	found, err := s.operators(parts)
	switch {
	case err != nil:
		return 0, err
	case len(found) == 0:
		return 0, sqlerr.New(sqlerr.UndefinedFunction, "operator does not exist: %s", text)
	case len(found) > 1:
		return 0, sqlerr.New(sqlerr.AmbiguousFunction, "more than one operator named %s", text)
	}
	return int64(found[0].OID), nil
}

func (s *session) operName(oid int64) (string, bool) {
	o, ok := OperatorByOID(uint32(oid))
	if !ok {
		return "", false
	}
	if found, _ := s.operators([]string{o.Name}); len(found) == 1 && found[0] == o {
		return o.Name, true
	}
	schema, _ := s.schemaName(int64(o.Namespace))
	return QuoteIdent(schema) + "." + o.Name, true
}

func (s *session) regoperator(text string) (int64, error) {
	parts, args, err := s.nameAndTypes(text, true)
	if err != nil {
		return 0, err
	}
	switch len(args) {
	case 1:
		return 0, sqlerr.New(sqlerr.UndefinedParameter, "missing argument").WithHint("Use NONE to denote the missing argument of a unary operator.")
	case 2:
	default:
		return 0, sqlerr.New("54023", "too many arguments").WithHint("Provide two argument types for operator.")
	}
	found, err := s.operators(parts)
	if err != nil {
		return 0, err
	}
	for _, o := range found {
		if o.Left == args[0] && o.Right == args[1] {
			return int64(o.OID), nil
		}
	}
	return 0, sqlerr.New(sqlerr.UndefinedFunction, "operator does not exist: %s", text)
}

func (s *session) operatorVisible(o *Operator) bool {
	found, _ := s.operators([]string{o.Name})
	return slices.Contains(found, o)
}

func (s *session) operatorName(oid int64) (string, bool) {
	o, ok := OperatorByOID(uint32(oid))
	if !ok {
		return "", false
	}
	operand := func(typ uint32) string {
		if typ == 0 {
			return "NONE"
		}
		return s.formatType(int64(typ), 0, false)
	}
	name := o.Name
	if !s.operatorVisible(o) {
		schema, _ := s.schemaName(int64(o.Namespace))
		name = QuoteIdent(schema) + "." + name
	}
	return name + "(" + operand(o.Left) + "," + operand(o.Right) + ")", true
}

// nameAndTypes reads "name(type, …)", as a function or an operator with its arguments is written.
func (s *session) nameAndTypes(text string, operator bool) ([]string, []uint32, error) {
	open := outside(text, '(')
	if open < 0 {
		return nil, nil, sqlerr.New(sqlerr.InvalidTextRepresentation, "expected a left parenthesis")
	}
	list := strings.TrimRight(text[open+1:], " \t\n\r")
	if !strings.HasSuffix(list, ")") {
		return nil, nil, sqlerr.New(sqlerr.InvalidTextRepresentation, "expected a right parenthesis")
	}
	parts, err := splitName(text[:open])
	if err != nil {
		return nil, nil, err
	}
	args := []uint32{}
	list = strings.TrimSpace(list[:len(list)-1])
	for list != "" {
		item, rest := list, ""
		if i := outside(list, ','); i >= 0 {
			item, rest = list[:i], list[i+1:]
			if strings.TrimSpace(rest) == "" {
				return nil, nil, sqlerr.New(sqlerr.InvalidTextRepresentation, "expected a type name")
			}
		}
		list = strings.TrimSpace(rest)
		if item = strings.TrimSpace(item); operator && strings.EqualFold(item, "none") {
			args = append(args, 0)
			continue
		}
		if item == "" {
			return nil, nil, sqlerr.New(sqlerr.InvalidTextRepresentation, "expected a type name")
		}
		oid, err := s.parseType(item)
		if err != nil {
			return nil, nil, err
		}
		args = append(args, uint32(oid))
	}
	return parts, args, nil
}

// outside finds a byte that is in no quotes and, but for a parenthesis itself, in no parentheses.
func outside(s string, b byte) int {
	quoted, depth := false, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == b && depth == 0:
			return i
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		}
	}
	return -1
}
