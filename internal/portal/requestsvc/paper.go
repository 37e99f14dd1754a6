package requestsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal"
)

const papers = "portal_paper"

const paperCols = `c.id, c.client_id, c.title, c.body, c.lang, c.given_at, c.given_by, c.opened_at, c.read_at, c.version`

type paperRow struct {
	ID          string
	Client      id.Client
	Title, Body []byte
	Lang        string
	GivenAt     civil.Instant
	GivenBy     string
	OpenedAt    civil.Instant
	ReadAt      civil.Instant
	Version     int
}

// GivePaper gives a client something to read on the own pages.
type GivePaper struct {
	Client      id.Client
	Title, Text string
	Lang        string
}

// GivePaper puts a paper before the client, who confirms having read it. Needs ManagePortal on the client. Faults: not_found,
// forbidden, invalid.
func (s *Service) GivePaper(ctx context.Context, in GivePaper) (string, error) {
	entry := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, access.ManagePortal, in.Client); err != nil {
			return err
		}
		var problems fault.Problems
		portal.CheckText(&problems, "title", in.Title)
		portal.CheckText(&problems, "text", in.Text)
		if !slices.Contains([]string{"ky", "ru", "en"}, in.Lang) {
			problems.Add("lang", "field.choose")
		}
		if err := problems.Err(); err != nil {
			return err
		}
		entry = tx.NewID()
		title, err := s.ops.Seal.SealText(ctx, tx, in.Client, papers, "title", entry, in.Title)
		if err != nil {
			return err
		}
		body, err := s.ops.Seal.SealText(ctx, tx, in.Client, papers, "body", entry, in.Text)
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, papers, db.Row{
			"id": entry, "client_id": in.Client, "title": title, "body": body, "lang": in.Lang, "given_at": tx.Now, "given_by": tx.Actor.Ref(), "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManagePortal, "", fact.New("portal.paper_given", in.Client, "entry", entry))
	})
	return entry, err
}

// Papers lists the papers of the client who is signed in, those to be read first. Fault: not_found for anybody else.
func (s *Service) Papers(ctx context.Context, client id.Client) ([]portal.Paper, error) {
	var out []portal.Paper
	err := s.own(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.papersOf(ctx, r, client)
		return err
	})
	return out, err
}

func (o *Ops) papersOf(ctx context.Context, r *db.Reader, client id.Client) ([]portal.Paper, error) {
	rows, err := db.All[paperRow](ctx, r, `select `+paperCols+` from portal_paper c where c.client_id = $1 and {visible c.client_id}
		order by case when c.read_at is null then 0 else 1 end, c.given_at desc limit 100`, client)
	out := make([]portal.Paper, 0, len(rows))
	for _, x := range rows {
		p, err := o.openPaper(ctx, r, x)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if err != nil || o.Issued == nil {
		return out, err
	}
	issued, err := o.Issued.List(ctx, r, client)
	out = append(out, issued...)
	slices.SortStableFunc(out, func(a, b portal.Paper) int {
		if a.ReadAt.IsZero() != b.ReadAt.IsZero() {
			if a.ReadAt.IsZero() {
				return -1
			}
			return 1
		}
		return b.GivenAt.Time().Compare(a.GivenAt.Time())
	})
	return out, err
}

func (o *Ops) openPaper(ctx context.Context, r *db.Reader, x paperRow) (portal.Paper, error) {
	title, err := o.Seal.OpenText(ctx, r, x.Client, papers, "title", x.ID, x.Title)
	if err != nil {
		return portal.Paper{}, err
	}
	body, err := o.Seal.OpenText(ctx, r, x.Client, papers, "body", x.ID, x.Body)
	return portal.Paper{
		ID: x.ID, Client: x.Client, Title: title, Body: body, Lang: x.Lang, GivenAt: x.GivenAt, GivenBy: x.GivenBy, OpenedAt: x.OpenedAt,
		ReadAt: x.ReadAt, Version: x.Version,
	}, err
}

// Paper reads one paper of the client who is signed in. Fault: not_found.
func (s *Service) Paper(ctx context.Context, client id.Client, entry string) (portal.Paper, error) {
	var out portal.Paper
	err := s.own(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.paper(ctx, r, client, entry)
		return err
	})
	return out, err
}

func (o *Ops) paper(ctx context.Context, r *db.Reader, client id.Client, entry string) (portal.Paper, error) {
	x, ok, err := db.Maybe[paperRow](ctx, r, `select `+paperCols+` from portal_paper c where c.client_id = $1 and c.id = $2 and {visible c.client_id}`, client, entry)
	switch {
	case err != nil:
		return portal.Paper{}, err
	case ok:
	case o.Issued == nil:
		return portal.Paper{}, fault.MissingRecord()
	default:
		return o.Issued.One(ctx, r, client, entry)
	}
	return o.openPaper(ctx, r, x)
}

// PaperFile is the PDF of an issued paper of the client who is signed in. Fault: not_found, also for mere words.
func (s *Service) PaperFile(ctx context.Context, client id.Client, entry string) ([]byte, error) {
	var out []byte
	err := s.own(ctx, client, func(r *db.Reader) (err error) {
		if s.ops.Issued == nil {
			return fault.MissingRecord()
		}
		out, err = s.ops.Issued.File(ctx, r, client, entry)
		return err
	})
	return out, err
}

// ConfirmPaper notes that the client who is signed in has read a paper; on an issued one it is noted on the paper itself. Saying it twice changes nothing. Faults: not_found.
func (s *Service) ConfirmPaper(ctx context.Context, client id.Client, entry string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.AllowSelf(ctx, client); err != nil {
			return err
		}
		p, err := s.ops.paper(ctx, &tx.Reader, client, entry)
		if err != nil || !p.ReadAt.IsZero() {
			return err
		}
		if p.Number != "" {
			facts, err := s.ops.Issued.Confirm(ctx, tx, client, entry)
			if err != nil {
				return err
			}
			return tx.Record(ctx, access.ActSelf, "", facts...)
		}
		if err := tx.UpdateVersion(ctx, papers, p.ID, p.Version, db.Row{"read_at": tx.Now}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ActSelf, "", fact.New("portal.paper_read", client, "entry", entry).From("portal"))
	})
}
