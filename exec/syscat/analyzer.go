package syscat

import (
	"errors"
	"fmt"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// analyzer turns the tree of one statement into typed expressions and a plan.
type analyzer struct {
	text    string
	env     *Env
	params  []uint32           // types of $1, $2, …: 0 not seen, oidUnknown seen and not decided
	fixed   []bool             // the client said the type, or the body of a function
	names   []string           // of the arguments, in the body of a function
	missing error              // what a call in the client's text needs and this engine lacks
	volatil bool               // a volatile function is called
	session bool               // a function of the session is called: its answer depends on more than the statement
	reads   []*pgcatalog.Table // what the statement itself names
	depth   int                // of expressions: a limit in the place of Postgres' stack
	inside  int                // views and functions entered
}

// errAt gives an error the place of a byte offset in the client's text. What is wrong inside a view or a function has no place.
func (a *analyzer) errAt(err *sqlerr.Error, pos int32) error {
	if a.inside > 0 || pos < 0 || err.Position > 0 {
		return err
	}
	return err.At(characters(a.text, int(pos)))
}

// placeAt is errAt for any error.
func (a *analyzer) placeAt(err error, pos int32) error {
	var e *sqlerr.Error
	if errors.As(err, &e) && e.Position == 0 {
		placed := *e
		return a.errAt(&placed, pos)
	}
	return err
}

// maxDepth bounds the nesting of expressions and queries.
const maxDepth = 4000

func (a *analyzer) enter() error {
	if a.depth++; a.depth > maxDepth {
		return tooDeep()
	}
	return nil
}

func (a *analyzer) leave() { a.depth-- }

// param is $n.
func (a *analyzer) param(n *pg.ParamRef) (expr, error) {
	i := int(n.Number)
	if i < 1 || i > maxParams {
		return nil, a.errAt(sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $%d", i), n.Location)
	}
	for len(a.params) < i {
		if a.inside > 0 {
			return nil, sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $%d", i)
		}
		a.params, a.fixed = append(a.params, 0), append(a.fixed, false)
	}
	if a.params[i-1] == 0 {
		a.params[i-1] = oidUnknown
	}
	return &paramExpr{typed{a.params[i-1], -1, n.Location}, i}, nil
}

// maxParams is how many parameters a message of the protocol can hold.
const maxParams = 65535

// fixParam decides the type of a parameter that had none by what it is used as.
func (a *analyzer) fixParam(p *paramExpr, target uint32, pos int32) (bool, error) {
	if p.typ != oidUnknown || a.fixed[p.n-1] {
		return false, nil
	}
	if pos < 0 {
		pos = p.pos
	}
	switch have := a.params[p.n-1]; have {
	case oidUnknown:
		a.params[p.n-1] = target
	case target:
	default:
		return false, a.errAt(sqlerr.New("42P08", "inconsistent types deduced for parameter $%d", p.n).
			WithDetail("%s versus %s", typeText(have), typeText(target)), p.pos)
	}
	p.typ, p.mod = target, -1
	return true, nil
}

// undecided is the error for a parameter whose type nothing tells.
func (a *analyzer) undecided() error {
	for i, t := range a.params {
		if t == oidUnknown || t == 0 {
			return sqlerr.New(sqlerr.IndeterminateDatatype, "could not determine data type of parameter $%d", i+1)
		}
	}
	return nil
}

// key is a text that is the same for expressions that compute the same.
func key(e expr) string {
	switch e := e.(type) {
	case nil:
		return "-"
	case *constExpr:
		return fmt.Sprintf("c%d:%T:%v", e.typ, e.value, e.value)
	case *paramExpr:
		return fmt.Sprintf("$%d", e.n)
	case *varExpr:
		return fmt.Sprintf("v%d.%d", e.up, e.i)
	case *slotExpr:
		return fmt.Sprintf("s%d.%d.%d", e.kind, e.up, e.i)
	case *funcExpr:
		return fmt.Sprintf("f%d", e.proc.OID) + kidKeys(e)
	case *aggExpr:
		return fmt.Sprintf("a%d.%v.%d.%d", e.proc.OID, e.distinct, len(e.args), len(e.order)) + orderKey(e.order) + kidKeys(e)
	case *boolExpr:
		return "b" + string(e.op) + kidKeys(e)
	case *castExpr:
		return fmt.Sprintf("t%d.%d.%d", e.typ, e.mod, e.how) + kidKeys(e)
	case *nullTest:
		return fmt.Sprintf("n%v", e.not) + kidKeys(e)
	case *boolTest:
		return fmt.Sprintf("i%v%v", e.want, e.not) + kidKeys(e)
	case *caseExpr:
		return fmt.Sprintf("w%v", e.otherwise != nil) + kidKeys(e)
	case *coalesceExpr:
		return "o" + kidKeys(e)
	case *fieldExpr:
		return fmt.Sprintf(".%d", e.i) + kidKeys(e)
	case *arrayExpr:
		return "[" + kidKeys(e)
	case *subscriptExpr:
		return fmt.Sprintf("x%v", e.slice) + kidKeys(e)
	case *distinctExpr:
		return fmt.Sprintf("d%v", e.not) + kidKeys(e)
	case *rowExpr:
		return fmt.Sprintf("r%d", e.typ) + kidKeys(e)
	}
	return fmt.Sprintf("%p", e)
}

func kidKeys(e expr) string {
	s := "("
	e.kids(func(k *expr) { s += key(*k) + "," })
	return s + ")"
}

func orderKey(order []sortKey) string {
	s := ""
	for _, o := range order {
		s += fmt.Sprintf("%v%v", o.desc, o.nullsFirst)
	}
	return s
}
