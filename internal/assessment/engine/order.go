package engine

import "strings"

// sortValues puts values into an order in which each stands after what it reads; a loop is a problem that names its way.
func (c *compiler) sortValues() {
	const (
		open = iota
		onWay
		done
	)
	mark := map[*valuePlan]int{}
	var sorted []*valuePlan
	var way []string
	var visit func(p *valuePlan) bool
	visit = func(p *valuePlan) bool {
		way = append(way, p.ID)
		defer func() { way = way[:len(way)-1] }()
		switch mark[p] {
		case done:
			return true
		case onWay:
			c.add("values", p.ID, "", "loop", "Way", strings.Join(way, " → "))
			return false
		}
		mark[p] = onWay
		for _, d := range p.deps {
			if q := c.ins.valueAt(d); q != nil && !visit(q) {
				return false
			}
		}
		mark[p] = done
		sorted = append(sorted, p)
		return true
	}
	for _, p := range c.ins.values {
		if !visit(p) {
			return
		}
	}
	c.ins.values = sorted
}

// rests lists the items that a slot rests on in the end.
func (c *compiler) rests(slot int) []int {
	seen := map[int]bool{}
	var items []int
	var visit func(int)
	visit = func(n int) {
		if seen[n] {
			return
		}
		seen[n] = true
		q := c.ins.valueAt(n)
		if q == nil {
			items = append(items, n)
			return
		}
		for _, d := range q.deps {
			visit(d)
		}
	}
	visit(slot)
	return items
}
