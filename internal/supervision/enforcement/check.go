package enforcement

import (
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// MaxText is the most letters of an account or a reason.
const MaxText = 8000

// Check notes what is wrong with a step, all at once. Tried counts the recorded attempts in which the client was not reached.
func (s Step) Check(problems *fault.Problems, rules *rulebook.Rulebook, from, today civil.Date, tried int) {
	switch {
	case s.On.IsZero():
		problems.Add("on", "field.required")
	case s.On.After(today):
		problems.Add("on", "date.future")
	case s.On.Before(from):
		problems.Add("on", "enforcement.before_opening", "Day", from)
	}
	if utf8.RuneCountInString(s.Text) > MaxText {
		problems.Add("text", "field.too_long", "Max", MaxText)
	}
	person.CheckLine(problems, "name", s.Name)
	person.CheckLine(problems, "ref", s.Ref)
	switch s.Kind {
	case Attempt:
		choose(problems, rules, "how", ListHow, s.How, today)
		choose(problems, rules, "code", ListAttempt, s.Code, today)
	case Hearing:
		s.checkHearing(problems, rules, today, tried)
	case Propose:
		s.checkProposal(problems, rules, today)
	case Decide:
		if s.Code != Confirmed && s.Code != Returned {
			problems.Add("code", "field.choose")
		}
		if s.Code == Returned {
			need(problems, "text", s.Text)
		}
	case Delivery:
		s.checkDelivery(problems, rules, today)
	case Send:
		need(problems, "name", s.Name)
		need(problems, "ref", s.Ref)
	case CourtResult:
		if i := choose(problems, rules, "code", ListCourt, s.Code, today); i.Is("note_required") {
			need(problems, "text", s.Text)
		}
		need(problems, "ref", s.Ref)
	case Withdraw:
		if i := choose(problems, rules, "code", ListWithdraw, s.Code, today); i.Is("note_required") {
			need(problems, "text", s.Text)
		}
	case Paper:
	}
}

// checkHearing: own words in a known language and way; a refusal in front of a witness; or attempts enough that failed.
func (s Step) checkHearing(problems *fault.Problems, rules *rulebook.Rulebook, today civil.Date, tried int) {
	choose(problems, rules, "code", ListHearing, s.Code, today)
	switch s.Code {
	case Account:
		choose(problems, rules, "how", ListHow, s.How, today)
		lang := choose(problems, rules, "language", rulebook.ListLanguages, s.Language, today)
		if lang.Is("interpreter") && s.Name == "" {
			problems.Add("name", "enforcement.interpreter_needed")
		}
		if s.Text == "" {
			problems.Add("text", "enforcement.own_words_needed")
		}
	case Refused:
		if s.Name == "" {
			problems.Add("name", "enforcement.witness_needed")
		}
	case NotReached:
		if least := rules.Int(RuleAttempts, today, 1); tried < least {
			problems.Add("code", "enforcement.attempts_needed", "Least", least, "Tried", tried)
		}
	}
}

func (s Step) checkProposal(problems *fault.Problems, rules *rulebook.Rulebook, today civil.Date) {
	if a, ok := rules.List(ListActions).Item(s.Code); !ok || !a.Valid.Contains(today) {
		problems.Add("code", "field.choose")
	}
	switch Action(s.Code) {
	case Acceptable:
		choose(problems, rules, "absence_reason", rulebook.ListAbsenceReasons, s.ReasonCode, today)
	case NoAction:
		choose(problems, rules, "no_action_reason", ListNoAction, s.ReasonCode, today)
	case Talk, Warning, Submission, Hear:
	}
	need(problems, "text", s.Text)
}

func (s Step) checkDelivery(problems *fault.Problems, rules *rulebook.Rulebook, today civil.Date) {
	way := choose(problems, rules, "code", ListDelivery, s.Code, today)
	if way.Is("name") && s.Name == "" {
		problems.Add("name", "enforcement.name_needed")
	}
	if way.Is("witness") && s.Name == "" {
		problems.Add("name", "enforcement.witness_needed")
	}
	if way.Is("reference") && s.Ref == "" {
		problems.Add("ref", "enforcement.letter_needed")
	}
}

func choose(problems *fault.Problems, rules *rulebook.Rulebook, field, list, code string, on civil.Date) rulebook.Item {
	item, ok := rules.List(list).Item(code)
	switch {
	case code == "":
		problems.Add(field, "field.choose")
	case !ok || !item.Valid.Contains(on):
		problems.Add(field, "field.unknown")
	}
	return item
}

func need(problems *fault.Problems, field, text string) {
	if text == "" {
		problems.Add(field, "field.required")
	}
}

// Rests judges whether an act against the client may rest on these lines. Faults: invalid at "basis": no line, a line that may not
// be held against the client, with the reason; an obligation that was not explained names the remedy.
func Rests(action Action, lines []Line) error {
	var problems fault.Problems
	if action.Papered() && len(lines) == 0 {
		problems.Add("basis", "enforcement.no_basis")
	}
	for _, l := range lines {
		switch {
		case l.Counts():
		case l.Why == WhyVoluntary:
			problems.Add("basis", "plan.basis_voluntary")
		case !action.Papered() && l.Why == WhyUnexplained: // talking and explaining again is always allowed
		case l.Why == WhyUnexplained:
			problems.Add("basis", "enforcement.explain_first", "Day", l.On)
		default:
			problems.Add("basis", "enforcement.basis_refused."+string(l.Why), "Day", l.On, "Case", l.Case)
		}
	}
	return problems.Err()
}

// Missed counts the attempts in force in which the client was not reached.
func Missed(steps []Step, rules *rulebook.Rulebook) int {
	n := 0
	for _, s := range steps {
		result, _ := rules.List(ListAttempt).Item(s.Code)
		if s.Kind == Attempt && s.Current() && result.Is("missed") {
			n++
		}
	}
	return n
}
