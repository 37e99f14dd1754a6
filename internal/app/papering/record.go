// Package papering fills papers from the record: who the client is, what the court said, what was explained, which appointment is meant.
package papering

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Record reads what papers say.
type Record struct {
	Seal    *seal.Sealer
	Rules   *rulebook.Set
	Zone    *time.Location
	Orders  *ordersvc.Ops
	Courts  []rulebook.Court
	Offices func(ctx context.Context, r *db.Reader) (map[id.Office]map[string]string, error)
	Now     func() civil.Instant
	Subjects
}

type card struct {
	Name, Source, File string
	Birth              civil.Partial
	Office             id.Office
	Officer            string
}

// Ended reports whether nothing binds the client any more.
func (c Record) Ended(ctx context.Context, r *db.Reader, client id.Client) (bool, error) {
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	if err != nil || len(all[client]) == 0 {
		return false, err
	}
	return !slices.ContainsFunc(all[client], func(x ordersvc.Order) bool { return x.State != order.StateEnded }), nil
}

// ByFile finds clients by the number of their file or judgment.
func (c Record) ByFile(ctx context.Context, r *db.Reader, text string) ([]id.Client, error) {
	return c.Orders.FindByNumber(ctx, r, text)
}

// Fields gives what the record says in a language, by merge field.
func (c Record) Fields(ctx context.Context, r *db.Reader, client id.Client, lang, code, entry string) (map[string]string, error) {
	today := c.Now().In(c.Zone)
	out := map[string]string{"day": i18n.Date(ctx, today)}
	x, ok, err := db.Maybe[card](ctx, r, `select c.name, c.source_number, c.file_number, c.birth, c.office_id, c.officer_name from casefile_card c
		where c.client_id = $1 and {visible c.client_id}`, client)
	if err != nil || !ok {
		return out, err
	}
	words, err := c.Offices(ctx, r)
	if err != nil {
		return out, err
	}
	put(out, "name", x.Name, x.Source)
	put(out, "officer", actor.From(ctx).Display, x.Officer)
	put(out, "file", x.File)
	put(out, "birth", i18n.Partial(ctx, x.Birth))
	put(out, "office", words[x.Office][lang])
	for _, step := range []func(context.Context, *db.Reader, id.Client, string, map[string]string) error{c.order, c.reach, c.explained} {
		if err := step(ctx, r, client, lang, out); err != nil {
			return out, err
		}
	}
	kind, _ := paper.KindOf(c.rules(), code)
	switch {
	case entry == "":
	case kind.Appointment:
		err = c.appointment(ctx, r, client, entry, out)
	default:
		err = c.subject(ctx, r, client, lang, kind, entry, out)
	}
	return out, err
}

// put takes the first text that says something.
func put(out map[string]string, field string, texts ...string) {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			out[field] = t
			return
		}
	}
}

func (c Record) order(ctx context.Context, r *db.Reader, client id.Client, lang string, out map[string]string) error {
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	if err != nil {
		return err
	}
	x, _, ok := ordersvc.Speaking(all[client])
	if !ok {
		return nil
	}
	rb := c.Rules.At(c.Now().In(c.Zone))
	var measures []string
	for _, m := range x.Measures() {
		measures = append(measures, rb.List(rulebook.ListMeasures).Name(m.Code, lang))
	}
	put(out, "court", order.CourtName(c.Courts, x.Court, lang))
	put(out, "to", order.CourtName(c.Courts, x.Court, lang)) // a submission goes to the court of the order
	put(out, "judgment", strings.TrimSpace("№ "+x.Number+", "+i18n.Date(ctx, x.DecidedOn)))
	put(out, "measure", strings.Join(measures, ", "))
	put(out, "term_start", i18n.Date(ctx, x.TermStart))
	put(out, "term_end", i18n.Date(ctx, x.TermEnd))
	put(out, "registered_on", i18n.Date(ctx, x.RegisteredOn))
	if x.State == order.StateEnded {
		put(out, "ended_on", i18n.Date(ctx, x.EndedOn))
		put(out, "end_ground", rb.List(rulebook.ListEndGrounds).Name(x.EndsGround, lang))
	}
	duties, err := c.Orders.Obligations(ctx, r, x)
	if err != nil {
		return err
	}
	var lines []string
	for _, d := range duties {
		if d.State.Binds() {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%d. %s. %s", len(lines)+1, rb.List(rulebook.ListObligations).Name(d.Code, lang), d.Text)))
		}
	}
	put(out, "obligations", strings.Join(lines, "\n"))
	return nil
}

