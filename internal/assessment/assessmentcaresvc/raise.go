package assessmentcaresvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Rules of flags.
const (
	ruleSameDay = "flag.same_day_hours"
	ruleRegion  = "flag.region_hours"
)

// Raise opens the task of each flag that this assessment has not raised yet; the caller has asked the guard and records the
// facts. A flag once raised is answered even when the answer behind it is changed: somebody has seen a danger.
func (o *Ops) Raise(ctx context.Context, tx *db.Tx, c assessment.Case, raised []assessment.RaisedFlag) ([]fact.Fact, error) {
	if len(raised) == 0 {
		return nil, nil
	}
	have, err := db.All[string](ctx, tx.System(), `select c.flag from assessment_flag c where c.assessment_id = $1 and {visible c.client_id}`, c.ID)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, f := range have {
		known[f] = true
	}
	var facts []fact.Fact
	for _, f := range raised {
		if known[f.Flag] {
			continue
		}
		known[f.Flag] = true
		got, err := o.raise(ctx, tx, assessment.FlagTask{Client: c.Client, Compartment: c.Compartment, Assessment: c.ID, Item: f.Item, Flag: f.Flag}, c.Assessor)
		if err != nil {
			return nil, err
		}
		facts = append(facts, got)
	}
	return facts, nil
}

// raise writes one task, names whose it is, and tells that person.
func (o *Ops) raise(ctx context.Context, tx *db.Tx, f assessment.FlagTask, seenBy id.Account) (fact.Fact, error) {
	var err error
	if f.Assigned, err = o.named(ctx, tx, f, seenBy); err != nil {
		return fact.Fact{}, err
	}
	f.ID, f.DueAt = tx.NewID(), o.flagDue(tx)
	note, err := o.Seal.SealText(ctx, tx, f.Client, flagTable, "note", f.ID, f.Note)
	if err != nil {
		return fact.Fact{}, err
	}
	if err := tx.Insert(ctx, flagTable, db.Row{
		"id": f.ID, "client_id": f.Client, "compartment": db.Null(f.Compartment), "assessment_id": db.Null(f.Assessment), "item": db.Null(f.Item),
		"entry_id": db.Null(f.Entry), "flag": f.Flag, "note": note, "state": assessment.FlagOpen, "opened_at": tx.Now, "opened_by": tx.Actor.Ref(),
		"due_at": f.DueAt, "assigned_to": db.Null(f.Assigned), "version": 1,
	}); err != nil {
		return fact.Fact{}, err
	}
	if o.Tell != nil && f.Assigned != "" {
		if err := o.Tell.Account(ctx, tx, f.Assigned, o.notice("flag_raised", f)); err != nil {
			return fact.Fact{}, err
		}
	}
	return o.fact("assessment.flag_raised", f), nil
}

// named is whose task it is. Inside a sealed compartment only those to whom it is open may know, hence whoever saw the danger
// keeps the task there.
func (o *Ops) named(ctx context.Context, tx *db.Tx, f assessment.FlagTask, seenBy id.Account) (id.Account, error) {
	if f.Compartment != "" || o.Duty == nil {
		return seenBy, nil
	}
	who, err := o.Duty.Named(ctx, tx.System(), f.Client)
	if who == "" {
		who = seenBy
	}
	return who, err
}

func (o *Ops) flagDue(tx *db.Tx) civil.Instant {
	today := o.today(tx)
	end := today.AddDays(1).StartIn(o.Zone).Add(-time.Minute)
	within := tx.Now
	if h := o.rules(tx).Int(ruleSameDay, today, 0); h > 0 {
		within = tx.Now.Add(time.Duration(h) * time.Hour)
	}
	return assessment.FlagDue(tx.Now, end, within)
}

// notice leads to the flag. It names no danger: notices are read on open screens.
func (o *Ops) notice(kind string, f assessment.FlagTask) access.Notice {
	return access.Notice{Kind: kind, Client: f.Client, Compartment: access.Compartment(f.Compartment), Subject: f.ID, Href: "/clients/" + string(f.Client) + "/flags/" + f.ID}
}

// fact remembers a step with a flag; one inside a sealed compartment stays inside.
func (o *Ops) fact(kind string, f assessment.FlagTask) fact.Fact {
	return fact.New(kind, f.Client, "task", f.ID, "flag", f.Flag).Inside(f.Compartment)
}

// Unanswered lists the flags of an assessment without an answer; they hold its signature back.
func (o *Ops) Unanswered(ctx context.Context, r *db.Reader, assessmentID string) ([]string, error) {
	return db.All[string](ctx, r, `select distinct c.flag from assessment_flag c where c.assessment_id = $1 and c.state = 'open' and {visible c.client_id}
		and {inside c.client_id c.compartment} order by c.flag`, assessmentID)
}

// OpenFlag opens a flag by hand. Entry is the contact or note that spoke of the danger, if there is one.
type OpenFlag struct {
	Client id.Client
	Flag   string
	Note   string
	Entry  string
}

// OpenFlag opens a flag by hand, such as after a call in a crisis, and returns its identifier. Needs HandleFlag. Faults: not_found,
// forbidden, invalid.
func (s *Service) OpenFlag(ctx context.Context, in OpenFlag) (string, error) {
	var f fact.Fact
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		var err error
		f, err = s.ops.openFlag(ctx, tx, in)
		return step{action: access.HandleFlag, facts: []fact.Fact{f}}, err
	})
	return f.Data["task"], err
}

func (o *Ops) openFlag(ctx context.Context, tx *db.Tx, in OpenFlag) (fact.Fact, error) {
	if err := o.guard.Allow(ctx, tx, access.HandleFlag, in.Client); err != nil {
		return fact.Fact{}, err
	}
	var problems fault.Problems
	known := false
	for _, f := range o.ordinaryFlags() {
		known = known || f.ID == in.Flag
	}
	switch {
	case in.Flag == "":
		problems.Add("flag", "field.choose")
	case !known:
		problems.Add("flag", "field.unknown")
	}
	if assessment.Blank(in.Note) {
		problems.Add("note", "assessment.flag.note_required")
	}
	if len([]rune(in.Note)) > assessment.MaxCareText {
		problems.Add("note", "field.too_long", "Max", assessment.MaxCareText)
	}
	if in.Entry != "" && !id.Valid(in.Entry) {
		problems.Add("entry", "field.unknown")
	}
	if err := problems.Err(); err != nil {
		return fact.Fact{}, err
	}
	return o.raise(ctx, tx, assessment.FlagTask{Client: in.Client, Flag: in.Flag, Note: in.Note, Entry: in.Entry}, id.Account(tx.Actor.Ref()))
}
