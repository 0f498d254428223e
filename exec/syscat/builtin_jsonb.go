package syscat

import (
	"slices"
	"strings"

	"asof/catalog/sqlerr"
)

// This file has what only jsonb can do: containment, change, casts.

func init() {
	comparisonsOf("jsonb_", "jsonb_cmp", func(_ *Env, a, b string) (int, error) { return compareJSONB(a, b) })
	exists := func(key string, v *jsonValue) bool {
		switch v.kind {
		case jsonObject:
			return slices.Contains(v.keys, key)
		case jsonArray:
			return slices.ContainsFunc(v.items, func(i *jsonValue) bool { return i.kind == jsonString && i.str == key })
		}
		return v.kind == jsonString && v.str == key
	}
	register(map[string]Func{
		"jsonb_contains":  fn2(func(a, b string) bool { return jsonText(a).contains(jsonText(b), true) }),
		"jsonb_contained": fn2(func(a, b string) bool { return jsonText(b).contains(jsonText(a), true) }),
		"jsonb_exists":    fn2(func(s, key string) bool { return exists(key, jsonText(s)) }),
		"jsonb_exists_any": fn2(func(s string, keys *Array) bool {
			v := jsonText(s)
			return slices.ContainsFunc(keys.Items, func(k any) bool { return k != nil && exists(k.(string), v) })
		}),
		"jsonb_exists_all": fn2(func(s string, keys *Array) bool {
			v := jsonText(s)
			return !slices.ContainsFunc(keys.Items, func(k any) bool { return k != nil && !exists(k.(string), v) })
		}),
		"jsonb_concat": fn2e(concatJSONB),
		"jsonb_delete": fn2e(func(s, key string) (string, error) { return deleteKeys(jsonText(s), []any{key}) }),
		"jsonb_delete_array": fn2e(func(s string, keys *Array) (string, error) {
			if len(keys.Dims) > 1 {
				return "", sqlerr.New(codeArray, "wrong number of array subscripts")
			}
			return deleteKeys(jsonText(s), keys.Items)
		}),
		"jsonb_delete_idx": fn2e(deleteIndex),
		"jsonb_pretty": fn1(func(s string) string {
			var b strings.Builder
			jsonText(s).pretty(&b, 0)
			return b.String()
		}),
		"jsonb_bool": castJSONB("boolean", func(v *jsonValue) (any, bool, error) {
			return v.kind == jsonTrue, v.kind == jsonTrue || v.kind == jsonFalse, nil
		}),
		"jsonb_numeric": numberJSONB("numeric", func(d decimal) (any, error) { return d, nil }),
		"jsonb_int2":    numberJSONB("smallint", func(d decimal) (any, error) { return result(intTypes[0].intOfNumeric(d)) }),
		"jsonb_int4":    numberJSONB("integer", func(d decimal) (any, error) { return result(intTypes[1].intOfNumeric(d)) }),
		"jsonb_int8":    numberJSONB("bigint", func(d decimal) (any, error) { return result(intTypes[2].intOfNumeric(d)) }),
		"jsonb_float8":  numberJSONB("double precision", func(d decimal) (any, error) { return result(floatOfDecimal(d, 64, "double precision")) }),
		"jsonb_float4": numberJSONB("real", func(d decimal) (any, error) {
			f, err := floatOfDecimal(d, 32, "real")
			return float32(f), err
		}),
	})
}

func numberJSONB(typ string, to func(decimal) (any, error)) Func {
	return castJSONB(typ, func(v *jsonValue) (any, bool, error) {
		if v.kind != jsonNumber {
			return nil, false, nil
		}
		n, err := to(numberOf(v.str))
		return n, true, err
	})
}

func castJSONB(typ string, to func(*jsonValue) (any, bool, error)) Func {
	return func(_ *Call, a []any) (any, error) {
		v := jsonText(a[0])
		out, ok, err := to(v)
		if !ok {
			return nil, invalidParameter("cannot cast jsonb %s to type %s", strings.Replace(jsonKindNames[v.kind], "number", "numeric", 1), typ)
		}
		return out, err
	}
}

// contains is @>: objects by their fields, arrays as sets; at the top an array also contains a scalar that is in it.
func (v *jsonValue) contains(w *jsonValue, top bool) bool {
	if v.kind != w.kind {
		if top && v.kind == jsonArray && w.kind != jsonObject {
			return v.contains(&jsonValue{kind: jsonArray, items: []*jsonValue{w}}, false)
		}
		return false
	}
	switch v.kind {
	case jsonObject:
		for i, key := range w.keys {
			if f := v.field(key); f == nil || !f.contains(w.items[i], false) {
				return false
			}
		}
		return true
	case jsonArray:
		for _, item := range w.items {
			if !slices.ContainsFunc(v.items, func(x *jsonValue) bool { return x.contains(item, false) }) {
				return false
			}
		}
		return true
	}
	return compareTrees(v, w, false) == 0
}

func concatJSONB(a, b string) (string, error) {
	x, y := jsonText(a), jsonText(b)
	if x.kind == jsonObject && y.kind == jsonObject {
		x.keys, x.items = append(x.keys, y.keys...), append(x.items, y.items...)
		x.sortKeys()
		return x.String(), nil
	}
	if x.kind != jsonArray {
		x = &jsonValue{kind: jsonArray, items: []*jsonValue{x}}
	}
	if y.kind != jsonArray {
		y = &jsonValue{kind: jsonArray, items: []*jsonValue{y}}
	}
	x.items = append(x.items, y.items...)
	return x.String(), nil
}

func deleteKeys(v *jsonValue, keys []any) (string, error) {
	if v.kind != jsonObject && v.kind != jsonArray {
		return "", invalidParameter("cannot delete from scalar")
	}
	gone := func(key string) bool { return slices.Contains(keys, any(key)) }
	out := &jsonValue{kind: v.kind}
	for i, item := range v.items {
		switch {
		case v.kind == jsonObject && gone(v.keys[i]), v.kind == jsonArray && item.kind == jsonString && gone(item.str):
			continue
		case v.kind == jsonObject:
			out.keys = append(out.keys, v.keys[i])
		}
		out.items = append(out.items, item)
	}
	return out.String(), nil
}

func deleteIndex(s string, n int64) (string, error) {
	v := jsonText(s)
	switch v.kind {
	case jsonObject:
		return "", invalidParameter("cannot delete from object using integer index")
	case jsonArray:
	default:
		return "", invalidParameter("cannot delete from scalar")
	}
	if n < 0 {
		n += int64(len(v.items))
	}
	if n >= 0 && n < int64(len(v.items)) {
		v.items = slices.Delete(v.items, int(n), int(n)+1)
	}
	return v.String(), nil
}

// pretty writes one value a line, indented by four spaces a level.
func (v *jsonValue) pretty(b *strings.Builder, level int) {
	open, closing := "[", "]"
	switch v.kind {
	case jsonObject:
		open, closing = "{", "}"
	case jsonArray:
	default:
		v.write(b)
		return
	}
	b.WriteString(open)
	for i, item := range v.items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n" + strings.Repeat("    ", level+1))
		if v.kind == jsonObject {
			quoteJSON(b, v.keys[i])
			b.WriteString(": ")
		}
		item.pretty(b, level+1)
	}
	b.WriteString("\n" + strings.Repeat("    ", level) + closing)
}
