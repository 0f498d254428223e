package parser

import (
	"math"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// declare parses DECLARE name … CURSOR … FOR query.
func (p *parser) declare() (ast.Statement, error) {
	p.next++
	s := &ast.Declare{Text: p.text}
	var err error
	if s.Name, err = p.name(); err != nil {
		return nil, err
	}
	var insensitive, asensitive bool
	for !p.accept("cursor") {
		switch {
		case p.accept("no", "scroll"):
			s.NoScroll = true
		case p.accept("scroll"):
			s.Scroll = true
		case p.accept("binary"):
			s.Binary = true
		case p.accept("insensitive"):
			insensitive = true
		case p.accept("asensitive"):
			asensitive = true
		default:
			return nil, p.unexpected()
		}
		if s.Scroll && s.NoScroll {
			return nil, sqlerr.New("42P11", "cannot specify both %s and %s", "SCROLL", "NO SCROLL")
		}
		if insensitive && asensitive {
			return nil, sqlerr.New("42P11", "cannot specify both %s and %s", "ASENSITIVE", "INSENSITIVE")
		}
	}
	if s.Hold = p.accept("with", "hold"); !s.Hold && p.words("without") {
		if err := p.expect("without", "hold"); err != nil {
			return nil, err
		}
	}
	if err := p.expect("for"); err != nil {
		return nil, err
	}
	if !p.words("select") && !p.words("values") && !p.words("with") && !p.words("table") && !p.words("(") {
		return nil, p.unexpected()
	}
	s.Body, s.Offset, err = p.rest()
	return s, err
}

// fetch parses FETCH and MOVE [direction] [FROM | IN] name.
func (p *parser) fetch() (ast.Statement, error) {
	s := &ast.Fetch{Text: p.text, Move: p.peek(0).Is("move"), Direction: "forward", Count: 1}
	p.next++
	if err := p.direction(s); err != nil {
		return nil, err
	}
	if !p.accept("from") {
		p.accept("in")
	}
	var err error
	if s.Cursor, err = p.name(); err != nil {
		return nil, err
	}
	return s, p.finish()
}

// direction takes what FETCH and MOVE fetch. A word of it may be the cursor's own name, if it stands last.
func (p *parser) direction(s *ast.Fetch) error {
	if p.next+1 >= p.end {
		return nil
	}
	t := p.peek(0)
	switch {
	case p.accept("next"):
	case p.accept("prior"):
		s.Direction = "backward"
	case p.accept("first"):
		s.Direction = "absolute"
	case p.accept("last"):
		s.Direction, s.Count = "absolute", -1
	case p.accept("absolute"), p.accept("relative"):
		s.Direction = t.Value
		return p.signed(&s.Count)
	case p.accept("forward"), p.accept("backward"):
		s.Direction = t.Value
		if s.All = p.accept("all"); s.All || p.peek(0).Kind != ast.Number && !p.words("-") && !p.words("+") {
			return nil
		}
		return p.signed(&s.Count)
	case p.accept("all"):
		s.All = true
	case t.Kind == ast.Number, t.Is("-"), t.Is("+"):
		return p.signed(&s.Count)
	}
	return nil
}

// signed takes a number of rows.
func (p *parser) signed(n *int64) error {
	sign := ""
	if p.accept("-") {
		sign = "-"
	} else {
		p.accept("+")
	}
	t := p.peek(0)
	v, err := strconv.ParseInt(sign+t.Value, 10, 64)
	if t.Kind != ast.Number || err != nil || v > math.MaxInt32 || v < -math.MaxInt32 {
		return p.unexpected()
	}
	p.next++
	*n = v
	return nil
}

// closeCursor parses CLOSE name | ALL.
func (p *parser) closeCursor() (ast.Statement, error) {
	p.next++
	s := &ast.CloseCursor{Text: p.text}
	if s.All = p.accept("all"); !s.All {
		var err error
		if s.Cursor, err = p.name(); err != nil {
			return nil, err
		}
	}
	return s, p.finish()
}

// savepoint parses SAVEPOINT name and RELEASE [SAVEPOINT] name.
func (p *parser) savepoint() (ast.Statement, error) {
	s := &ast.Savepoint{Text: p.text, Op: "SAVEPOINT"}
	if p.words("release") {
		s.Op = "RELEASE SAVEPOINT"
		// SAVEPOINT may itself be a savepoint's name.
		if p.next++; p.words("savepoint") && p.next+1 < p.end {
			p.next++
		}
	} else {
		p.next++
	}
	var err error
	if s.Name, err = p.name(); err != nil {
		return nil, err
	}
	return s, p.finish()
}

// rollbackTo parses what follows ROLLBACK TO.
func (p *parser) rollbackTo() (ast.Statement, error) {
	if p.words("savepoint") && p.next+1 < p.end {
		p.next++
	}
	name, err := p.name()
	if err != nil {
		return nil, err
	}
	return &ast.Savepoint{Text: p.text, Op: "ROLLBACK TO SAVEPOINT", Name: name}, p.finish()
}

var lockModes = set(`access_share row_share row_exclusive share_update_exclusive share share_row_exclusive exclusive access_exclusive`)

// lock parses LOCK [TABLE] [ONLY] name, … [IN mode MODE] [NOWAIT].
func (p *parser) lock() (ast.Statement, error) {
	p.next++
	p.accept("table")
	s := &ast.Lock{Text: p.text}
	for {
		p.accept("only")
		n, err := p.qname()
		if err != nil {
			return nil, err
		}
		s.Tables = append(s.Tables, n)
		p.accept("*")
		if !p.accept(",") {
			break
		}
	}
	if p.accept("in") {
		var mode []string
		at := p.next
		for ; !p.done() && !p.words("mode"); p.next++ {
			mode = append(mode, p.peek(0).Value)
		}
		if !lockModes[strings.Join(mode, "_")] {
			return nil, p.unexpectedAt(at)
		}
		if err := p.expect("mode"); err != nil {
			return nil, err
		}
	}
	p.accept("nowait")
	return s, p.finish()
}

// vacuum parses VACUUM and ANALYZE [(option, …) | FULL | FREEZE | VERBOSE | ANALYZE …] [name [(column, …)], …].
func (p *parser) vacuum() (ast.Statement, error) {
	s := &ast.Vacuum{Text: p.text, Verb: "ANALYZE"}
	if p.words("vacuum") {
		s.Verb = "VACUUM"
	}
	p.next++
	if p.words("(") {
		end, err := p.closing(p.next)
		if err != nil {
			return nil, err
		}
		p.next = end + 1
	}
	for p.accept("full") || p.accept("freeze") || p.accept("verbose") || p.accept("analyze") || p.accept("analyse") {
	}
	for !p.done() {
		n, err := p.qname()
		if err != nil {
			return nil, err
		}
		s.Tables = append(s.Tables, n)
		if p.words("(") {
			end, err := p.closing(p.next)
			if err != nil {
				return nil, err
			}
			p.next = end + 1
		}
		if !p.accept(",") {
			break
		}
	}
	return s, p.finish()
}

// maintenance refuses statements that have no meaning here, in Postgres' words where it has some for them.
func (p *parser) maintenance() (ast.Statement, error) {
	verb := p.peek(0).Value
	var err *sqlerr.Error
	switch verb {
	case "do":
		err = p.codeAt(0, sqlerr.FeatureNotSupported, "DO is not supported").WithHint("There is no procedural language. Run the statements one by one.")
	case "call":
		err = p.codeAt(0, sqlerr.UndefinedFunction, "there are no procedures")
	default:
		err = p.codeAt(0, sqlerr.InsufficientPrivilege, "must be superuser or have privileges of pg_checkpoint to do CHECKPOINT")
	}
	return &ast.Unsupported{Text: p.text, Err: err}, nil
}
