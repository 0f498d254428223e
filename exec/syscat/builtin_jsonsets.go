package syscat

// registerJSONSets has the functions that make rows of the parts of an array or object.
func registerJSONSets(prefix string, f jsonForm) {
	wrong := func(format string, args ...any) error { return invalidParameter(format, args...) }
	elements := func(name string, show func(*jsonValue) any) {
		registerSets(map[string]SetFunc{prefix + name: func(_ *Call, a []any) ([][]any, error) {
			v, err := f.read(a[0].(string))
			function := prefix + name
			switch {
			case err != nil:
				return nil, err
			case v.kind == jsonArray:
			case prefix == "jsonb_" && v.kind == jsonObject:
				return nil, wrong("cannot extract elements from an object")
			case prefix == "jsonb_":
				return nil, wrong("cannot extract elements from a scalar")
			case v.kind == jsonObject:
				return nil, wrong("cannot call %s on a non-array", function)
			default:
				return nil, wrong("cannot call %s on a scalar", function)
			}
			var rows [][]any
			for _, item := range v.items {
				rows = append(rows, []any{show(item)})
			}
			return rows, nil
		}})
	}
	elements("array_elements", func(v *jsonValue) any { return f.print(v) })
	elements("array_elements_text", f.text)
	each := func(name string, row func(key string, v *jsonValue) []any) {
		registerSets(map[string]SetFunc{prefix + name: func(_ *Call, a []any) ([][]any, error) {
			v, err := f.read(a[0].(string))
			function := prefix + name
			switch {
			case err != nil:
				return nil, err
			case v.kind == jsonObject:
			case function == "json_each" || function == "json_each_text":
				if v.kind == jsonArray {
					return nil, wrong("cannot deconstruct an array as an object")
				}
				return nil, wrong("cannot deconstruct a scalar")
			case prefix == "jsonb_" && name != "object_keys":
				return nil, wrong("cannot call %s on a non-object", function)
			case v.kind == jsonArray:
				return nil, wrong("cannot call %s on an array", function)
			default:
				return nil, wrong("cannot call %s on a scalar", function)
			}
			var rows [][]any
			for i, item := range v.items {
				rows = append(rows, row(v.keys[i], item))
			}
			return rows, nil
		}})
	}
	each("each", func(key string, v *jsonValue) []any { return []any{key, f.print(v)} })
	each("each_text", func(key string, v *jsonValue) []any { return []any{key, f.text(v)} })
	each("object_keys", func(key string, _ *jsonValue) []any { return []any{key} })
}
