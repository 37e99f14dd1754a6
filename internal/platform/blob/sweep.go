package blob

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Sweep removes files that no row claims and that lie there longer than age; an hour is safe against uploads under way.
// It returns how many it removed.
func (s *Store) Sweep(ctx context.Context, d *db.DB, now civil.Instant, age time.Duration) (int, error) {
	if s.dir == "" {
		return 0, nil
	}
	removed := 0
	err := filepath.WalkDir(s.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil || now.Time().Sub(info.ModTime()) < age {
			return nil //nolint:nilerr // a file that vanished needs no sweeping
		}
		claimed, err := claims(ctx, d, e.Name())
		if err != nil || claimed {
			return err
		}
		removed++
		return os.Remove(path)
	})
	return removed, err
}

func claims(ctx context.Context, d *db.DB, name string) (bool, error) {
	ref, salt, ok := strings.Cut(name, "-")
	if !ok || ref == ".new" {
		return false, nil
	}
	var found bool
	err := d.Read(ctx, func(r *db.Reader) (err error) {
		_, found, err = db.Maybe[string](ctx, r, `select ref from blob_file where ref = $1 and salt = $2`, ref, salt)
		return err
	})
	return found, err
}

// Forget takes a file out of the store with its transaction; Sweep removes it from the folder.
func (s *Store) Forget(ctx context.Context, tx *db.Tx, ref Ref) error {
	if _, err := tx.Exec(ctx, `delete from blob_chunk where ref = $1`, string(ref)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from blob_file where ref = $1`, string(ref))
	return err
}

// Verify reads every stored file and compares its content with its address; it returns how many it read and which are
// missing or damaged. Files of destroyed keys are counted as read.
func (s *Store) Verify(ctx context.Context, d *db.DB) (int, []Ref, error) {
	var bad []Ref
	count, after := 0, ""
	for {
		type row struct {
			Ref   Ref
			Scope string
			Gone  string
		}
		var part []row
		err := d.Read(ctx, func(r *db.Reader) (err error) {
			part, err = db.All[row](ctx, r, `select f.ref, f.scope, k.destroyed_at from blob_file f left join seal_key k on k.scope = f.scope
				where f.ref > $1 order by f.ref limit 200`, after)
			if err != nil {
				return err
			}
			for _, x := range part {
				count++
				if x.Gone == "" && !s.sound(ctx, r, x.Ref, x.Scope) {
					bad = append(bad, x.Ref)
				}
			}
			return nil
		})
		if err != nil || len(part) == 0 {
			return count, bad, err
		}
		after = string(part[len(part)-1].Ref)
	}
}

func (s *Store) sound(ctx context.Context, r *db.Reader, ref Ref, scope string) bool {
	c, err := s.Open(ctx, r, ref)
	if err != nil {
		return false
	}
	defer c.Close() //nolint:errcheck // read only
	data, err := io.ReadAll(c)
	return err == nil && s.refOf(seal.Scope(scope), data) == ref
}
