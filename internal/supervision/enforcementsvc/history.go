package enforcementsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
)

// history gathers what the record says of a client; what the case `except` has used itself is not used up for it.
func (o *Ops) history(ctx context.Context, r *db.Reader, client id.Client, now civil.Instant, except string) (enforcement.History, []supervision.Contact, error) {
	var h enforcement.History
	plans, contacts, err := o.Record.History(ctx, r, client)
	if err != nil {
		return h, nil, err
	}
	for _, a := range plans {
		if a.PlannedAt.Before(now) && (a.State == supervision.Closed || a.State == supervision.Scheduled) {
			h.Entries = append(h.Entries, enforcement.Entry{
				Ref: a.Entry, Kind: enforcement.OfAppointment, Code: a.Outcome, Reason: a.AbsenceReason, Contact: a.Kind,
				On: a.PlannedAt.In(o.Zone), At: a.PlannedAt, Text: a.Closing,
			})
		}
	}
	if h.TermEnd, err = o.Order.EndsOn(ctx, r, client); err != nil {
		return h, nil, err
	}
	if h.Explained, h.Speaks, err = o.Order.Explained(ctx, r, client); err != nil {
		return h, nil, err
	}
	if o.Spans != nil {
		if h.Spans, err = o.Spans(ctx, r, client); err != nil {
			return h, nil, err
		}
	}
	err = o.usedBefore(ctx, r, client, except, &h)
	return h, contacts, err
}

// usedBefore fills what other cases have used up, and the warnings that stand.
func (o *Ops) usedBefore(ctx context.Context, r *db.Reader, client id.Client, except string, h *enforcement.History) error {
	list, err := db.All[enforcement.Case](ctx, r, `select `+caseCols+` from supervision_enforcement c where c.client_id = $1 and c.state <> 'withdrawn'
		and {visible c.client_id} order by c.opened_at, c.id`, client)
	if err != nil {
		return err
	}
	h.Used = map[string]string{}
	numbers := map[string]string{}
	for _, c := range list {
		if c.ID == except {
			continue
		}
		numbers[c.ID] = c.Number()
		if c.State == enforcement.Closed && c.Action == enforcement.Warning {
			h.Warnings = append(h.Warnings, c.StateOn)
		}
	}
	lines, err := db.All[struct {
		Case string
		Kind enforcement.EntryKind
		Ref  string
		On   civil.Date
	}](ctx, r, `select c.case_id, c.kind, c.ref, c.on_day from supervision_enforcement_basis c where c.client_id = $1 and c.counted = true
		and c.kind <> 'duty' and {visible c.client_id} order by c.id`, client)
	for _, l := range lines {
		if n := numbers[l.Case]; n != "" {
			h.Used[enforcement.Entry{Ref: l.Ref, Kind: l.Kind, On: l.On}.Key()] = n
		}
	}
	return err
}

// standing judges what a case rests on by what the record says now.
func (o *Ops) standing(ctx context.Context, r *db.Reader, c enforcement.Case, now civil.Instant) (standing, error) {
	var out standing
	rows, err := o.basisOf(ctx, r, c.Client, c.ID)
	if err != nil {
		return out, err
	}
	duties, err := o.Order.Obligations(ctx, r, c.Client)
	if err != nil {
		return out, err
	}
	h, contacts, err := o.history(ctx, r, c.Client, now, c.ID)
	if err != nil {
		return out, err
	}
	out.history, out.contacts = h, contacts
	for _, x := range rows {
		if x.Kind == duty {
			out.Duty = find(duties, x.Ref)
		}
	}
	var entries []enforcement.Entry
	for _, x := range rows {
		switch {
		case x.Kind == duty:
		case x.Counted:
			e := enforcement.Entry{Ref: x.Ref, Kind: x.Kind, Code: x.Code, On: x.On, Text: x.Text, Order: out.Duty.Order, Since: out.Duty.Since}
			entries = append(entries, e)
		default:
			out.Not = append(out.Not, enforcement.Line{Entry: enforcement.Entry{Ref: x.Ref, Kind: x.Kind, Code: x.Code, On: x.On, Text: x.Text}, Why: x.Why})
		}
	}
	out.Lines = h.Of(o.Rules.At(now.In(o.Zone)), entries)
	return out, nil
}

// standing is what a case rests on now: the obligation, the lines that were counted with the judgement of today, and those that
// were looked at and not counted when the case was opened.
type standing struct {
	Duty     plan.Obligation
	Lines    []enforcement.Line
	Not      []enforcement.Line
	history  enforcement.History
	contacts []supervision.Contact
}

// mayRest asks whether an action may rest on it: lines that count, and for what goes on paper an obligation that binds today.
func (o *Ops) mayRest(ctx context.Context, r *db.Reader, client id.Client, a enforcement.Action, s standing) error {
	if a == enforcement.Acceptable || a == enforcement.NoAction {
		return nil
	}
	var problems fault.Problems
	if err := enforcement.Rests(a, s.Lines); err != nil && !problems.Join("", err) {
		return err
	}
	if a.Papered() {
		if err := o.Order.Enforceable(ctx, r, client, plan.BasisObligation+":"+s.Duty.ID); err != nil && !problems.Join("", err) {
			return err
		}
	}
	return problems.Err()
}

func find(list []plan.Obligation, ref string) plan.Obligation {
	for _, x := range list {
		if x.ID == ref {
			return x
		}
	}
	return plan.Obligation{}
}
