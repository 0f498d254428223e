package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// explain parses EXPLAIN [ANALYZE] [VERBOSE] statement and EXPLAIN (option, …) statement.
func (p *parser) explain() (ast.Statement, error) {
	p.next++
	e := &ast.Explain{Text: p.text}
	var err error
	if p.words("(") && !p.queryAt(p.next) {
		p.next++
		err = p.list(func() error { return p.explainOption(e) })
	} else {
		e.Analyze = p.accept("analyze") || p.accept("analyse")
		e.Verbose = p.accept("verbose")
	}
	if err != nil {
		return nil, err
	}
	e.Body, e.Offset, err = p.rest()
	return e, err
}

// explainOption takes one option. Those about costs and buffers are accepted: there is nothing they would change.
func (p *parser) explainOption(e *ast.Explain) error {
	at := p.next
	name, err := p.label()
	if err != nil {
		return err
	}
	switch name.Text {
	case "analyze", "analyse":
		e.Analyze, err = p.flag()
	case "verbose":
		e.Verbose, err = p.flag()
	case "costs", "settings", "buffers", "wal", "timing", "summary":
		_, err = p.flag()
	case "format":
		format, err := p.value()
		if err != nil {
			return err
		}
		switch f := fold(format); f {
		case "text", "json":
			e.JSON = f == "json"
		case "xml", "yaml":
			return p.codeAt(p.next-1, sqlerr.FeatureNotSupported, "EXPLAIN format %q is not supported", f).
				WithHint("FORMAT TEXT and FORMAT JSON are.")
		default:
			return p.codeAt(at, sqlerr.InvalidParameterValue, "unrecognized value for EXPLAIN option \"format\": \"%s\"", format)
		}
	default:
		return p.errorAt(at, "unrecognized EXPLAIN option \"%s\"", name.Text)
	}
	return err
}

// flag takes an option's Boolean value, true if there is none.
func (p *parser) flag() (bool, error) {
	if p.words(",") || p.words(")") {
		return true, nil
	}
	at := p.next
	v, err := p.value()
	if err != nil {
		return false, err
	}
	switch fold(v) {
	case "on", "true", "1":
		return true, nil
	case "off", "false", "0":
		return false, nil
	}
	return false, p.errorAt(at, "the option requires a Boolean value")
}
