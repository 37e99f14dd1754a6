package standard

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Standing is what lists show of a client: this month and the one that is just over.
type Standing struct {
	Due     civil.Date // when the next contact without an appointment should be at the latest; zero when none is owed
	Short   int        // due this month, neither made nor planned
	Late    int        // of the month before
	Owed    int        // of both: on the side of the service
	Confirm civil.Date // the next confirmation of self-government that is awaited
	Ask     bool       // an exemption holds for which neither the table nor anybody says what is asked
}

// Stand computes it.
func Stand(set rulebook.StandardSet, f *Facts, groups Groups, cal civil.Calendar, today civil.Date) Standing {
	var out Standing
	if m, ok := Of(set, f, today.Year(), today.Month(), today); ok {
		m.Count(groups, f.Events)
		t := m.Totals()
		out.Short, out.Owed = t.Short, t.Owed
		out.Due = m.Next(f, cal, today)
		for _, l := range m.Lines {
			out.Ask = out.Ask || l.Undecided != "" && l.Undecided != rulebook.ExemptMinor && !today.Before(l.From) && !today.After(l.Until)
		}
	}
	before := today.AddDays(-today.Day())
	if m, ok := Of(set, f, before.Year(), before.Month(), today); ok {
		m.Count(groups, f.Events)
		t := m.Totals()
		out.Late, out.Owed = t.Late, out.Owed+t.Owed
	}
	for _, x := range f.Exemptions {
		for _, c := range x.Expected(today) {
			if c.Open() && (out.Confirm.IsZero() || c.Due.Before(out.Confirm)) {
				out.Confirm = c.Due
			}
		}
	}
	return out
}

// Next is the day by which the next contact that is neither made nor planned should be, over all kinds.
func (m *Month) Next(f *Facts, cal civil.Calendar, today civil.Date) civil.Date {
	var out civil.Date
	for _, n := range m.Needs {
		if d := m.Suggest(n, f, cal, today); !d.IsZero() && (out.IsZero() || d.Before(out)) {
			out = d
		}
	}
	return out
}

// Suggest offers a day for the next contact of a kind: the contacts of a month lie in equal parts of it, and the day is the middle
// of the first part without one; never before tomorrow, on a working day, and not while contacts rest. Zero when none is owed.
func (m *Month) Suggest(n Need, f *Facts, cal civil.Calendar, today civil.Date) civil.Date {
	if n.Short == 0 || m.Over {
		return civil.Date{}
	}
	length, made := m.First.DaysUntil(m.Last)+1, n.Done+n.Planned+n.Waiting
	day := m.First.AddDays((2*made + 1) * length / (2 * max(n.Due, 1)))
	if !day.After(today) {
		day = today.AddDays(1)
	}
	for ; !day.After(m.Last); day = day.AddDays(1) {
		if cal.IsWorking(day) && !f.Resting(day, today) {
			return day
		}
	}
	return m.Last
}
