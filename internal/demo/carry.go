package demo

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Told is how many clients have a history step by step unless Options say otherwise. Those beyond came from paper in one entry a case when the service
// began, and their contacts from the officers' journals, a few at a time: a world for benches, filled in a fraction of the
// time, with the same rows in the record.
const Told = 4000

// journalPage is how many contacts are written down at once from a journal.
const journalPage = 6

// carry lays the few steps of a case that came from paper.
func (m *maker) carry(n int32, c *Client, rate float64) {
	c.Stage = TakenOverKnown
	day := maxDate(c.Registered.AddDays(2), civil.MustDate("2025-01-13").AddDays(m.between(0, 75)))
	end := c.end()
	over := !end.IsZero() && end.Before(today)
	if over && !day.Before(end.AddDays(-10)) {
		day = c.Registered.AddDays(2)
	}
	if day = m.working(day); !day.Before(today) {
		day = c.Registered
	}
	brought := m.at(day, m.between(9, 15), m.between(0, 59))
	m.add(n, StepCarry, brought, 0)
	if compare := m.working(day.AddDays(m.between(2, 9))); compare.Before(today) && (!over || compare.Before(end)) {
		m.add(n, StepCompare, m.moment(compare), 0)
	}
	m.journal(n, c, rate, brought)
	switch {
	case over:
		m.add(n, StepEnd, m.at(end.AddDays(1), 8, 30), 0)
	case m.chance(0.6):
		next := m.working(today.AddDays(m.between(1, 30)))
		if end.IsZero() || !next.After(end) {
			m.appointment(n, max(brought+3600, m.moment(m.working(today.AddDays(-m.between(4, 20))))), m.at(next, m.between(9, 16), 30*m.between(0, 1)), false)
		}
	}
}

// journal lays the contacts of a case, evenly over its time, and when each page of them was written down.
func (m *maker) journal(n int32, c *Client, rate float64, brought int64) {
	from, to := c.Registered.AddDays(5), today.AddDays(-1)
	if end := c.end(); !end.IsZero() && !end.After(to) {
		to = end.AddDays(-2)
	}
	days := from.DaysUntil(to)
	total := int(float64(days)*rate*(0.7+0.6*m.r.Float64()) + 0.5)
	if days <= 0 || total == 0 {
		return
	}
	gap := int64(days) * 86400 / int64(total)
	first := m.moment(m.working(from))
	for i := 0; i < total; i += journalPage {
		k := min(journalPage, total-i)
		last := first + int64(i+k-1)*gap
		at := max(last+1200, brought+1800)
		if at >= m.at(today, 8, 0) {
			return
		}
		m.w.Steps = append(m.w.Steps, Step{At: at, Client: n, Kind: StepJournal, Plan: int32((at - last) / 60), Gap: int32(gap / 60), //nolint:gosec // minutes of years
			Draw: uint8(k + 8*m.r.IntN(32))}) //nolint:gosec // below 256
	}
}

// bring takes a case over with its officer, in one entry.
func (d *seeder) bring(ctx context.Context, c *Client, l *life) error {
	in := orderintakesvc.TakeOver{TakeOver: order.TakeOver{Incoming: incoming(c), RegisteredOn: c.Registered.String()}, New: true}
	return d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if l.judgment, l.client, err = d.Intake.Ops().TakeOver(ctx, tx, in); err != nil {
			return err
		}
		f, err := d.Cases.Ops().Assign(ctx, tx, orgcasesvc.Allocate{Client: l.client, Account: d.w.Staff[c.Officer].ID, Reason: "first"})
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.TakeOverCase, "", fact.New("order.judgment_accepted", l.client, "judgment", l.judgment), f)
	})
}

// page of a journal: contacts that happened over weeks, written down together.
func (d *seeder) journal(ctx context.Context, s Step, c *Client, l *life) error {
	texts := inTongue(contactTexts, d.w.Staff[c.Officer].Language)
	k := int(s.Draw % 8)
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		var facts []fact.Fact
		for i := range k {
			back := time.Duration(s.Plan)*time.Minute + time.Duration(k-1-i)*time.Duration(s.Gap)*time.Minute
			_, made, err := d.Supervision.Ops().LogContact(ctx, tx, supervisionsvc.LogContact{Client: l.client, Kind: contactKinds[(int(s.Draw)/8+i*5)%15],
				Minutes: 15, Source: "office", StartedAt: civil.At(timeOf(s.At).Add(-back)), Text: texts[(int(s.Draw)/8+i)%len(texts)]})
			if err != nil {
				return err
			}
			facts = append(facts, made...)
		}
		return tx.Record(ctx, access.RecordContact, "", facts...)
	})
}
