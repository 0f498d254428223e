package sqlite

import (
	"context"
	"database/sql"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// Append implements catalog.Log.
func (l *Log) Append(ctx context.Context, e catalog.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Version != l.last+1 {
		return sqlerr.New(sqlerr.Internal, "catalog %s: entry %d after %d", l.path, e.Version, l.last)
	}
	err := l.transaction(ctx, func(ctx context.Context) error {
		for i, c := range e.Changes {
			before, err := catalog.Encode(c.Old)
			if err != nil {
				return err
			}
			after, err := catalog.Encode(c.New)
			if err != nil {
				return err
			}
			o := c.Object()
			if _, err := l.conn.ExecContext(ctx, `INSERT INTO log (version, seq, at, who, kind, name, old, new) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
				int64(e.Version), i, e.At, e.Who, string(o.ObjectKind()), o.ObjectName(), text(before), text(after)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return l.translate(err)
	}
	l.last = e.Version
	return nil
}

func text(b []byte) sql.NullString { return sql.NullString{String: string(b), Valid: b != nil} }

// Replay implements catalog.Log. fn must not call the log.
func (l *Log) Replay(ctx context.Context, fn func(catalog.Entry) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	rows, err := l.conn.QueryContext(ctx, `SELECT version, at, who, kind, name, old IS NOT NULL, new FROM log ORDER BY version, seq`)
	if err != nil {
		return l.translate(err)
	}
	defer rows.Close()
	type key struct {
		kind catalog.Kind
		name string
	}
	have := map[key]catalog.Object{} // what the rows so far have made
	var e catalog.Entry
	for rows.Next() {
		var version uint64
		var at int64
		var who string
		var k key
		var replaces bool
		var after sql.NullString
		if err := rows.Scan(&version, &at, &who, &k.kind, &k.name, &replaces, &after); err != nil {
			return l.translate(err)
		}
		if version != e.Version {
			if e.Version > 0 {
				if err := fn(e); err != nil {
					return err
				}
			}
			e = catalog.Entry{Version: version, At: at, Who: who}
		}
		c := catalog.Change{Old: have[k]}
		if replaces != (c.Old != nil) {
			return l.broken(version, k.kind, k.name)
		}
		if after.Valid {
			if c.New, err = catalog.Decode(k.kind, []byte(after.String)); err != nil {
				return err
			}
			have[k] = c.New
		} else {
			delete(have, k)
		}
		e.Changes = append(e.Changes, c)
	}
	if err := rows.Err(); err != nil {
		return l.translate(err)
	}
	if e.Version > 0 {
		return fn(e)
	}
	return nil
}

func (l *Log) broken(version uint64, kind catalog.Kind, name string) error {
	return sqlerr.New(sqlerr.StoreUnreachable, "catalog %s is damaged: version %d of the log does not follow from what is before it (%s %q)", l.path, version, kind, name)
}
