package catalog

import "asof/catalog/sqltype"

// TrainingSet is one CREATE TRAINING SET: the rows of a query, kept in a file, with all that it takes to derive them again. It
// refers to nothing: what it read may change or go, which VERIFY tells.
type TrainingSet struct {
	Meta
	Keep     int          // how many versions REFRESH leaves
	Versions []SetVersion // the oldest first; the last is what the name means
}

// DefaultKeep is how many versions of a training set are kept unless it says another number.
const DefaultKeep = 10

// SetVersion is one derivation of a training set.
type SetVersion struct {
	Version     int
	Generation  uint64 // of the file with its rows; unique in the catalog
	Query       string // as the client wrote it
	Columns     []sqltype.Column
	Rows, Bytes int64
	Hash        string          // of the rows, whatever their order
	Definitions []SetDefinition // that it read
	Files       []SetFile       // that it read
	Tables      []SetTable      `json:",omitempty"` // temp tables that it read
	TimeZone    string          // the session's
	Now         int64           // the clock that it was derived with, microseconds
	NowSet      bool            `json:",omitempty"` // asof.now was set
	Route       string          `json:",omitempty"` // asof.route
	Server      string          // the server's version
	Finished    int64           // microseconds
	Duration    int64           // microseconds
}

// SetDefinition is a definition that a training set was derived by.
type SetDefinition struct {
	Kind       Kind
	Name       string
	Version    int    `json:",omitempty"` // of a view, a service or a training set
	Pinned     bool   `json:",omitempty"` // it was not the version that the name meant
	Text       string // Canonical
	Generation uint64 `json:",omitempty"` // what was materialised of a view, if that was read
}

// SetFile is a file that a training set was derived from.
type SetFile struct {
	FileStamp
	Source string `json:",omitempty"` // whose file it is; empty for one that the query names itself
	SHA256 string // of its contents, in hexadecimal digits
}

// SetTable is a temp table that a training set was derived from. Its rows are kept beside the set's: nobody else has them.
type SetTable struct {
	Name       string
	Generation uint64
	Columns    []sqltype.Column
	Rows       int64
	Hash       string
}

// ObjectKind implements Object.
func (*TrainingSet) ObjectKind() Kind { return KindTrainingSet }

// Current is the version that the set's name means.
func (t *TrainingSet) Current() *SetVersion { return &t.Versions[len(t.Versions)-1] }

// At returns the set as it was in a version, the last of its versions; false if that is not kept.
func (t *TrainingSet) At(version int) (*TrainingSet, bool) {
	for i, v := range t.Versions {
		if v.Version == version {
			was := *t
			was.Versions = t.Versions[: i+1 : i+1]
			return &was, true
		}
	}
	return nil, false
}

// Generations are the files that a version keeps.
func (v *SetVersion) Generations() []uint64 {
	out := []uint64{v.Generation}
	for _, t := range v.Tables {
		out = append(out, t.Generation)
	}
	return out
}

// TrainingSet returns the training set called name.
func (s *Snapshot) TrainingSet(name string) (*TrainingSet, bool) {
	return lookup[*TrainingSet](s, KindTrainingSet, name)
}

// TrainingSets returns the training sets by name.
func (s *Snapshot) TrainingSets() []*TrainingSet { return list[*TrainingSet](s, KindTrainingSet) }

// Canonical is the statement that gives a definition its meaning: without what only describes it.
func Canonical(s *Snapshot, o Object) string {
	o = WithMeta(o, func(m *Meta) { m.Owner, m.Description, m.Status, m.Tags = "", "", "", nil })
	if svc, ok := o.(*Service); ok {
		return showService(svc, pinnedText(nil, svc))
	}
	return ShowCreate(s, o)
}

// ReadBy returns the definitions that reading o reads: o itself, and those that it refers to, and those that they do.
func (s *Snapshot) ReadBy(o Object) []Object {
	out := []Object{o}
	seen := map[ref]bool{refOf(o): true}
	for i := 0; i < len(out); i++ {
		for _, r := range refs(out[i]) {
			if d := s.get(r); d != nil && !seen[r] && r.kind != KindRole {
				seen[r] = true
				out = append(out, d)
			}
		}
	}
	return out
}
