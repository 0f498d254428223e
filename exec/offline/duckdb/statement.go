package duckdb

import (
	"slices"
	"strings"

	"asof/catalog/sqlerr"
)

// statement is a client's statement taken apart as far as the walls need it. The engine serialises only SELECT, so every
// other statement is turned into SELECTs that hold all its expressions and relations: of the same length as the text, what
// they leave out blanked, so that places in them are places in the text.
type statement struct {
	text    string
	toks    []token
	selects []string
	file    *token // the file of a COPY

	fileWritten bool
	ctas        bool // CREATE TABLE AS
	index       bool // CREATE INDEX, DROP INDEX
}

// The statements that the walls let through, besides queries, by their first word.
const temporaryOnly = "Only temporary tables can be made here: CREATE TEMP TABLE."

// takeApart reads a statement. One of a kind that is not let through is an error 0A000; a failure's offset is in text.
func takeApart(text string) (*statement, error) {
	s := &statement{text: text, toks: tokens(text)}
	for len(s.toks) > 0 && s.toks[len(s.toks)-1].is(";") {
		s.toks = s.toks[:len(s.toks)-1]
	}
	if len(s.toks) == 0 {
		return s, nil
	}
	if i := s.find(0, ";"); i >= 0 {
		return nil, s.fail(i, sqlerr.SyntaxError, "cannot insert multiple commands into a prepared statement")
	}
	return s, s.read(0)
}

func (s *statement) fail(i int, code, format string, args ...any) error {
	at := len(s.text)
	if i < len(s.toks) {
		at = s.toks[i].at
	}
	return &failure{sqlerr.New(code, format, args...), at}
}

// refuse is the error of a statement that is not let through; of a word that begins none it is Postgres' syntax error.
func (s *statement) refuse(i int) error {
	t := s.toks[i]
	if t.kind != word || !slices.Contains(verbs, t.low) {
		return s.fail(i, sqlerr.SyntaxError, "syntax error at or near %q", s.text[t.at:t.end])
	}
	return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "%s is not supported", strings.ToUpper(t.low)).
		WithHint("Definitions, queries, COPY (…) TO and temporary tables are what there is; the engine's settings are the server's."), t.at}
}

// verbs begin statements of Postgres or of the engine that are not let through.
var verbs = []string{
	"abort", "begin", "close", "commit", "copy", "deallocate", "discard", "end", "execute", "prepare", "reset", "rollback", "set", "show", "start",
	"alter", "analyse", "analyze", "attach", "call", "checkpoint", "cluster", "comment", "detach", "do", "export", "force", "grant", "import",
	"install", "load", "lock", "merge", "pivot", "pivot_wider", "pivot_longer", "pragma", "reassign", "reindex", "revoke", "security", "unpivot",
	"update", "use", "vacuum",
}

// word is token i as a word, "" beyond the end.
func (s *statement) word(i int) string {
	if i < len(s.toks) && s.toks[i].kind == word {
		return s.toks[i].low
	}
	return ""
}

func (s *statement) is(i int, what string) bool { return i < len(s.toks) && s.toks[i].is(what) }

// find is the first token from i on, outside of parentheses, that is one of words; -1 without. FROM of IS DISTINCT FROM is none.
func (s *statement) find(i int, words ...string) int {
	depth := 0
	for ; i < len(s.toks); i++ {
		t := s.toks[i]
		switch {
		case t.is("(") || t.is("[") || t.is("{"):
			depth++
		case t.is(")") || t.is("]") || t.is("}"):
			depth--
		}
		if depth == 0 && t.kind != quoted && slices.Contains(words, t.low) && !(t.low == "from" && i > 0 && s.toks[i-1].is("distinct")) {
			return i
		}
	}
	return -1
}

// closing is the token that closes the parenthesis at i.
func (s *statement) closing(i int) int {
	depth := 0
	for ; i < len(s.toks); i++ {
		switch {
		case s.toks[i].is("("):
			depth++
		case s.toks[i].is(")"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s.toks)
}

// keep makes a SELECT of tokens from, …, to-1, with head written just before them.
func (s *statement) keep(head string, from, to int) {
	if from >= to {
		return
	}
	begin, end := s.toks[from].at, s.toks[to-1].end
	text := strings.Repeat(" ", begin) + s.text[begin:end]
	if head != "" {
		head += " "
		if begin < len(head) {
			text = head + s.text[begin:end] // only an expression that stands at the very beginning: there is none
		} else {
			text = text[:begin-len(head)] + head + text[begin:]
		}
	}
	s.selects = append(s.selects, text)
}

// read takes the statement that begins at token i apart.
func (s *statement) read(i int) error {
	switch w := s.word(i); w {
	case "select", "values", "table", "from", "describe", "desc", "summarize":
		s.keep("", i, len(s.toks))
		return nil
	case "with":
		return s.readWith(i)
	case "insert":
		return s.readInsert(i)
	case "update":
		return s.readUpdate(i)
	case "delete":
		return s.readDelete(i)
	case "create":
		return s.readCreate(i)
	case "alter":
		if s.word(i+1) != "table" {
			return s.refuse(i)
		}
		return s.columnDefs(i)
	case "drop":
		if s.index = s.word(i+1) == "index"; !s.index && s.word(i+1) != "table" {
			return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "DROP %s is not supported", strings.ToUpper(s.word(i+1))).
				WithHint("DROP TABLE drops a temporary table; DROP SOURCE, ENTITY, FEATURE VIEW and FEATURE SERVICE what is defined."), s.toks[i].at}
		}
		return nil
	case "truncate":
		return nil
	case "copy":
		return s.readCopy(i)
	case "explain":
		return s.readExplain(i)
	}
	if s.is(i, "(") {
		s.keep("", i, len(s.toks))
		return nil
	}
	return s.refuse(i)
}

