package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// RestoreOptions of a restore.
type RestoreOptions struct {
	Identities string // age identities, one a line: the private key of one recipient
	Progress   Progress
}

// Proof is what a restore checked at its end.
type Proof struct {
	Summary
	Audit    audit.Report
	BadFiles []blob.Ref
}

// OK reports whether everything agrees.
func (p Proof) OK() bool { return p.Audit.OK() && len(p.BadFiles) == 0 }

// Restore reads a backup onto an empty, migrated database and empty folders, then proves it. It refuses a place that
// holds anything, and a backup of another schema. The error of a failed restore leaves an incomplete place: throw it away.
func Restore(ctx context.Context, in io.Reader, to Place, opt RestoreOptions) (Proof, error) {
	var p Proof
	if err := mustBeEmpty(ctx, to.DB); err != nil {
		return p, err
	}
	identities, err := age.ParseIdentities(strings.NewReader(opt.Identities))
	if err != nil {
		return p, fmt.Errorf("identities: %w", err)
	}
	plain, err := age.Decrypt(in, identities...)
	if err != nil {
		return p, fmt.Errorf("decrypt: %w", err)
	}
	r := &restorer{to: to, opt: opt, tables: map[string]db.Table{}}
	for _, t := range to.DB.Tables() {
		r.tables[t.Name] = t
	}
	if err := r.read(ctx, tar.NewReader(plain)); err != nil {
		return p, err
	}
	p.Summary = Summary{Tables: len(r.end.Tables), Files: r.files, Made: r.made}
	for _, s := range r.end.Tables {
		p.Rows += s.Rows
	}
	if err := r.sameSums(ctx); err != nil {
		return p, err
	}
	return r.prove(ctx, p)
}

// mustBeEmpty lets tables through that a new database fills by itself only when they are empty.
func mustBeEmpty(ctx context.Context, d *db.DB) error {
	return d.Read(db.WithSight(ctx, db.Everyone{}), func(r *db.Reader) error {
		for _, t := range d.Tables() {
			n, err := db.One[int64](ctx, r, "select count(*) from (select 1 from "+t.Name+" limit 1) x")
			if err != nil {
				return err
			}
			if n > 0 {
				return fmt.Errorf("table %s is not empty: restore onto a new database", t.Name)
			}
		}
		return nil
	})
}

type restorer struct {
	to     Place
	opt    RestoreOptions
	tables map[string]db.Table
	made   civil.Instant
	end    *ending
	files  int64
	parts  int64
}

func (r *restorer) read(ctx context.Context, t *tar.Reader) error {
	started := false
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read backup: %w", err)
		}
		if !started && h.Name != "manifest.json" || r.end != nil {
			return fmt.Errorf("not a backup of this service: %s stands where it must not", h.Name)
		}
		started = true
		if err := r.member(ctx, h, t); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
	if r.end == nil {
		return errors.New("the backup is cut: its end is missing")
	}
	return nil
}

func (r *restorer) member(ctx context.Context, h *tar.Header, body io.Reader) error {
	b, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	kind, rest, _ := strings.Cut(h.Name, "/")
	switch kind {
	case "manifest.json":
		return r.manifest(ctx, b)
	case "end.json":
		r.end = &ending{}
		return json.Unmarshal(b, r.end)
	case "keys":
		return r.key(h.Name, b)
	case "tables":
		name, _, _ := strings.Cut(rest, "/")
		r.parts++
		r.tell("database", r.parts, 0)
		return r.rows(ctx, name, b)
	case "blobs":
		r.files++
		r.tell("files", r.files, 0)
		return r.file(rest, b)
	}
	return errors.New("not known")
}

