package plan

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// Doc is one version of the plan with everything that belongs to it.
type Doc struct {
	Plan       Plan
	Goals      []Goal // with their steps, in the order in which they were made
	Gaps       []Gap
	Agreements []Agreement // the oldest first
	Progress   []Progress  // of the client's goals and steps, the oldest first
}

// Goal finds a goal of the version.
func (d Doc) Goal(id string) (Goal, bool) {
	n := slices.IndexFunc(d.Goals, func(g Goal) bool { return g.Goal == id })
	if n < 0 {
		return Goal{}, false
	}
	return d.Goals[n], true
}

// Step finds a step of the version with its goal.
func (d Doc) Step(id string) (Step, Goal, bool) {
	for _, g := range d.Goals {
		for _, s := range g.Steps {
			if s.Step == id {
				return s, g, true
			}
		}
	}
	return Step{}, Goal{}, false
}

// Covered says by which goals a need or an obligation is answered.
func (d Doc) Covered(kind, ref string) []Goal {
	var out []Goal
	for _, g := range d.Goals {
		refs := g.Needs
		if kind == GapObligation {
			refs = g.Obligations
		}
		if d.PlaceOf(g) != Removed && slices.Contains(refs, ref) {
			out = append(out, g)
		}
	}
	return out
}

// Gap finds the reason why a need or an obligation has no goal.
func (d Doc) Gap(kind, ref string) (Gap, bool) {
	n := slices.IndexFunc(d.Gaps, func(g Gap) bool { return g.Kind == kind && g.Ref == ref && g.Current() })
	if n < 0 {
		return Gap{}, false
	}
	return d.Gaps[n], true
}

// Room notes when one more current goal would be one too many. Except names a goal that is counted already.
func (d Doc) Room(problems *fault.Problems, except string, limit int) {
	n := 0
	for _, g := range d.At("", Current) {
		if g.Goal != except {
			n++
		}
	}
	if n >= limit {
		problems.Add("place", "plan.too_many_goals", "Max", limit)
	}
}

// Has reports whether a part says anything that can be put to the client.
func (d Doc) Has(part Part, duties []Obligation) bool {
	if part == Duty {
		return slices.ContainsFunc(duties, func(o Obligation) bool { return o.Binds }) || len(d.At(Duty, Current)) > 0
	}
	return len(d.At(Own, Current))+len(d.At(Own, Future)) > 0
}

// Lacks notes everything that must be settled before the plan goes to the one who countersigns. The field of a problem is the
// place on the page: "need-<domain>", "obligation-<id>", "goal-<id>", "agree-<part>", "review_on".
func (d Doc) Lacks(problems *fault.Problems, today civil.Date, needs []Need, duties []Obligation, limit int) {
	if len(d.At("", Current))+len(duties) == 0 {
		problems.Add("goals", "plan.lacks.goals")
	}
	for _, n := range needs {
		if _, ok := d.Gap(GapNeed, n.Domain); n.High() && !ok && len(d.Covered(GapNeed, n.Domain)) == 0 {
			problems.Add("need-"+n.Domain, "plan.lacks.need")
		}
	}
	for _, o := range duties {
		if _, ok := d.Gap(GapObligation, o.ID); o.Binds && !ok && len(d.Covered(GapObligation, o.ID)) == 0 {
			problems.Add("obligation-"+o.ID, "plan.lacks.obligation")
		}
	}
	active := d.At("", Current)
	if len(active) > limit {
		problems.Add("goals", "plan.too_many_goals", "Max", limit)
	}
	for _, g := range active {
		if len(g.Steps) == 0 {
			problems.Add("goal-"+g.Goal, "plan.lacks.steps")
		}
	}
	if d.Plan.Relapse == "" {
		problems.Add("relapse", "plan.lacks.relapse")
	}
	if !d.Plan.ReviewOn.After(today) {
		problems.Add("review_on", "plan.lacks.review")
	}
	for _, part := range Parts() {
		if !d.Has(part, duties) {
			continue
		}
		switch d.Standing(part) {
		case None:
			problems.Add("agree-"+string(part), "plan.lacks.agreement")
		case Stale:
			problems.Add("agree-"+string(part), "plan.lacks.agreed_again")
		}
	}
}
