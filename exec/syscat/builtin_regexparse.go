package syscat

import (
	"strings"
	"unicode/utf8"

	"asof/catalog/sqlerr"
)

// This file reads regular expressions as Postgres writes them ("advanced" ones, extended ones and literal strings) into trees.

// reOp is what a node of a regular expression is.
type reOp uint8

const (
	reEmpty   reOp = iota
	reSet          // one character of a set
	reConcat       // kids one after the other
	reAlt          // one of the kids
	reRepeat       // the kid, min to max times
	reGroup        // the kid, captured
	reBackref      // what a group captured
	reAssert       // a condition on the place: assert
	reLook         // the kid matches here, ahead or behind, or does not
)

// reAssertion is a condition on a place between characters.
type reAssertion uint8

const (
	atBegin reAssertion = iota // ^
	atEnd                      // $
	atTextBegin
	atTextEnd
	atWordBegin
	atWordEnd
	atWordEdge
	notWordEdge
)

// rePrefer is the length that a part prefers: that of its first quantifier that has a preference.
type rePrefer uint8

const (
	preferNone rePrefer = iota
	preferLong
	preferShort
)

type reNode struct {
	op             reOp
	id             int // among all nodes, for what is remembered of them
	set            *charSet
	kids           []*reNode
	min, max       int // max -1: no end
	group          int
	assert         reAssertion
	behind, negate bool
	prefer         rePrefer
}

// reFlags are the options of a regular expression.
type reFlags struct {
	fold     bool // ignores case
	lineDot  bool // . and [^…] do not match a newline
	lineEnds bool // ^ and $ match at newlines too
	expanded bool // white space and comments are left out
	literal  bool
	basic    bool // extended syntax only: no escapes of the advanced one
}

const (
	maxRepeat = 255
	noLimit   = -1
)

func regexpError(text string) error {
	return sqlerr.New(codeRegexp, "invalid regular expression: %s", text)
}

type reParser struct {
	text   []rune
	at     int
	flags  reFlags
	nodes  int
	groups int
	open   []int // groups that are not closed yet
	closed map[int]*reNode
	depth  int
}

// parseRegexp reads a pattern; flags come from the caller and may be changed by the pattern's beginning.
func parseRegexp(pattern string, flags reFlags) (*reNode, *reParser, error) {
	p := &reParser{text: []rune(pattern), flags: flags, closed: map[int]*reNode{}}
	if !flags.literal {
		if err := p.prefix(); err != nil {
			return nil, nil, err
		}
	}
	if p.flags.literal {
		n := p.node(reConcat)
		for ; p.at < len(p.text); p.at++ {
			n.kids = append(n.kids, p.char(p.text[p.at]))
		}
		return n, p, nil
	}
	n, err := p.alternatives()
	if err != nil {
		return nil, nil, err
	}
	if p.at < len(p.text) {
		return nil, nil, regexpError("parentheses () not balanced")
	}
	return n, p, nil
}

func (p *reParser) node(op reOp) *reNode {
	p.nodes++
	return &reNode{op: op, id: p.nodes - 1}
}

func (p *reParser) rest() string { return string(p.text[p.at:]) }

// prefix reads ***: ***= and (?flags) at the beginning.
func (p *reParser) prefix() error {
	switch rest := p.rest(); {
	case strings.HasPrefix(rest, "***="):
		p.at += 4
		p.flags.literal = true
		return nil
	case strings.HasPrefix(rest, "***:"):
		p.at += 4
	case strings.HasPrefix(rest, "***"):
		return regexpError("invalid regexp (reg version 0.8)")
	}
	if p.flags.basic {
		return nil
	}
	if p.at+2 < len(p.text) && p.text[p.at] == '(' && p.text[p.at+1] == '?' && isLetter(p.text[p.at+2]) {
		for p.at += 2; p.at < len(p.text) && isLetter(p.text[p.at]); p.at++ {
			if !p.flags.set(p.text[p.at]) {
				return regexpError("invalid embedded option")
			}
		}
		if p.at >= len(p.text) || p.text[p.at] != ')' {
			return regexpError("invalid embedded option")
		}
		p.at++
	}
	return nil
}

func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

// set applies the letter of an option; false if there is none of it.
func (f *reFlags) set(letter rune) bool {
	switch letter {
	case 'b', 'e':
		f.literal, f.basic = false, true
	case 'c':
		f.fold = false
	case 'i':
		f.fold = true
	case 'm', 'n':
		f.lineDot, f.lineEnds = true, true
	case 'p':
		f.lineDot, f.lineEnds = true, false
	case 'q':
		f.literal = true
	case 's':
		f.lineDot, f.lineEnds = false, false
	case 't':
		f.expanded = false
	case 'w':
		f.lineDot, f.lineEnds = false, true
	case 'x':
		f.expanded = true
	default:
		return false
	}
	return true
}

