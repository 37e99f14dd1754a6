package db

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// render replaces the type macros, so that one series of migrations serves both engines.
func (d dialect) render(schema fs.FS) (fs.FS, error) {
	names, err := fs.Glob(schema, "*.sql")
	if err != nil {
		return nil, err
	}
	pairs := make([]string, 0, 2*len(d.macros))
	for k, v := range d.macros {
		pairs = append(pairs, "{{"+k+"}}", v)
	}
	replace := strings.NewReplacer(pairs...)
	out := fstest.MapFS{}
	for _, name := range names {
		text, err := fs.ReadFile(schema, name)
		if err != nil {
			return nil, err
		}
		out[name] = &fstest.MapFile{Data: []byte(replace.Replace(string(text)))}
	}
	return out, nil
}

// Migrate brings the schema to this program's version and returns how many migrations ran. It refuses a database that
// a newer program has written, because goose itself would go on.
func (d *DB) Migrate(ctx context.Context) (int, error) {
	p, err := d.provider()
	if err != nil {
		return 0, err
	}
	current, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, err
	}
	sources := p.ListSources()
	if len(sources) > 0 && current > sources[len(sources)-1].Version {
		return 0, fmt.Errorf("the database has schema %d, this program knows up to %d: use the newer program", current, sources[len(sources)-1].Version)
	}
	res, err := p.Up(ctx)
	return len(res), err
}

// Pending reports whether migrations are still to be run.
func (d *DB) Pending(ctx context.Context) (bool, error) {
	p, err := d.provider()
	if err != nil {
		return false, err
	}
	return p.HasPending(ctx)
}

func (d *DB) provider() (*goose.Provider, error) {
	rendered, err := d.dialect.render(d.opts.Schema)
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true)}
	dialect := goose.DialectSQLite3
	if d.dialect.name == "postgres" {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, d.write, rendered, opts...)
}
