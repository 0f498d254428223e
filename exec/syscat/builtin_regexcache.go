package syscat

import (
	"container/list"
	"regexp"
	"strings"
	"sync"
)

// This file compiles regular expressions, and remembers them.

// pattern is a regular expression that was read.
type pattern struct {
	root   *reNode
	nodes  int
	groups int
	plain  *regexp.Regexp // finds whether there is a match, in linear time; nil if the expression is not regular
	span   *regexp.Regexp // finds where the match is; nil if its length is not simply the longest
	placed bool           // it asks what stands before it
}

// maxMatchText is how long a text may be, in characters, for an expression that needs more than linear time.
const maxMatchText = 10_000

var patterns = struct {
	sync.Mutex
	byKey map[string]*list.Element
	order *list.List
}{byKey: map[string]*list.Element{}, order: list.New()}

type keptPattern struct {
	key string
	*pattern
}

// keptPatterns is how many compiled patterns are remembered.
const keptPatterns = 256

// compilePattern reads a pattern, or remembers it.
func compilePattern(text string, flags reFlags) (*pattern, error) {
	key := text
	for i, on := range [...]bool{flags.fold, flags.lineDot, flags.lineEnds, flags.expanded, flags.literal, flags.basic} {
		if on {
			key = string(rune('0'+i)) + key
		}
		key = "\x00" + key
	}
	patterns.Lock()
	defer patterns.Unlock()
	if e, ok := patterns.byKey[key]; ok {
		patterns.order.MoveToFront(e)
		return e.Value.(keptPattern).pattern, nil
	}
	root, p, err := parseRegexp(text, flags)
	if err != nil {
		return nil, err
	}
	re := &pattern{root: root, nodes: p.nodes, groups: p.groups}
	var b strings.Builder
	t := goTranslation{out: &b, lineEnds: p.flags.lineEnds}
	if t.write(root) {
		re.placed = t.placed
		if re.plain, err = regexp.Compile(b.String()); err == nil && !t.short {
			re.span = re.plain.Copy()
			re.span.Longest()
		}
	}
	root.lineEnds(p.flags.lineEnds)
	patterns.byKey[key] = patterns.order.PushFront(keptPattern{key, re})
	if patterns.order.Len() > keptPatterns {
		last := patterns.order.Back()
		delete(patterns.byKey, patterns.order.Remove(last).(keptPattern).key)
	}
	return re, nil
}

// lineEnds makes ^ and $ those of the text where they do not match at newlines.
func (n *reNode) lineEnds(on bool) {
	if n.op == reAssert && !on {
		switch n.assert {
		case atBegin:
			n.assert = atTextBegin
		case atEnd:
			n.assert = atTextEnd
		}
	}
	if n.op != reBackref {
		for _, k := range n.kids {
			k.lineEnds(on)
		}
	}
}
