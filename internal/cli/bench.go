package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/bench"
	"tuzjol/internal/cli/benchmon"
	"tuzjol/internal/cli/demorun"
	"tuzjol/internal/cli/measured"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/signin/signinsvc"
)

type benchCmd struct {
	Pages   benchPagesCmd   `cmd:"" help:"Drive the main pages over loopback and compare them with their raw SQL in the same run."`
	Day     benchDayCmd     `cmd:"" help:"Live through one working day of the whole service in a few minutes."`
	Preview benchPreviewCmd `cmd:"" help:"Preview a change of the table of standards for the whole caseload."`

	Monitoring benchmon.Cmd `cmd:"" help:"Electronic monitoring: reading and judging positions, frames to rows, a backlog beside live ones, idle connections, a track."`
}

type benchPagesCmd struct {
	Clients     int    `help:"How many invented clients a fresh folder is filled with." default:"25000"`
	Concurrency int    `help:"Users at work at once." default:"32"`
	Data        string `help:"Folder with a demonstration; filled when it is empty. Empty uses a temporary one that is removed." placeholder:"DIR" type:"path"`
	Database    string `help:"URL of an empty PostgreSQL database instead of a file in the folder." placeholder:"URL"`
	Seconds     int    `help:"Length of each of the two phases with many users." default:"20"`
	Each        int    `help:"Requests of each page alone." default:"100"`
	Seed        uint64 `help:"Seed of the invented people." default:"1"`
	NoProgress  bool   `help:"No progress bar."`
}

// Help gives an example.
func (benchPagesCmd) Help() string {
	return "Example: tuzjol bench pages --clients 25000 --concurrency 32 --data ./bench\nAbsolute times are those of this machine; ratios hold elsewhere."
}

// Run measures.
func (c benchPagesCmd) Run(ctx context.Context, con *Console) error {
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
	rec := &bench.Recorder{}
	began := time.Now()
	a, _, err := demorun.Open(ctx, cfg, demorun.Wish{}, app.Options{Log: slog.New(slog.DiscardHandler), Trace: rec.Trace})
	if err != nil {
		return err
	}
	return errors.Join(c.measure(ctx, con, a, rec, began), demorun.KeepClock(a), a.Close())
}

// benchFill says with what an empty folder is filled.
type benchFill struct {
	Clients    int
	Seed       uint64
	NoProgress bool
}

// fill fills an empty folder and tells how long that took.
func (c benchFill) fill(ctx context.Context, con *Console, cfg config.Config) error {
	if _, known, err := demo.ReadMark(cfg.Data); err != nil || known {
		return err
	}
	a, took, err := demorun.Open(ctx, cfg, demorun.Wish{Seed: c.Seed, Clients: c.Clients, Bar: bars(con, c.NoProgress)}, app.Options{})
	if err != nil {
		return err
	}
	fmt.Fprintf(con.Out, "filled with %d clients in %.1f s; memory so far %s\n", c.Clients, took.Seconds(), measured.HighWater())
	return a.Close()
}

func (c benchPagesCmd) measure(ctx context.Context, con *Console, a *app.App, rec *bench.Recorder, began time.Time) error {
	d, raw, stop, err := drive(ctx, con, a, c.Concurrency, began)
	if err != nil {
		return err
	}
	defer stop()
	spend := time.Duration(c.Seconds) * time.Second
	report, err := d.Run(ctx, bench.Plan{Users: c.Concurrency, Each: c.Each, Latency: spend, Full: spend / 2, Think: 2 * time.Second}, rec, raw,
		func(ctx context.Context) error {
			return a.Reads().Write(a.System(ctx, "bench"), auditsvc.Shown{Action: access.ReadClient, Result: "ok"})
		}, func() error { return settle(ctx, con, a) })
	if err != nil {
		return err
	}
	report.Print(con.Out)
	_, err = fmt.Fprintf(con.Out, "\nmemory high water of the process, driver included: %s; database %s\n", measured.HighWater(), measured.Size(app.DatabasePath(a.Config.Data)))
	return err
}

