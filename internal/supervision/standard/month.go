package standard

import (
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Need is what is asked for of one kind in a window, and what became of it.
type Need struct {
	Kind      Kind
	Due       int
	Unset     bool // the table says nothing of this kind on some day
	ToConfirm bool // a number behind it is not sourced
	Done      int
	Planned   int
	Waiting   int
	Excused   int
	Service   int
	Missed    int
	Short     int // while the window runs: neither made nor planned
	Late      int // of a window that is over: was due, and nothing explains that it was not made
	Owed      int // of the missing ones: on the side of the service
}

// Month is a window: a calendar month, cut by the first and the last day of supervision.
type Month struct {
	Year        int
	Month       time.Month
	First, Last civil.Date // the days of supervision within it
	Days        int        // of the calendar month, the divisor of its shares
	Running     bool       // today lies in it
	Over        bool
	Resting     bool // today no contact may be demanded, so that nothing counts as overdue
	Needs       []Need
	Lines       []Line
}

// Of counts one calendar month; ok is false when no day of it is a day of supervision. Months are those of the calendar, as in the
// table ("a month") and in every figure of the service: a window from registration to registration would put the same visit into
// two different months on two pages. The days decide the share at the beginning and the end; each kind is rounded half up once.
func Of(set rulebook.StandardSet, f *Facts, year int, month time.Month, today civil.Date) (Month, bool) {
	first := civil.DateOf(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
	last := civil.DateOf(time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC))
	m := Month{Year: year, Month: month, First: first, Last: last, Days: last.Day()}
	if f.Case.Start.IsZero() || f.Case.Start.After(last) || !f.Case.End.IsZero() && f.Case.End.Before(first) {
		return m, false
	}
	if f.Case.Start.After(first) {
		m.First = f.Case.Start
	}
	if !f.Case.End.IsZero() && f.Case.End.Before(last) {
		m.Last = f.Case.End
	}
	m.Over = m.Last.Before(today)
	m.Running = !m.Over && !m.First.After(today)
	m.Resting = f.Resting(today, today)
	m.Lines = f.lines(set, m.First, m.Last, today)
	return m, true
}

// Count fills the needs of a window from the events of the client.
func (m *Month) Count(groups Groups, events []Event) {
	by := map[Kind][]Event{}
	for _, e := range events {
		if e.On.Before(m.First) || e.On.After(m.Last) {
			continue
		}
		if kind, ok := m.kindOf(groups, e); ok {
			by[kind] = append(by[kind], e)
		}
	}
	for _, kind := range Kinds() {
		n := m.need(kind)
		seen := once(by[kind])
		n.Done, n.Planned, n.Waiting = len(seen[Done]), len(seen[Planned]), len(seen[Waiting])
		n.Excused, n.Service, n.Missed = len(seen[Excused]), len(seen[Service]), len(seen[Missed])
		n.settle(m)
		if n.Due > 0 || n.Unset || m.asks(kind) || n.Done+n.Planned+n.Waiting+n.Excused+n.Service+n.Missed > 0 {
			m.Needs = append(m.Needs, n)
		}
	}
}

// asks reports whether a number is set for a kind on some day, be it zero.
func (m *Month) asks(kind Kind) bool {
	return slices.ContainsFunc(m.Lines, func(l Line) bool { return l.cell(kind).Set })
}

// settle says what of the missing contacts is late, and on whose side it lies.
func (n *Need) settle(m *Month) {
	missing := max(0, n.Due-n.Done-n.Waiting)
	n.Owed = min(n.Service, missing)
	if !m.Over {
		n.Short = max(0, missing-n.Planned)
		n.Owed = min(n.Owed, n.Short)
		return
	}
	if !m.Resting {
		n.Late = max(0, missing-n.Owed-n.Excused)
	}
}

// need adds up what the lines ask for of a kind.
func (m *Month) need(kind Kind) Need {
	n := Need{Kind: kind}
	sum := 0
	for _, l := range m.Lines {
		c := l.cell(kind)
		sum += l.Days * c.N
		if kind != Remote && !c.Set && (l.Code == Asks || l.Code == Agreed && l.Remote.N == 0) {
			n.Unset = true
		}
		if c.Set && c.N > 0 && c.Status.ToConfirm() {
			n.ToConfirm = true
		}
	}
	n.Due = halfUp(sum, 100*m.Days)
	return n
}

func (l Line) cell(kind Kind) rulebook.Cell {
	switch kind {
	case Home:
		return l.Home
	case Remote:
		return l.Remote
	case Office:
	}
	return l.Office
}

// kindOf says for which need an event counts. Where remote contacts stand in the place of visits, whoever comes in person has been
// in touch all the more; elsewhere a telephone call is no visit. A failed attempt on the side of the service belongs to what was
// asked for that day.
func (m *Month) kindOf(groups Groups, e Event) (Kind, bool) {
	i := slices.IndexFunc(m.Lines, func(l Line) bool { return !e.On.Before(l.From) && !e.On.After(l.Until) })
	if i < 0 {
		return "", false
	}
	l := m.Lines[i]
	kind, known := groups[e.Code]
	instead := l.Remote.N > 0 && l.Office.N == 0
	switch {
	case instead:
		return Remote, known || e.Fate == Service
	case !known && e.Fate == Service && l.Remote.N > 0:
		return Remote, true
	case !known && e.Fate == Service:
		return Office, true
	case kind == Remote && l.Remote.N == 0:
		return Remote, e.Fate == Done // shown beside what is asked for, and in nobody's place
	}
	return kind, known
}

// Find gives the need of a kind.
func (m *Month) Find(kind Kind) Need {
	for _, n := range m.Needs {
		if n.Kind == kind {
			return n
		}
	}
	return Need{Kind: kind}
}

// Totals adds up the needs of a window.
func (m *Month) Totals() Need {
	var t Need
	for _, n := range m.Needs {
		if n.Kind == Remote && n.Due == 0 {
			continue
		}
		t.Due, t.Done, t.Planned, t.Waiting = t.Due+n.Due, t.Done+n.Done, t.Planned+n.Planned, t.Waiting+n.Waiting
		t.Excused, t.Service, t.Missed = t.Excused+n.Excused, t.Service+n.Service, t.Missed+n.Missed
		t.Short, t.Late, t.Owed = t.Short+n.Short, t.Late+n.Late, t.Owed+n.Owed
		t.Unset, t.ToConfirm = t.Unset || n.Unset, t.ToConfirm || n.ToConfirm
	}
	return t
}
