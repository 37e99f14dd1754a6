package obs

import (
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the figures of one process. Labels are route patterns and codes, never paths or people.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	sweeps   *prometheus.CounterVec
}

// NewMetrics makes the figures.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tuzjol_request_seconds", Help: "time to answer, by route",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "method", "status"}),
		sweeps: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tuzjol_job_runs_total", Help: "runs of scheduled work"},
			[]string{"job", "result"}),
	}
	m.registry.MustRegister(m.requests, m.sweeps, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Request counts one answer; it fits httpx.Options.Observe.
func (m *Metrics) Request(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "(none)"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Observe(took.Seconds())
}

// Job counts one run of scheduled work.
func (m *Metrics) Job(name string, err error) {
	result := "ok"
	if err != nil {
		result = "failed"
	}
	m.sweeps.WithLabelValues(name, result).Inc()
}

// Gauge adds a figure that is read when asked for, such as the backlog of the sequencer.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// Handler serves metrics and profiles; it belongs on the private listener only (check S57).
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
