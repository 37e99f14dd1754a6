package engine

import (
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/formula"
)

type rowPlan struct {
	id   string
	then string
	when *formula.Expr // nil matches always
}

func (c *compiler) decision(p *valuePlan) {
	d := p.Decision
	for _, n := range d.Inputs {
		i, ok := c.slot("values", p.ID, "decision", n)
		if !ok {
			return
		}
		p.deps = append(p.deps, i)
	}
	if !slices.Contains([]string{assessment.HitFirst, assessment.HitUnique, assessment.HitHighest}, d.Policy) {
		c.add("values", p.ID, "decision", "policy", "Policy", d.Policy)
		return
	}
	rows := make([]rowPlan, 0, len(d.Rows))
	for _, r := range d.Rows {
		if row, ok := c.row(p, r); ok {
			rows = append(rows, row)
		}
	}
	p.compute = func(s *state) {
		hits := p.hits(s, rows)
		switch {
		case len(hits) > 1 && d.Policy == assessment.HitUnique:
			s.note(assessment.Finding{Type: assessment.Ambiguous, Rule: p.ID, Fields: s.plan.itemNames(p.deps), Stops: true})
		case len(hits) > 0:
			s.setText(p.slot, hits[0].then)
		default:
			s.setText(p.slot, d.Default)
		}
	}
	inputs := explainAll(c.ins, p, func(s *state, i int) bool { return s.known[i] })
	p.explain = func(s *state) []assessment.Contribution {
		var out []assessment.Contribution
		if hits := p.hits(s, rows); len(hits) > 0 && hits[0].then != "" {
			out = append(out, assessment.Contribution{Factor: p.ID, Row: hits[0].id + ": " + hits[0].then})
		}
		if !c.ins.unnumbered() {
			return out
		}
		for _, x := range inputs(s) { // several inputs may rest on the same rating
			if !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
		return out
	}
}

// hits are the rows that match, by policy the one that counts first.
func (p *valuePlan) hits(s *state, rows []rowPlan) []rowPlan {
	var out []rowPlan
	for _, r := range rows {
		if r.when != nil && !s.holds(r.when) {
			continue
		}
		out = append(out, r)
		if p.Decision.Policy == assessment.HitFirst {
			break
		}
	}
	if p.Decision.Policy == assessment.HitHighest {
		slices.SortStableFunc(out, func(a, b rowPlan) int {
			return slices.Index(p.Decision.Order, a.then) - slices.Index(p.Decision.Order, b.then)
		})
	}
	return out
}

func (c *compiler) row(p *valuePlan, r assessment.Row) (rowPlan, bool) {
	d := p.Decision
	if len(r.When) != len(d.Inputs) {
		c.add("values", p.ID, "decision."+r.ID, "cells", "Cells", len(r.When), "Inputs", len(d.Inputs))
		return rowPlan{}, false
	}
	if len(d.Order) > 0 && !slices.Contains(d.Order, r.Then) {
		c.add("values", p.ID, "decision."+r.ID, "order", "Value", r.Then)
	}
	var parts []string
	for i, cell := range r.When {
		if text := c.cell(d.Inputs[i], strings.TrimSpace(cell)); text != "" {
			parts = append(parts, "("+text+")")
		}
	}
	row := rowPlan{id: r.ID, then: r.Then}
	if len(parts) > 0 {
		if row.when = c.expression("values", p.ID, "decision."+r.ID, strings.Join(parts, " && "), kindBool); row.when == nil {
			return row, false
		}
	}
	return row, true
}

// cell turns a cell into an expression over its input; empty for "-". A cell never matches an input that is not known.
func (c *compiler) cell(input, cell string) string {
	switch cell {
	case "-", "":
		return ""
	case "?":
		return "!known." + input
	}
	for _, op := range [...]string{">", "<", "==", "!=", "in ", "in["} {
		if strings.HasPrefix(cell, op) {
			return input + " " + cell
		}
	}
	if k := c.ins.kinds[c.ins.slots[input]]; k == kindText || k == kindDate {
		return input + " == " + strconv.Quote(cell)
	}
	return input + " == " + cell
}

func (c *compiler) best(p *valuePlan) {
	for _, n := range p.Best.Of {
		i, ok := c.slot("values", p.ID, "best", n)
		if !ok {
			return
		}
		if c.ins.kinds[i] != kindText {
			c.add("values", p.ID, "best", "not_text", "Name", n)
		}
		p.deps = append(p.deps, i)
	}
	order := p.Best.Order
	p.compute = func(s *state) {
		top := len(order)
		for _, i := range p.deps {
			if n := slices.Index(order, s.text[i]); s.known[i] && n >= 0 {
				top = min(top, n)
			}
		}
		if top < len(order) {
			s.setText(p.slot, order[top])
		} else {
			s.setText(p.slot, "")
		}
	}
	p.explain = explainAll(c.ins, p, func(s *state, i int) bool { return s.known[i] && s.text[i] != "" })
}
