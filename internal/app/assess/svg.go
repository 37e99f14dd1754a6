package assess

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"tuzjol/internal/assessment/validation"
)

// The picture: calibration of the whole file on the left, AUC and error rates by group on the right.
const (
	plotSize = 300
	rowHigh  = 22
	barLong  = 220
)

func writeSVG(path string, figures []Figures, q Request, scale validation.Scale) error {
	return writeFile(path, func(w io.Writer) error {
		high := max(plotSize+90, 90+rowHigh*2*len(figures))
		var b strings.Builder
		fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 %d" font-family="sans-serif" font-size="12" role="img">`+"\n", high)
		fmt.Fprintf(&b, `<title>%s</title><rect width="100%%" height="100%%" fill="#fff"/>`+"\n", escape(q.Score+" against "+q.Outcome))
		fmt.Fprintf(&b, `<text x="40" y="24" font-size="15">%s (n = %d, left out %d)</text>`+"\n", escape(q.Score+" against "+q.Outcome), figures[0].N, figures[0].Missing)
		calibrationPlot(&b, figures[0], scale)
		groupBars(&b, figures)
		b.WriteString("</svg>\n")
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// calibrationPlot draws the share with the outcome by score, with limits; for probabilities the diagonal is agreement.
func calibrationPlot(b *strings.Builder, f Figures, scale validation.Scale) {
	const left, top = 60.0, 50.0
	low, high := 0.0, 1.0
	switch {
	case scale == validation.Percent:
		high = 100
	case scale == validation.PointsScale && len(f.Bins) > 0:
		low, high = f.Bins[0].From, f.Bins[len(f.Bins)-1].To
	}
	if high == low {
		high = low + 1
	}
	x := func(s float64) float64 { return left + (s-low)/(high-low)*plotSize }
	y := func(p float64) float64 { return top + (1-p)*plotSize }
	fmt.Fprintf(b, `<g stroke="#505a5f" fill="none"><rect x="%g" y="%g" width="%d" height="%d"/>`, left, top, plotSize, plotSize)
	if scale != validation.PointsScale {
		fmt.Fprintf(b, `<path d="M%g %gL%g %g" stroke-dasharray="4"/>`, x(low), y(0), x(high), y(1))
	}
	b.WriteString("</g>\n")
	for _, p := range []float64{0, 0.25, 0.5, 0.75, 1} {
		fmt.Fprintf(b, `<text x="%g" y="%g" text-anchor="end">%g%%</text>`, left-6, y(p)+4, p*100)
		fmt.Fprintf(b, `<text x="%g" y="%g" text-anchor="middle">%s</text>`+"\n", x(low+p*(high-low)), top+plotSize+18, plain(low+p*(high-low)))
	}
	for _, bin := range f.Bins {
		fmt.Fprintf(b, `<path d="M%.1f %.1fV%.1f" stroke="#1d70b8"/><circle cx="%.1f" cy="%.1f" r="4" fill="#1d70b8"/>`+"\n",
			x(bin.Mean), y(bin.Rate.Low), y(bin.Rate.High), x(bin.Mean), y(bin.Rate.Value))
	}
	fmt.Fprintf(b, `<text x="%g" y="%g">score; share with the outcome, 95%%</text>`+"\n", left, top+plotSize+36)
}

// groupBars draws the AUC with its limits and, below it, false positives and negatives at one threshold for all.
func groupBars(b *strings.Builder, figures []Figures) {
	at := middle(figures[0])
	if at < 0 {
		return
	}
	threshold := figures[0].Rates[at].Threshold
	const left = 560.0
	fmt.Fprintf(b, `<text x="%g" y="50">AUC (line), false positives (blue) and negatives (orange) from %s</text>`+"\n", left-110, plain(threshold))
	for i, f := range figures {
		top := 70 + float64(i*rowHigh*2)
		name := f.Group + ": " + blank(f.Value)
		if f.Group == "all" {
			name = "all"
		}
		fmt.Fprintf(b, `<text x="%g" y="%g" text-anchor="end">%s (%d)</text>`, left-8, top+12, escape(shorten(name)), f.N)
		if f.AUC.Known() {
			if low, high := f.AUC.Low, f.AUC.High; low <= high { // not where the interval is unknown
				fmt.Fprintf(b, `<path d="M%.1f %gH%.1f" stroke="#0b0c0c" stroke-width="2"/>`, left+low*barLong, top+6, left+min(1, high)*barLong)
			}
			fmt.Fprintf(b, `<circle cx="%.1f" cy="%g" r="3"/><text x="%g" y="%g">%s</text>`, left+f.AUC.Value*barLong, top+6, left+barLong+10, top+10,
				show(f.AUC.Value))
		}
		if r, ok := rateAt(f, threshold); ok && r.FalsePositive.Known() && r.FalseNegative.Known() {
			fmt.Fprintf(b, `<rect x="%g" y="%g" width="%.1f" height="8" fill="#1d70b8"/><rect x="%g" y="%g" width="%.1f" height="8" fill="#f47738"/>`,
				left, top+14, r.FalsePositive.Value*barLong, left, top+24, r.FalseNegative.Value*barLong)
			fmt.Fprintf(b, `<text x="%g" y="%g">%s / %s</text>`, left+barLong+10, top+28, show(r.FalsePositive.Value), show(r.FalseNegative.Value))
		}
		b.WriteByte('\n')
	}
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
