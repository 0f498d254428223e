package exec

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// keepsReaders refuses to put v in the place of a view's current version if it lacks what others read of it: views over views
// follow the views below them (R16).
func keepsReaders(snap *catalog.Snapshot, view, v *catalog.FeatureView) error {
	old := view.Serving()
	for _, d := range snap.Dependents(view) {
		reader, ok := d.(*catalog.FeatureView)
		if !ok {
			continue // a service has pinned its version
		}
		refuse := func(what string, args ...any) error {
			return sqlerr.New(sqlerr.DependentObjects, "cannot replace feature view %q because feature view %q reads "+what, append([]any{v.Name, reader.Name}, args...)...).
				WithHint("Keep the keys and the columns that others read, with their types; or drop feature view %s first.", catalog.QuoteIdent(reader.Name))
		}
		if !slices.EqualFunc(old.Keys, v.Keys, func(a, b catalog.Key) bool { return a.Column == b.Column }) || !slices.Equal(old.Request, v.Request) {
			return refuse("it by its keys and request parameters")
		}
		for _, name := range columnsRead(reader, v.Name) {
			was, _ := featureType(old, name)
			if is, ok := featureType(v, name); !ok || is != was {
				return refuse("its column %q", name)
			}
		}
	}
	return nil
}

// columnsRead are the columns of the view called name that a derived view reads, in any of its versions, those of
// a version that it names left out.
func columnsRead(reader *catalog.FeatureView, name string) []string {
	var out []string
	note := func(of *catalog.FeatureView, parts []catalog.Part) {
		for _, p := range parts {
			if p.Kind == catalog.PartColumn && of.Views[p.Index].Name == name && of.Views[p.Index].Version == 0 && !slices.Contains(out, p.Text) {
				out = append(out, p.Text)
			}
		}
	}
	for _, v := range reader.Versions() {
		for _, f := range v.Features {
			note(v, f.Expr)
		}
		note(v, v.Filter)
	}
	return out
}

func featureType(v *catalog.FeatureView, name string) (sqltype.Type, bool) {
	for _, c := range v.Columns {
		if c.Name == name {
			return c.Type, true
		}
	}
	return sqltype.Type{}, false
}
