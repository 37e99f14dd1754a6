package assess

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"text/tabwriter"

	"tuzjol/internal/assessment/validation"
)

// table writes the figures for a terminal: one line a group, then calibration of the whole file, then error rates.
func table(out io.Writer, figures []Figures, scale validation.Scale) {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "group\tvalue\tn\tmissing\toutcome\tAUC\t95%\tBrier\tslope\tin the large")
	for _, f := range figures {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", f.Group, blank(f.Value), f.N, f.Missing, show(f.Rate.Value), show(f.AUC.Value),
			between(f.AUC), show(f.Brier), show(f.Slope.Value), show(f.InTheLarge.Value))
	}
	fmt.Fprintf(w, "\nscore (%s)\tn\tmean score\toutcome\t95%%\n", scale)
	for _, b := range figures[0].Bins {
		name := plain(b.From)
		if b.To != b.From {
			name += " - " + plain(b.To)
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", name, b.N, show(b.Mean), show(b.Rate.Value), between(b.Rate))
	}
	fmt.Fprintln(w, "\ngroup\tvalue\tfrom\tflagged\tfalse positives\tfalse negatives\tPPV\tNPV\taccuracy")
	for _, f := range figures {
		for _, r := range f.Rates {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f.Group, blank(f.Value), plain(r.Threshold), show(r.Flagged.Value),
				show(r.FalsePositive.Value), show(r.FalseNegative.Value), show(r.PPV.Value), show(r.NPV.Value), show(r.Accuracy.Value))
		}
	}
	_ = w.Flush() // the writer's own fault shows on the terminal
	fmt.Fprintln(out, "\nRows without score or outcome are left out and counted as missing. Intervals: Wilson for shares, DeLong for the AUC.")
}

func blank(s string) string {
	if s == "" {
		return "(empty)"
	}
	return s
}

func show(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return strconv.FormatFloat(x, 'f', 4, 64)
}

func between(i validation.Interval) string {
	if math.IsNaN(i.Low) {
		return "-"
	}
	return show(i.Low) + " - " + show(i.High)
}

func plain(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }

// middle picks the threshold to be drawn: the one whose flagged share is nearest to the rate of the outcome.
func middle(f Figures) int {
	best := -1
	for i, r := range f.Rates {
		if best < 0 || math.Abs(r.Flagged.Value-f.Rate.Value) < math.Abs(f.Rates[best].Flagged.Value-f.Rate.Value) {
			best = i
		}
	}
	return best
}

// rateAt finds the error rates of a group at a threshold.
func rateAt(f Figures, threshold float64) (validation.ErrorRates, bool) {
	i := slices.IndexFunc(f.Rates, func(r validation.ErrorRates) bool { return r.Threshold == threshold })
	if i < 0 {
		return validation.ErrorRates{}, false
	}
	return f.Rates[i], true
}
