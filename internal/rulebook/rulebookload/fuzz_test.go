package rulebookload

import (
	"strings"
	"testing"
)

// A file that somebody edited by hand may hold anything; reading it must end in rows or findings.
func FuzzRead(f *testing.F) {
	f.Add(good)
	f.Add(head)
	f.Add("lists:\n  - id: a\n    items: [{code: b}]\n")
	f.Add("rules: [~, 1, {}]\n")
	f.Add("lang: uz\nsheets: [{id: a, sections: [{}]}]\n")
	f.Add("holidays:\n  - {year: 2026, off: [{date: 2026-02-30}]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		var found findings
		c := found.read("fuzz.yaml", strings.NewReader(text))
		found.cross(c)
		for _, x := range found.sorted() {
			if x.File == "" || x.Message.Key == "" || x.Row < 0 {
				t.Errorf("a finding says nothing: %+v", x)
			}
		}
	})
}
