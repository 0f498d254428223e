package exec

import (
	"context"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/online"
	"asof/planner/plan"
)

// define applies changes in the session's transaction. What was materialised and is not read any more goes with them.
func (s *Session) define(_ context.Context, changes []catalog.Change) error {
	if len(changes) == 0 {
		return nil
	}
	tx := s.definitions()
	for _, c := range changes {
		if err := tx.Apply(c); err != nil {
			return err
		}
	}
	for _, m := range tx.Snapshot().Unused() {
		if err := tx.Apply(catalog.Change{Old: m}); err != nil {
			return err
		}
	}
	return nil
}

// createSource reads the columns of the files and defines the source with them, frozen (R37).
func (s *Session) createSource(ctx context.Context, n *plan.CreateSource) error {
	src := *n.Source
	fail := func(err error, key string) error {
		e := sqlerr.From(err)
		if pos, ok := n.Positions[key]; ok && e.Code != sqlerr.Internal && e.Position == 0 {
			c := *e
			return c.At(characters(src.Text, pos))
		}
		return err
	}
	path, err := s.engine.Offline.Resolve(src.Location)
	if err != nil {
		return fail(err, "location")
	}
	src.Path = path
	if src.Columns, err = s.engine.Offline.Columns(ctx, &src); err != nil {
		return fail(err, "location")
	}
	if src.EventTime, err = columnName(&src, src.EventTime, "event_time"); err != nil {
		return fail(err, "event_time")
	}
	col, _ := src.Column(src.EventTime)
	if t := col.Type; !isTime(t) {
		return fail(sqlerr.New(sqlerr.InvalidObjectDefinition, "event_time %q is %s, not a timestamp or a date", src.EventTime, t).
			WithHint("Name a column of type timestamptz, timestamp or date; convert the files, or declare the column's type: CREATE SOURCE %s (%s timestamptz, …).",
				src.Name, src.EventTime), "event_time")
	}
	if src.TieBreak != "" {
		if src.TieBreak, err = columnName(&src, src.TieBreak, "tie_break"); err != nil {
			return fail(err, "tie_break")
		}
		if col, _ := src.Column(src.TieBreak); col.Type.Array || col.Type.ID == sqltype.JSON || col.Type.ID == sqltype.Interval {
			return fail(sqlerr.New(sqlerr.InvalidObjectDefinition, "tie_break %q is %s, which has no order that every engine shares", src.TieBreak, col.Type), "tie_break")
		}
	}
	if src.AvailableAt != "" {
		if src.AvailableAt, err = columnName(&src, src.AvailableAt, "available_at"); err != nil {
			return fail(err, "available_at")
		}
		if col, _ := src.Column(src.AvailableAt); !isTime(col.Type) {
			return fail(sqlerr.New(sqlerr.InvalidObjectDefinition, "available_at %q is %s, not a timestamp or a date", src.AvailableAt, col.Type).
				WithHint("Name a column that says when a row could be known, or write available_after = '15 minutes'."), "available_at")
		}
	}
	c := catalog.Change{New: &src}
	if old, ok := s.Snapshot().Source(src.Name); ok {
		c.Old = old
		if err := s.keepsViews(old, &src); err != nil {
			return fail(err, "name")
		}
	}
	return s.define(ctx, []catalog.Change{c})
}

// isTime says whether values of a type are moments.
func isTime(t sqltype.Type) bool {
	return !t.Array && (t.ID == sqltype.TimestampTZ || t.ID == sqltype.Timestamp || t.ID == sqltype.Date)
}

