package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const (
	cases   = "assessment_assessment"
	answers = "assessment_answer"
	results = "assessment_result"
)

const caseCols = `c.id, c.client_id, coalesce(c.compartment, ''), c.instrument, c.instrument_version, c.instrument_use, c.cause, c.state,
	coalesce(c.prior_id, ''), c.assessor_id, c.started_at, c.due_on, c.signed_at, coalesce(c.signed_by, ''), c.read_at, coalesce(c.read_by, ''),
	c.countersigned_at, coalesce(c.countersigned_by, ''), c.valid_until, c.closed_at, coalesce(c.closed_by, ''), coalesce(c.reason, ''), c.version, c.opening, c.closing`

type caseRow struct {
	Case             assessment.Case
	Opening, Closing []byte
}

// Record is one case with its words about why it was begun early or closed.
type Record struct {
	assessment.Case
	Opening string // why it was begun although the term ends soon, or words to its cause
	Closing string // why it was dropped or refused
}

func (o *Ops) recorded(ctx context.Context, r *db.Reader, rows []caseRow) ([]Record, error) {
	out := make([]Record, len(rows))
	var boxes []seal.Box
	var into []*string
	for i, x := range rows {
		out[i].Case = x.Case
		box := seal.Box{Scope: seal.Client(x.Case.Client), Table: cases, Column: "opening", Row: x.Case.ID, Sealed: x.Opening}
		if len(x.Opening) > 0 {
			boxes, into = append(boxes, box), append(into, &out[i].Opening)
		}
		if box.Column, box.Sealed = "closing", x.Closing; len(x.Closing) > 0 {
			boxes, into = append(boxes, box), append(into, &out[i].Closing)
		}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for n, b := range boxes {
		*into[n] = string(b.Plain)
	}
	return out, nil
}

// load reads one case within sight and inside its compartment.
func (o *Ops) load(ctx context.Context, r *db.Reader, client id.Client, assessmentID string) (Record, error) {
	x, err := db.One[caseRow](ctx, r, `select `+caseCols+` from assessment_assessment c where c.client_id = $1 and c.id = $2
		and {visible c.client_id} and {inside c.client_id c.compartment}`, client, assessmentID)
	if err != nil {
		return Record{}, err
	}
	out, err := o.recorded(ctx, r, []caseRow{x})
	if err != nil {
		return Record{}, err
	}
	return out[0], nil
}

type answerRow struct {
	ID, Item, Source, Ref string
	Answer, Evidence      []byte
	At                    civil.Instant
	By                    string
	ReplacedAt            civil.Instant
}

// entries reads the current answers of a case, and how many versions of answers each page has seen: the version of the page.
func (o *Ops) entries(ctx context.Context, r *db.Reader, c assessment.Case, spec assessment.Spec) (map[string]assessment.Entry, map[string]int, error) {
	rows, err := db.All[answerRow](ctx, r, `select c.id, c.item, c.source, coalesce(c.source_ref, ''), c.answer, c.evidence, c.recorded_at, c.recorded_by,
		c.replaced_at from assessment_answer c where c.assessment_id = $1 and {visible c.client_id} and {inside c.client_id c.compartment}`, c.ID)
	if err != nil {
		return nil, nil, err
	}
	seen, page := map[string]int{}, map[string]string{}
	for _, it := range spec.Items {
		page[it.ID] = it.Domain
	}
	var boxes []seal.Box
	current := map[string]assessment.Entry{}
	for _, x := range rows {
		seen[page[x.Item]]++
		if !x.ReplacedAt.IsZero() {
			continue
		}
		current[x.ID] = assessment.Entry{Item: x.Item, Source: x.Source, Ref: x.Ref, At: x.At, By: x.By}
		for column, sealed := range map[string][]byte{"answer": x.Answer, "evidence": x.Evidence} {
			if len(sealed) > 0 {
				boxes = append(boxes, seal.Box{Scope: seal.Client(c.Client), Table: answers, Column: column, Row: x.ID, Sealed: sealed})
			}
		}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, nil, err
	}
	for _, b := range boxes {
		e := current[b.Row]
		if b.Column == "answer" {
			e.Answer = string(b.Plain)
		} else {
			e.Evidence = string(b.Plain)
		}
		current[b.Row] = e
	}
	out := make(map[string]assessment.Entry, len(current))
	for _, e := range current {
		out[e.Item] = e
	}
	return out, seen, nil
}

// put writes a version of one answer; an earlier version of the item is replaced by the caller.
func (o *Ops) put(ctx context.Context, tx *db.Tx, c assessment.Case, e assessment.Entry) error {
	key := tx.NewID()
	answer, err := o.Seal.SealText(ctx, tx, c.Client, answers, "answer", key, e.Answer)
	if err != nil {
		return err
	}
	evidence, err := o.Seal.SealText(ctx, tx, c.Client, answers, "evidence", key, e.Evidence)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, answers, db.Row{
		"id": key, "client_id": c.Client, "compartment": db.Null(c.Compartment), "assessment_id": c.ID, "item": e.Item, "answer": answer,
		"evidence": evidence, "source": e.Source, "source_ref": db.Null(e.Ref), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(), "replaced_at": nil,
	})
}

// instrument finds the one with which a case was begun. The program may carry a newer one by now: then this one is still used,
// and where it is gone the case cannot go on.
func (o *Ops) instrument(c assessment.Case) (*engine.Instrument, error) {
	for _, i := range o.Instruments {
		if i.ID == c.Instrument && i.Version == c.Version {
			return i, nil
		}
	}
	return nil, fault.New(fault.Conflict, "assessment.instrument_gone", "Instrument", c.Instrument, "Version", c.Version)
}

// offered lists the instruments that may be begun on a day, each in its latest version, in the order of the program. Those without
// a use are for reference, never for decisions here.
func (o *Ops) offered(on civil.Date) []*engine.Instrument {
	var out []*engine.Instrument
	for _, i := range o.Instruments {
		if i.Use == "" || on.Before(i.ValidFrom) || !i.ValidTo.IsZero() && on.After(i.ValidTo) {
			continue
		}
		n := -1
		for k, x := range out {
			if x.ID == i.ID {
				n = k
			}
		}
		switch {
		case n < 0:
			out = append(out, i)
		case i.ValidFrom.After(out[n].ValidFrom):
			out[n] = i
		}
	}
	return out
}

// inside refuses whoever is not inside the compartment of an instrument; it looks as if there were nothing.
func (o *Ops) inside(ctx context.Context, r *db.Reader, client id.Client, compartment string) error {
	if compartment == "" {
		return nil
	}
	ok, err := o.sight.Inside(ctx, r, client, access.Compartment(compartment))
	if err == nil && !ok {
		err = fault.MissingRecord()
	}
	return err
}