// readWith reads WITH … and what it belongs to.
func (s *statement) readWith(i int) error {
	verb := s.find(i, "select", "values", "table", "from", "insert", "update", "delete", "merge")
	if verb < 0 {
		s.keep("", i, len(s.toks)) // as WITH x AS (…) (SELECT …): the engine knows
		return nil
	}
	switch s.toks[verb].low {
	case "insert", "update", "delete":
		begin, end := s.toks[i].at, s.toks[verb].at
		s.selects = append(s.selects, strings.Repeat(" ", begin)+s.text[begin:end]+"SELECT 1")
		return s.read(verb)
	case "merge":
		return s.refuse(verb)
	}
	s.keep("", i, len(s.toks))
	return nil
}

func (s *statement) readInsert(i int) error {
	returning := s.find(i, "returning")
	end := len(s.toks)
	if returning >= 0 {
		s.keep("SELECT", returning+1, end)
		end = returning
	}
	if conflict := s.find(i, "on"); conflict >= 0 && s.word(conflict+1) == "conflict" {
		if set := s.find(conflict, "set"); set >= 0 {
			s.keep("SELECT", set+1, end)
		}
		end = conflict
	}
	query, ok := s.insertedQuery(i, end)
	if !ok {
		return s.refuse(i)
	}
	s.keep("", query, end)
	return nil
}

// insertedQuery is where the query of the INSERT at token i begins: what follows the table, its alias and columns, whatever it is, so
// that nothing of it stays unread. With DEFAULT VALUES that is end.
func (s *statement) insertedQuery(i, end int) (int, bool) {
	j := s.find(i, "into") + 1
	if j == 0 || j >= end {
		return 0, false
	}
	for s.is(j+1, ".") {
		j += 2
	}
	j++
	if s.word(j) == "as" {
		j += 2
	}
	if s.word(j) == "by" { // NAME or POSITION
		j += 2
	}
	if s.is(j, "(") && s.closing(j)+1 < end && s.isNameList(j) {
		j = s.closing(j) + 1
	}
	if s.word(j) == "default" && s.word(j+1) == "values" && j+2 == end {
		return end, true
	}
	return j, j < end
}

// isNameList says whether the parentheses at token i hold names and commas alone.
func (s *statement) isNameList(i int) bool {
	for j := i + 1; j < s.closing(i); j++ {
		if name := s.toks[j].kind == word || s.toks[j].kind == quoted; name != ((j-i)%2 == 1) || !name && !s.is(j, ",") {
			return false
		}
	}
	return true
}

func (s *statement) readUpdate(i int) error {
	set := s.find(i, "set")
	if set < 0 {
		return s.refuse(i) // UPDATE EXTENSIONS
	}
	end := len(s.toks)
	if returning := s.find(set, "returning"); returning >= 0 {
		s.keep("SELECT", returning+1, end)
		end = returning
	}
	s.keep("SELECT", set+1, end)
	return nil
}

func (s *statement) readDelete(i int) error {
	from := i + 1
	if s.word(from) != "from" {
		return s.fail(from, sqlerr.SyntaxError, "DELETE needs FROM")
	}
	end := len(s.toks)
	if returning := s.find(i, "returning"); returning >= 0 {
		s.keep("SELECT", returning+1, end)
		end = returning
	}
	begin := s.toks[from].at
	text := strings.Repeat(" ", begin) + s.text[begin:s.toks[end-1].end]
	if using := s.find(i, "using"); using >= 0 && using < end {
		at := s.toks[using].at
		text = text[:at] + ",    " + text[at+len("using"):]
	}
	s.selects = append(s.selects, text)
	return nil
}

