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
	if s.Proposal != "" && !slices.ContainsFunc(s.Outputs, func(o assessment.Output) bool { return o.ID == s.Proposal }) {
		c.add("", s.ID, "proposal", "reference", "Name", s.Proposal)
	}
	if s.Kind == assessment.Judgement && s.Proposal != "" {
		c.add("", s.ID, "proposal", "judgement_proposal")
	}
	for _, it := range s.Items {
		c.item(it)
	}
	return c.problems
}

func (c *checker) item(it assessment.Item) {
	if it.Part != "" && !slices.Contains(assessment.Parts(), it.Part) {
		c.add("items", it.ID, "part", "part", "Part", it.Part)
	}
	if it.From != "" && !slices.Contains(assessment.Prefills(), it.From) {
		c.add("items", it.ID, "from", "prefill", "From", it.From)
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
