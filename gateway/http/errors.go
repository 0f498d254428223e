package http

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"asof/catalog/sqlerr"
)

// statuses are the HTTP statuses of SQLSTATEs: of the code itself, else of its class.
var statuses = map[string]int{
	sqlerr.InsufficientPrivilege: http.StatusForbidden,
	sqlerr.UndefinedTable:        http.StatusNotFound,
	sqlerr.UndefinedFunction:     http.StatusNotFound,
	sqlerr.ProgramLimitExceeded:  http.StatusRequestEntityTooLarge,
	sqlerr.QueryCanceled:         http.StatusGatewayTimeout,
	sqlerr.DataCorrupted:         http.StatusInternalServerError,

	"08": http.StatusBadRequest,          // what is no HTTP request as it should be
	"0A": http.StatusNotImplemented,      // not supported
	"22": http.StatusBadRequest,          // a value that its type does not have
	"28": http.StatusUnauthorized,        // no token, or none that is known
	"40": http.StatusConflict,            // definitions changed meanwhile; again
	"42": http.StatusBadRequest,          // a feature or a key that is not there
	"53": http.StatusServiceUnavailable,  // out of memory, disk or connections
	"54": http.StatusBadRequest,          // too complex
	"55": http.StatusConflict,            // not in the state for it
	"57": http.StatusServiceUnavailable,  // the server goes down
	"58": http.StatusServiceUnavailable,  // the store cannot be reached
	"XX": http.StatusInternalServerError, // a fault of ours
}

func status(sqlstate string) int {
	if n, ok := statuses[sqlstate]; ok {
		return n
	}
	if n, ok := statuses[sqlstate[:2]]; ok {
		return n
	}
	return http.StatusInternalServerError
}

// clientGone is the status that a request is counted under whose client went away: nobody reads the answer.
const clientGone = 499

// problem is the body of an answer that is an error. Position counts characters of the request's body, from 1.
type problem struct {
	Code     string `json:"code"`
	Message  string `json:"message"`
	Detail   string `json:"detail,omitempty"`
	Hint     string `json:"hint,omitempty"`
	Position int    `json:"position,omitempty"`
}

// fail answers with an error, unless an answer has begun, and logs it.
func (s *Server) fail(w *response, r *http.Request, endpoint string, err error) {
	e := sqlerr.From(err)
	n := status(e.Code)
	if r.Context().Err() != nil {
		n = clientGone
	}
	log := s.Log.With("endpoint", endpoint, "remote", r.RemoteAddr, "sqlstate", e.Code)
	var p *panicked
	switch {
	case errors.As(err, &p):
		log.Error("panic in a request", "value", p.value, "stack", string(p.stack))
	case e.Code == sqlerr.Internal:
		log.Error("internal error", "error", err)
	default: // a store that is down fails many: the metrics count them
		log.Debug("request refused", "error", err)
	}
	if w.status != 0 {
		return
	}
	h := w.Header()
	switch n {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="asof"`)
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "1")
	}
	body, err := json.Marshal(problem{e.Code, e.Message, e.Detail, e.Hint, e.Position})
	if err != nil {
		body = []byte(`{"code":"XX000","message":"internal error"}`)
	}
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(n)
	w.Write(body)
}
