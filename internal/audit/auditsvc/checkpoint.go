package auditsvc

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/platform/db"
)

// The files of the checkpoint key in the data folder. The public one belongs also where the service cannot write.
const (
	SignerFile   = "audit-checkpoint.key"
	VerifierFile = "audit-checkpoint.pub"
)

// Keys sign checkpoints (Ed25519) and check them.
type Keys struct {
	signer   note.Signer
	verifier string
}

// LoadOrCreateKeys reads the checkpoint key of dir, or makes one; its name is drawn, so that two services never share it.
func LoadOrCreateKeys(dir string) (*Keys, error) {
	private := filepath.Join(dir, SignerFile)
	text, err := os.ReadFile(private)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createKeys(dir); err != nil {
			return nil, fmt.Errorf("checkpoint key: %w", err)
		}
		text, err = os.ReadFile(private)
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoint key: %w", err)
	}
	info, err := os.Stat(private)
	if err != nil {
		return nil, fmt.Errorf("checkpoint key: %w", err)
	}
	if info.Mode().Perm()&0o027 != 0 {
		return nil, fmt.Errorf("checkpoint key %s has mode %04o: others may read or change it; run chmod 600 on it", private, info.Mode().Perm())
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("checkpoint key: %w", err)
	}
	public, err := os.ReadFile(filepath.Join(dir, VerifierFile))
	if err != nil {
		return nil, fmt.Errorf("checkpoint key: %w", err)
	}
	return &Keys{signer: signer, verifier: strings.TrimSpace(string(public))}, nil
}

func createKeys(dir string) error {
	var tag [4]byte
	rand.Read(tag[:]) //nolint:errcheck // crypto/rand.Read never returns an error since Go 1.24
	private, public, err := note.GenerateKey(rand.Reader, "tuzjol/audit/"+hex.EncodeToString(tag[:]))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, VerifierFile), []byte(public+"\n"), 0o644); err != nil { //nolint:gosec // public
		return err
	}
	return os.WriteFile(filepath.Join(dir, SignerFile), []byte(private+"\n"), 0o600)
}

// Public is the key with which anybody checks a checkpoint; keep it apart from the service.
func (k *Keys) Public() string { return k.verifier }

// Checkpoint signs the present length and root of the record; entries that wait for their number are numbered first.
// The note belongs where the service cannot change it. Needs access.VerifyAudit; jobs and commands have it.
func (s *Service) Checkpoint(ctx context.Context) ([]byte, audit.Checkpoint, error) {
	if err := permit(ctx, access.VerifyAudit); err != nil {
		return nil, audit.Checkpoint{}, err
	}
	if _, err := s.seq.Drain(ctx); err != nil {
		return nil, audit.Checkpoint{}, err
	}
	c := audit.Checkpoint{Origin: s.keys.signer.Name(), At: s.db.Now()}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		h, ok, err := db.Maybe[head](ctx, r, readHead)
		if err != nil || !ok || h.Size == 0 {
			return err
		}
		root, err := tlog.TreeHash(h.Size, &treeReader{ctx: ctx, s: r})
		if err != nil {
			return err
		}
		c.Size, c.Root, c.Chain = h.Size, audit.Digest(root), audit.DigestOf(h.Chain)
		return nil
	})
	if err != nil {
		return nil, c, fmt.Errorf("checkpoint: %w", err)
	}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, s.keys.signer)
	return signed, c, err
}

// WriteCheckpoint writes a signed checkpoint into dir and returns its path; a daily job and the command use it.
func (s *Service) WriteCheckpoint(ctx context.Context, dir string) (string, audit.Checkpoint, error) {
	signed, c, err := s.Checkpoint(ctx)
	if err != nil {
		return "", c, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", c, err
	}
	stamp := strings.NewReplacer(":", "", "-", "").Replace(c.At.String()[:19])
	path := filepath.Join(dir, fmt.Sprintf("checkpoint-%s-%d.note", stamp, c.Size))
	return path, c, os.WriteFile(path, signed, 0o600)
}

func (s *Service) openCheckpoint(signed []byte, key string) (audit.Checkpoint, error) {
	if key == "" {
		key = s.keys.verifier
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return audit.Checkpoint{}, err
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return audit.Checkpoint{}, err
	}
	c, err := audit.ParseCheckpoint(n.Text)
	if err == nil && c.Origin != verifier.Name() {
		err = errors.New("checkpoint of another service")
	}
	return c, err
}
