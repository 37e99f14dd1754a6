package opportunitysvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Decision is what a person decided about an opportunity.
type Decision struct {
	ID        string
	Kind      opportunity.Chance
	Answer    string
	To        assessment.Level
	Reason    string
	Text      string
	Reasons   []opportunity.ChanceReason // what the record said then
	Until     civil.Date                 // nothing is offered again before the day after
	DecidedAt civil.Instant
	DecidedBy id.Account
}

// Panel is what a client's record allows now, and what was decided before.
type Panel struct {
	Client  id.Client
	Open    []opportunity.Opportunity
	Decided []Decision
	Last    civil.Date // until when "not now" may hold
}

// Client reads the opportunities of one client, computed from the record as it is now. Needs access.DecideOpportunity on the
// client. Faults: not_found, forbidden.
func (s *Service) Client(ctx context.Context, client id.Client) (Panel, error) {
	out := Panel{Client: client}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		o, today := s.ops, s.Today()
		if err := o.guard.See(ctx, r, access.DecideOpportunity, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		found, err := o.find(ctx, r, []id.Client{client}, today)
		if err != nil {
			return err
		}
		out.Open, out.Last = found[client], today.AddDays(o.rules(today).SnoozeDays)
		out.Decided, err = o.decided(ctx, r, client)
		return err
	})
	return out, err
}

