package assessmentstudysvc

import (
	"context"
	"encoding/json"
	"net/url"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const (
	studies = "assessment_study"
	entries = "assessment_study_entry"
)

const studyCols = `c.id, c.client_id, c.compartment, c.office_id, c.state, c.product, c.author_id, c.received_by, c.received_on, c.asked_for,
	c.rna_due, c.study_due, c.number, c.signed_by, c.signed_at, c.delivered_on, c.outcome, c.escalated_at, c.chased, c.version`

// load reads one study within the actor's sight; whoever it is not open to gets not_found.
func (o *Ops) load(ctx context.Context, r *db.Reader, key string) (study.Study, error) {
	s, ok, err := db.Maybe[study.Study](ctx, r, `select `+studyCols+` from assessment_study c where c.id = $1 and {visible c.client_id}
		and {inside c.client_id c.compartment}`, key)
	if err == nil && !ok {
		err = fault.MissingRecord()
	}
	return s, err
}

// On names the study that an act is about and the version that was on the page.
type On struct {
	Study   string
	Version int
}

// begin loads a study for an act: it must be open to the actor, as it was on the page, and in a state for that act.
func (o *Ops) begin(ctx context.Context, tx *db.Tx, action actor.Action, on On, act study.Act) (study.Study, error) {
	s, err := o.load(ctx, &tx.Reader, on.Study)
	if err != nil {
		return s, err
	}
	if err := o.guard.AllowInside(ctx, tx, action, s.Person, access.Compartment(s.Compartment)); err != nil {
		return s, err
	}
	switch {
	case s.Version != on.Version:
		return s, fault.Stale()
	case !s.May(act):
		return s, fault.New(fault.Conflict, "study.not_now")
	}
	return s, nil
}

// mine refuses whoever is not the author of the study.
func mine(ctx context.Context, s study.Study) error {
	if s.Author != access.From(ctx).Account {
		return fault.New(fault.Forbidden, "study.not_author")
	}
	return nil
}

// move writes the columns of a study that an act changes.
func (o *Ops) move(ctx context.Context, tx *db.Tx, s study.Study, set db.Row) error {
	return tx.UpdateVersion(ctx, studies, s.ID, s.Version, set)
}

// put writes a first version of an entry.
func (o *Ops) put(ctx context.Context, tx *db.Tx, s study.Study, kind study.Kind, values url.Values) error {
	return o.insert(ctx, tx, s, study.Entry{ID: tx.NewID(), Kind: kind, Values: values, WrittenAt: tx.Now, WrittenBy: tx.Actor.Ref()})
}

func (o *Ops) insert(ctx context.Context, tx *db.Tx, s study.Study, e study.Entry) error {
	row := tx.NewID()
	body, err := json.Marshal(e.Values)
	if err != nil {
		return err
	}
	sealed, err := o.Seal.Seal(ctx, tx, s.Person, entries, "body", row, body)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, entries, db.Row{
		"id": row, "client_id": s.Person, "compartment": s.Compartment, "study_id": s.ID, "entry_id": e.ID, "kind": string(e.Kind), "body": sealed,
		"written_at": e.WrittenAt, "written_by": e.WrittenBy, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	})
}

// replace ends a version of an entry with the reason.
func (o *Ops) replace(ctx context.Context, tx *db.Tx, s study.Study, e study.Entry, why person.Why) error {
	text, err := o.Seal.SealText(ctx, tx, s.Person, entries, "reason_text", e.Row, why.Text)
	if err != nil {
		return err
	}
	return tx.Update(ctx, entries, e.Row, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref(), "reason": db.Null(why.Reason), "reason_text": text})
}

const entryCols = `c.id, c.client_id, c.study_id, c.entry_id, c.kind, c.body, c.written_at, c.written_by, c.recorded_at, c.recorded_by, c.replaced_at,
	c.replaced_by, c.reason, c.reason_text`

type entryRow struct {
	Row                    string
	Person                 id.Client
	Study, Entry           string
	Kind                   study.Kind
	Body                   []byte
	WrittenAt              civil.Instant
	WrittenBy              string
	RecordedAt             civil.Instant
	RecordedBy             string
	ReplacedAt             civil.Instant
	ReplacedBy, ReasonCode string
	ReasonText             []byte
}

// open opens the sealed texts of entries with one query for the keys.
func (o *Ops) open(ctx context.Context, r *db.Reader, rows []entryRow) ([]study.Entry, error) {
	out := make([]study.Entry, len(rows))
	boxes := make([]seal.Box, 0, 2*len(rows))
	for i, x := range rows {
		out[i] = study.Entry{
			ID: x.Entry, Row: x.Row, Kind: x.Kind, Values: url.Values{}, WrittenAt: x.WrittenAt, WrittenBy: x.WrittenBy, RecordedAt: x.RecordedAt,
			RecordedBy: x.RecordedBy, ReplacedAt: x.ReplacedAt, ReplacedBy: x.ReplacedBy, Reason: x.ReasonCode,
		}
		boxes = append(boxes,
			seal.Box{Scope: seal.Client(x.Person), Table: entries, Column: "body", Row: x.Row, Sealed: x.Body},
			seal.Box{Scope: seal.Client(x.Person), Table: entries, Column: "reason_text", Row: x.Row, Sealed: x.ReasonText})
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for i := range out {
		if plain := boxes[2*i].Plain; len(plain) > 0 {
			if err := json.Unmarshal(plain, &out[i].Values); err != nil {
				return nil, err
			}
		}
		out[i].ReasonText = string(boxes[2*i+1].Plain)
	}
	return out, nil
}

// request reads the request of a study as it is held true now.
func (o *Ops) request(ctx context.Context, r *db.Reader, key string) (study.Entry, error) {
	row, err := db.One[entryRow](ctx, r, `select `+entryCols+` from assessment_study_entry c where c.study_id = $1 and c.kind = 'request'
		and c.replaced_at is null and {visible c.client_id} and {inside c.client_id c.compartment}`, key)
	if err != nil {
		return study.Entry{}, err
	}
	list, err := o.open(ctx, r, []entryRow{row})
	if err != nil {
		return study.Entry{}, err
	}
	return list[0], nil
}

// all reads every version of every entry of a study, in the order in which they were written.
func (o *Ops) all(ctx context.Context, r *db.Reader, key string) ([]study.Entry, error) {
	rows, err := db.All[entryRow](ctx, r, `select `+entryCols+` from assessment_study_entry c where c.study_id = $1 and {visible c.client_id}
		and {inside c.client_id c.compartment} order by c.written_at, c.entry_id, c.recorded_at, c.id limit 2000`, key)
	if err != nil {
		return nil, err
	}
	return o.open(ctx, r, rows)
}
