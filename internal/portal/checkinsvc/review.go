package checkinsvc

import (
	"context"
	"io"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal/checkin"
)

// Filter chooses check-ins of the list.
type Filter struct {
	State  string // "" is all that wait for a review
	Crisis bool
	Help   bool
	Mine   bool // own clients only
}

// List lists check-ins within the actor's sight: dangers first, then who asks for help, then by time. Needs ReviewCheckin.
func (s *Service) List(ctx context.Context, f Filter) ([]checkin.Round, error) {
	if err := permit(ctx); err != nil {
		return nil, err
	}
	var out []checkin.Round
	err := s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		cond := waits
		if slices.Contains(checkin.States(), checkin.State(f.State)) {
			cond = ` and c.state = ` + b.Bind(f.State)
		}
		if f.Crisis {
			cond += ` and c.crisis is not null`
		}
		if f.Help {
			cond += ` and c.wants_help = ` + b.Bind(true)
		}
		cond += own(ctx, b, s.db.Now(), f.Mine)
		rows, err := db.All[roundRow](ctx, r, `select `+roundCols+` from portal_checkin c where {visible c.client_id}`+cond+
			` order by case when c.crisis is not null then 0 when c.wants_help = `+b.Bind(true)+` then 1 else 2 end, c.closes_on, c.id limit 200`, b.Args()...)
		for _, x := range rows {
			one, err := s.ops.openRound(ctx, r, x)
			if err != nil {
				return err
			}
			db.Shown(ctx, one.Client)
			out = append(out, one)
		}
		return err
	})
	return out, err
}

// waits is the condition of what an officer still has to look at: a danger already while the client is answering.
const waits = ` and (c.state in ('answered', 'expired') or c.state = 'open' and c.crisis is not null)`

// own narrows a list to clients whom the actor works or covers, where asked for or where the right reaches no further.
func own(ctx context.Context, b *db.Binder, now civil.Instant, mine bool) string {
	rights := access.From(ctx)
	if rights.Reach(access.ReviewCheckin) == access.InSite && !mine {
		return ""
	}
	return ` and c.client_id in (select l.client_id from access_list l where l.account_id = ` + b.Bind(string(rights.Account)) +
		` and l.kind in ('assigned', 'covering') and l.replaced_at is null and (l.until is null or l.until > ` + b.Bind(now.String()) + `))`
}

// Count counts the check-ins that wait for the actor's review: the debt of the day.
func (o *Ops) Count(ctx context.Context, r *db.Reader, now civil.Instant) (int, error) {
	if permit(ctx) != nil {
		return 0, nil
	}
	b := &db.Binder{}
	cond := own(ctx, b, now, false)
	return db.One[int](ctx, r, `select count(*) from portal_checkin c where {visible c.client_id}`+waits+cond, b.Args()...)
}

// Checkin reads one check-in for its review. Needs ReviewCheckin. Faults: forbidden, not_found.
func (s *Service) Checkin(ctx context.Context, client id.Client, entry string) (Asked, error) {
	var out Asked
	if err := permit(ctx); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.asked(ctx, r, client, entry)
		if err == nil {
			db.Shown(ctx, client)
		}
		return err
	})
	return out, err
}

// Review is what the officer makes of a check-in.
type Review struct {
	Client  id.Client
	Entry   string
	Follow  string
	Note    string
	Version int
}

// Review notes that a person has read a check-in and what follows. An expired one is reviewed with words: a dead telephone, a broken
// camera and a village without a line are reasons to call, and no breach is made of any. Needs ReviewCheckin on the client. Faults:
// not_found, forbidden, invalid, conflict when somebody has reviewed it meanwhile or it still runs.
func (s *Service) Review(ctx context.Context, in Review) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, access.ReviewCheckin, in.Client); err != nil {
			return err
		}
		r, err := s.ops.round(ctx, &tx.Reader, in.Client, in.Entry)
		if err != nil {
			return err
		}
		if !r.State.Waits() {
			return fault.Stale()
		}
		var problems fault.Problems
		checkin.Review{Follow: in.Follow, Note: in.Note}.Check(&problems, r)
		if err := problems.Err(); err != nil {
			return err
		}
		note, err := s.ops.Seal.SealText(ctx, tx, in.Client, rounds, "note", in.Entry, in.Note)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, rounds, in.Entry, in.Version, db.Row{
			"state": checkin.Reviewed, "follow": in.Follow, "note": note, "reviewed_at": tx.Now, "reviewed_by": tx.Actor.Ref(),
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ReviewCheckin, "", fact.New("portal.checkin_reviewed", in.Client, "entry", in.Entry, "follow", in.Follow))
	})
}

// Picture is the photograph of a check-in.
type Picture struct {
	Kind blob.Kind
	Data []byte
}

// Picture opens the photograph of a check-in; where it was taken was removed when it came in. Needs ReviewCheckin. Faults: forbidden,
// not_found.
func (s *Service) Picture(ctx context.Context, client id.Client, entry string) (Picture, error) {
	var out Picture
	if err := permit(ctx); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		x, err := s.ops.round(ctx, r, client, entry)
		if err != nil {
			return err
		}
		if x.Photo == "" {
			return fault.MissingRecord()
		}
		db.Shown(ctx, client)
		content, err := s.ops.Blobs.Open(ctx, r, blob.Ref(x.Photo))
		if err != nil {
			return err
		}
		defer content.Close() //nolint:errcheck // read only
		out.Kind = content.Kind
		out.Data, err = io.ReadAll(content)
		return err
	})
	return out, err
}
