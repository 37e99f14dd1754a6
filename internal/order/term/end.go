package term

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
)

// firstEnd is the end before credits and suspensions. An end that the judgment names goes before arithmetic, unless a
// later act changed the length.
func (r *Result) firstEnd(in Input, c Convention) bool {
	stated := in.StatedEnd
	if len(in.Changes) > 0 || in.Converted != nil {
		stated = civil.Date{}
	}
	if r.Length.IsZero() && stated.IsZero() {
		r.warn("term.warn.no_length")
		return false
	}
	if !stated.IsZero() && stated.Before(r.Start) {
		r.warn("term.warn.ends_before_start", "Start", r.Start, "End", stated)
		return false
	}
	reckoned := stated
	if !r.Length.IsZero() {
		reckoned = c.last(r.Length, r.Start)
		if m := r.Length.TotalMonths(); c.Least > 0 && m < c.Least || c.Most > 0 && (m > c.Most || m == c.Most && r.Length.Days > 0) {
			r.warn("term.warn.unusual_length", "Term", r.Length, "Least", c.Least, "Most", c.Most)
		}
	}
	r.End = reckoned
	if !r.Length.IsZero() {
		r.line(msg.New("term.line.length", "Term", r.Length, "Day", reckoned), 0)
	}
	if !stated.IsZero() {
		r.End = stated
		r.line(msg.New("term.line.stated_end", "Day", stated), 0)
		if stated != reckoned {
			r.warn("term.warn.stated_differs", "Stated", stated, "Reckoned", reckoned)
		}
	}
	return true
}

// credit takes off what the judgment counts towards the term, at most the whole of it.
func (r *Result) credit(credits []Credit, c Convention) {
	for _, k := range credits {
		ratio := k.For
		if ratio <= 0 {
			ratio = max(c.Ratio[k.Kind], 1)
		}
		n := k.Days * ratio
		if n <= 0 {
			continue
		}
		floor := r.Start.AddDays(-1)
		left := floor.DaysUntil(r.End)
		if n >= left {
			if n > left {
				r.warn("term.warn.credit_exceeds", "Days", n, "Left", left)
			}
			n, r.Served = left, true
		}
		r.End = r.End.AddDays(-n)
		r.line(msg.Plural("term.line.credit", n, "Kind", msg.New("term.credit."+k.Kind), "Held", k.Days, "Day", r.End), -n)
	}
}

// suspend adds the days that do not count. Suspensions that touch are one; what lies before the first day or after the
// end is left out with a warning.
func (r *Result) suspend(all []Suspension) {
	for _, s := range united(all) {
		if !s.Valid() {
			r.warn("term.warn.suspension_reversed", "From", s.From, "To", s.To)
			continue
		}
		if s.From.After(r.End) || !s.IsOpen() && s.To.Before(r.Start) {
			r.warn("term.warn.suspension_outside", "From", s.From, "To", s.To)
			continue
		}
		if s.From.Before(r.Start) {
			s.From = r.Start
		}
		if s.IsOpen() {
			r.StandsNow, r.Left = true, s.From.AddDays(-1).DaysUntil(r.End)
			r.End = civil.Date{}
			r.line(msg.Plural("term.line.stands", r.Left, "From", s.From), 0)
			return
		}
		n, _ := s.Days()
		r.End = r.End.AddDays(n)
		r.line(msg.Plural("term.line.suspended", n, "From", s.From, "To", s.To, "Day", r.End), n)
	}
}

// united orders suspensions and joins those that overlap or touch, so that no day is added twice.
func united(all []Suspension) []Suspension {
	in := slices.Clone(all)
	slices.SortStableFunc(in, func(a, b Suspension) int { return a.From.Compare(b.From) })
	var out []Suspension
	for _, s := range in {
		if n := len(out); n > 0 && s.Valid() && out[n-1].Valid() {
			last := &out[n-1]
			if last.IsOpen() {
				continue
			}
			if !s.From.After(last.To.AddDays(1)) {
				if s.IsOpen() || s.To.After(last.To) {
					last.To = s.To
				}
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// concur carries the end to that of an order that runs beside this one and ends later.
func (r *Result) concur(others []Other) {
	for _, o := range others {
		if o.Join != Concurrent || o.End.IsZero() {
			continue
		}
		if o.End.After(r.End) {
			r.End = o.End
		}
		r.line(msg.New("term.line.concurrent", "Number", o.Number, "Day", o.End), 0)
	}
}

func (r *Result) roll(c Convention) {
	if !c.Rolls || c.Calendar.IsWorking(r.End) || r.Served {
		return
	}
	next := c.Calendar.NextWorking(r.End)
	n := r.End.DaysUntil(next.Day)
	r.End = next.Day
	r.line(msg.New("term.line.rolled", "Day", r.End), n)
	if !next.Certain() {
		r.warn("term.warn.no_calendar")
	}
}

// early ends the term by an act. An act after the end changes nothing: nobody is kept longer than the term.
func (r *Result) early(on civil.Date) {
	switch {
	case on.IsZero():
	case r.End.IsZero() || on.Before(r.End):
		r.End, r.EndedEarly, r.StandsNow = on, true, false
		r.line(msg.New("term.line.ended_early", "Day", on), 0)
	case on.After(r.End):
		r.warn("term.warn.ended_late", "Day", on, "End", r.End)
	}
}
