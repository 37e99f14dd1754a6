// Package care binds what surrounds an assessment to the staff, the orders and the notices of the service.
package care

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/event"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Bound is what the composition root gives.
type Bound struct {
	DB          *db.DB
	Seal        *seal.Sealer
	Rules       *rulebook.Set
	Zone        *time.Location
	Org         *orgsvc.Service
	Instruments []*engine.Instrument
	Warn        func(ctx context.Context, tx *db.Tx, client id.Client, compartment access.Compartment, kind string) error
}

// Service makes the use cases.
func Service(b Bound) *assessmentcaresvc.Service {
	specs := make([]assessment.Spec, len(b.Instruments))
	for i, ins := range b.Instruments {
		specs[i] = ins.Spec
	}
	t := ties{b}
	return assessmentcaresvc.New(b.DB, assessmentcaresvc.Deps{
		Seal: b.Seal, Rules: b.Rules, Zone: b.Zone, Instruments: specs, Duty: t, Tell: t, Orders: t, Qualified: b.Org.Ops().Qualified,
		Warn: func(ctx context.Context, tx *db.Tx, client id.Client, kind string) error {
			return b.Warn(ctx, tx, client, access.Victim, kind)
		},
	})
}

// ties implements what the use cases ask of other capabilities.
type ties struct{ Bound }

// Answering knows who answers for a client and how to tell them.
type Answering interface {
	assessmentcaresvc.Duty
	assessmentcaresvc.Tell
}

// Answers is who answers for a client, for other use cases with a clock.
func Answers(b Bound) Answering { return ties{b} }

// place is where a client stands: who works the case, who covers, which office keeps the file.
type place struct {
	Officer, Cover id.Account
	Office         id.Office
}

func (t ties) place(ctx context.Context, r *db.Reader, client id.Client) (place, error) {
	p, _, err := db.Maybe[place](ctx, r, `select c.officer_id, c.cover_id, c.office_id from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	return p, err
}

// Named is who answers for a client today: whoever covers, since cover exists only while the officer is away, else the officer,
// else the head of the office; empty where nobody holds the post.
func (t ties) Named(ctx context.Context, r *db.Reader, client id.Client) (id.Account, error) {
	p, err := t.place(ctx, r, client)
	switch {
	case err != nil:
		return "", err
	case p.Cover != "":
		return p.Cover, nil
	case p.Officer != "":
		return p.Officer, nil
	}
	heads, err := accesssvc.Ops{}.Holders(ctx, r, []id.Office{p.Office}, t.DB.Now().In(t.Zone), access.Head)
	if err != nil || len(heads) == 0 {
		return "", err
	}
	return heads[0].Account, nil
}

// Account tells one member of staff.
func (t ties) Account(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error {
	return t.Org.Ops().NotifyAccount(ctx, tx, to, n)
}

// Head tells the head of the office that keeps the file; an office without one hears it as a whole.
func (t ties) Head(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error {
	p, err := t.place(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	return t.Org.Ops().NotifyRole(ctx, tx, p.Office, access.Head, n)
}

// Region tells the department above that office.
func (t ties) Region(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error {
	p, err := t.place(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	tree, err := t.Org.Ops().Tree(ctx, &tx.Reader, tx.Now.In(t.Zone))
	if err != nil {
		return err
	}
	return t.Org.Ops().NotifyOffice(ctx, tx, tree.Department(p.Office), n)
}

// Supervised reads the orders from the cards, which the parts before this one have brought up to date.
func (t ties) Supervised(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]assessmentcaresvc.Supervised, error) {
	type row struct {
		Client          id.Client
		Kind, Status    string
		Registered, End civil.Date
	}
	out := make(map[id.Client]assessmentcaresvc.Supervised, len(clients))
	if len(clients) == 0 {
		return out, nil
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.kind, c.order_status, c.registered_on, c.term_end from casefile_card c where c.client_id in `+
		db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	for _, x := range rows {
		out[x.Client] = assessmentcaresvc.Supervised{
			Kind: x.Kind, Active: casefile.Card{Status: x.Status}.Supervised(), Registered: x.Registered, TermEnd: x.End,
		}
	}
	return out, err
}

// Part is the part of the card; it moves with assessments and with orders.
func Part(s *assessmentcaresvc.Service) (name string, prefixes []string, part func(context.Context, *db.Reader, []id.Client) (map[id.Client]db.Row, error)) {
	return "care", []string{"assessment", "order"}, s.Ops().CardPart
}

// Sweeps are the recurring tasks: late flags go upwards, facts become significant changes, signed assessments are outlined.
func Sweeps(s *assessmentcaresvc.Service, d *db.DB, facts event.Source) []job.Sweep {
	return []job.Sweep{
		{Name: "assessment.flags", Next: job.Every(time.Hour), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := s.EscalateFlags(ctx)
			return err
		}},
		{Name: "assessment.changes", Next: job.Every(time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := event.Drain(ctx, d, facts, s.ChangeReader())
			return err
		}},
		{Name: "assessment.outline", Next: job.Every(time.Hour), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := s.OutlineSigned(ctx)
			return err
		}},
	}
}

// Dangers counts what waits of another kind of danger, and how many of it are late.
type Dangers func(ctx context.Context, r *db.Reader) (open, late int, err error)

// Alerts counts the dangers that wait for the reader, those of assessments and the others as one.
func Alerts(ctx context.Context, r *db.Reader, s *assessmentcaresvc.Service, others Dangers) ([]casefile.Alert, error) {
	moreOpen, moreLate, err := others(ctx, r)
	if err != nil {
		return nil, err
	}
	if !access.From(ctx).May(access.HandleFlag) {
		if !access.From(ctx).May(access.HandleCrisis) {
			return nil, nil
		}
		return []casefile.Alert{{Key: "app.alert.flags", N: moreOpen, Href: "/crises"}}, nil
	}
	open, late, err := s.Ops().CountFlags(ctx, r)
	open, late = open+moreOpen, late+moreLate
	out := []casefile.Alert{{Key: "app.alert.flags", N: open, Href: "/flags?scope=mine"}}
	if late > 0 {
		out = append(out, casefile.Alert{Key: "app.alert.flags_late", N: late, Href: "/flags?scope=mine&state=late"})
	}
	return out, err
}
