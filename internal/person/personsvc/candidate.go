package personsvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personreadsvc"
	"tuzjol/internal/platform/db"
)

// maxCandidates bounds what a clerk is offered.
const maxCandidates = 20

// maxCompared bounds the comparisons of one intake; blocks of very common names are cut there.
const maxCompared = 500

// Candidates finds the persons on record whom a document may mean. Matching has the system's sight: those whom the actor may
// see come back as visible, the likeliest first; of the others only the identifiers, for the custodian's queue and never
// for the page.
func (o *Ops) Candidates(ctx context.Context, tx *db.Tx, who person.Identity) (visible []person.Candidate, hidden []id.Client, err error) {
	all := tx.System()
	found, err := o.blocked(ctx, all, who)
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	known, err := personreadsvc.Identities(ctx, all, o.Seal, found, true)
	if err != nil {
		return nil, nil, err
	}
	numbers, err := personreadsvc.SourceNumbers(ctx, &tx.Reader, found)
	if err != nil {
		return nil, nil, err
	}
	asked := person.Prepare(who)
	for _, c := range found {
		m := asked.Compare(person.Prepare(known[c]))
		if m.Level == person.Distinct {
			continue
		}
		number, ok := numbers[c]
		if !ok {
			if m.Level != person.Possible || m.Identified() { // a mere resemblance must not hold up an ordinary judgment
				hidden = append(hidden, c)
			}
			continue
		}
		visible = append(visible, person.Candidate{
			Client: c, Display: person.Shown(known[c].Main(), number), Birth: known[c].Born,
			SourceNumber: number, Match: m,
		})
	}
	person.SortCandidates(visible)
	return visible[:min(len(visible), maxCandidates)], hidden, nil
}

// blocked lists the clients who share a block key, a number, a document or a phone with who.
func (o *Ops) blocked(ctx context.Context, all *db.Reader, who person.Identity) ([]id.Client, error) {
	var out []id.Client
	add := func(query string, keys []string) error {
		if len(keys) == 0 {
			return nil
		}
		rows, err := db.All[id.Client](ctx, all, strings.ReplaceAll(query, "(?)", db.In(len(keys), 1)), db.Args(keys)...)
		for _, c := range rows {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
		return err
	}
	var pins, phones, documents []string
	for _, p := range who.PINs {
		pins = append(pins, o.Seal.Blind(blindPIN, string(p)))
	}
	for _, p := range who.Phones {
		phones = append(phones, o.Seal.Blind(blindPhone, string(p)))
	}
	for _, d := range who.Documents {
		if n := person.NormalDocument(d); n != "" {
			documents = append(documents, o.Seal.Blind(blindDocument, n))
		}
	}
	for _, q := range []struct {
		query string
		keys  []string
	}{
		{`select distinct c.client_id from person_pin c where c.pin_index in (?) and {visible c.client_id} order by 1`, pins},
		{`select distinct c.client_id from person_identity_document c where c.number_index in (?) and {visible c.client_id} order by 1`, documents},
		{`select distinct c.client_id from person_block c where c.block in (?) and {visible c.client_id} order by 1 limit 500`, person.BlockKeys(who)},
		{`select distinct c.client_id from person_phone c where c.phone_index in (?) and {visible c.client_id} order by 1 limit 50`, phones},
	} {
		if err := add(q.query, q.keys); err != nil {
			return nil, err
		}
	}
	return out[:min(len(out), maxCompared)], nil
}
