package earlyendsvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/earlyend"
)

// Propose is a submission as it is proposed.
type Propose struct {
	Client     id.Client
	Order      string
	Basis      string // the accepted opportunity that it rests on; "" for none
	Lang       string
	Ground     string
	Chronology string
	Account    string
}

// Propose proposes a submission to the court for the early end of an order, which goes out once another person agrees; it returns
// its identifier. Needs ProposeEarlyEnd on the client. Faults: not_found, forbidden, invalid with all fields at once.
func (s *Service) Propose(ctx context.Context, in Propose) (string, error) {
	made := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.ProposeEarlyEnd, in.Client); err != nil {
			return step{}, err
		}
		x := earlyend.Submission{
			ID: tx.NewID(), Client: in.Client, Order: in.Order, Basis: in.Basis, State: earlyend.Proposed, Lang: in.Lang, Ground: strings.TrimSpace(in.Ground),
			Chronology: strings.TrimSpace(in.Chronology), Account: strings.TrimSpace(in.Account), ProposedAt: tx.Now, ProposedBy: id.Account(tx.Actor.Ref()),
		}
		if err := o.check(ctx, tx, x); err != nil {
			return step{}, err
		}
		made = x.ID
		f := o.fact(tx, "supervision.early_end_proposed", x)
		row := db.Row{
			"id": x.ID, "client_id": x.Client, "order_id": x.Order, "basis": db.Null(x.Basis), "state": string(x.State), "lang": x.Lang,
			"proposed_at": x.ProposedAt, "proposed_by": string(x.ProposedBy), "fact_id": f.ID, "version": 1,
		}
		texts := map[string]string{"ground": x.Ground, "chronology": x.Chronology, "account": x.Account}
		if err := o.sealed(ctx, tx, submissions, x.Client, x.ID, row, texts); err != nil {
			return step{}, err
		}
		if err := tx.Insert(ctx, submissions, row); err != nil {
			return step{}, err
		}
		return step{access.ProposeEarlyEnd, "", []fact.Fact{f}}, o.tellHead(ctx, tx, x)
	})
	return made, err
}

// check asks the rules, and the record for the order, the basis, and another submission on the same order.
func (o *Ops) check(ctx context.Context, tx *db.Tx, x earlyend.Submission) error {
	orders, err := o.Orders(ctx, &tx.Reader, x.Client)
	if err != nil {
		return err
	}
	others, err := o.ofClient(ctx, &tx.Reader, x.Client)
	if err != nil {
		return err
	}
	p := refused(x)
	if x.Order != "" && !slices.ContainsFunc(orders, func(o Order) bool { return o.ID == x.Order && o.Live }) {
		p.Add("order", "earlyend.order_ended")
	}
	if slices.ContainsFunc(others, func(y earlyend.Submission) bool { return y.Order == x.Order && y.State.Open() }) {
		p.Add("order", "earlyend.another")
	}
	if x.Basis == "" {
		return p.Err()
	}
	ok := false
	if o.Basis != nil {
		if ok, err = o.Basis(ctx, &tx.Reader, x.Client, x.Basis); err != nil {
			return err
		}
	}
	if !ok {
		p.Add("basis", "contactstd.basis_unknown")
	}
	return p.Err()
}

func (o *Ops) fact(tx *db.Tx, kind string, x earlyend.Submission, more ...string) fact.Fact {
	f := fact.New(kind, x.Client, append([]string{"early_end", x.ID, "order", x.Order}, more...)...)
	f.ID = tx.NewID()
	return f
}

func (o *Ops) tellHead(ctx context.Context, tx *db.Tx, x earlyend.Submission) error {
	if o.Head == nil {
		return nil
	}
	return o.Head(ctx, tx, x.Client, access.Notice{Kind: "early_end_proposed", Client: x.Client, Subject: x.ID, Href: Href(x.Client, x.ID)})
}

// Href is where a submission stands.
func Href(client id.Client, key string) string {
	return "/clients/" + string(client) + "/early-end/" + key
}
