// Package benchmon is the command that measures electronic monitoring on one engine.
package benchmon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"tuzjol/internal/demo/wearing"

	"tuzjol/internal/app"
	"tuzjol/internal/bench/monitored"
	"tuzjol/internal/cli/demorun"
	"tuzjol/internal/cli/simulated"
	"tuzjol/internal/demo"
	"tuzjol/internal/monitoring/ingest"
)

// Cmd is `tuzjol bench monitoring`.
type Cmd struct {
	Engine   string  `help:"sqlite or postgres." enum:"sqlite,postgres" default:"sqlite"`
	Database string  `help:"URL of an empty PostgreSQL database, for --engine postgres." placeholder:"URL"`
	Data     string  `help:"Folder with a demonstration prepared by an earlier run; filled when it is empty. Empty uses a temporary one that is removed." placeholder:"DIR" type:"path"`
	Devices  int     `help:"Devices that are fitted." default:"400"`
	Seconds  int     `help:"Length of the measure of sustained rows." default:"20"`
	Backlog  int64   `help:"Rows of the backlog; 3000000 is a country after a night without a network." default:"300000"`
	Live     float64 `help:"Live fixes a second." default:"556"`
	Idle     int     `help:"Idle connections." default:"20000"`
	Only     string  `help:"Only one part: points, rows, backlog, idle, track, alert." enum:",points,rows,backlog,idle,track,alert" default:""`
	Seed     uint64  `help:"Seed of the invented people and devices." default:"1"`
	Dial     string  `hidden:"" help:"Be the devices' end of idle connections to this address."`
}

// Help gives an example.
func (Cmd) Help() string {
	return "Example: tuzjol bench monitoring --engine sqlite\nEverything runs in one process on this machine, the devices too; ratios hold elsewhere."
}

// line is one line of the table.
type line struct{ what, got, aim, ratio string }

// run is one run of the bench.
type run struct {
	Cmd
	a     *app.App
	out   io.Writer
	lines []line
	desk  *desk // an open desk, once the service works
}

// Run measures and prints one table.
func (c Cmd) Run(ctx context.Context, out io.Writer) error {
	if c.Dial != "" {
		return monitored.Dial(c.Dial, c.Seed, c.Devices, c.Idle, out, os.Stdin)
	}
	if (c.Engine == "postgres") != (c.Database != "") {
		return errors.New("--engine postgres needs --database with the URL of an empty database, --engine sqlite takes none")
	}
	if c.Devices < 50 || c.Seconds < 1 || c.Live <= 0 {
		return errors.New("--devices must be 50 or more, --seconds and --live more than 0")
	}
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "tuzjol-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // temporary
		c.Data = dir
	}
	a, err := c.open(ctx, out)
	if err != nil {
		return err
	}
	r := &run{Cmd: c, a: a, out: out}
	err = r.all(ctx)
	if r.desk != nil {
		r.desk.close()
	}
	return errors.Join(err, a.Close(), r.print())
}

// open opens the demonstration with its devices; its clock stands two days after they were fitted.
func (c Cmd) open(ctx context.Context, out io.Writer) (*app.App, error) {
	cfg, err := demorun.Config(c.Data, c.Database, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	opt := app.Options{Log: slog.New(slog.DiscardHandler)}
	prepared := filepath.Join(c.Data, "bench-devices")
	if _, err := os.Stat(prepared); err == nil {
		a, _, err := demorun.Open(ctx, cfg, demorun.Wish{}, opt)
		return a, err
	}
	began := time.Now()
	a, _, err := demorun.Open(ctx, cfg, demorun.Wish{Seed: c.Seed, Clients: c.Devices*2 + 100}, opt)
	if err != nil {
		return nil, err
	}
	if _, err := simulated.Prepare(ctx, a, c.Devices, c.Seed); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	mark := a.Demonstration()
	mark.Clock = a.DB.Now().Time().Add(49 * time.Hour)
	if err := errors.Join(a.Close(), demo.WriteMark(c.Data, mark), os.WriteFile(prepared, nil, 0o600)); err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "prepared %d devices on clients of a demonstration in %.0f s\n", c.Devices, time.Since(began).Seconds())
	a, _, err = demorun.Open(ctx, cfg, demorun.Wish{}, opt)
	return a, err
}

func (r *run) all(ctx context.Context) error {
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{{"points", r.points}, {"rows", r.rows}, {"alert", r.alert}, {"backlog", r.backlog}, {"track", r.track}, {"idle", r.idle}} {
		if r.Only != "" && r.Only != part.name {
			continue
		}
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

func (r *run) add(what, got, aim string, ratio float64) {
	r.lines = append(r.lines, line{what, got, aim, fmt.Sprintf("%.2f", ratio)})
	fmt.Fprintf(r.out, "%s: %s (aim %s)\n", what, got, aim)
}

func (r *run) print() error {
	fmt.Fprintf(r.out, "\n%s, %d devices; ratio 1.00 is the aim, more is better\n%-62s %-28s %-22s %s\n", r.Engine, r.Devices, "measure", "measured", "aim", "ratio")
	for _, l := range r.lines {
		if _, err := fmt.Fprintf(r.out, "%-62s %-28s %-22s %s\n", l.what, l.got, l.aim, l.ratio); err != nil {
			return err
		}
	}
	return nil
}

// door opens a door of the service for devices, with room for all connections of one machine.
func (r *run) door() (*monitored.Door, error) {
	return monitored.Open(r.a.Monitoring(), ingest.Settings{
		Now: func() time.Time { return r.a.DB.Now().Time() }, Wall: time.Now, PerAddress: 30_000, LoginWithin: 2 * time.Minute,
	})
}

// flood is what some of the devices send.
func (r *run) flood(from, until int) monitored.Flood {
	f := monitored.Flood{Seed: r.Seed, Each: 10, Near: wearing.Osh, Zone: r.a.Zone, Step: 2 * time.Second, From: r.a.DB.Now().Time().Add(-48 * time.Hour).Truncate(time.Second)}
	for n := from; n < until; n++ {
		f.Devices = append(f.Devices, n)
	}
	return f
}
