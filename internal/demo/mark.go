package demo

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tuzjol/internal/kernel/id"
)

// Mark says that a data folder holds a demonstration, and which. Without it a folder with accounts is somebody's own
// service and is not touched.
type Mark struct {
	Seed    uint64              `json:"seed"`
	Clients int                 `json:"clients"`
	Told    int                 `json:"told,omitempty"` // see Options
	Done    bool                `json:"done"`           // false: the filling was interrupted
	Owed    bool                `json:"owed,omitempty"` // the door is open, and ordinary clients are still to be written
	Stories map[Story]id.Client `json:"stories"`
	Clock   time.Time           `json:"clock"` // where the clock stood when the service was last seen alive
}

const markFile = "demo.json"

// ReadMark reads the mark of a folder; ok is false when it has none.
func ReadMark(folder string) (m Mark, ok bool, err error) {
	b, err := os.ReadFile(filepath.Join(folder, markFile))
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	return m, true, json.Unmarshal(b, &m)
}

// WriteMark writes the mark of a folder.
func WriteMark(folder string, m Mark) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	next := filepath.Join(folder, markFile+".new")
	if err := os.WriteFile(next, append(b, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(next, filepath.Join(folder, markFile))
}
