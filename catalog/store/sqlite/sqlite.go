// Package sqlite keeps a catalog's log in one SQLite file, which one server at a time has open. A commit is on the disk when
// Append returns: write-ahead log, synchronous = FULL.
package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"

	"asof/catalog"
	"asof/catalog/sqlerr"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// format is the version of the file's schema and of the objects in it. A file of a newer one is refused.
const format = 1

// applicationID marks the file as ours: "asof".
const applicationID = 0x61736f66

// The log is append-only. old and new are objects as catalog.Encode writes them; old repeats the new of an earlier row, so
// that what a change did can be read off one row.
var schema = []string{
	`CREATE TABLE log (version INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL,
	 kind TEXT NOT NULL, name TEXT NOT NULL, old TEXT, new TEXT, PRIMARY KEY (version, seq)) STRICT, WITHOUT ROWID`,
	`CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
}

// Log is a catalog.Log in a file.
type Log struct {
	path string
	id   string
	db   *sql.DB
	mu   sync.Mutex // one call at a time uses conn
	conn *sql.Conn  // the one connection, which holds the file's lock
	last uint64     // version of the last entry
}

var _ catalog.Log = (*Log)(nil)

// Open opens the log in the file at path and makes it if it does not exist; its folder must. The error is 55006 if another
// server has it open, 55000 if it is something else or of a newer version of asof, 58030 if it cannot be read or written.
func Open(ctx context.Context, path string) (*Log, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, sqlerr.New(sqlerr.StoreUnreachable, "catalog %s: %v", path, err)
	}
	l := &Log{path: abs}
	// The lock is exclusive and kept: a second server would publish versions that the first knows nothing of.
	dsn := "file:" + (&url.URL{Path: abs}).EscapedPath() +
		"?_pragma=busy_timeout(1000)&_pragma=locking_mode(exclusive)&_pragma=journal_mode(wal)&_pragma=synchronous(full)"
	if l.db, err = sql.Open("sqlite", dsn); err != nil {
		return nil, l.translate(err)
	}
	if err := l.start(ctx); err != nil {
		return nil, errors.Join(l.translate(err), l.Close())
	}
	return l, nil
}

// start takes the connection and the lock, and reads or makes the schema.
func (l *Log) start(ctx context.Context) (err error) {
	if l.conn, err = l.db.Conn(ctx); err != nil {
		return err
	}
	return l.transaction(ctx, func(ctx context.Context) error {
		var app, tables int
		if err := l.conn.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&app); err != nil {
			return err
		}
		if err := l.conn.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
			return err
		}
		switch {
		case app == 0 && tables == 0:
			if err := l.create(ctx); err != nil {
				return err
			}
		case app != applicationID:
			return sqlerr.New(sqlerr.ObjectNotInState, "%s is not a catalog", l.path).
				WithHint("Name another file, or a new one.")
		}
		if _, err := l.conn.ExecContext(ctx, jobTable); err != nil {
			return err
		}
		return l.read(ctx)
	})
}

func (l *Log) create(ctx context.Context) error {
	var id [8]byte
	if _, err := rand.Read(id[:]); err != nil {
		return err
	}
	for _, stmt := range append(schema,
		"PRAGMA application_id = "+strconv.Itoa(applicationID),
		`INSERT INTO meta VALUES ('format', '`+strconv.Itoa(format)+`'), ('next_id', '1'), ('catalog', '`+hex.EncodeToString(id[:])+`')`) {
		if _, err := l.conn.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) read(ctx context.Context) error {
	var have int
	if err := l.conn.QueryRowContext(ctx, `SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'format'`).Scan(&have); err != nil {
		return err
	}
	if have != format {
		return sqlerr.New(sqlerr.ObjectNotInState, "catalog %s has format %d, this version of asof reads format %d", l.path, have, format).
			WithHint("Use the version of asof that wrote it, or a newer one.")
	}
	if err := l.conn.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'catalog'`).Scan(&l.id); err != nil {
		return err
	}
	return l.conn.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM log`).Scan(&l.last)
}

// ID implements catalog.Log.
func (l *Log) ID() string { return l.id }

// TakeIDs implements catalog.Log.
func (l *Log) TakeIDs(ctx context.Context, n uint64) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var next uint64
	err := l.transaction(ctx, func(ctx context.Context) error {
		return l.conn.QueryRowContext(ctx,
			`UPDATE meta SET value = CAST(CAST(value AS INTEGER) + ? AS TEXT) WHERE key = 'next_id' RETURNING CAST(value AS INTEGER)`, int64(n)).Scan(&next)
	})
	if err != nil {
		return 0, l.translate(err)
	}
	return next - n, nil
}

// Close gives the file free.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		if err := l.conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
			return l.translate(err)
		}
	}
	if err := l.db.Close(); err != nil {
		return l.translate(err)
	}
	return nil
}

// transaction runs fn between BEGIN and COMMIT. It is not cut off half way by ctx: whether the entry is there must not be left
// open.
func (l *Log) transaction(ctx context.Context, fn func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if _, err := l.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := fn(ctx)
	if err == nil {
		_, err = l.conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// A full disk may have ended the transaction already; then there is nothing to roll back and this error says so.
		_, _ = l.conn.ExecContext(ctx, "ROLLBACK")
	}
	return err
}

// translate makes SQLite's errors ours: the one place that knows its codes.
func (l *Log) translate(err error) error {
	var ours *sqlerr.Error
	if errors.As(err, &ours) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var e *driver.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff { // the extended codes refine these
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
			return sqlerr.New(sqlerr.ObjectInUse, "catalog %s is open in another server", l.path).
				WithHint("Stop that server, or give this one another --data folder.")
		case lib.SQLITE_FULL:
			return sqlerr.New(sqlerr.DiskFull, "catalog %s: %v", l.path, e)
		case lib.SQLITE_NOTADB:
			return sqlerr.New(sqlerr.ObjectNotInState, "%s is not a catalog", l.path).
				WithHint("Name another file, or a new one.")
		}
	}
	return sqlerr.New(sqlerr.StoreUnreachable, "catalog %s: %v", l.path, err)
}
