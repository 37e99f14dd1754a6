package assess

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"tuzjol/internal/assessment/validation"
)

// Request is what `assess validate` was asked for. Empty JSON or SVG are not written.
type Request struct {
	In, Score, Outcome string
	Groups             []string
	Scale              string // auto, probability, percent, points
	Thresholds         []float64
	JSON, SVG          string
}

// Figures are the measures of one group: Group names the column and Value what stands in it; both are "all" for the whole
// file. Missing counts rows left out for want of score or outcome.
type Figures struct {
	Group, Value string
	Missing      int
	validation.Measures
}

// Validate compares scores with outcomes and writes a table to out, and JSON and SVG to files.
func Validate(q Request, out, report io.Writer) error {
	people, err := readPeople(q, report)
	if err != nil {
		return err
	}
	scale := scaleOf(q, people)
	figures := []Figures{people.figures("all", "all", func(person) bool { return true }, scale, q.Thresholds)}
	for g, name := range q.Groups {
		for _, value := range people.values(g) {
			figures = append(figures, people.figures(name, value, func(p person) bool { return p.groups[g] == value }, scale, q.Thresholds))
		}
	}
	if figures[0].N == 0 {
		return fmt.Errorf("no row has both a score in %s and an outcome in %s", q.Score, q.Outcome)
	}
	table(out, figures, scale)
	if q.JSON != "" {
		data, err := json.MarshalIndent(asJSON(figures, scale), "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(q.JSON, append(data, '\n'), 0o644); err != nil { //nolint:gosec // figures about groups, for reading
			return err
		}
	}
	if q.SVG != "" {
		return writeSVG(q.SVG, figures, q, scale)
	}
	return nil
}

// scaleOf takes the scale asked for; by itself it reads 0 to 1 as probabilities and a column ..._pct as per cent.
func scaleOf(q Request, p people) validation.Scale {
	if q.Scale != "" && q.Scale != "auto" {
		return validation.Scale(q.Scale)
	}
	if strings.HasSuffix(q.Score, "_pct") {
		return validation.Percent
	}
	for _, x := range p {
		if x.complete && (x.score < 0 || x.score > 1) {
			return validation.PointsScale
		}
	}
	return validation.Probability
}

func (all people) figures(group, value string, in func(person) bool, scale validation.Scale, thresholds []float64) Figures {
	f := Figures{Group: group, Value: value}
	var cases []validation.Case
	for _, p := range all {
		switch {
		case !in(p):
		case !p.complete:
			f.Missing++
		default:
			cases = append(cases, validation.Case{Score: p.score, Outcome: p.outcome})
		}
	}
	f.Measures = validation.Measure(cases, scale, thresholds)
	return f
}

// writeFile writes through a function and closes.
func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}
