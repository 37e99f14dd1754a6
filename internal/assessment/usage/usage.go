// Package usage checks what an instrument says of its use beside the scoring: flags, parts of items, sources in the record and
// the proposal of a level.
package usage

import (
	"slices"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/msg"
)

type checker struct {
	spec     assessment.Spec
	problems []engine.Problem
}

func (c *checker) add(section, id, field, code string, args ...any) {
	key := "assessment.check." + code
	c.problems = append(c.problems, engine.Problem{Section: section, ID: id, Field: field, Message: msg.New(key, args...), Remedy: msg.New(key+".remedy", args...)})
}

// Check gives everything that is wrong.
func Check(s assessment.Spec) []engine.Problem {
	c := &checker{spec: s}
	uses := []assessment.Use{"", assessment.UseAssessment, assessment.UseScreen, assessment.UseStudy, assessment.UseJudgement, assessment.UseForm}
	if !slices.Contains(uses, s.Use) {
		c.add("", s.ID, "use", "use", "Use", string(s.Use))
	}
	for _, d := range s.Domains {
		if d.Rating == "" {
			continue
		}
		if it, ok := s.Item(d.Rating); !ok || it.Kind != assessment.ItemRating || it.Domain != d.ID {
			c.add("domains", d.ID, "rating", "reference", "Name", d.Rating)
		}
	}
	c.texts()
	c.flags()
	c.proposal()
	for _, it := range s.Items {
		c.item(it)
	}
	return c.problems
}

// flags need a protocol each, or a raised one would open a task that says nothing.
func (c *checker) flags() {
	seen := map[string]bool{}
	for _, f := range c.spec.Flags {
		if f.ID == "" || seen[f.ID] {
			c.add("flags", f.ID, "id", "duplicate", "ID", f.ID)
		}
		seen[f.ID] = true
		if f.Instruction == "" {
			c.add("flags", f.ID, "instruction", "required", "Field", "instruction")
		}
		if !slices.ContainsFunc(c.spec.Items, func(it assessment.Item) bool { return it.Flag == f.ID }) {
			c.add("flags", f.ID, "id", "flag_unused", "Flag", f.ID)
		}
	}
}

// proposal checks the table that proposes a level: it says levels only, has a way out where too much is not known, and gives
// its reasons in words.
func (c *checker) proposal() {
	s := c.spec
	if s.Proposal == "" {
		return
	}
	switch {
	case s.Kind == assessment.Judgement:
		c.add("", s.ID, "proposal", "judgement_proposal")
	case s.Use != assessment.UseAssessment:
		c.add("", s.ID, "proposal", "proposal_use")
	}
	n := slices.IndexFunc(s.Outputs, func(o assessment.Output) bool { return o.ID == s.Proposal })
	if n < 0 {
		c.add("", s.ID, "proposal", "reference", "Name", s.Proposal)
		return
	}
	value := s.Outputs[n].Value
	if value == "" {
		value = s.Proposal
	}
	n = slices.IndexFunc(s.Values, func(v assessment.Value) bool { return v.ID == value })
	if n < 0 || s.Values[n].Decision == nil {
		c.add("", s.ID, "proposal", "proposal_table", "Name", value)
		return
	}
	d := s.Values[n].Decision
	if d.Default != assessment.Unclear {
		c.add("values", value, "decision.default", "proposal_default", "Default", d.Default)
	}
	for _, r := range d.Rows {
		if !slices.Contains(assessment.Proposable(), r.Then) {
			c.add("values", value, "decision."+r.ID, "proposal_level", "Value", r.Then)
		}
		if len(r.Text.Lacks()) > 0 {
			c.add("values", value, "decision."+r.ID, "proposal_reason", "Row", r.ID)
		}
	}
}

// reason sees that the reason of a rating stands on the same page and is no question of its own.
func (c *checker) reason(it assessment.Item) {
	r, ok := c.spec.Item(it.Reason)
	if ok && (r.Domain != it.Domain || !r.Optional) {
		c.add("items", it.ID, "reason", "reason_place", "Name", it.Reason)
	}
}

func (c *checker) item(it assessment.Item) {
	if it.Part != "" && !slices.Contains(assessment.Parts(), it.Part) {
		c.add("items", it.ID, "part", "part", "Part", it.Part)
	}
	if it.From != "" && !slices.Contains(assessment.Prefills(), it.From) {
		c.add("items", it.ID, "from", "prefill", "From", it.From)
	}
	if it.Kind == assessment.ItemRating {
		c.reason(it)
	}
	if it.Flag == "" {
		return
	}
	if !slices.ContainsFunc(c.spec.Flags, func(f assessment.Flag) bool { return f.ID == it.Flag }) {
		c.add("items", it.ID, "flag", "reference", "Name", it.Flag)
	}
	if len(it.FlagWhen) == 0 {
		c.add("items", it.ID, "flag_when", "required", "Field", "flag_when")
	}
	for _, code := range it.FlagWhen {
		if len(it.Options) > 0 && !slices.ContainsFunc(it.Options, func(o assessment.Option) bool { return o.Code == code }) {
			c.add("items", it.ID, "flag_when", "reference", "Name", code)
		}
	}
}
