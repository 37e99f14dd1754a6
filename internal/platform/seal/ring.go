// Package seal keeps personal values unreadable outside the service: each person has a random data key, wrapped by the
// service key; values are AES-256-GCM bound to their table, column and row; equality is asked through a keyed blind index.
// Destroying a person's key makes everything sealed for that person unreadable, in backups too.
package seal

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// KeyFile is the name of the service key file within the data folder.
const KeyFile = "service.key"

const keySize = 32

// Ring is the service key: the keys that wrap data keys (the last one wraps new ones) and the root of the blind indexes,
// which never changes because rows hold what it made.
type Ring struct {
	wraps []wrapKey
	blind []byte
}

type wrapKey struct {
	name string
	key  []byte
}

// LoadOrCreateKey reads the service key of dir, or makes one with mode 0600. It refuses a file that others can read.
func LoadOrCreateKey(dir string) (*Ring, error) {
	path := filepath.Join(dir, KeyFile)
	r, err := LoadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return r, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	r = &Ring{wraps: []wrapKey{{"1", newKey()}}, blind: newKey()}
	return r, writeNew(path, r.text())
}

// LoadKey reads a service key file.
func LoadKey(path string) (*Ring, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("service key: %w", err)
	}
	if info.Mode().Perm()&0o027 != 0 {
		return nil, fmt.Errorf("service key %s has mode %04o: others may read or change it; run chmod 600 on it",
			path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("service key: %w", err)
	}
	r, err := ParseKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("service key %s: %w", path, err)
	}
	return r, nil
}

// ParseKey reads the text of a key file: lines "wrap NAME BASE64" from old to new and one line "blind 1 BASE64".
func ParseKey(text string) (*Ring, error) {
	r := &Ring{}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		if len(f) != 3 {
			return nil, fmt.Errorf("line %d: want three words", n+1)
		}
		key, err := base64.StdEncoding.DecodeString(f[2])
		if err != nil || len(key) != keySize {
			return nil, fmt.Errorf("line %d: not a key of %d bytes", n+1, keySize)
		}
		switch f[0] {
		case "wrap":
			r.wraps = append(r.wraps, wrapKey{f[1], key})
		case "blind":
			r.blind = key
		default:
			return nil, fmt.Errorf("line %d: unknown word %q", n+1, f[0])
		}
	}
	if len(r.wraps) == 0 || r.blind == nil {
		return nil, errors.New("a wrap line or the blind line is missing")
	}
	return r, nil
}

// Rotate adds a new wrapping key to the file in dir; Sealer.Rewrap then moves the data keys over to it, and Retire ends
// the old ones.
func (r *Ring) Rotate(dir string) error {
	last, err := strconv.Atoi(r.current().name)
	if err != nil {
		return fmt.Errorf("service key: the newest wrapping key is named %q, want a number", r.current().name)
	}
	next := *r
	next.wraps = append(append([]wrapKey(nil), r.wraps...), wrapKey{strconv.Itoa(last + 1), newKey()})
	return r.replace(dir, next)
}

// Retire forgets all wrapping keys but the newest; only after Rewrap reports nothing left.
func (r *Ring) Retire(dir string) error {
	next := *r
	next.wraps = r.wraps[len(r.wraps)-1:]
	return r.replace(dir, next)
}

func (r *Ring) replace(dir string, next Ring) error {
	path := filepath.Join(dir, KeyFile)
	if err := writeNew(path+".new", next.text()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	*r = next
	return syncDir(dir)
}

func (r *Ring) current() wrapKey { return r.wraps[len(r.wraps)-1] }

func (r *Ring) wrap(name string) ([]byte, bool) {
	for _, w := range r.wraps {
		if w.name == name {
			return w.key, true
		}
	}
	return nil, false
}

func (r *Ring) text() string {
	var b strings.Builder
	b.WriteString("# Service key. Keep a copy where the database is not; without it sealed data cannot be read.\n")
	for _, w := range r.wraps {
		fmt.Fprintf(&b, "wrap %s %s\n", w.name, base64.StdEncoding.EncodeToString(w.key))
	}
	fmt.Fprintf(&b, "blind 1 %s\n", base64.StdEncoding.EncodeToString(r.blind))
	return b.String()
}

// Text is the content of the key file, for a backup that is itself encrypted to its recipients.
func (r *Ring) Text() string { return r.text() }

func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // read only
	return d.Sync()
}

// newKey makes a random key.
func newKey() []byte {
	b := make([]byte, keySize)
	rand.Read(b) //nolint:errcheck // crypto/rand.Read never returns an error since Go 1.24
	return b
}
