// Package engine compiles instruments and applies them to answers. It never turns what is missing or not known into a low
// score, says everything that is wrong at once, and gives the same result, bit for bit, on every machine.
package engine

import (
	"regexp"

	"cel.dev/cel-go/cel"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/formula"
	"tuzjol/internal/kernel/msg"
)

// Problem is one thing wrong with an instrument, by the row it stands in. The file's line is known to who read the file.
type Problem struct {
	Section string // items, values, outputs ...; empty for the head
	ID      string
	Field   string
	Message msg.Message
	Remedy  msg.Message
}

// Instrument is a compiled instrument; it is read-only and may be shared. NewScorer makes what applies it.
type Instrument struct {
	assessment.Spec
	slots    map[string]int
	kinds    []kind
	items    []itemPlan
	values   []*valuePlan // in the order of calculation
	byValue  map[string]*valuePlan
	features []*featurePlan
	checks   []checkPlan
	override []checkPlan
	outputs  []outputPlan
}

type itemPlan struct {
	*assessment.Item
	slot    int
	codes   []string // of its options
	pattern *regexp.Regexp
	askIf   *formula.Expr
	reason  int // slot of the reason, -1 for none
}

// valuePlan computes one value. Deps are the slots it reads; without loops, since the plan is in order.
type valuePlan struct {
	*assessment.Value
	slot    int
	deps    []int
	compute func(*state)
	explain func(*state) []assessment.Contribution // nil when there is nothing to say
}

type checkPlan struct {
	id      string
	expr    *formula.Expr
	check   *assessment.Check
	fields  []int
	dynamic bool
}

type outputPlan struct {
	*assessment.Output
	value   *valuePlan
	items   []int // slots of all items it rests on
	timing  assessment.Timing
	replace int // index of the output it replaces, -1 for none
}

// compiler collects what is wrong while an instrument is compiled.
type compiler struct {
	ins      *Instrument
	lang     *formula.Language
	problems []Problem
}

// add notes a problem; its text is assessment.check.<code> and its cure assessment.check.<code>.remedy.
func (c *compiler) add(section, id, field, code string, args ...any) {
	key := "assessment.check." + code
	c.problems = append(c.problems, Problem{section, id, field, msg.New(key, args...), msg.New(key+".remedy", args...)})
}

// Compile checks an instrument and makes it ready. With any problem there is no instrument; all problems come at once.
func Compile(s assessment.Spec) (*Instrument, []Problem) {
	c := &compiler{ins: &Instrument{Spec: s, slots: map[string]int{}, byValue: map[string]*valuePlan{}}}
	c.head()
	c.declare()
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	types := make([]*cel.Type, len(c.ins.kinds))
	for i, k := range c.ins.kinds {
		types[i] = k.cel()
	}
	var err error
	if c.lang, err = formula.New(c.ins.slots, types); err != nil {
		c.add("", s.ID, "", "language", "Error", err.Error())
		return nil, c.problems
	}
	c.compileItems()
	c.compileFeatures()
	c.compileValues()
	if len(c.problems) == 0 {
		c.sortValues()
	}
	c.compileChecks()
	c.compileOutputs()
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	return c.ins, nil
}

// slot finds a value or item by name; a name that is not there is a problem.
func (c *compiler) slot(section, id, field, name string) (int, bool) {
	i, ok := c.ins.slots[name]
	if !ok {
		c.add(section, id, field, "reference", "Name", name)
	}
	return i, ok
}

// numeric is slot for something that must be a number or yes and no.
func (c *compiler) numeric(section, id, field, name string) (int, bool) {
	i, ok := c.slot(section, id, field, name)
	if ok && c.ins.kinds[i] != kindNumber && c.ins.kinds[i] != kindBool {
		c.add(section, id, field, "not_number", "Name", name)
		return 0, false
	}
	return i, ok
}

// expression compiles one expression of a row.
func (c *compiler) expression(section, id, field, text string, k kind) *formula.Expr {
	x, bad := c.lang.Compile(text, k.cel())
	if bad != nil {
		c.add(section, id, field, bad.Code, "Error", bad.Text)
	}
	return x
}
