package assessmentstudysvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

const reopenings = "assessment_study_reopening"

// ProposeReopening is a closed study that one custodian wants opened again.
type ProposeReopening struct {
	Study  string
	Reason string // code of study.ListReopen
	Text   string // kept sealed
}

// ProposeReopening asks another custodian to open a closed study again. Needs access.SealClient. Faults: not_found for a study that is
// not closed and for everybody else, conflict when one is proposed already, invalid.
func (s *Service) ProposeReopening(ctx context.Context, in ProposeReopening) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		x, err := o.closed(ctx, tx, in.Study)
		if err != nil {
			return step{}, err
		}
		r := study.Reopening{
			ID: tx.NewID(), Study: x.ID, State: study.ReopenProposed, Reason: in.Reason, Text: strings.TrimSpace(in.Text), ProposedAt: tx.Now,
			ProposedBy: id.Account(tx.Actor.Ref()),
		}
		if err := r.Check(o.Rules.At(o.today(tx)), o.today(tx)).Err(); err != nil {
			return step{}, err
		}
		list, err := o.reopenings(ctx, tx.System(), x.ID)
		if err != nil {
			return step{}, err
		}
		if slices.ContainsFunc(list, func(r study.Reopening) bool { return r.State == study.ReopenProposed }) {
			return step{}, fault.New(fault.Conflict, "study.reopen.waiting")
		}
		text, err := o.Seal.SealText(ctx, tx, x.Person, reopenings, "reason_text", r.ID, r.Text)
		if err != nil {
			return step{}, err
		}
		st := custodial("assessment.study_reopen_proposed", x, r.Reason)
		return st, tx.Insert(ctx, reopenings, db.Row{
			"id": r.ID, "client_id": x.Person, "compartment": x.Compartment, "study_id": x.ID, "state": r.State, "reason": r.Reason, "reason_text": text,
			"proposed_at": r.ProposedAt, "proposed_by": string(r.ProposedBy), "version": 1,
		})
	})
}

// DecideReopening is the answer of the other custodian. Version is that of the proposal on the page.
type DecideReopening struct {
	Study   string
	ID      string
	Version int
	Agree   bool
	Answer  string
}

// DecideReopening agrees or refuses. When agreed the decision that closed the study is taken out with the reason and stays in its
// history; the study waits for the court's decision again and is open to its author, the heads of today and whoever received the
// request, and to nobody else. Needs access.SealClient and another custodian than who proposed. Faults: not_found, forbidden,
// conflict, invalid.
func (s *Service) DecideReopening(ctx context.Context, in DecideReopening) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		o := s.ops
		x, err := o.closed(ctx, tx, in.Study)
		if err != nil {
			return step{}, err
		}
		list, err := o.reopenings(ctx, tx.System(), x.ID)
		if err != nil {
			return step{}, err
		}
		n := slices.IndexFunc(list, func(r study.Reopening) bool { return r.ID == in.ID })
		switch {
		case n < 0:
			return step{}, fault.MissingRecord()
		case list[n].Version != in.Version:
			return step{}, fault.Stale()
		}
		r, err := list[n].Decide(in.Agree, strings.TrimSpace(in.Answer), id.Account(tx.Actor.Ref()), tx.Now)
		if err != nil {
			return step{}, err
		}
		answer, err := o.Seal.SealText(ctx, tx, x.Person, reopenings, "answer", r.ID, r.Answer)
		if err != nil {
			return step{}, err
		}
		if err := tx.UpdateVersion(ctx, reopenings, r.ID, in.Version, db.Row{
			"state": r.State, "decided_at": r.DecidedAt, "decided_by": string(r.DecidedBy), "answer": answer,
		}); err != nil {
			return step{}, err
		}
		if !in.Agree {
			return custodial("assessment.study_reopen_refused", x, r.Reason), nil
		}
		return custodial("assessment.study_reopened", x, r.Reason), o.reopen(ctx, tx, x, r)
	})
}

