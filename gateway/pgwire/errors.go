package pgwire

import (
	"errors"
	"runtime/debug"
	"unicode/utf8"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
)

var (
	errCancelled         = sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to user request")
	errTimeout           = sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to statement timeout")
	errShutdown          = fatal(sqlerr.AdminShutdown, "terminating connection due to administrator command")
	errAborted           = sqlerr.New(sqlerr.InFailedTransaction, "current transaction is aborted, commands ignored until end of transaction block")
	errIdleSession       = fatal("57P05", "terminating connection due to idle-session timeout")
	errIdleInTransaction = fatal("25P03", "terminating connection due to idle-in-transaction timeout")
	errClientGone        = fatal("08006", "connection to client lost")
)

// fatal is an error that ends the connection.
func fatal(code, format string, args ...any) *sqlerr.Error {
	e := sqlerr.New(code, format, args...)
	e.Severity = sqlerr.SeverityFatal
	return e
}

// lost is an error of the client's stream: there is nobody to tell.
type lost struct{ error }

func (l lost) Unwrap() error { return l.error }

// worded is err as the client may know it: one without SQLSTATE is logged with its text, and becomes an internal error.
func (c *conn) worded(err error) *sqlerr.Error {
	var e *sqlerr.Error
	if !errors.As(err, &e) {
		c.log.Error("internal error", "error", err)
	}
	return sqlerr.From(err)
}

// report appends an error to what is sent.
func (c *conn) report(err error) {
	e := c.worded(err)
	severity := e.Severity
	if severity == "" {
		severity = "ERROR"
	}
	msg := pgproto3.ErrorResponse{
		Severity: severity, SeverityUnlocalized: severity, Code: e.Code, Message: e.Message,
		Detail: e.Detail, Hint: e.Hint, Where: e.Context, Position: int32(e.Position),
	}
	c.send(&msg)
}

// notice appends a notice to what is sent.
func (c *conn) notice(n *sqlerr.Error) {
	severity := n.Severity
	if severity == "" {
		severity = sqlerr.SeverityNotice
	}
	msg := pgproto3.NoticeResponse{
		Severity: severity, SeverityUnlocalized: severity, Code: n.Code, Message: n.Message,
		Detail: n.Detail, Hint: n.Hint, Where: n.Context, Position: int32(n.Position),
	}
	c.send(&msg)
	c.flush() // it may be about a statement that has long to go; the next write meets the same error
}

// fail reports that a statement failed and tells the session, unless it was the end of the transaction that failed. An error
// that ends the conversation is returned instead: it is told last.
func (c *conn) fail(err error) error {
	if ends(err) {
		return err
	}
	c.report(err)
	if c.begun {
		c.failed = true
		c.session.Fail()
	}
	return nil
}

// ends says whether an error ends the conversation.
func ends(err error) bool {
	if gone := (lost{}); errors.As(err, &gone) {
		return true
	}
	var e *sqlerr.Error
	return errors.As(err, &e) && e.Severity == sqlerr.SeverityFatal
}

// panicked is what a panic below a message becomes: the state of the session is unknown, so the connection ends.
func (c *conn) panicked(r any) error {
	c.log.Error("panic", "panic", r, "stack", string(debug.Stack()))
	return fatal(sqlerr.Internal, "internal error")
}

// moved is err with its position moved to where the part of a query begins.
func moved(err error, query string, offset int) error {
	var e *sqlerr.Error
	if offset == 0 || !errors.As(err, &e) || e.Position == 0 {
		return err
	}
	shifted := *e
	shifted.Position += utf8.RuneCountInString(query[:offset])
	return &shifted
}
