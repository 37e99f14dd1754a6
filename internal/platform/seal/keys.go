package seal

import (
	"context"
	"crypto/cipher"
	"fmt"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
)

type keyRow struct {
	Scope     Scope
	Wrapped   []byte
	Wrapper   string
	Destroyed civil.Instant
}

const keysPerQuery = 200

// keyFor gives the key that may seal for scope in tx, making it when there is none.
func (s *Sealer) keyFor(ctx context.Context, tx *db.Tx, scope Scope) (cipher.AEAD, error) {
	if a, ok := s.cache.get(string(scope), true); ok {
		return a, nil
	}
	if a := s.remembered(tx, scope); a != nil {
		return a, nil
	}
	a, err := s.askKey(ctx, tx, scope)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, fmt.Errorf("seal for %s: %w", scope, ErrErased)
	}
	s.keep(tx, scope, a)
	return a, nil
}

// Begin makes the key of something that begins in tx, under an identifier drawn in it: nobody has to ask whether there is one.
func (s *Sealer) Begin(ctx context.Context, tx *db.Tx, scope Scope) error {
	a, err := s.makeKey(ctx, tx, scope)
	if err != nil {
		return err
	}
	s.keep(tx, scope, a)
	return nil
}

func (s *Sealer) keep(tx *db.Tx, scope Scope, a cipher.AEAD) {
	s.remember(tx, scope, a)
	tx.AfterCommit(func() { s.cache.put(string(scope), a, true) })
}

func (s *Sealer) askKey(ctx context.Context, tx *db.Tx, scope Scope) (cipher.AEAD, error) {
	k, ok, err := db.Maybe[keyRow](ctx, tx, `select scope, wrapped, wrapper, destroyed_at from seal_key where scope = $1`, scope)
	if err != nil {
		return nil, err
	}
	if ok {
		return s.unwrap(k)
	}
	return s.makeKey(ctx, tx, scope)
}

func (s *Sealer) makeKey(ctx context.Context, tx *db.Tx, scope Scope) (cipher.AEAD, error) {
	key := newKey()
	cur := s.ring.current()
	w, err := newAEAD(cur.key)
	if err != nil {
		return nil, err
	}
	wrapped := sealWith(w, bind("seal_key", string(scope)), key)
	if err := tx.Put(ctx, "seal_key", "scope, wrapped, wrapper, made_at", [][]any{{string(scope), wrapped, cur.name, tx.Now.String()}}); err != nil {
		return nil, err
	}
	return newAEAD(key)
}

// unwrap gives nil for a destroyed key.
func (s *Sealer) unwrap(k keyRow) (cipher.AEAD, error) {
	if len(k.Wrapped) == 0 {
		return nil, nil
	}
	key, err := s.unwrapKey(k)
	if err != nil {
		return nil, err
	}
	return newAEAD(key)
}

func (s *Sealer) unwrapKey(k keyRow) ([]byte, error) {
	wk, ok := s.ring.wrap(k.Wrapper)
	if !ok {
		return nil, fmt.Errorf("the service key file lacks the wrapping key %q: restore the file that belongs to this database", k.Wrapper)
	}
	w, err := newAEAD(wk)
	if err != nil {
		return nil, err
	}
	key, err := openWith(w, bind("seal_key", string(k.Scope)), k.Wrapped)
	if err != nil {
		return nil, fmt.Errorf("the data key of %s does not open with this service key: %w", k.Scope, err)
	}
	return key, nil
}

// loadInto reads keys that are not cached. An absent key leaves nil, like a destroyed one.
func (s *Sealer) loadInto(ctx context.Context, r *db.Reader, keys map[Scope]cipher.AEAD, scopes []Scope) error {
	for part := range slices.Chunk(scopes, keysPerQuery) {
		rows, err := db.All[keyRow](ctx, r,
			`select scope, wrapped, wrapper, destroyed_at from seal_key where scope in `+db.In(len(part), 1), db.Args(part)...)
		if err != nil {
			return err
		}
		for _, k := range rows {
			a, err := s.unwrap(k)
			if err != nil {
				return err
			}
			if keys[k.Scope] = a; a != nil {
				s.cache.put(string(k.Scope), a, false)
			} else {
				s.cache.drop(string(k.Scope))
			}
		}
	}
	return nil
}

func (s *Sealer) remembered(tx *db.Tx, scope Scope) cipher.AEAD {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.memo.tx != tx {
		return nil
	}
	return s.memo.keys[scope]
}

// inside is remembered for a reader: within the transaction its keys need not be asked for.
func (s *Sealer) inside(r *db.Reader, scope Scope) cipher.AEAD {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !r.Within(s.memo.tx) {
		return nil
	}
	return s.memo.keys[scope]
}

func (s *Sealer) remember(tx *db.Tx, scope Scope, a cipher.AEAD) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.memo.tx != tx {
		s.memo = memo{tx: tx, keys: map[Scope]cipher.AEAD{}}
	}
	s.memo.keys[scope] = a
}

// Erase destroys the key of a scope: everything sealed under it is unreadable from then on. The row stays, so that no new
// key is ever made for that scope.
func (s *Sealer) Erase(ctx context.Context, tx *db.Tx, scope Scope) error {
	n, err := tx.Exec(ctx, `update seal_key set wrapped = null, destroyed_at = $1 where scope = $2`, tx.Now, string(scope))
	if err == nil && n == 0 {
		_, err = tx.Exec(ctx, `insert into seal_key (scope, wrapped, wrapper, made_at, destroyed_at) values ($1, null, '', $2, $3)`,
			string(scope), tx.Now, tx.Now)
	}
	if err != nil {
		return fmt.Errorf("erase key: %w", err)
	}
	s.mu.Lock()
	s.memo = memo{}
	s.mu.Unlock()
	s.cache.drop(string(scope))
	tx.AfterCommit(func() { s.cache.drop(string(scope)) })
	return nil
}

// Rewrap moves up to limit data keys to the newest wrapping key and returns how many it moved; zero means done. It runs
// beside normal work after Ring.Rotate.
func (s *Sealer) Rewrap(ctx context.Context, d *db.DB, limit int) (int, error) {
	moved := 0
	err := d.System(ctx, "seal.rewrap", func(tx *db.Tx) error {
		moved = 0
		cur := s.ring.current()
		w, err := newAEAD(cur.key)
		if err != nil {
			return err
		}
		rows, err := db.All[keyRow](ctx, tx, `select scope, wrapped, wrapper, destroyed_at from seal_key
			where wrapper <> $1 and destroyed_at is null order by scope limit $2`, cur.name, limit)
		if err != nil {
			return err
		}
		for _, k := range rows {
			key, err := s.unwrapKey(k)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `update seal_key set wrapped = $1, wrapper = $2 where scope = $3`,
				sealWith(w, bind("seal_key", string(k.Scope)), key), cur.name, string(k.Scope)); err != nil {
				return err
			}
		}
		moved = len(rows)
		return nil
	})
	return moved, err
}
