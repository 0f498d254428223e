package truth

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
)

// query runs a statement and returns its rows as the text that was sent.
func (c *checker) query(ctx context.Context, statement string) (*pgconn.Result, error) {
	results, err := c.conn.PgConn().Exec(ctx, statement).ReadAll()
	if err != nil {
		return nil, c.refusal(err, statement)
	}
	return results[0], nil
}

// variant is a way to ask AS OF: what follows the time, and the moment that it means.
type variant struct {
	name, suffix string
	of           func(t int64) moment
}

func (c *checker) variants() []variant {
	unit := c.instant[len(c.instant)-1] - c.instant[0]
	within, known := unit/4, c.instant[len(c.instant)/2]
	span := fmt.Sprintf("INTERVAL '%s'", interval(within))
	change := func(f func(m *moment)) func(int64) moment {
		return func(t int64) moment { m := at(t); f(&m); return m }
	}
	return []variant{
		{"AS OF, spine", "", at},
		{"AS OF STRICT", " STRICT", change(func(m *moment) { m.strict = true })},
		{"AS OF WITHIN", " WITHIN " + span, change(func(m *moment) { m.within = within })},
		{"AS OF WITHIN STRICT", " STRICT WITHIN " + span, change(func(m *moment) { m.strict, m.within = true, within })},
		{"AS OF KNOWN constant", " KNOWN AS OF " + instant(known), change(func(m *moment) { m.known = known })},
		{"AS OF KNOWN earlier, WITHIN", " WITHIN " + span + " KNOWN AS OF l.at - " + span, change(func(m *moment) { m.known, m.within = m.t-within, within })},
		{"AS OF KNOWN later, STRICT", " KNOWN AS OF l.at + " + span + " STRICT", change(func(m *moment) { m.known, m.strict = m.t+within, true })},
		{"AS OF KNOWN column", " KNOWN AS OF l.kn", change(func(m *moment) { m.known = c.knownAt(m.t) })},
	}
}

// offlineBefore reads along the spine before anything is materialised.
func (c *checker) offlineBefore(ctx context.Context) error {
	if c.s.seed%3 != 0 {
		return nil
	}
	return c.along(ctx, c.variants()[:1])
}

