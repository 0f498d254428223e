package syscat

import (
	"encoding/binary"
	"math"

	"asof/catalog/sqltype"
)

// outputType is a type as the protocol tells it: a row of package sqltype's table if it has the type just so, else by its OID.
// Domains are sent as what they stand for.
func outputType(oid uint32, mod int32) sqltype.Type {
	oid, mod = baseTypeMod(oid, mod)
	if t, ok := sqltype.ByOID(oid); ok && t.OID() == oid && t.ID != sqltype.Void {
		if t.ID == sqltype.Numeric && mod >= 0 {
			p, s := uint8((mod-4)>>16), uint8((mod-4)&0x7ff)
			if d := sqltype.DecimalOf(p, s); d.Mod() == mod {
				d.Array = t.Array
				return d
			}
		} else if mod < 0 {
			return t
		}
	}
	return sqltype.OtherOf(sqltype.CatalogType{OID: oid, Len: pgType(oid).Len, Mod: mod})
}

// toWire makes a value one that the protocol's encoders take.
func toWire(env *Env, t sqltype.Type, typ uint32, v any) (any, error) {
	typ = baseType(typ)
	if t.ID != sqltype.Other {
		arr, ok := v.(*Array)
		if !ok {
			return v, nil
		}
		if plain(arr) {
			items := arr.Items
			return nest(arr.Dims, &items), nil
		}
	}
	text, err := valueText(env, typ, v)
	if err != nil {
		return nil, err
	}
	b, err := appendBinary(nil, env, typ, v)
	if err != nil {
		return nil, err
	}
	return sqltype.Rendered{Text: text, Binary: b}, nil
}

// plain says whether an array begins at 1 in all dimensions.
func plain(a *Array) bool {
	for _, d := range a.Dims {
		if d.Lower != 1 {
			return false
		}
	}
	return true
}

// nest makes a list of lists of an array's items.
func nest(dims []Dim, items *[]any) []any {
	if len(dims) == 0 {
		return []any{}
	}
	out := make([]any, dims[0].Len)
	for i := range out {
		if len(dims) > 1 {
			out[i] = nest(dims[1:], items)
			continue
		}
		out[i], *items = (*items)[0], (*items)[1:]
	}
	return out
}

// fromWire makes an argument a value of this engine. One of a type that package sqltype does not have comes as it was sent.
func fromWire(env *Env, t sqltype.Type, v any) (any, error) {
	if t.ID == sqltype.Other {
		switch v := v.(type) {
		case string:
			return readText(env, t.Catalog.OID, -1, v)
		case []byte:
			return readBinary(t.Catalog.OID, v)
		}
		return v, nil
	}
	list, ok := v.([]any)
	if !ok {
		return v, nil
	}
	elem := t.Elem().OID()
	out := &Array{Elem: elem}
	var fill func(l []any, dim int)
	fill = func(l []any, dim int) {
		if len(out.Dims) <= dim {
			out.Dims = append(out.Dims, Dim{len(l), 1})
		}
		for _, x := range l {
			if in, ok := x.([]any); ok {
				fill(in, dim+1)
			} else {
				out.Items = append(out.Items, x)
			}
		}
	}
	if len(list) > 0 {
		fill(list, 0)
	}
	return out, nil
}

// readBinary reads the numbers that reg* types and their like are.
func readBinary(typ uint32, b []byte) (any, error) {
	if len(b) == 4 && elemType(typ) == 0 && pgType(typ).Len == 4 {
		return int64(binary.BigEndian.Uint32(b)), nil
	}
	return nil, unsupported("a binary parameter of type %s", typeText(typ))
}

// Postgres counts dates and times from 2000-01-01.
const (
	epochDays   = 10957
	epochMicros = epochDays * 86_400_000_000
)

// appendBinary is a value in the binary format of a type that package sqltype does not have.
func appendBinary(b []byte, env *Env, typ uint32, v any) ([]byte, error) {
	switch v := v.(type) {
	case *Array:
		return appendBinaryArray(b, env, v)
	case *Record:
		b = binary.BigEndian.AppendUint32(b, uint32(len(v.Fields)))
		for i, x := range v.Fields {
			b = binary.BigEndian.AppendUint32(b, v.Types[i])
			var err error
			if b, err = appendSized(b, env, v.Types[i], x); err != nil {
				return nil, err
			}
		}
		return b, nil
	case string:
		switch {
		case typ == oidJSONB: // it begins with its version
			b = append(b, 1)
		case typ == oidChar && v == "":
			b = append(b, 0)
		}
		if typ == oidChar && v == "" { // one byte, a zero
			return append(b, 0), nil
		}
		return append(b, v...), nil
	}
	be := binary.BigEndian
	switch v := v.(type) {
	case bool:
		return append(b, byte(boolOrder(v))), nil
	case float32:
		return be.AppendUint32(b, math.Float32bits(v)), nil
	case float64:
		return be.AppendUint64(b, math.Float64bits(v)), nil
	case []byte:
		return append(b, v...), nil
	case sqltype.Micros: // infinities are the extremes there too
		if v != sqltype.Infinity && v != sqltype.NegInfinity {
			v -= epochMicros
		}
		return be.AppendUint64(b, uint64(v)), nil
	case sqltype.Days:
		if v != sqltype.InfinityDays && v != sqltype.NegInfinityDays {
			v -= epochDays
		}
		return be.AppendUint32(b, uint32(v)), nil
	}
	if n, ok := v.(int64); ok {
		switch pgType(typ).Len {
		case 8:
			return binary.BigEndian.AppendUint64(b, uint64(n)), nil
		case 2:
			return binary.BigEndian.AppendUint16(b, uint16(n)), nil
		}
		return binary.BigEndian.AppendUint32(b, uint32(n)), nil
	}
	s, err := valueText(env, typ, v)
	return append(b, s...), err
}

func appendSized(b []byte, env *Env, typ uint32, v any) ([]byte, error) {
	if v == nil {
		return binary.BigEndian.AppendUint32(b, 0xffffffff), nil
	}
	at := len(b)
	b = binary.BigEndian.AppendUint32(b, 0)
	b, err := appendBinary(b, env, typ, v)
	if err == nil {
		binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	}
	return b, err
}

func appendBinaryArray(b []byte, env *Env, a *Array) ([]byte, error) {
	b = binary.BigEndian.AppendUint32(b, uint32(len(a.Dims)))
	nulls := uint32(0)
	for _, v := range a.Items {
		if v == nil {
			nulls = 1
		}
	}
	b = binary.BigEndian.AppendUint32(b, nulls)
	b = binary.BigEndian.AppendUint32(b, a.Elem)
	for _, d := range a.Dims {
		b = binary.BigEndian.AppendUint32(b, uint32(d.Len))
		b = binary.BigEndian.AppendUint32(b, uint32(d.Lower))
	}
	var err error
	for _, v := range a.Items {
		if b, err = appendSized(b, env, a.Elem, v); err != nil {
			return nil, err
		}
	}
	return b, nil
}
