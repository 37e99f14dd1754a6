// Package kg is the Kyrgyz jurisdiction as data: rulebook, holidays, work instructions, texts for clients, offices, courts.
// The files may be replaced by a lawyer of the Department without a release; what is not sourced is marked in each row.
package kg

import (
	"embed"
	"fmt"
	"io/fs"

	"tuzjol/internal/assessment/assessmentload"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookload"
)

// Files holds the shipped files; rulebookload.Load reads them, with the Department's own folder after them.
//
//go:embed *.yaml client-texts/*.yaml instruments/*.yaml victim-texts/*.yaml
var Files embed.FS

// Load reads the shipped versions of the rulebook, then those in the Department's own folders, which may be based on them.
func Load(more ...fs.FS) (*rulebook.Set, error) {
	return rulebookload.Load(append([]fs.FS{Files}, more...)...)
}

// Offices reads the shipped office tree.
func Offices() ([]rulebook.Office, error) { return rulebookload.Offices(Files) }

// Courts reads the shipped list of courts.
func Courts() ([]rulebook.Court, error) { return rulebookload.Courts(Files) }

// Instruments reads the shipped instruments of assessment, then those in the folder "instruments" of each of the Department's
// own folders. An own one has a version of its own: cases keep the version with which they were begun, so that none may change
// its meaning under them. Any finding refuses the whole; the error is then an *assessmentload.LoadError.
func Instruments(more ...fs.FS) ([]*engine.Instrument, error) {
	var out []*engine.Instrument
	for _, folder := range append([]fs.FS{Files}, more...) {
		sub, err := fs.Sub(folder, "instruments")
		if err != nil {
			return nil, err
		}
		found, err := assessmentload.Folder(sub)
		if err != nil {
			return nil, err
		}
		for _, i := range found {
			if _, twice := assessmentload.Pick(out, i.ID+"@"+i.Version); twice {
				return nil, fmt.Errorf("instrument %s: version %s stands twice; give the changed one a version of its own", i.ID, i.Version)
			}
			out = append(out, i)
		}
	}
	return out, nil
}
