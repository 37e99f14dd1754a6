package engine

import (
	"strconv"
	"strings"

	"tuzjol/internal/assessment"
)

func (c *compiler) lookup(p *valuePlan) {
	l := p.Lookup
	table := c.table(p.ID, "lookup", l.Table)
	col := c.column(p.ID, "lookup", table, l.Column)
	by, ok := c.slot("values", p.ID, "lookup", l.By)
	if table == nil || col < 0 || !ok {
		return
	}
	if c.ins.kinds[by] != kindText {
		c.add("values", p.ID, "lookup", "not_text", "Name", l.By)
		return
	}
	numbers := map[string]float64{}
	for key, row := range table.Rows {
		cell := strings.TrimSpace(row[col])
		if !l.Number || cell == "" {
			continue
		}
		x, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			c.add("tables", table.ID, l.Column, "cell", "Key", key, "Value", cell)
		}
		numbers[key] = x
	}
	p.deps = []int{by}
	p.compute = func(s *state) {
		if !s.known[by] {
			return
		}
		key := s.text[by]
		row, mapped := table.Rows[key]
		switch {
		case !mapped:
			s.note(assessment.Finding{Type: assessment.Unmapped, Rule: p.ID, Fields: []string{l.By}, Given: key, Stops: false})
		case strings.TrimSpace(row[col]) == "":
			s.note(assessment.Finding{Type: assessment.NoTableValue, Rule: p.ID, Fields: []string{l.By}, Given: key, Stops: false})
		case l.Number:
			p.put(s, numbers[key])
		default:
			s.setText(p.slot, row[col])
		}
	}
}
