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

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/gateway/pgwire"
)

// readView and readService answer for entities.
func (s *Server) readView(w http.ResponseWriter, r *http.Request) error {
	return s.read(w, r, "feature view", viewShape)
}

func (s *Server) readService(w http.ResponseWriter, r *http.Request) error {
	return s.read(w, r, "feature service", serviceShape)
}

// read is the whole way of a read: who asks, what for, the statement, its rows as JSON.
func (s *Server) read(w http.ResponseWriter, r *http.Request, kind string, find func(*catalog.Snapshot, string) (*shape, bool)) error {
	who, err := s.who(r)
	if err != nil {
		return err
	}
	name := r.PathValue("name")
	sh, ok := find(s.Snapshot(), name)
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

// run runs a statement in a session of the role. The session ends with a statement that failed: what is left of it would have to be
// looked at, and failures are few.
func (s *Server) run(ctx context.Context, who identity, st *statement, a *answer) ([]*sqlerr.Error, error) {
	session, err := s.pool.borrow(ctx, who)
	if err != nil {
		return nil, ended(ctx, err)
	}
	fit := false
	defer func() { s.pool.give(session, fit) }()
	session.client.notices = nil
	if ms := session.StatementTimeout(); ms > 0 {
		var cancel func()
		ctx, cancel = context.WithTimeoutCause(ctx, time.Duration(ms)*time.Millisecond,
			sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to statement timeout"))
		defer cancel()
	}
	if err := session.query(ctx, st, a); err != nil {
		return nil, ended(ctx, err)
	}
	fit = true
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
	defer func() {
		if err != nil {
			s.Fail()
		}
		if end := s.End(context.WithoutCancel(ctx), err != nil); err == nil {
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
		if media, _, err := mime.ParseMediaType(t); err != nil || media != "application/json" {
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

// send answers with JSON, packed if the client takes that and it is worth it.
func send(w http.ResponseWriter, r *http.Request, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Vary", "Accept-Encoding")
	if len(body) < minPacked || !takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Length", lengthOf(body))
		_, err := w.Write(body)
		return err
	}
	h.Set("Content-Encoding", "gzip")
	z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := z.Write(body); err != nil {
		return err
	}
	return z.Close()
}

// minPacked is from how many bytes on an answer is packed: a smaller one fits into a packet or two.
const minPacked = 4 << 10

// takesGzip reads Accept-Encoding.
func takesGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		coding, q, _ := strings.Cut(part, ";")
		if c := strings.TrimSpace(coding); c == "gzip" || c == "*" {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
