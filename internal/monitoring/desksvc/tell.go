package desksvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
)

// The ways by which somebody was told, or was not. Desk means that the alert stands on the open desk and nothing else was needed; a drill goes nowhere.
const (
	WayDesk   = "desk"
	WayNotice = "notice"
	WayDrill  = "drill"
	WayNone   = "none"
	WayTold   = "told" // everybody who comes into question was told before
	WayCall   = "call"
	WayPast   = "past" // it was over before anybody knew: the officer on duty decides whom to tell
)

// The causes for which nobody could be told; each is said loudly on the desk.
const (
	FailedNobody = "nobody" // no member of staff who may see the client
	FailedNoLine = "no_line"
	FailedCall   = "call"   // a person must call: nothing may be written
	FailedNoWay  = "no_way" // no consent, or no way kept
)

// Wearer is the recipient of the neutral text.
const Wearer alert.Recipient = "wearer"

// wearerEvery bounds how often the wearer is told the same.
const wearerEvery = time.Hour

// messageFor is how long a message about an alert is worth sending.
const messageFor = 2 * time.Hour

// Heard is one change of an alert by the rules; What is a word of the evaluator.
type Heard struct{ Alert, What string }

// Raised hears, within the transaction that writes alerts, which ones were raised or reopened by the rules, and tells at once whom it must:
// police and victim of a danger in parallel and without anybody's click, the victim of a reduced protection, the wearer in neutral words,
// the officer on duty. What the caller records covers it; the desks are woken after the commit.
func (o *Ops) Raised(ctx context.Context, tx *db.Tx, heard []Heard) error {
	for _, h := range heard {
		if h.What != evaluator.Raised && h.What != evaluator.Reopened {
			continue
		}
		a, err := o.systemAlert(ctx, tx, h.Alert)
		if err != nil {
			return err
		}
		if h.What == evaluator.Reopened && a.State == alert.Resolved { // it goes on: whoever closed it must look again
			if err := tx.UpdateVersion(ctx, alerts, a.ID, a.Row, reopened(alert.Raised)); err != nil {
				return err
			}
			a.State, a.TakenBy = alert.Raised, ""
		}
		if err := o.tellDue(ctx, tx, a, 0); err != nil {
			return err
		}
		if err := o.tellWearer(ctx, tx, a); err != nil {
			return err
		}
	}
	o.changed(tx)
	return nil
}

// systemAlert reads an alert for a task.
//
// sight: the task tells whom it must, whoever else may see the client; no person reads the answer.
func (o *Ops) systemAlert(ctx context.Context, tx *db.Tx, key string) (Alert, error) {
	return db.One[Alert](ctx, tx.System(), `select `+alertColumns+` from monitoring_alert c where c.id = $1`, key)
}

// tellDue takes the steps whose time has come and that were not taken yet.
func (o *Ops) tellDue(ctx context.Context, tx *db.Tx, a Alert, age time.Duration) error {
	before, err := o.toldBefore(ctx, tx, a)
	if err != nil {
		return err
	}
	ladders, err := alert.FromRulebook(o.rules(tx), tx.Now.In(o.Zone))
	if err != nil {
		return err
	}
	var recipients []alert.Recipient
	for _, b := range before {
		recipients = append(recipients, b.Recipient)
	}
	for _, step := range alert.Due(a.Subject(), ladders, age, a.State, recipients) {
		if err := o.take(ctx, tx, a, step, before); err != nil {
			return err
		}
	}
	return nil
}

type toldRow struct {
	Recipient alert.Recipient
	Account   id.Account
}

// toldBefore lists who was told of an alert.
//
// sight: a step of a task; no person reads the answer.
func (o *Ops) toldBefore(ctx context.Context, tx *db.Tx, a Alert) ([]toldRow, error) {
	return db.All[toldRow](ctx, tx.System(), `select c.recipient, c.account_id from monitoring_told c where c.alert_id = $1`, a.ID)
}

