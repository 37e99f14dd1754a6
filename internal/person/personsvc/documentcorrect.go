package personsvc

import (
	"context"
	"io"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// CorrectDocument changes what is written about a paper: kind, title or date. Row is the version that was on the page.
type CorrectDocument struct {
	Client      id.Client
	Document    string
	Row         string
	Kind, Title string
	Dated       civil.Date
	Why         Why
}

// CorrectDocument corrects the details of a paper with a reason. Needs CorrectRecord. Faults: not_found, conflict, invalid.
func (s *Service) CorrectDocument(ctx context.Context, in CorrectDocument) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.correctDocument(ctx, tx, in) })
}

func (o *Ops) correctDocument(ctx context.Context, tx *db.Tx, in CorrectDocument) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.CorrectRecord, in.Client); err != nil {
		return step{}, err
	}
	p, row, err := o.paper(ctx, &tx.Reader, in.Client, in.Document)
	if err != nil {
		return step{}, err
	}
	if in.Row != p.Row {
		return step{}, fault.Stale()
	}
	var problems fault.Problems
	o.checkPaper(&problems, UploadDocument{Kind: in.Kind, Title: in.Title, Dated: in.Dated}, tx.Now)
	in.Why.Check(&problems, o.rules(tx), tx.Now.In(o.Zone), false)
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if err := o.replace(ctx, tx, paperTable, in.Client, p.Row, in.Why); err != nil {
		return step{}, err
	}
	p.Kind, p.Title, p.Dated = in.Kind, in.Title, in.Dated
	f := fact.New("person.document_corrected", in.Client, "kind", in.Kind, "document", in.Document, "reason", in.Why.Reason)
	f.ID = tx.NewID()
	return step{access.CorrectRecord, in.Why.Reason, []fact.Fact{f}}, o.insertPaper(ctx, tx, in.Client, p, row.Blob, f.ID)
}

// MoveDocument takes a paper out of the file it was put into by mistake and puts it into the right one.
type MoveDocument struct {
	Client   id.Client // in whose file it is
	Document string
	To       id.Client // whose it is
	Why      Why
}

// MoveDocument moves a paper to another client: nothing of it stays in the file it leaves, and what was decided on its
// strength is opened again. Needs MoveEntry on both. Faults: not_found when either is out of sight, invalid, forbidden.
func (s *Service) MoveDocument(ctx context.Context, in MoveDocument) error {
	staged, err := s.stageFor(ctx, in)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.ops.moveDocument(ctx, tx, in, staged) })
}

// stageFor seals the bytes for the client to whom they belong, before the transaction.
func (s *Service) stageFor(ctx context.Context, in MoveDocument) (*blob.Staged, error) {
	var staged *blob.Staged
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := o404(ctx, r, in.To); err != nil {
			return err
		}
		p, row, err := s.ops.paper(ctx, r, in.Client, in.Document)
		if err != nil {
			return err
		}
		content, err := s.ops.Blobs.Open(ctx, r, row.Blob)
		if err != nil {
			return err
		}
		defer content.Close() //nolint:errcheck // read only
		data, err := io.ReadAll(content)
		if err != nil {
			return err
		}
		staged, err = s.ops.Blobs.Stage(seal.Client(in.To), blob.File{Name: p.FileName, Kind: content.Kind, Data: data})
		return err
	})
	return staged, err
}

func (o *Ops) moveDocument(ctx context.Context, tx *db.Tx, in MoveDocument, staged *blob.Staged) error {
	for _, c := range []id.Client{in.Client, in.To} {
		if err := o.guard.Allow(ctx, tx, access.MoveEntry, c); err != nil {
			return err
		}
	}
	p, _, err := o.paper(ctx, &tx.Reader, in.Client, in.Document)
	if err != nil {
		return err
	}
	var problems fault.Problems
	if in.To == in.Client {
		problems.Add("to", "person.move_same")
	}
	in.Why.Check(&problems, o.rules(tx), tx.Now.In(o.Zone), true)
	if err := problems.Err(); err != nil {
		return err
	}
	facts, err := o.takeOut(ctx, tx, in)
	if err != nil {
		return err
	}
	if o.Rests != nil {
		more, err := o.Rests.Reopen(ctx, tx, in.Client, in.Document, in.Why.Reason)
		if err != nil {
			return err
		}
		facts = append(facts, more...)
	}
	if err := tx.Record(ctx, access.MoveEntry, in.Why.Reason, facts...); err != nil {
		return err
	}
	return o.putIn(ctx, tx, in.To, p, staged, in.Why.Reason) // an entry of its own, so that neither names the other person
}

// takeOut closes every version of the paper and takes its facts off the timeline.
func (o *Ops) takeOut(ctx context.Context, tx *db.Tx, in MoveDocument) ([]fact.Fact, error) {
	type row struct {
		Row, Fact string
		Replaced  civil.Instant
	}
	rows, err := db.All[row](ctx, tx, `select c.id, c.fact_id, c.replaced_at from person_document c
		where c.client_id = $1 and c.document_id = $2 and c.moved = false and {visible c.client_id} order by c.id`, in.Client, in.Document)
	if err != nil {
		return nil, err
	}
	var facts []fact.Fact
	for _, x := range rows {
		if x.Replaced.IsZero() {
			if err := o.replace(ctx, tx, paperTable, in.Client, x.Row, in.Why); err != nil {
				return nil, err
			}
		}
		if err := tx.Update(ctx, paperTable, x.Row, db.Row{"moved": true}); err != nil {
			return nil, err
		}
		facts = append(facts, fact.New(audit.Withdrawn, in.Client, "fact", x.Fact))
	}
	return facts, nil
}

// putIn writes the paper into the right file with the times it had.
func (o *Ops) putIn(ctx context.Context, tx *db.Tx, to id.Client, p person.Paper, staged *blob.Staged, reason string) error {
	ref, err := o.Blobs.Keep(ctx, tx, staged)
	if err != nil {
		return err
	}
	p.Document = tx.NewID()
	f := fact.New("person.document_added", to, "kind", p.Kind, "document", p.Document).At(p.ReceivedAt).From(p.Source)
	f.ID = tx.NewID()
	if err := o.insertPaper(ctx, tx, to, p, ref, f.ID); err != nil {
		return err
	}
	return tx.Record(ctx, access.MoveEntry, reason, f)
}
