package http

import (
	"context"
	"io"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/gateway/pgwire"
)

// answer puts rows in the order of the entities asked for. A row is written as JSON when it comes, as it is gone when the next one does.
type answer struct {
	req     *request
	sh      *shape
	written []byte // the rows, one behind the other
	rows    []answered
	index   map[string]int // where the row of a key is; nil: rows and entities go side by side
	key     []byte
	places  []int // which row each entity has, -1 for none
}

// answered is a row: where it is written, and its times.
type answered struct {
	from, to        int
	eventTime, asOf any
}

// read draws the rows of a statement.
func (a *answer) read(ctx context.Context, st *statement, cols []sqltype.Column, rows pgwire.Rows) error {
	enc, lead, n := encoder{text: a.req.text}, 0, len(a.req.features.columns)
	switch {
	case st.keyed:
		lead, a.index = len(a.sh.keys), make(map[string]int, a.req.n)
	case st.ordered:
		lead = 1
	}
	if len(cols) != lead+n+2 {
		return sqlerr.New(sqlerr.Internal, "a read has %d columns, not %d", len(cols), lead+n+2)
	}
	for {
		row, err := rows.Next(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if st.ordered && len(a.rows) == a.req.n {
			continue // what the list was filled up with
		}
		from := len(a.written)
		a.written = append(a.written, '[')
		for i := range n {
			if i > 0 {
				a.written = append(a.written, ',')
			}
			a.written = enc.append(a.written, cols[lead+i].Type, row[lead+i])
		}
		a.written = append(a.written, ']')
		if st.keyed {
			a.index[string(a.keyOf(func(i int) any { return row[i] }))] = len(a.rows)
		}
		a.rows = append(a.rows, answered{from, len(a.written), row[lead+n], row[lead+n+1]})
	}
}

// keyOf is a key as bytes that are equal where SQL calls the keys equal.
func (a *answer) keyOf(value func(i int) any) []byte {
	a.key = a.key[:0]
	for i, k := range a.sh.keys {
		v := value(i)
		if v == nil {
			return nil // it equals nothing
		}
		a.key = sqltype.AppendOrdered(a.key, k.Type, v)
	}
	return a.key
}

// place finds the row of each entity.
func (a *answer) place() {
	a.places = make([]int, a.req.n)
	for i := range a.places {
		at, ok := i, i < len(a.rows)
		if a.index != nil {
			key := a.keyOf(func(k int) any { return a.req.keys[k].of(i) })
			at, ok = a.index[string(key)]
			ok = ok && key != nil
		}
		if !ok {
			at = -1
		}
		a.places[i] = at
	}
}

// row is that of entity i; false if it has none.
func (a *answer) row(i int) (answered, bool) {
	if a.places[i] < 0 {
		return answered{}, false
	}
	return a.rows[a.places[i]], true
}

// append writes the answer.
func (a *answer) append(dst []byte, notices []*sqlerr.Error) []byte {
	a.place()
	dst = append(dst, a.req.features.head...)
	dst = a.list(dst, a.req.n, func(dst []byte, i int) []byte {
		if r, ok := a.row(i); ok {
			return append(dst, a.written[r.from:r.to]...)
		}
		return append(dst, a.req.features.absent...)
	})
	times := func(dst []byte, of func(answered) any) []byte {
		return a.list(dst, a.req.n, func(dst []byte, i int) []byte {
			r, _ := a.row(i)
			return encoder{}.append(dst, sqltype.Of(sqltype.TimestampTZ), of(r))
		})
	}
	dst = times(append(dst, `],"event_times":[`...), func(r answered) any { return r.eventTime })
	dst = times(append(dst, `],"as_of":[`...), func(r answered) any { return r.asOf })
	dst = append(dst, `],"status":[`...)
	dst = a.list(dst, a.req.n, func(dst []byte, i int) []byte { return append(dst, a.status(i)...) })
	dst = append(dst, ']')
	if len(notices) > 0 {
		dst = append(dst, `,"notices":[`...)
		dst = a.list(dst, len(notices), func(dst []byte, i int) []byte { return appendNotice(dst, notices[i]) })
		dst = append(dst, ']')
	}
	return append(dst, "}\n"...)
}

// status says whether there is anything behind the values of entity i: "found" if any of the views that are read has a row of its key, or
// if only request parameters are.
func (a *answer) status(i int) string {
	r, ok := a.row(i)
	if ok && (r.eventTime != nil || len(a.sh.keys) == 0 && len(a.sh.request) > 0) {
		return `"found"`
	}
	return `"absent"`
}

func (a *answer) list(dst []byte, n int, item func(dst []byte, i int) []byte) []byte {
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = item(dst, i)
	}
	return dst
}

func appendNotice(dst []byte, n *sqlerr.Error) []byte {
	dst = appendString(append(dst, `{"code":`...), n.Code)
	dst = appendString(append(dst, `,"message":`...), n.Message)
	if n.Hint != "" {
		dst = appendString(append(dst, `,"hint":`...), n.Hint)
	}
	return append(dst, '}')
}
