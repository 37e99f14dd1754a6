package enforcementsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/enforcement"
)

// Overview is what the page of a client shows: what the table says today, and the cases so far.
type Overview struct {
	Proposal  enforcement.Proposal
	Choice    []enforcement.Line // what a case may be opened on
	Duties    []plan.Obligation  // that bind today
	Explained []enforcement.Explained
	Speaks    string
	Cases     []enforcement.Case // the latest first
}

// Overview reads it. Needs ReadClient. Fault: not_found.
func (s *Service) Overview(ctx context.Context, client id.Client) (Overview, error) {
	var out Overview
	err := s.read(ctx, client, func(r *db.Reader) error {
		h, _, err := s.ops.history(ctx, r, client, s.Now(), "")
		if err != nil {
			return err
		}
		rb := s.Rulebook()
		out.Proposal = enforcement.TableOf(rb, s.Today()).Propose(h, rb, s.Today())
		out.Explained, out.Speaks = h.Explained, h.Speaks
		for _, l := range h.Judge(rb) {
			if l.Counts() || l.Why == enforcement.WhyUnexplained {
				out.Choice = append(out.Choice, l)
			}
		}
		duties, err := s.ops.Order.Obligations(ctx, r, client)
		if err != nil {
			return err
		}
		for _, d := range duties {
			if d.Binds {
				out.Duties = append(out.Duties, d)
			}
		}
		out.Cases, err = db.All[enforcement.Case](ctx, r, `select `+caseCols+` from supervision_enforcement c where c.client_id = $1
			and {visible c.client_id} order by c.opened_at desc, c.id desc`, client)
		return err
	})
	return out, err
}

// View is what the page of a case shows.
type View struct {
	Case        enforcement.Case
	Duty        plan.Obligation
	Lines       []enforcement.Line // what it rests on, judged by what the record says now
	Not         []enforcement.Line // what was looked at and not counted when it was opened
	Steps       []enforcement.Step // all versions, the oldest first
	Speaks      string
	Paper       error      // why a warning or submission may not rest on it; nil when it may
	ExplainedOn civil.Date // of the explanation on which it rests; zero when none was understood beforehand
	Reopened    bool       // what it was decided on has fallen, and nobody has looked at it again yet
}

// Current gives the version in force of the latest step of a kind.
func (v View) Current(k enforcement.Kind) (enforcement.Step, bool) {
	for i := len(v.Steps) - 1; i >= 0; i-- {
		if v.Steps[i].Kind == k && v.Steps[i].Current() {
			return v.Steps[i], true
		}
	}
	return enforcement.Step{}, false
}

// Case reads one case. Needs ReadClient. Fault: not_found.
func (s *Service) Case(ctx context.Context, client id.Client, ref string) (View, error) {
	var out View
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.view(ctx, r, client, ref, s)
		return err
	})
	return out, err
}

func (o *Ops) view(ctx context.Context, r *db.Reader, client id.Client, ref string, s *Service) (View, error) {
	var out View
	var err error
	if out.Case, err = load(ctx, r, client, ref); err != nil {
		return out, err
	}
	rests, err := o.standing(ctx, r, out.Case, s.Now())
	if err != nil {
		return out, err
	}
	out.Duty, out.Lines, out.Not, out.Speaks = rests.Duty, rests.Lines, rests.Not, rests.history.Speaks
	for _, l := range rests.Lines {
		if e, ok := rests.history.ExplanationFor(l.Entry); ok {
			out.ExplainedOn = e.On
		}
	}
	if out.Steps, err = o.steps(ctx, r, client, ref); err != nil {
		return out, err
	}
	if out.Paper = o.mayRest(ctx, r, client, enforcement.Warning, rests); out.Paper != nil && !fault.Is(out.Paper, fault.Invalid) {
		return out, out.Paper
	}
	n, err := db.One[int](ctx, r, `select count(*) from supervision_reopen c where c.client_id = $1 and c.decision_kind = $2 and c.decision_id = $3
		and c.decided_at is null and {visible c.client_id}`, client, enforcement.Decision, ref)
	out.Reopened = n > 0
	return out, err
}
