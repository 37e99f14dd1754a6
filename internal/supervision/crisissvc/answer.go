package crisissvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/crisis"
)

// Answer says what was done about a danger. Version is the one that was on the page. Corrects names an earlier answer that this
// one puts right.
type Answer struct {
	Client   id.Client
	Task     string
	Version  int
	Action   string
	Text     string
	Corrects string
}

// Answer writes down what was done; the clock stops, and the task stays until it is closed. Needs HandleCrisis. Faults:
// not_found, forbidden, conflict when somebody acted meanwhile or it is closed, invalid.
func (s *Service) Answer(ctx context.Context, in Answer) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.answer(ctx, tx, in) })
}

func (o *Ops) answer(ctx context.Context, tx *db.Tx, in Answer) (step, error) {
	t, err := o.toHandle(ctx, tx, in.Client, in.Task, in.Version)
	if err != nil {
		return step{}, err
	}
	if t.State == crisis.Closed && in.Corrects == "" {
		return step{}, fault.New(fault.Conflict, "crisis.closed_already")
	}
	if err := crisis.CheckAnswer(in.Action, in.Text, o.rules(tx).List(rulebook.ListFlagActions), o.today(tx)).Err(); err != nil {
		return step{}, err
	}
	s := crisis.Step{What: crisis.StepAnswer, Code: in.Action, Text: in.Text}
	kind := "supervision.crisis_answered"
	if in.Corrects != "" {
		if err := o.corrects(ctx, tx, t, in.Corrects); err != nil {
			return step{}, err
		}
		s.What, s.Corrects, kind = crisis.StepCorrect, in.Corrects, "supervision.crisis_corrected"
	}
	if err := o.put(ctx, tx, t, s); err != nil {
		return step{}, err
	}
	row := db.Row{}
	if t.State == crisis.Open {
		row["state"], row["answered_at"] = crisis.Answered, tx.Now
	}
	if err := tx.UpdateVersion(ctx, tasks, t.ID, t.Row, row); err != nil {
		return step{}, err
	}
	return step{action: access.HandleCrisis, facts: facts(o.fact(tx, kind, t, "action", in.Action))}, nil
}

// corrects refuses to put right what is no answer of this task.
func (o *Ops) corrects(ctx context.Context, tx *db.Tx, t crisis.Task, wrong string) error {
	list, err := o.history(ctx, &tx.Reader, t.Client, t.ID)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.ID == wrong && (s.What == crisis.StepAnswer || s.What == crisis.StepCorrect) {
			return nil
		}
	}
	return fault.MissingRecord()
}

// Close ends a task with a reason.
type Close struct {
	Client  id.Client
	Task    string
	Version int
	Reason  string
	Text    string
}

// Close ends a task with a reason; it stays in the record. Needs HandleCrisis. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Close(ctx context.Context, in Close) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.close(ctx, tx, in) })
}

func (o *Ops) close(ctx context.Context, tx *db.Tx, in Close) (step, error) {
	t, err := o.toHandle(ctx, tx, in.Client, in.Task, in.Version)
	if err != nil {
		return step{}, err
	}
	if t.State == crisis.Closed {
		return step{}, fault.New(fault.Conflict, "crisis.closed_already")
	}
	if err := crisis.CheckClosing(t, in.Reason, in.Text, o.rules(tx).List(crisis.ListCloseReasons), o.today(tx)).Err(); err != nil {
		return step{}, err
	}
	if err := o.put(ctx, tx, t, crisis.Step{What: crisis.StepClosed, Code: in.Reason, Text: in.Text}); err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, tasks, t.ID, t.Row, db.Row{"state": crisis.Closed, "closed_at": tx.Now}); err != nil {
		return step{}, err
	}
	return step{action: access.HandleCrisis, reason: in.Reason, facts: facts(o.fact(tx, "supervision.crisis_closed", t, "why", in.Reason))}, nil
}
