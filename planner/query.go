package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// query plans any statement that is no definition. One that names nothing of ours is plain SQL: its text goes to the engine
// as it is (R34). Otherwise every query block is planned alone (R33), inner blocks first, and what it reads of ours is
// replaced in the text.
func (p *planner) query(s *ast.Query) (plan.Node, error) {
	switch {
	case s.Copy != nil && s.Copy.ClientEnd:
		return p.clientCopy(s)
	case s.Temp != nil && s.Temp.Like.Name != "":
		return p.likeTable(s)
	}
	q := &query{planner: p, stmt: s, out: &plan.Query{SQL: s.SQL, Verb: s.Verb, Route: plan.Plain, User: p.env.User}}
	if err := q.parameters(); err != nil {
		return nil, err
	}
	sys := q.systemQuery()
	if sys != nil && !sys.Optional {
		return sys, nil
	}
	if err := q.written(); err != nil {
		return nil, err
	}
	if err := q.historySchema(); err != nil {
		return nil, err
	}
	if err := q.ownCalls(); err != nil {
		return nil, err
	}
	if err := q.fileCopy(); err != nil {
		return nil, err
	}
	q.out.ToFile = s.Copy != nil && s.Copy.To
	if err := q.tempTable(); err != nil {
		return nil, err
	}
	for _, r := range s.Rewrites {
		q.replace(r.Span, plan.Text(" "+r.Text+" "))
	}
	q.calls() // before the blocks: a spine takes the text of its own part out
	q.tempSchema()
	if q.mentionsOurs() {
		if err := q.takeApart(); err != nil {
			return nil, err
		}
		q.ownDatabase()
		for _, b := range innerFirst(s.Blocks) {
			if err := q.block(b); err != nil {
				return nil, err
			}
		}
		q.unqualify()
	}
	q.out.Pieces = append(q.pieces(ast.Span{First: 0, Last: len(s.Tokens)}), q.columnNames()...)
	if q.out.Lookup != nil && len(s.Blocks) > 1 {
		q.out.Lookup = nil
	}
	if sys != nil {
		sys.Instead = q.out
		return sys, nil
	}
	return q.out, nil
}

// innerFirst is the order in which blocks are planned: what a block takes the text of, a subquery or a common table expression
// before it, ends before the block does.
func innerFirst(blocks []*ast.Block) []*ast.Block {
	out := slices.Clone(blocks)
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b *ast.Block) int { return a.Span.Last - b.Span.Last })
	return out
}

// ownDatabase takes the session's database off the names in FROM: there is no other.
func (q *query) ownDatabase() {
	if q.env.Catalog == nil {
		return
	}
	prefix := q.env.Catalog().Database + "."
	for _, b := range q.stmt.Blocks {
		if b.From == nil {
			continue
		}
		for _, e := range flatten(b.From, nil, false) {
			e.rel.Name.Schema = strings.TrimPrefix(e.rel.Name.Schema, prefix)
		}
	}
}

// query is the planning of one statement.
type query struct {
	*planner
	stmt  *ast.Query
	out   *plan.Query
	edits []edit

	apart    bool // the statement has been taken apart, with what error
	apartErr error
}

// takeApart finds the blocks of the statement, once: that is most of the work of planning a short one.
func (q *query) takeApart() error {
	if !q.apart {
		q.apart, q.apartErr = true, parser.Blocks(q.stmt)
	}
	return q.apartErr
}

// edit replaces a span of the client's tokens. One inside another was used to make that other's pieces.
type edit struct {
	span   ast.Span
	pieces []plan.Piece
}

// mentionsOurs is a quick look at the tokens: can the statement concern us at all?
func (q *query) mentionsOurs() bool {
	toks := q.stmt.Tokens
	for i, t := range toks {
		if t.Kind != ast.Ident && t.Kind != ast.Quoted {
			continue
		}
		next := ast.Token{}
		if i+1 < len(toks) {
			next = toks[i+1]
		}
		switch {
		case t.Is("as") && next.Is("of"):
			return true
		case next.Is(".") && (t.Value == "asof" || t.Value == "history" || t.Value == "pg_catalog" || t.Value == "information_schema"):
			return true
		case strings.HasPrefix(t.Value, "pg_") && !next.Is("("):
			return true
		}
		base, _, _ := strings.Cut(t.Value, "@")
		if _, ok := q.snap.Relation(base); ok {
			return true
		}
	}
	return false
}

func (q *query) replace(span ast.Span, pieces ...plan.Piece) {
	q.edits = append(q.edits, edit{span, pieces})
}

