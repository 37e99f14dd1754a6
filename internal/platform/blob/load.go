package blob

import (
	"errors"
	"io/fs"
	"sync"
)

// unsynced are the files that wait to be put on the disk while a fresh service is filled: a sync of each would every time put
// everything on the disk that the filling has written since the last one.
type unsynced struct {
	mu    sync.Mutex
	on    bool
	paths []string
}

// Loading trades safety against power loss for speed while a fresh service is filled.
func (s *Store) Loading() {
	s.unsynced.mu.Lock()
	defer s.unsynced.mu.Unlock()
	s.unsynced.on = true
}

// Loaded puts every file written since Loading on the disk, and takes the trade back.
func (s *Store) Loaded() error {
	u := &s.unsynced
	u.mu.Lock()
	defer u.mu.Unlock()
	dirs := map[string]bool{}
	for _, path := range u.paths {
		if err := syncPath(path); errors.Is(err, fs.ErrNotExist) {
			continue // the same content was there already
		} else if err != nil {
			return err
		}
		for _, d := range folders(path) {
			dirs[d] = true
		}
	}
	for d := range dirs {
		if err := syncPath(d); err != nil {
			return err
		}
	}
	u.on, u.paths = false, nil
	return nil
}

func (u *unsynced) write(path string, pieces [][]byte) error {
	u.mu.Lock()
	later := u.on
	if later {
		u.paths = append(u.paths, path)
	}
	u.mu.Unlock()
	return writeFile(path, pieces, !later)
}
