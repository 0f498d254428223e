package exec

import (
	"context"
	"fmt"
	"slices"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/rows"
	"asof/planner/plan"
)

// inputFiles are the files that the query reads now: those of its sources, and those that it names itself.
func (d *derivation) inputFiles(ctx context.Context, named []string) ([]catalog.SetFile, error) {
	var out []catalog.SetFile
	add := func(path, source string) error {
		stamps, err := d.s.engine.Offline.Stamps(ctx, path)
		if err != nil {
			return err
		}
		for _, f := range stamps {
			if !slices.ContainsFunc(out, func(o catalog.SetFile) bool { return o.Path == f.Path }) {
				out = append(out, catalog.SetFile{FileStamp: f, Source: source})
			}
		}
		return nil
	}
	for _, o := range d.objects() {
		if src, ok := o.(*catalog.Source); ok && src.Path != "" {
			if err := add(src.Path, src.Name); err != nil {
				return nil, err
			}
		}
	}
	for _, path := range named {
		if err := add(path, ""); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// objects are the definitions that the query reads, and those that they read.
func (d *derivation) objects() []catalog.Object {
	snap := d.s.Snapshot()
	var out []catalog.Object
	add := func(o catalog.Object) {
		for _, r := range snap.ReadBy(o) {
			if !slices.ContainsFunc(out, func(h catalog.Object) bool {
				return h.ObjectKind() == r.ObjectKind() && h.ObjectName() == r.ObjectName()
			}) {
				out = append(out, r)
			}
		}
	}
	for _, rel := range d.n.Query.Relations {
		switch rel := rel.(type) {
		case *plan.SourceScan:
			add(rel.Source)
		case *plan.KeptScan:
			if t, ok := snap.TrainingSet(rel.Set); ok {
				if was, ok := t.At(rel.Version); ok {
					add(was)
				}
			}
		}
	}
	read := targets(d.n.Query)
	for _, t := range read {
		for _, v := range t.Views {
			if !slices.Contains(out, catalog.Object(v.View)) { // one may be read in two versions
				out = append(out, v.View)
			}
		}
	}
	for _, t := range read {
		for _, v := range t.Views {
			add(v.View)
		}
		o, ok := snap.Relation(t.Name)
		if v, view := o.(*catalog.FeatureView); view {
			o = v.Serving()
		}
		if ok {
			add(o)
		}
	}
	return out
}

// definitions are the versions of what the query read. A view that was read as it was materialised has its generation noted.
func (d *derivation) definitions() []catalog.SetDefinition {
	snap := d.s.Snapshot()
	var out []catalog.SetDefinition
	for _, o := range d.objects() {
		def := catalog.SetDefinition{Kind: o.ObjectKind(), Name: o.ObjectName(), Version: versionOf(o), Text: catalog.Canonical(snap, o)}
		if v, ok := snap.View(def.Name); ok && def.Kind == catalog.KindView {
			def.Pinned = v.Serving().Version != def.Version
		}
		def.Generation = d.materialised(o)
		out = append(out, def)
	}
	return out
}

// materialised is the generation that the query reads of a view without AS OF, 0 for none.
func (d *derivation) materialised(o catalog.Object) uint64 {
	var out uint64
	read := func(t *plan.Target, m plan.Moment) {
		for _, v := range t.Views {
			if m.Expr == nil && v.State != nil && o.ObjectKind() == catalog.KindView && v.View.Name == o.ObjectName() {
				out = v.State.Generation
			}
		}
	}
	for _, rel := range d.n.Query.Relations {
		switch rel := rel.(type) {
		case *plan.At:
			read(rel.Target, rel.Moment)
		case *plan.Spine:
			for _, j := range rel.Joins {
				read(j.Target, j.Moment)
			}
		}
	}
	return out
}

// versionOf is the version of a definition that counts them, 0 for others.
func versionOf(o catalog.Object) int {
	switch o := o.(type) {
	case *catalog.FeatureView:
		return o.Version
	case *catalog.Service:
		return o.Version
	case *catalog.TrainingSet:
		return o.Current().Version
	}
	return 0
}

// digest fills the hashes of files. Those that a version before has hashed, and that have the same size and time since, are not
// read again.
func (d *derivation) digest(ctx context.Context, files []catalog.SetFile) error {
	known := map[catalog.FileStamp]string{}
	for _, v := range d.n.Set.Versions {
		for _, f := range v.Files {
			known[f.FileStamp] = f.SHA256
		}
	}
	var total int64
	for i, f := range files {
		if files[i].SHA256 = known[f.FileStamp]; files[i].SHA256 == "" {
			total += f.Size
		}
	}
	h := newHashing(d.s.engine.Now, d.notify, total)
	for i, f := range files {
		if f.SHA256 != "" {
			continue
		}
		var err error
		if files[i].SHA256, err = d.s.engine.Offline.Digest(ctx, f.Path, h.add); err != nil {
			return err
		}
	}
	return nil
}

// unchanged refuses files that were written to while the query read them.
func (d *derivation) unchanged(ctx context.Context, named []string, files []catalog.SetFile) error {
	now, err := d.inputFiles(ctx, named)
	if err != nil {
		return err
	}
	same := func(a, b catalog.SetFile) bool { return a.FileStamp == b.FileStamp }
	if slices.EqualFunc(now, files, same) {
		return nil
	}
	return sqlerr.New(sqlerr.ObjectNotInState, "files changed while the training set was derived from them").
		WithHint("Write new files under a name that no source's path matches, and rename them.")
}

// hashing tells the client now and then how far the hashing of files has come.
type hashing struct {
	now         func() time.Time
	notify      func(error)
	done, total int64
	told        time.Time
}

func newHashing(now func() time.Time, notify func(error), total int64) *hashing {
	return &hashing{now: now, notify: notify, total: total, told: now()}
}

func (h *hashing) add(n int64) {
	h.done += n
	if now := h.now(); now.Sub(h.told) >= tellEvery {
		h.told = now
		h.notify(sqlerr.Notice("hashing files: %d %% of %d MB", h.done*100/max(h.total, 1), h.total>>20))
	}
}

// verifySet compares a version of a training set with what is there now: (kind, name, state, detail) for each input, and for the
// rows themselves.
func (s *Session) verifySet(ctx context.Context, n *plan.VerifySet, notify func(error)) (rows.Rows, error) {
	if err := s.allowed(n.Need); err != nil {
		return nil, err
	}
	v := n.Set.Current()
	out := &rows.Slice{}
	add := func(kind, name, state, detail string) {
		row := []any{kind, name, state, nil}
		if detail != "" {
			row[3] = detail
		}
		out.Rows = append(out.Rows, row)
	}
	for _, d := range v.Definitions {
		state, detail := s.verifyDefinition(d)
		add(string(d.Kind), d.Name, state, detail)
	}
	var total int64
	for _, f := range v.Files {
		total += f.Size
	}
	h := newHashing(s.engine.Now, notify, total)
	for _, f := range v.Files {
		state, detail, err := s.verifyFile(ctx, f, h)
		if err != nil {
			return nil, err
		}
		add("file", f.Path, state, detail)
	}
	for _, t := range v.Tables {
		state, detail, err := s.verifyKept(ctx, t.Generation, t.Columns, t.Rows, t.Hash)
		if err != nil {
			return nil, err
		}
		add("temp table", t.Name, state, detail)
	}
	state, detail, err := s.verifyKept(ctx, v.Generation, v.Columns, v.Rows, v.Hash)
	if err != nil {
		return nil, err
	}
	add("rows", fmt.Sprintf("%s@%d", n.Set.Name, v.Version), state, detail)
	return out, nil
}

// The states of an input.
const (
	unchanged = "unchanged"
	changed   = "changed"
	gone      = "gone"
)

// verifyDefinition compares a definition with the one that has its name now.
func (s *Session) verifyDefinition(d catalog.SetDefinition) (state, detail string) {
	snap := s.Snapshot()
	var o catalog.Object
	var ok bool
	if d.Kind == catalog.KindEntity {
		o, ok = snap.Entity(d.Name)
	} else {
		o, ok = snap.Relation(d.Name)
	}
	if !ok || o.ObjectKind() != d.Kind {
		return gone, ""
	}
	if t, ok := o.(*catalog.TrainingSet); ok {
		if _, kept := t.At(d.Version); !kept {
			return gone, fmt.Sprintf("version %d is not kept", d.Version)
		}
	}
	if v, ok := o.(*catalog.FeatureView); ok {
		was, kept := v.At(d.Version)
		if o = v.Serving(); d.Pinned && kept {
			o = was
		}
	}
	switch is := versionOf(o); {
	case is != d.Version:
		return changed, fmt.Sprintf("version %d, was %d", is, d.Version)
	case catalog.Canonical(snap, o) != d.Text:
		return changed, "another definition of the same name"
	}
	if m, ok := snap.Materialization(d.Name, d.Version); d.Generation != 0 && (!ok || m.Generation != d.Generation) {
		return changed, "materialised anew"
	}
	return unchanged, ""
}

// verifyFile compares a file's contents with what was read.
func (s *Session) verifyFile(ctx context.Context, f catalog.SetFile, h *hashing) (state, detail string, err error) {
	stamps, err := s.engine.Offline.Stamps(ctx, f.Path)
	switch {
	case sqlerr.Code(err) == sqlerr.UndefinedFile, err == nil && len(stamps) == 0:
		return gone, "", nil
	case err != nil:
		return "", "", err
	}
	if is := stamps[0].Size; is != f.Size {
		return changed, fmt.Sprintf("%d bytes, was %d", is, f.Size), nil
	}
	digest, err := s.engine.Offline.Digest(ctx, f.Path, h.add)
	if err != nil {
		return "", "", err
	}
	if digest != f.SHA256 {
		return changed, "other contents of the same size", nil
	}
	return unchanged, "", nil
}

// verifyKept compares kept rows with what was kept.
func (s *Session) verifyKept(ctx context.Context, generation uint64, cols []plan.Column, n int64, hash string) (state, detail string, err error) {
	kept, err := s.engine.Offline.Recount(ctx, generation, cols)
	switch {
	case sqlerr.Code(err) == sqlerr.UndefinedFile:
		return gone, "", nil
	case sqlerr.Code(err) == sqlerr.QueryCanceled || err != nil && ctx.Err() != nil:
		return "", "", err
	case err != nil:
		return changed, "the file cannot be read: " + sqlerr.From(err).Message, nil
	case kept.Rows != n:
		return changed, fmt.Sprintf("%d rows, was %d", kept.Rows, n), nil
	case kept.Hash != hash:
		return changed, "other rows", nil
	}
	return unchanged, "", nil
}
