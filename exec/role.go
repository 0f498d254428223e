package exec

import (
	"context"
	"crypto/rand"

	"asof/catalog"
	"asof/catalog/password"
	"asof/planner/plan"
)

// defineRole makes or changes a role. The password itself is forgotten here: the catalog keeps what proves it.
func (s *Session) defineRole(ctx context.Context, n *plan.DefineRole) error {
	role := *n.New
	if n.Password != "" {
		source := s.engine.Rand
		if source == nil {
			source = rand.Reader
		}
		v, err := password.New(string(n.Password), source)
		if err != nil {
			return err
		}
		role.Verifier = catalog.Secret(v.String())
	}
	c := catalog.Change{New: &role}
	if n.Old != nil {
		c.Old = n.Old
	}
	if role.OID == 0 {
		id, err := s.engine.Catalog.NextID(ctx)
		if err != nil {
			return err
		}
		role.OID = catalog.RoleOID(id)
	}
	return s.define(ctx, append([]catalog.Change{c}, n.Changes...))
}
