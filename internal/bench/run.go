package bench

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"time"
)

// Plan says how much is measured; all of it is bounded.
type Plan struct {
	Users   int           // at work at once
	Each    int           // requests of each page alone
	Latency time.Duration // with thinking users
	Full    time.Duration // without a pause
	Think   time.Duration // mean
}

// Bounds of a Plan.
const (
	MaxUsers = 256
	MaxEach  = 2000
	MaxSpend = 5 * time.Minute
)

// Within brings a plan into its bounds.
func (p Plan) Within() Plan {
	p.Users, p.Each = min(max(p.Users, 1), MaxUsers), min(max(p.Each, 1), MaxEach)
	p.Latency, p.Full = min(p.Latency, MaxSpend), min(p.Full, MaxSpend)
	return p
}

// Report is everything measured.
type Report struct {
	Alone   []Alone
	Audit   Sample // one read entry from request to commit
	Latency *Together
	Full    *Together
}

// Run measures. audit writes one read entry, as every request does before its first byte; start begins the jobs of the
// service, which would be counted as statements of the pages alone.
func (d *Driver) Run(ctx context.Context, plan Plan, rec *Recorder, raw *sql.DB, audit func(ctx context.Context) error, start func() error) (r Report, err error) {
	plan = plan.Within()
	if err := d.Prepare(ctx); err != nil {
		return r, err
	}
	if r.Alone, err = d.alone(ctx, rec, raw, plan.Each); err != nil {
		return r, err
	}
	for range plan.Each {
		began := time.Now()
		if err := audit(ctx); err != nil {
			return r, err
		}
		r.Audit.Add(time.Since(began))
	}
	if err := start(); err != nil {
		return r, err
	}
	if r.Latency, err = d.together(ctx, plan.Users, plan.Think, plan.Latency); err != nil {
		return r, err
	}
	r.Full, err = d.together(ctx, plan.Users, 0, plan.Full)
	return r, err
}

// Print writes the report for people. Page work is the request without its audit commit; the ratio compares it with the
// same statements raw.
func (r Report) Print(w io.Writer) {
	audit := r.Audit.At(0.5)
	fmt.Fprintln(w, "\none request at a time (ms)")
	fmt.Fprintf(w, "%-12s %5s %8s %8s %8s  %6s %6s  %8s  %7s %7s\n", "page", "n", "p50", "p95", "p99", "stmts", "audit", "raw p50", "work/raw", "failed")
	for _, a := range r.Alone {
		ratio := "-"
		if raw := a.Raw.At(0.5); raw > 0 && !isWrite(a.Page) {
			ratio = fmt.Sprintf("%.1f", float64(a.Took.At(0.5)-audit)/float64(raw))
		}
		fmt.Fprintf(w, "%-12s %5d %8s %8s %8s  %6d %6d  %8s  %8s %7d\n", a.Page, a.Took.Len(), ms(a.Took.At(0.5)), ms(a.Took.At(0.95)), ms(a.Took.At(0.99)),
			a.Statements, a.Audit, ms(a.Raw.At(0.5)), ratio, a.Failed)
	}
	fmt.Fprintln(w, "\nthe statement of each page that costs most, raw p50 (ms)")
	for _, a := range r.Alone {
		fmt.Fprintf(w, "%-12s %8s  %s\n", a.Page, ms(a.SlowestP50), short(a.Slowest))
	}
	fmt.Fprintf(w, "\naudit entry of a read, to its commit: p50 %s p95 %s p99 %s ms\n", ms(audit), ms(r.Audit.At(0.95)), ms(r.Audit.At(0.99)))
	together(w, "with thinking users (ms)", r.Latency)
	together(w, "saturation, no pauses (ms)", r.Full)
}

func together(w io.Writer, title string, t *Together) {
	fmt.Fprintf(w, "\n%s: %d users, %.0f s\n%-12s %6s %8s %8s %8s\n", title, t.Users, t.Spent.Seconds(), "page", "n", "p50", "p95", "p99")
	line := func(name string, s *Sample) {
		fmt.Fprintf(w, "%-12s %6d %8s %8s %8s\n", name, s.Len(), ms(s.At(0.5)), ms(s.At(0.95)), ms(s.At(0.99)))
	}
	for _, p := range Pages() {
		line(p.Name, t.Pages[p.Name])
	}
	line("all", &t.All)
	fmt.Fprintf(w, "%.1f requests a second, %d failed\n", t.PerSecond(), t.Failed)
}

func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 150 {
		return string(r[:150]) + " ..."
	}
	return text
}

func isWrite(page string) bool {
	for _, p := range Pages() {
		if p.Name == page {
			return p.Write
		}
	}
	return false
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000) }
