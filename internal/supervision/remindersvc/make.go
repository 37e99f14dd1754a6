package remindersvc

import (
	"context"
	"errors"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/reminder"
)

const (
	reminders = "supervision_reminder"
	listWords = "reminder_texts"
	// Kind begins the keys of reminders in the outbox.
	Kind = "reminder"
	// make is the action under which the job's entries stand.
	actionRemind actor.Action = "supervision.remind"
)

// told are the facts of a reminder by its way.
var told = map[reminder.Way]string{
	reminder.BySMS: "supervision.reminder_sms", reminder.ByMail: "supervision.reminder_email", reminder.BySlip: "supervision.reminder_slip",
	"": "supervision.reminder_unwanted",
}

// plan is an open appointment that may need a reminder.
type plan struct {
	Entry   string
	Client  id.Client
	Kind    string
	Planned civil.Instant
	Written civil.Instant
	Row     string
	Place   []byte
}

const planCols = `c.appointment_id, c.client_id, c.kind, c.planned_at, c.written_at, c.id, c.place`

// rules are the values of the rulebook by which reminders are made.
type rules struct {
	days  []int
	hour  string
	kinds []string
	words rulebook.List
}

func (o *Ops) rules(now civil.Instant) rules {
	day := now.In(o.Zone)
	r := o.Rules.At(day)
	list := func(name string) []string {
		x, _ := r.Lookup(name, day)
		return x.Value.List
	}
	return rules{days: reminder.Days(list("reminder.days_before")), hour: r.TextOf("reminder.hour", day), kinds: list("reminder.kinds"), words: r.List(listWords)}
}

// MakeDue makes the reminders that are due and returns how many; it is idempotent. A job runs it: each reminder is a transaction of
// its own, so that one record that cannot be read holds up nobody else; the first fault is returned when all had their turn.
func (s *Service) MakeDue(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	now := s.db.Now()
	v := s.ops.rules(now)
	var due []plan
	if err := s.db.Read(ctx, func(r *db.Reader) error {
		until := now.In(s.ops.Zone).AddDays(reminder.Furthest(v.days) + 1).StartIn(s.ops.Zone)
		list, err := db.All[plan](ctx, r, `select `+planCols+` from supervision_appointment c where c.state = 'scheduled' and c.planned_at > $1
			and c.planned_at < $2 and c.replaced_at is null and c.moved = false and {visible c.client_id} order by c.planned_at, c.id`, now, until)
		for _, p := range list {
			if _, ok := v.due(p, now, s.ops); ok {
				due = append(due, p)
			}
		}
		return err
	}); err != nil {
		return 0, err
	}
	made := 0
	var first, busy error
	for range rounds {
		var again []plan
		for _, p := range due {
			ok, err := s.make(ctx, p, v)
			switch {
			case db.IsContention(err):
				again = append(again, p)
			case err != nil && first == nil:
				first = err
			case ok:
				made++
			}
			if db.IsContention(err) {
				busy = err
			}
		}
		if due = again; len(due) == 0 {
			return made, first
		}
	}
	return made, errors.Join(first, busy)
}

// rounds is how often a reminder is tried that other writers stood in the way of: they are done when all others had their turn.
const rounds = 3

func (v rules) due(p plan, now civil.Instant, o *Ops) (int, bool) {
	if !slices.Contains(v.kinds, p.Kind) {
		return 0, false
	}
	return reminder.Due(v.days, v.hour, p.Written, now, p.Planned, o.Zone)
}

// make makes one reminder unless it is there already or the appointment changed meanwhile.
func (s *Service) make(ctx context.Context, p plan, v rules) (bool, error) {
	made := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		made = false
		days, ok := v.due(p, tx.Now, s.ops)
		if !ok {
			return nil
		}
		current, err := db.One[int](ctx, tx, `select count(*) from supervision_appointment c where c.id = $1 and c.state = 'scheduled'
			and c.replaced_at is null and c.moved = false and {visible c.client_id}`, p.Row)
		if err != nil || current == 0 {
			return err
		}
		there, err := db.One[int](ctx, tx, `select count(*) from supervision_reminder c where c.appointment_id = $1 and c.planned_at = $2 and c.days <= $3
			and c.days > 0 and c.withdrawn_at is null and {visible c.client_id}`, p.Entry, p.Planned, days)
		if err != nil || there > 0 {
			return err
		}
		if held, err := s.ops.held(ctx, &tx.Reader, p.Client, p.Planned.In(s.ops.Zone)); err != nil || held != "" {
			return err
		}
		f, err := s.ops.put(ctx, tx, p, days, v)
		if err != nil {
			return err
		}
		made = true
		return tx.Record(ctx, actionRemind, "", f)
	})
	return made, err
}

