package truth

import (
	"context"
	"fmt"
	"reflect"
	"time"
)

// span is an interval of a history.
type span struct {
	from, to int64 // to: unknown if open
	row      [][]byte
}

func (s span) holds(t int64) bool { return s.from <= t && (s.to == unknown || t < s.to) }

// history reads each view as intervals: at every instant the one that holds it is the view's row then, and there is none where the
// view has no row (R35). Neighbours differ.
func (c *checker) history(ctx context.Context) error {
	for _, o := range c.s.objects() {
		if !o.spans {
			continue
		}
		statement := "SELECT * FROM history." + o.name + " ORDER BY valid_from"
		spans, err := c.spans(ctx, o, statement)
		if err != nil {
			return err
		}
		for i := range c.s.rowsOf(o) {
			key := c.s.key(o, i)
			id := c.id(o, key)
			for n, s := range spans[id] {
				if n > 0 && !(spans[id][n-1].to != unknown && spans[id][n-1].to <= s.from) || s.to != unknown && s.to <= s.from {
					return c.differ("history", fmt.Sprintf("%s, key %v: the interval from %s overlaps, or is empty", o.name, key, timeText(s.from)), statement)
				}
				if n > 0 && spans[id][n-1].to == s.from && reflect.DeepEqual(spans[id][n-1].row, s.row) {
					return c.differ("history", fmt.Sprintf("%s, key %v: nothing changes at %s", o.name, key, timeText(s.from)), statement)
				}
			}
			for _, t := range c.instant {
				row := make([][]byte, len(o.keys)+len(o.cols))
				for _, s := range spans[id] {
					if s.holds(t) {
						row = s.row
					}
				}
				if err := c.compare("history", o, key, at(t), c.late, row, statement); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// spans are the intervals by key.
func (c *checker) spans(ctx context.Context, o object, statement string) (map[string][]span, error) {
	got, err := c.query(ctx, statement)
	if err != nil {
		return nil, err
	}
	width := len(o.keys) + len(o.cols)
	out := map[string][]span{}
	for _, row := range got.Rows {
		if len(row) != width+2 {
			return nil, c.differ("history", fmt.Sprintf("%d columns", len(row)), statement)
		}
		s := span{to: unknown}
		for i, b := range row {
			var at *int64
			switch got.FieldDescriptions[i].Name {
			case "valid_from":
				at = &s.from
			case "valid_to":
				at = &s.to
			default:
				s.row = append(s.row, b)
				continue
			}
			if b == nil {
				continue
			}
			t, err := time.Parse("2006-01-02 15:04:05.999999-07", string(b))
			if err != nil {
				return nil, err
			}
			*at = t.UnixMicro()
		}
		id := fmt.Sprintf("%q", s.row[:len(o.keys)])
		out[id] = append(out[id], s)
	}
	return out, nil
}

// id is a key as rows of a result have it.
func (c *checker) id(o object, key []any) string {
	var texts [][]byte
	for i, v := range key {
		texts = append(texts, []byte(o.keys[i].typ.text(v)))
	}
	return fmt.Sprintf("%q", texts)
}
