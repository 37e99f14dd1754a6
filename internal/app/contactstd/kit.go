// Package contactstd binds the contact standards to the record: where a client stands with orders and assessment, the cards from
// which lists are read, who is told, and how exemptions reach the workload.
package contactstd

import (
	"context"
	"errors"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/app/workload"
	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
)

// Kit is what the standards need of the service, and what comes of it.
type Kit struct {
	DB      *db.DB
	Rules   *rulebook.Set
	Zone    *time.Location
	Seal    *seal.Sealer
	Weights *workload.Load
	Labels  func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
	Head    func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	Account func(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
	// Spans are the times of a client's life in which contact rests; nil where nobody keeps them.
	Spans func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]supervision.Span, error)
	// Basis reports whether an exemption may rest on an opportunity.
	Basis func(ctx context.Context, r *db.Reader, client id.Client, chance string) (bool, error)

	Service *standardsvc.Service
}

// Bind makes the service and feeds the exemptions into the workload.
func (k *Kit) Bind() {
	k.Service = standardsvc.New(k.DB, standardsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Tables: k.Weights.Service.Ops().Standards, Cases: k.Cases, Weigh: k.Weights.Again, List: k.List, Again: k.sweep,
		Labels: k.Labels, Head: k.Head, Account: k.Account, Spans: k.Spans, Basis: k.Basis,
	})
	k.Weights.Exempted = k.exempted
}

// exempted gives the exemptions that were approved, as the table of standards takes them.
func (k *Kit) exempted(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]rulebook.Exempt, error) {
	all, err := k.Service.Ops().Exempted(ctx, r, clients)
	out := make(map[id.Client][]rulebook.Exempt, len(all))
	for c, list := range all {
		for _, x := range list {
			out[c] = append(out[c], x.Exempt())
		}
	}
	return out, err
}

// columns are what the standards need of a card, in the order of row.
const columns = `c.client_id, c.office_id, c.officer_id, c.level, c.kind, coalesce(c.registered_on, c.term_start), c.term_end, c.minor_until, c.order_status, c.level_since`

type row struct {
	Client     id.Client
	Office     id.Office
	Officer    id.Account
	Level      string
	Kind       string
	Start, End civil.Date
	MinorUntil civil.Date
	Status     string
	Since      civil.Date
}

func (x row) caseOf() standardsvc.Case {
	c := standardsvc.Case{Case: rulebook.Case{
		Client: x.Client, Office: x.Office, Officer: x.Officer, Level: x.Level, Kind: x.Kind, Start: x.Start, End: x.End, MinorUntil: x.MinorUntil,
		Stopped: x.Status == casefile.StatusSuspended,
	}}
	if !(casefile.Card{Status: x.Status}).Supervised() {
		c.Start = civil.Date{}
	}
	return c
}

