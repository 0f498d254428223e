package catalog

import "fmt"

// Change puts New in the place of Old: Old nil creates, New nil drops; a rename is a drop and a create.
type Change struct{ Old, New Object }

// Object is what the change is about: New, or Old if it drops.
func (c Change) Object() Object {
	if c.New != nil {
		return c.New
	}
	return c.Old
}

// Verb is "create", "replace" or "drop".
func (c Change) Verb() string {
	switch {
	case c.Old == nil:
		return "create"
	case c.New == nil:
		return "drop"
	}
	return "replace"
}

// valid refuses a change that no caller may make: of nothing, or of one object into another.
func (c Change) valid() error {
	switch {
	case c.Old == nil && c.New == nil:
		return fmt.Errorf("catalog: a change of nothing")
	case c.Old != nil && c.New != nil && refOf(c.Old) != refOf(c.New):
		return fmt.Errorf("catalog: a change of %s %q into %s %q", c.Old.ObjectKind(), c.Old.ObjectName(), c.New.ObjectKind(), c.New.ObjectName())
	case c.Object().ObjectName() == "":
		return fmt.Errorf("catalog: a %s without a name", c.Object().ObjectKind())
	}
	return nil
}

// ref names an object.
type ref struct {
	kind Kind
	name string
}

func refOf(o Object) ref { return ref{o.ObjectKind(), o.ObjectName()} }

func (r ref) String() string { return fmt.Sprintf("%s %q", r.kind, r.name) }
