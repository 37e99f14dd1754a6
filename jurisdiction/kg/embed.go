// Package kg is the Kyrgyz jurisdiction as data: rulebook, holidays, work instructions, texts for clients, offices, courts.
// The files may be replaced by a lawyer of the Department without a release; what is not sourced is marked in each row.
package kg

import (
	"embed"
	"io/fs"

	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookload"
)

// Files holds the shipped files; rulebookload.Load reads them, with the Department's own folder after them.
//
//go:embed *.yaml client-texts/*.yaml
var Files embed.FS

// Load reads the shipped versions of the rulebook, then those in the Department's own folders, which may be based on them.
func Load(more ...fs.FS) (*rulebook.Set, error) {
	return rulebookload.Load(append([]fs.FS{Files}, more...)...)
}

// Offices reads the shipped office tree.
func Offices() ([]rulebook.Office, error) { return rulebookload.Offices(Files) }

// Courts reads the shipped list of courts.
func Courts() ([]rulebook.Court, error) { return rulebookload.Courts(Files) }
