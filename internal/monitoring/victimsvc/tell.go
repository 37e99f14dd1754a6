package victimsvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
)

// Warn tells every person whom an order protects, by every safe way she named, as far as her consent stands: written words that a
// stranger may read go out by themselves, calls are laid before whoever answers for the case. It returns the key of each message in the
// outbox, and "" for what a person must say.
func (o *Ops) Warn(ctx context.Context, tx *db.Tx, order string, kind victim.Message) ([]string, error) {
	list, err := o.OfOrder(ctx, &tx.Reader, order)
	var out []string
	for _, x := range list {
		keys, err := o.tell(ctx, tx, x, kind)
		if err != nil {
			return nil, err
		}
		out = append(out, keys...)
	}
	return out, err
}

// tell makes the messages to one person.
func (o *Ops) tell(ctx context.Context, tx *db.Tx, x held, kind victim.Message) ([]string, error) {
	all := tx.System()
	ok, err := o.Standing(ctx, all, x)
	if err != nil || !ok || !x.Ended.IsZero() {
		return nil, err
	}
	ways, err := o.Phones(ctx, all, x.ID)
	if err != nil {
		return nil, err
	}
	text, known := o.Texts.InForce(x.Lang, o.today(tx))
	if !known || len(ways) == 0 {
		return nil, o.notice(ctx, tx, x, "monitoring_victim_no_way")
	}
	phrase := ""
	b := &boxes{}
	b.Text(x.ID, people, "phrase", x.ID, x.Phrase, &phrase)
	if err := b.Open(ctx, o.Seal, all); err != nil {
		return nil, err
	}
	var keys []string
	for _, w := range ways {
		key, err := o.message(ctx, tx, x, w, kind, text, phrase)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	if slices.Contains(keys, "") {
		err = o.notice(ctx, tx, x, "monitoring_victim_call")
	}
	return keys, err
}

// message makes one message and gives its key in the outbox; "" when a person has to call.
func (o *Ops) message(ctx context.Context, tx *db.Tx, x held, w victim.Phone, kind victim.Message, text victim.Text, phrase string) (string, error) {
	due, line := tx.Now, ""
	if !kind.AtAnyHour() {
		due = victim.Hours{From: x.From, To: x.To}.Next(tx.Now, o.Zone)
	}
	if o.Line != nil {
		line = o.Line()
	}
	way, words, key := w.Kind, text.Say[string(kind)], ""
	row := db.Row{"id": tx.NewID(), "victim_id": x.ID, "kind": kind, "phone_id": w.ID, "lang": text.Lang, "at": tx.Now, "due_at": due, "version": 1}
	made, _ := row["id"].(string)
	if w.Kind == victim.SMS && (line != "" || kind == victim.Danger && phrase != "") && o.Outbox != nil {
		key, words = "victim/"+made, text.SMSText(kind, phrase, line)
		if err := o.Outbox.Put(ctx, tx, notify.Message{
			Key: key, Channel: notify.SMS, Address: w.Number, Lang: text.Lang, Text: words, NotBefore: due, Urgent: kind.AtAnyHour(),
			Expires: due.Add(time.Duration(o.rules(tx).Int(victim.RuleUse, o.today(tx), 24)) * time.Hour),
		}); err != nil {
			return "", err
		}
	} else if w.Kind == victim.SMS {
		way = victim.Call
	}
	row["way"], row["msg_key"] = way, db.Null(key)
	if err := o.Sealed(ctx, tx, x.ID, messages, made, row, map[string]string{"words": words}); err != nil {
		return "", err
	}
	return key, tx.Insert(ctx, messages, row)
}

// hush withdraws what waits to be sent to a person, or to one of her numbers.
func (o *Ops) hush(ctx context.Context, tx *db.Tx, person, phone string) error {
	type row struct{ ID, Key, Phone string }
	list, err := db.All[row](ctx, tx, `select m.id, m.msg_key, m.phone_id from monitoring_victim_message m where m.victim_id = $1 and m.result is null order by m.id`, person)
	if err != nil {
		return err
	}
	for _, m := range list {
		if phone != "" && m.Phone != phone {
			continue
		}
		if m.Key != "" && o.Outbox != nil {
			gone, err := o.Outbox.Withdraw(ctx, tx, m.Key)
			if err != nil {
				return err
			}
			if !gone {
				continue
			}
		}
		if err := tx.Update(ctx, messages, m.ID, db.Row{"result": "stopped", "done_at": tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

// Stepped hears of what happened to an order and tells the persons whom it protects: suspended, resumed, varied, ended, a device taken
// off the wearer or fitted. With the end of the order everything that protects them ends.
func (o *Ops) Stepped(ctx context.Context, tx *db.Tx, order, what string) error {
	kind, ok := map[string]victim.Message{
		regime.StepSuspend: victim.Suspended, regime.StepResume: victim.Resumed, regime.StepEnd: victim.Ended, regime.StepOver: victim.Ended,
		regime.StepVaried: victim.Changed, regime.StepUnfitted: victim.DeviceOff, regime.StepFitted: victim.DeviceOn,
	}[what]
	if !ok {
		return nil
	}
	list, err := o.OfOrder(ctx, &tx.Reader, order)
	if err != nil {
		return err
	}
	for _, x := range list {
		if !x.Ended.IsZero() {
			continue
		}
		if _, err := o.tell(ctx, tx, x, kind); err != nil {
			return err
		}
		if kind != victim.Ended {
			continue
		}
		if err := o.stop(ctx, tx, x, victim.PlaceEnded, "ended"); err != nil {
			return err
		}
		if err := o.touch(ctx, tx, x, db.Row{"ended_at": tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

type toldRow struct {
	ID          string
	Kind        victim.Message
	Way         victim.Kind
	Phone, Key  string
	Lang        string
	Words       []byte
	At, Due     civil.Instant
	Result      string
	Note        []byte
	DoneAt      civil.Instant
	DoneBy      string
	Row         int
	State, Caus string
}

// told lists the messages of a person with what became of each, the latest first.
func (o *Ops) told(ctx context.Context, r *db.Reader, person string) ([]victim.Told, error) {
	rows, err := db.All[toldRow](ctx, r.System(), `select m.id, m.kind, m.way, m.phone_id, m.msg_key, m.lang, m.words, m.at, m.due_at, m.result, m.note, m.done_at, m.done_by,
		m.version, n.state, n.cause from monitoring_victim_message m left join notify_message n on n.msg_key = m.msg_key where m.victim_id = $1
		order by m.at desc, m.id desc limit `+limit(Limit), person)
	if err != nil {
		return nil, err
	}
	b := &boxes{}
	out := make([]victim.Told, len(rows))
	for i, x := range rows {
		out[i] = victim.Told{
			ID: x.ID, Kind: x.Kind, Way: x.Way, Phone: x.Phone, Key: x.Key, Lang: x.Lang, At: x.At, Due: x.Due, Result: x.Result, DoneAt: x.DoneAt,
			DoneBy: x.DoneBy, State: x.State, Cause: x.Caus, Row: x.Row,
		}
		b.Text(person, messages, "words", x.ID, x.Words, &out[i].Words)
		b.Text(person, messages, "note", x.ID, x.Note, &out[i].Note)
	}
	return out, b.Open(ctx, o.Seal, r)
}

// Called writes down what came of a call to a person. Needs ReadVictims: the duty officer calls at night. Faults: not_found, forbidden,
// conflict when it was written down already, invalid.
func (s *Service) Called(ctx context.Context, person, message string, row int, result, note string) error {
	return s.write(ctx, access.ReadVictims, func(tx *db.Tx) error {
		if _, err := s.ops.manage(ctx, tx, access.ReadVictims, person, -1); err != nil {
			return err
		}
		type stored struct {
			Result string
			Key    string
		}
		m, err := db.One[stored](ctx, tx, `select m.result, m.msg_key from monitoring_victim_message m where m.id = $1 and m.victim_id = $2`, message, person)
		if err != nil {
			return err
		}
		if m.Result != "" || m.Key != "" {
			return fault.New(fault.Conflict, "monitoring.victim.called_already")
		}
		var p fault.Problems
		if result != victim.Reached && result != victim.NotReached && result != victim.Unsafe {
			p.Add("result", "field.choose")
		}
		if len([]rune(note)) > victim.MaxText {
			p.Add("note", "field.too_long", "Max", victim.MaxText)
		}
		if err := p.Err(); err != nil {
			return err
		}
		set := db.Row{"result": result, "done_at": tx.Now, "done_by": tx.Actor.Ref()}
		if err := s.ops.Sealed(ctx, tx, person, messages, message, set, map[string]string{"note": note}); err != nil {
			return err
		}
		return tx.UpdateVersion(ctx, messages, message, row, set)
	})
}
