package syscat

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// fromTree is FROM as it is written: leaves, joins of two sides, and lists of what is joined without order.
type fromTree struct {
	leaf        *leaf
	left, right *fromTree
	kind        pg.JoinType
	on          []expr // conjuncts
	from, to    int    // the leaves inside, by index
}

// leaf is a FROM item that has rows of its own.
type leaf struct {
	item  *rangeItem
	table *pgcatalog.Table
	q     query
	funcs []*funcItem
	ord   bool // WITH ORDINALITY
	outer []*varExpr
	skip  bool // q belongs to the level around

	needs   []int // leaves of the level that it reads
	outside bool  // it reads levels further out
	read    []int // the columns of it that are read
}

// funcItem is one function of FROM.
type funcItem struct {
	set  *setExpr // nil: a function with one result
	one  expr
	cols int
	defs []outCol // a column definition list
}

// from analyzes the FROM clause: the items of a list see nothing of each other, unless LATERAL.
func (s *scope) from(list []*pg.Node) ([]*fromTree, error) {
	var out []*fromTree
	for _, n := range list {
		before := len(s.items)
		_ = before
		for _, it := range s.items {
			it.lateralOnly, it.lateralOK = true, true
		}
		tree, items, err := s.fromItem(n)
		if err != nil {
			return nil, err
		}
		if err := s.checkNames(s.items, items); err != nil {
			return nil, err
		}
		s.items = append(s.items, items...)
		out = append(out, tree)
	}
	for _, it := range s.items {
		it.lateralOnly, it.lateralOK = false, true
	}
	return out, nil
}

// checkNames refuses a name that is used twice.
func (s *scope) checkNames(a, b []*nsItem) error {
	for _, x := range a {
		for _, y := range b {
			if !x.relVisible || !y.relVisible || x.name != y.name {
				continue
			}
			if x.table != nil && y.table != nil && x.table != y.table { // the same name in two schemas, without alias
				continue
			}
			return sqlerr.New(sqlerr.DuplicateAlias, "table name %q specified more than once", y.name)
		}
	}
	return nil
}

func (s *scope) fromItem(n *pg.Node) (*fromTree, []*nsItem, error) {
	a := s.a
	if err := a.enter(); err != nil {
		return nil, nil, err
	}
	defer a.leave()
	switch n := n.Node.(type) {
	case *pg.Node_RangeVar:
		return s.rangeVar(n.RangeVar)
	case *pg.Node_RangeSubselect:
		return s.rangeSubselect(n.RangeSubselect)
	case *pg.Node_RangeFunction:
		return s.rangeFunction(n.RangeFunction)
	case *pg.Node_JoinExpr:
		return s.join(n.JoinExpr)
	case *pg.Node_RangeTableSample:
		return nil, nil, unsupported("TABLESAMPLE of a system catalog")
	}
	return nil, nil, unsupported("this FROM item")
}

// addLeaf gives a leaf its place in the level's row, and its name.
func (s *scope) addLeaf(l *leaf, cols []outCol, alias *pg.Alias, name string) (*fromTree, *nsItem, error) {
	item := &rangeItem{index: len(s.sel.leaves), off: s.sel.width, cols: cols, used: make([]bool, len(cols)), sysBase: len(cols)}
	l.item = item
	it := &nsItem{name: name, rel: item, relVisible: true, colVisible: true}
	visible := cols
	if l.table != nil {
		visible = cols[:len(l.table.Columns)]
		item.sysBase, item.table = len(visible), l.table
	}
	given := []string(nil)
	if alias != nil {
		it.name, given = alias.Aliasname, names(alias.Colnames)
	}
	if len(given) > len(visible) {
		return nil, nil, sqlerr.New(sqlerr.InvalidColumnReference, "table %q has %d columns available but %d columns specified", it.name, len(visible), len(given))
	}
	for i, c := range visible {
		name := c.name
		if i < len(given) {
			name = given[i]
		}
		it.cols = append(it.cols, nsCol{name, &varExpr{typed: typed{c.typ, c.mod, -1}, i: item.off + i, item: item, name: name}})
	}
	s.sel.leaves = append(s.sel.leaves, l)
	s.sel.width += len(cols)
	return &fromTree{leaf: l, from: item.index, to: item.index + 1}, it, nil
}

