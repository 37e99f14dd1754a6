package seal

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"sync"
	"time"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Scope names whose key seals a value.
type Scope string

// Client is the scope of a person's record.
func Client(c id.Client) Scope { return Scope("client:" + string(c)) }

// Account is the scope of a member of staff: drafts and stored answers.
func Account(a id.Account) Scope { return Scope("account:" + string(a)) }

// ErrErased says that the key was destroyed: the value is gone for good, which is no fault of the caller.
var ErrErased = errors.New("the key of this record was destroyed")

// Sealer seals and opens values. It is safe for concurrent use.
type Sealer struct {
	ring  *Ring
	cache *cache

	mu   sync.Mutex // guards memo
	memo memo
}

// memo keeps the keys of the latest transaction, so that a registration with twenty sealed values reads its key once.
// It holds the transaction's pointer, hence no other transaction can have the same one.
type memo struct {
	tx   *db.Tx
	keys map[Scope]cipher.AEAD
}

// New makes a sealer over the service key.
func New(ring *Ring) *Sealer { return &Sealer{ring: ring, cache: newCache(time.Now)} }

// Ring returns the service key, for derived keys.
func (s *Sealer) Ring() *Ring { return s.ring }

// Blind is Ring.Blind: a keyed token for equality search. Kinds in use: "pin", "phone", "document".
func (s *Sealer) Blind(kind, normalised string) string { return s.ring.Blind(kind, normalised) }

// Seal encrypts a value of a client, bound to its table, column and row; the client's key is made at first use, in tx.
// Empty plain gives nil, so that "nothing" stays null.
func (s *Sealer) Seal(ctx context.Context, tx *db.Tx, client id.Client, table, column, row string, plain []byte) ([]byte, error) {
	return s.SealScope(ctx, tx, Client(client), table, column, row, plain)
}

// SealText is Seal for text; the result goes into a {{bytes}} column.
func (s *Sealer) SealText(ctx context.Context, tx *db.Tx, client id.Client, table, column, row, plain string) ([]byte, error) {
	return s.SealScope(ctx, tx, Client(client), table, column, row, []byte(plain))
}

// SealScope is Seal for any scope.
func (s *Sealer) SealScope(ctx context.Context, tx *db.Tx, scope Scope, table, column, row string, plain []byte) ([]byte, error) {
	if len(plain) == 0 {
		return nil, nil
	}
	a, err := s.keyFor(ctx, tx, scope)
	if err != nil {
		return nil, err
	}
	return sealWith(a, bind(string(scope), table, column, row), plain), nil
}

// Open decrypts one value. Lists use OpenAll. ErrErased tells that the key was destroyed.
func (s *Sealer) Open(ctx context.Context, r *db.Reader, client id.Client, table, column, row string, sealed []byte) ([]byte, error) {
	return s.OpenScope(ctx, r, Client(client), table, column, row, sealed)
}

// OpenText is Open for text; an erased value reads as "".
func (s *Sealer) OpenText(ctx context.Context, r *db.Reader, client id.Client, table, column, row string, sealed []byte) (string, error) {
	b, err := s.OpenScope(ctx, r, Client(client), table, column, row, sealed)
	if errors.Is(err, ErrErased) {
		return "", nil
	}
	return string(b), err
}

// OpenScope is Open for any scope.
func (s *Sealer) OpenScope(ctx context.Context, r *db.Reader, scope Scope, table, column, row string, sealed []byte) ([]byte, error) {
	boxes := []Box{{Scope: scope, Table: table, Column: column, Row: row, Sealed: sealed}}
	if err := s.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	if boxes[0].Erased {
		return nil, ErrErased
	}
	return boxes[0].Plain, nil
}

// Box is one value to open; OpenAll fills Plain, or sets Erased when its key was destroyed.
type Box struct {
	Scope              Scope
	Table, Column, Row string
	Sealed             []byte
	Plain              []byte
	Erased             bool
}

// OpenAll opens many values with one query for the keys that are not cached.
func (s *Sealer) OpenAll(ctx context.Context, r *db.Reader, boxes []Box) error {
	keys, cachedScopes := map[Scope]cipher.AEAD{}, map[Scope]bool{}
	var missing []Scope
	for _, b := range boxes {
		if _, seen := keys[b.Scope]; seen || len(b.Sealed) == 0 {
			continue
		}
		if a := s.inside(r, b.Scope); a != nil {
			keys[b.Scope] = a
			continue
		}
		a, ok := s.cache.get(string(b.Scope), false)
		keys[b.Scope], cachedScopes[b.Scope] = a, ok
		if !ok {
			missing = append(missing, b.Scope)
		}
	}
	if err := s.loadInto(ctx, r, keys, missing); err != nil {
		return err
	}
	for i := range boxes {
		b := &boxes[i]
		if len(b.Sealed) == 0 {
			continue
		}
		aad := bind(string(b.Scope), b.Table, b.Column, b.Row)
		plain, err := tryOpen(keys[b.Scope], aad, b.Sealed)
		if err != nil && cachedScopes[b.Scope] { // the cached key may be one that was rolled back: ask again, once
			cachedScopes[b.Scope] = false
			if err := s.loadInto(ctx, r, keys, []Scope{b.Scope}); err != nil {
				return err
			}
			plain, err = tryOpen(keys[b.Scope], aad, b.Sealed)
		}
		if errors.Is(err, ErrErased) {
			b.Erased = true
			continue
		}
		if err != nil {
			return fmt.Errorf("%s.%s of row %s: %w", b.Table, b.Column, b.Row, err)
		}
		b.Plain = plain
	}
	return nil
}

func tryOpen(a cipher.AEAD, aad, sealed []byte) ([]byte, error) {
	if a == nil {
		return nil, ErrErased
	}
	return openWith(a, aad, sealed)
}
