package syscat

import (
	"strings"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file writes values of every type as text and reads them, as the types' output and input functions do.

// Types that only builtins name.
const (
	oidFloat4 = 700
	oidJSON   = 114
	oidJSONB  = 3802
	oidUUID   = 2950
)

// valueText writes a value that is not NULL as its type's output function does.
func valueText(e *Env, typ uint32, v any) (string, error) { return e.output(typ, v) }

// readText reads text as a type's input function does; mod is the type's modifier, -1 without.
func readText(e *Env, typ uint32, mod int32, s string) (any, error) { return e.input(typ, mod, s) }

// output writes a value that is not NULL as its type's output function does.
func (e *Env) output(typ uint32, v any) (string, error) {
	typ = baseType(typ)
	switch v := v.(type) {
	case string:
		if typ == oidChar {
			return charText(v), nil
		}
		return v, nil
	case *Array:
		if typ == oidInt2Vector || typ == oidOIDVector {
			return vectorOut(v), nil
		}
		return e.arrayOut(v)
	case *Record:
		return e.recordOut(v)
	}
	if t, ok := sqltype.ByOID(typ); ok {
		return string(sqltype.AppendText(nil, t, v, e.Format)), nil
	}
	if n, ok := v.(int64); ok {
		return e.outputOfCatalog(typ, n)
	}
	return "", sqlerr.New(sqlerr.FeatureNotSupported, "values of type %s cannot be written as text", typeText(typ))
}

// outputOfCatalog writes the types whose values are numbers: reg* by the name of what they stand for.
func (e *Env) outputOfCatalog(typ uint32, n int64) (string, error) {
	if f := pgcatalog.Functions[pgType(typ).Output]; f != nil {
		v, err := f(e.Snapshot, e.Session, []any{n})
		if s, ok := v.(string); ok || err != nil {
			return s, err
		}
	}
	return decimalInt(n), nil
}

// format is the session's, with a clock.
func (e *Env) format() *sqltype.Format {
	if e.Format.Now != nil {
		return e.Format
	}
	f := *e.Format
	f.Now = func() sqltype.Micros { return e.Now }
	return &f
}

// input reads text as the type's input function does; mod is the type's modifier, -1 without.
func (e *Env) input(typ uint32, mod int32, s string) (any, error) {
	typ, mod = baseTypeMod(typ, mod)
	switch typ {
	case oidText, oidUnknown, oidCstring:
		return s, sqltype.CheckText(s)
	case oidChar:
		return charIn(s), nil
	case oidVarchar:
		return result(varchar(s, int64(mod), false))
	case oidBpchar:
		return result(bpchar(s, int64(mod), false))
	case oidJSON:
		return s, checkJSON(s)
	case oidJSONB:
		return result(canonicalJSON(s))
	case oidInt2Vector, oidOIDVector:
		return e.vectorIn(typ, s)
	}
	if elem := elemType(typ); elem != 0 {
		return e.arrayIn(elem, mod, s)
	}
	if t, ok := sqltype.ByOID(typ); ok {
		v, err := sqltype.ParseText(t, s, e.format())
		if err != nil || mod < 0 {
			return v, err
		}
		return applyMod(typ, mod, v)
	}
	switch name := pgType(typ).Name; name {
	case "xid", "cid":
		return xidIn(s, 32)
	case "xid8":
		return xidIn(s, 64)
	}
	if f := pgcatalog.Functions[pgType(typ).Input]; f != nil {
		return f(e.Snapshot, e.Session, []any{s})
	}
	if known, ok := textual[pgType(typ).Name]; ok && known {
		return s, nil
	}
	return nil, sqlerr.New(sqlerr.FeatureNotSupported, "values of type %s cannot be read from text", typeText(typ))
}

// textual are the types that nothing here computes with: catalogs show values of them, which are kept as the text they are.
var textual = map[string]bool{
	"aclitem": true, "pg_node_tree": true, "pg_ndistinct": true, "pg_dependencies": true, "pg_mcv_list": true, "tid": true, "inet": true, "cidr": true,
	"macaddr": true, "macaddr8": true, "point": true, "lseg": true, "path": true, "box": true, "polygon": true, "line": true, "circle": true, "xml": true,
	"money": true, "tsvector": true, "tsquery": true, "pg_snapshot": true, "txid_snapshot": true, "refcursor": true, "bit": true, "varbit": true,
	"int4range": true, "int8range": true, "numrange": true, "tsrange": true, "tstzrange": true, "daterange": true, "jsonpath": true, "gtsvector": true,
	"pg_brin_bloom_summary": true, "pg_brin_minmax_multi_summary": true, "pg_lsn": true,
}

// applyMod fits a value to its type's modifier.
func applyMod(typ uint32, mod int32, v any) (any, error) {
	switch v := v.(type) {
	case decimal:
		return result(constrain(v, int64(mod)))
	case micros:
		return result(scaleMicros(v, int64(mod)))
	case clock:
		return clock(scaleTime(int64(v), int64(mod))), nil
	case clockZ:
		return clockZ{Time: clock(scaleTime(int64(v.Time), int64(mod))), East: v.East}, nil
	case span:
		return result(scaleInterval(v, int64(mod)))
	}
	return v, nil
}

// xidIn reads as C's strtoul does: what is no number is 0.
func xidIn(s string, bits int) (any, error) {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimLeft(s, "+-")
	var n uint64
	for i := 0; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		n = n*10 + uint64(s[i]-'0')
	}
	if neg {
		n = -n
	}
	if bits == 32 {
		return int64(uint32(n)), nil
	}
	return int64(n), nil
}

func init() {
	// Each output function takes its value, each input function the text, the type and the modifier.
	for _, name := range strings.Fields(`bool int2 int4 int8 float4 float8 oid text varchar bpchar name char bytea unknown cstring void xid cid xid8
		int2vector oidvector json_ jsonb_ date_ time_ timetz_ timestamp_ timestamptz_ interval_ numeric_ uuid_ array_ record_ enum_ jsonpath_ inet_ cidr_ tid`) {
		out, in := name+"out", name+"in"
		if name == "cstring" {
			out, in = "cstring_out", "cstring_in"
		}
		if name == "void" {
			out, in = "void_out", "void_in"
		}
		register(map[string]Func{
			out: func(c *Call, a []any) (any, error) {
				if name == "void" {
					return "", nil
				}
				return result(c.output(c.Args[0], a[0]))
			},
			in: func(c *Call, a []any) (any, error) {
				mod := int64(-1)
				if len(a) > 2 {
					mod = a[2].(int64)
				}
				return c.input(c.Result, int32(mod), a[0].(string))
			},
		})
	}
}
