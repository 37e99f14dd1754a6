package engine

import (
	"math"
	"strconv"
	"strings"

	"tuzjol/internal/assessment"
)

type featurePlan struct {
	*assessment.Feature
	of, times int // slots, -1 for none
	when      []int
	deps      []int
}

func (c *compiler) compileFeatures() {
	for i := range c.ins.Features {
		f := &c.ins.Features[i]
		p := &featurePlan{Feature: f, of: -1, times: -1}
		if f.Of != "" {
			p.of, _ = c.slot("features", f.ID, "of", f.Of)
			if text := c.ins.kinds[p.of] == kindText; text != (f.Is != "") {
				c.add("features", f.ID, "of", "feature_text", "Name", f.Of)
			}
			p.deps = append(p.deps, p.of)
		}
		if f.Times != "" {
			p.times, _ = c.numeric("features", f.ID, "times", f.Times)
			p.deps = append(p.deps, p.times)
		}
		for _, w := range f.When {
			n, _ := c.numeric("features", f.ID, "when", w)
			p.when = append(p.when, n)
		}
		p.deps = append(p.deps, p.when...)
		if f.Power < 0 || f.Power > 9 || f.Log && f.Power > 1 {
			c.add("features", f.ID, "power", "power")
		}
		c.ins.features = append(c.ins.features, p)
	}
}

// at is the feature's value, computed once a case.
func (p *featurePlan) at(s *state, i int) (float64, bool) {
	if s.worked[i] == featureOpen {
		x, ok := p.work(s)
		s.feature[i], s.worked[i] = x, featureUnknown
		if ok {
			s.worked[i] = featureKnown
		}
	}
	return s.feature[i], s.worked[i] == featureKnown
}

func (p *featurePlan) work(s *state) (x float64, ok bool) {
	for _, w := range p.when {
		switch {
		case !s.known[w]:
			return 0, false
		case s.num[w] == 0:
			return 0, true
		}
	}
	x = 1
	if p.of >= 0 {
		if !s.known[p.of] {
			return 0, false
		}
		if p.Is != "" {
			if s.text[p.of] != p.Is {
				return 0, true
			}
		} else {
			x = s.num[p.of]
		}
	}
	if p.Log {
		x = math.Log(x)
	}
	for y, n := x, 1; n < p.Power; n++ {
		x *= y
	}
	if p.times >= 0 {
		if !s.known[p.times] {
			return 0, false
		}
		x *= s.num[p.times]
	}
	return x, true
}

type term struct {
	feature int
	weight  float64
}

// model makes a linear predictor. Every coefficient of the column must have its feature: one that is left out would
// silently score as nothing.
func (c *compiler) model(p *valuePlan) {
	table := c.table(p.ID, "model", p.Model.Table)
	col := c.column(p.ID, "model", table, p.Model.Column)
	if table == nil || col < 0 {
		return
	}
	byName := map[string]int{}
	for i, f := range c.ins.Features {
		byName[f.ID] = i
	}
	var terms []term
	for _, key := range table.Order {
		cell := strings.TrimSpace(table.Rows[key][col])
		if cell == "" {
			continue
		}
		w, err := strconv.ParseFloat(cell, 64)
		i, ok := byName[key]
		if err != nil || !ok {
			c.add("values", p.ID, "model", "term", "Term", key, "Table", table.ID)
			continue
		}
		terms = append(terms, term{i, w})
		p.deps = append(p.deps, c.ins.features[i].deps...)
	}
	p.compute = func(s *state) { linear(s, p, terms) }
	p.explain = func(s *state) []assessment.Contribution {
		n := 0
		for _, t := range terms {
			if s.feature[t.feature] != 0 {
				n++
			}
		}
		out := make([]assessment.Contribution, 0, n)
		for _, t := range terms {
			if x, ok := s.plan.features[t.feature].at(s, t.feature); ok && x != 0 {
				out = append(out, assessment.Contribution{Factor: s.plan.features[t.feature].ID, Amount: float64(t.weight * x)})
			}
		}
		return out
	}
}

// linear adds up the terms. The products are rounded before they are added, so that every machine gives the same bits.
func linear(s *state, p *valuePlan, terms []term) {
	z := 0.0
	for _, t := range terms {
		x, ok := s.plan.features[t.feature].at(s, t.feature)
		if !ok {
			return
		}
		z += float64(t.weight * x)
	}
	p.put(s, z)
}

func (c *compiler) logistic(p *valuePlan) {
	l := p.Logistic
	of, ok := c.numeric("values", p.ID, "logistic", l.Of)
	if !ok {
		return
	}
	slope := l.Slope
	if slope == 0 {
		slope = 1
	}
	p.deps = []int{of}
	p.compute = func(s *state) {
		if s.known[of] {
			p.put(s, 100/(1+math.Exp(-(l.Intercept+float64(slope*s.num[of])))))
		}
	}
	p.explain = func(s *state) []assessment.Contribution {
		if q := c.ins.valueAt(of); q != nil && q.explain != nil {
			return s.explain(q)
		}
		return []assessment.Contribution{{Factor: l.Of, Amount: s.num[of]}}
	}
}

// table finds a table by id.
func (c *compiler) table(id, field, name string) *assessment.Table {
	for i := range c.ins.Tables {
		if c.ins.Tables[i].ID == name {
			return &c.ins.Tables[i]
		}
	}
	c.add("values", id, field, "table", "Name", name)
	return nil
}

func (c *compiler) column(id, field string, t *assessment.Table, name string) int {
	if t == nil {
		return -1
	}
	for i, n := range t.Columns {
		if n == name {
			return i
		}
	}
	c.add("values", id, field, "column", "Name", name, "Table", t.ID)
	return -1
}
