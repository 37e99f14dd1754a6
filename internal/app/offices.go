package app

import (
	"context"
	"sync"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
)

// officeCache keeps the tree of offices and their names. Every page names offices, and they change a few times a year:
// a write of this node empties the cache with its commit, another node's is seen within officesFor.
type officeCache struct {
	mu    sync.Mutex
	day   civil.Date
	until time.Time
	tree  org.Tree
	names map[id.Office]map[string]string
}

const officesFor = 5 * time.Second

// Record implements db.Recorder: it empties the cache once a change of the offices is kept.
func (o *officeCache) Record(_ context.Context, tx *db.Tx, e db.Entry) error {
	for _, c := range e.Changes {
		switch c.Table {
		case "org_office", "org_name", "org_parent":
			tx.AfterCommit(o.empty)
			return nil
		}
	}
	return nil
}

func (o *officeCache) empty() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.until = time.Time{}
}

// offices reads the tree and the names of today, or gives what was read a moment ago.
func (a *App) offices(ctx context.Context, r *db.Reader) (org.Tree, map[id.Office]map[string]string, error) {
	o, today := &a.officeCache, a.Today()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.names != nil && (o.day == today && time.Now().Before(o.until) || a.frozen) {
		return o.tree, o.names, nil
	}
	all, err := a.org.Ops().Offices(ctx, r)
	if err != nil {
		return org.Tree{}, nil, err
	}
	o.tree, o.names = org.NewTree(all, today), make(map[id.Office]map[string]string, len(all))
	for _, x := range all {
		o.names[x.ID] = map[string]string{"ky": x.NameOn(today, "ky"), "ru": x.NameOn(today, "ru"), "en": x.NameOn(today, "en")}
	}
	o.day, o.until = today, time.Now().Add(officesFor)
	return o.tree, o.names, nil
}

// officeTree is the tree of offices of today.
func (a *App) officeTree(ctx context.Context, r *db.Reader) (org.Tree, error) {
	tree, _, err := a.offices(ctx, r)
	return tree, err
}

// officeWords are the names of the offices today, by language.
func (a *App) officeWords(ctx context.Context, r *db.Reader) (map[id.Office]map[string]string, error) {
	_, names, err := a.offices(ctx, r)
	return names, err
}
