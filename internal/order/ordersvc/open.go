package ordersvc

import (
	"context"
	"encoding/json"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// opens are the actions whose use cases make a judgment an order.
var opens = []actor.Action{access.CheckJudgment, access.TakeOverCase, access.ResolveHiddenMatch, access.ImportData}

// Open makes an accepted judgment an order of a client: file number, measures, obligations, the days by which the client is
// to be placed on the register, and the term. A person who was here before stands in the same file. The caller records.
// Needs one of the actions of intake. Faults: forbidden.
func (o *Ops) Open(ctx context.Context, tx *db.Tx, in order.Opening) (string, error) {
	if !slices.ContainsFunc(opens, access.From(ctx).May) {
		return "", fault.New(fault.Forbidden, "fault.forbidden")
	}
	if in.Office == "" {
		in.Office = access.From(ctx).Home()
	}
	if err := o.fileNumber(ctx, tx, in.Client, in.Office); err != nil {
		return "", err
	}
	measures, err := json.Marshal(in.Measures)
	if err != nil {
		return "", err
	}
	orderID := tx.NewID()
	row := db.Row{
		"id": orderID, "client_id": in.Client, "judgment_id": in.ID, "office_id": in.Office, "kind": in.Kind, "measure": in.Main(),
		"measures": string(measures), "court": in.Court, "judgment_no": in.Number, "decided_on": in.DecidedOn, "in_force_on": in.InForceOn,
		"article": db.Null(in.Article), "term": in.Term, "stated_from": in.StatedFrom, "stated_to": in.StatedTo,
		"hours_ordered": in.Hours(), "hours_done": 0, "warnings": 0, "taken_over": false, "status": order.StatePending,
		"opened_at": tx.Now, "rulebook_version": in.Rulebook, "version": 1,
	}
	rb := o.Rules.For(in.Rulebook, o.Today(tx))
	deadlines(rb, in.InForceOn, row)
	var registered civil.Date
	if in.Running != nil {
		registered = in.Running.RegisteredOn
		o.takenOver(tx, rb, in, row)
	}
	o.reckonInto(rb, in.Judgment, registered, nil, o.Today(tx), row)
	if err := tx.Insert(ctx, "order_order", row); err != nil {
		return "", err
	}
	if err := o.firstCredit(ctx, tx, orderID, in); err != nil {
		return "", err
	}
	return orderID, o.obligations(ctx, tx, orderID, in)
}

// deadlines stores the days by which the client is to be registered and by which whom is told that it did not happen.
func deadlines(rb *rulebook.Rulebook, inForce civil.Date, row db.Row) {
	due := order.RegistrationDueOn(rb, inForce).Day
	row["register_due"] = due
	if due.IsZero() {
		return
	}
	steps := order.StepsOf(rb, inForce)
	for column, days := range map[string]int{
		"escalate_head_on": steps.Head, "escalate_region_on": steps.Regional, "escalate_nation_on": steps.National,
	} {
		if days > 0 {
			row[column] = due.AddDays(days)
		}
	}
}

// takenOver fills what has happened on paper.
func (o *Ops) takenOver(tx *db.Tx, rb *rulebook.Rulebook, in order.Opening, row db.Row) {
	row["taken_over"], row["takeover_by"] = true, tx.Actor.Ref()
	row["registered_on"], row["appeared_on"], row["registered_by"] = in.Running.RegisteredOn, in.Running.RegisteredOn, tx.Actor.Ref()
	row["hours_done"], row["warnings"], row["paper_number"] = in.Running.HoursDone, in.Running.Warnings, db.Null(in.Running.PaperNumber)
	row["status"] = order.StateRegistered
	if d, ok := rb.Deadline(rulebook.RuleTakeOverCheckDays, o.Today(tx)); ok {
		row["takeover_due"] = d.Due(o.Today(tx), rb.Calendar()).Day
	}
}

// reckonInto puts the term by its arithmetic into a row, and moves a registered order into its term.
func (o *Ops) reckonInto(rb *rulebook.Rulebook, j order.Judgment, registered civil.Date, changes []order.Entry, today civil.Date, row db.Row) {
	t := order.Reckon(order.InputOf(j, registered, changes, civil.Date{}), order.ConventionOf(rb, j.InForceOn))
	row["term_start"], row["term_end"] = t.Start, t.End
	if row["status"] == order.StateRegistered {
		row["status"] = Running(t, today)
	}
}

// Running is the state of a registered order by its term.
func Running(t order.TermResult, today civil.Date) order.State {
	switch {
	case t.StandsNow:
		return order.StateSuspended
	case !t.Start.IsZero() && t.Start.After(today):
		return order.StateRegistered
	}
	return order.StateRunning
}

// firstCredit keeps time that the judgment counts as the first change, so that the arithmetic reads one list.
func (o *Ops) firstCredit(ctx context.Context, tx *db.Tx, orderID string, in order.Opening) error {
	if in.Credit.Days == 0 {
		return nil
	}
	err := o.insertChange(ctx, tx, Order{ID: orderID, Client: in.Client}, order.Entry{
		Kind: order.ChangeCredit, Code: in.Credit.Kind,
		Days: in.Credit.Days, Act: order.Act{Court: in.Court, Number: in.Number, On: in.DecidedOn},
	})
	return err
}

func (o *Ops) obligations(ctx context.Context, tx *db.Tx, orderID string, in order.Opening) error {
	for _, ob := range in.Obligations {
		if _, err := o.insertObligation(ctx, tx, Order{ID: orderID, Client: in.Client}, ob, in.InForceOn); err != nil {
			return err
		}
	}
	return nil
}

func (o *Ops) insertObligation(ctx context.Context, tx *db.Tx, x Order, ob order.Obligation, since civil.Date) (string, error) {
	row := tx.NewID()
	text, err := o.Sealed(ctx, tx, x.Client, "order_obligation", "text", row, ob.Text)
	if err != nil {
		return "", err
	}
	return row, tx.Insert(ctx, "order_obligation", db.Row{
		"id": row, "client_id": x.Client, "order_id": x.ID, "code": ob.Code, "text": text,
		"state": order.ObligationInForce, "since": since, "recorded_at": tx.Now, "version": 1,
	})
}