// systemColumns are the columns that every table has and * leaves out.
var systemColumns = []outCol{{"tableoid", oidOID, -1}, {"ctid", oidTID, -1}, {"xmin", oidXID, -1}, {"xmax", oidXID, -1}, {"cmin", 29, -1}, {"cmax", 29, -1}}

// rangeVar is a name in FROM: a WITH query, else a relation.
func (s *scope) rangeVar(n *pg.RangeVar) (*fromTree, []*nsItem, error) {
	a := s.a
	if n.Catalogname != "" && n.Catalogname != a.env.Session.Database {
		return nil, nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "cross-database references are not implemented: \"%s.%s.%s\"", n.Catalogname, n.Schemaname, n.Relname), n.Location)
	}
	if n.Schemaname == "" {
		if c, levels := s.findCTE(n.Relname); c != nil {
			return s.cteItem(c, levels, n)
		}
	}
	t, err := a.lookup(n)
	if err != nil {
		return nil, nil, err
	}
	l := &leaf{table: t}
	var cols []outCol
	for _, c := range t.Columns {
		cols = append(cols, outCol{c.Name, c.Type, c.Mod})
	}
	if t.Definition != "" {
		q, err := a.view(t)
		if err != nil {
			return nil, nil, err
		}
		l.q, l.table = q, nil
	} else {
		cols = append(cols, systemColumns...)
	}
	tree, it, err := s.addLeaf(l, cols, n.Alias, t.Name)
	if err != nil {
		return nil, nil, a.placeAt(err, n.Location)
	}
	l.item.table, l.item.rowType = t, rowType(t)
	if n.Alias == nil {
		it.table = t
	}
	return tree, []*nsItem{it}, nil
}

// rowType is the type of a relation's rows.
func rowType(t *pgcatalog.Table) uint32 {
	for _, typ := range pgcatalog.TypesByName(t.Name) {
		if typ.Kind == 'c' && typ.RelID == t.OID {
			return typ.OID
		}
	}
	return 0
}

func (s *scope) rangeSubselect(n *pg.RangeSubselect) (*fromTree, []*nsItem, error) {
	a := s.a
	sel := n.Subquery.GetSelectStmt()
	if n.Alias == nil {
		return nil, nil, a.noAlias(sel)
	}
	var outer []*varExpr
	around := s.clone()
	around.lateral, around.clause = n.Lateral, ""
	inner := &scope{a: a, up: around, outer: &outer}
	q, err := a.queryIn(sel, inner)
	if err != nil {
		return nil, nil, err
	}
	l := &leaf{q: q, outer: outer}
	name := ""
	if n.Alias != nil {
		name = n.Alias.Aliasname
	}
	tree, it, err := s.addLeaf(l, q.columns(), n.Alias, name)
	if err != nil {
		return nil, nil, err
	}
	l.item.records = recordFields(q)
	it.relVisible = n.Alias != nil
	return tree, []*nsItem{it}, nil
}

// noAlias is the error for a subquery of FROM without a name.
func (a *analyzer) noAlias(sel *pg.SelectStmt) error {
	what, example := "subquery", "SELECT"
	if len(sel.ValuesLists) > 0 {
		what, example = "VALUES", "VALUES"
	}
	err := sqlerr.New(sqlerr.SyntaxError, "%s in FROM must have an alias", what).WithHint("For example, FROM (%s ...) [AS] foo.", example)
	if len(sel.TargetList) == 0 {
		return err
	}
	at := sel.TargetList[0].GetResTarget().Location // the parenthesis stands before it
	if at < 0 || int(at) > len(a.text) {
		return err
	}
	return a.errAt(err, int32(strings.LastIndexByte(a.text[:at], '(')))
}

// recordFields are the fields of a query's columns that are records.
func recordFields(q query) [][]outCol {
	sel, ok := q.(*selectQuery)
	if !ok {
		return nil
	}
	out := make([][]outCol, 0, len(sel.targets))
	for _, t := range sel.targets {
		if t.junk {
			continue
		}
		var f []outCol
		if typeOf(t.expr) == oidRecord {
			f = fieldsOf(t.expr)
		}
		out = append(out, f)
	}
	return out
}
