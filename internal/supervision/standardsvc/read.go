package standardsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/standard"
)

// Board is what is asked of one client: this month first, then the months before.
type Board struct {
	Client     id.Client
	Case       Case
	Months     []standard.Month
	Suggest    map[standard.Kind]civil.Date // the day offered for the next contact of each kind this month
	Exemptions []standard.Exemption         // the latest first
}

// MostMonths bounds the history of a client's page.
const MostMonths = 36

// Client reads what is asked of a client and was done in so many months. Needs ReadClient. Fault: not_found.
func (s *Service) Client(ctx context.Context, client id.Client, months int) (Board, error) {
	out := Board{Client: client, Suggest: map[standard.Kind]civil.Date{}}
	err := s.read(ctx, client, func(r *db.Reader) error {
		o, today := s.ops, s.Today()
		cases, err := o.Cases(ctx, r, []id.Client{client})
		if err != nil {
			return err
		}
		out.Case = cases[client]
		out.Case.Client = client
		if out.Exemptions, err = o.ofClient(ctx, r, client); err != nil {
			return err
		}
		tables, err := o.Tables(ctx, r)
		if err != nil {
			return err
		}
		months = min(max(months, 1), MostMonths)
		first := today.AddDays(1 - today.Day())
		facts, err := o.facts(ctx, r, []Case{out.Case}, first.AddMonths(1-months), first.AddMonths(1).AddDays(-1), today)
		if err != nil {
			return err
		}
		f, rb := facts[client], o.Rules.At(today)
		groups := standard.GroupsOf(rb)
		for i := range months {
			at := first.AddMonths(-i)
			m, ok := standard.Of(tables, f, at.Year(), at.Month(), today)
			if !ok {
				continue
			}
			m.Count(groups, f.Events)
			out.Months = append(out.Months, m)
			for _, n := range m.Needs {
				if d := m.Suggest(n, f, rb.Calendar(), today); i == 0 && !d.IsZero() {
					out.Suggest[n.Kind] = d
				}
			}
		}
		return nil
	})
	return out, err
}

// ofClient reads the current versions of all exemptions of a client.
func (o *Ops) ofClient(ctx context.Context, r *db.Reader, client id.Client) ([]standard.Exemption, error) {
	rows, err := db.All[exemptionRow](ctx, r, `select `+exemptionCols+` from supervision_exemption c where c.client_id = $1 and c.replaced_at is null
		and {visible c.client_id} order by c.from_day desc, c.id desc limit 200`, client)
	if err != nil {
		return nil, err
	}
	out, err := o.opened(ctx, r, rows)
	for i := range out {
		if err == nil && out[i].Every > 0 {
			out[i].Confirmed, err = o.confirmed(ctx, r, client, out[i].Entry)
		}
	}
	return out, err
}

// Exemption reads one exemption with its earlier versions, oldest first. Needs ReadClient. Fault: not_found.
func (s *Service) Exemption(ctx context.Context, client id.Client, entry string) (now standard.Exemption, old []standard.Exemption, err error) {
	err = s.read(ctx, client, func(r *db.Reader) error {
		rows, err := db.All[exemptionRow](ctx, r, `select `+exemptionCols+` from supervision_exemption c where c.client_id = $1 and c.exemption_id = $2
			and {visible c.client_id} order by c.recorded_at, c.id`, client, entry)
		if err != nil {
			return err
		}
		all, err := s.ops.opened(ctx, r, rows)
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.Current() {
				now = x
			} else {
				old = append(old, x)
			}
		}
		if now.Entry == "" {
			return fault.MissingRecord()
		}
		now.Confirmed, err = s.ops.confirmed(ctx, r, client, entry)
		return err
	})
	return now, old, err
}