func (o *Ops) held(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (string, error) {
	if o.Held == nil {
		return "", nil
	}
	return o.Held(ctx, r, client, day)
}

// put writes the reminder and lays its words into the outbox.
func (o *Ops) put(ctx context.Context, tx *db.Tx, p plan, days int, v rules) (fact.Fact, error) {
	choice, index, lang, err := o.way(ctx, tx, p.Client)
	if err != nil {
		return fact.Fact{}, err
	}
	row := tx.NewID()
	key := Kind + ":" + row
	if choice.Way == "" {
		key = ""
	}
	if err := tx.Insert(ctx, reminders, db.Row{
		"id": row, "client_id": p.Client, "appointment_id": p.Entry, "planned_at": p.Planned, "days": days, "way": db.Null(choice.Way),
		"why": choice.Why, "fuller": choice.Fuller, "phone_index": db.Null(index), "msg_key": db.Null(key), "recorded_at": tx.Now,
		"recorded_by": tx.Actor.Ref(),
	}); err != nil {
		return fact.Fact{}, err
	}
	f := fact.New(told[choice.Way], p.Client, "day", p.Planned.In(o.Zone).String(), "entry", p.Entry).From("system")
	if choice.Way == "" {
		return f, nil
	}
	place, err := o.Seal.OpenText(ctx, &tx.Reader, p.Client, "supervision_appointment", "place", p.Row, p.Place)
	if err != nil {
		return fact.Fact{}, err
	}
	at := p.Planned.Time().In(o.Zone)
	words := v.in(lang)
	return f, o.Outbox.Put(ctx, tx, notify.Message{
		Key: key, Client: string(p.Client), Channel: notify.Channel(choice.Way), Address: choice.Address, Lang: lang, Subject: words.Subject,
		Text: words.Text(choice.Fuller, at.Format("02.01.2006"), at.Format("15:04"), place), Expires: p.Planned,
	})
}

// way is how a client is reached now, the mark of the number chosen, and the language.
func (o *Ops) way(ctx context.Context, tx *db.Tx, client id.Client) (choice reminder.Choice, index, lang string, err error) {
	wish, err := o.wish(ctx, &tx.Reader, client)
	if err != nil {
		return choice, "", "", err
	}
	reach, err := o.Reach(ctx, &tx.Reader, client)
	if err != nil {
		return choice, "", "", err
	}
	phones, _, err := o.phones(ctx, &tx.Reader, client)
	if err != nil {
		return choice, "", "", err
	}
	choice = reminder.Choose(wish.Preference, phones)
	for _, x := range phones {
		if x.Row == choice.Phone {
			index = x.Index
		}
	}
	if lang = reach.Lang; lang == "" {
		lang = "ky"
	}
	return choice, index, lang, nil
}

// in gives the words in a language, or in one that the service has.
func (v rules) in(lang string) reminder.Words {
	text := func(code string) string {
		i, _ := v.words.Item(code)
		return i.Label.In(lang)
	}
	return reminder.Words{Neutral: text("neutral"), Room: text("room"), Fuller: text("fuller"), Subject: text("subject"), Off: text("off"), Moved: text("moved")}
}

// Changed takes back what waits to be sent of an appointment that was moved, called off, stopped or closed. The supervision
// capability calls it within the transaction that did so; a reminder that went out stays in the record.
func (o *Ops) Changed(ctx context.Context, tx *db.Tx, client id.Client, appointment string) error {
	return o.withdraw(ctx, tx, client, appointment, "")
}

// withdraw takes back the waiting reminders of a client: of one appointment, to one number, or all.
func (o *Ops) withdraw(ctx context.Context, tx *db.Tx, client id.Client, appointment, index string) error {
	type row struct{ ID, Key, Appointment, Index string }
	rows, err := db.All[row](ctx, tx.System(), `select c.id, c.msg_key, c.appointment_id, c.phone_index from supervision_reminder c where c.client_id = $1
		and c.withdrawn_at is null and c.planned_at > $2 order by c.id`, client, tx.Now)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if appointment != "" && x.Appointment != appointment || index != "" && x.Index != index {
			continue
		}
		gone := x.Key == ""
		if !gone {
			if gone, err = o.Outbox.Withdraw(ctx, tx, x.Key); err != nil {
				return err
			}
		}
		if gone {
			if err := tx.Update(ctx, reminders, x.ID, db.Row{"withdrawn_at": tx.Now}); err != nil {
				return err
			}
		}
	}
	return nil
}
