package order

import (
	"slices"
	"strconv"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Nearness is where a day stands before the end of a term.
type Nearness struct {
	Days   int  // until the last day; 0 on it, negative after it
	Window int  // the smallest window the day lies in, such as 30, 14 or 0
	Soon   bool // lies in a window
	Ended  bool // the last day is past
}

// Near tells how near the end is. A term without end (zero) is never near.
func Near(end, today civil.Date, windows []int) Nearness {
	if end.IsZero() {
		return Nearness{}
	}
	n := Nearness{Days: today.DaysUntil(end)}
	if n.Days < 0 {
		n.Ended = true
		return n
	}
	sorted := slices.Sorted(slices.Values(windows))
	for _, w := range sorted {
		if n.Days <= w {
			n.Window, n.Soon = w, true
			break
		}
	}
	return n
}

// Windows are the windows of the list of endings, such as 30, 14, 0, as the rulebook gives them.
func Windows(rb *rulebook.Rulebook, on civil.Date) []int {
	var out []int
	if rule, ok := rb.Lookup(rulebook.RuleEndsSoonDays, on); ok {
		for _, s := range rule.Value.List {
			if n, err := strconv.Atoi(s); err == nil {
				out = append(out, n)
			}
		}
	}
	return out
}

// AfterEnd reports whether something demanded of the client on a day comes after the last day of the order. Such a
// demand has no ground and is listed for the head.
func AfterEnd(demand, end civil.Date) bool { return !end.IsZero() && demand.After(end) }

// Consequence is what follows from a ground of end.
type Consequence struct {
	Ground        string
	HidesRecord   bool // expunged: the record is closed to ordinary sight at once
	Rehabilitates bool // quashed: the supervision had no ground
	Successor     bool // changed: another order follows
	NeedsDocument bool
	NeedsNote     bool
	AtEnd         bool // served: only on or after the last day
}

// ConsequenceOf reads a ground; ok is false when the rulebook does not know it. Whatever the ground, appointments, bans
// and demands stop with the order.
func ConsequenceOf(rb *rulebook.Rulebook, ground string) (Consequence, bool) {
	i, ok := rb.List(rulebook.ListEndGrounds).Item(ground)
	return Consequence{
		Ground: ground, HidesRecord: i.Is("hides_record"), Rehabilitates: i.Is("rehabilitates"),
		Successor: i.Is("successor"), NeedsDocument: i.Is("document"), NeedsNote: i.Is("note_required"), AtEnd: i.Is("at_end"),
	}, ok
}

// Closing is the end of an order as somebody enters it.
type Closing struct {
	Ground   string
	On       civil.Date
	Document bool // the document of the ground is attached
	Note     string
}

// Check says everything that is wrong with a closing. Start and end are those of the order; end may be zero. The day
// may lie in the past, since papers come late, but not in the future.
func (k Closing) Check(rb *rulebook.Rulebook, start, end, today civil.Date) (Consequence, error) {
	var p fault.Problems
	c, ok := ConsequenceOf(rb, k.Ground)
	switch {
	case k.Ground == "":
		p.Add("ground", "field.choose")
	case !ok || !rb.List(rulebook.ListEndGrounds).Holds(k.Ground, today):
		p.Add("ground", "field.unknown")
	}
	switch {
	case k.On.IsZero():
		p.Add("on", "field.required")
	case k.On.After(today):
		p.Add("on", "term.end.in_future")
	case !start.IsZero() && k.On.Before(start) && !c.Rehabilitates:
		p.Add("on", "term.end.before_start", "Start", start)
	case c.AtEnd && !end.IsZero() && k.On.Before(end):
		p.Add("on", "term.end.not_served", "End", end)
	case c.AtEnd && end.IsZero():
		p.Add("ground", "term.end.no_end")
	}
	if c.NeedsDocument && !k.Document {
		p.Add("document", "term.end.document")
	}
	if c.NeedsNote && k.Note == "" {
		p.Add("note", "field.required")
	}
	return c, p.Err()
}
