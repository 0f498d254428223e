package parser

import (
	"fmt"
	"reflect"
	"strings"

	"asof/planner/ast"
)

// dump prints a tree compactly, one node a line, spans as the client's text in « ».
func dump(text *ast.Text, v any) string {
	var b strings.Builder
	d := dumper{&b, text}
	d.value(reflect.ValueOf(v), 0)
	return b.String()
}

type dumper struct {
	b    *strings.Builder
	text *ast.Text
}

var (
	spanType  = reflect.TypeFor[ast.Span]()
	nameType  = reflect.TypeFor[ast.Name]()
	qnameType = reflect.TypeFor[ast.QName]()
	textType  = reflect.TypeFor[ast.Text]()
	blockType = reflect.TypeFor[*ast.Block]()
)

// leafText gives what is printed on the line of its field.
func (d dumper) leafText(v reflect.Value) (string, bool) {
	switch v.Type() {
	case spanType:
		return "«" + d.text.Of(v.Interface().(ast.Span)) + "»", true
	case nameType:
		n := v.Interface().(ast.Name)
		return fmt.Sprintf("%s@%d", n.Text, n.Pos), true
	case qnameType:
		q := v.Interface().(ast.QName)
		return fmt.Sprintf("%s|%s@%d-%d", q.Schema, q.Name, q.Pos, q.End), true
	case blockType:
		return "block of «" + d.text.Of(v.Interface().(*ast.Block).Span) + "»", true
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Uint8:
		return fmt.Sprintf("%v", v.Interface()), true
	case reflect.Slice:
		var items []string
		for i := range v.Len() {
			s, ok := d.leafText(v.Index(i))
			if !ok {
				return "", false
			}
			items = append(items, s)
		}
		return strings.Join(items, ", "), v.Len() > 0
	}
	return "", false
}

func (d dumper) value(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Bool {
			fmt.Fprintf(d.b, "%s%v\n", strings.Repeat("  ", depth), v.Elem())
			return
		}
		d.value(v.Elem(), depth)
	case reflect.Slice:
		for i := range v.Len() {
			d.value(v.Index(i), depth)
		}
	case reflect.Struct:
		indent := strings.Repeat("  ", depth)
		var line []string
		type child struct {
			name string
			v    reflect.Value
		}
		var children []child
		d.fields(v, func(name string, f reflect.Value) {
			if s, ok := d.leafText(f); ok {
				line = append(line, name+"="+strings.ReplaceAll(s, "\n", "⏎"))
			} else {
				children = append(children, child{name, f})
			}
		})
		fmt.Fprintf(d.b, "%s%s %s\n", indent, v.Type().Name(), strings.Join(line, " "))
		for _, c := range children {
			fmt.Fprintf(d.b, "%s  %s:\n", indent, c.name)
			d.value(c.v, depth+2)
		}
	}
}

// fields calls f for every field that says something, those of embedded structs included.
func (d dumper) fields(v reflect.Value, f func(string, reflect.Value)) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if value.Type() == textType || value.IsZero() || field.Name == "Err" {
			continue
		}
		if field.Anonymous {
			d.fields(value, f)
			continue
		}
		f(field.Name, value)
	}
}
