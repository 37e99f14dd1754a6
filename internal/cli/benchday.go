package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"tuzjol/internal/app"
	"tuzjol/internal/bench"
	"tuzjol/internal/cli/demorun"
	"tuzjol/internal/cli/measured"
)

type benchDayCmd struct {
	Clients    int     `help:"How many invented clients a fresh folder is filled with." default:"25000"`
	Staff      int     `help:"Most members of staff at work." default:"258"`
	Contacts   int     `help:"Contacts written down in the day, each with the pages that lead to it." default:"6000"`
	Checkins   int     `help:"Remote check-ins of clients in the day, each by another client; fewer where fewer are under supervision." default:"3000"`
	Hours      int     `help:"Hours of the working day." default:"8"`
	Minutes    float64 `help:"Minutes in which the day is lived through." default:"6"`
	Data       string  `help:"Folder with a demonstration; filled when it is empty. Empty uses a temporary one that is removed." placeholder:"DIR" type:"path"`
	Database   string  `help:"URL of an empty PostgreSQL database instead of a file in the folder." placeholder:"URL"`
	Seed       uint64  `help:"Seed of the invented people and of the day." default:"1"`
	NoProgress bool    `help:"No progress bar."`
}

// Help gives an example.
func (benchDayCmd) Help() string {
	return "Example: tuzjol bench day --clients 25000 --data ./bench\nThe times count from the moment at which a request was due, so that a service that falls behind is seen to.\nThe command fails when any request did."
}

// Run lives through the day.
func (c benchDayCmd) Run(ctx context.Context, con *Console) error {
	if c.Minutes <= 0 || c.Contacts < 0 || c.Checkins < 0 || c.Staff < 1 {
		return errors.New("--minutes and --staff must be more than 0, --contacts and --checkins not less")
	}
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "tuzjol-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // temporary
		c.Data = dir
	}
	cfg, err := demorun.Config(c.Data, c.Database, "127.0.0.1:0")
	if err != nil {
		return err
	}
	cfg.AccountPerMinute, cfg.AddressPerMinute = 0, 0
	if err := (benchFill{c.Clients, c.Seed, c.NoProgress}).fill(ctx, con, cfg); err != nil {
		return err
	}
	began := time.Now()
	a, _, err := demorun.Open(ctx, cfg, demorun.Wish{}, app.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return errors.Join(c.live(ctx, con, a, began), demorun.KeepClock(a), a.Close())
}

func (c benchDayCmd) live(ctx context.Context, con *Console, a *app.App, began time.Time) error {
	d, _, stop, err := drive(ctx, con, a, c.Staff, began)
	if err != nil {
		return err
	}
	defer stop()
	if err := settle(ctx, con, a); err != nil {
		return err
	}
	clients, err := c.visitors(ctx, con, a)
	defer func() { clients.stop() }()
	if err != nil {
		return err
	}
	if err := idle(ctx, a); err != nil { // messages with codes are on their way
		return err
	}
	lived, err := d.Live(ctx, bench.Day{
		Hours: c.Hours, Span: time.Duration(c.Minutes * float64(time.Minute)), Contacts: c.Contacts, Seed: c.Seed,
		Checkins: len(clients.all), Visit: clients.visit,
	})
	if err != nil {
		return err
	}
	lived.Print(con.Out)
	fmt.Fprintf(con.Out, "\nmemory high water of the process, driver included: %s; database %s\n", measured.HighWater(), measured.Size(app.DatabasePath(a.Config.Data)))
	if lived.Failed > 0 {
		return fmt.Errorf("%d requests failed", lived.Failed)
	}
	return nil
}
