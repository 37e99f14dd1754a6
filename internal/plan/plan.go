// Package plan holds the rules of the plan made with a client. It is one page with two legal natures: the obligations part
// says how what the court laid down will be met, the voluntary part is the individual socio-legal programme, which the client
// agrees to apart and may leave at any time without any consequence. It is pure: no clock, no store.
package plan

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// Part is one of the two natures of a plan; its name is the message "plan.part.<code>". Each part is printed, explained,
// agreed and signed by itself. A goal never changes its part: what was voluntary cannot become binding by an edit.
type Part string

// The parts.
const (
	Duty Part = "duty" // obligations laid down by judicial acts, and what is planned so that they are met
	Own  Part = "own"  // the individual socio-legal programme: voluntary
)

// Parts lists both in the order of the page.
func Parts() []Part { return []Part{Duty, Own} }

// Known reports whether it is one of the two.
func (p Part) Known() bool { return p == Duty || p == Own }

// State is where a version of the plan stands; its text is the message "plan.state.<code>".
type State string

// The states. Only a draft may be changed. A waiting one is read by the person who countersigns; one in force stays as it is
// until the next version is countersigned.
const (
	Draft    State = "draft"
	Waiting  State = "waiting"
	InForce  State = "in_force"
	Replaced State = "replaced"
	Dropped  State = "dropped"
	Ended    State = "ended" // the supervision ended
)

// Open reports whether somebody is still at work on the version.
func (s State) Open() bool { return s == Draft || s == Waiting }

// Plan is one version of a client's plan.
type Plan struct {
	ID              string
	Client          id.Client
	Number          int // 1 for the first version
	State           State
	BasedOn         string // the version before
	Assessment      string // in force when the version was begun
	BegunAt         civil.Instant
	BegunBy         string
	Strengths       string // what the client and the officer see as strong, beside what the assessment says
	Relapse         string // what to do when things go wrong: written while they go well
	ReviewOn        civil.Date
	DutyRev, OwnRev int // how often the text of a part was changed: an agreement is to one text
	SubmittedAt     civil.Instant
	SubmittedBy     string
	CountersignedAt civil.Instant
	CountersignedBy string
	ReturnedAt      civil.Instant
	ReturnedBy      string
	Returned        string // why it was given back
	EndedAt         civil.Instant
	EndedBy         string
	EndedText       string // why it was given up
	Row             int    // version of the row
}

// Rev counts the texts that a part has had within the version.
func (p Plan) Rev(part Part) int {
	if part == Duty {
		return p.DutyRev
	}
	return p.OwnRev
}

// Changeable is nil for a draft. Fault: conflict, since a submitted or countersigned plan is read-only until a new version.
func (p Plan) Changeable() error {
	if p.State != Draft {
		return fault.New(fault.Conflict, "plan.read_only")
	}
	return nil
}

// Prepared reports whether an account prepared the version: it may not countersign it. Four eyes are four eyes.
func (p Plan) Prepared(account string) bool {
	return account == p.BegunBy || account == p.SubmittedBy
}

// CanCountersign says whether an account may countersign. Faults: conflict when the version does not wait, forbidden for
// whoever prepared it or recorded an agreement to it.
func (d Doc) CanCountersign(account string) error {
	if d.Plan.State != Waiting {
		return fault.New(fault.Conflict, "plan.not_waiting")
	}
	if d.Plan.Prepared(account) {
		return fault.New(fault.Forbidden, "plan.own_plan")
	}
	for _, a := range d.Agreements {
		if a.RecordedBy == account || a.ExplainedBy == account {
			return fault.New(fault.Forbidden, "plan.own_plan")
		}
	}
	return nil
}

// MaxText is the most letters of one text of a plan.
const MaxText = 2000

func checkText(problems *fault.Problems, field, text string) {
	if tooLong(text) {
		problems.Add(field, "field.too_long", "Max", MaxText)
	}
}

// CheckNotes notes what is wrong with the texts beside the goals.
func (p Plan) CheckNotes(problems *fault.Problems, today civil.Date) {
	checkText(problems, "strengths", p.Strengths)
	checkText(problems, "relapse", p.Relapse)
	if !p.ReviewOn.IsZero() && !p.ReviewOn.After(today) {
		problems.Add("review_on", "plan.review_past")
	}
}

// NeedsReason reports whether a change to a goal or its steps must say why: it came from the version before, or the client
// has answered to this part already.
func (d Doc) NeedsReason(g Goal) bool { return g.Carried || d.Answered(g.Part) }

// At picks the version that was in force at an instant, else the one that was being prepared, with the state that it had
// then; ok is false when there was none. Versions are in the order of their numbers.
func At(versions []Plan, at civil.Instant) (Plan, bool) {
	by := func(i civil.Instant) bool { return !i.IsZero() && !i.After(at) }
	var chosen Plan
	ok := false
	for _, p := range versions {
		switch {
		case !by(p.BegunAt), by(p.EndedAt):
			continue
		case by(p.CountersignedAt):
			p.State = InForce
			return p, true
		case by(p.SubmittedAt) && !by(p.ReturnedAt):
			p.State = Waiting
		default:
			p.State = Draft
		}
		chosen, ok = p, true
	}
	return chosen, ok
}

// Sheet is the client text that says what a part means, in each language of the rulebook.
func Sheet(part Part) string { return "plan_" + string(part) }
