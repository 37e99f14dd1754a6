package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/obs"
)

type serveCmd struct {
	place
	Addr string `help:"Address and port." env:"TUZJOL_ADDR" placeholder:"HOST:PORT"`
}

// Help gives an example.
func (serveCmd) Help() string {
	return "Example: tuzjol serve --data /var/lib/tuzjol --addr 127.0.0.1:8080\nOn an empty database it prints a one-time token for the first administrator."
}

// Run serves until the process is told to stop.
func (c serveCmd) Run(ctx context.Context, con *Console) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if c.Addr != "" && c.Addr != cfg.Addr {
		cfg.Addr = c.Addr
		if !cfg.TLS() {
			cfg.BaseURL = "http://" + c.Addr
		}
	}
	log := obs.NewLog(con.Err, cfg.LogFormat, obs.Level(cfg.LogLevel))
	a, err := Open(ctx, cfg, Options{Log: log})
	if err != nil {
		return err
	}
	token, err := a.signin.FirstToken(a.Operator(ctx))
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if token != "" {
		fmt.Fprintf(con.Out, "No account yet. Set up the first administrator at %s/signin/first with this one-time token:\n%s\n", cfg.BaseURL, token)
	}
	return errors.Join(a.Serve(ctx, con), a.Close())
}

// Serve listens and answers until ctx ends, then lets running requests finish.
func (a *App) Serve(ctx context.Context, con *Console) error {
	router, err := a.Router()
	if err != nil {
		return err
	}
	a.Start()
	var tlsConfig *tls.Config
	if a.Config.TLSCert != "" {
		cert, err := tls.LoadX509KeyPair(a.Config.TLSCert, a.Config.TLSKey)
		if err != nil {
			return fmt.Errorf("certificate: %w", err)
		}
		tlsConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	ln, err := net.Listen("tcp", a.Config.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(con.Out, "Tuzjol answers on http://%s (process %d)\n", ln.Addr(), os.Getpid())
	stopMetrics, err := a.serveMetrics()
	if err != nil {
		return err
	}
	defer stopMetrics()
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
