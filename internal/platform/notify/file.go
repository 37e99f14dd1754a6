package notify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Files is the sender of a service that has no gateway yet: each message becomes a file in a folder that only the service's own
// account may read, and the operator sees what would have been sent. A message that is there already is not written again.
type Files struct{ Folder string }

// Carries reports that every channel can be written.
func (Files) Carries(Channel) bool { return true }

// KnowsReference reports that the name of the file is our reference.
func (Files) KnowsReference() bool { return true }

// Send writes the file.
func (f Files) Send(_ context.Context, m Outgoing) Answer {
	err := f.write(m)
	switch {
	case err == nil, errors.Is(err, fs.ErrExist):
		return Answer{Result: Accepted, Provider: m.Reference}
	}
	return Answer{Result: Later, Cause: CauseDown}
}

func (f Files) write(m Outgoing) error {
	if err := os.MkdirAll(f.Folder, 0o700); err != nil {
		return err
	}
	// a file of another name until it is whole: a machine that stops in the middle leaves no half message
	path := filepath.Join(f.Folder, m.Reference+".txt")
	if _, err := os.Stat(path); err == nil {
		return fs.ErrExist
	}
	text := fmt.Sprintf("channel: %s\nto: %s\nlanguage: %s\nsubject: %s\n\n%s\n", m.Channel, m.Address, m.Lang, m.Subject, m.Text)
	if err := os.WriteFile(path+".part", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}
