// Package victimrowsvc reads and seals the rows of protected persons, for the use cases that have asked who may.
package victimrowsvc

import (
	"context"
	"encoding/json"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Rows reads rows with what is needed to open them.
type Rows struct{ Keys *seal.Sealer }

// The tables.
const (
	People   = "monitoring_victim"
	Phones   = "monitoring_victim_phone"
	Consents = "monitoring_victim_consent"
	Places   = "monitoring_victim_place"
	Devices  = "monitoring_victim_device"
	Messages = "monitoring_victim_message"
	Reads    = "monitoring_victim_read"
)

// scope is the key of one person: neither the client's nor the service's.
func scope(person string) seal.Scope { return seal.Scope("victim:" + person) }

// Held is a row of a protected person with what must be known of the order that protects her.
type Held struct {
	ID, Order         string
	Number            int
	Name              []byte
	Lang              string
	From, To          string
	Phrase, Words     []byte
	Ended             civil.Instant
	RenewTold         civil.Date
	RenewStep         int
	MadeAt            civil.Instant
	MadeBy            string
	Row               int
	Client            id.Client
	Regime            regime.Kind
	State             regime.State
	Begins, OrderEnds civil.Instant
}

// HeldColumns lists the columns of Held, HeldFrom where they stand: monitoring_victim v and its order c.
const HeldColumns = `v.id, v.monitoring_id, v.number, v.name, v.lang, v.hours_from, v.hours_until, v.phrase, v.words, v.ended_at, v.renew_told_on, coalesce(v.renew_step, 0), v.made_at,
	v.made_by, v.version, c.client_id, c.regime, c.state, c.begins_at, c.ends_at`

// HeldFrom joins a protected person to her order, whose client decides who may see her.
const HeldFrom = ` from monitoring_victim v join monitoring_order c on c.id = v.monitoring_id `

// Over reports whether the order that protects her has ended.
func (x Held) Over(now civil.Instant) bool {
	return !x.Ended.IsZero() || x.State == regime.Ended || !now.Before(x.OrderEnds)
}

// Person is what is not sealed of her.
func (x Held) Person() victim.Person {
	return victim.Person{
		ID: x.ID, Order: x.Order, Number: x.Number, Lang: x.Lang, Hours: victim.Hours{From: x.From, To: x.To}, EndedAt: x.Ended,
		MadeAt: x.MadeAt, MadeBy: x.MadeBy, Row: x.Row,
	}
}

// Held reads one person within the reader's sight of the order's client.
func (o Rows) Held(ctx context.Context, r *db.Reader, person string) (Held, error) {
	return db.One[Held](ctx, r, `select `+HeldColumns+HeldFrom+`where v.id = $1 and {visible c.client_id}`, person)
}

// OfOrder lists the persons whom an order protects.
func (o Rows) OfOrder(ctx context.Context, r *db.Reader, order string) ([]Held, error) {
	return db.All[Held](ctx, r.System(), `select `+HeldColumns+HeldFrom+`where v.monitoring_id = $1 and {visible c.client_id} order by v.number`, order)
}

// Boxes collects sealed columns of one person, so that one query gives the keys.
type Boxes struct {
	list []seal.Box
	then []func([]byte)
}

// Text adds a sealed text; it goes into a string when the boxes are opened.
func (b *Boxes) Text(person, table, column, row string, sealed []byte, into *string) {
	b.Data(person, table, column, row, sealed, func(p []byte) { *into = string(p) })
}

// Data adds a sealed value and what is to be done with it.
func (b *Boxes) Data(person, table, column, row string, sealed []byte, then func([]byte)) {
	if len(sealed) == 0 {
		return
	}
	b.list = append(b.list, seal.Box{Scope: scope(person), Table: table, Column: column, Row: row, Sealed: sealed})
	b.then = append(b.then, then)
}

// Open opens all of them and hands each out.
func (b *Boxes) Open(ctx context.Context, s *seal.Sealer, r *db.Reader) error {
	if err := s.OpenAll(ctx, r.System(), b.list); err != nil {
		return err
	}
	for i, f := range b.then {
		f(b.list[i].Plain)
	}
	return nil
}

// Sealed puts texts into a row, sealed with the person's own key; an empty text is null.
func (o Rows) Sealed(ctx context.Context, tx *db.Tx, person, table, rowID string, row db.Row, texts map[string]string) error {
	for column, text := range texts {
		box, err := o.Keys.SealScope(ctx, tx, scope(person), table, column, rowID, []byte(text))
		if err != nil {
			return err
		}
		row[column] = box
	}
	return nil
}

type consentRow struct {
	ID, Text, Lang     string
	On                 civil.Date
	Understood, Signed string
	Witness, Words     []byte
	MadeAt             civil.Instant
	MadeBy             string
	ReplacedAt         civil.Instant
	WithdrawnAt        civil.Instant
	WithdrawnBy, How   string
	Why                []byte
}

// Consents lists the consents of a person, the latest first, without their words. The caller has asked who may see her.
func (o Rows) Consents(ctx context.Context, r *db.Reader, person string) ([]victim.Consent, error) {
	out, _, err := o.ConsentBoxes(ctx, r, person)
	return out, err
}

// ConsentBoxes lists the consents of a person with boxes that fill in their words when they are opened.
func (o Rows) ConsentBoxes(ctx context.Context, r *db.Reader, person string) ([]victim.Consent, *Boxes, error) {
	rows, err := db.All[consentRow](ctx, r, `select k.id, k.text_version, k.lang, k.given_on, k.understood, k.signed, k.witness, k.words, k.made_at, k.made_by,
		k.replaced_at, k.withdrawn_at, k.withdrawn_by, k.withdrawn_how, k.withdrawn_words from monitoring_victim_consent k where k.victim_id = $1
		order by k.made_at desc, k.id desc`, person)
	b := &Boxes{}
	out := make([]victim.Consent, len(rows))
	for i, x := range rows {
		out[i] = victim.Consent{
			ID: x.ID, Text: x.Text, Lang: x.Lang, On: x.On, Understood: x.Understood, Signed: x.Signed, MadeAt: x.MadeAt, MadeBy: x.MadeBy,
			ReplacedAt: x.ReplacedAt, WithdrawnAt: x.WithdrawnAt, WithdrawnBy: x.WithdrawnBy, How: x.How,
		}
		b.Text(person, Consents, "witness", x.ID, x.Witness, &out[i].Witness)
		b.Text(person, Consents, "words", x.ID, x.Words, &out[i].Words)
		b.Text(person, Consents, "withdrawn_words", x.ID, x.Why, &out[i].Why)
	}
	return out, b, err
}

type phoneRow struct {
	ID     string
	Turn   int
	Number []byte
	Kind   victim.Kind
	Person []byte
}

// Phones lists the numbers of a person that are in use, in the order in which they are tried.
func (o Rows) Phones(ctx context.Context, r *db.Reader, person string) ([]victim.Phone, error) {
	rows, err := db.All[phoneRow](ctx, r, `select p.id, p.turn, p.number, p.way, p.person from monitoring_victim_phone p where p.victim_id = $1
		and p.removed_at is null order by p.turn, p.id`, person)
	if err != nil {
		return nil, err
	}
	b := &Boxes{}
	out := make([]victim.Phone, len(rows))
	for i, x := range rows {
		out[i] = victim.Phone{ID: x.ID, Rank: x.Turn, Kind: x.Kind}
		b.Text(person, Phones, "number", x.ID, x.Number, &out[i].Number)
		b.Text(person, Phones, "person", x.ID, x.Person, &out[i].Person)
	}
	return out, b.Open(ctx, o.Keys, r)
}

// Standing reports whether the consent of a person stands.
func (o Rows) Standing(ctx context.Context, r *db.Reader, x Held) (bool, error) {
	all, err := o.Consents(ctx, r, x.ID)
	return len(all) > 0 && all[0].Stands(), err
}

// PlaceRow is a stored version of a place.
type PlaceRow struct {
	ID, Victim, Key string
	Number          int
	State           string
	Ends            bool
	Place           []byte
	From, Until     civil.Instant
	DraftedAt       civil.Instant
	DraftedBy       string
	DecidedAt       civil.Instant
	DecidedBy       string
	Returned        []byte
	Reason          []byte
	Row             int
}

// PlaceColumns lists the columns of monitoring_victim_place p in the order of PlaceRow.
const PlaceColumns = `p.id, p.victim_id, p.place_key, p.number, p.state, p.ends, p.place, p.from_at, p.until_at, p.drafted_at, p.drafted_by, p.decided_at,
	p.decided_by, p.returned, p.reason, p.version`

// Places lists the versions of a person's places, the latest first. The caller has asked who may see her.
func (o Rows) Places(ctx context.Context, r *db.Reader, person string) ([]victim.Version, error) {
	rows, err := db.All[PlaceRow](ctx, r, `select `+PlaceColumns+` from monitoring_victim_place p where p.victim_id = $1 order by p.drafted_at desc, p.id desc`, person)
	if err != nil {
		return nil, err
	}
	return o.OpenPlaces(ctx, r, rows)
}

// OpenPlaces opens stored versions.
func (o Rows) OpenPlaces(ctx context.Context, r *db.Reader, rows []PlaceRow) ([]victim.Version, error) {
	b := &Boxes{}
	var bad error
	out := make([]victim.Version, len(rows))
	for i, x := range rows {
		v := &out[i]
		*v = victim.Version{
			ID: x.ID, Victim: x.Victim, Key: x.Key, Number: x.Number, State: x.State, Ends: x.Ends, From: x.From, Until: x.Until, DraftedAt: x.DraftedAt,
			DraftedBy: x.DraftedBy, DecidedAt: x.DecidedAt, DecidedBy: x.DecidedBy, Row: x.Row,
		}
		b.Data(x.Victim, Places, "place", x.ID, x.Place, func(data []byte) {
			if err := json.Unmarshal(data, &v.Place); err != nil && len(data) > 0 {
				bad = err
			}
		})
		b.Text(x.Victim, Places, "returned", x.ID, x.Returned, &v.Returned)
		b.Text(x.Victim, Places, "reason", x.ID, x.Reason, &v.Reason)
	}
	if err := b.Open(ctx, o.Keys, r); err != nil {
		return nil, err
	}
	return out, bad
}

// DevicesOf lists the devices of a person, the latest first, with what they last said of themselves; never where they were.
func (o Rows) DevicesOf(ctx context.Context, r *db.Reader, person string) ([]victim.Device, error) {
	type row struct {
		ID               string
		Number           int64
		Ident            []byte
		Kind             string
		From, Until      civil.Instant
		Reason           string
		GivenBy, EndedBy string
		Seen             int64
		Battery          int
	}
	rows, err := db.All[row](ctx, r, `select d.id, d.number, d.ident, d.kind, d.from_at, d.until_at, d.reason, d.given_by, d.ended_by, coalesce(h.seen_ms, 0),
		coalesce(h.battery_pct, -1) from monitoring_victim_device d left join monitoring_health h on h.device = d.number where d.victim_id = $1
		order by d.from_at desc, d.id desc`, person)
	if err != nil {
		return nil, err
	}
	b := &Boxes{}
	out := make([]victim.Device, len(rows))
	for i, x := range rows {
		out[i] = victim.Device{
			ID: x.ID, Number: x.Number, Kind: x.Kind, From: x.From, Until: x.Until, Reason: x.Reason, GivenBy: x.GivenBy, EndedBy: x.EndedBy, Battery: x.Battery,
		}
		if x.Seen > 0 {
			out[i].Seen = civil.At(time.UnixMilli(x.Seen))
		}
		b.Text(person, Devices, "ident", x.ID, x.Ident, &out[i].Ident)
	}
	return out, b.Open(ctx, o.Keys, r)
}
