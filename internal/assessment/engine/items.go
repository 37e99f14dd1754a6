package engine

import (
	"regexp"
	"slices"
	"strconv"

	"tuzjol/internal/assessment"
)

func (c *compiler) compileItems() {
	for i := range c.ins.Items {
		it := &c.ins.Items[i]
		p := itemPlan{Item: it, slot: i, reason: -1}
		if it.Domain != "" && !slices.ContainsFunc(c.ins.Domains, func(d assessment.Domain) bool { return d.ID == it.Domain }) {
			c.add("items", it.ID, "domain", "reference", "Name", it.Domain)
		}
		p.codes = c.options(it)
		if it.Pattern != "" {
			var err error
			if p.pattern, err = regexp.Compile("^(?:" + it.Pattern + ")$"); err != nil {
				c.add("items", it.ID, "pattern", "pattern", "Error", err.Error())
			}
		}
		if it.AskIf != "" {
			p.askIf = c.expression("items", it.ID, "ask_if", it.AskIf, kindBool)
			if p.askIf != nil && slices.ContainsFunc(append(p.askIf.Needs, p.askIf.Guarded...), func(n int) bool { return n >= i }) {
				c.add("items", it.ID, "ask_if", "ask_later")
			}
		}
		c.reason(&p)
		c.ins.items = append(c.ins.items, p)
	}
}

// options are the item's own or those of its scale.
func (c *compiler) options(it *assessment.Item) []string {
	if it.Scale != "" {
		n := slices.IndexFunc(c.ins.Scales, func(s assessment.Scale) bool { return s.ID == it.Scale })
		if n < 0 || len(it.Options) > 0 {
			c.add("items", it.ID, "scale", "reference", "Name", it.Scale)
			return nil
		}
		it.Options = c.ins.Scales[n].Options
	}
	needs := it.Kind == assessment.ItemChoice || it.Kind == assessment.ItemRating
	if needs != (len(it.Options) > 0) && it.Kind != assessment.ItemInteger && it.Kind != assessment.ItemNumber {
		c.add("items", it.ID, "options", "options")
	}
	var codes []string
	for _, o := range it.Options {
		_, err := strconv.ParseFloat(o.Code, 64)
		if slices.Contains(codes, o.Code) || o.Code == "" || !needs && err != nil {
			c.add("items", it.ID, "options", "option", "Code", o.Code)
		}
		codes = append(codes, o.Code)
	}
	return codes
}

func (c *compiler) reason(p *itemPlan) {
	if p.Kind == assessment.ItemRating && p.Reason == "" {
		c.add("items", p.ID, "reason", "rating_reason")
		return
	}
	if p.Reason == "" {
		return
	}
	n := slices.IndexFunc(c.ins.Items, func(it assessment.Item) bool { return it.ID == p.Reason && it.Kind == assessment.ItemText })
	if n < 0 {
		c.add("items", p.ID, "reason", "reference", "Name", p.Reason)
	}
	p.reason = n
}
