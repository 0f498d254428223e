package pgcatalog

import (
	"cmp"
	"slices"

	"asof/catalog"
	"asof/catalog/sqltype"
)

func init() {
	replace("pg_authid", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.roles {
			var until any
			if r.ValidUntil != nil {
				until = sqltype.Micros(*r.ValidUntil)
			}
			rows = append(rows, []any{o.owner(r.Name), r.Name, r.Superuser, r.Inherit, r.CreateRole, r.CreateDB, r.Login, r.Replication,
				r.BypassRLS, int64(r.ConnLimit), orNull(r.Verifier.String()), until})
		}
		return byOID(rows)
	})
	replace("pg_auth_members", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.roles {
			for _, m := range r.MemberOf {
				if of, ok := o.role(m.Role); ok {
					rows = append(rows, []any{of, o.owner(r.Name), o.owner(m.Grantor), m.Admin})
				}
			}
		}
		return byOID(rows)
	})
	make1("pg_db_role_setting", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.roles {
			if len(r.Settings) > 0 {
				rows = append(rows, []any{int64(0), o.owner(r.Name), roleSettings(r)})
			}
		}
		return rows
	})
}

func roleSettings(r *catalog.Role) []any {
	out := make([]any, len(r.Settings))
	for i, s := range r.Settings {
		out[i] = s.Name + "=" + s.Value
	}
	return out
}

// byOID orders rows by their first column.
func byOID(rows [][]any) [][]any {
	slices.SortStableFunc(rows, func(a, b []any) int { return cmp.Compare(a[0].(int64), b[0].(int64)) })
	return rows
}
