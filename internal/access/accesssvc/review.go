package accesssvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

const openingColumns = `g.id, g.client_id, g.account_id, g.office_id, g.reason, g.opened_at, g.until, g.review_due, g.reviewed_by, g.reviewed_at,
 g.finding, g.version`

// ReviewLine is one opening for its reviewer. Label is empty when the reviewer may not know of the client.
type ReviewLine struct {
	access.Opening
	Who   string
	Text  string // reason in the officer's words
	Label access.Label
	Shown bool // the client is in the reader's sight
	Own   bool // the reader's own opening: somebody else closes it
}

// Use counts the openings and misses of one account in a month.
type Use struct {
	Account id.Account
	Who     string
	Opened  int
	Missed  int
}

// ReviewBoard is what waits for review, what was reviewed lately, and who used break-glass how often this month.
type ReviewBoard struct {
	Open []ReviewLine
	Done []ReviewLine
	Uses []Use
}

// Reviews lists the openings by staff of the offices over which the actor reviews. Needs access.ReviewBreakGlass.
func (s *Service) Reviews(ctx context.Context) (ReviewBoard, error) {
	var out ReviewBoard
	if err := s.guard.Permit(ctx, access.ReviewBreakGlass); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		cond, args, err := s.reviewScope(ctx, r)
		if err != nil || cond == "" {
			return err
		}
		if out.Open, err = s.lines(ctx, r, `g.reviewed_at is null and `+cond+` order by g.review_due, g.id`, args); err != nil {
			return err
		}
		if out.Done, err = s.lines(ctx, r, `g.reviewed_at is not null and `+cond+` order by g.reviewed_at desc limit 50`, args); err != nil {
			return err
		}
		out.Uses, err = s.uses(ctx, r, cond, args)
		return err
	})
	return out, err
}

// CountReviews counts what waits for the actor's review; 0 without the right.
func (s *Service) CountReviews(ctx context.Context, r *db.Reader) (int, error) {
	cond, args, err := s.reviewScope(ctx, r)
	if err != nil || cond == "" {
		return 0, err
	}
	args = append(args, access.From(ctx).Account)
	return db.One[int](ctx, r.System(), `select count(*) from access_glass g where g.reviewed_at is null and {visible g.client_id} and `+cond+
		` and g.account_id <> `+placeholder(len(args)), args...)
}

func (s *Service) reviewScope(ctx context.Context, r *db.Reader) (string, []any, error) {
	offices, all, err := s.ops.OfficesFor(ctx, r, access.ReviewBreakGlass)
	switch {
	case err != nil:
		return "", nil, err
	case all:
		return "1=1", nil, nil
	case len(offices) == 0:
		return "", nil, nil
	}
	return "g.office_id in " + db.In(len(offices), 1), db.Args(offices), nil
}

func (s *Service) lines(ctx context.Context, r *db.Reader, cond string, args []any) ([]ReviewLine, error) {
	type row struct {
		access.Opening
		Sealed []byte
	}
	rows, err := db.All[row](ctx, r.System(), `select `+openingColumns+`, g.reason_text from access_glass g where {visible g.client_id} and `+cond, args...)
	if err != nil {
		return nil, err
	}
	clients, accounts := make([]id.Client, len(rows)), make([]id.Account, len(rows))
	for i, v := range rows {
		clients[i], accounts[i] = v.Client, v.Account
	}
	labels, err := s.labels(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, r, accounts)
	if err != nil {
		return nil, err
	}
	out := make([]ReviewLine, len(rows))
	for i, v := range rows {
		text, err := s.deps.Sealer.OpenText(ctx, r, v.Client, "access_glass", "reason_text", v.ID, v.Sealed)
		if err != nil {
			return nil, err
		}
		out[i] = ReviewLine{Opening: v.Opening, Who: names[v.Account], Text: text, Own: v.Account == access.From(ctx).Account}
		out[i].Label, out[i].Shown = labels[v.Client]
		db.Shown(ctx, v.Client)
	}
	return out, nil
}

func (s *Service) labels(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error) {
	if s.deps.Labels == nil || len(clients) == 0 {
		return nil, nil
	}
	return s.deps.Labels(ctx, r, clients)
}

func (s *Service) names(ctx context.Context, r *db.Reader, accounts []id.Account) (map[id.Account]string, error) {
	if s.deps.Staff == nil || len(accounts) == 0 {
		return nil, nil
	}
	return s.deps.Staff(ctx, r, accounts)
}

// uses counts this calendar month by account.
func (s *Service) uses(ctx context.Context, r *db.Reader, cond string, args []any) ([]Use, error) {
	first := s.Today().Time().AddDate(0, 0, 1-s.Today().Day())
	start := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, s.deps.Zone).UTC().Format("2006-01-02T15:04:05.000000Z")
	all := append(append([]any{}, args...), start)
	n := placeholder(len(all))
	type row struct {
		Account        id.Account
		Opened, Missed int
	}
	rows, err := db.All[row](ctx, r.System(), `select g.account_id, count(*), (select count(*) from access_miss m where m.account_id = g.account_id and m.at >= `+n+`)
		from access_glass g where {visible g.client_id} and `+cond+` and g.opened_at >= `+n+` group by g.account_id order by 2 desc, 1`, all...)
	if err != nil {
		return nil, err
	}
	accounts := make([]id.Account, len(rows))
	for i, v := range rows {
		accounts[i] = v.Account
	}
	names, err := s.names(ctx, r, accounts)
	out := make([]Use, len(rows))
	for i, v := range rows {
		out[i] = Use{Account: v.Account, Who: names[v.Account], Opened: v.Opened, Missed: v.Missed}
	}
	return out, err
}

// ReviewGlass closes a review item.
type ReviewGlass struct {
	ID      string
	Version int
	Finding string
	Text    string
}

// Review records what the review found. Needs access.ReviewBreakGlass over the office of the one who opened; never that
// person. Faults: not_found, forbidden, invalid, conflict.
func (s *Service) Review(ctx context.Context, in ReviewGlass) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.ReviewBreakGlass); err != nil {
			return err
		}
		o, err := db.One[access.Opening](ctx, tx.System(), `select `+openingColumns+` from access_glass g where g.id = $1 and {visible g.client_id}`, in.ID)
		if err != nil {
			return err
		}
		may, err := s.ops.Holds(ctx, &tx.Reader, access.ReviewBreakGlass, o.Office)
		if err != nil {
			return err
		}
		if !may {
			return fault.MissingRecord()
		}
		if o, err = o.Review(me(ctx, tx), in.Finding, tx.Now); err != nil {
			return err
		}
		sealed, err := s.deps.Sealer.SealText(ctx, tx, o.Client, "access_glass", "finding_text", o.ID, in.Text)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, "access_glass", o.ID, in.Version, db.Row{
			"reviewed_by": o.ReviewedBy, "reviewed_at": o.ReviewedAt,
			"finding": o.Finding, "finding_text": sealed,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ReviewBreakGlass, in.Text, fact.New("access.glass_reviewed", o.Client, "finding", o.Finding))
	})
}
