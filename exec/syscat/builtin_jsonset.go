package syscat

import (
	"slices"
	"strconv"

	"asof/catalog/sqlerr"
)

// This file changes jsonb by a path.

// pathChange is what is done at the end of a path.
type pathChange struct {
	value  *jsonValue // nil deletes
	create bool       // what is not there is made
	insert bool       // an item is put in, and no field replaced
	after  bool       // behind the item that is there
}

func init() {
	register(map[string]Func{
		"jsonb_set": func(_ *Call, a []any) (any, error) {
			return changeJSONB(a[0], a[1], pathChange{value: jsonText(a[2]), create: a[3].(bool)})
		},
		"jsonb_insert": func(_ *Call, a []any) (any, error) {
			return changeJSONB(a[0], a[1], pathChange{value: jsonText(a[2]), create: true, insert: true, after: a[3].(bool)})
		},
		"jsonb_delete_path": func(_ *Call, a []any) (any, error) { return changeJSONB(a[0], a[1], pathChange{}) },
		"jsonb_set_lax":     jsonbSetLax,
	})
}

func jsonbSetLax(_ *Call, a []any) (any, error) {
	if a[0] == nil || a[1] == nil || a[3] == nil {
		return nil, nil
	}
	if a[4] == nil {
		return nil, invalidParameter("null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or \"raise_exception\"")
	}
	if a[2] != nil {
		return changeJSONB(a[0], a[1], pathChange{value: jsonText(a[2]), create: a[3].(bool)})
	}
	switch a[4].(string) {
	case "raise_exception":
		return nil, sqlerr.New(codeNullValue, "JSON value must not be null").WithDetail("Exception was raised because null_value_treatment is \"raise_exception\".").
			WithHint("To avoid, either change the null_value_treatment argument or ensure that an SQL NULL is not passed.")
	case "use_json_null":
		return changeJSONB(a[0], a[1], pathChange{value: &jsonValue{kind: jsonNull}, create: a[3].(bool)})
	case "delete_key":
		return changeJSONB(a[0], a[1], pathChange{})
	case "return_target":
		return a[0], nil
	}
	return nil, invalidParameter("null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or \"raise_exception\"")
}

func changeJSONB(target, path any, change pathChange) (any, error) {
	steps := path.(*Array)
	if len(steps.Dims) > 1 {
		return nil, sqlerr.New(codeArray, "wrong number of array subscripts")
	}
	v := jsonText(target)
	if v.kind != jsonObject && v.kind != jsonArray {
		if change.value == nil {
			return nil, invalidParameter("cannot delete path in scalar")
		}
		return nil, invalidParameter("cannot set path in scalar")
	}
	if len(steps.Items) == 0 || len(v.items) == 0 && !change.create {
		return v.String(), nil
	}
	if err := v.change(steps.Items, 0, change); err != nil {
		return nil, err
	}
	return v.String(), nil
}

func (v *jsonValue) change(path []any, level int, c pathChange) error {
	if path[level] == nil {
		return sqlerr.New(codeNullValue, "path element at position %d is null", level+1)
	}
	step, last := path[level].(string), level == len(path)-1
	switch v.kind {
	case jsonObject:
		return v.changeField(step, path, level, last, c)
	case jsonArray:
		n, err := strconv.ParseInt(step, 10, 32)
		if err != nil {
			return sqlerr.New(sqlerr.InvalidTextRepresentation, "path element at position %d is not an integer: \"%s\"", level+1, step)
		}
		return v.changeItem(n, path, level, last, c)
	}
	return nil
}

func (v *jsonValue) changeField(key string, path []any, level int, last bool, c pathChange) error {
	at := slices.Index(v.keys, key)
	switch {
	case !last && at >= 0:
		return v.items[at].change(path, level+1, c)
	case !last:
	case at >= 0 && c.value == nil:
		v.keys, v.items = slices.Delete(v.keys, at, at+1), slices.Delete(v.items, at, at+1)
	case at >= 0 && c.insert:
		return invalidParameter("cannot replace existing key").WithHint("Try using the function jsonb_set to replace key value.")
	case at >= 0:
		v.items[at] = c.value
	case c.value != nil && c.create:
		v.keys, v.items = append(v.keys, key), append(v.items, c.value)
		v.sortKeys()
	}
	return nil
}

func (v *jsonValue) changeItem(n int64, path []any, level int, last bool, c pathChange) error {
	size := int64(len(v.items))
	if n < 0 {
		if -n > size {
			n = -1 // before the first
		} else {
			n += size
		}
	}
	inside := n >= 0 && n < size
	switch {
	case !last && inside:
		return v.items[n].change(path, level+1, c)
	case !last:
	case inside && c.value == nil:
		v.items = slices.Delete(v.items, int(n), int(n)+1)
	case inside && c.insert && c.after:
		v.items = slices.Insert(v.items, int(n)+1, c.value)
	case inside && c.insert:
		v.items = slices.Insert(v.items, int(n), c.value)
	case inside:
		v.items[n] = c.value
	case c.value != nil && c.create && n < 0:
		v.items = slices.Insert(v.items, 0, c.value)
	case c.value != nil && c.create:
		v.items = append(v.items, c.value)
	}
	return nil
}
