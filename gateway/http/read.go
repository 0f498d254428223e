package http

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"asof/catalog/sqlerr"
	"asof/gateway/pgwire"
)

// readView and readService answer for entities.
func (s *Server) readView(w http.ResponseWriter, r *http.Request) error {
	return s.read(w, r, "feature view", &s.views)
}

func (s *Server) readService(w http.ResponseWriter, r *http.Request) error {
	return s.read(w, r, "feature service", &s.services)
}

// read is the whole way of a read: who asks, what for, the statement, its rows as JSON.
func (s *Server) read(w http.ResponseWriter, r *http.Request, kind string, known *shapes) error {
	who, err := s.who(r)
	if err != nil {
		return err
	}
	name := r.PathValue("name")
	sh, ok := known.find(s.Snapshot(), name)
	if !ok {
		return sqlerr.New(sqlerr.UndefinedTable, "%s %q does not exist", kind, name)
	}
	body, err := s.body(w, r)
	if err != nil {
		return err
	}
	req, err := s.readRequest(sh, body)
	if err != nil {
		return err
	}
	a := &answer{req: req, sh: sh}
	var notices []*sqlerr.Error
	if req.n > 0 {
		if notices, err = s.run(r.Context(), who, makeStatement(sh, req), a); err != nil {
			return err
		}
	}
	return send(w, r, a.append(nil, notices))
}

// run runs a statement in a session of the role. A session outlives errors, as a connection does, but not a fault of ours.
func (s *Server) run(ctx context.Context, who identity, st *statement, a *answer) ([]*sqlerr.Error, error) {
	session, err := s.pool.borrow(ctx, who)
	if err != nil {
		return nil, ended(ctx, err)
	}
	fit := false
	defer func() { s.pool.give(session, fit) }()
	session.client.notices = nil
	limit := statementTimeout
	if ms := session.StatementTimeout(); ms > 0 {
		limit = min(limit, time.Duration(ms)*time.Millisecond)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to statement timeout"))
	defer cancel()
	err = session.query(ctx, st, a)
	fit = sqlerr.Code(err) != sqlerr.Internal
	if err != nil {
		return nil, ended(ctx, err)
	}
	return session.client.notices, nil
}

// ended is the error of what ended with its context: the reason for that.
func ended(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		e := *sqlerr.From(err)
		if e.Code == sqlerr.Internal {
			return err
		}
		e.Position = 0 // it counts in a text that the client has not written
		return &e
	}
	if cause, ok := errors.AsType[*sqlerr.Error](context.Cause(ctx)); ok {
		return cause
	}
	return sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to user request")
}

// query runs a statement in a transaction of its own.
func (s *session) query(ctx context.Context, st *statement, a *answer) (err error) {
	if err := s.Begin(ctx); err != nil {
		return errors.Join(err, s.End(ctx, true))
	}
	failed := true // by a panic, too
	defer func() {
		if failed {
			s.Fail()
		}
		if end := s.End(context.WithoutCancel(ctx), failed); err == nil {
			err = end
		}
		s.Report()
	}()
	p, err := s.bind(ctx, st)
	if err != nil {
		return err
	}
	defer p.Close()
	rows, err := p.Open(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := a.read(ctx, st, p.Columns(), rows); err != nil {
		return err
	}
	p.Tag(int64(len(a.rows)))
	failed = false
	return nil
}

// bind binds the statement, prepared anew if what was prepared before cannot be used any more: the view was defined anew meanwhile.
func (s *session) bind(ctx context.Context, st *statement) (pgwire.Portal, error) {
	for {
		prepared, fresh, err := s.prepared(ctx, st.sql, st.oids)
		if err != nil {
			return nil, err
		}
		p, err := prepared.Bind(ctx, st.args)
		if err == nil || fresh {
			return p, err
		}
		delete(s.statements, st.sql)
		prepared.Close()
	}
}

// body reads the body of a request, unpacked if it is packed.
func (s *Server) body(w http.ResponseWriter, r *http.Request) (string, error) {
	if t := r.Header.Get("Content-Type"); t != "" {
		// curl -d calls everything a form.
		if media, _, err := mime.ParseMediaType(t); err != nil || media != "application/json" && media != "application/x-www-form-urlencoded" {
			return "", sqlerr.New(sqlerr.InvalidParameterValue, "the body is application/json, not %q", t)
		}
	}
	var in io.Reader = http.MaxBytesReader(w, r.Body, s.MaxBody)
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return "", unreadable(err)
		}
		in = z
	default:
		return "", sqlerr.New(sqlerr.InvalidParameterValue, "the encoding %q of the body is not known", encoding).WithHint("It may be gzip.")
	}
	var b strings.Builder
	if n := r.ContentLength; n > 0 && n <= s.MaxBody {
		b.Grow(int(n))
	}
	n, err := io.Copy(&b, io.LimitReader(in, s.MaxBody+1))
	switch {
	case err != nil:
		return "", unreadable(err)
	case n > s.MaxBody:
		return "", tooLong(s.MaxBody)
	}
	return b.String(), nil
}

func tooLong(limit int64) error {
	return sqlerr.New(sqlerr.ProgramLimitExceeded, "the body is longer than %d bytes", limit).WithHint("Ask for fewer entities at a time.")
}

func unreadable(err error) error {
	if long, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLong(long.Limit)
	}
	return sqlerr.New(sqlerr.ProtocolViolation, "the body cannot be read: %v", err)
}
