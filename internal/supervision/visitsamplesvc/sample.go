package visitsamplesvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/visit"
)

const samples = "supervision_visit_sample"

// Sampled is a visit that a head is to read, or has read.
type Sampled struct {
	ID      string
	Client  id.Client
	Visit   string
	At      civil.Instant // of the visit
	Verdict visit.Verdict
	Note    string
	ReadAt  civil.Instant
	ReadBy  string
	Version int
	Own     bool // the reader wrote it: somebody else reads it
}

// Samples are the shares of the offices in sight and the sample of one of them.
type Samples struct {
	Shares []visit.Share
	List   []Sampled
}

// span is the time from the start of a month to its end.
func (s *Service) span(month string) (from, to civil.Instant, err error) {
	first, ok := visit.MonthStart(month)
	if !ok {
		var problems fault.Problems
		problems.Add("month", "date.invalid")
		return from, to, problems.Err()
	}
	return first.StartIn(s.Zone), first.AddMonths(1).StartIn(s.Zone), nil
}

// Samples reads the shares of a month and the sample of an office, within sight. Needs SampleVisits. Faults: forbidden, invalid.
func (s *Service) Samples(ctx context.Context, office id.Office, month string) (Samples, error) {
	var out Samples
	if err := s.guard.Permit(ctx, access.SampleVisits); err != nil {
		return out, err
	}
	from, to, err := s.span(month)
	if err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		out.Shares, err = db.All[visit.Share](ctx, r, `select a.office_id, count(*), sum(case when v.substantive and p.id is null then 1 else 0 end),
			sum(case when p.id is not null then 1 else 0 end) from supervision_contact c join access_client a on a.client_id = c.client_id
			left join supervision_visit v on v.contact_id = c.contact_id and v.client_id = c.client_id and v.replaced_at is null
			left join supervision_visit_sample p on p.visit_id = v.visit_id and p.client_id = v.client_id and p.verdict = 'disputed'
			where c.replaced_at is null and c.moved = false and c.kind <> 'note' and c.started_at >= $1 and c.started_at < $2
			and {visible c.client_id} group by a.office_id order by a.office_id`, from, to)
		if err != nil {
			return err
		}
		out.List, err = s.sampled(ctx, r, office, month)
		return err
	})
	return out, err
}

type sampledRow struct {
	ID      string
	Client  id.Client
	Visit   string
	At      civil.Instant
	Verdict visit.Verdict
	Note    []byte
	ReadAt  civil.Instant
	ReadBy  string
	Version int
	Writer  string
}

func (s *Service) sampled(ctx context.Context, r *db.Reader, office id.Office, month string) ([]Sampled, error) {
	rows, err := db.All[sampledRow](ctx, r, `select c.id, c.client_id, c.visit_id, k.started_at, c.verdict, c.note, c.read_at, c.read_by, c.version, v.written_by
		from supervision_visit_sample c join supervision_visit v on v.visit_id = c.visit_id and v.client_id = c.client_id and v.replaced_at is null
		join supervision_contact k on k.contact_id = v.contact_id and k.client_id = v.client_id and k.replaced_at is null and k.moved = false
		where c.office_id = $1 and c.month = $2 and {visible c.client_id} order by c.drawn_at, c.id`, string(office), month)
	if err != nil {
		return nil, err
	}
	out := make([]Sampled, len(rows))
	for i, x := range rows {
		note, err := s.Seal.OpenText(ctx, r, x.Client, samples, "note", x.ID, x.Note)
		if err != nil {
			return nil, err
		}
		out[i] = Sampled{x.ID, x.Client, x.Visit, x.At, x.Verdict, note, x.ReadAt, x.ReadBy, x.Version, x.Writer == string(access.From(ctx).Account)}
		db.Shown(ctx, x.Client)
	}
	return out, nil
}

// Draw draws the sample of an office and month; what was drawn before stays. Needs SampleVisits. Faults: forbidden, invalid, conflict while
// the month is not over.
func (s *Service) Draw(ctx context.Context, office id.Office, month string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.draw(ctx, tx, office, month); err != nil {
			return err
		}
		return tx.Record(ctx, access.SampleVisits, "")
	})
}

func (s *Service) draw(ctx context.Context, tx *db.Tx, office id.Office, month string) error {
	if err := s.guard.Permit(ctx, access.SampleVisits); err != nil {
		return err
	}
	if !slices.Contains(access.From(ctx).Offices, office) && !access.From(ctx).May(access.ReadNational) {
		return fault.MissingRecord()
	}
	from, to, err := s.span(month)
	if err != nil {
		return err
	}
	if to.After(tx.Now) {
		return fault.New(fault.Conflict, "visit.month_open")
	}
	type row struct {
		Visit  string
		Client id.Client
		Drawn  string
	}
	rows, err := db.All[row](ctx, tx, `select c.visit_id, c.client_id, p.id from supervision_visit c
		join supervision_contact k on k.contact_id = c.contact_id and k.client_id = c.client_id and k.replaced_at is null and k.moved = false
		join access_client a on a.client_id = c.client_id
		left join supervision_visit_sample p on p.visit_id = c.visit_id and p.client_id = c.client_id
		where c.replaced_at is null and c.substantive and k.started_at >= $1 and k.started_at < $2 and a.office_id = $3 and {visible c.client_id}
		order by c.visit_id`, from, to, string(office))
	if err != nil {
		return err
	}
	var keys []string
	for _, x := range rows {
		keys = append(keys, x.Visit)
	}
	chosen := visit.Sample(office, month, keys)
	for _, x := range rows {
		if x.Drawn != "" || !slices.Contains(chosen, x.Visit) {
			continue
		}
		if err := tx.Insert(ctx, samples, db.Row{
			"id": tx.NewID(), "client_id": x.Client, "visit_id": x.Visit, "office_id": office, "month": month, "drawn_at": tx.Now, "version": 1,
		}); err != nil {
			return err
		}
	}
	return nil
}

// Judge is what a head says of a visit that was drawn.
type Judge struct {
	Client  id.Client
	Sample  string
	Version int
	Verdict visit.Verdict
	Note    string
}

// Judge confirms or disputes that a visit was substantive; nobody judges what they wrote themselves. Needs SampleVisits on the client.
// Faults: not_found, conflict, invalid.
func (s *Service) Judge(ctx context.Context, in Judge) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.judge(ctx, tx, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.SampleVisits, "", fact.New("supervision.visit_sampled", in.Client))
	})
}

func (s *Service) judge(ctx context.Context, tx *db.Tx, in Judge) error {
	if err := s.guard.Allow(ctx, tx, access.SampleVisits, in.Client); err != nil {
		return err
	}
	writer, err := db.One[string](ctx, tx, `select v.written_by from supervision_visit_sample c join supervision_visit v on v.visit_id = c.visit_id
		and v.client_id = c.client_id and v.replaced_at is null where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, in.Sample, in.Client)
	if err != nil {
		return err
	}
	if writer == tx.Actor.Ref() {
		return fault.New(fault.Conflict, "visit.own_record")
	}
	var problems fault.Problems
	in.Verdict.Check(&problems, in.Note)
	if err := problems.Err(); err != nil {
		return err
	}
	note, err := s.Seal.SealText(ctx, tx, in.Client, samples, "note", in.Sample, in.Note)
	if err != nil {
		return err
	}
	return tx.UpdateVersion(ctx, samples, in.Sample, in.Version, db.Row{
		"verdict": string(in.Verdict), "note": note, "read_at": tx.Now, "read_by": tx.Actor.Ref(),
	})
}
