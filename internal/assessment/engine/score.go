package engine

import (
	"slices"
	"strconv"

	"tuzjol/internal/assessment"
)

// Scorer applies an instrument to one case after another. It keeps its working memory, so a Scorer belongs to one
// goroutine; make as many as needed.
type Scorer struct {
	ins    *Instrument
	state  *state
	tables []assessment.TableUsed
}

// NewScorer makes a scorer.
func (i *Instrument) NewScorer() *Scorer {
	sc := &Scorer{ins: i, state: newState(i)}
	for _, t := range i.Tables {
		sc.tables = append(sc.tables, assessment.TableUsed{ID: t.ID, Version: t.Version})
	}
	return sc
}

// Score applies the instrument to answers by item id.
func (i *Instrument) Score(answers map[string]string) assessment.Result {
	cells := make([]string, len(i.Items))
	for n, it := range i.Items {
		cells[n] = answers[it.ID]
	}
	return i.NewScorer().Score(cells)
}

// Score applies the instrument to answers in the order of its items; an empty one is not answered. The same answers give
// the same result, bit for bit, on every machine.
func (sc *Scorer) Score(cells []string) assessment.Result {
	s := sc.state
	s.reset()
	s.read(cells)
	for _, v := range sc.ins.values {
		v.compute(s)
	}
	s.check()
	r := assessment.Result{Instrument: sc.ins.ID, Version: sc.ins.Version, Tables: sc.tables, Outputs: make([]assessment.Given, len(sc.ins.outputs))}
	for n := range sc.ins.outputs {
		r.Outputs[n] = s.output(&sc.ins.outputs[n])
	}
	for n := range sc.ins.outputs {
		if o := &sc.ins.outputs[n]; o.replace >= 0 && r.Outputs[n].Text != "" {
			r.Outputs[o.replace].Stands = false
		}
	}
	for _, o := range sc.ins.override {
		if s.holds(o.expr) {
			r.Overrides = append(r.Overrides, o.id)
		}
	}
	r.Inputs = make([]assessment.Answer, 0, len(cells))
	for n, c := range cells {
		if c != "" && n < len(sc.ins.Items) {
			r.Inputs = append(r.Inputs, assessment.Answer{Item: sc.ins.Items[n].ID, Text: c})
		}
	}
	r.Findings = s.findings
	return r
}

// check runs the rules over answers.
func (s *state) check() {
	for i := range s.plan.checks {
		k := &s.plan.checks[i]
		if !s.holds(k.expr) {
			continue
		}
		s.note(assessment.Finding{Type: assessment.FindingType(k.check.Type), Fields: k.check.Fields, Rule: k.id, Dynamic: k.dynamic, Stops: k.check.Stop, Text: k.check.Text})
		if k.check.Stop {
			for _, n := range k.fields {
				s.refuse(n)
			}
		}
	}
}

// output rounds, holds within limits and finds the band; it is empty when anything it rests on was refused.
func (s *state) output(o *outputPlan) assessment.Given {
	g := assessment.Given{ID: o.ID, Timing: o.timing}
	if !s.known[o.value.slot] || s.stopped && slices.ContainsFunc(o.items, func(n int) bool { return s.refused[n] }) {
		return g
	}
	switch s.plan.kinds[o.value.slot] {
	case kindText, kindDate:
		g.Text = s.text[o.value.slot]
	case kindBool:
		g.Text = strconv.FormatFloat(s.num[o.value.slot], 'f', 0, 64)
		g.Number = s.num[o.value.slot]
	case kindNumber:
		g.Number = s.num[o.value.slot]
		g.Text, g.Band = o.show(g.Number)
	}
	g.Stands = g.Text != ""
	g.Contributions = s.explain(o.value)
	return g
}

func (o *outputPlan) show(x float64) (text, band string) {
	text = assessment.HalfUp(x, o.Decimals)
	y, _ := strconv.ParseFloat(text, 64)
	if o.Min != nil && y < *o.Min {
		y, text = *o.Min, assessment.HalfUp(*o.Min, o.Decimals)
	}
	if o.Max != nil && y > *o.Max {
		y, text = *o.Max, assessment.HalfUp(*o.Max, o.Decimals)
	}
	for i := len(o.Bands) - 1; i >= 0; i-- {
		if y >= o.Bands[i].From {
			band = o.Bands[i].ID
			break
		}
	}
	if o.Trim {
		text = assessment.Trimmed(text)
	}
	return text, band
}
