// Package app is the composition root: it reads the settings, opens the database, makes every service, binds the
// interfaces they declare, and answers the command line. It is the only package that sees all others.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"tuzjol/internal/app/words"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/assessing"
	"tuzjol/internal/app/monitor"
	"tuzjol/internal/app/officecache"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/schema"
	"tuzjol/jurisdiction/kg"
	"tuzjol/locale"
)

// App is the whole service, open.
type App struct {
	Config config.Config
	Log    *slog.Logger
	DB     *db.DB
	Words  *i18n.Catalogue
	Rules  *rulebook.Set
	Sealer *seal.Sealer
	Blobs  *blob.Store
	Zone   *time.Location
	Clock  func() time.Time

	recorder  *auditsvc.Recorder
	sequencer *auditsvc.Sequencer
	reads     *auditsvc.Reads
	keys      *auditsvc.Keys
	stop      context.CancelFunc
	running   chan struct{}
	demo      atomic.Pointer[demo.Mark] // of a demonstration: its stories
	growing   demo.Progress

	officeCache *officecache.Cache

	services
}

// Options are what a command may set beside the configuration.
type Options struct {
	Clock func() time.Time // nil: the machine's
	Log   *slog.Logger
	Trace func(sql string, args []any)
}

// Open opens the service on its data folder or database URL, initialising an empty one. Close it.
func Open(ctx context.Context, cfg config.Config, opt Options) (a *App, err error) {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Zone == nil {
		if cfg.Zone, err = time.LoadLocation("Asia/Bishkek"); err != nil {
			return nil, err
		}
	}
	a = &App{Config: cfg, Log: opt.Log, Zone: cfg.Zone, Clock: opt.Clock}
	if err := a.load(); err != nil {
		return nil, err
	}
	if err := a.openDatabase(ctx, opt); err != nil {
		return nil, err
	}
	a.bind()
	if err := a.initialise(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("initialise: %w", err), a.Close())
	}
	return a, nil
}

// load reads what stands in files: words, rules, keys.
func (a *App) load() error {
	if err := os.MkdirAll(a.Config.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	var err error
	if a.Words, err = i18n.Load(locale.FS); err != nil {
		return err
	}
	var own []fs.FS
	if a.Config.Demo {
		invented, err := demo.Rules()
		if err != nil {
			return err
		}
		own = append(own, invented)
	}
	if a.Config.Rulebook != "" {
		own = append(own, os.DirFS(a.Config.Rulebook))
	}
	if a.Rules, err = kg.Load(own...); err != nil {
		return fmt.Errorf("rulebook: %w", err)
	}
	if a.courts, err = kg.Courts(); err != nil {
		return fmt.Errorf("courts: %w", err)
	}
	if a.instruments, err = assessing.Load(a.Config.Rulebook); err != nil {
		return err
	}
	if a.victimTexts, err = monitor.VictimTexts(a.Config.Rulebook); err != nil {
		return err
	}
	ring, err := a.ring()
	if err != nil {
		return err
	}
	a.Sealer = seal.New(ring)
	if a.keys, err = auditsvc.LoadOrCreateKeys(a.Config.Data); err != nil {
		return err
	}
	folder := ""
	if a.Config.Database == "" {
		folder = filepath.Join(a.Config.Data, "blobs")
	}
	a.Blobs, err = blob.New(a.Sealer, folder)
	return err
}

func (a *App) ring() (*seal.Ring, error) {
	if a.Config.KeyFile != "" {
		return seal.LoadKey(a.Config.KeyFile)
	}
	return seal.LoadOrCreateKey(a.Config.Data)
}

// DatabasePath is where SQLite keeps its file in a data folder.
func DatabasePath(folder string) string { return filepath.Join(folder, "tuzjol.db") }

func (a *App) openDatabase(ctx context.Context, opt Options) error {
	url := a.Config.Database
	if url == "" {
		url = DatabasePath(a.Config.Data)
	}
	d, err := db.Open(ctx, url, db.Options{Schema: schema.FS, Clock: opt.Clock, Log: a.Log, Readers: a.Config.Readers, Trace: opt.Trace})
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return errors.Join(fmt.Errorf("migrate: %w", err), d.Close())
	}
	a.DB = d
	return nil
}

// Today is the service's civil date.
func (a *App) Today() civil.Date { return a.DB.Now().In(a.Zone) }

// System puts a named job of the service in the context: it sees everybody and is recorded under its name.
func (a *App) System(ctx context.Context, name string) context.Context {
	return a.as(ctx, actor.Actor{Kind: actor.Job, Name: name, Display: name}, name)
}

// Operator puts the person at the command line in the context, recorded as cli:<os user>.
func (a *App) Operator(ctx context.Context) context.Context {
	name := words.OSUser()
	return a.as(ctx, actor.Actor{Kind: actor.Command, Name: name, Display: "cli:" + name}, "command line")
}

func (a *App) as(ctx context.Context, who actor.Actor, route string) context.Context {
	ctx = actor.With(ctx, who)
	ctx = actor.WithRequest(ctx, actor.Request{Route: route, Purpose: "operation"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: a.DB.Now()})
}

// Close stops what runs and closes the database.
func (a *App) Close() error {
	if a.stop != nil {
		a.stop()
		<-a.running
		a.monitoring.Wait()
		a.stop = nil
		if err := a.jobs.Stop(context.Background()); err != nil {
			a.Log.Error("the tasks did not stop", "error", err)
		}
	}
	if a.reads != nil {
		a.reads.Close()
	}
	if a.sequencer != nil {
		if _, err := a.sequencer.Drain(context.Background()); err != nil {
			a.Log.Error("numbering the last entries failed", "error", err)
		}
	}
	return a.DB.Close()
}
