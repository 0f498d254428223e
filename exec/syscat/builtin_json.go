package syscat

import (
	"strconv"
	"strings"
)

// This file has the operators that look into json and jsonb. Both are texts; jsonb's is in its normal form.

// jsonForms is what json and jsonb functions differ in: how a value inside a text is printed.
type jsonForm struct {
	read  func(string) (*jsonValue, error)
	print func(*jsonValue) string
}

var (
	asJSON  = jsonForm{readJSON, func(v *jsonValue) string { return v.raw }}
	asJSONB = jsonForm{readJSONB, (*jsonValue).String}
)

// text is a value as ->> returns it: a string bare, null as NULL.
func (f jsonForm) text(v *jsonValue) any {
	switch v.kind {
	case jsonNull:
		return nil
	case jsonString:
		return v.str
	}
	return f.print(v)
}

// field is the value under a key, the last of several; nil if there is none.
func (v *jsonValue) field(key string) *jsonValue {
	if v.kind != jsonObject {
		return nil
	}
	for i := len(v.keys) - 1; i >= 0; i-- {
		if v.keys[i] == key {
			return v.items[i]
		}
	}
	return nil
}

// element is item n of an array, from its end if below 0; nil if there is none.
func (v *jsonValue) element(n int64) *jsonValue {
	if n < 0 {
		n += int64(len(v.items))
	}
	if v.kind != jsonArray || n < 0 || n >= int64(len(v.items)) {
		return nil
	}
	return v.items[n]
}

// path follows keys and indexes; nil where it leads nowhere. NULL leads nowhere.
func (v *jsonValue) path(steps *Array) *jsonValue {
	for _, s := range steps.Items {
		step, ok := s.(string)
		if !ok || v == nil {
			return nil
		}
		switch v.kind {
		case jsonObject:
			v = v.field(step)
		case jsonArray:
			n, err := strconv.ParseInt(strings.TrimSpace(step), 10, 32)
			if err != nil {
				return nil
			}
			v = v.element(n)
		default:
			return nil
		}
	}
	return v
}

func init() {
	for prefix, f := range map[string]jsonForm{"json_": asJSON, "jsonb_": asJSONB} {
		look := func(name string, find func(*jsonValue, any) *jsonValue) {
			of := func(show func(*jsonValue) any) Func {
				return func(_ *Call, a []any) (any, error) {
					v, err := f.read(a[0].(string))
					if err != nil {
						return nil, err
					}
					if v = find(v, a[1]); v == nil {
						return nil, nil
					}
					return show(v), nil
				}
			}
			register(map[string]Func{
				prefix + name:           of(func(v *jsonValue) any { return f.print(v) }),
				prefix + name + "_text": of(f.text),
			})
		}
		look("object_field", func(v *jsonValue, key any) *jsonValue { return v.field(key.(string)) })
		look("array_element", func(v *jsonValue, n any) *jsonValue {
			if prefix == "jsonb_" && v.kind != jsonArray && v.kind != jsonObject && (n == int64(0) || n == int64(-1)) {
				return v // a scalar is kept as an array of one
			}
			return v.element(n.(int64))
		})
		look("extract_path", func(v *jsonValue, steps any) *jsonValue { return v.path(steps.(*Array)) })
		registerJSONParts(prefix, f)
	}
}

// jsonKindNames are what json_typeof says.
var jsonKindNames = [...]string{"null", "string", "number", "boolean", "boolean", "array", "object"}

func registerJSONParts(prefix string, f jsonForm) {
	wrong := func(format string, args ...any) error { return invalidParameter(format, args...) }
	register(map[string]Func{
		prefix + "typeof": fn1e(func(s string) (string, error) {
			v, err := f.read(s)
			if err != nil {
				return "", err
			}
			return jsonKindNames[v.kind], nil
		}),
		prefix + "array_length": fn1e(func(s string) (int64, error) {
			v, err := f.read(s)
			switch {
			case err != nil:
				return 0, err
			case v.kind == jsonObject:
				return 0, wrong("cannot get array length of a non-array")
			case v.kind != jsonArray:
				return 0, wrong("cannot get array length of a scalar")
			}
			return int64(len(v.items)), nil
		}),
		prefix + "strip_nulls": fn1e(func(s string) (string, error) {
			v, err := f.read(s)
			if err != nil {
				return "", err
			}
			v.stripNulls()
			if prefix == "jsonb_" {
				return v.String(), nil
			}
			var b strings.Builder
			v.compact(&b)
			return b.String(), nil
		}),
	})
	registerJSONSets(prefix, f)
}

// stripNulls drops the fields that are null, of objects at every depth.
func (v *jsonValue) stripNulls() {
	keys, items := v.keys, v.items
	if v.kind == jsonObject {
		v.keys, v.items = nil, nil
		for i, item := range items {
			if item.kind != jsonNull {
				v.keys, v.items = append(v.keys, keys[i]), append(v.items, item)
			}
		}
	}
	for _, item := range v.items {
		item.stripNulls()
	}
}

// compact writes json without any white space, numbers and strings as they were written.
func (v *jsonValue) compact(b *strings.Builder) {
	switch v.kind {
	case jsonArray:
		b.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.compact(b)
		}
		b.WriteByte(']')
	case jsonObject:
		b.WriteByte('{')
		for i, item := range v.items {
			if i > 0 {
				b.WriteByte(',')
			}
			quoteJSON(b, v.keys[i])
			b.WriteByte(':')
			item.compact(b)
		}
		b.WriteByte('}')
	case jsonString:
		quoteJSON(b, v.str)
	default:
		b.WriteString(v.raw)
	}
}

// jsonText reads a jsonb argument, which is known to be valid.
func jsonText(s any) *jsonValue {
	v, err := readJSONB(s.(string))
	if err != nil {
		panic("syscat: " + err.Error())
	}
	return v
}
