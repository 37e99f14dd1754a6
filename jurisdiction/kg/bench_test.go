package kg

import (
	"testing"

	"tuzjol/internal/assessment/assessmentload"
)

// One operation is one assessment over nine domains, with its reasons; rescoring a whole service is many of them.
func BenchmarkAssessment(b *testing.B) {
	all, err := Instruments()
	if err != nil {
		b.Fatal(err)
	}
	i, _ := assessmentload.Pick(all, "kg-rna")
	cells := make([]string, len(i.Items))
	for n, it := range i.Items {
		switch {
		case it.Part == "rating":
			cells[n] = "some"
		case it.Kind == "flag":
			cells[n] = "0"
		case it.Kind == "choice":
			cells[n] = it.Options[0].Code
		}
	}
	scorer := i.NewScorer()
	b.ReportAllocs()
	for b.Loop() {
		if r := scorer.Score(cells); len(r.Outputs) == 0 || r.Outputs[0].Text != "low" {
			b.Fatal(r.Outputs[0])
		}
	}
}
