package earlyendsvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/supervision/earlyend"
)

// refused gathers what the rules say against a submission.
func refused(x earlyend.Submission) fault.Problems {
	var p fault.Problems
	x.Check(&p)
	return p
}

// Decide is the answer of the second person. Version is that on the page.
type Decide struct {
	Client  id.Client
	ID      string
	Version int
	Agree   bool
	Answer  string
}

// Decide agrees to a submission, which gives its paper out under a number, or refuses it. Needs DecideEarlyEnd on the client, and
// another person than who proposed it. Faults: not_found, forbidden, conflict when it was decided meanwhile, invalid.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.DecideEarlyEnd, in.Client); err != nil {
			return step{}, err
		}
		x, err := o.current(ctx, tx, in.Client, in.ID, in.Version)
		if err != nil {
			return step{}, err
		}
		if x, err = x.Decide(in.Agree, strings.TrimSpace(in.Answer), id.Account(tx.Actor.Ref()), tx.Now); err != nil {
			return step{}, err
		}
		what, notice := "supervision.early_end_refused", "early_end_refused"
		if in.Agree {
			what, notice = "supervision.early_end_submitted", "early_end_submitted"
			made, err := o.Issue(ctx, tx, document.Draft{
				Client: x.Client, Kind: earlyend.PaperKind, Lang: x.Lang, Entry: x.ID,
				Fields: map[string]string{"ground": x.Ground, "chronology": x.Chronology, "account": x.Account},
			})
			if err != nil {
				return step{}, err
			}
			x.Number, x.Paper = made.Number, made.ID
		}
		row := db.Row{
			"state": string(x.State), "decided_at": x.DecidedAt, "decided_by": string(x.DecidedBy), "number": db.Null(x.Number), "paper": db.Null(x.Paper),
		}
		if err := o.sealed(ctx, tx, submissions, x.Client, x.ID, row, map[string]string{"answer": x.Answer}); err != nil {
			return step{}, err
		}
		if err := tx.UpdateVersion(ctx, submissions, x.ID, in.Version, row); err != nil {
			return step{}, err
		}
		if o.Account != nil {
			n := access.Notice{Kind: notice, Client: x.Client, Subject: x.ID, Href: Href(x.Client, x.ID)}
			if err := o.Account(ctx, tx, x.ProposedBy, n); err != nil {
				return step{}, err
			}
		}
		return step{access.DecideEarlyEnd, "", []fact.Fact{o.fact(tx, what, x, "number", x.Number)}}, nil
	})
}

// Withdraw takes a submission back before the court answered.
type Withdraw struct {
	Client  id.Client
	ID      string
	Version int
	Why     string
}

// Withdraw takes a submission back with a reason. Needs ProposeEarlyEnd on the client; what went out, DecideEarlyEnd. Faults:
// not_found, forbidden, conflict, invalid.
func (s *Service) Withdraw(ctx context.Context, in Withdraw) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.ProposeEarlyEnd, in.Client); err != nil {
			return step{}, err
		}
		x, err := o.current(ctx, tx, in.Client, in.ID, in.Version)
		if err != nil {
			return step{}, err
		}
		if x.State == earlyend.Submitted {
			if err := o.guard.Allow(ctx, tx, access.DecideEarlyEnd, in.Client); err != nil {
				return step{}, err
			}
		}
		if x, err = x.Withdraw(strings.TrimSpace(in.Why)); err != nil {
			return step{}, err
		}
		row := db.Row{"state": string(x.State)}
		if err := o.sealed(ctx, tx, submissions, x.Client, x.ID, row, map[string]string{"answer": x.Answer}); err != nil {
			return step{}, err
		}
		return step{access.ProposeEarlyEnd, "", []fact.Fact{o.fact(tx, "supervision.early_end_withdrawn", x)}}, tx.UpdateVersion(ctx, submissions, x.ID, in.Version, row)
	})
}

// Answer is what the court said. Why is needed where it takes the place of an earlier word.
type Answer struct {
	Client  id.Client
	ID      string
	Version int
	Result  earlyend.Result
	Why     person.Why
}

// Answer records what the court answered; a later word takes the place of the earlier one with a reason, and both stay. The order is
// not ended by it: that is the act of ending. Needs ProposeEarlyEnd on the client. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Answer(ctx context.Context, in Answer) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.ProposeEarlyEnd, in.Client); err != nil {
			return step{}, err
		}
		x, err := o.current(ctx, tx, in.Client, in.ID, in.Version)
		if err != nil {
			return step{}, err
		}
		r := in.Result
		for _, s := range []*string{&r.Court, &r.Number, &r.Note} {
			*s = strings.TrimSpace(*s)
		}
		old, corrected := x.Result()
		if x, err = x.Hear(r, in.Why, o.rules(tx), o.today(tx)); err != nil {
			return step{}, err
		}
		if corrected {
			row := db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref(), "reason": db.Null(in.Why.Reason)}
			if err := o.sealed(ctx, tx, results, x.Client, old.Row, row, map[string]string{"reason_text": in.Why.Text}); err != nil {
				return step{}, err
			}
			if err := tx.Update(ctx, results, old.Row, row); err != nil {
				return step{}, err
			}
		}
		f := o.fact(tx, "supervision.early_end_answered", x, "result", r.Code, "on", r.On.String())
		key := tx.NewID()
		row := db.Row{
			"id": key, "client_id": x.Client, "early_end_id": x.ID, "result": r.Code, "on_day": r.On, "fact_id": f.ID, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
		}
		if err := o.sealed(ctx, tx, results, x.Client, key, row, map[string]string{"court": r.Court, "number": r.Number, "note": r.Note}); err != nil {
			return step{}, err
		}
		if err := tx.Insert(ctx, results, row); err != nil {
			return step{}, err
		}
		return step{access.ProposeEarlyEnd, in.Why.Reason, []fact.Fact{f}}, tx.UpdateVersion(ctx, submissions, x.ID, in.Version, db.Row{"state": string(x.State)})
	})
}
