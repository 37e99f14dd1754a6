package remindersvc

import (
	"context"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/reminder"
)

// toldOf are the facts of a change that a client was told of; one who cannot be reached by message is told by a person.
var toldOf = map[reminder.Change]string{reminder.Off: "supervision.told_off", reminder.Moved: "supervision.told_moved"}

// silent are the reasons for which nobody is told anything: the telephone is in other hands.
func silent(held string) bool { return held == "died" || held == string(supervision.InCustody) }

// Became hears of the new version of an appointment and tells the client when a reminder of the old one went out already: neutrally,
// by the same rules of telephones and quiet hours as reminders. Of an outcome nobody is told. The supervision capability calls it
// within the transaction, after Changed, and records the facts.
func (o *Ops) Became(ctx context.Context, tx *db.Tx, a supervision.Appointment) ([]fact.Fact, error) {
	if a.State == supervision.Closed {
		return nil, nil
	}
	last, went, changes, err := o.lastSent(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	change, tell := reminder.Tell(last, went, a.Open(), a.PlannedAt, tx.Now)
	if !tell {
		return nil, nil
	}
	held, err := o.held(ctx, &tx.Reader, a.Client, tx.Now.In(o.Zone))
	if err != nil || silent(held) {
		return nil, err
	}
	at := last.Planned
	if change == reminder.Moved {
		at = a.PlannedAt
	}
	return o.tell(ctx, tx, a, change, at, changes)
}

// tell lays the words into the outbox. A printed slip comes too late for a change: whoever has no other way is told by a person.
func (o *Ops) tell(ctx context.Context, tx *db.Tx, a supervision.Appointment, change reminder.Change, at civil.Instant, changes int) ([]fact.Fact, error) {
	choice, index, lang, err := o.way(ctx, tx, a.Client)
	if err != nil {
		return nil, err
	}
	day := at.In(o.Zone).String()
	if choice.Way != reminder.BySMS && choice.Way != reminder.ByMail {
		return []fact.Fact{fact.New("supervision.told_not", a.Client, "day", day, "entry", a.Entry).From("system")}, nil
	}
	row := tx.NewID()
	if err := tx.Insert(ctx, reminders, db.Row{
		"id": row, "client_id": a.Client, "appointment_id": a.Entry, "planned_at": at, "days": -changes - 1, "way": choice.Way, "why": choice.Why,
		"fuller": false, "phone_index": db.Null(index), "msg_key": Kind + ":" + row, "tells": change, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}); err != nil {
		return nil, err
	}
	clock := at.Time().In(o.Zone)
	return []fact.Fact{fact.New(toldOf[change], a.Client, "day", day, "entry", a.Entry).From("system")}, o.Outbox.Put(ctx, tx, notify.Message{
		Key: Kind + ":" + row, Client: string(a.Client), Channel: notify.Channel(choice.Way), Address: choice.Address, Lang: lang, Subject: "—",
		Text: o.rules(tx.Now).in(lang).Change(change, clock.Format("02.01.2006"), clock.Format("15:04")), Expires: at,
	})
}

// lastSent finds the last message about an appointment that went out or may have, and how many changes were told or put down.
func (o *Ops) lastSent(ctx context.Context, tx *db.Tx, a supervision.Appointment) (last reminder.Sent, went bool, changes int, err error) {
	type row struct {
		Planned civil.Instant
		Tells   reminder.Change
		State   notify.State
		Channel notify.Channel
	}
	rows, err := db.All[row](ctx, tx.System(), `select c.planned_at, c.tells, m.state, m.channel from supervision_reminder c join notify_message m on m.msg_key = c.msg_key
		where c.client_id = $1 and c.appointment_id = $2 order by c.recorded_at, c.id`, a.Client, a.Entry)
	out := []notify.State{notify.Sending, notify.Sent, notify.Delivered, notify.Uncertain}
	for _, x := range rows {
		if x.Tells != "" {
			changes++
		}
		if slices.Contains(out, x.State) {
			last, went = reminder.Sent{Planned: x.Planned, Off: x.Tells == reminder.Off}, true
		}
	}
	return last, went, changes, err
}
