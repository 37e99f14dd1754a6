package term

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
)

// Join is how the term of another order of the same person stands to this one.
type Join string

// The ways of joining: added after this term, running beside it, or swallowed by the longer of the two.
const (
	Consecutive Join = "consecutive"
	Concurrent  Join = "concurrent"
	Absorbed    Join = "absorbed"
)

// Other is the term of another order of the same person.
type Other struct {
	Number string // of its judgment, for the line
	Join   Join
	Length civil.Term // of a consecutive or absorbed one; for partial addition only what is added
	End    civil.Date // of a concurrent one, by its own arithmetic
}

// Credit is time that the judgment counts towards the term.
type Credit struct {
	Kind string // code of the list credit_kinds
	Days int
	For  int // days of the term for each; 0 takes the ratio of the rulebook
}

// Suspension is time that does not count. Both ends belong to it; without To the term stands still today.
type Suspension struct {
	civil.Period
	Reason string // code of the list suspension_reasons
}

// Change is a later act on the length: Extends adds to it, otherwise the act sets it anew.
type Change struct {
	On      civil.Date
	Extends bool
	Length  civil.Term
	Number  string
}

// Conversion is what remained of a term in a settlement colony when the colonies were abolished (Law No. 181 of 31 July
// 2025); the remainder runs on as probation supervision from the day of the act.
type Conversion struct {
	On        civil.Date
	Remaining civil.Term
}

// Input is all that the end of an order depends on.
type Input struct {
	InForce     civil.Date // day the judgment took force
	Registered  civil.Date // placed on the register; zero before
	StatedStart civil.Date // first day, when the judgment names it
	StatedEnd   civil.Date // last day, when the judgment names it
	Length      civil.Term
	Converted   *Conversion
	Others      []Other
	Changes     []Change
	Credits     []Credit
	Suspensions []Suspension
	EndedOn     civil.Date // ended early by an act; zero otherwise
}

// Line is one step of the arithmetic as a page shows it: what was done and to which day it led.
type Line struct {
	Msg  msg.Message
	Days int        // days moved; 0 when the step moved none
	Day  civil.Date // the last day of the term after the step
}

// Result is the term with its arithmetic.
type Result struct {
	Start  civil.Date
	End    civil.Date // last day; zero while the term stands still or cannot be told
	Length civil.Term // after joining and changes, before credits and suspensions
	Left   int        // days left when a suspension without end began
	Lines  []Line
	// Warnings never block; the order is as the court made it.
	Warnings   []msg.Message
	StandsNow  bool // a suspension without end
	Served     bool // the credits used up the whole term
	ToConfirm  bool // rests on a rule that is not sourced
	EndedEarly bool
}

func (r *Result) warn(key string, args ...any) {
	r.Warnings = append(r.Warnings, msg.New(key, args...))
}

func (r *Result) line(m msg.Message, days int) {
	r.Lines = append(r.Lines, Line{m, days, r.End})
}

// Reckon works out the term. Without a first day, or without any length or stated end, it says so and gives no end.
func Reckon(in Input, c Convention) Result {
	r := Result{ToConfirm: c.ToConfirm}
	if !r.begin(in, c) {
		return r
	}
	r.lengthen(in)
	if !r.firstEnd(in, c) {
		return r
	}
	r.credit(in.Credits, c)
	r.suspend(in.Suspensions)
	if r.StandsNow && in.EndedOn.IsZero() {
		return r
	}
	r.concur(in.Others)
	r.roll(c)
	r.early(in.EndedOn)
	return r
}

// begin finds the first day.
func (r *Result) begin(in Input, c Convention) bool {
	key := "term.line.start_in_force"
	switch {
	case !in.StatedStart.IsZero():
		r.Start, key = in.StatedStart, "term.line.start_stated"
		if !in.InForce.IsZero() && r.Start.Before(in.InForce) {
			r.warn("term.warn.starts_before_force", "Start", r.Start, "InForce", in.InForce)
		}
	case in.Converted != nil:
		r.Start, key = in.Converted.On, "term.line.start_converted"
	case c.FromRegistration:
		r.Start, key = in.Registered, "term.line.start_registered"
	default:
		r.Start = in.InForce
	}
	if r.Start.IsZero() {
		r.warn("term.warn.no_start")
		return false
	}
	r.Lines = append(r.Lines, Line{Msg: msg.New(key, "Day", r.Start)})
	return true
}

// lengthen joins the terms of several orders and applies later acts.
func (r *Result) lengthen(in Input) {
	r.Length = in.Length
	if in.Converted != nil {
		r.Length = in.Converted.Remaining
	}
	for _, o := range in.Others {
		switch o.Join {
		case Consecutive:
			r.Length = r.Length.Plus(o.Length)
			r.Lines = append(r.Lines, Line{Msg: msg.New("term.line.added", "Number", o.Number, "Term", o.Length)})
		case Absorbed:
			if r.Length.LastDay(r.Start).Before(o.Length.LastDay(r.Start)) {
				r.Length = o.Length
			}
			r.Lines = append(r.Lines, Line{Msg: msg.New("term.line.absorbed", "Number", o.Number, "Term", o.Length)})
		case Concurrent:
		}
	}
	for _, ch := range in.Changes {
		key := "term.line.set"
		if ch.Extends {
			key, r.Length = "term.line.extended", r.Length.Plus(ch.Length)
		} else {
			r.Length = ch.Length
		}
		r.Lines = append(r.Lines, Line{Msg: msg.New(key, "Number", ch.Number, "On", ch.On, "Term", ch.Length)})
	}
	r.Length = r.Length.Normal()
}
