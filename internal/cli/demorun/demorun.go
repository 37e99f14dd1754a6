// Package demorun opens a demonstration: it fills an empty place with an invented world, and lets its time go on where the
// last run ended.
package demorun

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"tuzjol/internal/app"
	"tuzjol/internal/app/simulating"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill"
	"tuzjol/internal/platform/config"
	"tuzjol/jurisdiction/kg"
)

// Config is the configuration of a demonstration: the environment's settings do not reach it, except those of the log, the languages and the map under the maps.
func Config(data, database, addr string) (config.Config, error) {
	return ConfigWith(data, database, addr, "")
}

// ConfigWith is a configuration with doors for devices, written as in the settings; empty for none.
func ConfigWith(data, database, addr, devices string) (config.Config, error) {
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
		case "TUZJOL_PORTAL_ADDR":
			return beside(addr)
		case "TUZJOL_PORTAL_URL":
			at, ok := beside(addr)
			return "http://" + at, ok
		case "TUZJOL_DEVICES_TCP":
			return devices, devices != ""
		case "TUZJOL_IDLE":
			return "4h", true // nobody is locked out while reading a tour
		case "TUZJOL_LOG_LEVEL", "TUZJOL_LOG_FORMAT", "TUZJOL_LANGUAGES", "TUZJOL_READERS", "TUZJOL_MAP_FILE", "TUZJOL_MAP_CREDIT":
			return os.LookupEnv(name)
		}
		return "", false
	})
	return cfg, err
}

// beside is the address of the clients' own pages: the port after that of the staff. A port chosen by the system has none beside it.
func beside(addr string) (string, bool) {
	host, port, err := net.SplitHostPort(addr)
	n, bad := strconv.Atoi(port)
	if err != nil || bad != nil || n == 0 || n > 65000 {
		return "", false
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1)), true
}

// Bar shows how far a long task is; it is made anew for each task.
type Bar interface {
	Step(done, total int)
	Done()
}

// Wish says which world a fresh folder is filled with. Bar may be nil.
type Wish struct {
	Seed    uint64
	Clients int
	Told    int  // see demo.Options
	Whole   bool // OpenEarly waits until everybody stands
	Bar     func(what string) Bar
}

func (w Wish) bar(what string) Bar {
	if w.Bar == nil {
		return noBar{}
	}
	return w.Bar(what)
}

type noBar struct{}

// Step implements Bar.
func (noBar) Step(int, int) {}

// Done implements Bar.
func (noBar) Done() {}

var errNotDemo = errors.New("this is a service of its own, not a demonstration: choose another folder with --data or an empty database")

// Open opens a demonstration, filling an empty folder whole; took is how long the filling took.
func Open(ctx context.Context, cfg config.Config, wish Wish, opt app.Options) (a *app.App, took time.Duration, err error) {
	a, took, rest, err := open(ctx, cfg, wish, opt, false)
	if err != nil || rest == nil {
		return a, took, err
	}
	if err := rest(ctx); err != nil { // somebody left before everybody stood
		return nil, 0, errors.Join(err, a.Close())
	}
	return a, took, nil
}

// open opens a demonstration; early stops the filling of an empty folder as soon as the stories are whole. rest writes those whom
// the demonstration still owes; nil when everybody stands.
func open(ctx context.Context, cfg config.Config, wish Wish, opt app.Options, early bool) (a *app.App, took time.Duration, rest func(context.Context) error, err error) {
	mark, known, err := demo.ReadMark(cfg.Data)
	if err != nil {
		return nil, 0, nil, err
	}
	if known && !mark.Done {
		return nil, 0, nil, fmt.Errorf("the filling of %s was interrupted: delete the folder and start again", cfg.Data)
	}
	if _, err := os.Stat(app.DatabasePath(cfg.Data)); err == nil && !known {
		return nil, 0, nil, errNotDemo
	}
	if cfg.Zone == nil {
		if cfg.Zone, err = time.LoadLocation("Asia/Bishkek"); err != nil {
			return nil, 0, nil, err
		}
	}
	clock := demo.NewClock(cfg.Zone)
	if known {
		clock.Set(mark.Clock)
	}
	opt.Clock = clock.Now
	if !known { // before the database: a filling that is interrupted must be told from somebody's own service
		if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
			return nil, 0, nil, err
		}
		if err := demo.WriteMark(cfg.Data, demo.Mark{Seed: wish.Seed, Clients: wish.Clients}); err != nil {
			return nil, 0, nil, err
		}
	}
	if a, err = app.Open(ctx, cfg, opt); err != nil {
		return nil, 0, nil, err
	}
	if !known {
		if err := stranger(ctx, a); err != nil {
			return nil, 0, nil, errors.Join(err, a.Close())
		}
	}
	from := mark.Clock
	if !known {
		began := time.Now()
		if mark, err = invent(ctx, a, wish, clock, early); err != nil {
			return nil, 0, nil, errors.Join(fmt.Errorf("fill the demonstration: %w", err), a.Close())
		}
		took, from = time.Since(began), demo.Start(a.Zone)
	}
	a.SetDemonstration(mark)
	if start := demo.Start(a.Zone); from.Before(start) {
		from = start
	}
	began := time.Now()
	clock.Run(from, func() time.Duration { return time.Since(began) })
	if mark.Owed {
		a.Growing().Begin(0, mark.Clients)
		rest = func(ctx context.Context) error { return writeRest(ctx, a, cfg, mark, opt) }
	}
	return a, took, rest, nil
}

