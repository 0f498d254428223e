package syscat

import (
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file makes JSON of values of every type.

// appendAsJSON writes a value as to_json does. Of times the form is ISO 8601 whatever the session's style is.
func (e *Env) appendAsJSON(b *strings.Builder, typ uint32, v any, pretty bool) error {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
		return nil
	case bool:
		if v {
			b.WriteString("true")
		} else {
			b.WriteString("false")
		}
		return nil
	case *Array:
		if typ != oidInt2Vector && typ != oidOIDVector {
			at := 0
			return e.appendArrayJSON(b, v, 0, &at, pretty)
		}
	case *Record:
		return e.appendRecordJSON(b, v, pretty)
	case days, micros:
		s, err := e.isoTime(typ, v)
		quoteJSON(b, s)
		return err
	}
	s, err := e.output(typ, v)
	if err != nil {
		return err
	}
	switch typ {
	case oidJSON, oidJSONB:
		b.WriteString(s)
	case oidInt2, oidInt4, oidInt8, oidFloat4, oidFloat8, oidNumeric:
		if _, err := readJSON(s); err == nil {
			b.WriteString(s)
			return nil
		}
		quoteJSON(b, s) // NaN and the infinities
	default:
		quoteJSON(b, s)
	}
	return nil
}

// isoTime writes a date or timestamp with a T, and its zone as hours and minutes.
func (e *Env) isoTime(typ uint32, v any) (string, error) {
	f := *sqltype.ISO
	f.Location = e.Format.Location
	t, _ := sqltype.ByOID(typ)
	s := string(sqltype.AppendText(nil, t, v, &f))
	if typ == oidDate || len(s) < 11 || s[len(s)-1] == 'y' {
		return s, nil
	}
	s = strings.Replace(s, " ", "T", 1)
	if typ == oidTimestampTZ {
		bare, bc := strings.CutSuffix(s, " BC")
		if n := len(bare); n > 3 && (bare[n-3] == '+' || bare[n-3] == '-') {
			bare += ":00"
		}
		if s = bare; bc {
			s += " BC"
		}
	}
	return s, nil
}

