package main_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// pair is both servers' answers to one statement.
type pair struct {
	ours, theirs         *side
	ourAnswer, theirTwin answer
	binary, ordered      bool
}

// differ says how the answers differ: "" if they do not.
func (p pair) differ() string {
	a, b := p.ourAnswer, p.theirTwin
	if a.code != b.code {
		return fmt.Sprintf("error %s %s, Postgres: %s %s", a.code, a.message, b.code, b.message)
	}
	if a.code != "" {
		if x, y := p.ours.message(a), p.theirs.message(b); x != y {
			return fmt.Sprintf("message %q, Postgres: %q", x, y)
		}
		return ""
	}
	if len(a.replies) != len(b.replies) {
		return fmt.Sprintf("%d results, Postgres: %d", len(a.replies), len(b.replies))
	}
	for i := range a.replies {
		if d := p.differReply(a.replies[i], b.replies[i]); d != "" {
			return d
		}
	}
	if x, y := strings.Join(a.notices, ", "), strings.Join(b.notices, ", "); x != y {
		return fmt.Sprintf("notices %s, Postgres: %s", x, y)
	}
	return ""
}

func (s *side) message(a answer) string {
	return s.texts.Replace(numbers.ReplaceAllStringFunc(a.message, func(d string) string {
		if n, ok := s.named(d); ok {
			return n
		}
		return d
	}))
}

func (p pair) differReply(a, b reply) string {
	if len(a.fields) != len(b.fields) {
		return fmt.Sprintf("%d columns, Postgres: %d", len(a.fields), len(b.fields))
	}
	for i := range a.fields {
		f, g := a.fields[i], b.fields[i]
		if f.Name != g.Name {
			return fmt.Sprintf("column %d is called %q, Postgres: %q", i+1, f.Name, g.Name)
		}
		if x, y := p.ours.typeName(f.DataTypeOID), p.theirs.typeName(g.DataTypeOID); x != y {
			return fmt.Sprintf("column %s has type %s, Postgres: %s", f.Name, x, y)
		}
		if f.TypeModifier != g.TypeModifier || f.DataTypeSize != g.DataTypeSize {
			return fmt.Sprintf("column %s has modifier %d and length %d, Postgres: %d and %d", f.Name, f.TypeModifier, f.DataTypeSize, g.TypeModifier, g.DataTypeSize)
		}
	}
	x, y := p.ours.rows(a, p.binary), p.theirs.rows(b, p.binary)
	if !p.ordered {
		slices.Sort(x)
		slices.Sort(y)
	}
	if !slices.Equal(x, y) {
		return rowsDiffer(x, y)
	}
	if a.tag != b.tag {
		return fmt.Sprintf("tag %s, Postgres: %s", a.tag, b.tag)
	}
	return ""
}

func (s *side) typeName(oid uint32) string {
	if n, ok := s.names[oid]; ok {
		return n
	}
	return fmt.Sprint(oid)
}

// rowsDiffer shows the first rows that only one of them has.
func rowsDiffer(ours, theirs []string) string {
	count := map[string]int{}
	for _, r := range ours {
		count[r]++
	}
	for _, r := range theirs {
		count[r]--
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows, Postgres: %d", len(ours), len(theirs))
	show := func(label string, rows []string, sign int) {
		n := 0
		for _, r := range rows {
			if count[r]*sign > 0 {
				count[r] -= sign
				if n++; n <= 2 {
					fmt.Fprintf(&b, "\n      only %s: %.600s", label, r)
				}
			}
		}
		if n > 3 {
			fmt.Fprintf(&b, "\n      … and %d more", n-3)
		}
	}
	show("ours", ours, 1)
	show("Postgres", theirs, -1)
	if !strings.Contains(b.String(), "\n") {
		b.WriteString(", in another order")
	}
	return b.String()
}

// lastOrder is the ORDER BY that decides the order of the whole result: nothing but LIMIT and the like follows it.
var lastOrder = regexp.MustCompile(`(?is)\border\s+by\s+([^()]*?)(?:\s+limit\s+\d+)?(?:\s+offset\s+\d+)?;?\s*$`)

// total says whether the statement's ORDER BY leaves no rows tied; a corpus says so itself, by "ordered" in the action.
func (st statement) total() bool {
	return strings.Contains(st.action, "ordered") && lastOrder.MatchString(st.text)
}
