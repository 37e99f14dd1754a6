package order

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// ChangeKind is what an entry does to the term of an order.
type ChangeKind string

// The kinds of change. A suspension without a last day stands until a resumption gives it one. Set puts another length in
// the place of the old one, as an act of a higher court does.
const (
	ChangeCredit     ChangeKind = "credit"
	ChangeSuspension ChangeKind = "suspension"
	ChangeExtension  ChangeKind = "extension"
	ChangeSet        ChangeKind = "set"
	ChangeJoin       ChangeKind = "join" // the term of another order of the same person
	ChangeEnd        ChangeKind = "end"  // an act after the end, such as an expunged conviction; it moves no day
)

// ChangeKinds lists what an officer may enter; texts are the messages "order.change.<kind>".
func ChangeKinds() []ChangeKind {
	return []ChangeKind{ChangeSuspension, ChangeExtension, ChangeSet, ChangeCredit, ChangeJoin}
}

// Joins lists how the term of another order may stand to this one; texts are the messages "order.join.<join>".
func Joins() []Join { return []Join{Consecutive, Concurrent, Absorbed} }

// Act is the paper on which a change rests.
type Act struct {
	Court  string
	Number string
	On     civil.Date
}

// Given reports whether the act is named well enough to be found.
func (a Act) Given() bool { return !blank(a.Number) && !a.On.IsZero() }

// Entry is one change of an order.
type Entry struct {
	Kind ChangeKind
	Code string // credit_kinds, suspension_reasons, or a Join
	From civil.Date
	To   civil.Date
	Days int
	Term civil.Term
	Act  Act
	Note string
}

// Check says everything that is wrong with a change of an order that took force on a day.
func (e Entry) Check(rb *rulebook.Rulebook, inForce, today civil.Date) fault.Problems {
	var p fault.Problems
	switch e.Kind {
	case ChangeCredit:
		if !rb.List(rulebook.ListCreditKinds).Holds(e.Code, today) {
			p.Add("code", "field.choose")
		}
		if e.Days <= 0 {
			p.Add("days", "order.days_needed")
		}
	case ChangeSuspension:
		e.checkSuspension(&p, rb, inForce, today)
	case ChangeExtension, ChangeSet:
		if e.Term.IsZero() {
			p.Add("term_months", "judgment.term_required")
		}
		e.checkAct(&p, today)
	case ChangeJoin:
		e.checkJoin(&p, today)
	default:
		p.Add("kind", "field.choose")
	}
	if len([]rune(e.Note)) > maxText {
		p.Add("note", "field.too_long", "Max", maxText)
	}
	return p
}

// checkJoin asks for the length of a term that is added or swallowed, and for the last day of one that runs beside.
func (e Entry) checkJoin(p *fault.Problems, today civil.Date) {
	switch Join(e.Code) {
	case Consecutive, Absorbed:
		if e.Term.IsZero() {
			p.Add("term_months", "judgment.term_required")
		}
	case Concurrent:
		if e.To.IsZero() {
			p.Add("other_to", "field.required")
		}
	default:
		p.Add("join", "field.choose")
	}
	e.checkAct(p, today)
}

func (e Entry) checkSuspension(p *fault.Problems, rb *rulebook.Rulebook, inForce, today civil.Date) {
	list := rb.List(rulebook.ListSuspendReasons)
	item, _ := list.Item(e.Code)
	switch {
	case !list.Holds(e.Code, today):
		p.Add("code", "field.choose")
	case item.Is("document"):
		e.checkAct(p, today)
	case item.Is("note_required") && blank(e.Note):
		p.Add("note", "field.required")
	}
	day(p, "from", e.From, today)
	switch {
	case e.From.IsZero():
	case !e.To.IsZero() && e.To.Before(e.From):
		p.Add("to", "date.order", "From", e.From, "To", e.To)
	case e.To.After(today):
		p.Add("to", "date.future")
	case e.From.Before(inForce):
		p.Add("from", "order.before_force", "Day", inForce)
	}
}

func (e Entry) checkAct(p *fault.Problems, today civil.Date) {
	if blank(e.Act.Number) {
		p.Add("act_number", "order.act_needed")
	}
	day(p, "act_on", e.Act.On, today)
}

// InputOf is the arithmetic's input of an order with its changes, oldest first.
func InputOf(j Judgment, registered civil.Date, changes []Entry, endedOn civil.Date) TermInput {
	in := TermInput{InForce: j.InForceOn, Registered: registered, StatedStart: j.StatedFrom, StatedEnd: j.StatedTo, Length: j.Term, EndedOn: endedOn}
	if j.Credit.Days > 0 {
		in.Credits = append(in.Credits, j.Credit)
	}
	for _, e := range changes {
		switch e.Kind {
		case ChangeCredit:
			in.Credits = append(in.Credits, Credit{Kind: e.Code, Days: e.Days})
		case ChangeSuspension:
			in.Suspensions = append(in.Suspensions, Suspension{Period: civil.Period{From: e.From, To: e.To}, Reason: e.Code})
		case ChangeExtension, ChangeSet:
			in.Changes = append(in.Changes, Change{On: e.Act.On, Extends: e.Kind == ChangeExtension, Length: e.Term, Number: e.Act.Number})
		case ChangeJoin:
			in.Others = append(in.Others, OtherTerm{Number: e.Act.Number, Join: Join(e.Code), Length: e.Term, End: e.To})
		case ChangeEnd:
		}
	}
	return in
}