// drive serves the demonstration on a port of this machine and signs in those who will be played. Stop ends it.
func drive(ctx context.Context, con *Console, a *app.App, users int, began time.Time) (d *bench.Driver, raw *sql.DB, stop func(), err error) {
	router, err := a.Router()
	if err != nil {
		return nil, nil, nil, err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, nil, err
	}
	srv := httpx.NewServer(a.Handler(router), a.Log, nil)
	go srv.Serve(ln) //nolint:errcheck,gosec // closed by stop
	stop = func() {
		srv.Close() //nolint:errcheck,gosec // nothing is running any more
		if raw != nil {
			raw.Close() //nolint:errcheck,gosec // read only
		}
	}
	d = &bench.Driver{
		Base: "http://" + ln.Addr().String(), FormKey: router.FormKey,
		Words:   []string{"бактыбек", "нурлан", "асан", "айгерим", "жумабай", "bakyt", "токтосун", "уулу азамат"},
		NextDay: demo.Today().AddDays(1).String(),
	}
	if err = measured.FirstPage(ctx, d.Base); err == nil {
		fmt.Fprintf(con.Out, "opened to first page in %.2f s (%s, %d clients)\n", time.Since(began).Seconds(), a.DB.Engine(), a.Demonstration().Clients)
		err = benchUsers(ctx, a, d, users)
	}
	address := a.Config.Database
	if address == "" {
		address = app.DatabasePath(a.Config.Data)
	}
	if err == nil {
		raw, err = bench.OpenRaw(address)
	}
	if err == nil {
		d.Over, err = bench.TermOver(ctx, raw, demo.Today().AddDays(1).String())
	}
	if err != nil {
		stop()
	}
	return d, raw, stop, err
}

// settle starts the jobs and waits until those that were due at once are done: they belong to no page.
func settle(ctx context.Context, con *Console, a *app.App) error {
	began := time.Now()
	a.Start()
	if err := idle(ctx, a); err != nil {
		return err
	}
	_, err := fmt.Fprintf(con.Out, "jobs due at the start took %.1f s\n", time.Since(began).Seconds())
	return err
}

// idle waits until no job is owed.
func idle(ctx context.Context, a *app.App) error {
	const most = 5 * time.Minute
	began := time.Now()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		due, err := a.TasksDue(ctx)
		if err != nil {
			return err
		}
		if due == 0 {
			return nil
		}
		if time.Since(began) > most {
			return fmt.Errorf("%d jobs that are due are not done after %s", due, most)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// benchUsers signs in as many officers as are asked for, and the director.
func benchUsers(ctx context.Context, a *app.App, d *bench.Driver, most int) error {
	all, err := a.Accounts().Accounts(a.Operator(ctx))
	if err != nil {
		return err
	}
	for _, x := range all {
		if len(d.Users) >= most && d.Director != nil {
			break
		}
		var rights access.Rights
		if err := a.DB.Read(ctx, func(r *db.Reader) (err error) {
			rights, err = accesssvc.Load(ctx, r, x.ID, a.DB.Now(), a.Zone)
			return err
		}); err != nil {
			return err
		}
		officer, director := rights.Has(access.Officer), rights.Has(access.Director)
		if !director && (!officer || len(d.Users) >= most) {
			continue
		}
		u, err := enter(ctx, a, x.ID, x.Login)
		if err != nil {
			return err
		}
		if director {
			u.National, d.Director = true, u
			continue
		}
		d.Users = append(d.Users, u)
	}
	return nil
}

func enter(ctx context.Context, a *app.App, account id.Account, login string) (*bench.User, error) {
	in, err := a.Accounts().Enter(ctx, login, signinsvc.From{Address: "127.0.0.1", Agent: "bench"})
	if err != nil {
		return nil, fmt.Errorf("enter as %s: %w", login, err)
	}
	return &bench.User{Cookie: &http.Cookie{Name: "tuzjol", Value: in.Cookie}, Account: string(account)}, nil //nolint:gosec // a request's cookie has no flags
}
