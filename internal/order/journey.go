package order

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// The steps of placing on the register, in order. Each is also a step of the rulebook's work instructions, under
// "registration." and the name.
const (
	StepCall      = "call"
	StepAppear    = "appear"
	StepExplain   = "explain"
	StepDocuments = "documents"
	StepRegister  = "register"
	StepHomeCheck = "home_check"
	StepInquiry   = "inquiry"
	StepSearch    = "search"
)

// Step is one step of the journey as it stands.
type Step struct {
	Name      string
	Done      bool
	On        civil.Date // when it was done
	Due       civil.Date
	ToConfirm bool // the due day rests on a rule that is not sourced
	Next      bool // what to do now
}

// Overdue reports whether the step should have been done.
func (s Step) Overdue(today civil.Date) bool {
	return !s.Done && !s.Due.IsZero() && s.Due.Before(today)
}

// Progress is what has happened with an order before registration. The steps are worked out from it each time, so that
// they survive any break in the work.
type Progress struct {
	State       State
	InForce     civil.Date
	Due         civil.Date
	Attempts    []Attempt
	AppearedOn  civil.Date
	ExplainedOn civil.Date
	Missing     int // documents the file lacks
	Inquiries   []Inquiry
	Registered  civil.Date
}

// Journey lists the steps for an order: the way of a client who comes, then that of one who does not.
func Journey(rb *rulebook.Rulebook, p Progress, today civil.Date) []Step {
	confirm := RegistrationDueOn(rb, p.InForce).ToConfirm()
	call := Step{Name: StepCall, Done: len(p.Attempts) > 0 || !p.AppearedOn.IsZero()}
	if n := len(p.Attempts); n > 0 {
		call.On = p.Attempts[n-1].On
	}
	steps := []Step{
		call,
		{Name: StepAppear, Done: !p.AppearedOn.IsZero(), On: p.AppearedOn, Due: p.Due, ToConfirm: confirm},
		{Name: StepExplain, Done: !p.ExplainedOn.IsZero(), On: p.ExplainedOn},
		{Name: StepDocuments, Done: p.Missing == 0},
		{Name: StepRegister, Done: !p.Registered.IsZero(), On: p.Registered, Due: p.Due, ToConfirm: confirm},
	}
	if p.State == StatePending && p.AppearedOn.IsZero() && (absent(rb, p, today) || len(p.Inquiries) > 0) {
		steps = append(steps, search(rb, p)...)
	}
	next(steps, p)
	return steps
}

// next marks the first step not done; documents never hold anybody up.
func next(steps []Step, p Progress) {
	if p.State != StatePending {
		return
	}
	for i := len(steps) - 1; i >= 5; i-- {
		if !steps[i].Done && (i == 5 || steps[i-1].Done) {
			steps[i].Next = true
			return
		}
	}
	for i := range steps[:min(5, len(steps))] {
		if !steps[i].Done && steps[i].Name != StepDocuments {
			steps[i].Next = true
			return
		}
	}
}

// absent reports whether the client was called as often as the rulebook asks, or is overdue, and has not come.
func absent(rb *rulebook.Rulebook, p Progress, today civil.Date) bool {
	days := map[civil.Date]bool{}
	for _, a := range p.Attempts {
		days[a.On] = true
	}
	return len(days) >= rb.Int(rulebook.RuleCallAttempts, today, 1) || !p.Due.IsZero() && p.Due.Before(today)
}

// search are the steps that follow when the client does not come.
func search(rb *rulebook.Rulebook, p Progress) []Step {
	from := p.Due
	if n := len(p.Attempts); n > 0 {
		from = p.Attempts[n-1].On
	}
	out := []Step{{Name: StepHomeCheck}, {Name: StepInquiry}, {Name: StepSearch}}
	rules := []string{rulebook.RuleHomeCheckDays, RuleInquiryDays, rulebook.RuleSearchStartDays}
	for i, kind := range []string{HomeCheck, Enquiry, Search} {
		for _, q := range p.Inquiries {
			if q.Kind == kind {
				out[i].Done, out[i].On = true, q.On
			}
		}
		if d, ok := rb.Deadline(rules[i], p.InForce); ok && !from.IsZero() {
			out[i].Due, out[i].ToConfirm = d.Due(from, rb.Calendar()).Day, d.Rule.ToConfirm()
		} else {
			out[i].ToConfirm = true
		}
		if out[i].Done {
			from = out[i].On
		}
	}
	return out
}
