package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"asof/catalog"
	"asof/catalog/password"
)

// bootstrap makes the roles of --users that the catalog does not have. What is in the catalog stays as it is: the file is for the
// first start, ALTER ROLE for what comes later.
func (m *Main) bootstrap(ctx context.Context, cat *catalog.Catalog) error {
	if m.Config.Users == "" {
		return nil
	}
	if err := private(m.Config.Users); err != nil {
		return fmt.Errorf("--users: %w", err)
	}
	content, err := os.ReadFile(m.Config.Users)
	if err != nil {
		return fmt.Errorf("--users: %w", err)
	}
	for n, line := range strings.Split(string(content), "\n") {
		if line = strings.TrimSuffix(line, "\r"); strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		role, err := userLine(line) // its error does not say what is in the line
		if err != nil {
			return fmt.Errorf("--users %s, line %d: %w", m.Config.Users, n+1, err)
		}
		if err := bootstrapRole(ctx, cat, role); err != nil {
			return err
		}
	}
	return nil
}

// userLine reads name:password[:superuser]; the password may be a SCRAM-SHA-256 verifier.
func userLine(line string) (*catalog.Role, error) {
	name, secret, ok := strings.Cut(line, ":")
	role := &catalog.Role{Name: strings.TrimSpace(name), Login: true, Inherit: true, ConnLimit: -1}
	if secret, role.Superuser = strings.CutSuffix(secret, ":superuser"); !ok || role.Name == "" || secret == "" {
		return nil, fmt.Errorf("write name:password or name:password:superuser")
	}
	if catalog.ReservedRole(role.Name) {
		return nil, fmt.Errorf("role name %q is reserved", role.Name)
	}
	if _, ok := password.Parse(secret); ok {
		role.Verifier = catalog.Secret(secret)
		return role, nil
	}
	v, err := password.New(secret, rand.Reader)
	if err != nil {
		return nil, err
	}
	role.Verifier = catalog.Secret(v.String())
	return role, nil
}

// bootstrapRole puts a role in the catalog, unless there is one of that name. The predefined superuser may be given a password.
func bootstrapRole(ctx context.Context, cat *catalog.Catalog, role *catalog.Role) error {
	if have, ok := cat.Snapshot().Role(role.Name); ok {
		if !catalog.Predefined(role.Name) || have.Verifier != "" {
			return nil
		}
		given := *have
		given.Verifier = role.Verifier
		return cat.Apply(ctx, catalog.BootstrapRole, catalog.Change{New: &given})
	}
	id, err := cat.NextID(ctx)
	if err != nil {
		return err
	}
	role.OID = catalog.RoleOID(id)
	return cat.Apply(ctx, catalog.BootstrapRole, catalog.Change{New: role})
}

// somebody refuses to serve where nobody could log in.
func (m *Main) somebody(cat *catalog.Catalog) error {
	if m.Config.Auth != "scram" {
		return nil
	}
	for _, r := range cat.Snapshot().Roles() {
		if r.Login && r.Verifier != "" {
			return nil
		}
	}
	return fmt.Errorf("--auth scram: no role has a password; name the first ones with --users FILE, a line each: name:password:superuser")
}
