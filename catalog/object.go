package catalog

import (
	"math"
	"slices"
	"strconv"

	"asof/catalog/sqltype"
)

// Kind is a kind of object.
type Kind string

// The kinds, as they are written in the log.
const (
	KindSource          Kind = "source"
	KindEntity          Kind = "entity"
	KindView            Kind = "feature view"
	KindService         Kind = "feature service"
	KindMaterialization Kind = "materialization"
	KindTicks           Kind = "ticks"
	KindBuild           Kind = "build"
	KindRole            Kind = "role"
	KindPrivileges      Kind = "privileges"
	KindTrainingSet     Kind = "training set"
	KindTest            Kind = "feature test"
)

// Object is a definition or a state kept in the catalog. Objects are never modified once they are in a Snapshot: a change
// puts another one in its place, so two snapshots hold the same object if and only if the pointers are equal.
type Object interface {
	ObjectKind() Kind
	ObjectName() string
}

// Meta is what every definition carries.
type Meta struct {
	Name        string
	Text        string   // the CREATE statement as the client sent it, without the final semicolon; SHOW CREATE rebuilds from the fields when an ALTER changed them
	Owner       string   `json:",omitempty"`
	Description string   `json:",omitempty"` // from the option
	Comment     string   `json:",omitempty"` // from COMMENT ON
	Tags        []string `json:",omitempty"`
	Status      string   `json:",omitempty"` // experimental, production, deprecated
	Created     int64    // microseconds since 1970
	Altered     int64    `json:",omitempty"`
	Grants      []Grant  `json:",omitzero"` // nil: nobody granted or revoked, the owner has all
}

// ObjectName is the name within the kind.
func (m *Meta) ObjectName() string { return m.Name }

// Source is one CREATE SOURCE: event rows in files.
type Source struct {
	Meta
	Format    string           // "parquet" or "csv"
	Location  string           // as written: a path or a glob
	Path      string           // absolute, resolved at CREATE (R37)
	Columns   []sqltype.Column // frozen at CREATE
	Declared  bool             `json:",omitempty"` // the columns were written in CREATE SOURCE, not read from the files
	EventTime string           // a column of type timestamp, timestamptz or date
	TieBreak  string           `json:",omitempty"` // a column, or empty

	AvailableAt    string `json:",omitempty"` // a column of type timestamp, timestamptz or date, or empty: a = e + AvailableAfter (R2)
	AvailableAfter int64  `json:",omitempty"` // microseconds
	Loaded         bool   `json:",omitempty"` // available = 'loaded': a is the commit of the REFRESH that first held the row

	Options map[string]string `json:",omitempty"` // of the format: delimiter, header, null, ...
}

// ObjectKind implements Object.
func (*Source) ObjectKind() Kind { return KindSource }

// Column returns the column called name, or false.
func (s *Source) Column(name string) (sqltype.Column, bool) {
	for _, c := range s.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return sqltype.Column{}, false
}

// Entity is one CREATE ENTITY: the join keys and their types.
type Entity struct {
	Meta
	Keys []sqltype.Column
}

// ObjectKind implements Object.
func (*Entity) ObjectKind() Kind { return KindEntity }

// Service is one CREATE FEATURE SERVICE: what one model version reads. Its keys are the union of its views' keys.
type Service struct {
	Meta
	Version int
	Views   []ViewRef
	Request []sqltype.Column `json:",omitempty"` // the request parameters of its views, each once
	Keys    []sqltype.Column
	Columns []ServiceColumn // the features, in the order of the SELECT list; the keys come before them in a result
}

// ViewRef is a view that a derived view or a service reads. A service pins its version (R19); a derived view follows it (R16).
type ViewRef struct {
	Name, Alias string
	Version     int      `json:",omitempty"` // of a service
	Keys        []string `json:",omitempty"` // what the reader calls the view's keys, in their order; nil: as the view does
	Left        bool     `json:",omitempty"` // LEFT JOIN: where it has no row its columns are NULL
	Pos, EndPos int      `json:",omitempty"` // of a service: byte offsets in Text of its name, with the version if one was written
}

