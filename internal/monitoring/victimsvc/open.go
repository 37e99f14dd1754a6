package victimsvc

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/db"
)

// Open opens a person's record for a stated reason; it stays open to the actor for as long as the rulebook says, and the opening stands
// in the log of the record. Needs ReadVictims. Faults: not_found, forbidden, invalid.
func (s *Service) Open(ctx context.Context, person, purpose, words string) error {
	return s.write(ctx, access.ReadVictims, func(tx *db.Tx) error {
		if _, err := s.ops.manage(ctx, tx, access.ReadVictims, person, -1); err != nil {
			return err
		}
		var p fault.Problems
		if !s.ops.rules(tx).List(victim.ListReasons).Holds(purpose, s.ops.today(tx)) {
			p.Add("purpose", "field.choose")
		}
		switch {
		case utf8.RuneCountInString(strings.TrimSpace(words)) < 10:
			p.Add("words", "monitoring.read.words")
		case utf8.RuneCountInString(words) > victim.MaxText:
			p.Add("words", "field.too_long", "Max", victim.MaxText)
		}
		if err := p.Err(); err != nil {
			return err
		}
		return s.ops.opened(ctx, tx, person, purpose, words)
	})
}

// opened writes an opening of a record.
func (o *Ops) opened(ctx context.Context, tx *db.Tx, person, purpose, words string) error {
	if words == "" {
		words = purpose
	}
	row := db.Row{
		"id": tx.NewID(), "victim_id": person, "purpose": purpose, "at": tx.Now, "read_by": tx.Actor.Ref(),
		"until_at": tx.Now.Add(time.Duration(o.rules(tx).Int(victim.RuleOpen, o.today(tx), 30)) * time.Minute),
	}
	made, _ := row["id"].(string)
	if err := o.Sealed(ctx, tx, person, reads, made, row, map[string]string{"words": words}); err != nil {
		return err
	}
	return tx.Insert(ctx, reads, row)
}

// Opening is one opening of a record.
type Opening struct {
	Purpose, Words string
	At, Until      civil.Instant
	By             string
}

// Whole is the record of a protected person. Nothing but the number, the order and the state is filled while it is closed.
type Whole struct {
	victim.Person
	Client   id.Client // of the order
	Regime   regime.Kind
	Phase    regime.Phase
	State    victim.State
	Open     bool
	Until    civil.Instant // until when it is open
	RenewBy  civil.Date    // until when the consent is to be renewed; zero = it need not be
	RenewFar int           // how far that time is over: see victim.RenewBy
	Phones   []victim.Phone
	Consents []victim.Consent // the latest first
	Places   []victim.Version // the latest first
	Devices  []victim.Device
	Told     []victim.Told
	Openings []Opening
}

// Standing is the consent that stands.
func (w Whole) Standing() (victim.Consent, bool) {
	if len(w.Consents) > 0 && w.Consents[0].Stands() {
		return w.Consents[0], true
	}
	return victim.Consent{}, false
}

// Person reads a record. Without an opening of the actor's own that still lasts only its number, order and state are given. Needs
// ReadVictims. Faults: forbidden; not_found, also for whoever may not see the order's client.
func (s *Service) Person(ctx context.Context, person string) (Whole, error) {
	var out Whole
	if err := s.ops.guard.Permit(ctx, access.ReadVictims); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		x, err := s.ops.see(ctx, r, person)
		if err != nil {
			return err
		}
		db.ShownInside(ctx, x.Client, string(access.Victim))
		out, err = s.ops.whole(ctx, r, x, s.db.Now())
		return err
	})
	return out, err
}

// see reads a person within the reach of reading.
func (o *Ops) see(ctx context.Context, r *db.Reader, person string) (held, error) {
	x, err := o.Held(ctx, r, person)
	if err != nil {
		return x, err
	}
	return x, o.guard.See(ctx, r, access.ReadVictims, x.Client)
}

func (o *Ops) whole(ctx context.Context, r *db.Reader, x held, now civil.Instant) (Whole, error) {
	out := Whole{Person: x.Person(), Client: x.Client, Regime: x.Regime}
	out.Phase = regime.Order{State: x.State, Begins: x.Begins, Ends: x.OrderEnds}.Phase(now)
	var b *boxes
	var err error
	if out.Consents, b, err = o.ConsentBoxes(ctx, r, x.ID); err != nil {
		return out, err
	}
	latest := victim.Consent{}
	if len(out.Consents) > 0 {
		latest = out.Consents[0]
	}
	out.State = victim.StateOf(latest, x.Over(now), o.Texts, now.In(o.Zone))
	if out.State == victim.Renew {
		out.RenewBy, out.RenewFar = o.renewBy(latest, now.In(o.Zone))
	}
	out.Until, err = db.One[civil.Instant](ctx, r, `select max(d.until_at) from monitoring_victim_read d where d.victim_id = $1 and d.read_by = $2`,
		x.ID, string(access.From(ctx).Account))
	if err != nil {
		return out, err
	}
	if out.Open = now.Before(out.Until); !out.Open {
		out.Consents, out.Lang, out.Hours = nil, "", victim.Hours{}
		return out, nil
	}
	b.Text(x.ID, people, "name", x.ID, x.Name, &out.Name)
	b.Text(x.ID, people, "phrase", x.ID, x.Phrase, &out.Phrase)
	b.Text(x.ID, people, "words", x.ID, x.Words, &out.Words)
	if err := b.Open(ctx, o.Seal, r); err != nil {
		return out, err
	}
	if out.Phones, err = o.Phones(ctx, r, x.ID); err != nil {
		return out, err
	}
	if out.Places, err = o.Places(ctx, r, x.ID); err != nil {
		return out, err
	}
	if out.Devices, err = o.DevicesOf(ctx, r, x.ID); err != nil {
		return out, err
	}
	if out.Told, err = o.told(ctx, r, x.ID); err != nil {
		return out, err
	}
	out.Openings, err = o.openings(ctx, r, x.ID)
	return out, err
}

// MaxOpenings bounds the log that one page shows.
const MaxOpenings = 100

func (o *Ops) openings(ctx context.Context, r *db.Reader, person string) ([]Opening, error) {
	type row struct {
		ID, Purpose string
		Words       []byte
		At, Until   civil.Instant
		By          string
	}
	rows, err := db.All[row](ctx, r, `select d.id, d.purpose, d.words, d.at, d.until_at, d.read_by from monitoring_victim_read d where d.victim_id = $1
		order by d.at desc, d.id desc limit `+limit(MaxOpenings), person)
	if err != nil {
		return nil, err
	}
	b := &boxes{}
	out := make([]Opening, len(rows))
	for i, x := range rows {
		out[i] = Opening{Purpose: x.Purpose, At: x.At, Until: x.Until, By: x.By}
		b.Text(person, reads, "words", x.ID, x.Words, &out[i].Words)
	}
	return out, b.Open(ctx, o.Seal, r)
}
