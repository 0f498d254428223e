package syscat

import (
	"fmt"
	"slices"
	"strings"
)

// goTranslation writes a regular expression for package regexp, which matches in linear time. What is not regular, or means another
// thing there, is not written.
type goTranslation struct {
	out      *strings.Builder
	lineEnds bool
	placed   bool // it asks what stands before it
	short    bool // some part prefers to be short
}

func (t *goTranslation) write(n *reNode) bool {
	t.short = t.short || n.prefer == preferShort
	switch n.op {
	case reSet:
		return t.set(n.set)
	case reConcat:
		t.out.WriteString("(?:")
		for _, k := range n.kids {
			if !t.write(k) {
				return false
			}
		}
		t.out.WriteByte(')')
		return true
	case reAlt:
		t.out.WriteString("(?:")
		for i, k := range n.kids {
			if i > 0 {
				t.out.WriteByte('|')
			}
			if !t.write(k) {
				return false
			}
		}
		t.out.WriteByte(')')
		return true
	case reGroup:
		t.out.WriteByte('(')
		ok := t.write(n.kids[0])
		t.out.WriteByte(')')
		return ok
	case reRepeat:
		return t.repeat(n)
	case reAssert:
		t.placed = t.placed || n.assert == atBegin || n.assert == atTextBegin
		text, ok := map[reAssertion]string{atBegin: `\A`, atEnd: `\z`, atTextBegin: `\A`, atTextEnd: `\z`}[n.assert]
		if t.lineEnds && n.assert == atBegin {
			text = `(?m:^)`
		}
		if t.lineEnds && n.assert == atEnd {
			text = `(?m:$)`
		}
		t.out.WriteString(text)
		return ok
	}
	return n.op == reEmpty
}

func (t *goTranslation) repeat(n *reNode) bool {
	t.out.WriteString("(?:")
	if !t.write(n.kids[0]) {
		return false
	}
	t.out.WriteByte(')')
	switch {
	case n.max == noLimit && n.min == 0:
		t.out.WriteByte('*')
	case n.max == noLimit && n.min == 1:
		t.out.WriteByte('+')
	case n.max == noLimit:
		fmt.Fprintf(t.out, "{%d,}", n.min)
	default:
		fmt.Fprintf(t.out, "{%d,%d}", n.min, n.max)
	}
	return true
}

// goClasses are the classes that mean the same there.
var goClasses = map[string]string{
	"digit": `0-9`, "alpha": `\p{L}`, "alnum": `\p{L}\p{Nd}`, "word": `_\p{L}\p{Nd}`, "upper": `\p{Lu}`, "lower": `\p{Ll}`, "blank": ` \t`,
	"space": `\t\n\v\f\r \x{85}\p{Z}`, "xdigit": `0-9A-Fa-f`, "cntrl": `\p{Cc}`, "ascii": `\x00-\x7f`, "punct": `\p{P}\p{S}`,
}

func (t *goTranslation) set(s *charSet) bool {
	if len(s.ranges) == 0 && len(s.classes) == 0 {
		t.out.WriteString(`(?s:.)`)
		return s.negate
	}
	negate := s.negate
	if len(s.classes) == 1 && len(s.ranges) == 0 && s.classes[0].negate {
		negate = !negate
	} else if slices.ContainsFunc(s.classes, func(c charClass) bool { return c.negate }) {
		return false
	}
	open := "["
	if negate {
		open = "[^"
	}
	if s.fold {
		open = "(?i:" + open
	}
	t.out.WriteString(open)
	for i := 0; i < len(s.ranges); i += 2 {
		fmt.Fprintf(t.out, `\x{%x}`, s.ranges[i])
		if s.ranges[i+1] != s.ranges[i] {
			fmt.Fprintf(t.out, `-\x{%x}`, s.ranges[i+1])
		}
	}
	for _, c := range s.classes {
		if goClasses[c.name] == "" {
			return false
		}
		t.out.WriteString(goClasses[c.name])
	}
	t.out.WriteByte(']')
	if s.fold {
		t.out.WriteByte(')')
	}
	return true
}