// stranger refuses a database in which somebody has an account already.
func stranger(ctx context.Context, a *app.App) error {
	list, err := a.Accounts().Accounts(a.Operator(ctx))
	if err == nil && len(list) > 0 {
		err = errNotDemo
	}
	return err
}

// invent makes up the world and writes it through the services; early writes those only without whom the stories are not whole.
func invent(ctx context.Context, a *app.App, wish Wish, clock *demo.Clock, early bool) (demo.Mark, error) {
	mark := demo.Mark{Seed: wish.Seed, Clients: wish.Clients, Told: wish.Told}
	world, err := imagine(a, mark)
	if err != nil {
		return mark, err
	}
	steps := world.Steps
	if early {
		var parts []demo.Part
		steps, parts = world.Split()
		mark.Owed = len(parts) > 0
	}
	long := clock.Now()
	clock.Set(demo.Start(a.Zone)) // the past is written with the offices of today
	if err := a.FreezeOffices(ctx); err != nil {
		return mark, err
	}
	clock.Set(long)
	defer spend()()
	var done fill.Seeded
	inventing, cards := wish.bar("inventing"), wish.bar("cards")
	if err := a.Fill(ctx, func(to fill.Services) (err error) {
		done, err = fill.SeedSteps(ctx, to, world, steps, clock, inventing.Step)
		inventing.Done()
		return err
	}, cards.Step); err != nil {
		return mark, err
	}
	cards.Done()
	if err := demo.WriteAccounts(a.Config.Data, done.Accounts); err != nil {
		return mark, err
	}
	mark.Done, mark.Stories, mark.Clock = true, done.Stories, demo.Start(a.Zone)
	return mark, demo.WriteMark(a.Config.Data, mark)
}

// imagine makes up the world of a mark, the same one at every start.
func imagine(a *app.App, mark demo.Mark) (*demo.World, error) {
	offices, err := kg.Offices()
	if err != nil {
		return nil, err
	}
	courts, err := kg.Courts()
	if err != nil {
		return nil, err
	}
	return demo.Make(demo.Options{
		Seed: mark.Seed, Clients: mark.Clients, Told: mark.Told, Offices: offices, Courts: courts, Zone: a.Zone,
		Calendar: a.Rules.At(demo.Today()).Calendar(),
	}), nil
}

// spend lets the memory grow while much is written; the result takes that back.
func spend() func() {
	percent, limit := debug.SetGCPercent(300), debug.SetMemoryLimit(160<<20)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
		debug.FreeOSMemory()
	}
}

// Serve answers until ctx ends; it notes the time at which the next start goes on. Wear lets those who wear devices speak meanwhile;
// rest is what OpenEarly gave, nil when everybody stands.
func Serve(ctx context.Context, a *app.App, out io.Writer, wear bool, rest func(context.Context) error) error {
	ticking, stop := context.WithCancel(ctx)
	go tick(ticking, a)
	if wear {
		go simulating.Wear(ticking, a.Monitoring(), a.Demonstration(), a.Clock)
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		if rest == nil {
			return
		}
		if err := rest(ticking); err != nil && ticking.Err() == nil {
			a.Log.Error("the demonstration is not whole; the next start goes on with it", "error", err)
		}
	}()
	err := a.Serve(ctx, out)
	stop()
	<-written
	return errors.Join(err, KeepClock(a))
}

// tick notes the time of the demonstration now and then, so that a start after a crash does not go back in time.
func tick(ctx context.Context, a *app.App) {
	every := time.NewTicker(15 * time.Second)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			if err := KeepClock(a); err != nil {
				a.Log.Warn("the time of the demonstration cannot be noted", "error", err)
			}
		}
	}
}

// keeping lets one at a time write the mark.
var keeping sync.Mutex //nolint:gochecknoglobals // of the folder's one file

// KeepClock lets the next start go on from the present time of the demonstration, a little later.
func KeepClock(a *app.App) error {
	keeping.Lock()
	defer keeping.Unlock()
	mark := a.Demonstration()
	mark.Clock = a.DB.Now().Time().Add(20 * time.Second)
	return demo.WriteMark(a.Config.Data, mark)
}
