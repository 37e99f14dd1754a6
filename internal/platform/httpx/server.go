package httpx

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// slowest is the rate in bytes a second below which a connection is taken for an attack: 32 kbit/s.
const slowest = 4 << 10

// allowance is how long n bytes may take on a poor line.
func allowance(n int64) time.Duration {
	return 30*time.Second + time.Duration(max(n, 0)/slowest)*time.Second
}

// noteReadDeadline gives a body the time its size needs and no more; an unknown size counts as a form.
func noteReadDeadline(w http.ResponseWriter, length int64) {
	if length < 0 {
		length = maxForm
	}
	http.NewResponseController(w).SetReadDeadline(time.Now().Add(allowance(length))) //nolint:errcheck,gosec // tests have no connection
}

func noteDeadline(w http.ResponseWriter, length int) {
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(allowance(int64(length)))) //nolint:errcheck,gosec // tests have no connection
}

// NewServer makes the public server: short for headers, patient with bodies in proportion to their size.
func NewServer(h http.Handler, log *slog.Logger, tlsConfig *tls.Config) *http.Server {
	if tlsConfig != nil {
		tlsConfig.MinVersion = tls.VersionTLS12
	}
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       90 * time.Second,
		MaxHeaderBytes:    32 << 10,
		TLSConfig:         tlsConfig,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// Serve runs until ctx ends (SIGTERM), then stops taking connections and lets running requests finish within grace.
func (r *Router) Serve(ctx context.Context, srv *http.Server, ln net.Listener, grace time.Duration) error {
	failed := make(chan error, 1)
	go func() {
		if srv.TLSConfig != nil {
			failed <- srv.ServeTLS(ln, "", "")
			return
		}
		failed <- srv.Serve(ln)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	r.Drain()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		srv.Close() //nolint:errcheck,gosec // what is left is cut off
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
