package life

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Bounds of what is written.
const (
	MaxText = 4000
	MaxLine = 300
)

// Act is what somebody enters at the beginning of an event (Move empty) or at one of its moves.
type Act struct {
	Move     string
	Code     string
	From     civil.Date
	Until    civil.Date
	Day      civil.Date
	District string
	Place    string
	Body     string
	Number   string
	Reason   string
	Words    string
}

// CheckStart says everything that is wrong with the beginning of an event, naming each field.
func CheckStart(m Machine, a Act, rb *rulebook.Rulebook, today civil.Date) fault.Problems {
	p := ask(m.Asks, a, rb, m.List, "", today)
	if !a.From.IsZero() && !a.Until.IsZero() && a.Until.Before(a.From) {
		p.Add(string(FUntil), "life.until_before_from", "From", a.From)
	}
	return p
}

// CheckMove says everything that is wrong with a move of an event. Done are the steps before it.
func CheckMove(e Event, mv Move, a Act, done []Step, rb *rulebook.Rulebook, today civil.Date) fault.Problems {
	p := ask(mv.Asks, a, rb, mv.List, mv.Reasons, today)
	if !a.Day.IsZero() && a.Day.Before(e.From) {
		p.Add(string(FDay), "life.day_before_from", "From", e.From)
	}
	if !a.Until.IsZero() && a.Until.Before(e.From) {
		p.Add(string(FUntil), "life.until_before_from", "From", e.From)
	}
	for _, need := range mv.Needs {
		if !satisfied(done, need) {
			p.Add("move", "life.needs."+need)
		}
	}
	return p
}

// satisfied reports whether the latest steps hold a check: of an address the last one counts, of a search each kind once.
func satisfied(done []Step, need string) bool {
	if need == "lives_there" {
		for _, s := range slices.Backward(done) {
			if s.Move == "check" {
				return s.Code == need
			}
		}
		return false
	}
	return slices.ContainsFunc(done, func(s Step) bool { return s.Move == "look" && s.Code == need })
}

func ask(asks []Ask, a Act, rb *rulebook.Rulebook, list, reasons string, today civil.Date) fault.Problems {
	var p fault.Problems
	for _, x := range asks {
		field := string(x.Field)
		switch x.Field {
		case FCode:
			choice(&p, field, a.Code, list, x.Optional, rb, today)
		case FReason:
			choice(&p, field, a.Reason, reasons, x.Optional, rb, today)
		case FFrom:
			day(&p, field, a.From, x, today)
		case FUntil:
			x.Future = true
			day(&p, field, a.Until, x, today)
		case FDay:
			x.Future = false
			day(&p, field, a.Day, x, today)
		case FDistrict:
			if _, ok := rulebook.ParseSOATE(a.District); a.District != "" && !ok {
				p.Add(field, "field.unknown")
			} else if a.District == "" && !x.Optional {
				p.Add(field, "field.choose")
			}
		case FWords:
			text(&p, field, a.Words, x.Optional, MaxText)
		case FPlace:
			text(&p, field, a.Place, x.Optional, MaxLine)
		case FBody:
			text(&p, field, a.Body, x.Optional, MaxLine)
		case FNumber:
			text(&p, field, a.Number, x.Optional, MaxLine)
		}
	}
	return p
}

func choice(p *fault.Problems, field, code, list string, optional bool, rb *rulebook.Rulebook, today civil.Date) {
	switch {
	case code == "" && optional:
	case code == "":
		p.Add(field, "field.choose")
	case !rb.List(list).Holds(code, today):
		p.Add(field, "field.unknown")
	}
}

func day(p *fault.Problems, field string, d civil.Date, x Ask, today civil.Date) {
	switch {
	case d.IsZero() && !x.Optional:
		p.Add(field, "field.required")
	case !x.Future && d.After(today):
		p.Add(field, "date.future")
	}
}

func text(p *fault.Problems, field, s string, optional bool, most int) {
	switch {
	case strings.TrimSpace(s) == "" && !optional:
		p.Add(field, "field.required")
	case utf8.RuneCountInString(s) > most:
		p.Add(field, "field.too_long", "Max", most)
	}
}

// Apply gives the event after a move. Now closes it when nothing follows.
func (e Event) Apply(mv Move, a Act, now civil.Instant) Event {
	e.State = mv.To
	if mv.Extends && !a.Until.IsZero() {
		e.Until = a.Until
	}
	if mv.Ends {
		e.Ended = a.Day
	}
	if a.Number != "" {
		e.Number = a.Number
	}
	if mv.Name == "open_search" {
		e.From = a.Day // sought from the day on which the search is opened
	}
	if mv.Final {
		e.ClosedAt = now
	}
	return e
}

// Begin is a new event as somebody entered it.
func Begin(m Machine, a Act) Event {
	return Event{
		Kind: m.Kind, State: m.Start, Code: a.Code, From: a.From, Until: a.Until, District: a.District, Place: a.Place, Body: a.Body, Number: a.Number,
		Words: a.Words,
	}
}

// Clocked gives the event with the clock of its state and the papers that it expects. Step is the day of the latest step.
func (e Event) Clocked(m Machine, have []Paper, rb *rulebook.Rulebook, step civil.Date) Event {
	e.Due, e.DueRule = civil.Date{}, ""
	if c, ok := m.Clock(e.State); ok && e.Open() {
		from := step
		if c.After == "until" && !e.Until.IsZero() {
			from = e.Until
		}
		e.DueRule = c.Rule
		if d, ok := rb.Deadline(c.Rule, step); ok {
			e.Due = d.Due(from, rb.Calendar()).Day
		}
	}
	e.Missing, e.PapersBy = 0, civil.Date{}
	for _, role := range m.Expected(e.State) {
		if !slices.ContainsFunc(have, func(p Paper) bool { return p.Role == role }) {
			e.Missing++
		}
	}
	if e.Missing > 0 {
		if d, ok := rb.Deadline(RulePapers, step); ok {
			e.PapersBy = d.Due(step, rb.Calendar()).Day
		}
	}
	return e
}
