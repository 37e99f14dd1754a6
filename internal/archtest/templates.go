package archtest

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

var (
	betweenTags = regexp.MustCompile(`>([^<>{}]+)<`)
	letters     = regexp.MustCompile(`\p{L}{2,}`)
	forbidden   = regexp.MustCompile(`\b(onclick|onchange|onsubmit|style|hx-on[a-z:-]*)=|hx-trigger="[^"]*\[|\bjs:`)
)

func subSchema(root fs.FS) (fs.FS, error) { return fs.Sub(root, "internal/schema") }

// Templates checks that no page holds literal text, inline script or style: text comes from the catalogues, and the
// content security policy would refuse the rest.
func Templates(t Tree) []Violation {
	var out []Violation
	err := fs.WalkDir(t.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".templ") || strings.Contains(p, "testdata") {
			return err
		}
		b, err := fs.ReadFile(t.FS, p)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(b), "\n") {
			trimmed := strings.TrimSpace(line)
			if strings.HasPrefix(trimmed, "//") {
				continue
			}
			for _, m := range betweenTags.FindAllStringSubmatch(line, -1) {
				if letters.MatchString(m[1]) {
					out = append(out, Violation{"templates", fmt.Sprintf("%s:%d", p, i+1), "literal text " + strings.TrimSpace(m[1])})
				}
			}
			if m := forbidden.FindString(line); m != "" {
				out = append(out, Violation{"templates", fmt.Sprintf("%s:%d", p, i+1), m + " is refused by the content security policy"})
			}
			if strings.Contains(line, "templ.Raw(") {
				out = append(out, Violation{"templates", fmt.Sprintf("%s:%d", p, i+1), "templ.Raw writes unescaped text"})
			}
		}
		return nil
	})
	if err != nil {
		out = append(out, Violation{"templates", ".", err.Error()})
	}
	return out
}
