package assess

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tuzjol/internal/testkit"
)

// cases finds the folder of published cases.
func cases(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("TUZJOL_CASES"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if at := filepath.Join(dir, "shared", "data"); exists(at) {
			return at
		}
		up := filepath.Dir(dir)
		if up == dir {
			testkit.SkipOrFail(t, "cases", "no folder of published cases; set TUZJOL_CASES")
		}
		dir = up
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func readCSV(t testing.TB, path string) (header []string, rows [][]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

func writeCSV(t testing.TB, path string, rows [][]string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := csv.NewWriter(f)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}

// Ensure every published case comes out exactly, from a file without the expected columns and with its rows shuffled.
func TestPublishedCases(t *testing.T) {
	for _, c := range []struct {
		instrument, file, from string // expected columns begin at from
		optional               []string
	}{
		{"ogrs3", "ogrs3_vectors.csv", "offence_weight", nil},
		{"ovp", "ovp_vectors.csv", "static_points", nil},
		{"ogp", "ogp_vectors.csv", "total_points", nil},
		{"dc-srp", "ospdc_vectors.csv", "points_0_64", nil},
		{"tier-v3", "tier_v3_vectors.csv", "expected_tier", []string{"expected_provisional"}},
		{"ogrs4", "ogrs4_vectors.csv", "age_at_followup", nil},
	} {
		t.Run(c.instrument, func(t *testing.T) {
			header, rows := readCSV(t, filepath.Join(cases(t), "risk", c.file))
			cut := slices.Index(header, c.from)
			shuffled := rand.New(rand.NewPCG(1, 2)).Perm(len(rows))
			in := [][]string{header[:cut]}
			for _, n := range shuffled {
				in = append(in, rows[n][:cut])
			}
			dir := t.TempDir()
			writeCSV(t, filepath.Join(dir, "in.csv"), in)
			ins, err := Find(c.instrument)
			if err != nil {
				t.Fatal(err)
			}
			var said strings.Builder
			if _, err := Score(ins, filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.csv"), &said); err != nil {
				t.Fatal(err)
			}
			outHead, out := readCSV(t, filepath.Join(dir, "out.csv"))
			if len(out) != len(rows) {
				t.Fatalf("%d rows came out of %d", len(out), len(rows))
			}
			exact, compared := 0, 0
			for i, got := range out {
				want := rows[shuffled[i]]
				if got[0] != strconv.Itoa(i+1) {
					t.Fatalf("row %s, want %d", got[0], i+1)
				}
				bad := compare(header[cut:], want[cut:], outHead, got, c.optional, &compared)
				if bad == "" {
					exact++
				} else if exact+10 > i {
					t.Errorf("%v\n  %s", want, bad)
				}
			}
			t.Logf("%s: %d of %d cases exact, %d values compared", c.instrument, exact, len(rows), compared)
			if exact != len(rows) {
				t.Errorf("%d cases differ", len(rows)-exact)
			}
		})
	}
}

// compare gives what differs; a number is compared at the precision the case is printed with.
func compare(names, want, outHead, got []string, optional []string, compared *int) string {
	var bad []string
	for i, name := range names {
		at := slices.Index(outHead, name)
		if at < 0 {
			bad = append(bad, "no output "+name)
			continue
		}
		if want[i] == "" && slices.Contains(optional, name) {
			continue
		}
		*compared++
		if got[at] == want[i] {
			continue
		}
		x, err1 := strconv.ParseFloat(want[i], 64)
		y, err2 := strconv.ParseFloat(got[at], 64)
		if err1 != nil || err2 != nil || math.Abs(x-y) > 0 {
			bad = append(bad, fmt.Sprintf("%s: %q, want %q", name, got[at], want[i]))
		}
	}
	return strings.Join(bad, "; ")
}
