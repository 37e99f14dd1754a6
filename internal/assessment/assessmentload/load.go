package assessmentload

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/assessment/usage"
)

// read reads and compiles one file; tables are looked for in the same folder.
func read(folder fs.FS, name string) (*engine.Instrument, []Finding) {
	r := &reading{file: name, lines: map[string]int{}}
	spec := r.spec(folder, name)
	if spec == nil {
		return nil, r.sorted()
	}
	for i := range spec.Tables {
		r.table(folder, &spec.Tables[i])
	}
	if len(r.list) > 0 {
		return nil, r.sorted()
	}
	ins, problems := engine.Compile(*spec)
	r.take(append(problems, usage.Check(*spec)...))
	return ins, r.sorted()
}

// File reads one instrument. The error is a *LoadError with everything that is wrong.
func File(folder fs.FS, name string) (*engine.Instrument, error) {
	ins, found := read(folder, name)
	if len(found) > 0 {
		return nil, &LoadError{found}
	}
	return ins, nil
}

// Check reads the file at a path on disk, with its tables beside it, and gives everything wrong with it.
func Check(path string) []Finding {
	_, found := OnDisk(path)
	return found
}

// OnDisk reads the instrument at a path on disk.
func OnDisk(path string) (*engine.Instrument, []Finding) {
	dir, name := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	ins, found := read(os.DirFS(dir), name)
	for i := range found {
		found[i].File = filepath.Join(dir, found[i].File)
	}
	return ins, found
}

// Folder reads every instrument of a folder, in the order of their names. Any finding refuses the whole.
func Folder(folder fs.FS) ([]*engine.Instrument, error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []*engine.Instrument
	var all []Finding
	for _, n := range names {
		ins, found := read(folder, n)
		all = append(all, found...)
		if ins != nil {
			out = append(out, ins)
		}
	}
	if len(all) > 0 {
		return nil, &LoadError{all}
	}
	return out, nil
}

// Pick finds an instrument by ID or ID@VERSION; without a version, the latest by the day it came into force.
func Pick(all []*engine.Instrument, name string) (*engine.Instrument, bool) {
	id, version, exact := strings.Cut(name, "@")
	var best *engine.Instrument
	for _, i := range all {
		if i.ID != id || exact && i.Version != version {
			continue
		}
		if best == nil || i.ValidFrom.After(best.ValidFrom) {
			best = i
		}
	}
	return best, best != nil
}