// Cases says where clients stand: from their cards, with the decisions on the level and the suspensions that a month is cut by.
func (k *Kit) Cases(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]standardsvc.Case, error) {
	out := map[id.Client]standardsvc.Case{}
	rows, err := db.All[row](ctx, r, `select `+columns+` from casefile_card c where c.client_id in `+db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	for _, x := range rows {
		if c := x.caseOf(); !c.Start.IsZero() {
			out[x.Client] = c
		}
	}
	return out, k.dated(ctx, r, out)
}

// dated fills what has a date of its own. One suspended order of several suspends nothing while the others run.
func (k *Kit) dated(ctx context.Context, r *db.Reader, into map[id.Client]standardsvc.Case) error {
	if len(into) == 0 {
		return nil
	}
	clients := make([]id.Client, 0, len(into))
	for c := range into {
		clients = append(clients, c)
	}
	type level struct {
		Client id.Client
		Level  string
		From   civil.Date
	}
	levels, err := db.All[level](ctx, r, `select c.client_id, c.level, c.valid_from from assessment_level c where c.client_id in `+db.In(len(clients), 1)+`
		and c.state = 'in_force' and {visible c.client_id} order by c.client_id, c.valid_from, c.decided_at`, db.Args(clients)...)
	if err != nil {
		return err
	}
	for _, x := range levels {
		c := into[x.Client]
		c.Levels = append(c.Levels, standard.Since{Level: x.Level, From: x.From})
		into[x.Client] = c
	}
	type change struct {
		Client   id.Client
		From, To civil.Date
	}
	changes, err := db.All[change](ctx, r, `select c.client_id, c.from_on, c.to_on from order_change c where c.client_id in `+db.In(len(clients), 1)+`
		and c.kind = 'suspension' and c.from_on is not null and c.replaced_at is null
		and 1 = (select count(*) from order_order o where o.client_id = c.client_id and o.status in ('registered','running','suspended'))
		and {visible c.client_id} order by c.client_id, c.from_on`, db.Args(clients)...)
	for _, x := range changes {
		c := into[x.Client]
		c.Suspended = append(c.Suspended, civil.Period{From: x.From, To: x.To})
		into[x.Client] = c
	}
	return err
}

// Card is the part of the card that shows due and late contacts. It stands among the last parts: it reads what those of orders and
// assessment have put on the card.
func (k *Kit) Card() casefilesvc.Source {
	// of assessment only the level: its columns depend on the day, so a write in a sealed compartment would show in them
	return casefilesvc.Source{Name: "contacts", Prefixes: []string{"supervision", "order", "assessment_level"}, Part: k.Part}
}

// Part computes the columns.
func (k *Kit) Part(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	cases, err := k.Cases(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	list := make([]standardsvc.Case, 0, len(cases))
	for _, c := range cases {
		list = append(list, c)
	}
	found, err := k.Service.Ops().Stand(ctx, r, list)
	out := make(map[id.Client]db.Row, len(clients))
	for _, c := range clients {
		s := found[c]
		out[c] = db.Row{
			"contact_due": s.Due, "contact_short": s.Short, "contact_late": s.Late, "contact_owed": s.Owed, "contact_confirm": s.Confirm, "contact_ask": s.Ask, "contact_kind": db.Null(s.Code),
		}
	}
	return out, err
}

// batch is how many cards the nightly count takes at once.
const batch = 250

// sweep counts all cards of clients on the register anew: at night a month may begin, an exemption end, an appointment pass.
func (k *Kit) sweep(ctx context.Context) error {
	after := id.Client("")
	for {
		n := 0
		if err := k.DB.System(ctx, "contacts due", func(tx *db.Tx) error {
			clients, err := db.All[id.Client](ctx, tx.System(), `select c.client_id from casefile_card c where c.client_id > $1
				and (c.order_status in ('registered','running','suspended') or c.contact_short > 0 or c.contact_late > 0 or c.contact_owed > 0)
				and {visible c.client_id} order by c.client_id limit 250`, after)
			if n = len(clients); err != nil || n == 0 {
				return err
			}
			after = clients[n-1]
			rows, err := k.Part(ctx, tx.System(), clients)
			for _, c := range clients {
				if err == nil {
					err = put(ctx, tx, c, rows[c])
				}
			}
			return err
		}); err != nil {
			return err
		}
		if n < batch {
			return nil
		}
	}
}

func put(ctx context.Context, tx *db.Tx, c id.Client, x db.Row) error {
	_, err := tx.Exec(ctx, `update casefile_card set contact_due = $1, contact_short = $2, contact_late = $3, contact_owed = $4, contact_confirm = $5, contact_ask = $6,
		contact_kind = $7 where client_id = $8`, x["contact_due"], x["contact_short"], x["contact_late"], x["contact_owed"], x["contact_confirm"], x["contact_ask"],
		x["contact_kind"], c)
	return err
}

// Schedule names the nightly count.
func (k *Kit) Schedule(jobs *job.Runner) {
	jobs.Schedule(job.Sweep{Name: "contacts.due", Next: job.Daily(k.Zone, 0, 35), Run: func(ctx context.Context, _ civil.Instant) error { return k.Service.Nightly(ctx) }})
}

// Alerts counts the exemptions that wait for the reader's second pair of eyes.
func (k *Kit) Alerts(ctx context.Context, r *db.Reader) ([]casefile.Alert, error) {
	n, err := k.Service.Ops().CountWaiting(ctx, r)
	if err != nil || !access.From(ctx).May(access.ApproveExemption) {
		return nil, errors.Join(err)
	}
	return []casefile.Alert{{Key: "app.alert.exemptions", N: n, Href: "/exemptions"}}, nil
}
