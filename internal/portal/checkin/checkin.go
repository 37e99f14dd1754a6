// Package checkin holds the rules of remote check-in: how often by level, the window of each, its questions one to a page, what in an
// answer is a crisis, and what the officer's review asks for. Nothing in it ever counts against a client: an unanswered check-in is
// a reason to call, never a breach.
package checkin

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/supervision"
)

// State is where a check-in stands; its text is the message "checkin.state.<code>".
type State string

// The states. Expired ones are reviewed too: why nobody answered is asked by a person.
const (
	Open     State = "open"
	Answered State = "answered"
	Expired  State = "expired"
	Reviewed State = "reviewed"
	Stopped  State = "stopped" // suspension, end, or switched off before an answer
)

// States lists them in the order of filters.
func States() []State { return []State{Answered, Expired, Open, Reviewed, Stopped} }

// Waits reports whether an officer still has to look at it.
func (s State) Waits() bool { return s == Answered || s == Expired }

// Bounds of what officers and clients write.
const (
	MaxOwn      = 3 // own questions of the officer
	MaxQuestion = 200
	MaxText     = 1000
)

// Question is an officer's own question in the languages of the service.
type Question map[string]string

// In gives the question in a language, else in any that it was written in.
func (q Question) In(lang string) string {
	for _, l := range []string{lang, "ky", "ru", "en"} {
		if q[l] != "" {
			return q[l]
		}
	}
	return ""
}

// Plan is remote check-in as it was switched on for a client.
type Plan struct {
	ID        string
	Client    id.Client
	Level     string // of supervision when it was switched on
	Interval  int    // days
	Window    int    // days in which one can be answered
	Photo     bool   // offered; never needed
	Questions []Question
	Reason    string
	StartedAt civil.Instant
	StartedBy string
	EndedAt   civil.Instant
	EndedBy   string
	EndReason string
	PausedAt  civil.Instant
	Pause     string // why nothing is asked for now; "" for nothing
	Version   int
}

// Running reports whether check-ins are still asked for.
func (p Plan) Running() bool { return p.EndedAt.IsZero() }

// Check notes what is wrong with a plan; intervals are those of the rulebook.
func (p Plan) Check(problems *fault.Problems, intervals []int) {
	if !slices.Contains(intervals, p.Interval) {
		problems.Add("interval", "field.choose")
	}
	if strings.TrimSpace(p.Reason) == "" {
		problems.Add("reason", "field.required")
	}
	if utf8.RuneCountInString(p.Reason) > MaxText {
		problems.Add("reason", "field.too_long", "Max", MaxText)
	}
	for i, q := range p.Questions {
		for lang, text := range q {
			if utf8.RuneCountInString(text) > MaxQuestion {
				problems.Add(QuestionField(i, lang), "field.too_long", "Max", MaxQuestion)
			}
		}
	}
}

// QuestionField is the name of the form field of an own question.
func QuestionField(i int, lang string) string { return "own" + string(rune('1'+i)) + "_" + lang }

// Round is one check-in.
type Round struct {
	ID         string
	Client     id.Client
	Plan       string
	OpensOn    civil.Date
	ClosesOn   civil.Date
	State      State
	Answers    Answers
	Crisis     supervision.CrisisKind
	WantsHelp  bool
	Photo      string // reference of the stored picture
	AnsweredAt civil.Instant
	ExpiredAt  civil.Instant
	Follow     string
	Note       string
	ReviewedAt civil.Instant
	ReviewedBy string
	Version    int
}

// Asks reports whether the client may answer on a day.
func (r Round) Asks(today civil.Date) bool {
	return r.State == Open && !today.Before(r.OpensOn) && !today.After(r.ClosesOn)
}

// Next is the window of the check-in after one that opened on a day. Days that have passed meanwhile are left out: nobody is asked
// for what could not be answered.
func (p Plan) Next(opened, today civil.Date) (opens, closes civil.Date) {
	opens = opened.AddDays(p.Interval)
	for opens.AddDays(p.Window).Before(today) {
		opens = opens.AddDays(p.Interval)
	}
	return opens, opens.AddDays(p.Window)
}

// Follows are what comes of a review; their text is the message "checkin.follow.<code>". None of them is a sanction.
func Follows() []string { return []string{"none", "call", "meet", "record", "help", "pause"} }

// Review is the officer's answer to a check-in.
type Review struct {
	Follow string
	Note   string
}

// Check notes what is wrong: a crisis and an expired check-in ask for words.
func (v Review) Check(problems *fault.Problems, r Round) {
	if !slices.Contains(Follows(), v.Follow) {
		problems.Add("follow", "field.choose")
	}
	if v.Follow == "none" && (r.Crisis != "" || r.State == Expired) {
		problems.Add("follow", "checkin.review.follow_needed")
	}
	if strings.TrimSpace(v.Note) == "" && (r.Crisis != "" || r.State == Expired || r.WantsHelp || v.Follow != "none") {
		problems.Add("note", "checkin.review.note_needed")
	}
	if utf8.RuneCountInString(v.Note) > MaxText {
		problems.Add("note", "field.too_long", "Max", MaxText)
	}
}
