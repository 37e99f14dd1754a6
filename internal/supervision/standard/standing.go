package standard

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Standing is what lists show of a client: this month and those that are over.
type Standing struct {
	Due     civil.Date // when the next contact without an appointment should be at the latest; zero when none is owed
	Kind    Kind       // of that contact
	Code    string     // code of contact_kinds that was agreed for it; empty where any of its kind will do
	Short   int        // due this month, neither made nor planned
	Late    int        // of the months looked back at, and not made up for since
	Owed    int        // of all of them: on the side of the service
	Confirm civil.Date // the next confirmation of self-government that is awaited
	Ask     bool       // an exemption holds for which neither the table nor anybody says what is asked
}

// RuleLateMonths is the rule that says how many months that are over are looked back at.
const RuleLateMonths = "contacts.late_months"

// Stand computes it, looking back at so many months that are over. What is missing of a month is late until it is made up for: a contact
// of the same kind beyond what a later month asked for stands for an earlier one.
func Stand(set rulebook.StandardSet, f *Facts, groups Groups, cal civil.Calendar, today civil.Date, back int) Standing {
	var out Standing
	first := today.AddDays(1 - today.Day())
	missing := map[Kind]int{}
	for i := -max(back, 1); i <= 0; i++ {
		at := first.AddMonths(i)
		m, ok := Of(set, f, at.Year(), at.Month(), today)
		if !ok {
			continue
		}
		m.Count(groups, f.Events)
		out.Owed += m.Totals().Owed
		for _, n := range m.Needs {
			if n.Kind != Remote || n.Due > 0 {
				missing[n.Kind] = max(0, missing[n.Kind]+n.Late-max(0, n.Done-n.Due))
			}
		}
		if i == 0 {
			out.now(&m, f, cal, today)
		}
	}
	for _, n := range missing {
		out.Late += n
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

// now fills what is asked for in the month that runs.
func (s *Standing) now(m *Month, f *Facts, cal civil.Calendar, today civil.Date) {
	s.Short = m.Totals().Short
	s.Due, s.Kind = m.Next(f, cal, today)
	for _, l := range m.Lines {
		s.Ask = s.Ask || l.Undecided != "" && l.Undecided != rulebook.ExemptMinor && !today.Before(l.From) && !today.After(l.Until)
		if s.Kind == Remote && !s.Due.IsZero() && !s.Due.Before(l.From) && !s.Due.After(l.Until) {
			s.Code = l.RemoteCode
		}
	}
}

// Next is the day by which the next contact that is neither made nor planned should be, over all kinds, and its kind.
func (m *Month) Next(f *Facts, cal civil.Calendar, today civil.Date) (civil.Date, Kind) {
	var out civil.Date
	var kind Kind
	for _, n := range m.Needs {
		if d := m.Suggest(n, f, cal, today); !d.IsZero() && (out.IsZero() || d.Before(out)) {
			out, kind = d, n.Kind
		}
	}
	return out, kind
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
