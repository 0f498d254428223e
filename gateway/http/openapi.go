package http

import (
	"encoding/json"
	"net/http"
	"net/url"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// object is a JSON object of the OpenAPI document.
type object map[string]any

// openAPI describes the interface, with a path for each view and service that the role may read (OpenAPI 3.1).
func (s *Server) openAPI(w http.ResponseWriter, r *http.Request) error {
	who, err := s.who(r)
	if err != nil {
		return err
	}
	doc, err := json.Marshal(document(s.Snapshot(), who.user, s.Version, s.MaxEntities))
	if err != nil {
		return err
	}
	return send(w, r, doc)
}

// document is made anew for each request: it is asked for seldom, and the catalog changes.
func document(snap *catalog.Snapshot, user catalog.User, version string, most int) object {
	paths := object{}
	add := func(folder string, meta *catalog.Meta, sh *shape) {
		if snap.Allowed(user, catalog.Target{Class: catalog.OnRelation, Name: meta.Name}, catalog.Select) {
			paths["/v1/"+folder+"/"+url.PathEscape(meta.Name)] = object{"post": operation(folder, meta, sh, most)}
		}
	}
	for _, v := range snap.Views() {
		if sh, ok := viewShape(snap, v.Name); ok {
			add("views", &v.Meta, sh)
		}
	}
	for _, v := range snap.Services() {
		if sh, ok := serviceShape(snap, v.Name); ok {
			add("services", &v.Meta, sh)
		}
	}
	operate := func(path, summary string) object {
		get := object{"summary": summary, "responses": object{"200": object{"description": "Yes.",
			"content": object{"text/plain": object{"schema": object{"type": "string"}}}}}}
		paths[path] = object{"get": get}
		return get
	}
	operate("/healthz", "The process lives.")["security"] = []any{}
	operate("/readyz", "The catalog and the online store answer.")["security"] = []any{}
	operate("/metrics", "Metrics in the format of Prometheus.")
	return object{"openapi": "3.1.0", "info": object{"title": "asof", "version": version},
		"paths":    paths,
		"security": []any{object{"token": []any{}}},
		"components": object{
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}},
			"schemas":         object{"Problem": problemSchema},
		}}
}

// operation describes the read of a view or a service.
func operation(folder string, meta *catalog.Meta, sh *shape, most int) object {
	summary := meta.Comment
	if summary == "" {
		summary = meta.Description
	}
	properties, required := object{
		"features": object{"type": "array", "items": object{"enum": namesOf(sh.all.columns)}, "uniqueItems": true, "minItems": 1,
			"description": "The features that are wanted, in this order; left out, all."},
		"numbers": object{"enum": []string{"exact", "text"}, "default": "exact", "description": "Whether bigint and numeric are numbers with all their digits, or strings."},
	}, []string{}
	for _, part := range []struct {
		field   string
		columns []sqltype.Column
	}{{"entities", sh.keys}, {"request", sh.request}} {
		if len(part.columns) == 0 {
			continue
		}
		properties[part.field] = columnsSchema(part.columns, most)
		required = append(required, part.field)
	}
	op := object{"operationId": folder + "_" + meta.Name, "tags": []string{folder},
		"requestBody": object{"required": true, "content": object{"application/json": object{
			"schema": object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}}}},
		"responses": object{
			"200":     object{"description": "A row of features for each entity, in the order asked.", "content": object{"application/json": object{"schema": answerSchema(sh)}}},
			"default": object{"description": "What is wrong.", "content": object{"application/json": object{"schema": object{"$ref": "#/components/schemas/Problem"}}}},
		}}
	if summary != "" {
		op["summary"] = summary
	}
	if meta.Status == "deprecated" {
		op["deprecated"] = true
	}
	return op
}

// columnsSchema is that of keys or request parameters: one value, or an array with one for each entity.
func columnsSchema(columns []sqltype.Column, most int) object {
	properties := object{}
	for _, c := range columns {
		one := valueSchema(c.Type)
		properties[c.Name] = object{"anyOf": []any{one, object{"type": "array", "items": one, "maxItems": most}}}
	}
	return object{"type": "object", "properties": properties, "required": namesOf(columns), "additionalProperties": false}
}

func namesOf(columns []sqltype.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// answerSchema has the features in their order, as they are if none are chosen.
func answerSchema(sh *shape) object {
	row := make([]any, len(sh.all.columns))
	for i, f := range sh.all.columns {
		schema := valueSchema(f.Type)
		schema["title"] = f.Name
		row[i] = schema
	}
	text := object{"type": "string"}
	moment := object{"type": []string{"string", "null"}, "format": "date-time"}
	list := func(of any) object { return object{"type": "array", "items": of} }
	return object{"type": "object", "required": []string{"features", "types", "rows", "event_times", "as_of", "status"}, "properties": object{
		"features": list(object{"enum": namesOf(sh.all.columns)}), "types": list(text),
		"rows":        list(object{"type": "array", "prefixItems": row}),
		"event_times": list(moment), "as_of": list(moment), "status": list(object{"enum": []string{"found", "absent"}}),
		"notices": list(object{"type": "object", "properties": object{"code": text, "message": text, "hint": text}}),
	}}
}

// valueSchema is how values of a type are written, NULL among them.
func valueSchema(t sqltype.Type) object {
	if t.Array {
		return object{"type": []string{"array", "null"}, "items": valueSchema(t.Elem())}
	}
	schema := func(format string, types ...string) object {
		s := object{"type": append(types, "null"), "description": t.String()}
		if format != "" {
			s["format"] = format
		}
		return s
	}
	switch t.ID {
	case sqltype.Bool:
		return schema("", "boolean")
	case sqltype.Int2, sqltype.Int4, sqltype.OID:
		return schema("int32", "integer", "string")
	case sqltype.Int8:
		return schema("int64", "integer", "string")
	case sqltype.Float4:
		return schema("float", "number", "string")
	case sqltype.Float8:
		return schema("double", "number", "string")
	case sqltype.Numeric:
		return schema("", "number", "string")
	case sqltype.JSON:
		return object{"description": t.String()}
	case sqltype.Bytea:
		s := schema("", "string")
		s["contentEncoding"] = "base64"
		return s
	case sqltype.Date:
		return schema("date", "string")
	case sqltype.TimestampTZ:
		return schema("date-time", "string")
	case sqltype.UUID:
		return schema("uuid", "string")
	}
	return schema("", "string")
}

var problemSchema = object{"type": "object", "required": []string{"code", "message"}, "properties": object{
	"code":     object{"type": "string", "description": "SQLSTATE"},
	"message":  object{"type": "string"},
	"detail":   object{"type": "string"},
	"hint":     object{"type": "string"},
	"position": object{"type": "integer", "description": "Where in the body, in characters from 1."},
}}
