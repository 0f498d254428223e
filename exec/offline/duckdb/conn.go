package duckdb

import (
	"context"
	"errors"
	"time"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// conn is one connection to the engine: its temp tables, its settings and its transaction. Its methods are called one at a
// time. A result that is still being read when the next statement comes is spooled first, since the engine keeps at most one
// open.
//
// Errors are *failure: a sqlerr.Error and the byte offset in the SQL text given (offsetOf).
type conn struct {
	e    *Engine
	db   bind.Connection
	open *result // still streaming, or nil
}

// connect opens a connection with the settings of every session (walls.go).
func (e *Engine) connect(ctx context.Context) (*conn, error) {
	c := &conn{e: e}
	if bind.Connect(e.db, &c.db) == bind.StateError {
		return nil, sqlerr.New(sqlerr.Internal, "cannot connect to the offline engine")
	}
	if err := c.exec(ctx, connectionSettings); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *conn) close() {
	if c.open != nil {
		c.open.Close()
	}
	bind.Disconnect(&c.db)
}

// exec runs one or several statements and drops their results.
func (c *conn) exec(ctx context.Context, sql string) error {
	if err := c.settle(ctx); err != nil {
		return err
	}
	var list bind.ExtractedStatements
	n := bind.ExtractStatements(c.db, sql, &list)
	defer bind.DestroyExtracted(&list)
	if n == 0 {
		if msg := bind.ExtractStatementsError(list); msg != "" {
			return c.e.translate(msg, sql)
		}
		return nil
	}
	for i := range n {
		var stmt bind.PreparedStatement
		if bind.PrepareExtractedStatement(c.db, list, i, &stmt) == bind.StateError {
			err := c.e.translate(bind.PrepareError(stmt), sql)
			bind.DestroyPrepare(&stmt)
			return err
		}
		r, err := c.run(ctx, stmt, sql)
		if err != nil {
			return err
		}
		if err := r.drain(ctx); err != nil {
			return err
		}
	}
	return nil
}

// query starts one statement; its rows stream.
func (c *conn) query(ctx context.Context, sql string) (*result, error) {
	stmt, err := c.prepare(ctx, sql)
	if err != nil {
		return nil, err
	}
	return c.begin(ctx, stmt, sql)
}

// begin starts a prepared statement, which it owns from here on; its rows stream.
func (c *conn) begin(ctx context.Context, stmt bind.PreparedStatement, sql string) (*result, error) {
	r, err := c.run(ctx, stmt, sql)
	if err != nil {
		return nil, err
	}
	if !r.ended {
		c.open = r
	}
	return r, nil
}

// columns binds one statement and tells the columns of its result; nil if it gives none.
func (c *conn) columns(ctx context.Context, sql string) ([]sqltype.Column, error) {
	stmt, err := c.prepare(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer bind.DestroyPrepare(&stmt)
	return preparedColumns(stmt)
}

// prepare parses and binds one statement. The caller destroys it.
func (c *conn) prepare(ctx context.Context, sql string) (bind.PreparedStatement, error) {
	var stmt bind.PreparedStatement
	if err := c.settle(ctx); err != nil {
		return stmt, err
	}
	// Binding reads the footers of files, which takes as long as it takes.
	var failed bool
	if err := c.guard(ctx, func() { failed = bind.Prepare(c.db, sql, &stmt) == bind.StateError }); err != nil {
		bind.DestroyPrepare(&stmt)
		return stmt, err
	}
	if failed {
		err := c.e.translate(bind.PrepareError(stmt), sql)
		bind.DestroyPrepare(&stmt)
		return stmt, cancelled(ctx, err)
	}
	return stmt, nil
}

// run executes stmt, which it owns from here on.
func (c *conn) run(ctx context.Context, stmt bind.PreparedStatement, sql string) (*result, error) {
	r := &result{c: c, stmt: stmt, sql: sql}
	var failed bool
	err := c.guard(ctx, func() { failed = bind.ExecutePreparedStreaming(stmt, &r.res) == bind.StateError })
	if err == nil && failed {
		selects := bind.PreparedStatementType(stmt) == bind.StatementTypeSelect
		err = cancelled(ctx, c.e.translate(bind.ResultError(&r.res), sql))
		r.release()
		if selects {
			err = c.reason(ctx, sql, err)
		}
	}
	if err == nil {
		err = r.init()
	}
	if err != nil {
		r.release()
		return nil, err
	}
	return r, nil
}

// reason is why a query failed with err. When one thread of the engine fails, the others are interrupted, and now and then one
// of those is heard first: the error is then an interrupt that nobody asked for, and the real one is lost. Running the query,
// which changes nothing, once more tells it.
func (c *conn) reason(ctx context.Context, sql string, err error) error {
	for range 3 {
		var f *failure
		if !errors.As(err, &f) || f.err.Code != sqlerr.QueryCanceled || ctx.Err() != nil {
			return err
		}
		r := &result{c: c, sql: sql}
		if bind.Prepare(c.db, sql, &r.stmt) == bind.StateError || bind.PreparedStatementType(r.stmt) != bind.StatementTypeSelect {
			bind.DestroyPrepare(&r.stmt)
			break
		}
		again := c.guard(ctx, func() {
			if bind.ExecutePreparedStreaming(r.stmt, &r.res) == bind.StateError {
				return
			}
			for chunk := bind.FetchChunk(r.res); chunk.Ptr != nil; chunk = bind.FetchChunk(r.res) {
				bind.DestroyDataChunk(&chunk)
			}
		})
		msg := bind.ResultError(&r.res)
		r.release()
		switch {
		case again != nil:
			return again
		case msg == "":
			return &failure{sqlerr.New(sqlerr.Internal, "internal error"), -1} // it fails only now and then
		}
		if err = cancelled(ctx, c.e.translate(msg, sql)); sqlerr.Code(err) == sqlerr.InFailedTransaction {
			break
		}
	}
	return &failure{sqlerr.New(sqlerr.Internal, "the statement failed, and the engine did not keep why").
		WithHint("Run it outside of a transaction block to see the error."), -1}
}

// settle makes room for another statement: the open result's rows are kept aside.
func (c *conn) settle(ctx context.Context) error {
	if c.open == nil {
		return nil
	}
	r := c.open
	c.open = nil
	return r.spoolRest(ctx)
}

// interruptEvery is how often a cancelled call is interrupted again: an interrupt that comes before the engine has begun
// a statement is forgotten by it.
const interruptEvery = 5 * time.Millisecond

// guard runs call, a call into the engine on this connection, and interrupts it when ctx is done. The error is the context's
// if it was done before call began. The goroutine lives only while a cancelled call does, and is joined before guard
// returns, so that no interrupt can hit a later statement.
func (c *conn) guard(ctx context.Context, call func()) error {
	if ctx.Err() != nil {
		return cancelled(ctx, nil)
	}
	if ctx.Done() == nil {
		call()
		return nil
	}
	over, joined := make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(joined)
		for {
			bind.Interrupt(c.db)
			select {
			case <-over:
				return
			case <-time.After(interruptEvery):
			}
		}
	})
	call()
	close(over)
	if !stop() {
		<-joined
	}
	return nil
}

// internal gives a connection of the engine's own, with TimeZone UTC, and its release. What runs on it leaves no temp tables
// behind.
func (e *Engine) internal(ctx context.Context) (*conn, func(), error) {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil, nil, errClosed()
	}
	var c *conn
	if n := len(e.idle); n > 0 {
		c, e.idle = e.idle[n-1], e.idle[:n-1]
	}
	e.mu.Unlock()
	if c == nil {
		var err error
		if c, err = e.connect(ctx); err != nil {
			return nil, nil, err
		}
	}
	return c, func() { e.release(c) }, nil
}

// maxIdle is how many connections the engine keeps for itself.
const maxIdle = 4

func (e *Engine) release(c *conn) {
	if c.open != nil {
		c.open.Close()
	}
	e.mu.Lock()
	keep := !e.closed && len(e.idle) < maxIdle
	if keep {
		e.idle = append(e.idle, c)
	}
	e.mu.Unlock()
	if !keep {
		c.close()
	}
}
