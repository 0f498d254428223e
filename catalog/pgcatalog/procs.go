package pgcatalog

import "sync"

// Proc is a row of pg_proc.
type Proc struct {
	OID          uint32
	Name         string
	Namespace    uint32
	Kind         byte // f function, p procedure, a aggregate, w window function
	Strict       bool
	RetSet       bool
	Volatile     byte // i immutable, s stable, v volatile
	Variadic     uint32
	Args         []uint32
	Defaults     int
	DefaultsText string // the default expressions, separated by commas
	AllArgs      []uint32
	ArgModes     []byte
	ArgNames     []string
	Result       uint32
	Lang         uint32 // pg_language.oid: 12 internal, 13 C, 14 SQL
	Src          string // prosrc: the name of what implements the function, or the text of one in SQL
	Body         string // of a function in SQL by the standard's form: pg_get_function_sqlbody
}

// PGAggregate is what pg_aggregate adds to an aggregate's row of pg_proc.
type PGAggregate struct {
	Func   uint32 // pg_proc.oid
	Kind   byte   // n normal, o ordered-set, h hypothetical-set
	Direct int    // how many arguments are direct ones
}

// Operator is a row of pg_operator.
type Operator struct {
	OID                                    uint32
	Name                                   string
	Namespace                              uint32
	Kind                                   byte // b infix, l prefix
	Left, Right, Result, Com, Negate, Code uint32
}

type procIndex struct {
	byOID      map[uint32]*Proc
	byName     map[string][]*Proc
	aggregates map[uint32]*PGAggregate
	operators  map[uint32]*Operator
	opByName   map[string][]*Operator
}

var procTable struct {
	once  sync.Once
	index procIndex
}

func procsOf() *procIndex {
	procTable.once.Do(func() { procTable.index = indexProcs() })
	return &procTable.index
}

func indexProcs() procIndex {
	x := procIndex{map[uint32]*Proc{}, map[string][]*Proc{}, map[uint32]*PGAggregate{}, map[uint32]*Operator{}, map[string][]*Operator{}}
	t := view("pg_proc")
	for _, r := range t.rows {
		p := &Proc{OID: t.oid(r, "oid"), Name: t.str(r, "proname"), Namespace: t.oid(r, "pronamespace"), Kind: t.char(r, "prokind"),
			Strict: t.bool(r, "proisstrict"), RetSet: t.bool(r, "proretset"), Volatile: t.char(r, "provolatile"), Variadic: t.oid(r, "provariadic"),
			Args: t.oids(r, "proargtypes"), Defaults: int(t.int(r, "pronargdefaults")), DefaultsText: t.str(r, "proargdefaults"),
			AllArgs: t.oids(r, "proallargtypes"), ArgNames: t.strs(r, "proargnames"), Result: t.oid(r, "prorettype"), Lang: t.oid(r, "prolang"),
			Src: t.str(r, "prosrc"), Body: t.str(r, "prosqlbody")}
		for _, mode := range t.strs(r, "proargmodes") {
			p.ArgModes = append(p.ArgModes, mode[0])
		}
		x.byOID[p.OID] = p
		x.byName[p.Name] = append(x.byName[p.Name], p)
	}
	for _, p := range ownProcs() {
		x.byOID[p.OID] = p
		x.byName[p.Name] = append(x.byName[p.Name], p)
	}
	a := view("pg_aggregate")
	for _, r := range a.rows {
		oid := a.oid(r, "aggfnoid")
		x.aggregates[oid] = &PGAggregate{oid, a.char(r, "aggkind"), int(a.int(r, "aggnumdirectargs"))}
	}
	o := view("pg_operator")
	for _, r := range o.rows {
		op := &Operator{o.oid(r, "oid"), o.str(r, "oprname"), o.oid(r, "oprnamespace"), o.char(r, "oprkind"), o.oid(r, "oprleft"),
			o.oid(r, "oprright"), o.oid(r, "oprresult"), o.oid(r, "oprcom"), o.oid(r, "oprnegate"), o.oid(r, "oprcode")}
		x.operators[op.OID] = op
		x.opByName[op.Name] = append(x.opByName[op.Name], op)
	}
	return x
}

// ProcByOID returns the function with an OID.
func ProcByOID(oid uint32) (*Proc, bool) { p, ok := procsOf().byOID[oid]; return p, ok }

// ProcsByName returns the functions called name, in any schema.
func ProcsByName(name string) []*Proc { return procsOf().byName[name] }

// AggregateByOID returns what pg_aggregate says of a function.
func AggregateByOID(oid uint32) (*PGAggregate, bool) {
	a, ok := procsOf().aggregates[oid]
	return a, ok
}

// OperatorByOID returns the operator with an OID.
func OperatorByOID(oid uint32) (*Operator, bool) { o, ok := procsOf().operators[oid]; return o, ok }

// OperatorsByName returns the operators called name, in any schema.
func OperatorsByName(name string) []*Operator { return procsOf().opByName[name] }

// sourceOf is the prosrc of a function, "" for 0.
func sourceOf(oid uint32) string {
	if p, ok := ProcByOID(oid); ok {
		return p.Src
	}
	return ""
}
