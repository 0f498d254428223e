package syscat

import (
	"strconv"
	"strings"
	"unicode"
)

// This file has the sets of characters of regular expressions: brackets, classes and escapes.

// charSet is a set of characters: of pairs of first and last, and of classes.
type charSet struct {
	ranges  []rune
	classes []charClass
	negate  bool
	fold    bool
}

// charClass is a class by name, or all characters that are not in it.
type charClass struct {
	name   string
	negate bool
}

// classes are the classes of characters, as C's locale with the letters of Unicode has them.
var classes = map[string]func(rune) bool{
	"alpha": unicode.IsLetter,
	"digit": func(r rune) bool { return r >= '0' && r <= '9' },
	"alnum": isAlnum,
	"upper": unicode.IsUpper,
	"lower": unicode.IsLower,
	"space": unicode.IsSpace,
	"blank": func(r rune) bool { return r == ' ' || r == '\t' },
	"punct": func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) },
	"print": func(r rune) bool { return r == ' ' || unicode.IsGraphic(r) },
	"graph": func(r rune) bool { return r != ' ' && unicode.IsGraphic(r) && !unicode.IsSpace(r) },
	"cntrl": unicode.IsControl,
	"xdigit": func(r rune) bool {
		return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'f'
	},
	"ascii": func(r rune) bool { return r < 0x80 },
	"word":  isWordRune,
}

func isAlnum(r rune) bool    { return unicode.IsLetter(r) || unicode.IsDigit(r) }
func isWordRune(r rune) bool { return r == '_' || isAlnum(r) }

func (s *charSet) has(r rune) bool {
	in := s.plain(r)
	if !in && s.fold {
		in = s.plain(unicode.ToLower(r)) || s.plain(unicode.ToUpper(r))
	}
	return in != s.negate
}

func (s *charSet) plain(r rune) bool {
	for i := 0; i < len(s.ranges); i += 2 {
		if r >= s.ranges[i] && r <= s.ranges[i+1] {
			return true
		}
	}
	for _, c := range s.classes {
		if classes[c.name](r) != c.negate {
			return true
		}
	}
	return false
}

// escapeClass are the escapes that stand for a class.
var escapeClass = map[rune]charClass{
	'd': {"digit", false}, 's': {"space", false}, 'w': {"word", false},
	'D': {"digit", true}, 'S': {"space", true}, 'W': {"word", true},
}

var escapeAssertion = map[rune]reAssertion{'A': atTextBegin, 'm': atWordBegin, 'M': atWordEnd, 'y': atWordEdge, 'Y': notWordEdge, 'Z': atTextEnd}

// escape reads what stands after a backslash, outside of brackets.
func (p *reParser) escape() (*reNode, error) {
	c := p.text[p.at]
	if p.flags.basic || !isLetter(c) && (c < '0' || c > '9') {
		p.at++
		return p.char(c), nil
	}
	if class, ok := escapeClass[c]; ok {
		p.at++
		n := p.node(reSet)
		n.set = &charSet{classes: []charClass{class}}
		return n, nil
	}
	if a, ok := escapeAssertion[c]; ok {
		p.at++
		return p.assertion(a), nil
	}
	if c >= '1' && c <= '9' {
		if n, ok, err := p.backref(); ok || err != nil {
			return n, err
		}
	}
	r, err := p.charEscape()
	if err != nil {
		return nil, err
	}
	return p.char(r), nil
}

// backref reads \n as a reference: of one digit always, of several if there are so many groups, else it is octal.
func (p *reParser) backref() (*reNode, bool, error) {
	end := p.at
	for end < len(p.text) && p.text[end] >= '0' && p.text[end] <= '9' {
		end++
	}
	v, err := strconv.Atoi(string(p.text[p.at:end]))
	if err != nil || end-p.at > 1 && v > p.groups {
		return nil, false, nil
	}
	p.at = end
	if p.closed[v] == nil {
		return nil, false, regexpError("invalid backreference number")
	}
	n := p.node(reBackref)
	n.group = v
	n.kids = []*reNode{p.closed[v].kids[0]}
	return n, true, nil
}