func (e *Env) appendArrayJSON(b *strings.Builder, a *Array, level int, at *int, pretty bool) error {
	if len(a.Dims) == 0 {
		b.WriteString("[]")
		return nil
	}
	separator := ","
	if pretty && level == 0 {
		separator = ",\n "
	}
	b.WriteByte('[')
	for i := range a.Dims[level].Len {
		if i > 0 {
			b.WriteString(separator)
		}
		var err error
		if level+1 < len(a.Dims) {
			err = e.appendArrayJSON(b, a, level+1, at, false)
		} else {
			err = e.appendAsJSON(b, a.Elem, a.Items[*at], false)
			*at++
		}
		if err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

func (e *Env) appendRecordJSON(b *strings.Builder, r *Record, pretty bool) error {
	b.WriteByte('{')
	for i, v := range r.Fields {
		if i > 0 {
			b.WriteByte(',')
			if pretty {
				b.WriteString("\n ")
			}
		}
		quoteJSON(b, r.Names[i])
		b.WriteByte(':')
		if err := e.appendAsJSON(b, r.Types[i], v, false); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// asJSONText is to_json.
func (e *Env) asJSONText(typ uint32, v any, pretty bool) (string, error) {
	var b strings.Builder
	err := e.appendAsJSON(&b, typ, v, pretty)
	return b.String(), err
}

// asJSONBText is to_jsonb: a value's JSON in the normal form.
func (e *Env) asJSONBText(typ uint32, v any) (string, error) {
	s, err := e.asJSONText(typ, v, false)
	if err != nil {
		return "", err
	}
	return canonicalJSON(s)
}

func init() {
	pretty := func(a []any) bool { return len(a) > 1 && a[1].(bool) }
	whole := func(c *Call, a []any) (any, error) { return result(c.asJSONText(c.Args[0], a[0], pretty(a))) }
	register(map[string]Func{
		"to_json":     func(c *Call, a []any) (any, error) { return result(c.asJSONText(c.Args[0], a[0], false)) },
		"to_jsonb":    func(c *Call, a []any) (any, error) { return result(c.asJSONBText(c.Args[0], a[0])) },
		"row_to_json": whole, "row_to_json_pretty": whole, "array_to_json": whole, "array_to_json_pretty": whole,
		"json_build_array":          func(c *Call, a []any) (any, error) { return result(c.buildArray(a)) },
		"jsonb_build_array":         func(c *Call, a []any) (any, error) { return normalized(c.buildArray(a)) },
		"json_build_object":         func(c *Call, a []any) (any, error) { return result(c.buildObject(a)) },
		"jsonb_build_object":        func(c *Call, a []any) (any, error) { return normalized(c.buildObject(a)) },
		"json_build_array_noargs":   func(*Call, []any) (any, error) { return "[]", nil },
		"jsonb_build_array_noargs":  func(*Call, []any) (any, error) { return "[]", nil },
		"json_build_object_noargs":  func(*Call, []any) (any, error) { return "{}", nil },
		"jsonb_build_object_noargs": func(*Call, []any) (any, error) { return "{}", nil },
		"json_object":               fn1e(objectOfPairs),
		"jsonb_object":              func(_ *Call, a []any) (any, error) { return normalized(objectOfPairs(a[0].(*Array))) },
		"json_object_two_arg":       fn2e(objectOfArrays),
		"jsonb_object_two_arg":      func(_ *Call, a []any) (any, error) { return normalized(objectOfArrays(a[0].(*Array), a[1].(*Array))) },
	})
}

// normalized brings a json text to jsonb's form.
func normalized(s string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return result(canonicalJSON(s))
}

func (c *Call) buildArray(a []any) (string, error) {
	var b strings.Builder
	b.WriteByte('[')
	for i, v := range a {
		if i > 0 {
			b.WriteString(", ")
		}
		if err := c.appendAsJSON(&b, c.Args[i], v, false); err != nil {
			return "", err
		}
	}
	b.WriteByte(']')
	return b.String(), nil
}

// appendKey writes the name of a field, which may be of any type but an array, a record or json.
func (e *Env) appendKey(b *strings.Builder, typ uint32, v any) error {
	switch {
	case typ == oidJSON || typ == oidJSONB || elemType(typ) != 0:
		return invalidParameter("key value must be scalar, not array, composite, or json")
	}
	if _, ok := v.(*Record); ok {
		return invalidParameter("key value must be scalar, not array, composite, or json")
	}
	s, err := e.asJSONText(typ, v, false)
	if err != nil {
		return err
	}
	if strings.HasPrefix(s, `"`) {
		b.WriteString(s)
		return nil
	}
	quoteJSON(b, s)
	return nil
}

func (c *Call) buildObject(a []any) (string, error) {
	if len(a)%2 != 0 {
		function := "json_build_object()"
		if c.Result == oidJSONB {
			function = "jsonb_build_object()"
		}
		return "", invalidParameter("argument list must have even number of elements").
			WithHint("The arguments of %s must consist of alternating keys and values.", function)
	}
	var b strings.Builder
	b.WriteByte('{')
	for i := 0; i < len(a); i += 2 {
		if i > 0 {
			b.WriteString(", ")
		}
		if a[i] == nil {
			if c.Result == oidJSONB {
				return "", invalidParameter("argument %d: key must not be null", i+1)
			}
			return "", invalidParameter("argument %d cannot be null", i+1).WithHint("Object keys should be text.")
		}
		if err := c.appendKey(&b, c.Args[i], a[i]); err != nil {
			return "", err
		}
		b.WriteString(" : ")
		if err := c.appendAsJSON(&b, c.Args[i+1], a[i+1], false); err != nil {
			return "", err
		}
	}
	b.WriteByte('}')
	return b.String(), nil
}

// objectOfPairs makes an object of an array of keys and values in turn, or of pairs of them.
func objectOfPairs(a *Array) (string, error) {
	switch {
	case len(a.Dims) == 0:
		return "{}", nil
	case len(a.Dims) == 1 && len(a.Items)%2 != 0:
		return "", sqlerr.New(codeArray, "array must have even number of elements")
	case len(a.Dims) == 2 && a.Dims[1].Len != 2:
		return "", sqlerr.New(codeArray, "array must have two columns")
	case len(a.Dims) > 2:
		return "", sqlerr.New(codeArray, "wrong number of array subscripts")
	}
	var b strings.Builder
	b.WriteByte('{')
	for i := 0; i < len(a.Items); i += 2 {
		if i > 0 {
			b.WriteString(", ")
		}
		if err := appendTextPair(&b, a.Items[i], a.Items[i+1]); err != nil {
			return "", err
		}
	}
	b.WriteByte('}')
	return b.String(), nil
}

func appendTextPair(b *strings.Builder, key, value any) error {
	if key == nil {
		return sqlerr.New(codeNullValue, "null value not allowed for object key")
	}
	quoteJSON(b, key.(string))
	b.WriteString(" : ")
	if value == nil {
		b.WriteString("null")
		return nil
	}
	quoteJSON(b, value.(string))
	return nil
}

func objectOfArrays(keys, values *Array) (string, error) {
	switch {
	case len(keys.Dims) > 1 || len(keys.Dims) != len(values.Dims):
		return "", sqlerr.New(codeArray, "wrong number of array subscripts")
	case len(keys.Items) != len(values.Items):
		return "", sqlerr.New(codeArray, "mismatched array dimensions")
	}
	var b strings.Builder
	b.WriteByte('{')
	for i := range keys.Items {
		if i > 0 {
			b.WriteString(", ")
		}
		if err := appendTextPair(&b, keys.Items[i], values.Items[i]); err != nil {
			return "", err
		}
	}
	b.WriteByte('}')
	return b.String(), nil
}