func (r *restorer) manifest(ctx context.Context, b []byte) error {
	var m manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	if m.Format != formatVersion {
		return fmt.Errorf("the backup has form %d, this program reads %d", m.Format, formatVersion)
	}
	version, err := schemaVersion(ctx, r.to.DB)
	if err != nil {
		return err
	}
	if m.Schema != version {
		return fmt.Errorf("the backup has schema %d, this program %d: restore with the program that made it, then upgrade", m.Schema, version)
	}
	for name, columns := range m.Columns {
		if !slices.Equal(columns, r.tables[name].Columns) {
			return fmt.Errorf("table %s has other columns than in the backup", name)
		}
	}
	r.made, err = civil.ParseInstant(m.Made)
	return err
}

// key writes a key where the service expects it, unless the same one lies there already.
func (r *restorer) key(name string, body []byte) error {
	path, ok := r.to.keyFiles()[name]
	if !ok {
		return errors.New("not known")
	}
	old, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(old, body):
		return nil
	case err == nil:
		return fmt.Errorf("%s holds another key: restore into an empty data folder", path)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeSynced(path, body)
}

const rowsPerInsert = 50

func (r *restorer) rows(ctx context.Context, name string, body []byte) error {
	t, ok := r.tables[name]
	if !ok {
		return errors.New("the schema has no such table")
	}
	tx, err := r.to.DB.SQL().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit this is a no-op
	var args []any
	var lists []string
	flush := func() error {
		if len(lists) == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, "insert into "+t.Name+" ("+strings.Join(t.Columns, ", ")+") values "+strings.Join(lists, ", "), args...)
		args, lists = args[:0], lists[:0]
		return err
	}
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		values, err := decodeRow(t, lines.Bytes(), r.to.DB.Engine())
		if err != nil {
			return err
		}
		lists = append(lists, db.In(len(values), len(args)+1))
		args = append(args, values...)
		if len(lists) == rowsPerInsert {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(lines.Err(), flush()); err != nil {
		return err
	}
	return tx.Commit()
}

func (r *restorer) file(name string, body []byte) error {
	if r.to.BlobDir == "" {
		return errors.New("the backup has files in a folder: give the restored service a folder for files")
	}
	local := filepath.FromSlash(name)
	if !filepath.IsLocal(local) {
		return errors.New("leaves the folder")
	}
	path := filepath.Join(r.to.BlobDir, local)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeSynced(path, body)
}

func writeSynced(path string, body []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

func (r *restorer) sameSums(ctx context.Context) error {
	got, err := Sums(ctx, r.to.DB)
	if err != nil {
		return err
	}
	for name, want := range r.end.Tables {
		if got[name] != want {
			return fmt.Errorf("table %s differs from the backup: %d rows instead of %d, or other content", name, got[name].Rows, want.Rows)
		}
	}
	if r.files != r.end.Files {
		return fmt.Errorf("%d files instead of %d", r.files, r.end.Files)
	}
	return nil
}

// prove runs the audit verification and reads every file with the restored keys.
func (r *restorer) prove(ctx context.Context, p Proof) (Proof, error) {
	ring, err := seal.LoadKey(r.to.keyFiles()["keys/"+seal.KeyFile])
	if err != nil {
		return p, err
	}
	keys, err := auditsvc.LoadOrCreateKeys(r.to.KeyDir)
	if err != nil {
		return p, err
	}
	sealer := seal.New(ring)
	seq := auditsvc.NewSequencer(r.to.DB, auditsvc.NewRecorder(sealer), slog.New(slog.DiscardHandler))
	if _, err := seq.Drain(ctx); err != nil {
		return p, err
	}
	svc := auditsvc.New(r.to.DB, sealer, seq, keys, auditsvc.Deps{})
	p.Audit, err = svc.Verify(access.With(ctx, access.Rights{System: true}), auditsvc.VerifyOptions{Records: true, Progress: func(done, total int64) {
		r.tell("verify", done, total)
	}})
	if err != nil {
		return p, err
	}
	store, err := blob.New(sealer, r.to.BlobDir)
	if err != nil {
		return p, err
	}
	_, p.BadFiles, err = store.Verify(ctx, r.to.DB)
	return p, err
}

func (r *restorer) tell(step string, done, total int64) {
	if r.opt.Progress != nil {
		r.opt.Progress(step, done, total)
	}
}
