// Package prompt holds the rules of check-ins at random moments, the lightest form of electronic monitoring: several times a day, within
// agreed hours, a person takes a photograph of the own face, and another person compares it. No machine decides.
package prompt

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// State is where one check-in stands; its text is the message "monitoring.prompt.state.<code>".
type State string

// The states.
const (
	Drawn    State = "drawn"    // its moment has not come; nobody is shown it
	Asked    State = "asked"    // waits for the answer
	Answered State = "answered" // waits for a person who compares
	Matched  State = "matched"
	Unclear  State = "unclear" // the photograph lets nobody tell
	Refused  State = "refused" // the photograph shows somebody else, or nobody
	Missed   State = "missed"
	Stopped  State = "stopped" // pause, end, or nobody could be asked; counts for nothing
)

// Verdicts are what a person may find.
func Verdicts() []State { return []State{Matched, Unclear, Refused} }

// The rule of the rulebook, the rules of alerts, and what a writer may write.
const (
	RulePrompt = "monitoring.prompt"
	AlertMiss  = "checkin_missed"
	AlertPhoto = "checkin_photo"
	MaxText    = 1000
)

// Plan is the regime as it was agreed for a client.
type Plan struct {
	ID          string
	Client      id.Client
	Order       string
	PerDay      int
	From, Until int // hours of the day
	Answer, Gap int // minutes
	Place       bool
	SeedHash    string
	Reference   string // the photograph that others are compared with
	Reason      string
	Step        string // set, down, up
	StartedAt   civil.Instant
	StartedBy   string
	EndedAt     civil.Instant
	EndedBy     string
	EndReason   string
	Pause       string
	DrawnOn     civil.Date
	Version     int
}

// Running reports whether check-ins are still asked for.
func (p Plan) Running() bool { return p.EndedAt.IsZero() }

// Prompt is one check-in.
type Prompt struct {
	ID         string
	Client     id.Client
	Plan       string
	Order      string
	Day        civil.Date
	Number     int
	At         civil.Instant
	State      State
	AskedAt    civil.Instant
	Until      civil.Instant
	AnsweredAt civil.Instant
	Photo      string
	Place      string
	DecidedAt  civil.Instant
	DecidedBy  string
	Note       string
	Version    int
}

// Limits are those of the rulebook.
type Limits struct {
	PerDay, Min, Max          int
	Answer, Gap               int
	Earliest, Latest, Hours   int
	DownAfter, Misses, Within int
}

// LimitsOf reads them; a rule that is absent lets nobody be asked.
func LimitsOf(book *rulebook.Rulebook, on civil.Date) Limits {
	num := func(name string) int {
		row, ok := book.Lookup(RulePrompt, on)
		if !ok || !row.Value.Set {
			return 0
		}
		n, _ := row.Value.At(name)
		return n
	}
	return Limits{
		PerDay: num("per_day"), Min: num("min_per_day"), Max: num("max_per_day"), Answer: num("answer_minutes"), Gap: num("gap_minutes"),
		Earliest: num("earliest"), Latest: num("latest"), Hours: num("min_hours"), DownAfter: num("down_after_days"), Misses: num("up_after_misses"), Within: num("up_within_days"),
	}
}

// Check says everything that is wrong with a plan.
func (l Limits) Check(p Plan) fault.Problems {
	var out fault.Problems
	if p.PerDay < l.Min || p.PerDay > l.Max {
		out.Add("per_day", "monitoring.prompt.per_day_wrong", "Min", l.Min, "Max", l.Max)
	}
	if p.From < l.Earliest || p.From > l.Latest {
		out.Add("from", "monitoring.prompt.hours_wrong", "From", l.Earliest, "Until", l.Latest)
	}
	switch {
	case p.Until > l.Latest || p.Until < l.Earliest:
		out.Add("until", "monitoring.prompt.hours_wrong", "From", l.Earliest, "Until", l.Latest)
	case p.Until-p.From < l.Hours:
		out.Add("until", "monitoring.prompt.hours_short", "Hours", l.Hours)
	}
	switch {
	case strings.TrimSpace(p.Reason) == "":
		out.Add("reason", "field.required")
	case utf8.RuneCountInString(p.Reason) > MaxText:
		out.Add("reason", "field.too_long", "Max", MaxText)
	}
	return out
}

// CheckVerdict says what is wrong with a person's finding: whoever refuses or cannot tell says why.
func CheckVerdict(v State, note string) fault.Problems {
	var out fault.Problems
	if !slices.Contains(Verdicts(), v) {
		out.Add("verdict", "field.choose")
	}
	if v != Matched && strings.TrimSpace(note) == "" {
		out.Add("note", "field.required")
	}
	if utf8.RuneCountInString(note) > MaxText {
		out.Add("note", "field.too_long", "Max", MaxText)
	}
	return out
}

// Advice is what the record of answers speaks for; a person decides on it, in either direction or not at all.
type Advice string

// The advices.
const (
	Keep Advice = ""
	Down Advice = "down" // answered everything for long: fewer a day
	Up   Advice = "up"   // missed or refused too often of late: more a day, or another form of monitoring
)

// Advise looks at what was asked of a client until now. Down needs as many days on which everything was answered well as the rulebook says,
// and no miss within as many days of the calendar.
func (l Limits) Advise(p Plan, list []Prompt, today civil.Date) Advice {
	bad, lately := 0, false
	well := map[civil.Date]bool{}
	for _, x := range list {
		ago := x.Day.DaysUntil(today)
		switch x.State {
		case Missed, Refused:
			if ago < l.Within {
				bad++
			}
			lately = lately || ago < l.DownAfter
		case Matched:
			well[x.Day] = true
		case Drawn, Asked, Answered, Unclear, Stopped:
		}
	}
	switch {
	case l.Misses > 0 && bad >= l.Misses:
		return Up
	case !lately && l.DownAfter > 0 && len(well) >= l.DownAfter && p.PerDay > l.Min:
		return Down
	}
	return Keep
}
