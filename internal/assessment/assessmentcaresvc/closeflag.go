package assessmentcaresvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// CloseFlag answers a flag. Version is the one that was on the page.
type CloseFlag struct {
	Client  id.Client
	Flag    string // identifier of the task
	Version int
	Closing assessment.FlagClosing
}

// CloseFlag closes the task of a flag with an action or a reason for none. Needs HandleFlag. Faults: not_found, forbidden,
// conflict when somebody has answered meanwhile, invalid.
func (s *Service) CloseFlag(ctx context.Context, in CloseFlag) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.closeFlag(ctx, tx, in) })
}

func (o *Ops) closeFlag(ctx context.Context, tx *db.Tx, in CloseFlag) (step, error) {
	f, err := o.flagToHandle(ctx, tx, in.Client, in.Flag, in.Version)
	if err != nil {
		return step{}, err
	}
	if !f.Open() {
		return step{}, fault.Stale()
	}
	if err := o.checkClosing(tx, in.Closing).Err(); err != nil {
		return step{}, err
	}
	f.Closing = in.Closing
	if err := o.saveClosing(ctx, tx, f, db.Row{"state": assessment.FlagClosed, "closed_at": tx.Now, "closed_by": tx.Actor.Ref()}); err != nil {
		return step{}, err
	}
	done := o.fact("assessment.flag_closed", f)
	done.Data["answer"] = f.Closing.Action + f.Closing.None
	return step{action: access.HandleFlag, facts: []fact.Fact{done}}, nil
}

func (o *Ops) flagToHandle(ctx context.Context, tx *db.Tx, client id.Client, flag string, version int) (assessment.FlagTask, error) {
	if err := o.guard.Allow(ctx, tx, access.HandleFlag, client); err != nil {
		return assessment.FlagTask{}, err
	}
	f, err := o.flagTask(ctx, &tx.Reader, client, flag)
	if err == nil && f.Row != version {
		err = fault.Stale()
	}
	return f, err
}

func (o *Ops) checkClosing(tx *db.Tx, c assessment.FlagClosing) fault.Problems {
	var problems fault.Problems
	c.Check(&problems, o.list(tx, rulebook.ListFlagActions), o.list(tx, rulebook.ListFlagNoneReasons), o.today(tx))
	return problems
}

func (o *Ops) saveClosing(ctx context.Context, tx *db.Tx, f assessment.FlagTask, more db.Row) error {
	text, err := o.Seal.SealText(ctx, tx, f.Client, flagTable, "action_text", f.ID, f.Closing.Text)
	if err != nil {
		return err
	}
	row := db.Row{"action": db.Null(f.Closing.Action), "none_reason": db.Null(f.Closing.None), "action_text": text}
	for k, v := range more {
		row[k] = v
	}
	return tx.UpdateVersion(ctx, flagTable, f.ID, f.Row, row)
}

// CorrectFlag puts another answer in the place of a wrong one, which stays readable with the reason.
type CorrectFlag struct {
	CloseFlag
	Reason     string // code of the list of reasons for corrections
	ReasonText string
}

// CorrectFlag corrects the answer to a flag. Needs HandleFlag. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) CorrectFlag(ctx context.Context, in CorrectFlag) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.correctFlag(ctx, tx, in) })
}

func (o *Ops) correctFlag(ctx context.Context, tx *db.Tx, in CorrectFlag) (step, error) {
	f, err := o.flagToHandle(ctx, tx, in.Client, in.Flag, in.Version)
	if err != nil {
		return step{}, err
	}
	if f.Open() {
		return step{}, fault.New(fault.Conflict, "assessment.flag.still_open")
	}
	problems := o.checkClosing(tx, in.Closing)
	switch {
	case in.Reason == "":
		problems.Add("reason", "field.choose")
	case !o.list(tx, rulebook.ListCorrectionReasons).Holds(in.Reason, o.today(tx)):
		problems.Add("reason", "field.unknown")
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if err := o.keepOld(ctx, tx, f, in); err != nil {
		return step{}, err
	}
	f.Closing = in.Closing
	if err := o.saveClosing(ctx, tx, f, nil); err != nil {
		return step{}, err
	}
	done := o.fact("assessment.flag_corrected", f)
	done.Data["correction"] = in.Reason
	return step{action: access.HandleFlag, reason: in.Reason, facts: []fact.Fact{done}}, nil
}

const correctionTable = "assessment_flag_correction"

func (o *Ops) keepOld(ctx context.Context, tx *db.Tx, f assessment.FlagTask, in CorrectFlag) error {
	row := db.Row{
		"id": tx.NewID(), "client_id": f.Client, "compartment": db.Null(f.Compartment), "flag_id": f.ID, "action": db.Null(f.Closing.Action),
		"none_reason": db.Null(f.Closing.None), "closed_at": f.ClosedAt, "closed_by": f.ClosedBy, "reason": in.Reason,
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	for column, text := range map[string]string{"action_text": f.Closing.Text, "reason_text": in.ReasonText} {
		sealed, err := o.Seal.SealText(ctx, tx, f.Client, correctionTable, column, row["id"].(string), text) //nolint:forcetypeassert // set above
		if err != nil {
			return err
		}
		row[column] = sealed
	}
	return tx.Insert(ctx, correctionTable, row)
}

// corrections are the answers that stood before, the oldest first.
func (o *Ops) corrections(ctx context.Context, r *db.Reader, client id.Client, flag string) ([]assessment.FlagCorrection, error) {
	type row struct {
		ID, Action, None string
		Text             []byte
		ClosedAt         civil.Instant
		ClosedBy, Reason string
		ReasonText       []byte
		At               civil.Instant
		By               string
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.action, c.none_reason, c.action_text, c.closed_at, c.closed_by, c.reason, c.reason_text, c.recorded_at,
		c.recorded_by from assessment_flag_correction c where c.flag_id = $1 and c.client_id = $2 and {visible c.client_id}
		and {inside c.client_id c.compartment} order by c.recorded_at, c.id`, flag, client)
	if err != nil {
		return nil, err
	}
	var p seal.Batch
	out := make([]assessment.FlagCorrection, len(rows))
	for i, x := range rows {
		out[i] = assessment.FlagCorrection{
			ID: x.ID, Flag: flag, Was: assessment.FlagClosing{Action: x.Action, None: x.None}, ClosedAt: x.ClosedAt, ClosedBy: x.ClosedBy,
			Reason: x.Reason, At: x.At, By: x.By,
		}
		p.Text(client, correctionTable, "action_text", x.ID, x.Text, func(s string) { out[i].Was.Text = s })
		p.Text(client, correctionTable, "reason_text", x.ID, x.ReasonText, func(s string) { out[i].ReasonText = s })
	}
	return out, p.Open(ctx, o.Seal, r)
}
