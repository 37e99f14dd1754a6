// Package scenario reads cases that a probation officer can read: txtar files whose comment is the title, the article and its
// status, and whose parts are YAML (given, when, then, or whatever the rule at hand needs).
package scenario

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"golang.org/x/tools/txtar"
)

// Case is one file.
type Case struct {
	Name    string
	Title   string // first line of the comment
	Article string // "article: ..." of the comment: the text of law or standard that it stands for
	Status  string // "status: ..." of the comment: S, C, R or ?
	parts   map[string][]byte
}

// Part decodes the named part strictly into a value; an absent part leaves it as it is.
func (c Case) Part(t *testing.T, name string, into any) {
	t.Helper()
	data, ok := c.parts[name]
	if !ok {
		return
	}
	if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict()); err != nil {
		t.Fatalf("%s, part %s: %v", c.Name, name, err)
	}
}

// Each runs every *.txtar of the folder. A case without title, article or status fails: a reader must see what it stands for.
func Each(t *testing.T, files fs.FS, dir string, run func(t *testing.T, c Case)) {
	t.Helper()
	names, err := fs.Glob(files, path.Join(dir, "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no scenarios in %s: %v", dir, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(path.Base(name), ".txtar"), func(t *testing.T) {
			data, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			c := parse(name, txtar.Parse(data))
			if c.Title == "" || c.Article == "" || c.Status == "" {
				t.Fatalf("%s: title, article and status must be given", name)
			}
			run(t, c)
		})
	}
}

func parse(name string, a *txtar.Archive) Case {
	c := Case{Name: name, parts: map[string][]byte{}}
	for line := range strings.Lines(string(a.Comment)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "article:"):
			c.Article = strings.TrimSpace(strings.TrimPrefix(line, "article:"))
		case strings.HasPrefix(line, "status:"):
			c.Status = strings.TrimSpace(strings.TrimPrefix(line, "status:"))
		case c.Title == "":
			c.Title = line
		}
	}
	for _, f := range a.Files {
		c.parts[strings.TrimSpace(f.Name)] = f.Data
	}
	return c
}
