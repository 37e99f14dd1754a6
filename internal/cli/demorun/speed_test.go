package demorun

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"tuzjol/internal/app"
)

// BenchmarkFill fills a fresh folder; TUZJOL_CLIENTS says how large.
func BenchmarkFill(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("TUZJOL_CLIENTS"))
	if err != nil {
		n = 300
	}
	for b.Loop() {
		cfg, err := Config(b.TempDir(), "", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		a, took, err := Open(context.Background(), cfg, Wish{Seed: 1, Clients: n}, app.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(took.Seconds(), "s/fill")
		b.ReportMetric(float64(a.DB.Statements()), "statements")
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEarly fills a fresh folder as the demonstration does: the stories, then the others meanwhile.
func BenchmarkEarly(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("TUZJOL_CLIENTS"))
	if err != nil {
		n = 300
	}
	for b.Loop() {
		cfg, err := Config(b.TempDir(), "", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		a, rest, err := OpenEarly(context.Background(), cfg, Wish{Seed: 1, Clients: n}, app.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/open")
		if err := rest(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/whole")
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
