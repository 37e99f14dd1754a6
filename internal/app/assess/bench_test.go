package assess

import (
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// One operation is one of the six predictions, with its band, its contributions and its linear predictor.
func BenchmarkOGRS4(b *testing.B) {
	ins, err := Find("ogrs4")
	if err != nil {
		b.Fatal(err)
	}
	header, rows := readCSV(b, filepath.Join(cases(b), "risk", "ogrs4_vectors.csv"))
	answers := make([][]string, len(rows))
	for n, row := range rows {
		answers[n] = make([]string, len(ins.Items))
		for i, it := range ins.Items {
			answers[n][i] = row[slices.Index(header, it.ID)]
		}
	}
	scorer := ins.NewScorer()
	b.ReportAllocs()
	began := cpuTime(b)
	b.ResetTimer()
	for n := 0; n < b.N; n += 6 {
		if r := scorer.Score(answers[n/6%len(answers)]); len(r.Outputs) == 0 {
			b.Fatal("no outputs")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "predictions/s")
	b.ReportMetric(float64(b.N)/(cpuTime(b)-began), "predictions/cpu-s")
}

// cpuTime is the processor time of this process in seconds; unlike elapsed time it says the same on a busy machine.
func cpuTime(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
