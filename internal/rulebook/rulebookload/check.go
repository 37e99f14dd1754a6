package rulebookload

import (
	"os"
	"path/filepath"

	"tuzjol/internal/rulebook"
)

// Check reads one file, or for the head of a version all its files, or for a folder all its versions, and gives everything
// wrong with it, by file and row. No finding means that it can be loaded. The path is on disk; a path that cannot be read
// is itself a finding.
func Check(path string) []Finding {
	if i, err := os.Stat(path); err == nil && i.IsDir() {
		return checkFolder(path)
	}
	return checkFile(path)
}

func checkFolder(path string) []Finding {
	heads, _ := filepath.Glob(filepath.Join(path, "rulebook*.yaml")) // the only error is a bad pattern
	var found findings
	if len(heads) == 0 {
		found.add(place{file: path}, "", "no_version")
	}
	for _, h := range heads {
		found.list = append(found.list, checkFile(h)...)
	}
	return found.list
}

func checkFile(path string) []Finding {
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
