package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// set parses SET in all its spellings.
func (p *parser) set() (ast.Statement, error) {
	p.next++
	s := &ast.Set{Text: p.text}
	if p.accept("session", "characteristics", "as", "transaction") {
		return p.setModes(s, "default_transaction_")
	}
	if p.words("transaction") && !p.peek(1).Is("=") && !p.peek(1).Is("to") {
		p.next++
		s.Local = true
		return p.setModes(s, "transaction_")
	}
	if s.Local = p.accept("local"); !s.Local {
		// SESSION may itself be a setting's name only with a value after it.
		if p.words("session") && !p.peek(1).Is("=") && !p.peek(1).Is("to") && !p.peek(1).Is("authorization") {
			p.next++
		}
	}
	pos := p.offset(p.next)
	var err error
	switch {
	case p.accept("time", "zone"):
		s.Name = ast.Name{Text: "timezone", Pos: pos}
		err = p.zone(s)
	case p.accept("names"):
		s.Name = ast.Name{Text: "client_encoding", Pos: pos}
		if p.done() {
			s.Default = true
			return s, nil
		}
		err = p.values(s)
	case p.words("role") && !p.peek(1).Is("=") && !p.peek(1).Is("to"):
		p.next++
		s.Name = ast.Name{Text: "role", Pos: pos}
		err = p.roleValue(s)
	case p.accept("session", "authorization"):
		s.Name = ast.Name{Text: "session_authorization", Pos: pos}
		if s.Default = p.accept("default"); !s.Default {
			err = p.roleValue(s)
		}
	case p.words("schema") && p.peek(1).Kind == ast.String:
		p.next++
		s.Name = ast.Name{Text: "search_path", Pos: pos}
		err = p.values(s)
	default:
		if s.Name, err = p.setting(); err != nil {
			return nil, err
		}
		if p.words("from", "current") {
			return nil, p.codeAt(p.next, sqlerr.FeatureNotSupported, "SET … FROM CURRENT is not supported").WithHint("Write the value.")
		}
		if !p.accept("=") && !p.accept("to") {
			return nil, p.unexpected()
		}
		err = p.values(s)
	}
	if err != nil {
		return nil, err
	}
	return s, p.finish()
}

// reset parses RESET name and RESET ALL.
func (p *parser) reset() (ast.Statement, error) {
	p.next++
	name, err := p.resettable()
	if err != nil {
		return nil, err
	}
	return &ast.Set{Text: p.text, Name: name, Default: true, Reset: true}, p.finish()
}

// setting takes the name of a setting. Settings are named without regard to case, quoted or not.
func (p *parser) setting() (ast.Name, error) {
	n, err := p.name()
	if err != nil {
		return n, err
	}
	n.Text = fold(n.Text)
	for p.accept(".") {
		part, err := p.label()
		if err != nil {
			return n, err
		}
		n.Text += "." + fold(part.Text)
	}
	return n, nil
}

// values takes DEFAULT or value, ….
func (p *parser) values(s *ast.Set) error {
	if s.Default = p.accept("default"); s.Default {
		return nil
	}
	for {
		v, err := p.value()
		if err != nil {
			return err
		}
		s.Values = append(s.Values, v)
		if !p.accept(",") {
			return nil
		}
	}
}

// value takes a string, a number with its sign, or a word.
func (p *parser) value() (string, error) {
	t := p.peek(0)
	sign := ""
	if t.Is("-") || t.Is("+") {
		if t.Is("-") {
			sign = "-"
		}
		p.next++
		if t = p.peek(0); t.Kind != ast.Number {
			return "", p.unexpected()
		}
	}
	switch {
	case t.Kind == ast.String, t.Kind == ast.Number, t.Kind == ast.Quoted,
		t.Kind == ast.Ident && (!reserved[t.Value] || t.Value == "true" || t.Value == "false" || t.Value == "on"):
		p.next++
		return sign + t.Value, nil
	}
	return "", p.unexpected()
}

// roleValue takes the name of a role, as an identifier or a string.
func (p *parser) roleValue(s *ast.Set) error {
	if t := p.peek(0); t.Kind == ast.String || t.Is("none") {
		s.Values = []string{t.Value}
		p.next++
		return nil
	}
	n, err := p.name()
	s.Values = []string{n.Text}
	return err
}

// zone takes what follows TIME ZONE. An interval is given as it is written.
func (p *parser) zone(s *ast.Set) error {
	if p.accept("local") {
		s.Default = true
		return nil
	}
	if p.words("interval") && p.peek(1).Kind == ast.String {
		s.Values = []string{"INTERVAL '" + p.peek(1).Value + "'"}
		p.next += 2
		if p.accept("hour") && p.accept("to") {
			return p.expect("minute")
		}
		return nil
	}
	if p.accept("default") {
		s.Default = true
		return nil
	}
	v, err := p.value()
	s.Values = []string{v}
	return err
}

// setModes gives the modes of a transaction as the settings that they set, whose names begin with prefix.
func (p *parser) setModes(s *ast.Set, prefix string) (ast.Statement, error) {
	if p.words("snapshot") {
		return nil, p.codeAt(p.next, sqlerr.FeatureNotSupported, "SET TRANSACTION SNAPSHOT is not supported").
			WithHint("AS OF reads any moment without a shared snapshot.")
	}
	modes, err := p.modes()
	if err != nil {
		return nil, err
	}
	if len(modes) == 0 {
		return nil, p.unexpected()
	}
	for i, m := range modes {
		set := s
		if i > 0 {
			s.More = append(s.More, ast.Set{Text: p.text, Local: s.Local})
			set = &s.More[i-1]
		}
		set.Name = ast.Name{Text: prefix + m.name, Pos: m.pos}
		set.Values = []string{m.value}
	}
	return s, p.finish()
}
