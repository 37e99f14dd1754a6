package engine

import (
	"regexp"
	"slices"
	"strings"

	"tuzjol/internal/assessment"
)

var name = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (c *compiler) head() {
	s := &c.ins.Spec
	for field, v := range map[string]string{"id": s.ID, "version": s.Version, "source": s.Source, "licence": s.Licence} {
		if strings.TrimSpace(v) == "" {
			c.add("", s.ID, field, "required", "Field", field)
		}
	}
	if !slices.Contains([]assessment.Kind{assessment.Points, assessment.Model, assessment.Decision, assessment.Rating, assessment.Judgement, assessment.Record}, s.Kind) {
		c.add("", s.ID, "kind", "kind", "Kind", string(s.Kind))
	}
	if !slices.Contains([]string{assessment.StatusReference, assessment.StatusPlaceholder, assessment.StatusUnvalidated, assessment.StatusValidated}, s.Validation.Status) {
		c.add("", s.ID, "validation", "validation", "Status", s.Validation.Status)
	}
	if s.Validation.Status != assessment.StatusValidated && len(s.Notice.Lacks()) > 0 {
		c.add("", s.ID, "notice", "notice")
	}
	if len(s.Items) == 0 {
		c.add("", s.ID, "items", "required", "Field", "items")
	}
}

// declare gives every item and value its place.
func (c *compiler) declare() {
	for _, it := range c.ins.Items {
		k, ok := itemKind(it.Kind)
		if !ok {
			c.add("items", it.ID, "kind", "item_kind", "Kind", it.Kind)
		}
		c.place("items", it.ID, k)
	}
	for _, v := range c.ins.Values {
		c.place("values", v.ID, c.valueKind(&v))
	}
	seen := map[string]bool{}
	for _, f := range c.ins.Features {
		if seen[f.ID] {
			c.add("features", f.ID, "id", "duplicate", "ID", f.ID)
		}
		seen[f.ID] = true
	}
}

func (c *compiler) place(section, id string, k kind) {
	if !name.MatchString(id) {
		c.add(section, id, "id", "name", "ID", id)
		return
	}
	if _, ok := c.ins.slots[id]; ok || id == "known" {
		c.add(section, id, "id", "duplicate", "ID", id)
		return
	}
	c.ins.slots[id] = len(c.ins.kinds)
	c.ins.kinds = append(c.ins.kinds, k)
}

func itemKind(s string) (kind, bool) {
	switch s {
	case assessment.ItemInteger, assessment.ItemNumber, assessment.ItemFlag:
		return kindNumber, true
	case assessment.ItemDate:
		return kindDate, true
	case assessment.ItemChoice, assessment.ItemCode, assessment.ItemText, assessment.ItemRating:
		return kindText, true
	}
	return kindText, false
}

// ways lists how a value says it is computed; it must be one.
func ways(v *assessment.Value) []string {
	var out []string
	for name, given := range map[string]bool{
		"age": v.Age != nil, "months": v.Months != nil, "lookup": v.Lookup != nil, "first": len(v.First) > 0, "calc": v.Calc != "",
		"test": v.Test != "", "says": v.Says != "", "points": len(v.Points) > 0, "sum": len(v.Sum) > 0, "model": v.Model != nil,
		"logistic": v.Logistic != nil, "decision": v.Decision != nil, "best": v.Best != nil,
	} {
		if given {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// numbered are the ways that make sums and scores; a rating or judgement has none.
var numbered = []string{"points", "sum", "model", "logistic"}

func (c *compiler) valueKind(v *assessment.Value) kind {
	w := ways(v)
	if len(w) != 1 {
		c.add("values", v.ID, "", "one_way", "Ways", strings.Join(w, ", "))
		return kindNumber
	}
	if slices.Contains(numbered, w[0]) && c.ins.unnumbered() || w[0] == "calc" && c.ins.unnumbered() && c.ins.Kind != assessment.Rating {
		c.add("values", v.ID, w[0], "no_sum", "Way", w[0])
	}
	switch w[0] {
	case "test":
		return kindBool
	case "says", "decision", "best":
		return kindText
	case "lookup":
		if !v.Lookup.Number {
			return kindText
		}
	case "first":
		return c.firstKind(v)
	}
	return kindNumber
}

// unnumbered kinds have neither sums nor bands.
func (i *Instrument) unnumbered() bool {
	return slices.Contains([]assessment.Kind{assessment.Rating, assessment.Judgement, assessment.Record}, i.Kind)
}

// firstKind is the kind of the first alternative, which is declared before.
func (c *compiler) firstKind(v *assessment.Value) kind {
	for _, n := range v.First {
		if i, ok := c.ins.slots[n]; ok {
			return c.ins.kinds[i]
		}
	}
	return kindNumber
}
