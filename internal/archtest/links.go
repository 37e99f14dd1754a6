package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

var (
	mdLink   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	mdQuoted = regexp.MustCompile("`((?:cmd|docs|internal|jurisdiction|locale|tools|web)/[\\w./-]+|[A-Z]+\\.md)`")
)

// Links checks that what the documents point at is there: every relative link, and every path of the tree that stands
// between backquotes. A folder must hold something, because an empty one does not travel.
func Links(t Tree) []Violation {
	var out []Violation
	err := fs.WalkDir(t.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".md") {
			return nil
		}
		b, err := fs.ReadFile(t.FS, p)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(b), "\n") {
			for _, target := range targets(p, line) {
				if !there(t.FS, target) {
					out = append(out, Violation{"links", fmt.Sprintf("%s:%d", p, i+1), target + " is not there"})
				}
			}
		}
		return nil
	})
	if err != nil {
		out = append(out, Violation{"links", ".", err.Error()})
	}
	return out
}

// targets are the paths from the module's root that a line of a document names.
func targets(file, line string) []string {
	var out []string
	for _, m := range mdLink.FindAllStringSubmatch(line, -1) {
		link, _, _ := strings.Cut(m[1], "#")
		if link != "" && !strings.Contains(link, ":") {
			out = append(out, path.Join(path.Dir(file), link))
		}
	}
	for _, m := range mdQuoted.FindAllStringSubmatch(line, -1) {
		out = append(out, path.Clean(m[1]))
	}
	return out
}

func there(root fs.FS, p string) bool {
	info, err := fs.Stat(root, p)
	if err != nil {
		return false
	}
	if !info.IsDir() {
		return true
	}
	list, err := fs.ReadDir(root, p)
	return err == nil && len(list) > 0
}
