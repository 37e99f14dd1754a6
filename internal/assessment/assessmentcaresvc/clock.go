package assessmentcaresvc

import (
	"context"
	"slices"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Rules of the clocks.
const (
	ruleFirst   = "rna.due_days_after_registration"
	ruleChange  = "rna.change_days"
	ruleWeeks   = "rna.min_remaining_weeks"
	ruleMonths  = "rna.reassess_months"
	ruleKinds   = "rna.kinds"
	ruleLead    = "rna.confirm_lead_days"
	rulePeriods = "rna.confirm_periods"
	ruleAsked   = "rna.asked_from"
)

func clockRules(rules *rulebook.Rulebook, on civil.Date) assessment.ClockRules {
	out := assessment.ClockRules{
		First: civil.Clock{N: 20, Unit: civil.WorkingDays}, Change: civil.Clock{N: 10, Unit: civil.WorkingDays},
		Weeks: rules.Int(ruleWeeks, on, 8), Months: rules.Int(ruleMonths, on, 6), Calendar: rules.Calendar(), AskedFrom: rules.Date(ruleAsked, on),
	}
	if d, ok := rules.Deadline(ruleFirst, on); ok {
		out.First = d.Clock
	}
	if d, ok := rules.Deadline(ruleChange, on); ok {
		out.Change = d.Clock
	}
	return out
}

// inForce is the assessment that decides about a client's clock.
type inForce struct {
	Client     id.Client
	ID         string
	Instrument string
	Version    string
	State      assessment.State
	SignedAt   civil.Instant
	ValidUntil civil.Date
	Row        int
}

// standings reads what the clocks need for a set of clients. Only assessments of the ordinary record lead to a level.
func (o *Ops) standings(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]assessment.ClockIn, error) {
	out := make(map[id.Client]assessment.ClockIn, len(clients))
	if len(clients) == 0 {
		return out, nil
	}
	orders, err := o.supervised(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	on := o.Now().In(o.Zone)
	kinds, _ := o.Rules.At(on).Lookup(ruleKinds, on)
	for _, c := range clients {
		x := orders[c]
		in := assessment.ClockIn{}
		if x.Active {
			in = assessment.ClockIn{Listed: slices.Contains(kinds.Value.List, x.Kind), Registered: x.Registered, TermEnd: x.TermEnd}
		}
		out[c] = in
	}
	if err := o.addCases(ctx, r, clients, orders, out); err != nil {
		return nil, err
	}
	return out, o.addChanges(ctx, r, clients, out)
}

func (o *Ops) supervised(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]Supervised, error) {
	if o.Orders == nil {
		return map[id.Client]Supervised{}, nil
	}
	return o.Orders.Supervised(ctx, r, clients)
}

func (o *Ops) addCases(ctx context.Context, r *db.Reader, clients []id.Client, orders map[id.Client]Supervised, out map[id.Client]assessment.ClockIn) error {
	rows, err := db.All[inForce](ctx, r, `select c.client_id, c.id, c.instrument, c.instrument_version, c.state, c.signed_at, c.valid_until, c.version
		from assessment_assessment c where c.client_id in `+db.In(len(clients), 1)+` and c.instrument_use = 'assessment' and c.compartment is null
		and c.state in ('open','signed','in_force') and {visible c.client_id} and {inside c.client_id c.compartment}
		order by c.client_id, c.signed_at, c.id`, db.Args(clients)...)
	if err != nil {
		return err
	}
	current := map[string]id.Client{}
	for _, x := range rows {
		in := out[x.Client]
		switch x.State {
		case assessment.Open:
			in.Begun = true
		case assessment.Signed:
			in.Waiting = true
		case assessment.InForce:
			if orders[x.Client].Active {
				in.Signed, in.ValidUntil, in.Confirmed = x.SignedAt.In(o.Zone), x.ValidUntil, civil.Date{}
				current[x.ID] = x.Client
			}
		case assessment.Replaced, assessment.Dropped:
		}
		out[x.Client] = in
	}
	return o.addConfirmed(ctx, r, current, out)
}

func (o *Ops) addConfirmed(ctx context.Context, r *db.Reader, current map[string]id.Client, out map[id.Client]assessment.ClockIn) error {
	if len(current) == 0 {
		return nil
	}
	var ids []string
	for a := range current {
		ids = append(ids, a)
	}
	slices.Sort(ids)
	type row struct {
		Assessment string
		Until      civil.Date
	}
	rows, err := db.All[row](ctx, r, `select c.assessment_id, max(c.valid_until) from assessment_confirmation c where c.assessment_id in `+db.In(len(ids), 1)+
		` and {visible c.client_id} group by c.assessment_id`, db.Args(ids)...)
	for _, x := range rows {
		in := out[current[x.Assessment]]
		in.Confirmed = x.Until
		out[current[x.Assessment]] = in
	}
	return err
}

func (o *Ops) addChanges(ctx context.Context, r *db.Reader, clients []id.Client, out map[id.Client]assessment.ClockIn) error {
	type row struct {
		Client id.Client
		Due    civil.Date
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.due_on from assessment_change c where c.client_id in `+db.In(len(clients), 1)+
		` and c.state = 'open' and {visible c.client_id} order by c.due_on, c.id`, db.Args(clients)...)
	for _, x := range rows {
		in := out[x.Client]
		in.Changes = append(in.Changes, x.Due)
		out[x.Client] = in
	}
	return err
}

// CardPart computes rna_state, rna_due and flags_n; r sees all. Flags inside a sealed compartment are not counted: the card is
// read by everybody who sees the client.
func (o *Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	out := make(map[id.Client]db.Row, len(clients))
	in, err := o.standings(ctx, r, clients)
	if err != nil || len(clients) == 0 {
		return out, err
	}
	on := o.Now().In(o.Zone)
	rules := clockRules(o.Rules.At(on), on)
	for _, c := range clients {
		got := assessment.Clock(in[c], rules)
		out[c] = db.Row{"rna_state": string(got.State), "rna_due": got.Due, "flags_n": 0}
	}
	type count struct {
		Client id.Client
		N      int
	}
	counts, err := db.All[count](ctx, r, `select c.client_id, count(*) from assessment_flag c where c.client_id in `+db.In(len(clients), 1)+
		` and c.state = 'open' and c.compartment is null and {visible c.client_id} and {inside c.client_id c.compartment} group by c.client_id`, db.Args(clients)...)
	for _, x := range counts {
		out[x.Client]["flags_n"] = x.N
	}
	return out, err
}

// clock reads one client's clock with the assessment in force; ok is false when there is none.
func (o *Ops) clock(ctx context.Context, r *db.Reader, client id.Client, today civil.Date) (in assessment.ClockIn, out assessment.ClockOut, now inForce, ok bool, err error) {
	all, err := o.standings(ctx, r, []id.Client{client})
	if err != nil {
		return in, out, now, false, err
	}
	in = all[client]
	out = assessment.Clock(in, clockRules(o.Rules.At(today), today))
	now, ok, err = db.Maybe[inForce](ctx, r, `select c.client_id, c.id, c.instrument, c.instrument_version, c.state, c.signed_at, c.valid_until, c.version
		from assessment_assessment c where c.client_id = $1 and c.instrument_use = 'assessment' and c.compartment is null and c.state = 'in_force'
		and {visible c.client_id} and {inside c.client_id c.compartment} order by c.signed_at desc, c.id desc`, client)
	return in, out, now, ok, err
}
