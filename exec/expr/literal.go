package expr

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"asof/catalog/sqltype"
)

// literalNumber is a number as written: an integer, or a decimal of its own digits.
func literalNumber(text string) (node, bool) {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if !point {
		v, err := strconv.ParseInt(text, 10, 32)
		return constant(sqltype.Of(sqltype.Int4), v), err == nil
	}
	whole = strings.TrimLeft(whole, "0")
	if fraction == "" || len(whole)+len(fraction) > 18 {
		return node{}, false
	}
	i, ok := new(big.Int).SetString(whole+fraction, 10)
	if strings.HasPrefix(text, "-") && ok {
		i.Neg(i)
	}
	d := sqltype.Decimal{Int: i, Scale: int32(len(fraction))}
	return constant(sqltype.DecimalOf(uint8(max(len(whole), 1)+len(fraction)), uint8(len(fraction))), d), ok
}

// typeName reads a type of one or more words, with its digits.
func (p *parser) typeName() (sqltype.Type, bool) {
	if p.peek().kind != word {
		return sqltype.Type{}, false
	}
	name := p.peek().text
	p.at++
	for _, more := range [][]string{{"precision"}, {"varying"}, {"with", "time", "zone"}, {"without", "time", "zone"}} {
		if p.take(more...) {
			name += " " + strings.Join(more, " ")
		}
	}
	if p.take("(") {
		name += "("
		for !p.take(")") {
			if p.at >= len(p.toks) {
				return sqltype.Type{}, false
			}
			name += p.peek().text
			p.at++
		}
		name += ")"
	}
	t, ok := sqltype.Parse(name)
	return t, ok && !(t.ID == sqltype.Numeric && t.Precision == 0)
}

var intervalText = regexp.MustCompile(`^-?[0-9]{1,6} (second|minute|hour|day|week|month|year)s?$`)

// interval reads what stands behind INTERVAL: one number with its unit, in a text or with the unit behind.
func (p *parser) interval() (node, bool) {
	t := p.peek()
	p.at++
	s := strings.ToLower(t.text)
	if t.kind == number && p.peek().kind == word {
		s += " " + p.peek().text
		p.at++
	} else if t.kind != str {
		return node{}, false
	}
	if !intervalText.MatchString(s) {
		return node{}, false
	}
	v, err := sqltype.ParseText(sqltype.Of(sqltype.Interval), s, sqltype.ISO)
	return constant(sqltype.Of(sqltype.Interval), v), err == nil
}