// offline reads along the spine in every way, and at single moments without one.
func (c *checker) offline(ctx context.Context) error {
	if err := c.along(ctx, c.variants()); err != nil {
		return err
	}
	for i := range 3 {
		t := c.instant[(int(c.s.seed%97)+i*len(c.instant)/3)%len(c.instant)]
		suffix := " AS OF " + instant(t)
		if err := c.scan(ctx, "AS OF, scan", suffix, t, c.late); err != nil {
			return err
		}
		for _, o := range c.s.objects() {
			for n := range c.s.rowsOf(o) {
				if err := c.equal(ctx, o, "AS OF, key", suffix, n, t, c.late, func(statement string) string { return statement }); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (c *checker) along(ctx context.Context, variants []variant) error {
	for n, o := range c.s.objects() {
		for i, v := range variants {
			if i > 0 && (int(c.s.seed&7)+n+i)%2 == 0 {
				continue // each object is asked in every other way: in many scenarios, each in all
			}
			join := fmt.Sprintf("LEFT JOIN %s AS OF l.at%s AS v ON %s", o.name, v.suffix, o.on())
			if o.request && c.s.seed%2 == 0 { // the parameters written, not captured
				join = fmt.Sprintf("LEFT JOIN %s(q => l.q, p => l.p) AS OF l.at%s AS v ON %s", o.name, v.suffix, o.on())
			}
			if err := c.joined(ctx, o, v, join); err != nil {
				return err
			}
		}
		if !o.plain || len(o.keys) == 0 {
			continue
		}
		for _, v := range c.variants()[:2] { // and in the words of others
			op := map[string]string{"": ">=", " STRICT": ">"}[v.suffix]
			v.name = "ASOF JOIN " + op
			if err := c.joined(ctx, o, v, fmt.Sprintf("ASOF LEFT JOIN %s v MATCH_CONDITION (l.at %s v._event_time) ON %s", o.name, op, o.on())); err != nil {
				return err
			}
		}
	}
	return nil
}

// joined reads an object along the spine.
func (c *checker) joined(ctx context.Context, o object, v variant, join string) error {
	pairs := c.pairs()
	single := func(p pair) string {
		return fmt.Sprintf("SELECT v.* FROM (VALUES (%s)) l(%s, at, kn) %s", c.spineRow(p), c.s.spineNames(), join)
	}
	got, err := c.query(ctx, "SELECT v.* FROM l "+join+" ORDER BY l.n")
	if err != nil {
		return err
	}
	if len(got.Rows) != len(pairs) {
		return c.differ(v.name, fmt.Sprintf("%d rows for %d rows of the spine", len(got.Rows), len(pairs)), single(pairs[0]))
	}
	if err := c.types(o, got, single(pairs[0])); err != nil {
		return err
	}
	for i, p := range pairs {
		if p.at == nil || p.row < 0 && len(o.keys) > 0 {
			if slices.ContainsFunc(got.Rows[i], func(b []byte) bool { return b != nil }) {
				return c.differ(v.name, "a NULL key or time found a row", single(p))
			}
			continue
		}
		if err := c.compare(v.name, o, c.s.key(o, p.row), v.of(*p.at), c.late, got.Rows[i], single(p)); err != nil {
			return err
		}
	}
	return nil
}

// types holds the types of a result to R11.
func (c *checker) types(o object, got *pgconn.Result, statement string) error {
	if len(got.Rows) == 0 {
		return nil // the driver drops them
	}
	n := len(o.keys)
	if len(got.FieldDescriptions) != n+len(o.cols) {
		return c.differ("types", fmt.Sprintf("%d columns", len(got.FieldDescriptions)), statement)
	}
	for i, col := range o.cols {
		t := col.typ
		if f := got.FieldDescriptions[n+i]; f.DataTypeOID != t.oid {
			return c.differ("types", fmt.Sprintf("%s has the type %d, want %d (%s)", f.Name, f.DataTypeOID, t.oid, t.name), statement)
		}
	}
	return nil
}

// scan reads every key of each object at one moment.
func (c *checker) scan(ctx context.Context, path, suffix string, t int64, late bool) error {
	for _, o := range c.s.objects() {
		if !o.scans {
			continue
		}
		statement := "SELECT * FROM " + o.name + suffix
		got, err := c.query(ctx, statement)
		if err != nil {
			return err
		}
		if err := c.types(o, got, statement); err != nil {
			return err
		}
		found := map[string][][]byte{}
		for _, row := range got.Rows {
			id := fmt.Sprintf("%q", row[:len(o.keys)])
			if _, twice := found[id]; twice {
				return c.differ(path, "two rows for the key "+id, statement)
			}
			found[id] = row
		}
		if err := c.scanned(path, o, found, t, late, statement); err != nil {
			return err
		}
	}
	return nil
}

// scanned holds the rows of a scan, by key, against the loop.
func (c *checker) scanned(path string, o object, found map[string][][]byte, t int64, late bool, statement string) error {
	for i := range c.s.rowsOf(o) {
		key := c.s.key(o, i)
		id := c.id(o, key)
		row, ok := found[id]
		if !ok {
			row = make([][]byte, len(o.keys)+len(o.cols))
		}
		if o.known != nil && !ok { // without keys, a service gives those that any of its views has (R18)
			if o.known(key, at(t), late) {
				return c.differ(path, fmt.Sprintf("the service has no row for %v", key), statement)
			}
			continue
		}
		delete(found, id)
		if err := c.compare(path, o, key, at(t), late, row, statement); err != nil {
			return err
		}
	}
	for id := range found {
		return c.differ(path, "a row for a key that no row has: "+id, statement)
	}
	return nil
}
