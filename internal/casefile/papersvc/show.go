package papersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
)

// Show asks for a paper to be put before its client.
type Show struct {
	Client  id.Client
	Paper   string
	Version int
}

// ShowClient puts a paper before the client on the client's own pages, where the client says "I have read it". Needs
// access.IssuePaper on the client. Faults: not_found, forbidden, conflict for a void paper, one that is shown already and a blank,
// which has no words of ours.
func (s *Service) ShowClient(ctx context.Context, in Show) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Allow(ctx, tx, access.IssuePaper, in.Client); err != nil {
			return err
		}
		x, row, err := o.one(ctx, &tx.Reader, in.Client, in.Paper)
		if err != nil {
			return err
		}
		if x.State != paper.Valid || !x.ShownAt.IsZero() || row.DOCX == "" {
			return fault.Stale()
		}
		if err := tx.UpdateVersion(ctx, papers, x.ID, in.Version, db.Row{"shown_at": tx.Now, "shown_by": tx.Actor.Ref()}); err != nil {
			return err
		}
		return tx.Record(ctx, access.IssuePaper, "", fact.New("casefile.paper_shown", x.Client, "kind", x.Kind, "number", x.Number, "paper", x.ID))
	})
}

// ShownTo lists the papers put before a client that are still worth something, the latest first; within the client's own sight.
func (o *Ops) ShownTo(ctx context.Context, r *db.Reader, client id.Client) ([]paper.Paper, error) {
	rows, err := db.All[paperRow](ctx, r, `select `+paperCols+` from casefile_paper c where c.client_id = $1 and c.shown_at is not null
		and c.state = 'issued' and {visible c.client_id} order by c.shown_at desc, c.id desc limit 100`, client)
	if err != nil {
		return nil, err
	}
	return o.open(ctx, r, rows)
}

// ToConfirm counts the papers put before a client that the client has not confirmed yet.
func (o *Ops) ToConfirm(ctx context.Context, r *db.Reader, client id.Client) (int, error) {
	return db.One[int](ctx, r, `select count(*) from casefile_paper c where c.client_id = $1 and c.shown_at is not null and c.confirmed_at is null
		and c.state = 'issued' and {visible c.client_id}`, client)
}

// Words is what a paper put before a client says, as it was given out, paragraph by paragraph. Fault: not_found.
func (o *Ops) Words(ctx context.Context, r *db.Reader, client id.Client, key string) (paper.Paper, string, error) {
	x, row, err := o.shown(ctx, r, client, key)
	if err != nil {
		return x, "", err
	}
	docx, err := o.load(ctx, r, row.DOCX)
	if err != nil {
		return x, "", err
	}
	content, err := document.Content(docx)
	return x, document.Plain(content.Blocks), err
}

// Frozen is the PDF of a paper put before a client, as it was given out. Fault: not_found.
func (o *Ops) Frozen(ctx context.Context, r *db.Reader, client id.Client, key string) ([]byte, error) {
	_, row, err := o.shown(ctx, r, client, key)
	if err != nil {
		return nil, err
	}
	return o.load(ctx, r, row.PDF)
}

func (o *Ops) shown(ctx context.Context, r *db.Reader, client id.Client, key string) (paper.Paper, paperRow, error) {
	x, row, err := o.one(ctx, r, client, key)
	if err == nil && (x.ShownAt.IsZero() || x.State != paper.Valid) {
		err = fault.MissingRecord()
	}
	return x, row, err
}

// Confirmed notes on the paper that its client has read it; a second time changes nothing and leaves no fact. The caller has asked who
// acts, and records the facts. Fault: not_found.
func (o *Ops) Confirmed(ctx context.Context, tx *db.Tx, client id.Client, key string) ([]fact.Fact, error) {
	x, _, err := o.shown(ctx, &tx.Reader, client, key)
	if err != nil || !x.ConfirmedAt.IsZero() {
		return nil, err
	}
	if err := tx.UpdateVersion(ctx, papers, x.ID, x.Version, db.Row{"confirmed_at": tx.Now}); err != nil {
		return nil, err
	}
	return []fact.Fact{fact.New("casefile.paper_confirmed", client, "kind", x.Kind, "number", x.Number, "paper", x.ID).From("portal")}, nil
}
