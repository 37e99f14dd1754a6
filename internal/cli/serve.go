package cli

import (
	"context"
	"errors"
	"fmt"

	"tuzjol/internal/app"
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
	a, err := app.Open(ctx, cfg, app.Options{Log: log})
	if err != nil {
		return err
	}
	token, err := a.Accounts().FirstToken(a.Operator(ctx))
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if token != "" {
		fmt.Fprintf(con.Out, "No account yet. Set up the first administrator at %s/signin/first with this one-time token:\n%s\n", cfg.BaseURL, token)
	}
	return errors.Join(a.Serve(ctx, con.Out), a.Close())
}
