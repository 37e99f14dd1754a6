package engine

import (
	"math"
	"slices"

	"tuzjol/internal/assessment"
)

func (c *compiler) compileOutputs() {
	for i := range c.ins.Outputs {
		o := &c.ins.Outputs[i]
		if o.BandColumn == "" {
			o.BandColumn = o.ID + "_band"
		}
		name := o.Value
		if name == "" {
			name = o.ID
		}
		v := c.ins.byValue[name]
		if v == nil {
			c.add("outputs", o.ID, "value", "reference", "Name", name)
			continue
		}
		plan := outputPlan{Output: o, value: v, items: c.rests(v.slot), timing: assessment.Static, replace: -1}
		if slices.ContainsFunc(plan.items, func(n int) bool { return c.ins.Items[n].Dynamic }) {
			plan.timing = assessment.Dynamic
		}
		if o.Replaces != "" {
			if plan.replace = slices.IndexFunc(c.ins.Outputs, func(p assessment.Output) bool { return p.ID == o.Replaces }); plan.replace < 0 {
				c.add("outputs", o.ID, "replaces", "reference", "Name", o.Replaces)
			}
		}
		if o.Decimals < 0 || o.Decimals > 12 {
			c.add("outputs", o.ID, "decimals", "decimals")
		}
		if slices.IndexFunc(c.ins.Outputs, func(p assessment.Output) bool { return p.ID == o.ID }) != i {
			c.add("outputs", o.ID, "id", "duplicate", "ID", o.ID)
		}
		c.bands(o, c.ins.kinds[v.slot])
		c.ins.outputs = append(c.ins.outputs, plan)
	}
	switch n := len(c.ins.Outputs); {
	case c.ins.Kind == assessment.Record && n > 0:
		c.add("", c.ins.ID, "outputs", "record_output")
	case n == 0 && c.ins.Kind != assessment.Judgement && c.ins.Kind != assessment.Record:
		c.add("", c.ins.ID, "outputs", "required", "Field", "outputs")
	}
}

// bands refuses bands that overlap, leave a gap or do not reach the ends of the output.
func (c *compiler) bands(o *assessment.Output, k kind) {
	if len(o.Bands) == 0 {
		return
	}
	if k != kindNumber || c.ins.unnumbered() {
		c.add("outputs", o.ID, "bands", "bands_number")
		return
	}
	grain := math.Pow10(-o.Decimals)
	for i, b := range o.Bands {
		if b.To < b.From {
			c.add("outputs", o.ID, "bands", "band_turned", "Band", b.ID)
		}
		if i == 0 {
			continue
		}
		before := o.Bands[i-1]
		switch d := math.Round((b.From - before.To) / grain); {
		case d < 1:
			c.add("outputs", o.ID, "bands", "band_overlap", "Band", before.ID, "Next", b.ID)
		case d > 1:
			c.add("outputs", o.ID, "bands", "band_gap", "Band", before.ID, "Next", b.ID)
		}
	}
	last := o.Bands[len(o.Bands)-1]
	if o.Min == nil || o.Max == nil {
		c.add("outputs", o.ID, "bands", "band_limits")
		return
	}
	if math.Abs(o.Bands[0].From-*o.Min) > grain/2 || math.Abs(last.To-*o.Max) > grain/2 {
		c.add("outputs", o.ID, "bands", "band_ends", "Min", *o.Min, "Max", *o.Max)
	}
}

// compileChecks compiles checks and override rules.
func (c *compiler) compileChecks() {
	for i := range c.ins.Checks {
		k := &c.ins.Checks[i]
		p := checkPlan{id: k.ID, check: k, expr: c.expression("checks", k.ID, "when", k.When, kindBool)}
		if !slices.Contains([]assessment.FindingType{assessment.Inconsistent, assessment.OutsideGroup, assessment.Review}, assessment.FindingType(k.Type)) {
			c.add("checks", k.ID, "type", "check_type", "Type", k.Type)
		}
		if len(k.Fields) == 0 {
			c.add("checks", k.ID, "fields", "required", "Field", "fields")
		}
		p.dynamic = len(k.Fields) > 0
		for _, f := range k.Fields {
			n, ok := c.slot("checks", k.ID, "fields", f)
			if ok && n < len(c.ins.Items) {
				p.fields = append(p.fields, n)
				p.dynamic = p.dynamic && c.ins.Items[n].Dynamic
			}
		}
		c.ins.checks = append(c.ins.checks, p)
	}
	for i := range c.ins.Overrides {
		o := &c.ins.Overrides[i]
		if o.When == "" {
			continue
		}
		c.ins.override = append(c.ins.override, checkPlan{id: o.ID, expr: c.expression("overrides", o.ID, "when", o.When, kindBool)})
	}
}
