package engine

import (
	"math"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"tuzjol/internal/assessment"
)

func (c *compiler) compileValues() {
	for i := range c.ins.Values {
		v := &c.ins.Values[i]
		p := &valuePlan{Value: v, slot: c.ins.slots[v.ID]}
		c.ins.byValue[v.ID] = p
		switch {
		case v.Age != nil:
			c.span(p, v.Age, "age", ageIn)
		case v.Months != nil:
			c.span(p, v.Months, "months", monthsIn)
		case v.Lookup != nil:
			c.lookup(p)
		case len(v.First) > 0:
			c.first(p)
		case v.Calc != "":
			c.formula(p, "calc", v.Calc, kindNumber)
		case v.Test != "":
			c.formula(p, "test", v.Test, kindBool)
		case v.Says != "":
			c.formula(p, "says", v.Says, kindText)
		case len(v.Points) > 0:
			c.points(p)
		case len(v.Sum) > 0:
			c.sum(p)
		case v.Model != nil:
			c.model(p)
		case v.Logistic != nil:
			c.logistic(p)
		case v.Decision != nil:
			c.decision(p)
		case v.Best != nil:
			c.best(p)
		}
		c.ins.values = append(c.ins.values, p)
	}
}

// put stores a number after its caps; what is no number is a finding and stays not known.
func (p *valuePlan) put(s *state, x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		s.note(assessment.Finding{Type: assessment.Arithmetic, Rule: p.ID, Fields: s.plan.itemNames(p.deps), Stops: true})
		return
	}
	if p.Min != nil {
		x = math.Max(x, *p.Min)
	}
	if p.Max != nil {
		x = math.Min(x, *p.Max)
	}
	s.setNumber(p.slot, x)
}

func (s *state) all(slots []int) bool {
	for _, i := range slots {
		if !s.known[i] {
			return false
		}
	}
	return true
}

func (c *compiler) span(p *valuePlan, sp *assessment.Span, field string, between func(s *state, from, to int) float64) {
	from, ok := c.slot("values", p.ID, field, sp.From)
	to, ok2 := c.slot("values", p.ID, field, sp.To)
	if !ok || !ok2 {
		return
	}
	if c.ins.kinds[from] != kindDate || c.ins.kinds[to] != kindDate {
		c.add("values", p.ID, field, "not_date")
		return
	}
	p.deps = []int{from, to}
	p.compute = func(s *state) {
		if s.known[from] && s.known[to] {
			p.put(s, between(s, from, to))
		}
	}
}

func (c *compiler) first(p *valuePlan) {
	for _, n := range p.First {
		i, ok := c.slot("values", p.ID, "first", n)
		if !ok {
			return
		}
		if c.ins.kinds[i] != c.ins.kinds[p.slot] {
			c.add("values", p.ID, "first", "mixed", "Name", n)
		}
		p.deps = append(p.deps, i)
	}
	p.compute = func(s *state) {
		for _, i := range p.deps {
			if s.known[i] {
				s.num[p.slot], s.text[p.slot], s.date[p.slot], s.known[p.slot] = s.num[i], s.text[i], s.date[i], true
				return
			}
		}
	}
	p.explain = explainAll(c.ins, p, func(s *state, i int) bool { return s.known[i] })
}

func (c *compiler) formula(p *valuePlan, field, text string, k kind) {
	x := c.expression("values", p.ID, field, text, k)
	if x == nil {
		return
	}
	p.deps = append(append(p.deps, x.Needs...), x.Guarded...)
	p.compute = func(s *state) {
		if x.Quick != nil {
			if s.all(x.Needs) {
				s.setBool(p.slot, x.Quick.Holds(s.num, s.text))
			}
			return
		}
		v, known, ok := s.eval(x)
		switch {
		case !known:
		case !ok:
			s.note(assessment.Finding{Type: assessment.Arithmetic, Rule: p.ID, Fields: s.plan.itemNames(p.deps), Stops: true})
		default:
			p.take(s, v)
		}
	}
	if k == kindText {
		p.explain = explainAll(c.ins, p, func(s *state, i int) bool { return s.known[i] })
	}
}

func (p *valuePlan) take(s *state, v ref.Val) {
	switch t := v.(type) {
	case types.Double:
		p.put(s, float64(t))
	case types.Bool:
		s.setBool(p.slot, bool(t))
	case types.String:
		s.setText(p.slot, string(t))
	}
}

// explainAll joins the contributions of what a value rests on; of a choice, of the one taken.
func explainAll(ins *Instrument, p *valuePlan, use func(*state, int) bool) func(*state) []assessment.Contribution {
	return func(s *state) []assessment.Contribution {
		var out []assessment.Contribution
		for _, i := range p.deps {
			if q := ins.valueAt(i); q != nil && q.explain != nil && use(s, i) {
				out = append(out, s.explain(q)...)
				if len(p.First) > 0 {
					break
				}
			}
		}
		return out
	}
}

// valueAt finds the value in a slot; nil for an item.
func (i *Instrument) valueAt(slot int) *valuePlan {
	if slot < len(i.Items) {
		return nil
	}
	return i.byValue[i.Values[slot-len(i.Items)].ID]
}

// itemNames names the items among slots.
func (i *Instrument) itemNames(slots []int) []string {
	var out []string
	for _, n := range slots {
		if n < len(i.Items) {
			out = append(out, i.Items[n].ID)
		}
	}
	return out
}
