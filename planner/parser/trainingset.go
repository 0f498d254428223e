package parser

import (
	"strconv"

	"asof/planner/ast"
)

// createTrainingSet parses what follows the name: [WITH (…)] AS query.
func (p *parser) createTrainingSet(c ast.Create) (ast.Statement, error) {
	s := &ast.CreateTrainingSet{Create: c}
	var err error
	if s.Options, err = p.with(); err != nil {
		return nil, err
	}
	if err := p.expect("as"); err != nil {
		return nil, err
	}
	if p.done() {
		return nil, p.unexpected()
	}
	s.Query = ast.Span{First: p.next, Last: p.end}
	p.next = p.end
	return s, nil
}

// trainingSet parses REFRESH, VERIFY and DIFF of training sets.
func (p *parser) trainingSet() (ast.Statement, error) {
	verb := p.peek(0).Value
	p.next++
	if err := p.expect("training", "set"); err != nil {
		return nil, err
	}
	if verb == "refresh" {
		name, err := p.qname()
		if err != nil {
			return nil, err
		}
		return &ast.RefreshTrainingSet{Text: p.text, Name: name}, p.finish()
	}
	a, err := p.setName()
	if err != nil {
		return nil, err
	}
	if verb == "verify" {
		return &ast.VerifyTrainingSet{Text: p.text, Name: a}, p.finish()
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	b, err := p.setName()
	if err != nil {
		return nil, err
	}
	return &ast.DiffTrainingSets{Text: p.text, A: a, B: b, Exact: p.accept("exact")}, p.finish()
}

// setName takes name[@version].
func (p *parser) setName() (ast.SetName, error) {
	name, err := p.qname()
	if err != nil || !p.accept("@") {
		return ast.SetName{QName: name}, err
	}
	version, err := strconv.Atoi(p.peek(0).Value)
	if p.peek(0).Kind != ast.Number || err != nil || version < 1 {
		return ast.SetName{}, p.unexpected()
	}
	p.next++
	return ast.SetName{QName: name, Version: version}, nil
}
