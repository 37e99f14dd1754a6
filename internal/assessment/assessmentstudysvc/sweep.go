package assessmentstudysvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// ActSweep is the action of the nightly task.
const ActSweep actor.Action = "assessment.study_sweep"

// Sweep tells author and heads once of each study whose day has passed, and of each whose request waits to be checked, or whose
// decision of the court is not known, for longer than the rulebook says. It opens studies to those who became head of their office
// since, so that none waits for somebody who has left, and closes them to those who are head no more. Only the service itself may. It returns how many were told of.
// sight: the task of the service looks after every study; nobody reads an answer.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var open []study.Study
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		open, err = db.All[study.Study](ctx, r.System(), `select `+studyCols+` from assessment_study c where c.state in
			('received','accepted','assigned','working','with_head','signed','delivered') and {visible c.client_id}
			and {inside c.client_id c.compartment} order by c.id`)
		return err
	})
	told := 0
	for _, x := range open {
		if err != nil {
			return told, err
		}
		var late bool
		late, err = s.look(ctx, x)
		if late {
			told++
		}
	}
	return told, err
}

// look does the work of one study in a transaction of its own; what somebody changed meanwhile waits for the next night.
func (s *Service) look(ctx context.Context, x study.Study) (late bool, err error) {
	today := s.Today()
	whole := x.Overdue(today) && x.EscalatedAt.IsZero()
	step := x.Late(s.ops.steps(x, today), today) && x.Chased != x.State
	late = whole || step
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		changed, err := s.ops.heads(ctx, tx, x)
		if err != nil || !late && !changed {
			return err
		}
		st := done(ActSweep, "assessment.study_opened", x)
		switch {
		case whole:
			st = done(ActSweep, "assessment.study_overdue", x)
			err = s.ops.escalate(ctx, tx, x)
		case step:
			st = done(ActSweep, "assessment.study_"+string(x.State)+"_late", x)
			err = s.ops.chase(ctx, tx, x)
		}
		if err != nil {
			return err
		}
		return tx.Record(ctx, st.action, "", st.facts...)
	})
	if fault.Is(err, fault.Conflict) {
		return false, nil
	}
	return late, err
}

func (o *Ops) escalate(ctx context.Context, tx *db.Tx, x study.Study) error {
	if x.Author != "" {
		if err := o.tell(ctx, tx, x, x.Author, "study_overdue"); err != nil {
			return err
		}
	}
	if err := o.tellReaders(ctx, tx, x, "study_overdue"); err != nil {
		return err
	}
	return o.move(ctx, tx, x, db.Row{"escalated_at": tx.Now})
}

// steps are the days of the two steps that wait for somebody outside the study's own clock.
func (o *Ops) steps(x study.Study, today civil.Date) study.Steps {
	rules := o.Rules.At(today)
	day := func(rule string, from civil.Date) civil.Date {
		d, ok := rules.Deadline(rule, from)
		if !ok || from.IsZero() {
			return civil.Date{}
		}
		return d.Due(from, rules.Calendar()).Day
	}
	return study.Steps{Check: day(ruleCheckDays, x.ReceivedOn), Decision: day(ruleDecisionDays, x.DeliveredOn)}
}

// chase tells those who read the study once that its next step is late.
func (o *Ops) chase(ctx context.Context, tx *db.Tx, x study.Study) error {
	kind := "study_" + string(x.State) + "_late"
	if x.Author != "" {
		if err := o.tell(ctx, tx, x, x.Author, kind); err != nil {
			return err
		}
	}
	if err := o.tellReaders(ctx, tx, x, kind); err != nil {
		return err
	}
	return o.move(ctx, tx, x, db.Row{"chased": string(x.State)})
}

// heads opens the study to whoever heads its office now, and closes it to whoever did.
func (o *Ops) heads(ctx context.Context, tx *db.Tx, x study.Study) (changed bool, err error) {
	heads, err := o.Staff.Heads(ctx, tx, x.Office, x.Author)
	if err != nil || len(heads) == 0 {
		return false, err
	}
	members, err := o.access.Members(ctx, &tx.Reader, x.Person, access.Compartment(x.Compartment))
	if err != nil {
		return false, err
	}
	reads := func(who id.Account) bool {
		return slices.ContainsFunc(members, func(m access.Member) bool { return m.Account == who && m.Part == access.PartReader })
	}
	for _, h := range heads {
		if reads(h) {
			continue
		}
		changed = true
		if err := o.openTo(ctx, tx, x, h, access.PartReader, "head"); err != nil {
			return false, err
		}
	}
	for _, m := range members {
		if m.Part != access.PartReader || m.Account == x.Author || slices.Contains(heads, m.Account) {
			continue
		}
		changed = true
		if err := o.letGo(ctx, tx, x, m.Account, access.PartReader); err != nil {
			return false, err
		}
	}
	return changed, nil
}
