package clientpages

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/httpx"
)

// Serve answers on the clients' host until stop is called; without an address there is none. handler puts the static files beside
// the routes.
func (k *Kit) Serve(ctx context.Context, out io.Writer, log *slog.Logger, cert *tls.Config, router *httpx.Router, handler http.Handler) (stop func(), err error) {
	ln, err := net.Listen("tcp", k.Config.Portal)
	if err != nil {
		return nil, fmt.Errorf("listen for clients: %w", err)
	}
	fmt.Fprintf(out, "Clients' own pages answer on http://%s\n", ln.Addr())
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := router.Serve(ctx, httpx.NewServer(handler, log, cert), ln, 20*time.Second); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Error("clients' listener", "error", err)
		}
	}()
	return func() { cancel(); <-done }, nil
}

// Certificate is that of both listeners when no proxy in front does TLS; nil otherwise.
func Certificate(c config.Config) (*tls.Config, error) {
	if c.TLSCert == "" {
		return nil, nil //nolint:nilnil // without a certificate of its own is an ordinary answer
	}
	cert, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}, nil
}