// take tells the recipients of one step, each by its way, and keeps what could not be done.
func (o *Ops) take(ctx context.Context, tx *db.Tx, a Alert, step alert.Step, before []toldRow) error {
	if a.Late && !a.Until.IsZero() && (step.To == alert.Police || step.To == alert.Victim) { // a warning of what is past would mislead
		return o.note(ctx, tx, a, step, db.Row{"way": WayPast})
	}
	switch step.To {
	case alert.Police:
		ways, err := o.policeOf(ctx, &tx.Reader, a.Office)
		if err != nil {
			return err
		}
		return o.send(ctx, tx, a, step, ways, FailedNoLine)
	case alert.Victim:
		return o.tellVictims(ctx, tx, a, step)
	case alert.Duty, alert.NextDuty, alert.Chief:
	}
	people, known, err := o.people(ctx, tx, a, step.To, before)
	if err != nil {
		return err
	}
	if len(people) == 0 && known {
		return o.note(ctx, tx, a, step, db.Row{"way": WayTold})
	}
	if len(people) == 0 {
		return o.note(ctx, tx, a, step, db.Row{"way": WayNone, "failed": FailedNobody})
	}
	for _, who := range people {
		way := WayDesk
		if step.To != alert.Duty || a.Severity >= alert.High {
			way = WayNotice
			n := access.Notice{Kind: "monitoring_alert_" + string(step.To), Client: a.Client, Subject: a.ID, Href: "/monitoring/alerts/" + a.ID}
			if err := o.Staff.Tell(ctx, tx, who, n); err != nil {
				return err
			}
		}
		if err := o.note(ctx, tx, a, step, db.Row{"way": way, "account_id": db.Null(who)}); err != nil {
			return err
		}
	}
	return nil
}

// people are the members of staff of a step who may see the client. Whoever was told already is not told again as the next one; known says
// that there is such a person.
func (o *Ops) people(ctx context.Context, tx *db.Tx, a Alert, to alert.Recipient, before []toldRow) (out []id.Account, known bool, err error) {
	list, err := o.posted(ctx, tx, a.Office, to)
	if err != nil {
		return nil, false, err
	}
	for _, who := range list {
		if slices.ContainsFunc(before, func(b toldRow) bool { return b.Account == who }) {
			known = true
			continue
		}
		if slices.Contains(out, who) {
			continue
		}
		ok, err := o.sees(ctx, tx, who, a)
		if err != nil {
			return nil, false, err
		}
		if ok {
			out = append(out, who)
		}
		if ok && to != alert.Duty {
			break
		}
	}
	return out, known, nil
}

// posted lists who comes into question for a step: whoever sits at the desk, else those posted for the duty; then the next of them, then
// whoever leads.
func (o *Ops) posted(ctx context.Context, tx *db.Tx, office id.Office, to alert.Recipient) ([]id.Account, error) {
	if o.Staff == nil {
		return nil, nil
	}
	if to == alert.Chief {
		return o.Staff.Chief(ctx, tx.System(), office)
	}
	seated, err := o.seated(ctx, &tx.Reader, office)
	if err != nil || to == alert.Duty && len(seated) > 0 {
		return seated, err
	}
	list, err := o.Staff.Duty(ctx, tx.System(), office)
	return append(seated, list...), err
}

// sees reports whether an account may read an alert: nobody is told of a client who is out of their sight.
//
// sight: the predicate is that of the account which is to be told.
func (o *Ops) sees(ctx context.Context, tx *db.Tx, who id.Account, a Alert) (bool, error) {
	rights, err := accesssvc.Load(ctx, &tx.Reader, who, tx.Now, o.Zone)
	if err != nil || rights.Reach(access.ReadAlerts) != access.InSite {
		return false, err
	}
	if a.Drill {
		return rights.Covers(a.Office), nil
	}
	b := &db.Binder{}
	n, err := db.One[int](ctx, tx.System(), `select count(*) from monitoring_alert c where c.id = `+b.Bind(a.ID)+` and `+(accesssvc.Sight{Rights: rights}).Predicate("c.client_id", b), b.Args()...)
	return n > 0, err
}

