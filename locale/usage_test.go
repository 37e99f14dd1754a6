package locale

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
)

// The exceptions, each with its reason.
var (
	// keys made at run time in a way that the scan cannot see
	dynamic = []string{
		"common.", "field.", "date.", "time.", "file.", "email.", "fault.", // the shared vocabulary
		"role.", "sex.", "language.", "script.", "document.", "match.level.", // codes stored in rows
		"fact.",   // a fact's type
		"status.", // a rulebook value's status
	}
	// templates of invented samples
	samples           = []string{"gallery.templ"}
	kyrgyzInRussian   = []string{"common.service"}
	cyrillicInEnglish = []string{}
)

var (
	literal = regexp.MustCompile("[\"`]([a-z][a-z0-9_]*(?:\\.[a-z0-9_-]+)+)[\"`]")
	prefix  = regexp.MustCompile(`"([a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)*(?:\.|\.[a-z0-9_-]+_))(?:%[sdv][^"]*)?"`)
	yamlKey = regexp.MustCompile(`\b([a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)+)\b`)
	// calls whose key must exist
	calls = []*regexp.Regexp{
		regexp.MustCompile(`\bi18n\.(?:T|N)\([^,"]+, "([^"%]+)"`),
		regexp.MustCompile(`\bmsg\.(?:New|Plural)\("([^"%]+)"`),
		regexp.MustCompile(`\bfault\.New\([^,"]+, "([^"%]+)"`),
		regexp.MustCompile(`\bfault\.Wrap\([^,"]+, [^,"]+, "([^"%]+)"`),
		regexp.MustCompile(`\.Add\("[^"]*", "([a-z_]+\.[a-z0-9_.-]+)"`),
	}
	facts    = regexp.MustCompile(`\bfact\.New\("([^"%]+)"`)
	cyrillic = regexp.MustCompile(`\p{Cyrillic}`)
	comment  = regexp.MustCompile(`(?m)^\s*//.*$|(?s)<!--.*?-->`)
)

// usage is what the code says about keys.
type usage struct {
	literals map[string]bool
	prefixes map[string]bool
	needed   map[string]string // key to the file that asks for it
}

func scan(t *testing.T) usage {
	t.Helper()
	u := usage{map[string]bool{}, map[string]bool{}, map[string]string{}}
	root := ".."
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); len(name) > 1 && (name[0] == '.' && name != ".." || name == "testdata" || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		u.read(t, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (u usage) read(t *testing.T, path string) {
	ext := filepath.Ext(path)
	if ext != ".go" && ext != ".templ" && ext != ".yaml" || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
		return
	}
	raw, err := os.ReadFile(path) //nolint:gosec // files of this repository
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	src := string(raw)
	if ext == ".yaml" {
		collect(yamlKey, src, func(key string) { u.literals[key] = true })
		return
	}
	if ext == ".templ" {
		src = comment.ReplaceAllString(src, "")
		if at := cyrillic.FindStringIndex(src); at != nil && !slices.Contains(samples, filepath.Base(path)) {
			t.Errorf("%s: literal text %q: give it a key", path, firstLine(src[at[0]:]))
		}
	}
	collect(literal, src, func(key string) { u.literals[key] = true })
	collect(prefix, src, func(p string) { u.prefixes[p] = true })
	for _, call := range calls {
		collect(call, src, func(key string) {
			if !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "_") {
				u.needed[key] = path
			}
		})
	}
	collect(facts, src, func(kind string) {
		if !strings.HasSuffix(kind, ".") {
			u.needed["fact."+kind] = path
		}
	})
}

func collect(re *regexp.Regexp, src string, found func(string)) {
	for _, m := range re.FindAllStringSubmatch(src, -1) {
		found(m[1])
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	if len(line) > 60 {
		line = line[:60]
	}
	return line
}

// Ensure every key that the code asks for exists, every key that exists is asked for, and templates hold no Cyrillic.
func TestUsage(t *testing.T) {
	keys := union(catalogue(t))
	u := scan(t)
	var absent, unused []string
	for key, path := range u.needed {
		if !keys[key] {
			absent = append(absent, key+" ("+path+")")
		}
	}
	for key := range keys {
		if !u.literals[key] && !u.byPrefix(key) {
			unused = append(unused, key)
		}
	}
	sort.Strings(absent)
	sort.Strings(unused)
	if len(absent) > 0 {
		t.Errorf("%d keys are asked for and absent:\n%s", len(absent), strings.Join(absent, "\n"))
	}
	if len(unused) > 0 {
		t.Errorf("%d keys are never asked for:\n%s", len(unused), strings.Join(unused, "\n"))
	}
}

func (u usage) byPrefix(key string) bool {
	for _, p := range dynamic {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	for p := range u.prefixes {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}