func (o *Ops) decided(ctx context.Context, r *db.Reader, client id.Client) ([]Decision, error) {
	type row struct {
		ID        string
		Kind      opportunity.Chance
		Answer    string
		To        assessment.Level
		Reason    string
		Text      []byte
		Reasons   string
		Until     civil.Date
		DecidedAt civil.Instant
		DecidedBy id.Account
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.kind, c.answer, c.level_to, c.reason, c.reason_text, c.reasons, c.until, c.decided_at, c.decided_by from assessment_chance c
		where c.client_id = $1 and {visible c.client_id} order by c.decided_at desc, c.id desc`, client)
	if err != nil {
		return nil, err
	}
	out := make([]Decision, len(rows))
	for i, x := range rows {
		out[i] = Decision{x.ID, x.Kind, x.Answer, x.To, x.Reason, "", nil, x.Until, x.DecidedAt, x.DecidedBy}
		if out[i].Reasons, err = opportunity.ReadReasons(x.Reasons); err != nil {
			return nil, err
		}
		if out[i].Text, err = o.Seal.OpenText(ctx, r, client, "assessment_chance", "reason_text", x.ID, x.Text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Decide is an answer to an opportunity.
type Decide struct {
	Client id.Client
	Kind   opportunity.Chance
	Answer string // opportunity.ChanceAccepted or ChanceNotNow
	Reason string // of a "not now": code of rulebook.ListNotNow
	Text   string // kept sealed
	Until  civil.Date
}

// Decide accepts an opportunity or says why not now; it returns the identifier of the decision. It must be one that the record
// allows at this moment. Accepting a lower level decides it, which waits for a second person where the level falls from high;
// recognition gives out its letter; fewer contacts and an early end lead to a proposal that rests on the decision. Needs
// access.DecideOpportunity on the client. Faults: not_found, forbidden, invalid, conflict when the record allows it no more.
func (s *Service) Decide(ctx context.Context, in Decide) (string, error) {
	made := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.DecideOpportunity, in.Client); err != nil {
			return err
		}
		today := tx.Now.In(o.Zone)
		in.Text = strings.TrimSpace(in.Text)
		rules := o.rules(today)
		if err := rules.CheckAnswer(in.Answer, in.Reason, in.Text, o.Rules.At(today).List(rulebook.ListNotNow), in.Until, today).Err(); err != nil {
			return err
		}
		found, err := o.find(ctx, &tx.Reader, []id.Client{in.Client}, today)
		if err != nil {
			return err
		}
		open := found[in.Client]
		n := slices.IndexFunc(open, func(x opportunity.Opportunity) bool { return x.Kind == in.Kind })
		if n < 0 {
			return fault.New(fault.Conflict, "assessment.opportunity.gone")
		}
		if in.Answer == opportunity.ChanceAccepted {
			in.Reason, in.Until = "", today.AddMonths(max(rules.CleanMonths, 1))
		}
		facts, key, err := o.keep(ctx, tx, in, open[n])
		if err != nil {
			return err
		}
		made = key
		if _, err := tx.Exec(ctx, `delete from assessment_opportunity where client_id = $1 and kind = $2`, in.Client, string(in.Kind)); err != nil {
			return err
		}
		if err := tx.Record(ctx, access.DecideOpportunity, in.Reason, facts...); err != nil {
			return err
		}
		if in.Answer != opportunity.ChanceAccepted || in.Kind != opportunity.Recognition || o.Recognise == nil {
			return nil
		}
		return o.Recognise(ctx, tx, Recognised{Client: in.Client, Decision: made, Reasons: open[n].Reasons, Text: in.Text})
	})
	return made, err
}

// Recognised is progress that was recognised, for the letter that the client gets.
type Recognised struct {
	Client   id.Client
	Decision string
	Reasons  []opportunity.ChanceReason
	Text     string
}

// Accepted gives a decision that accepted an opportunity of a kind; ok is false for any other. Within sight.
func (o *Ops) Accepted(ctx context.Context, r *db.Reader, client id.Client, decision string, kind opportunity.Chance) (d Decision, ok bool, err error) {
	all, err := o.decided(ctx, r, client)
	for _, x := range all {
		if x.ID == decision && x.Kind == kind && x.Answer == opportunity.ChanceAccepted {
			return x, true, err
		}
	}
	return Decision{}, false, err
}

// Basis gives a decision that accepted an opportunity of a kind, for what rests on it; ok is false for any other. Needs
// access.ReadClient within sight. Faults: not_found.
func (s *Service) Basis(ctx context.Context, client id.Client, decision string, kind opportunity.Chance) (d Decision, ok bool, err error) {
	if !access.From(ctx).May(access.ReadClient) {
		return d, false, fault.MissingRecord()
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadClient, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		d, ok, err = s.ops.Accepted(ctx, r, client, decision, kind)
		return err
	})
	return d, ok, err
}

// keep writes the decision and takes the next step.
func (o *Ops) keep(ctx context.Context, tx *db.Tx, in Decide, open opportunity.Opportunity) ([]fact.Fact, string, error) {
	made := tx.NewID()
	text, err := o.Seal.SealText(ctx, tx, in.Client, "assessment_chance", "reason_text", made, in.Text)
	if err != nil {
		return nil, "", err
	}
	f := fact.New("assessment.opportunity_accepted", in.Client, "opportunity", string(in.Kind))
	if in.Answer == opportunity.ChanceNotNow {
		f = fact.New("assessment.opportunity_not_now", in.Client, "opportunity", string(in.Kind), "until", in.Until.String(), "not_now", in.Reason)
	}
	f.ID = tx.NewID()
	facts := []fact.Fact{f}
	if in.Answer == opportunity.ChanceAccepted && in.Kind == opportunity.LowerLevel {
		if o.Lower == nil {
			return nil, "", fault.New(fault.Unavailable, "fault.unavailable")
		}
		more, err := o.Lower(ctx, tx, in.Client, open.To, in.Text)
		if err != nil {
			return nil, "", err
		}
		facts = append(facts, more...)
	}
	return facts, made, tx.Insert(ctx, "assessment_chance", db.Row{
		"id": made, "client_id": in.Client, "kind": string(in.Kind), "answer": in.Answer, "level_to": db.Null(open.To), "reason": db.Null(in.Reason),
		"reason_text": text, "reasons": open.ReasonsJSON(), "until": in.Until, "decided_at": tx.Now, "decided_by": tx.Actor.Ref(), "fact_id": f.ID,
	})
}
