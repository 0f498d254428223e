// Package http is the server's HTTP interface: features by key in JSON, and what operates the server.
//
//	server.go     addresses, limits, the end
//	health.go     /healthz and /readyz
//	access.go     bearer tokens, and which role they are of
//	read.go       POST /v1/views/{name} and /v1/services/{name}
//	shape.go      what can be asked of a view or a service
//	request.go    the body of a read
//	statement.go  the SQL statement that a read is
//	answer.go     its rows as JSON
//	gzip.go       an answer on its way
//	value.go      values between SQL and JSON
//	scan.go       JSON with positions
//	pool.go       sessions, a few for each role, which requests borrow
//	errors.go     SQLSTATEs as HTTP statuses
//	openapi.go    the OpenAPI document
//
// A read takes the same way as SQL: it is a SELECT, prepared and bound in a session of the gateway. This package knows nothing of plans,
// stores and engines.
package http

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/gateway/pgwire"
)

// Server answers over HTTP. Its fields are set before Serve and not changed after.
type Server struct {
	Backend  pgwire.Backend
	Snapshot func() *catalog.Snapshot
	Version  string
	Now      func() time.Time
	Log      *slog.Logger

	Trust bool               // requests without a token are those of the bootstrap role
	TLS   func() *tls.Config // asked for each connection; nil: no encryption

	Ready   map[string]func(context.Context) error // what must answer before the server can, by name
	Metrics http.Handler                           // of /metrics
	Count   func(endpoint string, status int, took time.Duration)

	MaxBody     int64 // bytes of a request, also when it is unpacked; default 4 MiB
	MaxEntities int   // of one read; default 10,000
	Sessions    int   // reads at the same time; default 64

	MaxConnections int // more wait; default 1000

	pool            pool
	tokens          tokens
	views, services shapes
	server          http.Server
	once            sync.Once
}

// How long a client may take: to send its request's head, all of it, until it has read the answer, and between requests.
const (
	headTimeout   = 10 * time.Second
	bodyTimeout   = time.Minute
	answerTimeout = 10 * time.Minute // the statement's time included
	idleTimeout   = 2 * time.Minute
	maxHead       = 16 << 10 // bytes
)

// statementTimeout is how long a statement may take, whatever the role's own statement_timeout is.
const statementTimeout = 5 * time.Minute

// setUp fills in what was left out, once, whichever of Serve and Shutdown comes first.
func (s *Server) setUp() {
	s.once.Do(func() {
		if s.MaxBody == 0 {
			s.MaxBody = 4 << 20
		}
		if s.MaxEntities == 0 {
			s.MaxEntities = 10_000
		}
		if s.Sessions == 0 {
			s.Sessions = 64
		}
		if s.MaxConnections == 0 {
			s.MaxConnections = 1000
		}
		if s.Count == nil {
			s.Count = func(string, int, time.Duration) {}
		}
		s.views.make, s.services.make = viewShape, serviceShape
		s.pool.open(s.Backend, s.Sessions)
		s.server = http.Server{Handler: s.handler(), ReadHeaderTimeout: headTimeout, ReadTimeout: bodyTimeout, WriteTimeout: answerTimeout,
			IdleTimeout: idleTimeout, MaxHeaderBytes: maxHead, ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug), TLSConfig: s.encryption()}
	})
}

// encryption asks for the certificate with each connection; nil without one.
func (s *Server) encryption() *tls.Config {
	if s.TLS == nil {
		return nil
	}
	protocols := []string{"h2", "http/1.1"}
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: protocols, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c := s.TLS().Clone()
		c.NextProtos = protocols
		return c, nil
	}}
}

// Serve answers clients of l until Shutdown is called, which is no error.
func (s *Server) Serve(l net.Listener) error {
	s.setUp()
	defer s.pool.close()
	l = limit(l, s.MaxConnections)
	if s.server.TLSConfig != nil {
		l = tls.NewListener(l, s.server.TLSConfig)
	}
	if err := s.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Shutdown lets running requests finish and ends idle connections. When ctx ends it cuts off what still runs.
func (s *Server) Shutdown(ctx context.Context) error {
	s.setUp()
	err := s.server.Shutdown(ctx)
	if err != nil {
		s.server.Close()
	}
	return err
}

// handler is the table of endpoints.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern, endpoint string, h func(http.ResponseWriter, *http.Request) error) {
		mux.Handle(pattern, s.endpoint(endpoint, h))
	}
	handle("POST /v1/views/{name}", "views", s.readView)
	handle("POST /v1/services/{name}", "services", s.readService)
	handle("GET /openapi.json", "openapi", s.openAPI)
	handle("GET /healthz", "healthz", s.health)
	handle("GET /readyz", "readyz", s.ready)
	handle("GET /metrics", "metrics", s.metrics)
	handle("/", "unknown", func(_ http.ResponseWriter, r *http.Request) error {
		return sqlerr.New(sqlerr.UndefinedFunction, "there is no endpoint %s %s", r.Method, r.URL.Path).WithHint("GET /openapi.json lists them.")
	})
	return mux
}

// endpoint runs a handler: its error becomes the answer, a panic one of ours, and the log has a line about what failed.
func (s *Server) endpoint(name string, h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := s.Now()
		out := &response{ResponseWriter: w}
		err := guarded(h, out, r)
		if err != nil {
			s.fail(out, r, name, err)
		}
		s.Count(name, out.status, s.Now().Sub(begun))
	})
}

// panicked is a fault of ours.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return "panic" }

func guarded(h func(http.ResponseWriter, *http.Request) error, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{v, debug.Stack()}
		}
	}()
	return h(w, r)
}

// response notes the status that was sent.
type response struct {
	http.ResponseWriter
	status int
}

func (r *response) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *response) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}
