package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/demo/demoweb"
	"tuzjol/internal/demo/fill"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/obs"
	"tuzjol/internal/signin"
	"tuzjol/internal/signin/signinweb"
	"tuzjol/jurisdiction/kg"
)

type demoCmd struct {
	Addr       string `help:"Address and port." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Data       string `help:"Folder of the demonstration; a second start on it goes on where the first one ended. Empty uses a new temporary folder." placeholder:"DIR" type:"path"`
	Database   string `help:"URL of an empty PostgreSQL database instead of a file in the folder." placeholder:"URL"`
	Seed       uint64 `help:"The same seed invents the same people." default:"1"`
	Clients    int    `help:"How many clients." default:"2500"`
	NoProgress bool   `help:"No progress bar."`
}

// Help gives an example.
func (demoCmd) Help() string {
	return "Example: tuzjol demo --data ./demo --clients 2500\nEverybody in it is invented. Passwords, second factors and API tokens stand in demo-accounts.json in the folder."
}

// Run fills the folder when it is empty, and serves.
func (c demoCmd) Run(ctx context.Context, con *Console) error {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "tuzjol-demo-")
		if err != nil {
			return err
		}
		c.Data = dir
		fmt.Fprintf(con.Out, "The demonstration lies in the temporary folder %s\n", dir)
	}
	cfg, err := demoConfig(c.Data, c.Database, c.Addr)
	if err != nil {
		return err
	}
	a, _, err := openDemo(ctx, cfg, demoWish{Seed: c.Seed, Clients: c.Clients, Quiet: c.NoProgress}, con, Options{Log: obs.NewLog(con.Err, cfg.LogFormat, obs.Level("warn"))})
	if err != nil {
		return err
	}
	fmt.Fprintf(con.Out, "Open http://%s in a browser and choose who you are. Accounts: %s\n", shownAddr(cfg.Addr), filepath.Join(c.Data, "demo-accounts.json"))
	ticking, stop := context.WithCancel(ctx)
	go tick(ticking, a)
	err = a.Serve(ctx, con)
	stop()
	return errors.Join(err, keepClock(a), a.Close())
}

// shownAddr is an address that a browser on this machine can open.
func shownAddr(addr string) string {
	if host, port, err := net.SplitHostPort(addr); err == nil && (host == "" || host == "0.0.0.0" || host == "::") {
		return "localhost:" + port
	}
	return addr
}

// tick notes the time of the demonstration now and then, so that a start after a crash does not go back in time.
func tick(ctx context.Context, a *App) {
	every := time.NewTicker(15 * time.Second)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			if err := keepClock(a); err != nil {
				a.Log.Warn("the time of the demonstration cannot be noted", "error", err)
			}
		}
	}
}

// demoConfig is the configuration of a demonstration: the environment's settings do not reach it, except the log's.
func demoConfig(data, database, addr string) (config.Config, error) {
	cfg, _, err := config.Load(func(name string) (string, bool) {
		switch name {
		case "TUZJOL_DATA":
			return data, true
		case "TUZJOL_DEMO":
			return "true", true
		case "TUZJOL_DATABASE":
			return database, database != ""
		case "TUZJOL_ADDR":
			return addr, true
		case "TUZJOL_IDLE":
			return "4h", true // nobody is locked out while reading a tour
		case "TUZJOL_LOG_LEVEL", "TUZJOL_LOG_FORMAT", "TUZJOL_LANGUAGES", "TUZJOL_READERS":
			return os.LookupEnv(name)
		}
		return "", false
	})
	return cfg, err
}

// demoWish says which world a fresh folder is filled with.
type demoWish struct {
	Seed    uint64
	Clients int
	Told    int // see demo.Options
	Quiet   bool
}

var errNotDemo = errors.New("this is a service of its own, not a demonstration: choose another folder with --data or an empty database")

// openDemo opens a demonstration, filling an empty folder; took is how long the filling took.
func openDemo(ctx context.Context, cfg config.Config, wish demoWish, con *Console, opt Options) (a *App, took time.Duration, err error) {
	mark, known, err := demo.ReadMark(cfg.Data)
	if err != nil {
		return nil, 0, err
	}
	if known && !mark.Done {
		return nil, 0, fmt.Errorf("the filling of %s was interrupted: delete the folder and start again", cfg.Data)
	}
	if _, err := os.Stat(DatabasePath(cfg.Data)); err == nil && !known {
		return nil, 0, errNotDemo
	}
	if cfg.Zone == nil {
		if cfg.Zone, err = time.LoadLocation("Asia/Bishkek"); err != nil {
			return nil, 0, err
		}
	}
	clock := demo.NewClock(cfg.Zone)
	if known {
		clock.Set(mark.Clock)
	}
	opt.Clock = clock.Now
	if !known { // before the database: a filling that is interrupted must be told from somebody's own service
		if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
			return nil, 0, err
		}
		if err := demo.WriteMark(cfg.Data, demo.Mark{Seed: wish.Seed, Clients: wish.Clients}); err != nil {
			return nil, 0, err
		}
	}
	if a, err = Open(ctx, cfg, opt); err != nil {
		return nil, 0, err
	}
	if !known {
		if err := a.stranger(ctx); err != nil {
			return nil, 0, errors.Join(err, a.Close())
		}
	}
	from := mark.Clock
	if !known {
		began := time.Now()
		if mark, err = a.fillDemo(ctx, wish, clock, con); err != nil {
			return nil, 0, errors.Join(fmt.Errorf("fill the demonstration: %w", err), a.Close())
		}
		took, from = time.Since(began), demo.Start(a.Zone)
	}
	a.demo = mark
	if start := demo.Start(a.Zone); from.Before(start) {
		from = start
	}
	began := time.Now()
	clock.Run(from, func() time.Duration { return time.Since(began) })
	return a, took, nil
}

// stranger refuses a database in which somebody has an account already.
func (a *App) stranger(ctx context.Context) error {
	list, err := a.signin.Accounts(a.Operator(ctx))
	if err == nil && len(list) > 0 {
		err = errNotDemo
	}
	return err
}

// fillDemo invents the world and writes it through the services.
func (a *App) fillDemo(ctx context.Context, wish demoWish, clock *demo.Clock, con *Console) (demo.Mark, error) {
	mark := demo.Mark{Seed: wish.Seed, Clients: wish.Clients}
	offices, err := kg.Offices()
	if err != nil {
		return mark, err
	}
	courts, err := kg.Courts()
	if err != nil {
		return mark, err
	}
	world := demo.Make(demo.Options{Seed: wish.Seed, Clients: wish.Clients, Told: wish.Told, Offices: offices, Courts: courts, Zone: a.Zone,
		Calendar: a.Rules.At(demo.Today()).Calendar()})
	a.DB.SetRecorders(a.recorder) // the cards are computed at the end, at once
	long := clock.Now()
	clock.Set(demo.Start(a.Zone)) // the past is written with the offices of today
	if err := a.freezeOffices(ctx); err != nil {
		return mark, err
	}
	clock.Set(long)
	percent, limit := debug.SetGCPercent(300), debug.SetMemoryLimit(200<<20)
	defer func() {
		a.frozen = false
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
		debug.FreeOSMemory()
	}()
	p := newProgress(con, wish.Quiet, "inventing")
	done, err := fill.Seed(ctx, fill.Services{DB: a.DB, Access: a.access, Signin: a.signin, Org: a.org, Cases: a.orgCases, People: a.people, Orders: a.orders,
		Intake: a.intake, Register: a.register, Supervision: a.supervision}, world, clock, p.Step)
	if err != nil {
		return mark, err
	}
	p.Done()
	a.DB.SetRecorders(a.recorder, a.cards, &a.officeCache)
	p = newProgress(con, wish.Quiet, "cards")
	if err := a.cards.Rebuild(ctx, a.DB, p.Step); err != nil {
		return mark, err
	}
	p.Done()
	if _, err := a.orders.Escalate(a.System(ctx, "order.escalate")); err != nil {
		return mark, err
	}
	if _, err := a.sequencer.Drain(ctx); err != nil {
		return mark, err
	}
	if err := demo.WriteAccounts(a.Config.Data, done.Accounts); err != nil {
		return mark, err
	}
	mark.Done, mark.Stories, mark.Clock = true, done.Stories, demo.Start(a.Zone)
	return mark, demo.WriteMark(a.Config.Data, mark)
}

// demoPages are the door of the demonstration; they have no routes elsewhere.
func (a *App) demoPages(door *signinweb.Web) *demoweb.Web {
	return demoweb.New(demoweb.Deps{Active: a.Config.Demo, Enter: door.Enter, Office: a.officeName,
		Stories: func() map[demo.Story]id.Client { return a.demo.Stories },
		Login:   func(ctx context.Context) string { return signin.From(ctx).Login }})
}

// keepClock lets the next start go on from the present time of the demonstration, a little later.
func keepClock(a *App) error {
	mark := a.demo
	mark.Clock = a.DB.Now().Time().Add(20 * time.Second)
	return demo.WriteMark(a.Config.Data, mark)
}
