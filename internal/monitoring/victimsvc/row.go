package victimsvc

import (
	"context"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

type actorAction = actor.Action

const (
	people   = "monitoring_victim"
	phones   = "monitoring_victim_phone"
	consents = "monitoring_victim_consent"
	places   = "monitoring_victim_place"
	devices  = "monitoring_victim_device"
	messages = "monitoring_victim_message"
	reads    = "monitoring_victim_read"
	digests  = "monitoring_victim_digest"
)

// scope is the key of one person: neither the client's nor the service's.
func scope(person string) seal.Scope { return seal.Scope("victim:" + person) }

// held is a row of a protected person with what must be known of the order that protects her.
type held struct {
	ID, Order         string
	Number            int
	Name              []byte
	Lang              string
	From, To          string
	Phrase, Words     []byte
	Ended             civil.Instant
	RenewTold         civil.Date
	MadeAt            civil.Instant
	MadeBy            string
	Row               int
	Client            id.Client
	Regime            regime.Kind
	State             regime.State
	Begins, OrderEnds civil.Instant
}

const heldColumns = `v.id, v.monitoring_id, v.number, v.name, v.lang, v.hours_from, v.hours_until, v.phrase, v.words, v.ended_at, v.renew_told_on, v.made_at,
	v.made_by, v.version, c.client_id, c.regime, c.state, c.begins_at, c.ends_at`

const heldFrom = ` from monitoring_victim v join monitoring_order c on c.id = v.monitoring_id `

// over reports whether the order that protects her has ended.
func (x held) over(now civil.Instant) bool {
	return !x.Ended.IsZero() || x.State == regime.Ended || !now.Before(x.OrderEnds)
}

func (x held) person() victim.Person {
	return victim.Person{
		ID: x.ID, Order: x.Order, Number: x.Number, Lang: x.Lang, Hours: victim.Hours{From: x.From, To: x.To}, EndedAt: x.Ended,
		MadeAt: x.MadeAt, MadeBy: x.MadeBy, Row: x.Row,
	}
}

// held reads one person within the reader's sight of the order's client.
func (o *Ops) held(ctx context.Context, r *db.Reader, person string) (held, error) {
	return db.One[held](ctx, r, `select `+heldColumns+heldFrom+`where v.id = $1 and {visible c.client_id}`, person)
}

// ofOrder lists the persons whom an order protects.
func (o *Ops) ofOrder(ctx context.Context, r *db.Reader, order string) ([]held, error) {
	return db.All[held](ctx, r.System(), `select `+heldColumns+heldFrom+`where v.monitoring_id = $1 and {visible c.client_id} order by v.number`, order)
}

// boxes collects sealed columns of one person, so that one query gives the keys.
type boxes struct {
	list []seal.Box
	then []func([]byte)
}

func (b *boxes) text(person, table, column, row string, sealed []byte, into *string) {
	b.data(person, table, column, row, sealed, func(p []byte) { *into = string(p) })
}

func (b *boxes) data(person, table, column, row string, sealed []byte, then func([]byte)) {
	if len(sealed) == 0 {
		return
	}
	b.list = append(b.list, seal.Box{Scope: scope(person), Table: table, Column: column, Row: row, Sealed: sealed})
	b.then = append(b.then, then)
}

func (b *boxes) open(ctx context.Context, s *seal.Sealer, r *db.Reader) error {
	if err := s.OpenAll(ctx, r.System(), b.list); err != nil {
		return err
	}
	for i, f := range b.then {
		f(b.list[i].Plain)
	}
	return nil
}

// sealed puts texts into a row, sealed with the person's own key; an empty text is null.
func (o *Ops) sealed(ctx context.Context, tx *db.Tx, person, table, rowID string, row db.Row, texts map[string]string) error {
	for column, text := range texts {
		box, err := o.Seal.SealScope(ctx, tx, scope(person), table, column, rowID, []byte(text))
		if err != nil {
			return err
		}
		row[column] = box
	}
	return nil
}

// latest reads the last consent of each of some persons.
func (o *Ops) latest(ctx context.Context, r *db.Reader, list []held) (map[string]victim.Consent, error) {
	out := map[string]victim.Consent{}
	for _, x := range list {
		all, err := o.consents(ctx, r, x.ID)
		if err != nil {
			return nil, err
		}
		if len(all) > 0 {
			out[x.ID] = all[0]
		}
	}
	return out, nil
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

// consents lists the consents of a person, the latest first, without their words. The caller has asked who may see her.
func (o *Ops) consents(ctx context.Context, r *db.Reader, person string) ([]victim.Consent, error) {
	out, b, err := o.consentBoxes(ctx, r, person)
	_ = b
	return out, err
}

func (o *Ops) consentBoxes(ctx context.Context, r *db.Reader, person string) ([]victim.Consent, *boxes, error) {
	rows, err := db.All[consentRow](ctx, r, `select k.id, k.text_version, k.lang, k.given_on, k.understood, k.signed, k.witness, k.words, k.made_at, k.made_by,
		k.replaced_at, k.withdrawn_at, k.withdrawn_by, k.withdrawn_how, k.withdrawn_words from monitoring_victim_consent k where k.victim_id = $1
		order by k.made_at desc, k.id desc`, person)
	b := &boxes{}
	out := make([]victim.Consent, len(rows))
	for i, x := range rows {
		out[i] = victim.Consent{
			ID: x.ID, Text: x.Text, Lang: x.Lang, On: x.On, Understood: x.Understood, Signed: x.Signed, MadeAt: x.MadeAt, MadeBy: x.MadeBy,
			ReplacedAt: x.ReplacedAt, WithdrawnAt: x.WithdrawnAt, WithdrawnBy: x.WithdrawnBy, How: x.How,
		}
		b.text(person, consents, "witness", x.ID, x.Witness, &out[i].Witness)
		b.text(person, consents, "words", x.ID, x.Words, &out[i].Words)
		b.text(person, consents, "withdrawn_words", x.ID, x.Why, &out[i].Why)
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

// phones lists the numbers of a person that are in use, in the order in which they are tried.
func (o *Ops) phones(ctx context.Context, r *db.Reader, person string) ([]victim.Phone, error) {
	rows, err := db.All[phoneRow](ctx, r, `select p.id, p.turn, p.number, p.way, p.person from monitoring_victim_phone p where p.victim_id = $1
		and p.removed_at is null order by p.turn, p.id`, person)
	if err != nil {
		return nil, err
	}
	b := &boxes{}
	out := make([]victim.Phone, len(rows))
	for i, x := range rows {
		out[i] = victim.Phone{ID: x.ID, Rank: x.Turn, Kind: x.Kind}
		b.text(person, phones, "number", x.ID, x.Number, &out[i].Number)
		b.text(person, phones, "person", x.ID, x.Person, &out[i].Person)
	}
	return out, b.open(ctx, o.Seal, r)
}

// standing is a person who may be written about now: in the actor's reach, the order not over, the consent standing.
func (o *Ops) standing(ctx context.Context, r *db.Reader, x held) (bool, error) {
	all, err := o.consents(ctx, r, x.ID)
	return len(all) > 0 && all[0].Stands(), err
}
