package series

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Choice is what an officer decides of a day that has something against it; its text is the message "series.choice.<code>".
type Choice string

// The choices.
const (
	Move  Choice = "move" // to the day proposed
	Keep  Choice = "keep" // all the same
	Leave Choice = "leave"
)

// Slot is one appointment to be: its day by the rule, what speaks against it, and the day to which it may be moved.
type Slot struct {
	Day      civil.Date
	At       civil.Instant
	Against  []msg.Message
	Proposed civil.Date // zero: no free working day was found near
	Choice   Choice     // empty while a slot with something against it was not decided
	Entry    string     // of an appointment that exists already
}

// Free reports whether nothing speaks against the day.
func (s Slot) Free() bool { return len(s.Against) == 0 }

// Asked is what slots are made of.
type Asked struct {
	Like  supervision.Appointment // client, officer, kind, length; its time is set by the slot
	Days  []civil.Date
	Own   []string // entries of the appointments that move, one a day; empty for new ones
	Clock string
	Until civil.Date
	Now   civil.Instant
	// Others are the open appointments of client and officer around the days.
	Others []supervision.Appointment
}

// near is how many days around a day off or a clash are looked at for another one.
const near = 5

// Slots lays the days out and says what speaks against each: a holiday, a day off, a clash with another appointment or within the
// series itself. A later working day without a clash is proposed, or an earlier one where the term or the next day comes first.
func Slots(a Asked, rules *rulebook.Rulebook, zone supervision.Zone) []Slot {
	out := make([]Slot, len(a.Days))
	taken := map[civil.Date]bool{}
	for _, d := range a.Days {
		taken[d] = true
	}
	var rest []supervision.Appointment
	for _, o := range a.Others {
		own := false
		for _, e := range a.Own {
			own = own || e == o.Entry
		}
		if !own {
			rest = append(rest, o)
		}
	}
	for i, d := range a.Days {
		s := Slot{Day: d, Against: against(a, d, rules, zone, rest)}
		s.At, _ = zone.At(d, a.Clock)
		if i < len(a.Own) {
			s.Entry = a.Own[i]
		}
		if !s.Free() {
			s.Proposed = propose(a, d, taken, rules, zone, rest)
			if !s.Proposed.IsZero() {
				taken[s.Proposed] = true
			}
		}
		out[i] = s
	}
	return out
}

func against(a Asked, day civil.Date, rules *rulebook.Rulebook, zone supervision.Zone, others []supervision.Appointment) []msg.Message {
	x := a.Like
	x.State = supervision.Scheduled
	x.PlannedAt, _ = zone.At(day, a.Clock)
	var problems fault.Problems
	x.Hints(&problems, rules, zone, others)
	var out []msg.Message
	for _, p := range problems {
		out = append(out, p.Msg)
	}
	if !a.Now.Before(x.PlannedAt) {
		out = append(out, msg.New("supervision.appointment_past"))
	}
	return out
}

func propose(a Asked, day civil.Date, taken map[civil.Date]bool, rules *rulebook.Rulebook, zone supervision.Zone, others []supervision.Appointment) civil.Date {
	good := func(d civil.Date) bool {
		return !taken[d] && (a.Until.IsZero() || !d.After(a.Until)) && len(against(a, d, rules, zone, others)) == 0
	}
	for n := 1; n <= near; n++ {
		if d := day.AddDays(n); good(d) {
			return d
		}
	}
	for n := 1; n <= near; n++ {
		if d := day.AddDays(-n); good(d) {
			return d
		}
	}
	return civil.Date{}
}

// Field is the name of the form field of a day's choice.
func Field(day civil.Date) string { return "day-" + day.String() }

// Decide puts the choices into the slots and notes each day that still wants one. What cannot be chosen is refused as well: a move
// without a day to move to, and a day that has passed kept.
func Decide(problems *fault.Problems, slots []Slot, choices map[civil.Date]Choice, now civil.Instant, clock string, zone supervision.Zone) []Slot {
	out := make([]Slot, 0, len(slots))
	for _, s := range slots {
		if s.Free() {
			s.Choice = Keep
			out = append(out, s)
			continue
		}
		switch c := choices[s.Day]; {
		case c == Leave:
			s.Choice = Leave
		case c == Move && !s.Proposed.IsZero():
			s.Choice = Move
			s.At, _ = zone.At(s.Proposed, clock)
		case c == Keep && now.Before(s.At):
			s.Choice = Keep
		default:
			problems.Add(Field(s.Day), "series.choose", "Day", s.Day)
		}
		out = append(out, s)
	}
	return out
}
