package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"tuzjol/internal/app/clientpages"
	"tuzjol/internal/platform/httpx"
)

// Serve listens and answers until ctx ends, then lets running requests finish.
func (a *App) Serve(ctx context.Context, out io.Writer) error {
	router, err := a.Router()
	if err != nil {
		return err
	}
	a.Start()
	tlsConfig, err := clientpages.Certificate(a.Config)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", a.Config.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(out, "Tuzjol answers on http://%s (process %d)\n", ln.Addr(), os.Getpid())
	stopMetrics, err := a.serveMetrics()
	if err != nil {
		return err
	}
	defer stopMetrics()
	stopPortal, err := a.servePortal(ctx, out, tlsConfig)
	if err != nil {
		return err
	}
	defer stopPortal()
	if err := a.monitoring.Listen(ctx, a.Config, a.Log); err != nil {
		return err
	}
	srv := httpx.NewServer(a.Handler(router), a.Log, tlsConfig)
	return router.Serve(ctx, srv, ln, 20*time.Second)
}

// serveMetrics answers the figures of operation on the private listener; they hold no personal data (check S57).
func (a *App) serveMetrics() (stop func(), err error) {
	if a.Config.Metrics == "" {
		return func() {}, nil
	}
	ln, err := net.Listen("tcp", a.Config.Metrics)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	srv := &http.Server{Handler: a.metrics.Handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			a.Log.Error("metrics listener", "error", err)
		}
	}()
	return func() { srv.Close() }, nil //nolint:errcheck // the process ends
}
