package standardsvc

import (
	"context"
	"net/url"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/standard"
)

// What the list of contacts shows.
const (
	Late        = "late"    // missing of the month before
	Short       = "short"   // due this month, neither made nor planned
	Owed        = "owed"    // on the side of the service
	Unconfirmed = "confirm" // a confirmation of self-government has not come
	Ask         = "ask"     // an exemption for which nobody says what is asked
)

// Whats lists what the list may show; the first is the default.
func Whats() []string { return []string{Late, Short, Owed, Unconfirmed, Ask} }

// Filter says which clients the list shows. It holds codes and identifiers only, so that it may stand in a URL.
type Filter struct {
	What    string
	Scope   string // mine, or empty for all in sight
	Office  id.Office
	Officer id.Account
	Level   string
	After   id.Client // last row of the page before
	Size    int
}

// ParseFilter reads a filter from a URL's query; unknown values fall back to the default.
func ParseFilter(q url.Values) Filter {
	f := Filter{
		What: q.Get("what"), Scope: q.Get("scope"), Office: id.Office(q.Get("office")), Officer: id.Account(q.Get("officer")), Level: q.Get("level"),
		After: id.Client(q.Get("after")),
	}
	if !slices.Contains(Whats(), f.What) {
		f.What = Late
	}
	if f.Scope != "mine" {
		f.Scope = ""
	}
	return f
}

// Query is the filter as a URL's query; the cursor is left out.
func (f Filter) Query() url.Values {
	q := url.Values{}
	for name, v := range map[string]string{"what": f.What, "scope": f.Scope, "office": string(f.Office), "officer": string(f.Officer), "level": f.Level} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q
}

// Line is one client of the list.
type Line struct {
	Client      id.Client
	Label       access.Label
	Office      id.Office
	OfficerName string
	Level       string
	Last        civil.Date
	Next        civil.Instant
	Standing    standard.Standing
}

// Page is a page of the list, by name. Count stops at 1,000.
type Page struct {
	Lines []Line
	Count int
	Next  id.Client
}

// Find lists clients who owe contacts or are owed them. Needs ReadCaseload. Faults: forbidden.
func (s *Service) Find(ctx context.Context, f Filter) (Page, error) {
	var out Page
	if !access.From(ctx).May(access.ReadCaseload) {
		return out, fault.New(fault.Forbidden, "fault.forbidden")
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.List(ctx, r, f, s.Today())
		for _, l := range out.Lines {
			db.Shown(ctx, l.Client)
		}
		return err
	})
	return out, err
}

// Asked is an exemption that waits for the second person.
type Asked struct {
	standard.Exemption
	Label access.Label
}

// Waiting lists the exemptions that wait for the second person, oldest first, within the actor's sight. Needs ApproveExemption.
// Faults: forbidden.
func (s *Service) Waiting(ctx context.Context) ([]Asked, error) {
	var out []Asked
	if err := s.ops.guard.Permit(ctx, access.ApproveExemption); err != nil {
		return nil, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[exemptionRow](ctx, r, `select `+exemptionCols+` from supervision_exemption c where c.state = 'proposed' and c.replaced_at is null
			and {visible c.client_id} order by c.proposed_at, c.id limit 200`)
		if err != nil {
			return err
		}
		clients := make([]id.Client, len(rows))
		for i, x := range rows {
			clients[i] = x.Client
		}
		labels, err := s.ops.Labels(ctx, r, clients)
		for _, x := range rows {
			db.Shown(ctx, x.Client)
			out = append(out, Asked{x.plain(), labels[x.Client]})
		}
		return err
	})
	return out, err
}

// CountWaiting counts what waits for the reader: exemptions proposed by others.
func (o *Ops) CountWaiting(ctx context.Context, r *db.Reader) (int, error) {
	rights := access.From(ctx)
	if !rights.May(access.ApproveExemption) {
		return 0, nil
	}
	return db.One[int](ctx, r, `select count(*) from supervision_exemption c where c.state = 'proposed' and c.replaced_at is null and c.proposed_by <> $1
		and {visible c.client_id}`, string(rights.Account))
}
