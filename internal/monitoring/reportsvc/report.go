// Package reportsvc gives the figures of monitoring: what was fitted and taken off, alerts by kind and model, how fast they were worked, how
// many were false, by sex, age and office. No person is shown, small numbers are guarded, drills and hidden people are left out. The
// monthly list of what must be looked at again names clients and is for those alone who may read their monitoring.
package reportsvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/report"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Traits are what figures are told apart by.
type Traits struct {
	Sex  string
	Born civil.Date
}

// Deps are what the composition root binds.
type Deps struct {
	Rules *rulebook.Set
	Zone  *time.Location
	// Traits gives sex and birth of clients; it is asked with the rights of the system, and nothing of a single one leaves this package.
	Traits func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]Traits, error)
}

// Service is what pages call; each method is one reading.
type Service struct {
	Deps
	db    *db.DB
	guard accesssvc.Guard
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, Deps: deps} }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.Zone) }

// Filter is what a report is of: one whole calendar month. Two months have no day in common, so no report can be taken from another: were
// quarters or longer spans allowed beside them, the hidden month would be the span less its other months.
type Filter struct {
	From, Until civil.Date // the first day of the month, both
	Office      id.Office
}

// Whole gives the filter with the month of its beginning: the running one where none is told, or where it is yet to come.
func (f Filter) Whole(today civil.Date) Filter {
	if f.From.IsZero() {
		f.From = f.Until
	}
	if f.From.IsZero() || f.From.After(today) {
		f.From = today
	}
	f.From = f.From.AddDays(1 - f.From.Day())
	f.Until = f.From
	return f
}

// Figures are a report. Held says that the office is too small for its own report: by it and the others its number could be worked out.
type Figures struct {
	Filter    Filter
	Least     int
	Held      bool
	Installed report.Table // by kind of device
	Removed   report.Table // by reason
	ByOffice  report.Table // fittings that began
	Alerts    report.Table // by rule
	Models    report.Table // alerts by model of device
	Sex, Age  report.Table // alerts by who wears
	Offices   report.Table // alerts by office
	False     report.Table // resolved alerts: false or not
	Taken     Spans        // raised to taken
	Resolved  Spans        // taken to resolved
	Whole     Spans        // raised to resolved
}

// Spans are how long something took. Shown is false while it tells of too few persons.
type Spans struct {
	N        int
	P50, P90 time.Duration
	Shown    bool
	None     bool // there was nothing
}

type fitting struct {
	Client      id.Client
	Kind        string
	Office      id.Office
	From, Until civil.Instant
	Reason      string
}

type alert struct {
	Client                  id.Client
	Rule, Model             string
	Office                  id.Office
	Raised, Taken, Resolved civil.Instant
	False                   bool
}

// Figures reads a report of the offices in the actor's reach. Needs ReadReports. Faults: forbidden.
func (s *Service) Figures(ctx context.Context, f Filter) (Figures, error) {
	f = f.Whole(s.Today())
	out := Figures{Filter: f, Least: s.Rules.At(s.Today()).Int(report.RuleLeast, s.Today(), 5)}
	if err := s.guard.Permit(ctx, access.ReadReports); err != nil {
		return out, err
	}
	rights := access.From(ctx)
	if f.Office != "" && !rights.National && !rights.Covers(f.Office) {
		return out, fault.MissingRecord()
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		all := r.System()
		fits, err := s.fittings(ctx, all, rights, f)
		if err != nil {
			return err
		}
		list, err := s.alerts(ctx, all, rights, f)
		if err != nil {
			return err
		}
		if s.tooSmall(fits, list, f, out.Least) {
			out.Held = true
			return nil
		}
		of := func(o id.Office) bool { return f.Office == "" || o == f.Office }
		fits = slices.DeleteFunc(fits, func(x fitting) bool { return !of(x.Office) })
		list = slices.DeleteFunc(list, func(x alert) bool { return !of(x.Office) })
		traits, err := s.traits(ctx, all, list)
		if err != nil {
			return err
		}
		s.count(&out, f, fits, list, traits)
		return nil
	})
	return out, err
}

// tooSmall tells whether the table over offices would hide the one that is asked for.
func (s *Service) tooSmall(fits []fitting, list []alert, f Filter, least int) bool {
	if f.Office == "" {
		return false
	}
	var a, b report.Counter[id.Client]
	for _, x := range fits {
		a.Add(string(x.Office), x.Client)
	}
	for _, x := range list {
		b.Add(string(x.Office), x.Client)
	}
	for _, t := range []report.Table{a.Table(nil, least), b.Table(nil, least)} {
		for _, row := range t.Rows {
			if row.Code == string(f.Office) && row.Hidden {
				return true
			}
		}
	}
	return false
}

// bounds are the instants of the period.
func (s *Service) bounds(f Filter) (from, until civil.Instant) {
	return f.From.StartIn(s.Zone), f.Until.AddMonths(1).StartIn(s.Zone)
}

// reach narrows to the offices in the actor's reach, and leaves hidden people out.
func reach(rights access.Rights, office string, b *db.Binder) string {
	cond := " and exists (select 1 from access_client v where v.client_id = c.client_id and v.hidden = false)"
	if rights.National || rights.System {
		return cond
	}
	cond += " and " + office + " in (null"
	for _, o := range rights.Offices {
		cond += ", " + b.Bind(string(o))
	}
	return cond + ")"
}

func (s *Service) fittings(ctx context.Context, r *db.Reader, rights access.Rights, f Filter) ([]fitting, error) {
	from, until := s.bounds(f)
	b := &db.Binder{}
	lo, hi := b.Bind(from), b.Bind(until)
	return db.All[fitting](ctx, r, `select c.client_id, c.kind, d.office_id, c.from_at, c.until_at, c.reason from monitoring_fitting c
		join monitoring_device d on d.id = c.device_id
		where (c.from_at >= `+lo+` and c.from_at < `+hi+` or c.until_at >= `+lo+` and c.until_at < `+hi+`) and {visible c.client_id}`+reach(rights, "d.office_id", b), b.Args()...)
}

func (s *Service) alerts(ctx context.Context, r *db.Reader, rights access.Rights, f Filter) ([]alert, error) {
	from, until := s.bounds(f)
	b := &db.Binder{}
	lo, hi := b.Bind(from), b.Bind(until)
	return db.All[alert](ctx, r, `select c.client_id, c.rule, c.model, c.office_id, c.raised_at, c.taken_at, c.resolved_at, coalesce(c.false_alarm, false) from monitoring_alert c
		where c.raised_at >= `+lo+` and c.raised_at < `+hi+` and c.drill = false and c.withdrawn is null and c.merged is null
		and {visible c.client_id}`+reach(rights, "c.office_id", b), b.Args()...)
}

func (s *Service) traits(ctx context.Context, r *db.Reader, list []alert) (map[id.Client]Traits, error) {
	var clients []id.Client
	seen := map[id.Client]bool{}
	for _, a := range list {
		if !seen[a.Client] {
			seen[a.Client] = true
			clients = append(clients, a.Client)
		}
	}
	if s.Traits == nil || len(clients) == 0 {
		return map[id.Client]Traits{}, nil
	}
	return s.Traits(ctx, r, clients)
}