// relation adds a relation and returns the piece that stands for it.
func (q *query) relation(r plan.Relation) plan.Piece {
	q.out.Relations = append(q.out.Relations, r)
	return plan.Piece{Kind: plan.PieceRelation, Index: len(q.out.Relations) - 1, Pos: -1}
}

// pieces is the client's text of a span with the edits inside it made, and parameters and now() taken out.
func (q *query) pieces(span ast.Span) []plan.Piece {
	if span.Empty() {
		return nil
	}
	var out []plan.Piece
	toks := q.stmt.Tokens
	from := toks[span.First].Pos
	flush := func(to int) {
		if to > from {
			out = append(out, plan.Piece{Text: q.stmt.SQL[from:to], Pos: from})
		}
	}
	for i := span.First; i < span.Last; {
		if e, ok := q.editAt(i, span); ok {
			flush(toks[i].Pos)
			out = append(out, e.pieces...)
			from = toks[e.span.Last-1].End
			i = e.span.Last
			continue
		}
		t := toks[i]
		switch n := nowTokens(toks[:span.Last], i); {
		case t.Kind == ast.Param:
			flush(t.Pos)
			k := paramNumber(t.Value)
			q.out.Params = max(q.out.Params, k)
			out = append(out, plan.Piece{Kind: plan.PieceParam, Index: k, Pos: t.Pos})
			from = t.End
			i++
		case n > 0:
			flush(t.Pos)
			out = append(out, plan.Piece{Kind: plan.PieceNow, Text: q.stmt.SQL[t.Pos:toks[i+n-1].End], Pos: t.Pos})
			from = toks[i+n-1].End
			i += n
		default:
			i++
		}
	}
	flush(toks[span.Last-1].End)
	return out
}

// editAt is the widest edit that begins at token i and lies in span.
func (q *query) editAt(i int, span ast.Span) (edit, bool) {
	best := edit{}
	for _, e := range q.edits {
		if e.span.First == i && e.span.Last <= span.Last && e.span.Last > best.span.Last {
			best = e
		}
	}
	return best, best.span.Last > 0
}

// parameters refuses a $n that no client can give a value to.
func (q *query) parameters() error {
	for i, t := range q.stmt.Tokens {
		if t.Kind != ast.Param {
			continue
		}
		if n := paramNumber(t.Value); n < 1 || n > maxParams {
			return q.err(sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $%s", t.Value), ast.Span{First: i, Last: i + 1})
		}
	}
	return nil
}

// maxParams is how many parameters a message of the protocol can hold.
const maxParams = 65535

func paramNumber(s string) int {
	n := 0
	for _, c := range s {
		if n = n*10 + int(c-'0'); n > maxParams {
			return maxParams + 1
		}
	}
	return n
}

// text is the client's text of a span.
func (q *query) text(s ast.Span) string { return q.stmt.Of(s) }

func (q *query) err(e *sqlerr.Error, span ast.Span) error {
	return at(e, q.stmt.SQL, q.stmt.Pos(span))
}

func (q *query) toks(s ast.Span) []ast.Token { return q.stmt.Tokens[s.First:s.Last] }

// object resolves a relation's name to a version of a view, a service or a source (nil if it is something else), in the order of
// R34.
func (q *query) object(b *ast.Block, r *ast.Relation) (catalog.Object, error) {
	name := r.Name.Name
	if name == "" && r.Func.Text != "" {
		if o, ok := q.snap.Relation(r.Func.Text); ok && (o.ObjectKind() == catalog.KindView || o.ObjectKind() == catalog.KindService) {
			return o, nil
		}
	}
	if name == "" {
		return nil, nil
	}
	if r.Name.Schema == "" {
		full := name
		if r.At != "" {
			full += "@" + r.At
		}
		if slices.ContainsFunc(b.CTEs, func(c ast.CTE) bool { return c.Text == full }) || q.env.Temp != nil && q.env.Temp(full) {
			return nil, nil
		}
	}
	if r.Name.Schema != "" && r.Name.Schema != "public" {
		return nil, nil
	}
	o, ok := q.snap.Relation(name)
	v, isView := o.(*catalog.FeatureView)
	set, isSet := o.(*catalog.TrainingSet)
	switch {
	case !ok:
		return nil, nil
	case isView:
		version, bad := q.version(v, r.At)
		if bad != nil {
			return nil, q.err(bad, r.Span)
		}
		return version, nil
	case isSet && r.At != "":
		was, bad := versionNamed(set, r.At)
		if bad != nil {
			return nil, q.err(bad, r.Span)
		}
		return was, nil
	case r.At != "":
		return nil, q.err(sqlerr.New(sqlerr.FeatureNotSupported, "earlier versions of a %s are not kept", o.ObjectKind()).
			WithHint("Leave @%s out.", r.At), r.Span)
	}
	return o, nil
}
