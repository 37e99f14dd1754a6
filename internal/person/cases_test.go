package person

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tuzjol/internal/person/spell"
)

// cases reads a table of worked examples. They lie outside the repository: TUZJOL_CASES names their folder, or one
// beside the repository is used. Without them the test is skipped, unless TUZJOL_REQUIRE asks for "cases".
func cases(t *testing.T, name string) [][]string {
	t.Helper()
	dir := os.Getenv("TUZJOL_CASES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, "names", name))
	if err != nil {
		if strings.Contains(os.Getenv("TUZJOL_REQUIRE"), "cases") {
			t.Fatalf("cases are required: %v", err)
		}
		t.Skipf("no worked examples (set TUZJOL_CASES): %v", err)
	}
	defer f.Close() //nolint:errcheck // read only
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2 {
		t.Fatalf("%s is empty", name)
	}
	return rows[1:]
}

// Ensure the published romanisation pairs fold together, in all systems.
func TestFoldPublishedPairs(t *testing.T) {
	for _, row := range cases(t, "transliteration_tests.tsv") {
		if c, l := Fold(row[1]), Fold(row[2]); c != l {
			t.Errorf("%s: %q folds to %q, %q to %q", row[0], row[1], c, row[2], l)
		}
	}
}

// Ensure every Latin spelling of a given name that documents show can be found by the Cyrillic name.
func TestFoldGivenNames(t *testing.T) {
	total, same, near := 0, 0, 0
	for _, row := range cases(t, "given_names.tsv") {
		for _, latin := range strings.Split(row[3], "|") {
			a, b := Fold(row[0]), Fold(latin)
			total++
			switch {
			case a == b:
				same++
			case spell.JaroWinkler(a, b) >= 0.8:
				near++
			default:
				t.Logf("%s (%s) against %s (%s)", row[0], a, latin, b)
			}
		}
	}
	t.Logf("%d spellings: %.1f %% fold alike, %.1f %% more are near", total, 100*float64(same)/float64(total), 100*float64(near)/float64(total))
	if float64(same) < 0.95*float64(total) {
		t.Errorf("only %d of %d spellings fold alike", same, total)
	}
}

// Ensure the forms of one father's name come down to the same stem and the same person.
func TestPatronymicForms(t *testing.T) {
	for _, row := range cases(t, "patronymic_forms.tsv") {
		for _, example := range row[1:3] {
			if example == "-" {
				continue
			}
			found := false
			for _, w := range strings.Fields(Fold(example)) {
				for _, s := range []string{spell.Stem(w), spell.FatherStem(w)} {
					found = found || s == "бактибек" || s == "жакшилик"
				}
			}
			if !found {
				t.Errorf("%s: %q has no stem of the father's name: %q", row[0], example, Fold(example))
			}
			if n := ParseName(example); strings.Contains(row[0], "uulu") && n.Form != FormUulu && n.Form != FormKyzy && !strings.Contains(n.Patronymic, " ") && n.Form != Bare {
				t.Errorf("%q parsed as %+v", example, n)
			}
		}
	}
}
