package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"asof/catalog"
)

// State is what is looked at when somebody asks, and costs nothing before.
type State struct {
	Now         func() time.Time
	Snapshot    func() *catalog.Snapshot
	Jobs        func() []catalog.Job
	Connections func() map[string]int // clients by protocol
	Store       func() (s Store, counts bool)
}

// Store is what an online store has counted since the server began. Retries are round trips that were begun again.
type Store struct {
	Name                        string
	RoundTrips, Errors, Retries uint64
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("asof_"+name, help, labels, nil)
}

var (
	connections = describe("connections", "Clients that are connected, by protocol.", "protocol")
	objects     = describe("objects", "Definitions in the catalog, by kind.", "kind")
	jobs        = describe("jobs", "Jobs that are kept, by kind and state.", "kind", "state")
	trips       = describe("store_round_trips_total", "Round trips to the online store.", "store")
	failures    = describe("store_errors_total", "Round trips to the online store that failed.", "store")
	retries     = describe("store_retries_total", "Round trips to the online store that were begun again.", "store")

	staleness  = describe("view_staleness_seconds", "The clock less the newest event time that counts in what has been materialised of a view's serving version.", "view")
	refreshed  = describe("view_refreshed_timestamp_seconds", "When the view's serving version was materialised.", "view")
	keys       = describe("view_keys", "Keys of the view's serving version in the online store.", "view")
	overflowed = describe("view_overflowed_keys", "Keys with more rows than max_rows_per_key, which are answered offline.", "view")
	bytes      = describe("view_online_bytes", "Bytes of the view's serving version in the online store.", "view")
)

// collector reads the state for each scrape.
type collector struct{ state State }

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connections, objects, jobs, trips, failures, retries, staleness, refreshed, keys, overflowed, bytes} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count := func(d *prometheus.Desc, v uint64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), labels...)
	}
	for protocol, n := range c.state.Connections() {
		gauge(connections, float64(n), protocol)
	}
	if s, counts := c.state.Store(); counts {
		count(trips, s.RoundTrips, s.Name)
		count(failures, s.Errors, s.Name)
		count(retries, s.Retries, s.Name)
	}
	c.jobs(gauge)
	c.catalog(gauge)
}

type gauge func(d *prometheus.Desc, v float64, labels ...string)

func (c *collector) jobs(gauge gauge) {
	type kindState struct {
		kind  catalog.JobKind
		state catalog.JobState
	}
	byState := map[kindState]int{}
	for _, j := range c.state.Jobs() {
		byState[kindState{j.Kind, j.State}]++
	}
	for k, n := range byState {
		gauge(jobs, float64(n), string(k.kind), string(k.state))
	}
}

func (c *collector) catalog(gauge gauge) {
	snap := c.state.Snapshot()
	views := snap.Views()
	gauge(objects, float64(len(snap.Sources())), string(catalog.KindSource))
	gauge(objects, float64(len(snap.Entities())), string(catalog.KindEntity))
	gauge(objects, float64(len(views)), string(catalog.KindView))
	gauge(objects, float64(len(snap.Services())), string(catalog.KindService))
	shown := 0
	for _, v := range views {
		m, ok := snap.Materialization(v.Name, v.Serving().Version)
		if !ok {
			continue
		}
		if shown++; shown > maxObjects {
			break
		}
		now := c.state.Now()
		if newest, ok := m.Newest(now.UnixMicro()); ok {
			gauge(staleness, float64(now.UnixMicro()-newest)/1e6, v.Name)
		}
		gauge(refreshed, float64(m.Finished)/1e6, v.Name)
		if !m.Offline {
			gauge(keys, float64(m.Keys), v.Name)
			gauge(overflowed, float64(m.Overflowed), v.Name)
			gauge(bytes, float64(m.OnlineBytes), v.Name)
		}
	}
}
