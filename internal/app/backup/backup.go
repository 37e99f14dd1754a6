// Package backup writes the whole service into one encrypted file and brings it back onto an empty place: the database
// on one snapshot, then the stored files, with the keys that open them. The form is the same for both engines, so a
// backup of one restores onto the other. A restore ends with proof: row sums, audit chain and records, file hashes.
package backup

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Place is where a service keeps what it has.
type Place struct {
	DB      *db.DB
	KeyDir  string // service key and checkpoint keys
	KeyFile string // service key when it lies elsewhere; "" is KeyDir/service.key
	BlobDir string // "" when files are in the database
}

// Progress is told how far a step is; total is 0 when not known.
type Progress func(step string, done, total int64)

// Options of a backup.
type Options struct {
	Recipients string // age recipients, one a line; at least one, better two held by different people
	Progress   Progress
}

// Summary is what a backup or restore moved.
type Summary struct {
	Tables int
	Rows   int64
	Files  int64
	Made   civil.Instant
}

const formatVersion = 1

// manifest stands first in the archive.
type manifest struct {
	Format  int                 `json:"format"`
	Schema  int64               `json:"schema"`
	Engine  string              `json:"engine"`
	Made    string              `json:"made"`
	Columns map[string][]string `json:"columns"`
}

// ending stands last: without it the archive was cut. Sums do not depend on the order of rows.
type ending struct {
	Tables map[string]Sum `json:"tables"`
	Files  int64          `json:"files"`
}

// keyFiles are taken along, because sealed values without their keys are lost.
func (p Place) keyFiles() map[string]string {
	key := p.KeyFile
	if key == "" {
		key = filepath.Join(p.KeyDir, seal.KeyFile)
	}
	return map[string]string{
		"keys/" + seal.KeyFile:          key,
		"keys/" + auditsvc.SignerFile:   filepath.Join(p.KeyDir, auditsvc.SignerFile),
		"keys/" + auditsvc.VerifierFile: filepath.Join(p.KeyDir, auditsvc.VerifierFile),
	}
}

// WriteFile writes a backup beside its final name, syncs it and only then gives it that name. It refuses to overwrite.
func WriteFile(ctx context.Context, path string, from Place, opt Options) (Summary, error) {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return Summary{}, fmt.Errorf("%s exists already: choose another name", path)
	}
	f, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return Summary{}, err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone after the rename
	sum, err := Write(ctx, f, from, opt)
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return sum, err
	}
	return sum, os.Rename(f.Name(), path)
}

// Write writes an encrypted backup to out. The database is read on one snapshot while the service runs; files only ever
// join a row, so those that rows of the snapshot name are all there afterwards.
func Write(ctx context.Context, out io.Writer, from Place, opt Options) (Summary, error) {
	recipients, err := age.ParseRecipients(strings.NewReader(opt.Recipients))
	if err != nil {
		return Summary{}, fmt.Errorf("recipients: %w", err)
	}
	sealed, err := age.Encrypt(out, recipients...)
	if err != nil {
		return Summary{}, fmt.Errorf("encrypt: %w", err)
	}
	w := &writer{tar: tar.NewWriter(sealed), from: from, opt: opt, made: from.DB.Now(), sums: map[string]Sum{}}
	if err := w.all(ctx); err != nil {
		return w.summary(), err
	}
	if err := w.tar.Close(); err != nil {
		return w.summary(), err
	}
	return w.summary(), sealed.Close()
}

type writer struct {
	tar   *tar.Writer
	from  Place
	opt   Options
	made  civil.Instant
	sums  map[string]Sum
	files int64
}

func (w *writer) all(ctx context.Context) error {
	if err := w.manifest(ctx); err != nil {
		return err
	}
	for name, path := range w.from.keyFiles() {
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("key: %w", err)
		}
		if err := w.add(name, text); err != nil {
			return err
		}
	}
	err := w.from.DB.Read(db.WithSight(ctx, db.Everyone{}), func(r *db.Reader) error {
		for i, t := range w.from.DB.Tables() {
			if err := w.table(ctx, r, t); err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
			w.tell("database", int64(i+1), int64(len(w.from.DB.Tables())))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := w.blobs(ctx); err != nil {
		return err
	}
	end, err := json.Marshal(ending{Tables: w.sums, Files: w.files})
	if err != nil {
		return err
	}
	return w.add("end.json", end)
}

func (w *writer) manifest(ctx context.Context) error {
	version, err := schemaVersion(ctx, w.from.DB)
	if err != nil {
		return err
	}
	m := manifest{Format: formatVersion, Schema: version, Engine: w.from.DB.Engine(), Made: w.made.String(), Columns: map[string][]string{}}
	for _, t := range w.from.DB.Tables() {
		m.Columns[t.Name] = t.Columns
	}
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return w.add("manifest.json", b)
}

func (w *writer) add(name string, body []byte) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(body)), ModTime: w.made.Time(), Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := w.tar.Write(body)
	return err
}

func (w *writer) tell(step string, done, total int64) {
	if w.opt.Progress != nil {
		w.opt.Progress(step, done, total)
	}
}

func (w *writer) summary() Summary {
	s := Summary{Tables: len(w.sums), Files: w.files, Made: w.made}
	for _, t := range w.sums {
		s.Rows += t.Rows
	}
	return s
}

// blobs copies the stored files as they lie, sealed. A file swept meanwhile belonged to no row.
func (w *writer) blobs(ctx context.Context) error {
	if w.from.BlobDir == "" {
		return nil
	}
	err := filepath.WalkDir(w.from.BlobDir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		body, err := os.ReadFile(path) // at most the upload limit
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(w.from.BlobDir, path)
		if err != nil {
			return err
		}
		w.files++
		w.tell("files", w.files, 0)
		return w.add("blobs/"+filepath.ToSlash(rel), body)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// schemaVersion is the last migration of the database.
func schemaVersion(ctx context.Context, d *db.DB) (int64, error) {
	var v int64
	err := d.SQL().QueryRowContext(ctx, "select max(version_id) from goose_db_version").Scan(&v)
	return v, err
}
