package assessmentload

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write puts a changed copy of a good instrument into a folder of its own.
func write(t *testing.T, file, from, to string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if !strings.Contains(text, from) {
		t.Fatalf("%s does not contain %q", file, from)
	}
	path := filepath.Join(t.TempDir(), file)
	if err := os.WriteFile(path, []byte(strings.Replace(text, from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestGoodInstruments(t *testing.T) {
	for _, f := range []string{"rating.yaml", "points.yaml"} {
		if found := Check(filepath.Join("testdata", f)); len(found) > 0 {
			t.Errorf("%s: %v", f, found)
		}
	}
}

// Each fault is one that the owner of an instrument makes with an editor; the finding names the line and what it is.
func TestFindings(t *testing.T) {
	many := "mood"
	for range 13 {
		many = "(" + many + "+" + many + ")"
	}
	for _, c := range []struct {
		name, file, from, to string
		row                  int
		code                 string
	}{
		{"bands overlap", "points.yaml", "from: 3, to: 9", "from: 2, to: 9", 28, "band_overlap"},
		{"bands leave a gap", "points.yaml", "from: 3, to: 9", "from: 4, to: 9", 28, "band_gap"},
		{"bands end too early", "points.yaml", "from: 3, to: 9", "from: 3, to: 8", 28, "band_ends"},
		{"bands without limits", "points.yaml", "    max: 9\n", "", 28, "band_limits"},
		{"a loop", "points.yaml", "{id: priors, of: priors, steps: [{from: 0, points: 0}, {from: 3, points: 2.5}]}", "{id: priors, of: total}", 17, "loop"},
		{"unknown name in a formula", "points.yaml", "priors / years", "priors / decades", 15, "expr"},
		{"text where a number belongs", "points.yaml", "priors / years", `'"many"'`, 15, "expr_type"},
		{"too costly", "points.yaml", "priors / years", many, 15, "expr_cost"},
		{"a macro that loops", "points.yaml", "priors / years", "'[1, 2].all(x, x > 0) ? 1 : 0'", 15, "expr"},
		{"unknown reference", "points.yaml", "of: mood", "of: moods", 20, "reference"},
		{"misspelt field", "points.yaml", "decimals: 2", "decimal: 2", 37, "syntax"},
		{"name twice", "points.yaml", "id: years", "id: priors", 11, "duplicate"},
		{"a language is missing", "points.yaml", "{ky: Жыл, ru: Годы, en: Years}", "{ky: Жыл, ru: Годы}", 12, "languages"},
		{"no notice", "points.yaml", "notice: {ky: Сыноо, ru: Проба, en: Trial}\n", "", 1, "notice"},
		{"two ways", "points.yaml", "calc: priors / years", "calc: priors\n    test: priors > 1", 15, "one_way"},
		{"steps fall", "points.yaml", "{from: 0, points: 0}, {from: 3, points: 2.5}", "{from: 3, points: 0}, {from: 0, points: 1}", 17, "steps"},
		{"not YAML", "points.yaml", "items:", "items: [", 0, "syntax"},
		{"a rating with points", "rating.yaml", "    decision:\n", "    sum: [housed]\n    decision:\n", 23, "one_way"},
		{"a rating that sums", "rating.yaml", "outputs:", "  - {id: total, sum: [housed]}\noutputs:", 30, "no_sum"},
		{"a rating without reason", "rating.yaml", "reason: home_reason, ", "", 20, "rating_reason"},
		{"asked by a later answer", "rating.yaml", "ask_if: housed == 1", "ask_if: known.home_reason", 20, "ask_later"},
		{"a cell too few", "rating.yaml", "when: [high]", "when: []", 23, "cells"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Check(write(t, c.file, c.from, c.to))
			for _, f := range found {
				if strings.HasSuffix(f.Message.Key, "."+c.code) && (c.row == 0 || f.Row == c.row) {
					return
				}
			}
			t.Errorf("wanted %s in line %d, got %v", c.code, c.row, found)
		})
	}
}
