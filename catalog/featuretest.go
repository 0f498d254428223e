package catalog

import (
	"slices"
	"strings"
	"time"

	"asof/catalog/sqltype"
)

// FeatureTest is one CREATE FEATURE TEST: rows that the sources of a view or service are given, and the rows that it then has. It goes
// with what it tests: with its name, and when it is dropped.
type FeatureTest struct {
	Meta
	View    string
	Service bool       `json:",omitempty"` // View is a feature service
	Given   []TestRows // by source
	Expects []TestExpect
}

// TestRows are rows of a source, or of what is tested.
type TestRows struct {
	Source  string   `json:",omitempty"`
	Columns []string // the others are NULL, or not looked at
	Rows    [][]TestValue
}

// TestValue is a constant as text; nil is NULL.
type TestValue *string

// TestExpect are all the rows that a view has as of a time, or those that it has for the keys and request parameters in them.
type TestExpect struct {
	AsOf   int64 // microseconds
	Strict bool  `json:",omitempty"`
	TestRows
}

// ObjectKind implements Object.
func (*FeatureTest) ObjectKind() Kind { return KindTest }

// Test returns the feature test called name.
func (s *Snapshot) Test(name string) (*FeatureTest, bool) {
	return lookup[*FeatureTest](s, KindTest, name)
}

// Tests returns the feature tests by name.
func (s *Snapshot) Tests() []*FeatureTest { return list[*FeatureTest](s, KindTest) }

// on is what the test is of.
func (t *FeatureTest) on() ref {
	if t.Service {
		return ref{KindService, t.View}
	}
	return ref{KindView, t.View}
}

// Tested returns the view or service that a test is of, nil if it is not there.
func (s *Snapshot) Tested(t *FeatureTest) Object { return s.get(t.on()) }

// TestsOf returns the tests of a view or service by name.
func (s *Snapshot) TestsOf(name string) []*FeatureTest {
	return slices.DeleteFunc(s.Tests(), func(t *FeatureTest) bool { return t.View != name })
}

// Newest is the catalog as it will be once every view is materialised: what is tested is the newest version, not the one that still
// serves.
func (s *Snapshot) Newest() *Snapshot {
	var changes []Change
	for _, v := range s.Views() {
		if v.Serves != 0 {
			n := *v
			n.Serves = 0
			changes = append(changes, Change{Old: v, New: &n})
		}
	}
	if changes == nil {
		return s
	}
	return s.with(changes)
}

// DueTests are the tests that have to pass before the transaction commits: those that it made or changed, and those of views that
// mean something else by it, for what they read too.
func (tx *Tx) DueTests() []*FeatureTest {
	if !tx.Changed() {
		return nil
	}
	return slices.DeleteFunc(tx.snap.Tests(), func(t *FeatureTest) bool {
		was, _ := tx.base.Test(t.Name)
		if was == nil || was != t && !was.same(t) {
			return false
		}
		o := tx.snap.Tested(t)
		return o != nil && !slices.ContainsFunc(tx.snap.ReadBy(o), func(o Object) bool { return !sameMeaning(tx.base.get(refOf(o)), o) })
	})
}

// same says whether two tests differ in what describes them at most.
func (t *FeatureTest) same(o *FeatureTest) bool {
	x, y := *t, *o
	x.Meta, y.Meta = Meta{Name: t.Name}, Meta{Name: o.Name}
	return showTest(&x) == showTest(&y)
}

// showTest is the statement that makes a test.
func showTest(t *FeatureTest) string {
	var b strings.Builder
	b.WriteString("CREATE FEATURE TEST " + QuoteIdent(t.Name) + " ON " + QuoteIdent(t.View) + with(t.options(nil)))
	for _, g := range t.Given {
		b.WriteString("\n  GIVEN " + QuoteIdent(g.Source) + " " + g.String())
	}
	for _, e := range t.Expects {
		b.WriteString("\n  EXPECT ")
		if e.Strict {
			b.WriteString("STRICT ")
		}
		at := time.UnixMicro(e.AsOf).UTC().Format("2006-01-02 15:04:05.999999Z07:00")
		b.WriteString("AS OF " + QuoteLiteral(at) + " ")
		if e.Rows == nil {
			b.WriteString("NO ROWS")
		} else {
			b.WriteString(e.String())
		}
	}
	return b.String()
}

// String is (columns) VALUES (…), ….
func (r *TestRows) String() string {
	var b strings.Builder
	if r.Columns != nil {
		names := make([]string, len(r.Columns))
		for i, c := range r.Columns {
			names[i] = QuoteIdent(c)
		}
		b.WriteString("(" + strings.Join(names, ", ") + ") ")
	}
	b.WriteString("VALUES ")
	for i, row := range r.Rows {
		if i > 0 {
			b.WriteString(", ")
		}
		cells := make([]string, len(row))
		for j, v := range row {
			if cells[j] = "NULL"; v != nil {
				cells[j] = QuoteLiteral(*v)
			}
		}
		b.WriteString("(" + strings.Join(cells, ", ") + ")")
	}
	return b.String()
}

// Parse reads the rows as values of the columns' types.
func (r *TestRows) Parse(types []sqltype.Type) ([][]any, error) {
	out := make([][]any, len(r.Rows))
	for i, row := range r.Rows {
		out[i] = make([]any, len(row))
		for j, v := range row {
			if v == nil {
				continue
			}
			var err error
			if out[i][j], err = sqltype.ParseText(types[j], *v, sqltype.ISO); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
