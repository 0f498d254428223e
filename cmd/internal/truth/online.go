package truth

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// materialise loads the views at a clock, reads online from there on, brings the late files, and loads again.
func (c *checker) materialise(ctx context.Context) error {
	n := len(c.instant)
	clock := c.instant[int(c.s.seed>>3)%n/2]
	if err := c.refresh(ctx, clock); err != nil {
		return err
	}
	if err := c.onward(ctx, clock, 8); err != nil {
		return err
	}
	if c.s.hasLate() {
		for _, src := range c.s.sources {
			if err := c.exec(ctx, c.s.write(src, true)); err != nil {
				return err
			}
		}
		c.late = true
		clear(c.told)
		if err := c.onward(ctx, clock, 3); err != nil {
			return err
		}
	}
	clock = c.instant[n/2+int(c.s.seed>>5)%(n-n/2)]
	if err := c.refresh(ctx, clock); err != nil {
		return err
	}
	if err := c.onward(ctx, clock, 8); err != nil {
		return err
	}
	if c.server.Restart != nil && c.s.seed%16 == 0 {
		if err := c.restart(ctx, clock); err != nil {
			return err
		}
	}
	return c.behind(ctx)
}

func (c *checker) refresh(ctx context.Context, clock int64) error {
	if err := c.exec(ctx, "SET asof.now = "+quote(timeText(clock)+"+00")); err != nil {
		return err
	}
	for _, v := range c.s.views {
		if err := c.exec(ctx, "REFRESH FEATURE VIEW "+v.name); err != nil {
			return err
		}
	}
	for _, n := range c.s.snapshots {
		clear(c.told) // with new ticks it has other answers
		if err := c.exec(ctx, n.refresh(clock, c.late)); err != nil {
			return err
		}
	}
	c.loaded = c.late
	return nil
}

// onward reads online at a few moments from the clock on, in order; and every key there without AS OF.
func (c *checker) onward(ctx context.Context, clock int64, few int) error {
	from, _ := slices.BinarySearch(c.instant, clock)
	rest := c.instant[from:]
	for i := range few {
		t := rest[i*(len(rest)-1)/max(1, few-1)]
		if i > 0 && i < few-1 {
			t = rest[min(len(rest)-1, i*(len(rest)-1)/max(1, few-1)+int(c.s.seed%3))]
		}
		if err := c.online(ctx, "online", "online", t); err != nil {
			return err
		}
		if i == few/2 {
			if err := c.setRoute(ctx, "auto", t); err != nil {
				return err
			}
			if err := c.scan(ctx, "now, scan", "", t, c.loaded); err != nil {
				return err
			}
		}
	}
	return nil
}

// behind asks for times before the last REFRESH, which the online store cannot answer and the server must (R21).
func (c *checker) behind(ctx context.Context) error {
	for i := range 2 {
		if err := c.online(ctx, "auto", "online, behind", c.instant[(i+1)*len(c.instant)/5]); err != nil {
			return err
		}
	}
	_, err := c.conn.Exec(ctx, "RESET asof.route")
	return err
}

func (c *checker) setRoute(ctx context.Context, route string, t int64) error {
	statement := fmt.Sprintf("SET asof.now = %s; SET asof.route = '%s'", quote(timeText(t)+"+00"), route)
	_, err := c.conn.Exec(ctx, statement)
	return c.refusal(err, statement)
}

// online reads each key at a clock: by a list, and one by equality.
func (c *checker) online(ctx context.Context, route, path string, t int64) error {
	for _, o := range c.s.objects() {
		route := route
		if o.ticks {
			route = "auto" // the server computes ticks for its own clock meanwhile: these are the ones that online has then
		}
		if err := c.setRoute(ctx, route, t); err != nil {
			return err
		}
		script := func(statement string) string {
			return fmt.Sprintf("SET asof.now = %s;\nSET asof.route = '%s';\n%s", quote(timeText(t)+"+00"), route, statement)
		}
		if err := c.list(ctx, o, path, t, script); err != nil {
			return err
		}
		if err := c.equal(ctx, o, path, "", int(t&7)%c.s.rowsOf(o), t, c.loaded, script); err != nil {
			return err
		}
	}
	return nil
}

// list reads an object for a list of keys, a NULL one among them.
func (c *checker) list(ctx context.Context, o object, path string, t int64, script func(string) string) error {
	var list []string
	for i := range c.s.domain {
		list = append(list, "("+c.s.spineRow(i, t)+")")
	}
	list = append(list, "("+c.s.spineRow(-1, t)+")")
	query := func(list ...string) string {
		return fmt.Sprintf("SELECT v.* FROM (VALUES %s) l(%s) LEFT JOIN %s v ON %s", strings.Join(list, ", "), c.s.spineNames(), o.name, o.on())
	}
	got, err := c.query(ctx, query(list...))
	if err != nil {
		return err
	}
	if len(got.Rows) != len(list) {
		return c.differ(path, fmt.Sprintf("%d rows for %d keys", len(got.Rows), len(list)), script(query(list...)))
	}
	if err := c.types(o, got, script(query(list...))); err != nil {
		return err
	}
	for i, row := range got.Rows {
		one := script(query(list[i]))
		if i == len(c.s.domain) && len(o.keys) > 0 {
			if slices.ContainsFunc(row, func(b []byte) bool { return b != nil }) {
				return c.differ(path, "a NULL key found a row", one)
			}
			continue
		}
		if err := c.compare(path, o, c.s.key(o, i), at(t), c.loaded, row, one); err != nil {
			return err
		}
	}
	return nil
}

// equal reads an object for one key.
func (c *checker) equal(ctx context.Context, o object, path, suffix string, i int, t int64, late bool, script func(string) string) error {
	statement := "SELECT * FROM " + o.call(t) + suffix + c.s.where(o, i)
	got, err := c.query(ctx, statement)
	if err != nil {
		return err
	}
	row := make([][]byte, len(o.keys)+len(o.cols))
	if len(got.Rows) > 1 {
		return c.differ(path, fmt.Sprintf("%d rows for a key", len(got.Rows)), script(statement))
	} else if len(got.Rows) == 1 {
		row = got.Rows[0]
	}
	return c.compare(path, o, c.s.key(o, i), at(t), late, row, script(statement))
}

// restart ends the server as a crash would, and reads online from what it kept.
func (c *checker) restart(ctx context.Context, clock int64) error {
	c.conn.Close(ctx)
	if err := c.server.Restart(ctx); err != nil {
		return err
	}
	var err error
	if c.conn, err = c.server.Connect(ctx); err != nil {
		return err
	}
	if _, err := c.conn.Exec(ctx, "SET TimeZone = 'UTC'"); err != nil {
		return err
	}
	if err := c.spine(ctx); err != nil {
		return err
	}
	return c.onward(ctx, clock, 3)
}
