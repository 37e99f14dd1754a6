package demo

import (
	"cmp"
	"slices"

	"tuzjol/internal/kernel/civil"
)

// filed is how many ordinary clients of the personas' office have papers in their files; scanning is slow.
const filed = 40

// contactsEach is how many contacts a client has on average.
const contactsEach = 20

// steps lays out what happens to everybody and puts it in order of time.
func (m *maker) steps() {
	rate := m.rate()
	for i := range m.w.Clients {
		m.lay(int32(i), &m.w.Clients[i], rate) //nolint:gosec // far fewer than 2^31
	}
	slices.SortStableFunc(m.w.Steps, func(a, b Step) int { return cmp.Compare(a.At, b.At) })
}

// window is the time in which a client was met: from the register to the end of the term or to yesterday.
func (c *Client) window() (from, to civil.Date) {
	if c.Registered.IsZero() {
		return civil.Date{}, civil.Date{}
	}
	from, to = c.Registered.AddDays(5), today.AddDays(-1)
	if c.Stage >= TakenOver {
		from = maxDate(from, today.AddDays(-150))
	}
	if end := c.end(); !end.IsZero() && !end.After(to) {
		to = end.AddDays(-2)
	}
	return from, to
}

// end is about the last day of the term; zero when it has none.
func (c *Client) end() civil.Date {
	if c.TermMonths == 0 {
		return civil.Date{}
	}
	return c.InForce.AddMonths(c.TermMonths).AddDays(-1)
}

func maxDate(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// rate is the number of contacts a day that makes contactsEach on average.
func (m *maker) rate() float64 {
	days := 0
	for i := range m.w.Clients {
		from, to := m.w.Clients[i].window()
		if !from.IsZero() && from.Before(to) {
			days += from.DaysUntil(to)
		}
	}
	return contactsEach * float64(len(m.w.Clients)) / float64(max(days, 1))
}

func (m *maker) add(client int32, kind StepKind, at int64, plan int32) {
	m.w.Steps = append(m.w.Steps, Step{At: at, Client: client, Kind: kind, Plan: plan, Draw: uint8(m.r.IntN(256))}) //nolint:gosec // below 256
}

func (m *maker) lay(n int32, c *Client, rate float64) {
	if int(n) >= m.Told && c.Story == "" && !c.Registered.IsZero() {
		m.carry(n, c, rate)
		return
	}
	if c.Stage >= TakenOver {
		m.takeOver(n, c)
	} else {
		m.intake(n, c)
	}
	if c.Registered.IsZero() {
		return
	}
	last := max(m.contacts(n, c, rate), m.regular(n, c))
	if c.Office == HomeOffice && (c.Story != "" || m.filed < filed && m.chance(0.4)) {
		m.filed++
		m.add(n, StepPapers, m.papersAt(n, c), 0)
	}
	if end := c.end(); !end.IsZero() && end.Before(today) {
		c.Stage = Ended
		m.add(n, StepEnd, m.at(end.AddDays(1), 8, 30), 0)
		return
	}
	m.plans(n, c, last)
}

// papersAt is the evening of the day on which the client was registered, or the case came from paper.
func (m *maker) papersAt(n int32, c *Client) int64 {
	if c.Stage < TakenOver {
		return m.at(c.Registered, 17, 20)
	}
	for _, s := range slices.Backward(m.w.Steps) {
		if s.Client == n && s.Kind == StepTakeOver {
			return s.At + 1800
		}
	}
	return m.at(today.AddDays(-1), 17, 20)
}

func (m *maker) intake(n int32, c *Client) {
	at := m.at(c.Received, m.between(9, 15), m.between(0, 59))
	m.add(n, StepReceive, at, 0)
	if c.Stage == Received {
		return
	}
	at += int64(m.between(10, 40)) * 60
	m.add(n, StepCheck, at, 0)
	if c.Stage == Checked {
		return
	}
	at += int64(m.between(3, 15)) * 60
	m.add(n, StepAccept, at, 0)
	call := c.Received
	for range m.between(1, 2) {
		call = m.working(call.AddDays(m.between(1, 3)))
		if call.Before(today) && (c.Registered.IsZero() || call.Before(c.Registered)) {
			m.add(n, StepCall, m.moment(call), 0)
		}
	}
	if !c.Registered.IsZero() {
		m.add(n, StepRegister, m.at(c.Registered, m.between(9, 16), m.between(0, 39)), 0)
	}
}

// takeOver is the case on paper that comes into the service within its first months of use.
func (m *maker) takeOver(n int32, c *Client) {
	day := m.working(maxDate(c.Registered.AddDays(3), today.AddDays(-m.between(3, 150))))
	if end := c.end(); end.Before(today.AddDays(5)) { // a case that has run out is not taken over
		c.TermMonths += 24
	}
	if !day.Before(today) {
		day = c.Registered
	}
	m.add(n, StepTakeOver, m.at(day, m.between(9, 16), m.between(0, 59)), 0)
	if compare := m.working(day.AddDays(m.between(2, 20))); c.Stage == TakenOverKnown && compare.Before(today) {
		m.add(n, StepCompare, m.moment(compare), 0)
	}
}

// here is the client's window from the day on which the case is in the service: nothing is written before.
func (m *maker) here(n int32, c *Client) (from, to civil.Date) {
	from, to = c.window()
	if c.Stage < TakenOver {
		return from, to
	}
	for _, s := range slices.Backward(m.w.Steps) {
		if s.Client != n {
			break
		}
		if s.Kind == StepTakeOver {
			return maxDate(from, civil.MustDate(dayOf(s.At, m)).AddDays(1)), to
		}
	}
	return from, to
}

// contacts lays meetings, calls and notes over the window; the last one stands in the day before.
func (m *maker) contacts(n int32, c *Client, rate float64) int64 {
	from, to := m.here(n, c)
	days := from.DaysUntil(to)
	if from.IsZero() || days <= 0 {
		return 0
	}
	var last int64
	for range int(float64(days)*rate*(0.7+0.6*m.r.Float64()) + 0.5) {
		day := m.working(from.AddDays(m.r.IntN(days)))
		if day.After(to) {
			continue
		}
		at := m.moment(day)
		m.add(n, StepContact, at, 0)
		last = max(last, at)
	}
	return last
}

// regular lays the visits to the office of the last months for the office of the persona: it keeps the standards for most of its
// clients, so that what is missing tells something.
func (m *maker) regular(n int32, c *Client) (last int64) {
	from, to := m.here(n, c)
	if c.Office != HomeOffice || from.IsZero() || m.chance(0.15) {
		return 0
	}
	for _, ago := range [...]int{100, 85, 70, 55, 40, 25, 9} {
		day := m.working(today.AddDays(-ago - m.between(0, 3)))
		if day.Before(from) || day.After(to) {
			continue
		}
		last = m.moment(day)
		m.w.Steps = append(m.w.Steps, Step{At: last, Client: n, Kind: StepContact, Draw: uint8(m.between(0, 15)*16 + m.between(0, 7))}) //nolint:gosec // below 256
	}
	return last
}

func dayOf(at int64, m *maker) string { return civil.At(TimeOf(at)).In(m.Zone).String() }
