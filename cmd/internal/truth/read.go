package truth

import (
	"context"
	"fmt"
	"strings"

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
	out := []variant{{"AS OF, spine", "", at}}
	unit := c.instant[len(c.instant)-1] - c.instant[0]
	within, known := unit/4, c.instant[len(c.instant)/2]
	out = append(out,
		variant{"AS OF STRICT", " STRICT", func(t int64) moment { m := at(t); m.strict = true; return m }},
		variant{"AS OF WITHIN", fmt.Sprintf(" WITHIN INTERVAL '%s'", interval(within)), func(t int64) moment { m := at(t); m.within = within; return m }})
	if c.s.hasAvailable() {
		out = append(out,
			variant{"AS OF KNOWN constant", " KNOWN AS OF " + instant(known), func(t int64) moment { m := at(t); m.known = known; return m }},
			variant{"AS OF KNOWN later, STRICT", fmt.Sprintf(" KNOWN AS OF l.at + INTERVAL '%s' STRICT", interval(within)), func(t int64) moment {
				m := at(t)
				m.known, m.strict = t+within, true
				return m
			}})
	}
	return out
}

func (s *scenario) hasAvailable() bool {
	for _, src := range s.sources {
		if src.available != "" {
			return true
		}
	}
	return false
}

// on is the condition of a join.
func (c *checker) on() string {
	var out []string
	for _, k := range c.s.keyNames() {
		out = append(out, fmt.Sprintf("v.%[1]s = l.%[1]s", k))
	}
	return strings.Join(out, " AND ")
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
		if err := c.scan(ctx, "AS OF, scan", " AS OF "+instant(t), t, c.late); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) along(ctx context.Context, variants []variant) error {
	pairs := c.pairs()
	for _, o := range c.s.objects() {
		for _, v := range variants {
			single := func(p pair) string {
				if p.at == nil {
					p.at = &c.instant[0]
				}
				return fmt.Sprintf("SELECT v.* FROM (VALUES (%s, %s)) l(%s, at) LEFT JOIN %s AS OF l.at%s AS v ON %s", c.literals(p.key), instant(*p.at),
					strings.Join(c.s.keyNames(), ", "), o.name, v.suffix, c.on())
			}
			got, err := c.query(ctx, fmt.Sprintf("SELECT v.* FROM l LEFT JOIN %s AS OF l.at%s AS v ON %s ORDER BY l.n", o.name, v.suffix, c.on()))
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
				if p.at == nil || p.key[0] == nil {
					if got.Rows[i][0] != nil {
						return c.differ(v.name, "a NULL key or time found a row", single(p))
					}
					continue
				}
				if err := c.compare(v.name, o, p.key, v.of(*p.at), c.late, got.Rows[i], single(p)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// types holds the types of a result to R11.
func (c *checker) types(o object, got *pgconn.Result, statement string) error {
	if len(got.Rows) == 0 {
		return nil // the driver drops them
	}
	n := len(c.s.keys)
	if len(got.FieldDescriptions) != n+len(o.types) {
		return c.differ("types", fmt.Sprintf("%d columns", len(got.FieldDescriptions)), statement)
	}
	for i, t := range o.types {
		if f := got.FieldDescriptions[n+i]; f.DataTypeOID != t.oid {
			return c.differ("types", fmt.Sprintf("%s has the type %d, want %d (%s)", f.Name, f.DataTypeOID, t.oid, t.name), statement)
		}
	}
	return nil
}

// scan reads every key of the object at one moment.
func (c *checker) scan(ctx context.Context, path, suffix string, t int64, late bool) error {
	for _, o := range c.s.objects() {
		statement := "SELECT * FROM " + o.name + suffix
		if suffix == "" {
			statement = "SELECT * FROM " + o.name
		}
		got, err := c.query(ctx, statement)
		if err != nil {
			return err
		}
		if err := c.types(o, got, statement); err != nil {
			return err
		}
		found := map[string][][]byte{}
		for _, row := range got.Rows {
			id := fmt.Sprintf("%q", row[:len(c.s.keys)])
			if _, twice := found[id]; twice {
				return c.differ(path, "two rows for the key "+id, statement)
			}
			found[id] = row
		}
		for _, key := range c.s.domain {
			var texts [][]byte
			for i, v := range key {
				texts = append(texts, []byte(c.s.keys[i].text(v)))
			}
			id := fmt.Sprintf("%q", texts)
			row, ok := found[id]
			delete(found, id)
			if !ok {
				row = make([][]byte, len(c.s.keys)+len(o.types))
			}
			if o.name == topName && c.s.top.kind == "service" && !ok {
				// Without keys, a service gives those that any of its views has (R18).
				any := false
				for _, v := range c.s.views {
					_, has := v.asOf(c.s.of(key, late), at(t))
					any = any || has
				}
				if any {
					return c.differ(path, fmt.Sprintf("the service has no row for %v", key), statement)
				}
				continue
			}
			if err := c.compare(path, o, key, at(t), late, row, statement); err != nil {
				return err
			}
		}
		for id := range found {
			return c.differ(path, "a row for a key that no row has: "+id, statement)
		}
	}
	return nil
}