// tellVictims tells the protected persons, and keeps which messages went out and what a person must say.
func (o *Ops) tellVictims(ctx context.Context, tx *db.Tx, a Alert, step alert.Step) error {
	if a.Drill {
		return o.note(ctx, tx, a, step, db.Row{"way": WayDrill})
	}
	var keys []string
	if o.Victims != nil {
		var err error
		if keys, err = o.Victims(ctx, tx, a.Order, a.Endangers); err != nil {
			return err
		}
	}
	if len(keys) == 0 {
		return o.note(ctx, tx, a, step, db.Row{"way": WayNone, "failed": FailedNoWay})
	}
	for _, key := range keys {
		row := db.Row{"way": string(notify.SMS), "message": key}
		if key == "" { // nothing may be written
			row = db.Row{"way": WayCall, "failed": FailedCall}
		}
		if err := o.note(ctx, tx, a, step, row); err != nil {
			return err
		}
	}
	if o.Hurry != nil {
		tx.AfterCommit(o.Hurry)
	}
	return nil
}

// send lays messages into the outbox for whoever is outside the service, or says that there is no way.
func (o *Ops) send(ctx context.Context, tx *db.Tx, a Alert, step alert.Step, ways []Way, failed string) error {
	if a.Drill {
		return o.note(ctx, tx, a, step, db.Row{"way": WayDrill})
	}
	if len(ways) == 0 || o.Outbox == nil {
		return o.note(ctx, tx, a, step, db.Row{"way": WayNone, "failed": failed})
	}
	for _, w := range ways {
		if w.Channel == "" {
			if err := o.note(ctx, tx, a, step, db.Row{"way": WayCall, "failed": FailedCall}); err != nil {
				return err
			}
			continue
		}
		row := tx.NewID()
		m := notify.Message{
			Key: "monitoring:" + row, Channel: w.Channel, Address: w.Address, Lang: w.Lang, Urgent: true, Expires: tx.Now.Add(messageFor),
			Subject: o.Say(w.Lang, "monitoring.tell.subject"),
		}
		if step.To == Wearer { // of police and victim nothing lies with the client's messages
			key, _ := alert.ForWearer(a.Subject())
			m.Client, m.Urgent, m.Text = string(a.Client), false, o.Say(w.Lang, key.Text)
		} else {
			m.Text = o.Say(w.Lang, "monitoring.tell."+string(step.To)+"."+step.Why, "Number", Number(a.ID))
		}
		if err := o.Outbox.Put(ctx, tx, m); err != nil {
			return err
		}
		if err := o.note(ctx, tx, a, step, db.Row{"id": row, "way": string(w.Channel), "message": m.Key}); err != nil {
			return err
		}
	}
	if o.Hurry != nil {
		tx.AfterCommit(o.Hurry)
	}
	return nil
}

// Number is how an alert is called over the telephone: short enough to be read out, and nothing of a person.
func Number(key string) string {
	if len(key) > 8 {
		key = key[len(key)-8:]
	}
	return key
}

// tellWearer says the neutral text, at most once in a while, and nothing at all of a victim.
//
// sight: a step of a task; no person reads the answer.
func (o *Ops) tellWearer(ctx context.Context, tx *db.Tx, a Alert) error {
	_, ok := alert.ForWearer(a.Subject())
	if !ok || o.Wearer == nil || a.Late && !a.Until.IsZero() {
		return nil
	}
	n, err := db.One[int](ctx, tx.System(), `select count(*) from monitoring_told c join monitoring_alert x on x.id = c.alert_id where c.client_id = $1 and c.recipient = $2
		and x.rule = $3 and c.recorded_at > $4`, a.Client, string(Wearer), string(a.Rule), tx.Now.Add(-wearerEvery))
	if err != nil || n > 0 {
		return err
	}
	step := alert.Step{To: Wearer, Why: "wearer"}
	if a.Drill {
		return o.send(ctx, tx, a, step, nil, "")
	}
	ways, err := o.Wearer(ctx, tx.System(), a.Client)
	if err != nil || len(ways) == 0 {
		return err
	}
	return o.send(ctx, tx, a, step, ways[:1], FailedNoWay)
}

// note keeps who was told.
func (o *Ops) note(ctx context.Context, tx *db.Tx, a Alert, step alert.Step, row db.Row) error {
	if row["id"] == nil {
		row["id"] = tx.NewID()
	}
	row["client_id"], row["alert_id"], row["recipient"], row["why"], row["recorded_at"] = a.Client, a.ID, string(step.To), step.Why, tx.Now
	return tx.Insert(ctx, told, row)
}
