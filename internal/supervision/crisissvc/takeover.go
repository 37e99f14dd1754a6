package crisissvc

import (
	"context"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/crisis"
)

func facts(list ...fact.Fact) []fact.Fact { return list }

// TakeOver gives a task to another named person.
type TakeOver struct {
	Client  id.Client
	Task    string
	Version int
	To      id.Account
	Text    string // what the next one must know
}

// canTake reports whether an account sees the client and may act on the client's dangers: who works the case or covers it, who
// leads the office, and the duty operator.
func (o *Ops) canTake(ctx context.Context, tx *db.Tx, client id.Client, to id.Account) (bool, error) {
	rights, sees, err := o.sight.Sees(ctx, &tx.Reader, to, client, tx.Now, o.Zone)
	if err != nil || !sees {
		return false, err
	}
	switch rights.Reach(access.HandleCrisis) {
	case access.None:
		return false, nil
	case access.InSite:
		return true, nil
	case access.Own:
	}
	n, err := db.One[int](ctx, tx.System(), `select count(*) from access_list l where l.client_id = $1 and l.account_id = $2 and l.kind in ('assigned','covering')
		and l.replaced_at is null and (l.until is null or l.until > $3) and {visible l.client_id}`, client, to, tx.Now)
	return n > 0, err
}

// TakeOver gives a task to another named person who sees the client and may act on dangers; the clock runs on. Needs
// HandleCrisis. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) TakeOver(ctx context.Context, in TakeOver) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.takeOver(ctx, tx, in) })
}

func (o *Ops) takeOver(ctx context.Context, tx *db.Tx, in TakeOver) (step, error) {
	t, err := o.toHandle(ctx, tx, in.Client, in.Task, in.Version)
	if err != nil {
		return step{}, err
	}
	if t.State == crisis.Closed {
		return step{}, fault.New(fault.Conflict, "crisis.closed_already")
	}
	var problems fault.Problems
	switch in.To {
	case "":
		problems.Add("to", "field.choose")
	case t.Assigned:
		problems.Add("to", "crisis.has_it")
	default:
		can, err := o.canTake(ctx, tx, in.Client, in.To)
		if err != nil {
			return step{}, err
		}
		if !can {
			problems.Add("to", "crisis.cannot_take")
		}
	}
	switch {
	case strings.TrimSpace(in.Text) == "":
		problems.Add("text", "crisis.handover_required")
	case utf8.RuneCountInString(in.Text) > crisis.MaxText:
		problems.Add("text", "field.too_long", "Max", crisis.MaxText)
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if err := o.put(ctx, tx, t, crisis.Step{What: crisis.StepTakeOver, Text: in.Text, To: in.To}); err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, tasks, t.ID, t.Row, db.Row{"assigned_to": in.To}); err != nil {
		return step{}, err
	}
	if o.Tell != nil {
		if err := o.Tell.Account(ctx, tx, in.To, notice("crisis_raised", t)); err != nil {
			return step{}, err
		}
	}
	return step{action: access.HandleCrisis, facts: facts(o.fact(tx, "supervision.crisis_taken_over", t))}, nil
}
