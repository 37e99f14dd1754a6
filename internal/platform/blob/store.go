package blob

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Ref addresses a stored file: a keyed hash of its scope and content. The row that uses the file stores it, so the audit
// of that row covers the content too. It says nothing to somebody without the service key.
type Ref string

// Store keeps files in a folder, or in the database when it has no folder.
type Store struct {
	dir     string
	sealer  *seal.Sealer
	address []byte

	unsynced unsynced
}

// New makes a store; dir "" keeps files in the database (PostgreSQL without a shared mount).
func New(sealer *seal.Sealer, dir string) (*Store, error) {
	key, err := sealer.Ring().Derive("blob address")
	if err != nil {
		return nil, err
	}
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("folder for files: %w", err)
		}
	}
	return &Store{dir: dir, sealer: sealer, address: key}, nil
}

func (s *Store) refOf(scope seal.Scope, data []byte) Ref {
	m := hmac.New(sha256.New, s.address)
	m.Write([]byte(scope))
	m.Write([]byte{0})
	m.Write(data)
	return Ref(hex.EncodeToString(m.Sum(nil)))
}

// Staged is a file that lies safely on disk but belongs to no row yet. Keep it in the transaction of its row; if that
// fails, Sweep removes it later.
type Staged struct {
	Ref    Ref
	File   File
	scope  seal.Scope
	key    []byte
	salt   string
	pieces [][]byte // only without a folder
}

// Stage seals a file and writes it to disk, synced with its folder. Call it before the transaction.
func (s *Store) Stage(scope seal.Scope, f File) (*Staged, error) {
	st := &Staged{Ref: s.refOf(scope, f.Data), File: f, scope: scope, key: make([]byte, 32)}
	salt := make([]byte, 8)
	rand.Read(st.key) //nolint:errcheck // crypto/rand.Read never returns an error since Go 1.24
	rand.Read(salt)   //nolint:errcheck // as above
	st.salt = hex.EncodeToString(salt)
	pieces, err := sealPieces(st.key, st.Ref, f.Data)
	if err != nil {
		return nil, err
	}
	if s.dir == "" {
		st.pieces = pieces
		return st, nil
	}
	if err := s.unsynced.write(s.path(st.Ref, st.salt), pieces); err != nil {
		return nil, fmt.Errorf("store file: %w", err)
	}
	return st, nil
}

// Keep makes a staged file part of the transaction and returns its address for the row. The same content for the same
// person is kept once.
func (s *Store) Keep(ctx context.Context, tx *db.Tx, st *Staged) (Ref, error) {
	_, ok, err := db.Maybe[string](ctx, tx, `select ref from blob_file where ref = $1`, string(st.Ref))
	if err != nil {
		return "", err
	}
	if ok {
		if s.dir != "" {
			spare := s.path(st.Ref, st.salt)
			tx.AfterCommit(func() { os.Remove(spare) }) //nolint:errcheck // Sweep finds it otherwise
		}
		return st.Ref, nil
	}
	key, err := s.sealer.SealScope(ctx, tx, st.scope, "blob_file", "sealed_key", string(st.Ref), st.key)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `insert into blob_file (ref, scope, kind, size, salt, sealed_key, stored_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		string(st.Ref), string(st.scope), string(st.File.Kind), int64(len(st.File.Data)), st.salt, key, tx.Now); err != nil {
		return "", err
	}
	for n, p := range st.pieces {
		if _, err := tx.Exec(ctx, `insert into blob_chunk (ref, n, body) values ($1, $2, $3)`, string(st.Ref), int64(n), p); err != nil {
			return "", err
		}
	}
	return st.Ref, nil
}

// Content is an open file; close it after reading.
type Content struct {
	io.ReadCloser
	Kind Kind
	Size int64
}

type fileRow struct {
	Scope seal.Scope
	Kind  Kind
	Size  int64
	Salt  string
	Key   []byte
}

// Open gives the content of a stored file. The caller has found ref in a row that its reader may see. seal.ErrErased
// tells that the person's key was destroyed.
func (s *Store) Open(ctx context.Context, r *db.Reader, ref Ref) (*Content, error) {
	f, err := db.One[fileRow](ctx, r, `select scope, kind, size, salt, sealed_key from blob_file where ref = $1`, string(ref))
	if err != nil {
		return nil, err
	}
	key, err := s.sealer.OpenScope(ctx, r, f.Scope, "blob_file", "sealed_key", string(ref), f.Key)
	if err != nil {
		return nil, err
	}
	a, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	src, err := s.source(ctx, r, ref, f.Salt)
	if err != nil {
		return nil, fmt.Errorf("stored file %s: %w", ref, err)
	}
	return &Content{ReadCloser: &opener{a: a, ref: ref, src: src, size: f.Size}, Kind: f.Kind, Size: f.Size}, nil
}

func (s *Store) source(ctx context.Context, r *db.Reader, ref Ref, salt string) (io.ReadCloser, error) {
	if s.dir != "" {
		file, err := os.Open(s.path(ref, salt))
		if err == nil || !os.IsNotExist(err) {
			return file, err
		}
	}
	pieces, err := db.All[[]byte](ctx, r, `select body from blob_chunk where ref = $1 order by n`, string(ref))
	return joined(pieces), err
}

func (s *Store) path(ref Ref, salt string) string {
	return filepath.Join(s.dir, string(ref[:2]), string(ref[2:4]), string(ref)+"-"+salt)
}

// writeFile writes under a temporary name and renames; with synced it syncs the file and its folders, so that a file that has its
// name is whole even after a power cut.
func writeFile(path string, pieces [][]byte, synced bool) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone after the rename
	for _, p := range pieces {
		if _, err := f.Write(p); err != nil {
			f.Close() //nolint:errcheck // the write's error is the one to tell
			return err
		}
	}
	if synced {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if !synced || err != nil {
		return err
	}
	for _, d := range folders(path) {
		if err == nil {
			err = syncPath(d)
		}
	}
	return err
}

// folders are those whose entries lead to a file.
func folders(path string) [3]string {
	dir := filepath.Dir(path)
	return [...]string{dir, filepath.Dir(dir), filepath.Dir(filepath.Dir(dir))}
}

func syncPath(path string) error {
	d, err := os.Open(path) //nolint:gosec // the service's own folder
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // read only
	return d.Sync()
}
