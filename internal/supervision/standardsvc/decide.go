package standardsvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/standard"
)

// Decide is the answer of the second person. Row is the version that was on the page.
type Decide struct {
	Client     id.Client
	Entry, Row string
	Agree      bool
	Answer     string
}

// Decide approves or refuses an exemption. Needs ApproveExemption on the client, and another person than who proposed it. Faults:
// not_found, forbidden, conflict when it was decided or changed meanwhile, invalid: a refusal says why.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.ApproveExemption, in.Client); err != nil {
			return step{}, err
		}
		x, err := o.current(ctx, tx, in.Client, in.Entry, in.Row)
		if err != nil {
			return step{}, err
		}
		if x, err = x.Decide(in.Agree, strings.TrimSpace(in.Answer), id.Account(tx.Actor.Ref()), tx.Now); err != nil {
			return step{}, err
		}
		what := "exemption_refused"
		if in.Agree {
			what = "exemption_approved"
		}
		f, err := o.next(ctx, tx, x, in.Row, "supervision."+what)
		if err != nil {
			return step{}, err
		}
		if o.Account != nil {
			if err := o.Account(ctx, tx, x.ProposedBy, access.Notice{Kind: what, Client: x.Client, Subject: x.Entry, Href: href(x)}); err != nil {
				return step{}, err
			}
		}
		return step{access.ApproveExemption, "", []fact.Fact{f}}, o.weigh(ctx, tx, in.Client)
	})
}

// next replaces a version by one that follows from a decision.
func (o *Ops) next(ctx context.Context, tx *db.Tx, x standard.Exemption, row, kind string) (fact.Fact, error) {
	if err := o.replace(ctx, tx, exemptions, x.Client, row, person.Why{}); err != nil {
		return fact.Fact{}, err
	}
	f := o.fact(tx, kind, x)
	return f, o.insert(ctx, tx, x, f.ID)
}

// End ends an exemption before its last day. Row is the version that was on the page.
type End struct {
	Client     id.Client
	Entry, Row string
	On         civil.Date // the last day on which it holds
	Why        string
}

// End ends an exemption early. Needs ExemptContact on the client. Faults: not_found, forbidden, conflict when it does not hold,
// invalid.
func (s *Service) End(ctx context.Context, in End) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.ExemptContact, in.Client); err != nil {
			return step{}, err
		}
		x, err := o.current(ctx, tx, in.Client, in.Entry, in.Row)
		if err != nil {
			return step{}, err
		}
		if x, err = x.End(in.On, o.today(tx), strings.TrimSpace(in.Why), id.Account(tx.Actor.Ref())); err != nil {
			return step{}, err
		}
		f, err := o.next(ctx, tx, x, in.Row, "supervision.exemption_ended")
		if err != nil {
			return step{}, err
		}
		return step{access.ExemptContact, "", []fact.Fact{f}}, o.weigh(ctx, tx, in.Client)
	})
}

// Confirm writes down a confirmation of self-government that came, or that was asked for in vain.
type Confirm struct {
	Client    id.Client
	Exemption string
	Due       civil.Date // which one
	Received  civil.Date // zero: asked for and not received
	Note      string
	Document  string
}

// Confirm records a confirmation; a later word on the same one takes the place of the earlier, which stays in the record. Needs
// ExemptContact on the client. Faults: not_found, forbidden, invalid.
func (s *Service) Confirm(ctx context.Context, in Confirm) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.ExemptContact, in.Client); err != nil {
			return step{}, err
		}
		row, ok, err := db.Maybe[string](ctx, tx, `select c.id from supervision_exemption c where c.client_id = $1 and c.exemption_id = $2 and c.replaced_at is null
			and {visible c.client_id}`, in.Client, in.Exemption)
		if err != nil || !ok {
			return step{}, orMissing(err)
		}
		x, err := o.current(ctx, tx, in.Client, in.Exemption, row)
		if err != nil {
			return step{}, err
		}
		c := standard.Confirmation{Due: in.Due, Received: in.Received, Note: strings.TrimSpace(in.Note), Document: in.Document}
		var p fault.Problems
		x.CheckConfirmation(&p, c, o.today(tx))
		if c.Document != "" && !id.Valid(c.Document) {
			p.Add("document", "field.unknown")
		}
		if err := p.Err(); err != nil {
			return step{}, err
		}
		return o.confirm(ctx, tx, x, c)
	})
}

func orMissing(err error) error {
	if err == nil {
		return fault.MissingRecord()
	}
	return err
}

func (o *Ops) confirm(ctx context.Context, tx *db.Tx, x standard.Exemption, c standard.Confirmation) (step, error) {
	c.Entry = tx.NewID()
	for _, old := range x.Confirmed {
		if old.Due == c.Due {
			c.Entry = old.Entry
			if err := o.replace(ctx, tx, confirmations, x.Client, old.Row, person.Why{}); err != nil {
				return step{}, err
			}
		}
	}
	kind := "supervision.confirmation_received"
	if c.Received.IsZero() {
		kind = "supervision.confirmation_missing"
	}
	f := fact.New(kind, x.Client, "entry", x.Entry, "due", c.Due.String(), "received", c.Received.String())
	f.ID = tx.NewID()
	return step{access.ExemptContact, "", []fact.Fact{f}}, o.put(ctx, tx, confirmations, x.Client, db.Row{
		"id": tx.NewID(), "client_id": x.Client, "confirmation_id": c.Entry, "exemption_id": x.Entry, "due_on": c.Due, "received_on": c.Received,
		"document_id": db.Null(c.Document), "fact_id": f.ID, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(), "replaced_at": nil, "replaced_by": nil,
		"reason": nil, "reason_text": nil,
	}, map[string]string{"note": c.Note})
}
