package http

import (
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// readyTimeout is how long what is asked by /readyz may take to answer.
const readyTimeout = 2 * time.Second

// health answers as long as the process does.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) error {
	_, err := io.WriteString(w, "ok\n")
	return err
}

// ready asks all that must answer, at once: a line for each, and 503 if one does not.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	names := make([]string, 0, len(s.Ready))
	for name := range s.Ready {
		names = append(names, name)
	}
	slices.Sort(names)
	failed := make([]error, len(names))
	var group errgroup.Group
	for i, name := range names {
		group.Go(func() error { failed[i] = s.Ready[name](ctx); return nil })
	}
	group.Wait()
	status, text := http.StatusOK, ""
	for i, name := range names {
		line := "ok"
		if failed[i] != nil {
			status, line = http.StatusServiceUnavailable, sqlerr.From(failed[i]).Error()
		}
		text += name + ": " + line + "\n"
	}
	w.WriteHeader(status)
	_, err := io.WriteString(w, text)
	return err
}

// metrics are for those who may see what all sessions do.
func (s *Server) metrics(w http.ResponseWriter, r *http.Request) error {
	who, err := s.who(r)
	if err != nil {
		return err
	}
	if !s.Snapshot().Has(who.user, catalog.Monitor) {
		return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied for the metrics").
			WithHint("GRANT pg_monitor TO %s.", catalog.QuoteIdent(who.user.Name))
	}
	s.Metrics.ServeHTTP(w, r)
	return nil
}
