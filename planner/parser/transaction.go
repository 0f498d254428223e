package parser

import (
	"asof/planner/ast"
)

// transaction parses BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK [TO] and ABORT.
func (p *parser) transaction() (ast.Statement, error) {
	verb := p.peek(0).Value
	p.next++
	t := &ast.Transaction{Text: p.text}
	switch verb {
	case "begin", "start":
		t.Op = "begin"
		if t.Start = verb == "start"; t.Start {
			if err := p.expect("transaction"); err != nil {
				return nil, err
			}
		} else {
			p.work()
		}
		modes, err := p.modes()
		if err != nil {
			return nil, err
		}
		for _, m := range modes {
			t.Modes = append(t.Modes, ast.Set{Text: p.text, Name: ast.Name{Text: "transaction_" + m.name, Pos: m.pos}, Values: []string{m.value}, Local: true})
		}
		return t, p.finish()
	case "commit", "end":
		t.Op = "commit"
	default:
		t.Op = "rollback"
	}
	p.work()
	if verb == "rollback" && p.accept("to") {
		return p.rollbackTo()
	}
	if t.Chain = p.accept("and", "chain"); !t.Chain && p.words("and") {
		if err := p.expect("and", "no", "chain"); err != nil {
			return nil, err
		}
	}
	return t, p.finish()
}

// work takes the noise word.
func (p *parser) work() {
	if !p.accept("work") {
		p.accept("transaction")
	}
}

// mode is a transaction mode as a setting without its prefix.
type mode struct {
	name, value string
	pos         int
}

// modes takes transaction modes; the commas between them may be left out.
func (p *parser) modes() ([]mode, error) {
	var modes []mode
	for !p.done() {
		if len(modes) > 0 {
			p.accept(",")
		}
		m := mode{pos: p.offset(p.next)}
		switch {
		case p.accept("isolation", "level"):
			m.name = "isolation"
			switch {
			case p.accept("read", "committed"):
				m.value = "read committed"
			case p.accept("read", "uncommitted"):
				m.value = "read uncommitted"
			case p.accept("repeatable", "read"):
				m.value = "repeatable read"
			case p.accept("serializable"):
				m.value = "serializable"
			default:
				return nil, p.unexpected()
			}
		case p.accept("read", "only"):
			m.name, m.value = "read_only", "on"
		case p.accept("read", "write"):
			m.name, m.value = "read_only", "off"
		case p.accept("deferrable"):
			m.name, m.value = "deferrable", "on"
		case p.accept("not", "deferrable"):
			m.name, m.value = "deferrable", "off"
		default:
			return nil, p.unexpected()
		}
		modes = append(modes, m)
	}
	return modes, nil
}
