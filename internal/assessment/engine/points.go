package engine

import (
	"math"
	"slices"

	"tuzjol/internal/assessment"
)

type partPlan struct {
	*assessment.Part
	of, when int // slots, -1 for none
}

func (c *compiler) points(p *valuePlan) {
	parts := make([]partPlan, 0, len(p.Points))
	for i := range p.Points {
		part, ok := c.part(p, &p.Points[i])
		if !ok {
			return
		}
		parts = append(parts, part)
	}
	p.compute = func(s *state) {
		total := 0.0
		for i := range parts {
			x, ok := parts[i].amount(s)
			if !ok {
				return
			}
			total += x
		}
		p.put(s, total)
	}
	p.explain = func(s *state) []assessment.Contribution {
		out := make([]assessment.Contribution, 0, len(parts))
		for i := range parts {
			if x, ok := parts[i].amount(s); ok && parts[i].applies(s) {
				out = append(out, assessment.Contribution{Factor: parts[i].ID, Amount: x})
			}
		}
		return out
	}
	off := parts
	p.compute = withOffTable(p, off, p.compute)
}

// withOffTable says which part has no points for its value.
func withOffTable(p *valuePlan, parts []partPlan, compute func(*state)) func(*state) {
	return func(s *state) {
		compute(s)
		if s.known[p.slot] || !s.all(p.deps) {
			return
		}
		for i := range parts {
			if _, ok := parts[i].amount(s); !ok {
				s.note(assessment.Finding{Type: assessment.OffTable, Rule: p.ID + "." + parts[i].ID, Fields: s.plan.itemNames([]int{parts[i].of}), Stops: true})
			}
		}
	}
}

func (c *compiler) part(p *valuePlan, x *assessment.Part) (partPlan, bool) {
	plan := partPlan{x, -1, -1}
	if x.ID == "" {
		c.add("values", p.ID, "points", "required", "Field", "id")
		return plan, false
	}
	ok := true
	if x.Of != "" {
		plan.of, ok = c.numeric("values", p.ID, "points."+x.ID, x.Of)
		p.deps = append(p.deps, plan.of)
	}
	if x.When != "" && ok {
		plan.when, ok = c.numeric("values", p.ID, "points."+x.ID, x.When)
		p.deps = append(p.deps, plan.when)
	}
	if !slices.Contains([]string{"", "up", "down", "half_up"}, x.Round) {
		c.add("values", p.ID, "points."+x.ID, "round", "Round", x.Round)
	}
	if !slices.IsSortedFunc(x.Steps, func(a, b assessment.Step) int {
		if a.From < b.From {
			return -1
		}
		return 1
	}) {
		c.add("values", p.ID, "points."+x.ID, "steps")
	}
	return plan, ok
}

func (x *partPlan) applies(s *state) bool { return x.when < 0 || s.known[x.when] && s.num[x.when] != 0 }

// amount is the points of the part; ok is false when something is not known or lies below the first step.
func (x *partPlan) amount(s *state) (points float64, ok bool) {
	switch {
	case x.when >= 0 && !s.known[x.when]:
		return 0, false
	case !x.applies(s):
		return 0, true
	case x.of < 0:
		return x.Give, true
	case !s.known[x.of]:
		return 0, false
	}
	y := s.num[x.of]
	if len(x.Steps) > 0 {
		if y, ok = step(x.Steps, y); !ok {
			return 0, false
		}
	}
	if x.Times != 0 {
		y *= x.Times
	}
	if x.Over != 0 {
		y /= x.Over
	}
	switch x.Round {
	case "up":
		y = math.Ceil(y)
	case "down":
		y = math.Floor(y)
	case "half_up":
		y = math.Floor(y + 0.5)
	}
	return y, true
}

func step(steps []assessment.Step, x float64) (float64, bool) {
	for i := len(steps) - 1; i >= 0; i-- {
		if x >= steps[i].From {
			return steps[i].Points, true
		}
	}
	return 0, false
}

func (c *compiler) sum(p *valuePlan) {
	for _, n := range p.Sum {
		i, ok := c.numeric("values", p.ID, "sum", n)
		if !ok {
			return
		}
		p.deps = append(p.deps, i)
	}
	p.compute = func(s *state) {
		if !s.all(p.deps) {
			return
		}
		total := 0.0
		for _, i := range p.deps {
			total += s.num[i]
		}
		p.put(s, total)
	}
	p.explain = func(s *state) []assessment.Contribution {
		var out []assessment.Contribution
		for _, i := range p.deps {
			if q := c.ins.valueAt(i); q != nil && q.explain != nil && len(q.Points) > 1 {
				out = append(out, s.explain(q)...)
				continue
			}
			if s.known[i] {
				out = append(out, assessment.Contribution{Factor: c.ins.slotName(i), Amount: s.num[i]})
			}
		}
		return out
	}
}

// slotName is the id of the item or value in a slot.
func (i *Instrument) slotName(slot int) string {
	if slot < len(i.Items) {
		return i.Items[slot].ID
	}
	return i.Values[slot-len(i.Items)].ID
}
