package assessmentstudysvc

import (
	"context"
	"net/url"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Correct says what an entry of a study should say. Row is the version that was on the page; Drop takes the entry out.
type Correct struct {
	On
	Entry string
	Row   string
	Drop  bool
	Why   person.Why
}

// whoMay says which entries may be corrected, by whom, and until when.
func whoMay(kind study.Kind, s study.Study) (action actor.Action, author, ok bool) {
	switch kind {
	case study.KindRequest:
		return access.ReceiveStudy, false, s.State != study.Closed
	case study.KindDelivery:
		return access.ReceiveStudy, false, s.State == study.Delivered || s.State == study.Decided
	case study.KindDecision:
		return access.ReceiveStudy, false, s.State == study.Decided
	case study.KindInterview, study.KindStatement, study.KindLetter:
		return access.WorkStudy, true, s.State == study.Working
	case study.KindCheck, study.KindReturn, study.KindAssign, study.KindConsent, study.KindSubmit, study.KindRemark, study.KindSign,
		study.KindWithdrawal:
	}
	return "", false, false
}

// MayCorrect reports whether the actor may correct an entry now.
func MayCorrect(ctx context.Context, e study.Entry, s study.Study) bool {
	action, author, ok := whoMay(e.Kind, s)
	rights := access.From(ctx)
	return ok && e.Current() && rights.May(action) && (!author || s.Author == rights.Account)
}

// Correct replaces an entry, or takes it out, with a reason; the old version stays beside the new one. The request may be
// corrected by whoever receives requests, and so may the court's decision: corrected to an acquittal it closes the study at once.
// What the author wrote is corrected by the author while the head does not have it. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Correct(ctx context.Context, in Correct, typed url.Values) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.begin(ctx, tx, access.WorkStudy, in.On, study.Correct)
		if err != nil {
			return step{}, err
		}
		list, err := s.ops.all(ctx, &tx.Reader, x.ID)
		if err != nil {
			return step{}, err
		}
		n := slices.IndexFunc(list, func(e study.Entry) bool { return e.ID == in.Entry && e.Current() })
		if n < 0 {
			return step{}, fault.MissingRecord()
		}
		return s.ops.correct(ctx, tx, x, list[n], in, typed)
	})
}

func (o *Ops) correct(ctx context.Context, tx *db.Tx, x study.Study, e study.Entry, in Correct, typed url.Values) (step, error) {
	action, author, ok := whoMay(e.Kind, x)
	switch {
	case !ok:
		return step{}, fault.New(fault.Conflict, "study.not_now")
	case e.Row != in.Row:
		return step{}, fault.Stale()
	}
	if err := o.guard.AllowInside(ctx, tx, action, x.Person, access.Compartment(x.Compartment)); err != nil {
		return step{}, err
	}
	if author {
		if err := mine(ctx, x); err != nil {
			return step{}, err
		}
	}
	request, err := o.request(ctx, &tx.Reader, x.ID)
	if err != nil {
		return step{}, err
	}
	c := o.check(tx, request)
	values, problems := study.Clean(e.Kind, typed, c)
	drop := in.Drop && author
	if drop {
		problems = nil
	}
	in.Why.Check(&problems, c.Rules, c.Today, false)
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if err := o.replace(ctx, tx, x, e, in.Why); err != nil {
		return step{}, err
	}
	set := db.Row{}
	if e.Kind == study.KindRequest {
		o.index(set, values)
		if o.clocks(tx, set, values); !x.Open() {
			delete(set, "due_on")
		}
	}
	closes := false
	if e.Kind == study.KindDecision {
		set["outcome"] = values.Get("decision")
		closes = study.Closes(o.Rules.At(o.today(tx)), values.Get("decision"))
	}
	if closes {
		set["state"], set["closed_at"] = string(study.Closed), tx.Now
	}
	if err := o.move(ctx, tx, x, set); err != nil {
		return step{}, err
	}
	st := done(action, "assessment.study_corrected", x, "reason", in.Why.Reason)
	st.reason = in.Why.Reason
	if drop {
		return st, nil
	}
	e.Values = values
	if err := o.insert(ctx, tx, x, e); err != nil || !closes {
		return st, err
	}
	return st, o.shut(ctx, tx, x, "")
}