// Key is what the reader of the view calls its key i.
func (r *ViewRef) Key(v *FeatureView, i int) string {
	if r.Keys != nil {
		return r.Keys[i]
	}
	return v.Keys[i].Name
}

// ServiceColumn is a feature of a service. Expr, of parts as a derived view's, is often of one PartColumn.
type ServiceColumn struct {
	Name string
	Type sqltype.Type
	Expr []Part
}

// Reads are the columns of views that the feature is made of, each once: parts of the kind PartColumn.
func (c *ServiceColumn) Reads() []Part {
	var out []Part
	for _, p := range c.Expr {
		if p.Kind == PartColumn && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// Plain says whether the feature is a view's own, and which.
func (c *ServiceColumn) Plain() (Part, bool) {
	if len(c.Expr) == 1 && c.Expr[0].Kind == PartColumn {
		return c.Expr[0], true
	}
	return Part{}, false
}

// ObjectKind implements Object.
func (*Service) ObjectKind() Kind { return KindService }

// Materialization says what REFRESH has published of a version of a view: the generation that reads of it use. It is named as
// the version.
type Materialization struct {
	View        string
	Version     int    // of the view
	Generation  uint64 // of the online entries and of the history; unique in the catalog
	Clock       int64  // fold clock (R21), microseconds
	History     History
	Rows        int64 // rows of the history
	Keys        int64 // entries online
	Overflowed  int64 // entries beyond max_rows_per_key, answered offline (R25)
	Skipped     int64 // rows without a key or an event time, which belong to no entity (R1)
	LateRows    int64 `json:",omitempty"` // rows of the sources that came later than they said, in this and earlier REFRESHes (R23)
	LateBy      int64 `json:",omitempty"` // the available_after that would have been honest about them, microseconds
	MaxEvent    int64 // newest event time, microseconds; MinInt64 without rows
	MaxDue      int64 // newest event time that counted at Clock, microseconds; MinInt64 without one
	Finished    int64 // when it was published, microseconds
	Duration    int64 // microseconds
	OnlineBytes int64
	Offline     bool `json:",omitempty"` // the view was not to be served online: there are no entries

	Online []OnlineTick `json:",omitempty"` // of a snapshot view, whose Generation stands for all its ticks: the tick that served when this was published, and later ones
}

// History is the server's own copy of the columns that a view reads, evaluated and sorted by key and time (R23).
type History struct {
	Files  []string // names inside the history folder; nobody assumes their form
	Inputs []FileStamp
	Bytes  int64
	Loaded int64 `json:",omitempty"` // of available = 'loaded': when the rows came in that no history before held, microseconds
}

// FileStamp identifies the content of a source file: while all are unchanged, the history may be read in its place.
type FileStamp struct {
	Path  string
	Size  int64
	MTime int64 // nanoseconds since 1970
}

// ObjectKind implements Object.
func (*Materialization) ObjectKind() Kind { return KindMaterialization }

// Newest is the newest event time that counts at now, both in microseconds; false without one. Of rows that are due later than now,
// what counted when the version was materialised is known.
func (m *Materialization) Newest(now int64) (int64, bool) {
	newest := m.MaxEvent
	if newest > now {
		newest = m.MaxDue
	}
	return newest, newest != math.MinInt64
}

// ObjectName implements Object.
func (m *Materialization) ObjectName() string { return VersionName(m.View, m.Version) }

// VersionName names a version of a view: v@2.
func VersionName(view string, version int) string { return view + "@" + strconv.Itoa(version) }

// Build is a generation that REFRESH has begun to write: what a crash leaves behind is freed by these records.
type Build struct {
	Name       string // the generation in decimal
	View       string
	Generation uint64
	Started    int64
	Holder     uint64 `json:",omitempty"` // the generation that readers of this one hold; 0: this one
}

// ObjectKind implements Object.
func (*Build) ObjectKind() Kind { return KindBuild }

// ObjectName implements Object.
func (b *Build) ObjectName() string { return b.Name }
