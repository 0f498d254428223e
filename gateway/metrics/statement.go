package metrics

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"asof/gateway"
)

// maxObjects is how many views and services have series of their own; those that are read first. The others share one.
const maxObjects = 500

// The object of statements that read several views or services, none, or one beyond maxObjects.
const (
	several = "(several)"
	none    = ""
	others  = "(other)"
)

// statements are the statements of all sessions.
type statements struct {
	seconds *prometheus.HistogramVec
	errors  *prometheus.CounterVec

	mu    sync.Mutex
	known map[string]bool // the objects that have series
}

func newStatements() *statements {
	return &statements{known: map[string]bool{},
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "asof_statement_seconds",
			Help:    "How long statements took from the first step of their run to their last row, by route and by the view or service that they read.",
			Buckets: buckets}, []string{"route", "object"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "asof_statement_errors_total",
			Help: "Statements that failed when they ran, by route and SQLSTATE."}, []string{"route", "sqlstate"}),
	}
}

var _ gateway.Meter = (*Metrics)(nil)

// statement is what the runs of one planned statement are counted by.
type statement struct {
	route   string
	seconds prometheus.Observer
	errors  *prometheus.CounterVec
}

// Statement implements gateway.Meter.
func (m *Metrics) Statement(route string, objects []string) gateway.Counters {
	object := none
	switch len(objects) {
	case 0:
	case 1:
		object = m.statements.object(objects[0])
	default:
		object = several
	}
	return &statement{route: route, seconds: m.statements.seconds.WithLabelValues(route, object), errors: m.statements.errors}
}

// object is the label of a view or service.
func (s *statements) object(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known[name] && len(s.known) >= maxObjects {
		return others
	}
	s.known[name] = true
	return name
}

// Done implements gateway.Counters.
func (s *statement) Done(took time.Duration, sqlstate string) {
	s.seconds.Observe(took.Seconds())
	if sqlstate != "" {
		s.errors.WithLabelValues(s.route, sqlstate).Inc()
	}
}
