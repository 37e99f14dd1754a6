// Package officecache keeps the offices and their names for the length of a few pages.
package officecache

import (
	"context"
	"sync"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
)

// Cache keeps the tree of offices and their names. Every page names offices, and they change a few times a year:
// a write of this node empties the cache with its commit, another node's is seen within kept.
type Cache struct {
	Read  func(ctx context.Context, r *db.Reader) ([]org.Office, error)
	Today func() civil.Date

	mu    sync.Mutex
	day   civil.Date
	until time.Time
	tree  org.Tree
	names map[id.Office]map[string]string
	hold  bool
}

const kept = 5 * time.Second

// Record implements db.Recorder: it empties the cache once a change of the offices is kept.
func (o *Cache) Record(_ context.Context, tx *db.Tx, e db.Entry) error {
	for _, c := range e.Changes {
		switch c.Table {
		case "org_office", "org_name", "org_parent":
			tx.AfterCommit(o.empty)
			return nil
		}
	}
	return nil
}

func (o *Cache) empty() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.until = time.Time{}
}

// Get reads the tree and the names of today, or gives what was read a moment ago.
func (o *Cache) Get(ctx context.Context, r *db.Reader) (org.Tree, map[id.Office]map[string]string, error) {
	today := o.Today()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.names != nil && (o.day == today && time.Now().Before(o.until) || o.hold) {
		return o.tree, o.names, nil
	}
	all, err := o.Read(ctx, r)
	if err != nil {
		return org.Tree{}, nil, err
	}
	o.tree, o.names = org.NewTree(all, today), make(map[id.Office]map[string]string, len(all))
	for _, x := range all {
		o.names[x.ID] = map[string]string{"ky": x.NameOn(today, "ky"), "ru": x.NameOn(today, "ru"), "en": x.NameOn(today, "en")}
	}
	o.day, o.until = today, time.Now().Add(kept)
	return o.tree, o.names, nil
}

// Hold keeps what was read, whatever the clock says, until it is let go.
func (o *Cache) Hold(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hold = on
}
