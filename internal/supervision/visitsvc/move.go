package visitsvc

import (
	"context"
	"io"

	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
)

// MoveAlong takes the record of a visit out of the file that its contact leaves, with its photographs and facts, and returns how to write it
// into the right one. What was of the other person there does not go along: findings about conditions, steps of the plan, an hour for
// the next time. The supervision capability calls it within the transaction that moves the contact and records the facts; a contact
// without a record of a visit gives nothing. The caller has asked the guard on both clients.
func (o *Ops) MoveAlong(ctx context.Context, tx *db.Tx, from supervision.Contact, why Why) ([]fact.Fact, supervisionsvc.PutAlong, error) {
	rows, err := db.All[visitRow](ctx, tx, `select `+visitCols+` from supervision_visit c where c.client_id = $1 and c.contact_id = $2
		and {visible c.client_id} order by c.recorded_at, c.id`, from.Client, from.Entry)
	if err != nil || len(rows) == 0 {
		return nil, nil, err
	}
	list, err := o.open(ctx, &tx.Reader, rows)
	if err != nil {
		return nil, nil, err
	}
	v := list[len(list)-1]
	ids, err := db.All[string](ctx, tx, `select c.fact_id from supervision_visit c where c.client_id = $1 and c.visit_id = $2 and {visible c.client_id}
		order by c.recorded_at, c.id`, from.Client, v.Visit)
	if err != nil {
		return nil, nil, err
	}
	for _, x := range list {
		ids = append(ids, x.Facts...)
	}
	pictures, err := o.takePictures(ctx, tx, v, why)
	if err != nil {
		return nil, nil, err
	}
	if err := o.replace(ctx, tx, visits, from.Client, v.Row, why); err != nil {
		return nil, nil, err
	}
	var facts []fact.Fact
	for _, x := range ids {
		facts = append(facts, fact.New(audit.Withdrawn, from.Client, "fact", x))
	}
	return facts, func(to supervision.Contact) ([]fact.Fact, error) { return o.putAlong(ctx, tx, v, to, pictures) }, nil
}

func (o *Ops) putAlong(ctx context.Context, tx *db.Tx, v visit.Record, to supervision.Contact, pictures []Photo) ([]fact.Fact, error) {
	v.Client, v.Visit, v.Contact, v.Conditions, v.Worked, v.Came, v.Facts = to.Client, tx.NewID(), to.Entry, nil, nil, nil, nil
	v.Kind, v.StartedAt, v.Talk = to.Kind, to.StartedAt, to.Text
	v.Substantive = v.Judge(visit.Fields(o.rules(tx)))
	f := fact.New("supervision.visit_recorded", v.Client, "kind", v.Kind, "entry", v.Contact, "visit", v.Visit).At(v.StartedAt).From(v.Source)
	f.ID = tx.NewID()
	if err := o.insert(ctx, tx, v, f.ID); err != nil {
		return nil, err
	}
	var staged []stagedPhoto
	for _, p := range pictures {
		s, err := o.Blobs.Stage(seal.Client(v.Client), blob.File{Name: p.Name, Kind: blob.Kind(p.Name), Data: p.Data})
		if err != nil {
			return nil, err
		}
		staged = append(staged, stagedPhoto{s, p.Purpose})
	}
	if err := o.keepPhotos(ctx, tx, v, staged); err != nil {
		return nil, err
	}
	// a danger that the visit spoke of waits for an answer where the client is, whatever becomes of the task in the wrong file
	raised, err := o.raise(ctx, tx, v, nil)
	return append([]fact.Fact{f}, raised...), err
}

// takePictures reads the photographs of a visit, to be sealed for another client, and takes them out of the file. The name of each is
// its kind.
func (o *Ops) takePictures(ctx context.Context, tx *db.Tx, v visit.Record, why Why) ([]Photo, error) {
	list, err := o.pictures(ctx, &tx.Reader, v.Client, v.Visit)
	if err != nil {
		return nil, err
	}
	var out []Photo
	for _, p := range list {
		ref, err := db.One[string](ctx, tx, `select c.ref from supervision_visit_photo c where c.client_id = $1 and c.id = $2 and {visible c.client_id}`, v.Client, p.ID)
		if err != nil {
			return nil, err
		}
		content, err := o.Blobs.Open(ctx, &tx.Reader, blob.Ref(ref))
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(content)
		content.Close() //nolint:errcheck // read only
		if err != nil {
			return nil, err
		}
		out = append(out, Photo{Name: string(content.Kind), Data: data, Purpose: p.Purpose, Consent: true})
		if err := o.replace(ctx, tx, photos, v.Client, p.ID, why); err != nil {
			return nil, err
		}
	}
	return out, nil
}
