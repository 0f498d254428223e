package syscat

import (
	"slices"

	"asof/catalog/pgcatalog"
)

// candidate is a function or operator that a call could mean. args are the types of its parameters in the order of the call's
// arguments, with those of VARIADIC repeated and defaults added.
type candidate struct {
	proc     *pgcatalog.Proc
	op       *pgcatalog.Operator
	args     []uint32
	order    []int // of named arguments: parameter i takes argument order[i]; nil in the order of writing
	variadic int   // how many of the last arguments make the VARIADIC array
	defaults int   // how many parameters are left to their defaults
	path     int   // place of its schema in the search path
}

// functions lists the functions of a name that could take these arguments by their number and names.
func (a *analyzer) functions(schemas []uint32, name string, nargs int, argNames []string, expandVariadic bool) []*candidate {
	var out []*candidate
	for path, ns := range schemas {
		for _, p := range pgcatalog.ProcsByName(name) {
			if p.Namespace != ns {
				continue
			}
			c := fitArguments(p, nargs, argNames, expandVariadic)
			if c == nil {
				continue
			}
			c.path = path
			out = addCandidate(out, c, nargs)
		}
	}
	return out
}

// addCandidate drops a candidate that another one hides: the same argument types from a schema further back, or by way of
// VARIADIC or defaults.
func addCandidate(list []*candidate, c *candidate, nargs int) []*candidate {
	for i, o := range list {
		if !slices.Equal(o.args[:min(nargs, len(o.args))], c.args[:min(nargs, len(c.args))]) {
			continue
		}
		switch {
		case o.path != c.path:
			if c.path < o.path {
				list[i] = c
			}
			return list
		case (o.variadic > 0) != (c.variadic > 0):
			if c.variadic == 0 {
				list[i] = c
			}
			return list
		case (o.defaults > 0) != (c.defaults > 0):
			if c.defaults == 0 {
				list[i] = c
			}
			return list
		}
	}
	return append(list, c)
}

// fitArguments matches the number and the names of a call's arguments with a function's parameters.
func fitArguments(p *pgcatalog.Proc, nargs int, argNames []string, expandVariadic bool) *candidate {
	n := len(p.Args)
	c := &candidate{proc: p, args: p.Args}
	if len(argNames) > 0 {
		order, ok := namedOrder(p, nargs, argNames)
		if !ok {
			return nil
		}
		c.order, c.defaults = order, n-nargs
		c.args = make([]uint32, n)
		for i, j := range order {
			c.args[i] = p.Args[j]
		}
		return c
	}
	elem := p.Variadic
	if expandVariadic && elem != 0 && nargs >= n {
		c.variadic = nargs - n + 1
		c.args = append(slices.Clone(p.Args[:n-1]), slices.Repeat([]uint32{elem}, c.variadic)...)
		return c
	}
	switch {
	case nargs == n:
		return c
	case nargs < n && nargs+p.Defaults >= n:
		c.defaults = n - nargs
		return c
	}
	return nil
}

// namedOrder gives for each argument, then for each parameter without one, the parameter that it belongs to.
func namedOrder(p *pgcatalog.Proc, nargs int, argNames []string) ([]int, bool) {
	n := len(p.Args)
	if nargs > n || nargs+p.Defaults < n || len(p.ArgNames) == 0 {
		return nil, false
	}
	used := make([]bool, n)
	var order []int
	for i := range nargs - len(argNames) {
		order = append(order, i)
		used[i] = true
	}
	inputs := inputNames(p)
	for _, name := range argNames {
		i := slices.Index(inputs, name)
		if i < 0 || used[i] {
			return nil, false
		}
		order = append(order, i)
		used[i] = true
	}
	for i := range n {
		if !used[i] {
			if i < n-p.Defaults {
				return nil, false
			}
			order = append(order, i)
		}
	}
	return order, true
}

// inputNames are the names of a function's input parameters.
func inputNames(p *pgcatalog.Proc) []string {
	if len(p.ArgModes) == 0 {
		return p.ArgNames
	}
	var out []string
	for i, m := range p.ArgModes {
		if (m == 'i' || m == 'b' || m == 'v') && i < len(p.ArgNames) {
			out = append(out, p.ArgNames[i])
		}
	}
	return out
}

