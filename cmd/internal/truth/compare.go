package truth

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// differ makes a mismatch the outcome.
func (c *checker) differ(path, what, statement string) error {
	c.mismatch = &Mismatch{Seed: c.s.seed, What: path + ": " + what, Script: c.script(statement)}
	return failure
}

// compare holds a row of an object, its keys first, against the loop. Where rows are equal in all that R5 names but their content,
// each order of them is tried: one and the same must explain every answer.
func (c *checker) compare(path string, o object, key []any, m moment, late bool, got [][]byte, statement string) error {
	var groups [][]*row
	if o.rows != nil {
		groups = ties(o.rows(key, late))
	}
	id := o.name + fmt.Sprint(key...)
	if len(c.alive[id]) != 1<<len(groups) {
		c.alive[id] = slices.Repeat([]bool{true}, 1<<len(groups)) // also when late rows made new ties
	}
	why := ""
	explained := make([]bool, len(c.alive[id]))
	for n, alive := range c.alive[id] {
		if !alive {
			continue
		}
		order(groups, n)
		wants, exists := o.asOf(key, m, late)
		w := c.row(o, wants, exists, got)
		if explained[n] = w == ""; w != "" {
			why = w
		}
	}
	c.compared[path] += 1 + len(o.cols)
	if !slices.Contains(explained, true) {
		return c.differ(path, fmt.Sprintf("%s, key %v, %s: %s", o.name, key, timeText(m.t), why), statement)
	}
	c.alive[id] = explained
	if m == at(m.t) && late == c.late {
		return c.agree(path, o, id, m.t, got, statement)
	}
	return nil
}

// row says what is wrong with a row, or nothing.
func (c *checker) row(o object, wants []want, exists bool, got [][]byte) string {
	keys := len(o.keys)
	if found := got[0] != nil; found != exists && (keys > 0 || !o.always) {
		return fmt.Sprintf("a row: %v, want %v", found, exists)
	} else if !exists {
		return ""
	}
	for i, w := range wants {
		if text := got[keys+i]; !w.is(text) {
			return fmt.Sprintf("column %d is %s, want %s", i, shown(text), w.shown())
		}
	}
	return ""
}

// agree holds the paths to one another, to the bit, where only a range is known of what is right.
func (c *checker) agree(path string, o object, id string, t int64, got [][]byte, statement string) error {
	for i, col := range o.cols {
		if col.typ.kind != kFloat && col.typ.oid != tInt8.oid || col.loose {
			continue
		}
		at := fmt.Sprint(id, "|", t, "|", i)
		var text *string
		if b := got[len(o.keys)+i]; b != nil {
			s := string(b)
			if s == "-0" {
				s = "0"
			}
			text = &s
		}
		first, told := c.told[at]
		if !told {
			c.told[at] = text
		} else if (first == nil) != (text == nil) || text != nil && *first != *text {
			return c.differ(path, fmt.Sprintf("%s, %s: column %d is %s, another path gave %s", o.name, timeText(t), i, show(text), show(first)), statement)
		}
	}
	return nil
}

// is says whether a text is the value.
func (w want) is(text []byte) bool {
	if text == nil || w.val == nil {
		return text == nil && w.val == nil
	}
	got := string(text)
	switch {
	case w.near:
		f, err := strconv.ParseFloat(got, 64)
		return err == nil && (f >= w.lo && f <= w.hi)
	case w.typ.kind == kFloat:
		f, err := strconv.ParseFloat(got, map[bool]int{true: 32, false: 64}[w.typ.oid == tFloat4.oid])
		return err == nil && compare(f, w.val) == 0
	case w.typ.kind == kNumeric:
		r, ok := new(big.Rat).SetString(got)
		return ok && r.Cmp(w.val.(*big.Rat)) == 0
	case w.typ.kind == kArray && (w.typ.elem.kind == kFloat || w.typ.elem.kind == kNumeric):
		return w.isArray(got)
	}
	return got == w.typ.text(w.val)
}

func (w want) isArray(got string) bool {
	list := w.val.([]any)
	parts := strings.Split(strings.Trim(got, "{}"), ",")
	if len(parts) != len(list) {
		return false
	}
	for i, p := range parts {
		text := []byte(p)
		if p == "NULL" {
			text = nil
		}
		if !(want{typ: *w.typ.elem, val: list[i]}).is(text) {
			return false
		}
	}
	return true
}

func (w want) shown() string {
	switch {
	case w.val == nil:
		return "NULL"
	case w.near:
		return fmt.Sprintf("%v, from %v to %v", w.val, w.lo, w.hi)
	}
	return strconv.Quote(w.typ.text(w.val))
}

func shown(text []byte) string {
	if text == nil {
		return "NULL"
	}
	return strconv.Quote(string(text))
}

func show(text *string) string {
	if text == nil {
		return "NULL"
	}
	return strconv.Quote(*text)
}
