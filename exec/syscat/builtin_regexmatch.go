package syscat

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"asof/catalog/sqlerr"
)

// This file matches regular expressions by Postgres' rules: the match that begins first; of those the longest or the shortest, as the
// whole prefers; and inside it each part, from left to right, as long or as short as it prefers.

// matches says whether a text has a match.
func (re *pattern) matches(text string) (bool, error) {
	if re.plain != nil {
		return re.plain.MatchString(text), nil
	}
	m, err := re.matcher(text)
	if err != nil {
		return false, err
	}
	return m.find(0, false) != nil, nil
}

// matcher finds matches in one text; positions are characters.
type matcher struct {
	re     *pattern
	source string
	text   []rune
	bytes  []int // where each character begins
	ends   map[int64]*posSet
	groups []int // begin and end of each group, -1 if it took no part
}

func (re *pattern) matcher(text string) (*matcher, error) {
	m := &matcher{re: re, source: text, text: []rune(text), ends: map[int64]*posSet{}}
	if re.span == nil && len(m.text) > maxMatchText {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "this regular expression on a text of more than %d characters is not supported", maxMatchText)
	}
	m.bytes = make([]int, 0, len(m.text)+1)
	for i := range text {
		m.bytes = append(m.bytes, i)
	}
	m.bytes = append(m.bytes, len(text))
	return m, nil
}

// find returns begin and end of the first match at or after from and of its groups; nil if there is none. Groups are looked for if
// groups is set.
func (m *matcher) find(from int, groups bool) []int {
	if m.re.span != nil && (from == 0 || !m.re.placed) {
		at := m.re.span.FindStringSubmatchIndex(m.source[m.bytes[from]:])
		if at == nil {
			return nil
		}
		for i := range at {
			if at[i] >= 0 {
				at[i] = from + utf8.RuneCountInString(m.source[m.bytes[from]:m.bytes[from]+at[i]])
			}
		}
		if !groups || m.re.groups == 0 || at[1]-at[0] > maxMatchText {
			return at
		}
		return m.takeApart(at[0], at[1])
	}
	for i := from; i <= len(m.text); i++ {
		ends := m.endsOf(m.re.root, i)
		for j := range ends.each(m.re.root.prefer == preferShort) {
			if at := m.takeApart(i, j); at != nil {
				return at
			}
		}
	}
	return nil
}

// takeApart finds the groups of a match; nil if a reference back does not fit.
func (m *matcher) takeApart(i, j int) []int {
	m.groups = make([]int, 2*m.re.groups+2)
	for g := range m.groups {
		m.groups[g] = -1
	}
	if !m.dissect(m.re.root, i, j, func() bool { return true }) {
		return nil
	}
	m.groups[0], m.groups[1] = i, j
	return slices.Clone(m.groups)
}

// posSet is a set of positions, as bits from base on.
type posSet struct {
	base  int
	words []uint64
}

func (s *posSet) add(i int) bool {
	i -= s.base
	for len(s.words) <= i/64 {
		s.words = append(s.words, 0)
	}
	had := s.words[i/64]>>(i%64)&1 != 0
	s.words[i/64] |= 1 << (i % 64)
	return !had
}

func (s *posSet) has(i int) bool {
	i -= s.base
	return i >= 0 && i/64 < len(s.words) && s.words[i/64]>>(i%64)&1 != 0
}

// each gives the positions, from the last or from the first on.
func (s *posSet) each(ascending bool) func(func(int) bool) {
	return func(yield func(int) bool) {
		for n := range s.words {
			k := n
			if !ascending {
				k = len(s.words) - 1 - n
			}
			for w := s.words[k]; w != 0; {
				bit := bits.TrailingZeros64(w)
				if !ascending {
					bit = 63 - bits.LeadingZeros64(w)
				}
				w &^= 1 << bit
				if !yield(s.base + k*64 + bit) {
					return
				}
			}
		}
	}
}

// endsOf are the places where a match of n that begins at i can end. A reference back can end wherever its group could.
func (m *matcher) endsOf(n *reNode, i int) *posSet {
	key := int64(n.id)<<32 | int64(i)
	if s, ok := m.ends[key]; ok {
		return s
	}
	s := &posSet{base: i}
	switch n.op {
	case reEmpty:
		s.add(i)
	case reSet:
		if i < len(m.text) && n.set.has(m.text[i]) {
			s.add(i + 1)
		}
	case reAssert:
		if m.holdsAt(n.assert, i) {
			s.add(i)
		}
	case reLook:
		if m.looks(n, i) != n.negate {
			s.add(i)
		}
	case reConcat:
		m.sequenceEnds(s, n.kids, i)
	case reAlt:
		for _, k := range n.kids {
			for j := range m.endsOf(k, i).each(true) {
				s.add(j)
			}
		}
	case reGroup, reBackref:
		s = m.endsOf(n.kids[0], i)
	case reRepeat:
		m.repeatEnds(s, n, i)
	}
	m.ends[key] = s
	return s
}

