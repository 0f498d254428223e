package parser

import (
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// from reads a FROM clause: its relations into nodes, its shape into the skeleton.
type from struct {
	*blocks
	skeleton *skeleton
	block    *ast.Block
	joining  *ast.Join // the words before the relation that comes next
}

// list reads the whole clause.
func (f *from) list() error {
	for {
		if err := f.joined(); err != nil {
			return err
		}
		if f.done() {
			return nil
		}
		if !f.words(",") {
			return f.unexpected()
		}
		f.skeleton.word(",", f.next)
		f.joining = &ast.Join{Kind: "comma"}
		f.next++
	}
}

// joined reads a relation and the joins behind it. How the joins nest is the skeleton's to say.
func (f *from) joined() error {
	if err := f.operand(); err != nil {
		return err
	}
	for {
		n, join := f.joinAt(f.next)
		switch {
		case n > 0:
			f.skeleton.word("LEFT", f.next)
			f.skeleton.word("JOIN", f.next+n-1)
			f.next += n
			f.joining = &join
			if err := f.operand(); err != nil {
				return err
			}
			// A join that takes no condition ends behind its right side.
			if join.Natural || join.Kind == "cross" || join.Kind == "positional" || join.AsOf && !f.words("on") && !f.words("using") {
				f.skeleton.word("ON", f.next-1)
				f.skeleton.leaf(leaf{}, f.next-1)
			}
		case f.words("on"):
			if err := f.on(); err != nil {
				return err
			}
		case f.words("using"):
			f.skeleton.word("ON", f.next)
			f.next++
			names, err := f.names()
			if err != nil {
				return err
			}
			if f.words("as") {
				return f.codeAt(f.next, sqlerr.FeatureNotSupported, "an alias of USING is not supported").
					WithHint("Name the columns by their relations.")
			}
			f.skeleton.leaf(leaf{using: names, last: f.next}, f.next-1)
		default:
			return nil
		}
	}
}

// on reads ON condition, which ends where the next join, ON or USING begins.
func (f *from) on() error {
	f.skeleton.word("ON", f.next)
	f.next++
	s := ast.Span{First: f.next}
	for !f.done() && !f.words(",") && !f.words("on") && !f.words("using") {
		if n, _ := f.joinAt(f.next); n > 0 && f.next > s.First {
			break
		}
		f.next = f.after(f.next)
	}
	if s.Last = f.next; s.Empty() {
		return f.unexpected()
	}
	f.skeleton.leaf(leaf{on: s, last: s.Last}, s.First)
	return f.subqueries(s, f.scope())
}

func (f *from) scope() scope { return scope{parent: f.block, ctes: f.block.CTEs} }

// operand reads a relation or a parenthesised join.
func (f *from) operand() error {
	if !f.words("(") || f.queryAt(f.next) {
		r, err := f.relation(f.joining != nil && f.joining.AsOf)
		if err != nil {
			return err
		}
		f.skeleton.leaf(leaf{relation: r, join: f.joining}, r.Span.First)
		f.joining = nil
		return nil
	}
	open := f.next
	if f.skeleton.parens == nil {
		f.skeleton.parens = map[int]bool{}
	}
	f.skeleton.parens[open] = true
	f.skeleton.word("(", open)
	inside := ast.Span{First: open + 1, Last: f.match[open]}
	if err := f.within(inside, f.joined); err != nil {
		return err
	}
	// Postgres has no parentheses around a lone relation.
	if leaves := f.skeleton.leaves; leaves[len(leaves)-1].relation != nil && leaves[len(leaves)-1].relation.Span == inside {
		return f.unexpected()
	}
	f.skeleton.word(")", f.next)
	f.next++
	if f.words("as") || f.bareAlias(false) {
		return f.codeAt(f.next, sqlerr.FeatureNotSupported, "an alias of a parenthesised join is not supported").
			WithHint("Write (SELECT * FROM …) AS alias.")
	}
	return nil
}

// joinAt reads the words of a join that begin at token i: how many they are, and what they say.
func (p *parser) joinAt(i int) (int, ast.Join) {
	n := 0
	accept := func(words ...string) bool {
		for k, w := range words {
			if !p.token(i + n + k).Is(w) {
				return false
			}
		}
		n += len(words)
		return true
	}
	join := ast.Join{Kind: "inner"}
	if accept("cross", "join") || accept("positional", "join") {
		join.Kind = p.token(i).Value
		return n, join
	}
	if accept("natural") {
		join.Natural = true
	} else if accept("asof") {
		join.AsOf = true
	}
	for _, kind := range []string{"left", "right", "full"} {
		if accept(kind) {
			join.Kind = kind
			accept("outer")
		}
	}
	if join.Kind == "inner" && !accept("inner") && (accept("semi") || accept("anti")) {
		join.Kind = p.token(i + n - 1).Value
	}
	if !accept("join") {
		return 0, ast.Join{}
	}
	return n, join
}

// bareAlias says whether the next token is an alias without AS. timed is set after AS OF, whose own words are none there.
func (p *parser) bareAlias(timed bool) bool {
	t := p.peek(0)
	if t.Kind == ast.Quoted {
		return true
	}
	if t.Kind != ast.Ident || reserved[t.Value] || joinWord[t.Value] {
		return false
	}
	if n, _ := p.joinAt(p.next); n > 0 {
		return false
	}
	switch t.Value {
	case "strict", "within", "known":
		return !timed
	case "match_condition":
		return !p.peek(1).Is("(")
	case "key":
		return !p.peek(1).Is("(")
	}
	return true
}

// relation reads one FROM item. asof says that ASOF JOIN stands before it.
func (f *from) relation(asof bool) (*ast.Relation, error) {
	r := &ast.Relation{Span: ast.Span{First: f.next}}
	r.Lateral = f.accept("lateral")
	r.Ref.First = f.next
	if err := f.ref(r); err != nil {
		return nil, err
	}
	r.Ref.Last = f.next
	for {
		var err error
		switch {
		case f.words("as", "of"), f.words("for", "system_time", "as", "of"):
			if r.AsOf != nil {
				return nil, f.unexpected()
			}
			r.AsOf, err = f.asOf()
		case asof && f.words("match_condition", "("):
			if r.AsOf != nil {
				return nil, f.unexpected()
			}
			r.AsOf, err = f.matchCondition()
		case r.Sample.Empty() && f.words("tablesample"):
			r.Sample = f.sample()
		case r.Alias.Text == "" && (f.words("as") || f.bareAlias(r.AsOf != nil && !r.AsOf.Joined)):
			f.accept("as")
			if r.Alias, err = f.name(); err == nil && f.words("(") {
				r.Columns = f.aliasColumns()
			}
		default:
			r.Span.Last = f.next
			return r, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// ref reads what a FROM item names: a query, a file, a relation or a function.
func (f *from) ref(r *ast.Relation) error {
	if f.words("(") && f.queryAt(f.next) {
		return f.derived(r)
	}
	if t := f.peek(0); t.Kind == ast.String {
		r.File, r.IsFile = t.Value, true
		f.next++
		return nil
	}
	if f.words("rows", "from", "(") {
		f.next = f.after(f.next + 2)
		f.accept("with", "ordinality")
		return f.subqueries(ast.Span{First: r.Ref.First, Last: f.next}, f.scope())
	}
	f.accept("only")
	name, version, err := f.versioned()
	if err != nil {
		return err
	}
	if !f.words("(") {
		r.Name, r.At = name, version
		f.accept("*")
		return nil
	}
	last := f.token(f.next - 1)
	r.Func = ast.Name{Text: last.Value, Pos: last.Pos}
	args := ast.Span{First: f.next + 1, Last: f.match[f.next]}
	if !args.Empty() {
		if r.Args, err = f.split(args); err != nil {
			return err
		}
	}
	f.next = args.Last + 1
	f.accept("with", "ordinality")
	return f.subqueries(args, f.scope())
}

// derived reads a query in parentheses.
func (f *from) derived(r *ast.Relation) error {
	close := f.match[f.next]
	in := f.scope()
	if in.role = "derived"; r.Lateral {
		in.role = "lateral"
	}
	r.Values = f.token(f.next + 1).Is("values")
	block, err := f.query(ast.Span{First: f.next + 1, Last: close}, in)
	f.next = close + 1
	r.Derived = block
	return err
}

// versioned reads [schema.]name[@version]. The version may also be inside the quotes: "name@version". A database before the
// schema is kept in front of it, so that such a name is never one of ours.
func (p *parser) versioned() (q ast.QName, version string, err error) {
	if q, err = p.relationName(); err != nil {
		return q, "", err
	}
	if p.words(".") {
		p.next++
		n, err := p.label()
		if err != nil {
			return q, "", err
		}
		q.Schema, q.Name = q.Schema+"."+q.Name, n.Text
	}
	last := p.token(p.next - 1)
	q.End = last.End
	if at := strings.LastIndexByte(q.Name, '@'); at > 0 && last.Kind == ast.Quoted && isVersion(q.Name[at+1:]) {
		q.Name, version = q.Name[:at], q.Name[at+1:]
	} else if p.words("@") && p.peek(1).Kind == ast.Number && isVersion(p.peek(1).Value) &&
		p.peek(0).Pos == last.End && p.peek(1).Pos == p.peek(0).End {
		version = p.peek(1).Value
		q.End = p.peek(1).End
		p.next += 2
	}
	return q, version, nil
}

// relationName reads a name in FROM. Functions may have names that relations may not.
func (p *parser) relationName() (ast.QName, error) {
	if t := p.peek(0); t.Kind == ast.Ident && joinWord[t.Value] && p.peek(1).Is("(") {
		p.next++
		return ast.QName{Name: t.Value, Pos: t.Pos, End: t.End}, nil
	}
	return p.qname()
}

func isVersion(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// aliasColumns reads alias (column, …); with types after them, the types are left out.
func (f *from) aliasColumns() []ast.Name {
	var columns []ast.Name
	close := f.match[f.next]
	for i := f.next + 1; i < close; i = f.after(i) {
		t, before := f.token(i), f.token(i-1)
		if (t.Kind == ast.Ident || t.Kind == ast.Quoted) && (i == f.next+1 || before.Is(",")) {
			columns = append(columns, ast.Name{Text: t.Value, Pos: t.Pos})
		}
	}
	f.next = close + 1
	return columns
}

// sample passes TABLESAMPLE and what belongs to it.
func (f *from) sample() ast.Span {
	s := ast.Span{First: f.next}
	for f.next++; !f.done() && !f.words(",") && !f.words("on") && !f.words("using") && !f.words("as"); {
		if n, _ := f.joinAt(f.next); n > 0 {
			break
		}
		f.next = f.after(f.next)
	}
	s.Last = f.next
	return s
}