func (s *statement) readCreate(i int) error {
	j := i + 1
	for slices.Contains([]string{"or", "replace", "local", "global"}, s.word(j)) {
		j++
	}
	temp := s.word(j) == "temp" || s.word(j) == "temporary"
	if temp {
		j++
	}
	if k := j; !temp && (s.word(k) == "index" || s.word(k) == "unique" && s.word(k+1) == "index") {
		s.index = true
		return s.safeCalls(k)
	}
	if s.word(j) != "table" {
		return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "CREATE %s is not supported", strings.ToUpper(s.word(j))).WithHint(temporaryOnly), s.toks[i].at}
	}
	if !temp {
		return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "tables that are not temporary cannot be made").WithHint(temporaryOnly), s.toks[i].at}
	}
	if as := s.find(j, "as"); as >= 0 {
		s.ctas = true
		end := len(s.toks)
		if n := s.find(as, "with"); n > as+1 && (s.word(n+1) == "no" || s.word(n+1) == "data") {
			end = n
		}
		s.keep("", as+1, end)
		return nil
	}
	return s.columnDefs(j)
}

// columnDefs keeps the expressions of a column list: DEFAULT, CHECK, GENERATED. They are few, so each word after which one may
// stand begins one that ends with the column.
func (s *statement) columnDefs(i int) error {
	for ; i < len(s.toks); i++ {
		switch s.word(i) {
		case "default", "check", "generated", "using", "as":
			return s.safeCalls(i)
		}
	}
	return nil
}

// safeCalls refuses calls of functions, other than a few, in what cannot be serialised.
func (s *statement) safeCalls(i int) error {
	for ; i+1 < len(s.toks); i++ {
		t := s.toks[i]
		if t.is("select") || t.is("values") {
			return s.fail(i, sqlerr.FeatureNotSupported, "a query in a table's definition is not supported")
		}
		if (t.kind == word || t.kind == quoted) && s.is(i+1, "(") && !slices.Contains(safeFunctions, t.name()) && !s.names(i) {
			return s.fail(i, sqlerr.FeatureNotSupported, "a call of %s in a table's definition is not supported", t.name())
		}
	}
	return nil
}

// names says whether the word at i, with a parenthesis behind it, is the name of a table or of a constraint and no call.
func (s *statement) names(i int) bool {
	before := []string{"on", "references", "constraint"}
	return i > 0 && slices.Contains(before, s.word(i-1)) || i > 2 && s.is(i-1, ".") && slices.Contains(before, s.word(i-3))
}

// safeFunctions are functions and words that may stand before a parenthesis in a table's definition.
var safeFunctions = []string{
	"check", "numeric", "decimal", "varchar", "char", "as", "key", "unique", "in", "and", "or", "not", "default", "on", "references", "cast", "then", "else", "when", "with",
	"now", "gen_random_uuid", "length", "char_length", "octet_length", "rtrim", "ltrim", "trim", "btrim", "lower", "upper", "left", "right", "substr", "substring", "position",
	"replace", "starts_with", "abs", "round", "floor", "ceil", "mod", "sign", "greatest", "least", "coalesce", "nullif", "date_trunc", "extract", "date_part", "regexp_matches",
}

func (s *statement) readCopy(i int) error {
	direction := s.find(i+1, "to", "from")
	if direction < 0 || direction == i+1 {
		return s.refuse(i)
	}
	if s.is(i+1, "(") {
		end := s.closing(i + 1)
		s.keep("", i+2, end)
	} else if s.word(direction) == "to" {
		s.selects = append(s.selects, s.relationAt(i+1))
	}
	file := direction + 1
	if file >= len(s.toks) || s.toks[file].kind != str {
		return s.fail(file, sqlerr.FeatureNotSupported, "COPY needs a file name in quotes here")
	}
	s.file, s.fileWritten = &s.toks[file], s.word(direction) == "to"
	for j := file; j+1 < len(s.toks); j++ {
		if s.word(j) == "filename_pattern" && strings.ContainsAny(s.toks[j+1].low, `/\`) {
			return s.fail(j+1, sqlerr.InsufficientPrivilege, "a pattern of file names must not lead to other folders")
		}
	}
	return nil
}

// relationAt is a SELECT of the table named at token i.
func (s *statement) relationAt(i int) string {
	begin := s.toks[i].at
	const head = "FROM "
	end := s.toks[i].end
	if s.is(i+1, ".") && i+2 < len(s.toks) {
		end = s.toks[i+2].end
	}
	return strings.Repeat(" ", begin-len(head)) + head + s.text[begin:end]
}

func (s *statement) readExplain(i int) error {
	i++
	for s.word(i) == "analyze" || s.word(i) == "analyse" || s.word(i) == "verbose" {
		i++
	}
	if s.is(i, "(") && !slices.Contains([]string{"select", "with", "values", "from", "("}, s.toks[min(i+1, len(s.toks)-1)].low) {
		i = s.closing(i) + 1
	}
	if i >= len(s.toks) {
		return s.fail(i, sqlerr.SyntaxError, "syntax error at end of input")
	}
	return s.read(i)
}
