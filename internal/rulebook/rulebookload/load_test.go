package rulebookload

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
)

const head = `jurisdiction: kg
version: "1"
in_force: 2026-01-01
zone: Asia/Bishkek
title: {ky: а, ru: б, en: c}
weekend: [Saturday, Sunday]
files: [rules.yaml]
`

const good = `rules:
  - id: a.days
    area: term
    kind: duration
    value: 10
    unit: working
    status: S
    source: somewhere
    label: {ky: а, ru: б, en: c}
`

func files(t *testing.T, nameText ...string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	for i := 0; i < len(nameText); i += 2 {
		m[nameText[i]] = &fstest.MapFile{Data: []byte(nameText[i+1])}
	}
	return m
}

func TestLoadTakesAGoodFile(t *testing.T) {
	set, err := Load(files(t, "rulebook.yaml", head, "rules.yaml", good))
	if err != nil {
		t.Fatal(err)
	}
	on := civil.MustDate("2026-02-01")
	if d, ok := set.At(on).Deadline("a.days", on); !ok || d.Clock != (civil.Clock{N: 10, Unit: civil.WorkingDays}) {
		t.Errorf("deadline %+v %v", d, ok)
	}
}

// Each fault is one a lawyer makes with an editor; the finding must name the line, the field and what it is.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		row            int
		field, code    string
	}{
		{"unknown status", "status: S", "status: X", 2, "status", "status"},
		{"no status", "status: S", "article: x", 2, "status", "status"},
		{"no source for S", "    source: somewhere\n", "", 2, "source", "source"},
		{"no label", "    label: {ky: а, ru: б, en: c}\n", "", 2, "label", "label"},
		{"label lacks Kyrgyz", "ky: а, ", "", 2, "label", "label_language"},
		{"unknown unit", "unit: working", "unit: fortnight", 2, "unit", "unit"},
		{"unknown kind", "kind: duration", "kind: colour", 2, "kind", "kind"},
		{"value of the wrong kind", "value: 10", "value: ten", 2, "value", "value"},
		{"no value though sourced", "value: 10", "value: null", 2, "value", "value_missing"},
		{"impossible date", "status: S", "status: S\n    valid_from: 2026-02-30", 2, "valid_from", "date"},
		{"ends before it begins", "status: S", "status: S\n    valid_from: 2026-02-02\n    valid_to: 2026-02-01", 2, "valid_to", "period"},
		{"misspelt field", "unit: working", "units: working", 6, "", "syntax"},
		{"note in one language", "status: S", "status: S\n    note: {en: x}", 2, "note", "label_language"},
		{"tab", "    unit", "\tunit", 6, "", "syntax"},
		{"unknown section", "rules:", "rulez:", 1, "rulez", "section"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(good, c.from, c.to, 1)
			if text == good {
				t.Fatal("the fault was not put in")
			}
			path := filepath.Join(t.TempDir(), "rules.yaml")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			got := Check(path)
			if len(got) == 0 {
				t.Fatal("nothing was found")
			}
			f := got[0]
			if f.Row != c.row || f.Field != c.field || f.Message.Key != "rulebook.check."+c.code {
				t.Errorf("found %s, want row %d, field %q, %s", f, c.row, c.field, c.code)
			}
			if f.Remedy.Key != f.Message.Key+".remedy" {
				t.Errorf("no remedy: %+v", f)
			}
		})
	}
}

func TestRowsOfOneRule(t *testing.T) {
	second := strings.TrimPrefix(good, "rules:\n")
	for _, c := range []struct{ name, a, b, code string }{
		{"same id twice", "", "", "duplicate"},
		{"overlapping", "2026-01-01", "2026-06-30/2026-06-30", "overlap"},
		{"one after the other", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			first, next := good, second
			switch c.code {
			case "overlap":
				first = strings.Replace(good, "status: S", "status: S\n    valid_to: 2026-06-30", 1)
				next = strings.Replace(second, "status: S", "status: S\n    valid_from: 2026-06-30", 1)
			case "":
				first = strings.Replace(good, "status: S", "status: S\n    valid_to: 2026-06-30", 1)
				next = strings.Replace(second, "status: S", "status: S\n    valid_from: 2026-07-01", 1)
			}
			_, err := Load(files(t, "rulebook.yaml", head, "rules.yaml", first+next))
			if c.code == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var le *LoadError
			if !errors.As(err, &le) || len(le.Findings) != 1 || le.Findings[0].Message.Key != "rulebook.check."+c.code {
				t.Errorf("found %v", err)
			}
		})
	}
}

func TestAVersionBasedOnAnother(t *testing.T) {
	later := `jurisdiction: kg
version: "2"
based_on: "1"
in_force: 2027-01-01
zone: Asia/Bishkek
title: {ky: а, ru: б, en: c}
weekend: [Sunday]
files: [later.yaml]
`
	change := strings.Replace(good, "value: 10", "value: 5", 1)
	both := strings.Replace(good, "a.days", "b.days", 1)
	set, err := Load(
		files(t, "rulebook.yaml", head, "rules.yaml", good+strings.TrimPrefix(both, "rules:\n")),
		files(t, "rulebook-2.yaml", later, "later.yaml", change),
	)
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string][2]int{"2026-12-31": {10, 10}, "2027-01-01": {5, 10}} {
		d := civil.MustDate(on)
		rb := set.At(d)
		if a, b := rb.Int("a.days", d, 0), rb.Int("b.days", d, 0); a != want[0] || b != want[1] {
			t.Errorf("on %s: %d, %d", on, a, b)
		}
	}
	if _, err := Load(files(t, "rulebook-2.yaml", later, "later.yaml", change)); err == nil {
		t.Error("a version based on one that is not there was loaded")
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, f := range map[string]fs.FS{
		"nothing":        files(t),
		"a missing file": files(t, "rulebook.yaml", head),
		"a bad zone":     files(t, "rulebook.yaml", strings.Replace(head, "Bishkek", "Bishkok", 1), "rules.yaml", good),
		"a bad weekday":  files(t, "rulebook.yaml", strings.Replace(head, "Sunday", "Someday", 1), "rules.yaml", good),
	} {
		if _, err := Load(f); err == nil {
			t.Errorf("%s was loaded", name)
		}
	}
	if got := Check(filepath.Join(t.TempDir(), "absent.yaml")); len(got) != 1 {
		t.Errorf("an absent file gave %v", got)
	}
}

func TestFindingInWords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(path, []byte(strings.Replace(good, "status: S", "status: X", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	got := Check(path)[0].Line(func(m msg.Message) string { return m.Key })
	if want := "rules.yaml:2 a.days status: rulebook.check.status. rulebook.check.status.remedy."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCheckOfAFolder(t *testing.T) {
	if got := Check("../../../jurisdiction/kg"); len(got) > 0 {
		t.Error(got)
	}
	if got := Check(t.TempDir()); len(got) != 1 || got[0].Message.Key != "rulebook.check.no_version" {
		t.Errorf("an empty folder gave %v", got)
	}
}

func TestCheckOfTheShippedFiles(t *testing.T) {
	names, err := filepath.Glob("../../../jurisdiction/kg/*.yaml")
	if err != nil || len(names) < 8 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, n := range names {
		for _, f := range Check(n) {
			t.Error(f)
		}
	}
}