// choose picks the candidate that the arguments mean. If it is nil, several tells whether there were too many or none.
func choose(list []*candidate, inputs []uint32) (c *candidate, several bool) {
	n := len(inputs)
	for _, c := range list {
		if slices.Equal(c.args[:min(n, len(c.args))], inputs) {
			return c, false
		}
	}
	var fits []*candidate
	for _, c := range list {
		if canCoerce(inputs, c.args[:n], implicit) {
			fits = append(fits, c)
		}
	}
	switch len(fits) {
	case 0:
		return nil, false
	case 1:
		return fits[0], false
	}
	c = selectCandidate(fits, inputs)
	return c, c == nil
}

// selectCandidate is Postgres' rule for several that fit: the most exact matches, then the most exact or preferred ones, then
// unknown literals by the category that the candidates have in their place, then all arguments taken to be of one type.
func selectCandidate(list []*candidate, inputs []uint32) *candidate {
	base := make([]uint32, len(inputs))
	unknowns := 0
	for i, t := range inputs {
		base[i] = t
		if t == oidUnknown {
			unknowns++
		} else {
			base[i] = baseType(t)
		}
	}
	list = best(list, func(c *candidate) (n int) {
		for i, t := range base {
			if t != oidUnknown && c.args[i] == t {
				n++
			}
		}
		return n
	})
	if len(list) == 1 {
		return list[0]
	}
	list = best(list, func(c *candidate) (n int) {
		for i, t := range base {
			if t != oidUnknown && (c.args[i] == t || isPreferred(category(t), c.args[i])) {
				n++
			}
		}
		return n
	})
	if len(list) == 1 {
		return list[0]
	}
	if unknowns == 0 {
		return nil
	}
	if got := byCategory(list, base); got != nil {
		if list = got; len(list) == 1 {
			return list[0]
		}
	}
	if unknowns == len(base) {
		return nil
	}
	return allAlike(list, base)
}

// best keeps the candidates with the highest count.
func best(list []*candidate, count func(*candidate) int) []*candidate {
	var out []*candidate
	top := -1
	for _, c := range list {
		switch n := count(c); {
		case n > top:
			top, out = n, []*candidate{c}
		case n == top:
			out = append(out, c)
		}
	}
	return out
}

// byCategory gives each unknown argument the category that the candidates agree on, or strings if any takes one; nil if there is
// no such category or nothing is left.
func byCategory(list []*candidate, base []uint32) []*candidate {
	cats, prefer := make([]byte, len(base)), make([]bool, len(base))
	for i, t := range base {
		if t != oidUnknown {
			continue
		}
		conflict := false
		for _, c := range list {
			cat, pref := category(c.args[i]), isPreferred(category(c.args[i]), c.args[i])
			switch {
			case cats[i] == 0:
				cats[i], prefer[i] = cat, pref
			case cat == cats[i]:
				prefer[i] = prefer[i] || pref
			case cat == 'S':
				cats[i], prefer[i] = cat, pref
			default:
				conflict = true
			}
		}
		if conflict && cats[i] != 'S' {
			return nil
		}
	}
	var out []*candidate
	for _, c := range list {
		keep := true
		for i, t := range base {
			if t != oidUnknown {
				continue
			}
			if cat := category(c.args[i]); cat != cats[i] || prefer[i] && !isPreferred(cat, c.args[i]) {
				keep = false
			}
		}
		if keep {
			out = append(out, c)
		}
	}
	return out
}

// allAlike takes unknown arguments to be of the one type that the known ones have.
func allAlike(list []*candidate, base []uint32) *candidate {
	known := uint32(oidUnknown)
	for _, t := range base {
		switch {
		case t == oidUnknown:
		case known == oidUnknown:
			known = t
		case known != t:
			return nil
		}
	}
	types := slices.Repeat([]uint32{known}, len(base))
	var found *candidate
	for _, c := range list {
		if canCoerce(types, c.args[:len(types)], implicit) {
			if found != nil {
				return nil
			}
			found = c
		}
	}
	return found
}