// columnName finds a column as R6 says: exactly, else without case if that is unique.
func columnName(src *catalog.Source, name, option string) (string, error) {
	if _, ok := src.Column(name); ok {
		return name, nil
	}
	var found, all []string
	for _, c := range src.Columns {
		all = append(all, c.Name)
		if strings.EqualFold(c.Name, name) {
			found = append(found, c.Name)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return "", sqlerr.New(sqlerr.UndefinedColumn, "%s column %q does not exist", option, name).
		WithHint("The columns are %s.", strings.Join(all, ", "))
}

// keepsViews refuses another meaning of a source that views read: their history and entries were made by the old one.
func (s *Session) keepsViews(old, new *catalog.Source) error {
	for _, d := range s.Snapshot().Dependents(old) {
		v, ok := d.(*catalog.FeatureView)
		if !ok {
			continue
		}
		same := old.Path == new.Path && old.Format == new.Format && old.EventTime == new.EventTime && old.TieBreak == new.TieBreak &&
			old.AvailableAt == new.AvailableAt && old.AvailableAfter == new.AvailableAfter && old.Loaded == new.Loaded
		for _, version := range v.Versions() {
			for _, r := range version.ReadsOf(old.Name) {
				a, _ := old.Column(r)
				b, _ := new.Column(r)
				same = same && a == b
			}
		}
		if !same {
			return sqlerr.New(sqlerr.DependentObjects, "cannot replace source %q because feature view %q reads it", old.Name, v.Name).
				WithHint("Only columns that no view reads may change. Drop the view first, or create a source with another name.")
		}
	}
	return nil
}

// createView types the view against its source and defines it, or a new version of it, which serves once it is materialised.
func (s *Session) createView(ctx context.Context, n *plan.CreateView, notify func(error)) error {
	v := *n.View
	v.Keys, v.Inputs, v.Aggs = slices.Clone(v.Keys), slices.Clone(v.Inputs), slices.Clone(v.Aggs)
	v.Features, v.Columns = slices.Clone(v.Features), slices.Clone(v.Columns)
	if err := s.checkView(ctx, n, &v); err != nil {
		return err
	}
	derived := v.Kind == catalog.DerivedView
	if v.Online && !derived { // what cannot be kept online is refused here, not by REFRESH
		if _, err := online.NewCodec(&v); err != nil {
			return err
		}
	}
	id, err := s.engine.Catalog.NextID(ctx)
	if err != nil {
		return err
	}
	v.ID, v.Version = uint32(id), 1
	changes := []catalog.Change{{New: &v}}
	if old, ok := s.Snapshot().View(v.Name); ok {
		if err := keepsReaders(s.Snapshot(), old, &v); err != nil {
			return err
		}
		keepComments(old, &v)
		changes = s.Snapshot().ReplaceView(old, &v)
	}
	if err := s.define(ctx, changes); err != nil {
		return err
	}
	if n.Advise && v.Kind != catalog.SnapshotView {
		advise(append(n.Advice, s.adviseWindows(ctx, &v, n.Sources)...), notify)
	}
	if v.Online && !derived && v.Kind != catalog.SnapshotView && (v.TTL == 0 || v.HasUnbounded() || v.MaxRowsFrame() > 0) {
		notify(sqlerr.Notice("feature view %q keeps an entry for every key that it ever saw", v.Name).
			WithHint("A ttl, and RANGE INTERVAL windows in the place of ROWS and unbounded ones, let old keys go."))
	}
	return nil
}

// checkView types a view against what it reads.
func (s *Session) checkView(ctx context.Context, n *plan.CreateView, v *catalog.FeatureView) error {
	if n.Derived != nil {
		return s.engine.Offline.CheckDerived(ctx, n.Derived, n.Filter, v)
	}
	return s.engine.Offline.Check(ctx, n.Sources, n.Entity, v)
}

// defineService types the expressions of a service, as those of a view with its columns, and defines it.
func (s *Session) defineService(ctx context.Context, n *plan.DefineService) error {
	v := &catalog.FeatureView{Meta: n.Service.Meta}
	t := *n.Target
	t.Columns = t.Columns[len(t.Keys):]
	for i, c := range n.Service.Columns {
		v.Features = append(v.Features, catalog.Feature{Column: sqltype.Column{Name: c.Name}, Pos: n.Pos[i]})
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: c.Name, Key: -1, Feature: i})
	}
	if err := s.engine.Offline.CheckDerived(ctx, &t, nil, v); err != nil {
		return err
	}
	svc := *n.Service
	svc.Columns = slices.Clone(svc.Columns)
	for i := range svc.Columns {
		if c := &svc.Columns[i]; !isPlain(c) {
			c.Type = v.Features[i].Type
		}
	}
	changes := slices.Clone(n.Changes)
	changes[0].New = &svc
	return s.define(ctx, changes)
}

func isPlain(c *catalog.ServiceColumn) bool { _, ok := c.Plain(); return ok }

// keepComments gives the features of a view the comments of the one that it replaces.
func keepComments(old, v *catalog.FeatureView) {
	for i := range v.Features {
		for _, f := range old.Features {
			if f.Name == v.Features[i].Name {
				v.Features[i].Comment = f.Comment
			}
		}
	}
}

// characters is the number of characters before a byte offset.
func characters(s string, offset int) int {
	return len([]rune(s[:min(offset, len(s))]))
}