// reopen takes out the decision that closed a study and opens it to those whose it is.
func (o *Ops) reopen(ctx context.Context, tx *db.Tx, x study.Study, r study.Reopening) error {
	list, err := o.all(ctx, tx.System(), x.ID)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Kind != study.KindDecision || !e.Current() {
			continue
		}
		if err := o.replace(ctx, tx, x, e, person.Why{Reason: r.Reason, Text: r.Text}); err != nil {
			return err
		}
	}
	if err := o.move(ctx, tx, x, db.Row{"state": string(study.Delivered), "outcome": nil, "closed_at": civil.Instant{}, "chased": nil}); err != nil {
		return err
	}
	if err := o.openToStaff(ctx, tx, x); err != nil {
		return err
	}
	told := []id.Account{x.ReceivedBy}
	if x.Author != "" {
		if err := o.openTo(ctx, tx, x, x.Author, access.PartAssessor, "author"); err != nil {
			return err
		}
		told = append(told, x.Author)
	}
	for _, who := range slices.Compact(told) {
		if err := o.tell(ctx, tx, x, who, "study_reopened"); err != nil {
			return err
		}
	}
	return o.tellReaders(ctx, tx, x, "study_reopened")
}

// custodial is a step of the custodians; its fact stands with the person studied.
func custodial(kind string, x study.Study, reason string) step {
	return step{access.SealClient, reason, []fact.Fact{fact.New(kind, x.Person, "study", x.ID, "reopen", reason)}}
}

// closed loads a closed study for a custodian.
func (o *Ops) closed(ctx context.Context, tx *db.Tx, key string) (study.Study, error) {
	if !access.From(ctx).May(access.SealClient) {
		return study.Study{}, fault.MissingRecord()
	}
	x, err := o.load(ctx, tx.System(), key)
	if err == nil && x.State != study.Closed {
		err = fault.MissingRecord()
	}
	return x, err
}

// Reopenings lists what was proposed about a closed study, the latest first. Needs access.SealClient. Faults: not_found for a study
// that is not closed, and for everybody else.
func (s *Service) Reopenings(ctx context.Context, key string) ([]study.Reopening, error) {
	var out []study.Reopening
	if !access.From(ctx).May(access.SealClient) {
		return nil, fault.MissingRecord()
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		x, err := s.ops.load(ctx, r.System(), key)
		if err == nil && x.State != study.Closed {
			err = fault.MissingRecord()
		}
		if err != nil {
			return err
		}
		db.Shown(ctx, x.Person)
		out, err = s.ops.reopenings(ctx, r.System(), key)
		return err
	})
	return out, err
}

func (o *Ops) reopenings(ctx context.Context, r *db.Reader, key string) ([]study.Reopening, error) {
	type row struct {
		ID            string
		Person        id.Client
		State, Reason string
		Text          []byte
		ProposedAt    civil.Instant
		ProposedBy    id.Account
		DecidedAt     civil.Instant
		DecidedBy     id.Account
		Answer        []byte
		Version       int
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.client_id, c.state, c.reason, c.reason_text, c.proposed_at, c.proposed_by, c.decided_at, c.decided_by,
		c.answer, c.version from assessment_study_reopening c where c.study_id = $1 and {visible c.client_id} and {inside c.client_id c.compartment}
		order by c.proposed_at desc, c.id desc`, key)
	out := make([]study.Reopening, len(rows))
	for i, x := range rows {
		if err != nil {
			return nil, err
		}
		out[i] = study.Reopening{
			ID: x.ID, Study: key, State: x.State, Reason: x.Reason, ProposedAt: x.ProposedAt, ProposedBy: x.ProposedBy, DecidedAt: x.DecidedAt, DecidedBy: x.DecidedBy, Version: x.Version,
		}
		if out[i].Text, err = o.Seal.OpenText(ctx, r, x.Person, reopenings, "reason_text", x.ID, x.Text); err == nil {
			out[i].Answer, err = o.Seal.OpenText(ctx, r, x.Person, reopenings, "answer", x.ID, x.Answer)
		}
	}
	return out, err
}
