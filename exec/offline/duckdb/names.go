package duckdb

import (
	"slices"
	"strings"
)

// aliasAt is a name to be given to a select item: AS name, written at byte at of the text.
type aliasAt struct {
	at   int
	name string
}

// aliases are the names that Postgres gives to the items of a query's outermost select list that have none of their own: the
// engine calls them count_star() or (1 + 1). tree is its parse tree. Without certainty, which item is which, there are none.
func aliases(s *statement, tree map[string]any, text rendered) []aliasAt {
	list := selectList(tree)
	ends := s.itemEnds(s.mainSelect())
	if len(list) != len(ends) {
		return nil
	}
	n := namer{s, text}
	var out []aliasAt
	for i, item := range list {
		expr, _ := item.(map[string]any)
		if alias, _ := expr["alias"].(string); alias != "" || expr["class"] == "STAR" {
			continue
		}
		if _, opaque := n.opaque(expr); expr["class"] == "COLUMN_REF" && !opaque {
			continue
		}
		name, _ := n.name(expr)
		if name == "" {
			name = "?column?"
		}
		out = append(out, aliasAt{ends[i], name})
	}
	return out
}

// selectList is the select list that names the columns of a result: of a set operation, the first one's.
func selectList(tree map[string]any) []any {
	stmts, _ := tree["statements"].([]any)
	if len(stmts) != 1 {
		return nil
	}
	stmt, _ := stmts[0].(map[string]any)
	node, _ := stmt["node"].(map[string]any)
	return nodeList(node)
}

func nodeList(node map[string]any) []any {
	for node["type"] == "SET_OPERATION_NODE" {
		left, _ := node["left"].(map[string]any)
		if left == nil {
			children, _ := node["children"].([]any)
			if len(children) == 0 {
				return nil
			}
			left, _ = children[0].(map[string]any)
		}
		node = left
	}
	list, _ := node["select_list"].([]any)
	return list
}

// mainSelect is the token SELECT of that select list, -1 if the query begins otherwise.
func (s *statement) mainSelect() int {
	i := 0
	if s.word(0) == "create" {
		if i = s.find(0, "as") + 1; i == 0 {
			return -1
		}
	}
	if s.word(i) == "with" {
		if verb := s.find(i, "select"); verb >= 0 {
			return verb
		}
		return -1
	}
	for s.is(i, "(") {
		i++
	}
	if s.word(i) == "select" {
		return i
	}
	return -1
}

// itemEnds are the ends of the items of the select list behind token i.
func (s *statement) itemEnds(i int) []int {
	if i < 0 {
		return nil
	}
	i++
	if s.word(i) == "all" || s.word(i) == "distinct" {
		i++
		if s.word(i) == "on" && s.is(i+1, "(") {
			i = s.closing(i+1) + 1
		}
	}
	var ends []int
	depth := 0
	for first := i; i <= len(s.toks); i++ {
		if i == len(s.toks) {
			return append(ends, s.toks[i-1].end)
		}
		t := s.toks[i]
		switch {
		case t.is("(") || t.is("[") || t.is("{"):
			depth++
		case (t.is(")") || t.is("]") || t.is("}")) && depth > 0:
			depth--
		case depth > 0:
		case t.is(","):
			ends = append(ends, s.toks[i-1].end)
		case t.is("group") && s.toks[i-1].is("within"): // of an aggregate
		case i > first && (t.is(")") || t.kind == word && slices.Contains(listEnds, t.low) && !(t.low == "from" && s.toks[i-1].is("distinct"))):
			return append(ends, s.toks[i-1].end)
		}
	}
	return nil
}

// listEnds are the words that end a select list. All are reserved.
var listEnds = []string{"from", "into", "where", "group", "having", "window", "qualify", "union", "intersect", "except", "order", "limit", "offset", "fetch", "for"}

// namer finds the names of expressions as Postgres does: each kind of expression either has a name of its own, passes on a
// part's, or has none. Strength 2 is a name of its own, 1 one that a cast or CASE made up, 0 none.
type namer struct {
	s    *statement
	text rendered
}

// opaque tells the name of what the client wrote where text of ours stands. Some nodes have no place: such a one is ours if
// all in it is.
func (n namer) opaque(expr map[string]any) (string, bool) {
	lo, hi := places(expr)
	for _, sp := range n.text.spans {
		if sp.opaque && lo >= sp.at && hi < sp.end {
			return sp.name, true
		}
	}
	return "", false
}

