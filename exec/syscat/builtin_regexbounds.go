package syscat

import "strconv"

// quantifier reads * + ? {m} {m,} {m,n}; a brace without a digit behind it is a plain character.
func (p *reParser) quantifier() (low, high int, ok bool, err error) {
	if p.at >= len(p.text) {
		return 0, 0, false, nil
	}
	switch p.text[p.at] {
	case '*':
		low, high = 0, noLimit
	case '+':
		low, high = 1, noLimit
	case '?':
		low, high = 0, 1
	case '{':
		if p.at+1 >= len(p.text) || p.text[p.at+1] < '0' || p.text[p.at+1] > '9' {
			return 0, 0, false, nil
		}
		return p.bounds()
	default:
		return 0, 0, false, nil
	}
	p.at++
	return low, high, true, nil
}

func (p *reParser) bounds() (low, high int, ok bool, err error) {
	p.at++
	bad := regexpError("invalid repetition count(s)")
	if low, ok = p.number(); !ok {
		return 0, 0, false, bad
	}
	high = low
	if p.at < len(p.text) && p.text[p.at] == ',' {
		p.at++
		if high, ok = p.number(); !ok {
			high = noLimit
		}
	}
	if p.at >= len(p.text) {
		return 0, 0, false, regexpError("braces {} not balanced")
	}
	if p.text[p.at] != '}' || low > maxRepeat || high > maxRepeat || high != noLimit && low > high {
		return 0, 0, false, bad
	}
	p.at++
	return low, high, true, nil
}

func (p *reParser) number() (int, bool) {
	start := p.at
	for p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '9' {
		p.at++
	}
	n, err := strconv.Atoi(string(p.text[start:p.at]))
	if err != nil && p.at > start {
		return maxRepeat + 1, true
	}
	return n, err == nil
}
