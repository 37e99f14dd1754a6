package standardsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/standard"
)

// facts gathers what the standards ask of the records of many clients at once: a handful of statements however many they are.
// From and to bound the contacts and appointments that are read.
func (o *Ops) facts(ctx context.Context, r *db.Reader, cases []Case, from, to, today civil.Date) (map[id.Client]*standard.Facts, error) {
	out := make(map[id.Client]*standard.Facts, len(cases))
	clients := make([]id.Client, len(cases))
	for i, c := range cases {
		clients[i] = c.Client
		out[c.Client] = &standard.Facts{Case: c.Case, Levels: c.Levels, Suspended: c.Suspended}
	}
	if len(clients) == 0 {
		return out, nil
	}
	if err := o.exempt(ctx, r, clients, out); err != nil {
		return nil, err
	}
	if o.Spans != nil {
		spans, err := o.Spans(ctx, r, clients)
		if err != nil {
			return nil, err
		}
		for c, list := range spans {
			out[c].Spans = list
		}
	}
	return out, o.events(ctx, r, clients, from, to, today, out)
}

// exempt fills the exemptions that were approved, with their confirmations.
func (o *Ops) exempt(ctx context.Context, r *db.Reader, clients []id.Client, into map[id.Client]*standard.Facts) error {
	rows, err := db.All[exemptionRow](ctx, r, `select `+exemptionCols+` from supervision_exemption c where c.client_id in `+db.In(len(clients), 1)+`
		and c.replaced_at is null and c.state in ('approved', 'ended') and {visible c.client_id} order by c.client_id, c.from_day, c.id`, db.Args(clients)...)
	if err != nil || len(rows) == 0 {
		return err
	}
	type word struct {
		Client        id.Client
		Exemption     string
		Due, Received civil.Date
	}
	words, err := db.All[word](ctx, r, `select c.client_id, c.exemption_id, c.due_on, c.received_on from supervision_confirmation c where c.client_id in `+
		db.In(len(clients), 1)+` and c.replaced_at is null and {visible c.client_id}`, db.Args(clients)...)
	for _, x := range rows {
		e := x.plain()
		for _, w := range words {
			if w.Exemption == x.Entry {
				e.Confirmed = append(e.Confirmed, standard.Confirmation{Due: w.Due, Received: w.Received})
			}
		}
		into[x.Client].Exemptions = append(into[x.Client].Exemptions, e)
	}
	return err
}

// events fills appointments and contacts of a time.
func (o *Ops) events(ctx context.Context, r *db.Reader, clients []id.Client, from, to, today civil.Date, into map[id.Client]*standard.Facts) error {
	type planned struct {
		Client      id.Client
		Entry, Kind string
		At          civil.Instant
		State       supervision.State
		Outcome     string
		Absence     string
	}
	rb := o.Rules.At(today)
	args := append([]any{from.StartIn(o.Zone), to.AddDays(1).StartIn(o.Zone)}, db.Args(clients)...)
	plans, err := db.All[planned](ctx, r, `select c.client_id, c.appointment_id, c.kind, c.planned_at, c.state, c.outcome, c.absence_reason from supervision_appointment c
		where c.client_id in `+db.In(len(clients), 3)+` and c.planned_at >= $1 and c.planned_at < $2 and c.replaced_at is null and c.moved = false and {visible c.client_id}
		order by c.client_id, c.planned_at, c.id`, args...)
	if err != nil {
		return err
	}
	for _, x := range plans {
		a := supervision.Appointment{Entry: x.Entry, Kind: x.Kind, State: x.State, Outcome: x.Outcome, AbsenceReason: x.Absence}
		if e, ok := standard.OfAppointment(rb, a, x.At.In(o.Zone), today); ok {
			into[x.Client].Events = append(into[x.Client].Events, e)
		}
	}
	type contact struct {
		Client      id.Client
		Entry, Kind string
		At          civil.Instant
	}
	seen, err := db.All[contact](ctx, r, `select c.client_id, c.contact_id, c.kind, c.started_at from supervision_contact c
		where c.client_id in `+db.In(len(clients), 3)+` and c.started_at >= $1 and c.started_at < $2 and c.replaced_at is null and c.moved = false and {visible c.client_id}
		order by c.client_id, c.started_at, c.id`, args...)
	for _, x := range seen {
		if e, ok := standard.OfContact(rb, x.Entry, x.Kind, x.At.In(o.Zone)); ok {
			into[x.Client].Events = append(into[x.Client].Events, e)
		}
	}
	return err
}

// Stand says what lists show of cases: a handful of statements for any number of them, and none for those not on the register.
func (o *Ops) Stand(ctx context.Context, r *db.Reader, cases []Case) (map[id.Client]standard.Standing, error) {
	var live []Case
	for _, c := range cases {
		if !c.Start.IsZero() {
			live = append(live, c)
		}
	}
	out := make(map[id.Client]standard.Standing, len(cases))
	if len(live) == 0 {
		return out, nil
	}
	today := o.now().In(o.Zone)
	first := today.AddDays(1 - today.Day())
	tables, err := o.Tables(ctx, r)
	if err != nil {
		return nil, err
	}
	rb := o.Rules.At(today)
	back := rb.Int(standard.RuleLateMonths, today, 1)
	facts, err := o.facts(ctx, r, live, first.AddMonths(-max(back, 1)), first.AddMonths(1).AddDays(-1), today)
	if err != nil {
		return nil, err
	}
	groups, cal := standard.GroupsOf(rb), rb.Calendar()
	for client, f := range facts {
		s := standard.Stand(tables, f, groups, cal, today, back)
		if codes := standard.Codes(rb, s.Kind); s.Code == "" && !s.Due.IsZero() && len(codes) > 0 {
			s.Code = codes[0]
		}
		out[client] = s
	}
	return out, nil
}

// Exempted lists the exemptions of clients that were approved, as the table of standards takes them: the workload counts by them.
func (o *Ops) Exempted(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]standard.Exemption, error) {
	into := make(map[id.Client]*standard.Facts, len(clients))
	for _, c := range clients {
		into[c] = &standard.Facts{}
	}
	out := map[id.Client][]standard.Exemption{}
	if len(clients) == 0 {
		return out, nil
	}
	err := o.exempt(ctx, r, clients, into)
	for c, f := range into {
		if len(f.Exemptions) > 0 {
			out[c] = f.Exemptions
		}
	}
	return out, err
}

// Seasons gives the agreed absences of a client as spans, for whoever asks when contact goes by telephone or message.
func (o *Ops) Seasons(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Span, error) {
	all, err := o.Exempted(ctx, r, []id.Client{client})
	var out []supervision.Span
	for _, x := range all[client] {
		if x.Reason == standard.Season && !x.Last().Before(x.Days.From) {
			out = append(out, supervision.Span{
				Client: client, Entry: x.Entry, Kind: supervision.Seasonal, From: x.Days.From, Until: x.Last(), Remote: x.Remote.Times > 0,
			})
		}
	}
	return out, err
}
