package assess

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/assessment/assessmentload"
)

// Ensure the program carries the instruments of the service and the reference ones, and that each shipped file passes the check
// that its owner would run on it.
func TestShipped(t *testing.T) {
	all, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, i := range all {
		ids = append(ids, i.ID)
	}
	for _, id := range []string{"kg-rna", "kg-screen", "kg-social-study", "kg-extremism", "kg-family-violence", "kg-victim-safety", "ogrs4", "tier-v3"} {
		if !slices.Contains(ids, id) {
			t.Errorf("no %s among %v", id, ids)
		}
	}
	for _, folder := range []string{"kg", "ew"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "..", "jurisdiction", folder, "instruments", "*.yaml"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files, %v", folder, err)
		}
		for _, f := range files {
			if found := assessmentload.Check(f); len(found) > 0 {
				t.Errorf("%s: %v", f, found)
			}
		}
	}
	if _, err := Find("kg-rnb"); err == nil || !strings.Contains(err.Error(), "kg-rna@1") {
		t.Errorf("an unknown name is answered by %v", err)
	}
}

// Ensure a file of ratings is proposed levels row by row; what is not known is said, and is not low.
func TestRatingsOfAFile(t *testing.T) {
	domains := []string{"criminal_history", "living", "work", "money", "family", "substances", "health", "thinking", "attitudes"}
	head, none, open := "minor", "0", "0"
	for _, d := range domains {
		head, none, open = head+","+d+"_need", none+",none", open+",not_known"
	}
	for _, f := range []string{"suicide", "violence", "child", "extremism", "victim"} {
		head, none, open = head+","+f+"_danger", none+",none", open+",none"
	}
	header, rows, _ := scored(t, "kg-rna", head+"\n"+none+"\n"+open+"\n")
	level := slices.Index(header, "level")
	if level < 0 || rows[0][level] != "low" || rows[1][level] != "unclear" {
		t.Errorf("%v: %v", header, rows)
	}
	if said := rows[1][slices.Index(header, "findings")]; !strings.Contains(said, "not_known:living_need") {
		t.Errorf("findings %q", said)
	}
}
