package plan

import "asof/catalog"

// Need is a right that a query asks for.
type Need struct {
	User   catalog.User // the query's, or the owner of a view or service through which it reads
	On     catalog.Target
	Rights catalog.Rights
}

// Schema is the schema that the target is in.
func (n Need) Schema() string {
	if n.On.Class == catalog.OnSystem {
		return "asof"
	}
	return "public"
}