// reach is where the client lives and the first number on record.
func (c Record) reach(ctx context.Context, r *db.Reader, client id.Client, _ string, out map[string]string) error {
	type row struct {
		ID, Kind string
		Box      []byte
	}
	places, err := db.All[row](ctx, r, `select c.id, c.kind, c.address from person_address c where c.client_id = $1 and c.replaced_at is null
		and c.valid_to is null and {visible c.client_id} order by c.recorded_at desc, c.id`, client)
	if err != nil {
		return err
	}
	for _, kind := range person.AddressKinds() {
		for _, p := range places {
			if p.Kind == string(kind) && out["address"] == "" {
				text, err := c.Seal.OpenText(ctx, r, client, "person_address", "address", p.ID, p.Box)
				if err != nil {
					return err
				}
				put(out, "address", text)
			}
		}
	}
	phones, err := db.All[row](ctx, r, `select c.id, '', c.phone from person_phone c where c.client_id = $1 and c.replaced_at is null
		and c.valid_to is null and {visible c.client_id} order by c.recorded_at, c.id limit 1`, client)
	for _, p := range phones {
		text, err := c.Seal.OpenText(ctx, r, client, "person_phone", "phone", p.ID, p.Box)
		if err != nil {
			return err
		}
		put(out, "phone", person.Phone(text).Display())
	}
	return err
}

// explained is what the record says of the latest explanation of the conditions.
func (c Record) explained(ctx context.Context, r *db.Reader, client id.Client, lang string, out map[string]string) error {
	type row struct {
		ID, Language       string
		On                 civil.Date
		Interpreter, Words []byte
	}
	x, ok, err := db.Maybe[row](ctx, r, `select c.id, c.language, c.made_on, c.interpreter, c.own_words from order_explanation c where c.client_id = $1
		and c.replaced_at is null and {visible c.client_id} order by c.recorded_at desc, c.id desc limit 1`, client)
	if err != nil || !ok {
		return err
	}
	boxes := []seal.Box{
		{Scope: seal.Client(client), Table: "order_explanation", Column: "interpreter", Row: x.ID, Sealed: x.Interpreter},
		{Scope: seal.Client(client), Table: "order_explanation", Column: "own_words", Row: x.ID, Sealed: x.Words},
	}
	if err := c.Seal.OpenAll(ctx, r, boxes); err != nil {
		return err
	}
	language := c.Rules.At(c.Now().In(c.Zone)).List(rulebook.ListLanguages).Name(x.Language, lang)
	put(out, "language", language)
	put(out, "interpreter", string(boxes[0].Plain))
	put(out, "own_words", string(boxes[1].Plain))
	put(out, "explained", i18n.Date(ctx, x.On)+", "+language)
	return nil
}

func (c Record) appointment(ctx context.Context, r *db.Reader, client id.Client, entry string, out map[string]string) error {
	type row struct {
		ID             string
		At             civil.Instant
		Place, Purpose []byte
	}
	x, ok, err := db.Maybe[row](ctx, r, `select c.id, c.planned_at, c.place, c.purpose from supervision_appointment c where c.client_id = $1
		and c.appointment_id = $2 and c.replaced_at is null and c.moved = false and {visible c.client_id}`, client, entry)
	if err != nil || !ok {
		return err
	}
	place, err := c.Seal.OpenText(ctx, r, client, "supervision_appointment", "place", x.ID, x.Place)
	if err != nil {
		return err
	}
	purpose, err := c.Seal.OpenText(ctx, r, client, "supervision_appointment", "purpose", x.ID, x.Purpose)
	put(out, "date", i18n.Date(ctx, x.At.In(c.Zone)))
	put(out, "time", x.At.Time().In(c.Zone).Format("15:04"))
	put(out, "place", place, out["office"])
	put(out, "purpose", purpose)
	return err
}
