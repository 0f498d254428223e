// Package metrics counts what the server does, for Prometheus.
//
//	metrics.go     the registry, and what is counted as it happens
//	statement.go   statements, by route and by what they read
//	state.go       what is read from the catalog, the jobs and the stores when somebody asks
//
// What is counted on the way of a statement is found once, when the statement is planned: a run touches only the counters
// themselves, and allocates nothing.
package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// buckets are the upper edges of latencies in seconds: fine where online reads are, up to minutes for training sets.
var buckets = []float64{.00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60, 300}

// Metrics are those of one server.
type Metrics struct {
	registry   *prometheus.Registry
	statements *statements
	requests   *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
}

// New makes the metrics of a server of this version, with those of its state.
func New(version string, state State) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), statements: newStatements(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "asof_http_requests_total",
			Help: "HTTP requests, by endpoint and status."}, []string{"endpoint", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "asof_http_request_seconds",
			Help: "How long HTTP requests took, by endpoint.", Buckets: buckets}, []string{"endpoint"})}
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: "asof_info", Help: "1, with the version of the server.",
		ConstLabels: prometheus.Labels{"version": version}})
	info.Set(1)
	m.registry.MustRegister(info, m.requests, m.seconds, m.statements.seconds, m.statements.errors, &collector{state: state},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers in the format of Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Request counts an HTTP request. Endpoints are few: they are patterns, not paths.
func (m *Metrics) Request(endpoint string, status int, took time.Duration) {
	m.requests.WithLabelValues(endpoint, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(endpoint).Observe(took.Seconds())
}
