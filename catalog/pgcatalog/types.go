package pgcatalog

import "sync"

// lastFixedOID is the last OID that Postgres' sources give; what initdb numbers comes after it.
const lastFixedOID = 12000

// PGType is a row of pg_type. Functions are named by their pg_proc.prosrc, "" for none.
type PGType struct {
	OID        uint32
	Name       string
	Namespace  uint32
	Len        int16
	ByVal      bool
	Kind       byte // b base, c composite, d domain, e enum, p pseudo, r range, m multirange
	Category   byte
	Preferred  bool
	Delim      byte
	RelID      uint32
	Elem       uint32
	Array      uint32
	BaseType   uint32
	Mod        int32
	Collation  uint32
	NotNull    bool
	Input      string
	Output     string
	Receive    string
	Send       string
	ModIn      string
	ModOut     string
	Subscript  string // array_subscript_handler for arrays that can be subscripted
	InputProc  uint32
	OutputProc uint32
}

// Cast is a row of pg_cast.
type Cast struct {
	Source, Target, Func uint32
	Context              byte // e explicit, a assignment, i implicit
	Method               byte // f function, b binary coercible, i by input and output
}

type typeIndex struct {
	byOID  map[uint32]*PGType
	byName map[string][]*PGType
	casts  map[[2]uint32]*Cast
}

var typeTable struct {
	once  sync.Once
	index typeIndex
}

func typesOf() *typeIndex {
	typeTable.once.Do(func() { typeTable.index = indexTypes() })
	return &typeTable.index
}

func indexTypes() typeIndex {
	x := typeIndex{map[uint32]*PGType{}, map[string][]*PGType{}, map[[2]uint32]*Cast{}}
	t := view("pg_type")
	for _, r := range t.rows {
		p := &PGType{OID: t.oid(r, "oid"), Name: t.str(r, "typname"), Namespace: t.oid(r, "typnamespace"), Len: int16(t.int(r, "typlen")),
			ByVal: t.bool(r, "typbyval"), Kind: t.char(r, "typtype"), Category: t.char(r, "typcategory"), Preferred: t.bool(r, "typispreferred"),
			Delim: t.char(r, "typdelim"), RelID: t.oid(r, "typrelid"), Elem: t.oid(r, "typelem"), Array: t.oid(r, "typarray"),
			BaseType: t.oid(r, "typbasetype"), Mod: int32(t.int(r, "typtypmod")), Collation: t.oid(r, "typcollation"), NotNull: t.bool(r, "typnotnull"),
			Input: sourceOf(t.oid(r, "typinput")), Output: sourceOf(t.oid(r, "typoutput")), Receive: sourceOf(t.oid(r, "typreceive")),
			Send: sourceOf(t.oid(r, "typsend")), ModIn: sourceOf(t.oid(r, "typmodin")), ModOut: sourceOf(t.oid(r, "typmodout")),
			Subscript: sourceOf(t.oid(r, "typsubscript")), InputProc: t.oid(r, "typinput"), OutputProc: t.oid(r, "typoutput")}
		x.byOID[p.OID] = p
		x.byName[p.Name] = append(x.byName[p.Name], p)
	}
	c := view("pg_cast")
	for _, r := range c.rows {
		k := &Cast{c.oid(r, "castsource"), c.oid(r, "casttarget"), c.oid(r, "castfunc"), c.char(r, "castcontext"), c.char(r, "castmethod")}
		x.casts[[2]uint32{k.Source, k.Target}] = k
	}
	return x
}

// TypeByOID returns the type of the server with an OID: the types of our own relations' rows are in pg_type alone.
func TypeByOID(oid uint32) (*PGType, bool) { t, ok := typesOf().byOID[oid]; return t, ok }

// TypesByName returns the types called name, in any schema.
func TypesByName(name string) []*PGType { return typesOf().byName[name] }

// CastBetween returns the cast from a type to another that pg_cast has.
func CastBetween(source, target uint32) (*Cast, bool) {
	c, ok := typesOf().casts[[2]uint32{source, target}]
	return c, ok
}
