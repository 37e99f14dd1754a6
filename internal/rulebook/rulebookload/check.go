package rulebookload

import (
	"os"
	"path/filepath"

	"tuzjol/internal/rulebook"
)

// Check reads one file, or for the head of a version all its files, and gives everything wrong with it, by file and row.
// No finding means that it can be loaded. The path is on disk; a path that cannot be read is itself a finding.
func Check(path string) []Finding {
	var found findings
	dir, name := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	folder := os.DirFS(dir)
	c := found.open(folder, place{file: name}, name)
	if c.manifest == nil {
		found.cross(c)
		return found.sorted()
	}
	known := map[string]*rulebook.Rulebook{}
	for _, m := range found.manifests(folder) {
		if m.row.Version == c.manifest.BasedOn {
			known[m.row.Version] = new(findings).version(folder, m, known)
		}
	}
	if b := c.manifest.BasedOn; b != "" && known[b] == nil {
		known[b] = &rulebook.Rulebook{} // its base ships with the program and was checked there
	}
	found = findings{}
	found.version(folder, located[manifest]{place{file: name, row: 1, id: c.manifest.Version}, *c.manifest}, known)
	return found.sorted()
}