// places are the first and the last place in a node: its own, or if it has none those of what is in it.
func places(expr map[string]any) (lo, hi int) {
	if at := placeOf(expr); at >= 0 {
		return at, at
	}
	lo, hi = -1, -1
	var visit func(any)
	visit = func(node any) {
		switch v := node.(type) {
		case map[string]any:
			if at := placeOf(v); at >= 0 {
				if lo < 0 || at < lo {
					lo = at
				}
				hi = max(hi, at)
			}
			for _, child := range v {
				visit(child)
			}
		case []any:
			for _, child := range v {
				visit(child)
			}
		}
	}
	visit(expr)
	return lo, hi
}

func (n namer) name(expr map[string]any) (string, int) {
	if name, ok := n.opaque(expr); ok {
		if name == "" {
			return "", 0
		}
		return name, 2
	}
	child := func(key string) map[string]any {
		m, _ := expr[key].(map[string]any)
		return m
	}
	children, _ := expr["children"].([]any)
	first := map[string]any{}
	if len(children) > 0 {
		first, _ = children[0].(map[string]any)
	}
	switch expr["class"] {
	case "COLUMN_REF":
		names, _ := expr["column_names"].([]any)
		if len(names) > 0 {
			name, _ := names[len(names)-1].(string)
			return name, 2
		}
	case "FUNCTION", "WINDOW":
		return n.function(expr)
	case "CAST":
		if name, strength := n.name(child("child")); strength > 1 {
			return name, strength
		}
		typ, _ := child("cast_type")["id"].(string)
		return castNames[typ], 1
	case "CASE":
		if name, strength := n.name(child("else_expr")); strength > 1 {
			return name, strength
		}
		return "case", 1
	case "CONSTANT":
		typ, _ := child("value")["type"].(map[string]any)
		if typ["id"] == "BOOLEAN" {
			return "bool", 1
		}
	case "OPERATOR":
		switch expr["type"] {
		case "OPERATOR_COALESCE":
			return "coalesce", 2
		case "OPERATOR_NULLIF":
			return "nullif", 2
		case "ARRAY_CONSTRUCTOR":
			return "array", 2
		case "ARRAY_EXTRACT", "ARRAY_SLICE":
			return n.name(first)
		case "STRUCT_EXTRACT":
			if len(children) > 1 {
				field, _ := children[1].(map[string]any)
				value, _ := field["value"].(map[string]any)
				name, _ := value["value"].(string)
				return name, 2
			}
		}
	case "SUBQUERY":
		switch expr["subquery_type"] {
		case "EXISTS", "NOT_EXISTS":
			return "exists", 2
		case "SCALAR":
			node, _ := child("subquery")["node"].(map[string]any)
			if list := nodeList(node); len(list) == 1 {
				item, _ := list[0].(map[string]any)
				if alias, _ := item["alias"].(string); alias != "" {
					return alias, 2
				}
				return n.name(item)
			}
		}
	}
	return "", 0
}

// function is the name of a call; operators are calls too.
func (n namer) function(expr map[string]any) (string, int) {
	if expr["is_operator"] == true {
		return "", 0
	}
	name, _ := expr["function_name"].(string)
	i := slices.IndexFunc(n.s.toks, func(t token) bool { return t.at == placeOf(expr) })
	if i >= 0 {
		switch t := n.s.toks[i]; {
		case t.kind == operator || t.is("not") || t.is("similar"):
			return "", 0
		case t.is("["):
			return "array", 2
		case t.is("extract") || t.is("interval") || t.is("percentile_cont") || t.is("percentile_disc"):
			return t.low, 2
		case t.is("{"):
			return "row", 2
		}
	}
	if pg, ok := functionNames[name]; ok {
		return pg, 2
	}
	return strings.ToLower(name), 2
}

// functionNames are Postgres' names of calls that the engine calls otherwise.
var functionNames = map[string]string{
	"count_star":            "count",
	"trim":                  "btrim",
	"list_value":            "array",
	"struct_pack":           "row",
	"first":                 "first",
	"get_current_timestamp": "now",
	"get_current_time":      "current_time",
}

// castNames are Postgres' names of the engine's types.
var castNames = map[string]string{
	"BOOLEAN": "bool", "TINYINT": "int2", "SMALLINT": "int2", "INTEGER": "int4", "BIGINT": "int8", "HUGEINT": "numeric", "DECIMAL": "numeric",
	"FLOAT": "float4", "DOUBLE": "float8", "VARCHAR": "text", "BLOB": "bytea", "DATE": "date", "TIME": "time", "TIME WITH TIME ZONE": "timetz",
	"TIMESTAMP": "timestamp", "TIMESTAMP WITH TIME ZONE": "timestamptz", "INTERVAL": "interval", "UUID": "uuid", "JSON": "json", "LIST": "array",
}