var charEscapes = map[rune]rune{'a': '\a', 'b': '\b', 'B': '\\', 'e': 0x1b, 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// charEscape reads an escape that stands for one character.
func (p *reParser) charEscape() (rune, error) {
	bad := regexpError(`invalid escape \ sequence`)
	c := p.text[p.at]
	p.at++
	if r, ok := charEscapes[c]; ok {
		return r, nil
	}
	hex := func(least, most int) (rune, error) {
		start := p.at
		for p.at < len(p.text) && p.at-start < most && classes["xdigit"](p.text[p.at]) {
			p.at++
		}
		v, err := strconv.ParseUint(string(p.text[start:p.at]), 16, 64)
		if err != nil || p.at-start < least || v > unicode.MaxRune {
			return 0, bad
		}
		return rune(v), nil
	}
	switch {
	case c == 'c':
		if p.at >= len(p.text) {
			return 0, bad
		}
		p.at++
		return p.text[p.at-1] & 0x1f, nil
	case c == 'u':
		return hex(4, 4)
	case c == 'U':
		return hex(8, 8)
	case c == 'x':
		return hex(1, 255)
	case c >= '0' && c <= '7':
		start := p.at - 1
		for p.at < len(p.text) && p.at-start < 3 && p.text[p.at] >= '0' && p.text[p.at] <= '7' {
			p.at++
		}
		v, _ := strconv.ParseUint(string(p.text[start:p.at]), 8, 32)
		return rune(v), nil
	case isLetter(c) || c >= '0' && c <= '9':
		return 0, bad
	}
	return c, nil
}

// bracket reads […], the opening bracket having been read.
func (p *reParser) bracket() (*reNode, error) {
	for mark, a := range map[string]reAssertion{"[:<:]]": atWordBegin, "[:>:]]": atWordEnd} {
		if strings.HasPrefix(p.rest(), mark) {
			p.at += len(mark)
			return p.assertion(a), nil
		}
	}
	n := p.node(reSet)
	n.set = &charSet{fold: p.flags.fold}
	if p.at < len(p.text) && p.text[p.at] == '^' {
		p.at++
		n.set.negate = true
		if p.flags.lineDot {
			n.set.ranges = append(n.set.ranges, '\n', '\n')
		}
	}
	for first := true; ; first = false {
		if p.at >= len(p.text) {
			return nil, regexpError("brackets [] not balanced")
		}
		if p.text[p.at] == ']' && !first {
			p.at++
			return n, nil
		}
		if err := p.bracketItem(n.set); err != nil {
			return nil, err
		}
	}
}

func (p *reParser) bracketItem(set *charSet) error {
	if p.text[p.at] == '\\' && !p.flags.basic && p.at+1 < len(p.text) {
		if class, ok := escapeClass[p.text[p.at+1]]; ok {
			p.at += 2
			set.classes = append(set.classes, class)
			return nil
		}
	}
	if strings.HasPrefix(p.rest(), "[:") {
		name, _, ok := strings.Cut(p.rest()[2:], ":]")
		if !ok {
			return regexpError("brackets [] not balanced")
		}
		p.at += len([]rune(name)) + 4
		if classes[name] == nil {
			return regexpError("invalid character class")
		}
		if set.fold && (name == "upper" || name == "lower") {
			name = "alpha"
		}
		set.classes = append(set.classes, charClass{name, false})
		return nil
	}
	low, err := p.bracketChar()
	if err != nil {
		return err
	}
	high := low
	if p.at+1 < len(p.text) && p.text[p.at] == '-' && p.text[p.at+1] != ']' {
		p.at++
		if high, err = p.bracketChar(); err != nil {
			return err
		}
	}
	if high < low {
		return regexpError("invalid character range")
	}
	set.ranges = append(set.ranges, low, high)
	return nil
}

// bracketChar reads one character inside brackets: plain, an escape, or [.x.] and [=x=].
func (p *reParser) bracketChar() (rune, error) {
	rest := p.rest()
	for _, mark := range [...]string{".", "="} {
		if strings.HasPrefix(rest, "["+mark) {
			name, _, ok := strings.Cut(rest[2:], mark+"]")
			if !ok {
				return 0, regexpError("brackets [] not balanced")
			}
			r := []rune(name)
			p.at += len(r) + 4
			if len(r) != 1 {
				return 0, regexpError("invalid collating element")
			}
			return r[0], nil
		}
	}
	c := p.text[p.at]
	p.at++
	if c == '\\' && !p.flags.basic {
		if p.at >= len(p.text) {
			return 0, regexpError(`invalid escape \ sequence`)
		}
		return p.charEscape()
	}
	return c, nil
}
