package rulebookload

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/rulebook"
)

// Load reads every version from folders: each file rulebook*.yaml in the root of a folder heads one version and names its
// files. Folders are read in order, so that the Department's own folder may add versions based on the shipped ones. Any
// finding refuses the whole; the error is then a *LoadError.
func Load(folders ...fs.FS) (*rulebook.Set, error) {
	var found findings
	versions := map[string]*rulebook.Rulebook{}
	for _, folder := range folders {
		for _, m := range found.manifests(folder) {
			if _, ok := versions[m.row.Version]; ok {
				found.add(m.at, "version", "duplicate", "ID", m.row.Version)
				continue
			}
			if rb := found.version(folder, m, versions); rb != nil {
				versions[rb.Version] = rb
			}
		}
	}
	if len(versions) == 0 && len(found.list) == 0 {
		found.add(place{file: "."}, "", "no_version")
	}
	if len(found.list) > 0 {
		return nil, &LoadError{found.sorted()}
	}
	all := make([]*rulebook.Rulebook, 0, len(versions))
	for _, v := range sortedKeys(versions) {
		all = append(all, versions[v])
	}
	return rulebook.NewSet(all...), nil
}

// manifests reads the heads of a folder; those based on nothing come first.
func (found *findings) manifests(folder fs.FS) []located[manifest] {
	names, _ := fs.Glob(folder, "rulebook*.yaml") // the only error is a bad pattern
	var out []located[manifest]
	for _, n := range names {
		c := found.open(folder, place{file: n}, n)
		if c.manifest == nil {
			found.add(place{file: n}, "version", "required", "Field", "version")
			continue
		}
		out = append(out, located[manifest]{place{file: n, row: 1, id: c.manifest.Version}, *c.manifest})
	}
	slices.SortStableFunc(out, func(a, b located[manifest]) int {
		return strings.Compare(a.row.BasedOn, b.row.BasedOn)
	})
	return out
}

func (found *findings) open(folder fs.FS, from place, name string) content {
	f, err := folder.Open(name)
	if err != nil {
		found.add(from, "files", "file_missing", "File", name)
		return content{}
	}
	defer f.Close() //nolint:errcheck // read only
	return found.read(name, f)
}

// version builds one version from its manifest and files.
func (found *findings) version(
	folder fs.FS, m located[manifest], known map[string]*rulebook.Rulebook,
) *rulebook.Rulebook {
	base := &rulebook.Rulebook{}
	if m.row.BasedOn != "" {
		if base = known[m.row.BasedOn]; base == nil {
			found.add(m.at, "based_on", "based_on", "Version", m.row.BasedOn)
			return nil
		}
	}
	var all content
	var sheets []rulebook.ClientText
	for _, name := range m.row.Files {
		for _, file := range matches(folder, name) {
			c := found.open(folder, m.at, file)
			all.add(c)
			if c.sheets != nil {
				sheets = append(sheets, *c.sheets)
			}
		}
	}
	found.cross(all)
	rb := onto(base, all, sheets)
	rb.Jurisdiction, rb.Version, rb.Zone = m.row.Jurisdiction, m.row.Version, m.row.Zone
	rb.InForce = found.date(m.at, "in_force", m.row.InForce)
	rb.Title = found.label(m.at, "title", m.row.Title)
	rb.Weekend = found.weekend(m.at, m.row.Weekend)
	if _, err := time.LoadLocation(rb.Zone); err != nil || rb.Zone == "" {
		found.add(m.at, "zone", "zone", "Value", rb.Zone)
	}
	if m.row.BasedOn == "" || len(base.Rules) > 0 {
		found.references(m.at, rb)
		found.standards(all.tables, rb)
	}
	return rb
}

// matches expands a name with a star; a plain name stands for itself, so that its absence is found.
func matches(folder fs.FS, name string) []string {
	if !strings.Contains(name, "*") {
		return []string{name}
	}
	found, _ := fs.Glob(folder, path.Clean(name))
	return found
}

func (found *findings) weekend(at place, names []string) []time.Weekday {
	var out []time.Weekday
next:
	for _, n := range names {
		for w := time.Sunday; w <= time.Saturday; w++ {
			if strings.EqualFold(w.String(), n) {
				out = append(out, w)
				continue next
			}
		}
		found.add(at, "weekend", "weekday", "Value", n)
	}
	return out
}

// references checks that an instruction names a time limit that exists.
func (found *findings) references(at place, rb *rulebook.Rulebook) {
	for _, i := range rb.Instructions {
		if i.Deadline == "" {
			continue
		}
		if !slices.ContainsFunc(rb.Rules, func(r rulebook.Rule) bool { return r.ID == i.Deadline }) {
			at.id = i.Step
			found.add(at, "deadline", "deadline", "ID", i.Deadline)
		}
	}
}

// Offices reads the office tree that a jurisdiction ships: offices.yaml.
func Offices(folder fs.FS) ([]rulebook.Office, error) {
	var found findings
	c := found.open(folder, place{file: "offices.yaml"}, "offices.yaml")
	found.cross(c)
	out := make([]rulebook.Office, len(c.offices))
	codes := map[string]bool{}
	for i, o := range c.offices {
		out[i], codes[o.row.Code] = o.row, true
	}
	for _, o := range c.offices {
		for _, p := range o.row.Parents {
			if !codes[p.Code] {
				found.add(o.at, "parents", "parent", "ID", p.Code)
			}
		}
	}
	if len(found.list) > 0 {
		return nil, &LoadError{found.sorted()}
	}
	return out, nil
}

// Courts reads the courts that a jurisdiction ships: courts.yaml.
func Courts(folder fs.FS) ([]rulebook.Court, error) {
	var found findings
	c := found.open(folder, place{file: "courts.yaml"}, "courts.yaml")
	found.cross(c)
	if len(found.list) > 0 {
		return nil, &LoadError{found.sorted()}
	}
	out := make([]rulebook.Court, len(c.courts))
	for i, k := range c.courts {
		out[i] = k.row
	}
	return out, nil
}
