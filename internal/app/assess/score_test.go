package assess

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func scored(t *testing.T, instrument, text string) (header []string, rows [][]string, said string) {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.csv")
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ins, err := Find(instrument)
	if err != nil {
		t.Fatal(err)
	}
	var report strings.Builder
	if _, err := Score(ins, in, out, &report); err != nil {
		t.Fatal(err)
	}
	header, rows = readCSV(t, out)
	return header, rows, report.String()
}

// Ensure a bad value names row and field, the other rows are scored, and foreign columns are listed once.
func TestBadRows(t *testing.T) {
	header, rows, said := scored(t, "ogp@1", "\ufeffname,ogrs3_2yr_pct,no_fixed_abode,unemployed,activities_0_2,drug_misuse_0_2,drug_motivation_0_2,problem_solving_0_2,"+
		"awareness_0_2,understands_others_0_2,attitudes_0_2,shoe\n"+
		"x,81,0,1,1,0,0,1,1,0,1,43\n"+
		"y,81,0,1,3,0,0,1,1,0,1,44\n"+
		"z,81,0,1\n"+
		"w,81,0,1,1,0,0,1,1,0,1,45\n")
	if want := []string{"row", "total_points", "ogp_1yr_pct", "ogp_2yr_pct", "band", "findings"}; !slices.Equal(header, want) {
		t.Errorf("header %v", header)
	}
	for n, want := range [][]string{
		{"1", "62", "53", "68", "high", ""},
		{"2", "", "", "", "", "bad_value:activities_0_2"},
		{"3", "", "", "", "", "missing:activities_0_2; missing:drug_misuse_0_2; missing:drug_motivation_0_2; missing:problem_solving_0_2; " +
			"missing:awareness_0_2; missing:understands_others_0_2; missing:attitudes_0_2"},
		{"4", "62", "53", "68", "high", ""},
	} {
		if !slices.Equal(rows[n], want) {
			t.Errorf("%v, want %v", rows[n], want)
		}
	}
	if strings.Count(said, "columns not read: name, shoe") != 1 || !strings.Contains(said, `row 2: activities_0_2: "3"`) {
		t.Errorf("said %q", said)
	}
}

// Ensure the group of an offence is taken from the table when the file does not give it.
func TestCategoryFromTheTable(t *testing.T) {
	header, rows := readCSV(t, filepath.Join(cases(t), "risk", "ogrs4_vectors.csv"))
	drop := slices.Index(header, "offence_category")
	var text strings.Builder
	for _, r := range append([][]string{header}, rows[:300]...) {
		text.WriteString(strings.Join(slices.Delete(slices.Clone(r), drop, drop+1), ",") + "\n")
	}
	outHead, out, _ := scored(t, "ogrs4", text.String())
	for n, got := range out {
		for _, name := range []string{"ogp2_dynamic_pct", "snsv_dynamic_z"} {
			if want := rows[n][slices.Index(header, name)]; got[slices.Index(outHead, name)] != want {
				t.Errorf("row %d: %s is %s, want %s", n+1, name, got[slices.Index(outHead, name)], want)
			}
		}
	}
}

// Ensure the file that is read is never written over.
func TestInputIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("ogrs3_2yr_pct\n5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ins, err := Find("ogp")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Score(ins, path, path, &strings.Builder{}); err == nil {
		t.Error("the input was taken as output")
	}
	if data, _ := os.ReadFile(path); string(data) != "ogrs3_2yr_pct\n5\n" {
		t.Errorf("the input is now %q", data)
	}
}

func TestUnknownInstrument(t *testing.T) {
	for _, name := range []string{"ogrs5", "ogrs3@1", ""} {
		if _, err := Find(name); err == nil || !strings.Contains(err.Error(), "ogrs3@2") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestValidateLeavesOutAndRefuses(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(in, []byte("s,o,g\n0.1,0,a\n0.9,true,a\n0.4,,b\n,1,b\n0.3,maybe,b\n0.2,no,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, said strings.Builder
	if err := Validate(Request{In: in, Score: "s", Outcome: "o", Groups: []string{"g"}}, &out, &said); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all    all      3  3", "g      (empty)  1  0", "g      a        2  0", "g      b        0  3"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if !strings.Contains(said.String(), "o: 1 values are neither empty nor readable, first in row 5") {
		t.Errorf("said %q", said.String())
	}
	err := Validate(Request{In: in, Score: "x", Outcome: "o"}, &out, &said)
	if err == nil || !strings.Contains(err.Error(), `no column "x"; the file has: s, o, g`) {
		t.Errorf("%v", err)
	}
}