// skip leaves out comments, and white space where it says nothing.
func (p *reParser) skip() error {
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case p.flags.expanded && strings.ContainsRune(" \t\n\v\f\r", c):
			p.at++
		case p.flags.expanded && c == '#':
			for p.at < len(p.text) && p.text[p.at] != '\n' {
				p.at++
			}
		case !p.flags.basic && strings.HasPrefix(p.rest(), "(?#"):
			for p.at < len(p.text) && p.text[p.at] != ')' {
				p.at++
			}
			if p.at == len(p.text) {
				return regexpError("parentheses () not balanced")
			}
			p.at++
		default:
			return nil
		}
	}
	return nil
}

// maxRegexpDepth bounds the nesting of parentheses.
const maxRegexpDepth = 1000

func (p *reParser) alternatives() (*reNode, error) {
	if p.depth++; p.depth > maxRegexpDepth {
		return nil, regexpError("regular expression is too complex")
	}
	defer func() { p.depth-- }()
	var branches []*reNode
	for {
		b, err := p.branch()
		if err != nil {
			return nil, err
		}
		branches = append(branches, b)
		if p.at >= len(p.text) || p.text[p.at] != '|' {
			break
		}
		p.at++
	}
	if len(branches) == 1 {
		return branches[0], nil
	}
	n := p.node(reAlt)
	n.kids, n.prefer = branches, preferLong
	return n, nil
}

func (p *reParser) branch() (*reNode, error) {
	n := p.node(reConcat)
	for {
		if err := p.skip(); err != nil {
			return nil, err
		}
		if p.at >= len(p.text) || p.text[p.at] == '|' || p.text[p.at] == ')' && p.depth > 1 {
			return n, nil
		}
		kid, err := p.quantified()
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
		if n.prefer == preferNone {
			n.prefer = kid.prefer
		}
	}
}

func (p *reParser) quantified() (*reNode, error) {
	atom, err := p.atom()
	if err != nil {
		return nil, err
	}
	if err := p.skip(); err != nil {
		return nil, err
	}
	low, high, ok, err := p.quantifier()
	if err != nil || !ok {
		return atom, err
	}
	if atom.op == reAssert || atom.op == reLook {
		return nil, regexpError("quantifier operand invalid")
	}
	n := p.node(reRepeat)
	n.kids, n.min, n.max = []*reNode{atom}, low, high
	n.prefer = preferLong
	if p.at < len(p.text) && p.text[p.at] == '?' && !p.flags.basic {
		p.at++
		n.prefer = preferShort
	}
	if low == high {
		n.prefer = atom.prefer
	}
	if err := p.skip(); err != nil {
		return nil, err
	}
	if _, _, again, err := p.quantifier(); again || err != nil {
		return nil, regexpError("quantifier operand invalid")
	}
	return n, nil
}

func (p *reParser) char(r rune) *reNode {
	n := p.node(reSet)
	n.set = &charSet{ranges: []rune{r, r}, fold: p.flags.fold}
	return n
}

func (p *reParser) assertion(a reAssertion) *reNode {
	n := p.node(reAssert)
	n.assert = a
	return n
}

func (p *reParser) atom() (*reNode, error) {
	c := p.text[p.at]
	p.at++
	switch c {
	case '(':
		return p.parenthesis()
	case '[':
		return p.bracket()
	case '.':
		n := p.node(reSet)
		n.set = &charSet{negate: true}
		if p.flags.lineDot {
			n.set.ranges = []rune{'\n', '\n'}
		}
		return n, nil
	case '^':
		return p.assertion(atBegin), nil
	case '$':
		return p.assertion(atEnd), nil
	case '*', '+', '?':
		return nil, regexpError("quantifier operand invalid")
	case '{':
		if p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '9' {
			return nil, regexpError("quantifier operand invalid")
		}
	case ')':
		return nil, regexpError("parentheses () not balanced")
	case '\\':
		if p.at >= len(p.text) {
			return nil, regexpError(`invalid escape \ sequence`)
		}
		return p.escape()
	}
	return p.char(c), nil
}

func (p *reParser) parenthesis() (*reNode, error) {
	var n *reNode
	rest := p.rest()
	looks := [...]struct {
		mark           string
		behind, negate bool
	}{{"?=", false, false}, {"?!", false, true}, {"?<=", true, false}, {"?<!", true, true}}
	for _, l := range looks {
		if strings.HasPrefix(rest, l.mark) && !p.flags.basic {
			p.at += utf8.RuneCountInString(l.mark)
			n = p.node(reLook)
			n.behind, n.negate = l.behind, l.negate
		}
	}
	switch {
	case n != nil:
	case strings.HasPrefix(rest, "?:") && !p.flags.basic:
		p.at += 2
		n = p.node(reConcat)
	case strings.HasPrefix(rest, "?") && !p.flags.basic:
		return nil, regexpError("quantifier operand invalid")
	default:
		n = p.node(reGroup)
		p.groups++
		n.group = p.groups
	}
	kid, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.at >= len(p.text) {
		return nil, regexpError("parentheses () not balanced")
	}
	p.at++
	n.kids = []*reNode{kid}
	if n.op != reLook {
		n.prefer = kid.prefer
	}
	if n.op == reGroup {
		p.closed[n.group] = n
	}
	return n, nil
}
