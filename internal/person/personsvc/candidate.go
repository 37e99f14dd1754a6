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
	found, err := o.blocked(ctx, all, who, "{visible c.client_id}")
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
		number, ok := numbers[c]
		switch {
		case m.Level == person.Distinct:
		case ok:
			visible = append(visible, person.Candidate{
				Client: c, Display: person.Shown(known[c].Main(), number), Birth: known[c].Born,
				SourceNumber: number, Match: m,
			})
		case holdsUp(m):
			hidden = append(hidden, c)
		}
	}
	person.SortCandidates(visible)
	return visible[:min(len(visible), maxCandidates)], hidden, nil
}

// holdsUp: a mere resemblance to somebody out of sight must not hold up an ordinary judgment.
func holdsUp(m person.Match) bool {
	return m.Level != person.Distinct && (m.Level != person.Possible || m.Identified())
}

// HiddenCandidates are the persons out of the actor's sight whom Candidates would tell, for a clerk who has already decided
// that the document means none of the others: only those few are compared.
func (o *Ops) HiddenCandidates(ctx context.Context, tx *db.Tx, who person.Identity) ([]id.Client, error) {
	found, err := o.blocked(ctx, &tx.Reader, who, "not ({visible c.client_id})")
	if err != nil || len(found) == 0 {
		return nil, err
	}
	known, err := personreadsvc.Identities(ctx, tx.System(), o.Seal, found, true)
	if err != nil {
		return nil, err
	}
	asked := person.Prepare(who)
	var out []id.Client
	for _, c := range found {
		if holdsUp(asked.Compare(person.Prepare(known[c]))) {
			out = append(out, c)
		}
	}
	return out, nil
}

// blocked lists the clients who share a block key, a number, a document or a phone with who; sight is the condition that
// says which of them.
func (o *Ops) blocked(ctx context.Context, r *db.Reader, who person.Identity, sight string) ([]id.Client, error) {
	var out []id.Client
	add := func(query string, keys []string) error {
		if len(keys) == 0 {
			return nil
		}
		query = strings.NewReplacer("(?)", db.In(len(keys), 1), "{visible c.client_id}", sight).Replace(query)
		rows, err := db.All[id.Client](ctx, r, query, db.Args(keys)...)
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
