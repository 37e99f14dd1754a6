package opportunitysvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Filter says which opportunities a list shows. It holds codes and identifiers only, so that it may stand in a URL.
type Filter struct {
	Scope  string // mine (default), office: everybody in sight
	Office id.Office
	Kind   opportunity.Chance
	After  string // cursor of the page before
}

// Line is one opportunity of the list.
type Line struct {
	Client  id.Client
	Office  id.Office
	Kind    opportunity.Chance
	To      assessment.Level
	Reasons []opportunity.ChanceReason
	Since   civil.Date
	Label   access.Label
}

// Page is a page of the list.
type Page struct {
	Lines []Line
	Next  string
	Count int // up to 1000
}

const pageSize = 50

// Find lists what the nightly look found, oldest first, within the actor's sight. Needs access.DecideOpportunity; where it
// reaches own clients only, those. Faults: forbidden.
func (s *Service) Find(ctx context.Context, f Filter) (Page, error) {
	var out Page
	if err := s.ops.guard.Permit(ctx, access.DecideOpportunity); err != nil {
		return out, err
	}
	rights := access.From(ctx)
	if rights.Reach(access.DecideOpportunity) == access.Own {
		f.Scope = "mine"
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		now := s.db.Now()
		cond, b := f.where(rights.Account, now)
		count, err := db.One[int](ctx, r, `select count(*) from (select 1 from assessment_opportunity c join access_client a on a.client_id = c.client_id
			where {visible c.client_id} and `+cond+` limit 1000) x`, b.Args()...)
		if err != nil {
			return err
		}
		out.Count = count
		cond, b = f.where(rights.Account, now)
		if since, client, kind, ok := cursor(f.After); ok {
			cond += ` and (c.since, c.client_id, c.kind) > (` + b.Bind(since) + `, ` + b.Bind(client) + `, ` + b.Bind(kind) + `)`
		}
		type row struct {
			Client  id.Client
			Office  id.Office
			Kind    opportunity.Chance
			To      assessment.Level
			Reasons string
			Since   civil.Date
		}
		rows, err := db.All[row](ctx, r, `select c.client_id, a.office_id, c.kind, c.level_to, c.reasons, c.since from assessment_opportunity c
			join access_client a on a.client_id = c.client_id where {visible c.client_id} and `+cond+` order by c.since, c.client_id, c.kind limit `+b.Bind(pageSize+1), b.Args()...)
		if err != nil {
			return err
		}
		if len(rows) > pageSize {
			rows = rows[:pageSize]
			last := rows[pageSize-1]
			out.Next = last.Since.String() + "." + string(last.Client) + "." + string(last.Kind)
		}
		clients := make([]id.Client, len(rows))
		for i, x := range rows {
			clients[i] = x.Client
		}
		labels, err := s.ops.Labels(ctx, r, clients)
		if err != nil {
			return err
		}
		for _, x := range rows {
			reasons, err := opportunity.ReadReasons(x.Reasons)
			if err != nil {
				return err
			}
			db.Shown(ctx, x.Client)
			out.Lines = append(out.Lines, Line{x.Client, x.Office, x.Kind, x.To, reasons, x.Since, labels[x.Client]})
		}
		return nil
	})
	return out, err
}

// where builds the condition of a filter; every part is a literal, every value an argument.
func (f Filter) where(me id.Account, now civil.Instant) (string, *db.Binder) {
	b := &db.Binder{}
	parts := []string{"1=1"}
	if f.Scope != "office" {
		parts = append(parts, `exists (select 1 from access_list l where l.client_id = c.client_id and l.account_id = `+b.Bind(string(me))+
			` and l.kind in ('assigned','covering') and l.replaced_at is null and (l.until is null or l.until > `+b.Bind(now.String())+`))`)
	}
	if f.Office != "" {
		parts = append(parts, "a.office_id = "+b.Bind(string(f.Office)))
	}
	if f.Kind != "" {
		parts = append(parts, "c.kind = "+b.Bind(string(f.Kind)))
	}
	return strings.Join(parts, " and "), b
}

// cursor reads where a page begins; one that was tampered with begins at the beginning.
func cursor(s string) (since, client, kind string, ok bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return "", "", "", false
	}
	if _, err := civil.ParseDate(parts[0]); err != nil || parts[0] == "" {
		return "", "", "", false
	}
	return parts[0], parts[1], parts[2], true
}
