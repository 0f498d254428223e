package exec

import (
	"context"
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/offline"
	"asof/exec/rows"
	"asof/planner/plan"
)

// deriveSet runs the query of a training set and defines its next version: rows first, durable in files that only the catalog gives
// a meaning, then the definition, which is published by the commit of the transaction. What fails, is cancelled or rolled back
// leaves generations that nothing names: they are swept, after a crash too.
func (s *Session) deriveSet(ctx context.Context, n *plan.DeriveSet, in rows.Input, notify func(error)) error {
	if err := s.permit(n.Query); err != nil {
		return err
	}
	if s.tx.building == nil {
		s.tx.building = &building{}
	}
	if err := s.waitTurn(ctx, n.Set.Name, in.LockTimeout); err != nil {
		return err
	}
	if now, _ := s.Snapshot().TrainingSet(n.Set.Name); now != n.Old {
		return sqlerr.New(sqlerr.SerializationFailure, "training set %q was derived anew while this statement waited", n.Set.Name).
			WithHint("Run the statement again.")
	}
	advise(n.Advice, notify)
	d := &derivation{s: s, n: n, in: in, notify: notify}
	version, err := d.run(ctx)
	if n.From != nil {
		err = sqlerr.Elsewhere(err, "query of training set %q", n.Set.Name)
	}
	if err != nil {
		return err
	}
	set := *n.Set
	set.Versions = append(slices.Clone(n.Set.Versions), *version)
	set.Versions = set.Versions[max(0, len(set.Versions)-set.Keep):]
	change := catalog.Change{New: &set}
	if n.Old != nil {
		change.Old = n.Old
	}
	return s.define(ctx, []catalog.Change{change})
}

// describeSet binds the query of a training set, so that what is wrong with it is said before anything runs. That of a REFRESH may
// read temp tables that only the set has.
func (s *Session) describeSet(ctx context.Context, n *plan.DeriveSet) (*rows.Description, error) {
	if n.From == nil {
		if _, err := s.Describe(ctx, n.Query, nil); err != nil {
			return nil, err
		}
	}
	return &rows.Description{Tag: n.Tag}, nil
}

// derivation is one run of a training set's query.
type derivation struct {
	s      *Session
	n      *plan.DeriveSet
	in     rows.Input
	notify func(error)
}

// run runs the query and notes what it read. A file that changes meanwhile is an error: nobody could say which rows came from it.
func (d *derivation) run(ctx context.Context) (*catalog.SetVersion, error) {
	e := d.s.engine
	began := e.Now().UnixMicro()
	v := &catalog.SetVersion{Version: 1, Query: d.n.Text, TimeZone: d.in.TimeZone, Now: d.in.Now, NowSet: d.in.NowSet, Route: d.n.Route, Server: e.Version}
	if k := len(d.n.Set.Versions); k > 0 {
		v.Version = d.n.Set.Versions[k-1].Version + 1
	}
	d.in.Promised = nil
	session := d.s
	if from := d.n.From; from != nil {
		var err error
		if session, err = d.restore(ctx, from); err != nil {
			return nil, err
		}
		defer session.off.Close()
		v.TimeZone, v.NowSet = from.TimeZone, from.NowSet
		if from.NowSet {
			v.Now = from.Now
		}
		d.in.TimeZone, d.in.Now, d.in.NowSet = v.TimeZone, v.Now, v.NowSet
	}
	session.files(d.n.Query.User)
	if d.n.Advise {
		late, err := d.s.adviseSpines(ctx, session.off, d.n.Query, d.in)
		if err != nil {
			return nil, err
		}
		advise(late, d.notify)
	}
	reads, err := session.off.Reads(ctx, d.n.Query, d.in)
	if err != nil {
		return nil, err
	}
	files, err := d.inputFiles(ctx, reads.Files)
	if err != nil {
		return nil, err
	}
	kept, err := d.keep(ctx, session, d.n.Query, &v.Generation)
	if err != nil {
		return nil, err
	}
	v.Columns, v.Rows, v.Bytes, v.Hash = kept.Columns, kept.Rows, kept.Bytes, kept.Hash
	for _, name := range reads.Tables {
		if err := d.keepTable(ctx, session, name, v); err != nil {
			return nil, err
		}
	}
	if err := d.digest(ctx, files); err != nil {
		return nil, err
	}
	if err := d.unchanged(ctx, reads.Files, files); err != nil {
		return nil, err
	}
	v.Files, v.Definitions = files, d.definitions()
	v.Finished = e.Now().UnixMicro()
	v.Duration = v.Finished - began
	return v, nil
}

// restore opens a session with the temp tables that a version has kept, and none of the client's.
func (d *derivation) restore(ctx context.Context, from *catalog.SetVersion) (*Session, error) {
	off, err := d.s.engine.Offline.Session(ctx)
	if err != nil {
		return nil, err
	}
	session := &Session{engine: d.s.engine, user: d.s.user, off: off}
	for _, t := range from.Tables {
		q := &plan.Query{Verb: "create", Route: plan.Plain, Relations: []plan.Relation{
			&plan.KeptScan{Set: d.n.Set.Name, Version: from.Version, Generation: t.Generation, Columns: t.Columns, Alias: plan.Alias{Name: "t"}}}}
		q.Pieces = []plan.Piece{plan.Text("CREATE TEMP TABLE " + catalog.QuoteIdent(t.Name) + " AS SELECT * FROM "), {Kind: plan.PieceRelation, Pos: -1}}
		out, err := session.query(ctx, q, rows.Input{})
		if err == nil {
			err = out.Close()
		}
		if err == nil && session.tx.engine {
			err = session.endEngine(ctx, off.Commit)
		}
		if err != nil {
			off.Close()
			return nil, err
		}
	}
	return session, nil
}

// keep runs a query and keeps its rows under a new generation.
func (d *derivation) keep(ctx context.Context, session *Session, q *plan.Query, generation *uint64) (offline.Kept, error) {
	var none offline.Kept
	r, err := session.start(ctx, q, d.in)
	if err != nil {
		return none, err
	}
	if why := r.offline; why != "" {
		r.close()
		if r, err = session.start(ctx, offlineOnly(q, why), d.in); err != nil {
			return none, err
		}
	}
	defer r.close()
	if *generation, err = d.s.newGeneration(ctx, d.n.Set.Name, 0); err != nil {
		return none, err
	}
	return r.run.Keep(ctx, *generation)
}

// keepTable keeps the rows of a temp table.
func (d *derivation) keepTable(ctx context.Context, session *Session, name string, v *catalog.SetVersion) error {
	q := &plan.Query{Verb: "select", Route: plan.Plain, User: d.n.Query.User, Pieces: []plan.Piece{plan.Text("SELECT * FROM temp." + catalog.QuoteIdent(name))}}
	t := catalog.SetTable{Name: name}
	kept, err := d.keep(ctx, session, q, &t.Generation)
	if err != nil {
		return err
	}
	t.Columns, t.Rows, t.Hash = kept.Columns, kept.Rows, kept.Hash
	v.Tables = append(v.Tables, t)
	return nil
}
