package casefilesvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Day is the start of work of the one signed in: appointments, debts with counts, alerts. Needs access.ReadDay.
func (s *Service) Day(ctx context.Context, day civil.Date) (casefile.Day, error) {
	rights := access.From(ctx)
	if err := permit(rights.May(access.ReadDay)); err != nil {
		return casefile.Day{}, err
	}
	out := casefile.Day{Date: day, Scope: dayScope(rights)}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		var err error
		if out.Debts, out.Clients, err = s.debts(ctx, r, out.Scope); err != nil {
			return err
		}
		if s.deps.Alerts != nil {
			if out.Alerts, err = s.deps.Alerts(ctx, r); err != nil {
				return err
			}
		}
		if s.deps.Appointments != nil {
			if out.Appointments, err = s.deps.Appointments(ctx, r, rights.Account, day); err != nil {
				return err
			}
		}
		return label(ctx, r, out.Appointments)
	})
	return out, err
}

// dayScope: who keeps the files of a whole office, as its head and its records specialist do, sees the debts of the office;
// everybody else those of the own clients. For the country there are pages of their own.
func dayScope(rights access.Rights) string {
	if rights.Reach(access.UploadDocument) == access.InSite && !rights.May(access.ReadNational) {
		return ""
	}
	return "mine"
}

// label names the clients of appointments from their cards, within the actor's sight; who is out of sight is dropped.
func label(ctx context.Context, r *db.Reader, list []casefile.Appointment) error {
	if len(list) == 0 {
		return nil
	}
	clients := make([]id.Client, len(list))
	for i, a := range list {
		clients[i] = a.Client
	}
	type row struct {
		Client             id.Client
		Name, Source, File string
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.name, c.source_number, c.file_number from casefile_card c where c.client_id in `+
		db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	if err != nil {
		return err
	}
	by := map[id.Client]row{}
	for _, v := range rows {
		by[v.Client] = v
		db.Shown(ctx, v.Client)
	}
	for i := range list {
		v := by[list[i].Client]
		list[i].Label, list[i].File = casefile.Card{Name: v.Name, SourceNumber: v.Source}.Label(), v.File
	}
	return nil
}

// debts counts all debts of a scope in one statement over the cards.
// sight: the condition begins with {visible}.
func (s *Service) debts(ctx context.Context, r *db.Reader, scope string) ([]casefile.Count, int, error) {
	rights := access.From(ctx)
	today, now := s.Today(), s.db.Now()
	names := casefile.DayDebts()
	b := &db.Binder{}
	cols := make([]string, len(names))
	for i, d := range names {
		cols[i] = "coalesce(sum(case when " + debtPart(d, b, today, now) + " then 1 else 0 end), 0)"
	}
	cond := "{visible c.client_id} and c.order_status in ('pending','called','registered','running','suspended')"
	if scope == "mine" {
		me := b.Bind(string(rights.Account))
		// coalesce keeps SQLite from reading everybody of a state by its index instead of the few of one officer
		cond = "{visible c.client_id} and coalesce(c.order_status, '') in ('pending','called','registered','running','suspended')"
		cond += " and c.client_id in (select client_id from casefile_card where officer_id = " + me +
			" union select client_id from casefile_card where cover_id = " + me + ")"
	} else {
		cond = near(r.Sight(), cond, b)
	}
	rows, err := r.Query(ctx, "select count(*), "+strings.Join(cols, ", ")+" from casefile_card c where "+cond, b.Args()...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	total, n := 0, make([]int, len(names))
	targets := []any{&total}
	for i := range n {
		targets = append(targets, &n[i])
	}
	if rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, 0, err
		}
	}
	out := make([]casefile.Count, len(names))
	for i := range names {
		out[i] = casefile.Count{Debt: names[i], N: n[i]}
	}
	return out, total, rows.Err()
}