// sequenceEnds goes from part to part over all the places where the parts before can end.
func (m *matcher) sequenceEnds(out *posSet, kids []*reNode, i int) {
	now := &posSet{base: i}
	now.add(i)
	for _, k := range kids {
		next := &posSet{base: i}
		for at := range now.each(true) {
			for j := range m.endsOf(k, at).each(true) {
				next.add(j)
			}
		}
		now = next
	}
	for j := range now.each(true) {
		out.add(j)
	}
}

func (m *matcher) repeatEnds(out *posSet, n *reNode, i int) {
	kid := n.kids[0]
	now := &posSet{base: i}
	now.add(i)
	step := func(seen *posSet) *posSet {
		next := &posSet{base: i}
		for at := range now.each(true) {
			for j := range m.endsOf(kid, at).each(true) {
				if seen == nil || seen.add(j) {
					next.add(j)
				}
			}
		}
		return next
	}
	for range n.min {
		now = step(nil)
	}
	for j := range now.each(true) {
		out.add(j)
	}
	for count := n.min; (n.max == noLimit || count < n.max) && len(now.words) > 0; count++ {
		now = step(out)
	}
}

// looks says whether the lookaround's own expression matches here.
func (m *matcher) looks(n *reNode, i int) bool {
	if !n.behind {
		for range m.endsOf(n.kids[0], i).each(true) {
			return true
		}
		return false
	}
	for from := i; from >= 0; from-- {
		if m.endsOf(n.kids[0], from).has(i) {
			return true
		}
	}
	return false
}

func (m *matcher) holdsAt(a reAssertion, i int) bool {
	before := i > 0 && isWordRune(m.text[i-1])
	after := i < len(m.text) && isWordRune(m.text[i])
	switch a {
	case atBegin:
		return i == 0 || m.text[i-1] == '\n'
	case atEnd:
		return i == len(m.text) || m.text[i] == '\n'
	case atTextBegin:
		return i == 0
	case atTextEnd:
		return i == len(m.text)
	case atWordBegin:
		return !before && after
	case atWordEnd:
		return before && !after
	case atWordEdge:
		return before != after
	}
	return before == after
}

// dissect notes the groups of a match of n from i to j, then goes on with rest; if that fails, it tries the next way.
func (m *matcher) dissect(n *reNode, i, j int, rest func() bool) bool {
	switch n.op {
	case reConcat:
		return m.dissectSequence(n.kids, i, j, rest)
	case reAlt:
		for _, k := range n.kids {
			if m.endsOf(k, i).has(j) && m.dissect(k, i, j, rest) {
				return true
			}
		}
		return false
	case reGroup:
		b, e := m.groups[2*n.group], m.groups[2*n.group+1]
		if m.dissect(n.kids[0], i, j, func() bool {
			ob, oe := m.groups[2*n.group], m.groups[2*n.group+1]
			m.groups[2*n.group], m.groups[2*n.group+1] = i, j
			if rest() {
				return true
			}
			m.groups[2*n.group], m.groups[2*n.group+1] = ob, oe
			return false
		}) {
			return true
		}
		m.groups[2*n.group], m.groups[2*n.group+1] = b, e
		return false
	case reRepeat:
		return m.dissectRepeat(n, i, j, 0, rest)
	case reBackref:
		b, e := m.groups[2*n.group], m.groups[2*n.group+1]
		return b >= 0 && e-b == j-i && slices.Equal(m.text[b:e], m.text[i:j]) && rest()
	}
	return rest()
}

func (m *matcher) dissectSequence(kids []*reNode, i, j int, rest func() bool) bool {
	switch len(kids) {
	case 0:
		return i == j && rest()
	case 1:
		return m.endsOf(kids[0], i).has(j) && m.dissect(kids[0], i, j, rest)
	}
	for mid := range m.endsOf(kids[0], i).each(kids[0].prefer == preferShort) {
		if mid > j {
			continue
		}
		remaining := &posSet{base: mid}
		m.sequenceEnds(remaining, kids[1:], mid)
		if remaining.has(j) && m.dissect(kids[0], i, mid, func() bool { return m.dissectSequence(kids[1:], mid, j, rest) }) {
			return true
		}
	}
	return false
}

// dissectRepeat takes one repetition after the other, each as long or short as it prefers. An empty one is only taken where it must be.
func (m *matcher) dissectRepeat(n *reNode, i, j, count int, rest func() bool) bool {
	if i == j && count >= n.min && (count > 0 || n.min == 0) {
		return rest()
	}
	if n.max != noLimit && count >= n.max {
		return false
	}
	kid := n.kids[0]
	for mid := range m.endsOf(kid, i).each(kid.prefer == preferShort) {
		if mid > j || mid == i && count >= n.min {
			continue
		}
		if m.dissect(kid, i, mid, func() bool { return m.dissectRepeat(n, mid, j, count+1, rest) }) {
			return true
		}
	}
	return false
}
