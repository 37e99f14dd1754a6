package casefilesvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Deps are what other capabilities give to the reading desk; app binds them.
type Deps struct {
	Zone *time.Location
	// Appointments lists the appointments of an officer (own and covered clients) on a day, in order of time.
	Appointments func(ctx context.Context, r *db.Reader, account id.Account, day civil.Date) ([]casefile.Appointment, error)
	// Search finds clients by a name, a file number or an exact PIN, best first.
	Search func(ctx context.Context, r *db.Reader, text string) ([]id.Client, error)
	// Offices names the offices, by identifier and language.
	Offices func(ctx context.Context, r *db.Reader) (map[id.Office]map[string]string, error)
	// Alerts counts what waits for the actor elsewhere: notices, reviews, requests.
	Alerts func(ctx context.Context, r *db.Reader) ([]casefile.Alert, error)
}

// Service answers the reading desk's questions. Every answer is within the actor's sight and marks the clients shown.
type Service struct {
	db   *db.DB
	deps Deps
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, deps: deps} }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.deps.Zone) }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

func permit(may bool) error {
	if !may {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}

// Caseload lists cards by a filter. Needs access.ReadCaseload. Faults: forbidden.
func (s *Service) Caseload(ctx context.Context, f casefile.Filter) (List, error) {
	if err := permit(access.From(ctx).May(access.ReadCaseload)); err != nil {
		return List{}, err
	}
	var out List
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = list(ctx, r, f, s.Today(), s.db.Now())
		return err
	})
	return out, err
}

// Card returns one client's card, for the shell of the client's pages. Needs access.ReadClient. Faults: not_found for
// who does not exist or is out of sight.
func (s *Service) Card(ctx context.Context, client id.Client) (casefile.Card, error) {
	if err := permit(access.From(ctx).May(access.ReadClient)); err != nil {
		return casefile.Card{}, fault.MissingRecord()
	}
	var out casefile.Card
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = card(ctx, r, client)
		return err
	})
	return out, err
}

func card(ctx context.Context, r *db.Reader, client id.Client) (casefile.Card, error) {
	c, err := db.One[casefile.Card](ctx, r, `select `+casefile.Columns+` from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	if err == nil {
		db.Shown(ctx, client)
	}
	return c, err
}

// OfficeNames names the offices in a language.
func (s *Service) OfficeNames(ctx context.Context, lang string) (map[id.Office]string, error) {
	out := map[id.Office]string{}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		all, err := s.deps.Offices(ctx, r)
		for o, names := range all {
			out[o] = names[lang]
		}
		return err
	})
	return out, err
}

// Search finds clients by what an officer types: parts of a name in any order and script, a file number, a PIN.
// Needs access.SearchClients. Nothing typed is kept or put into a URL.
func (s *Service) Search(ctx context.Context, text string) ([]casefile.Card, error) {
	if err := permit(access.From(ctx).May(access.SearchClients)); err != nil {
		return nil, err
	}
	var out []casefile.Card
	err := s.db.Read(ctx, func(r *db.Reader) error {
		found, err := s.deps.Search(ctx, r, text)
		if err != nil || len(found) == 0 {
			return err
		}
		cards, err := db.All[casefile.Card](ctx, r, `select `+casefile.Columns+` from casefile_card c where c.client_id in `+
			db.In(len(found), 1)+` and {visible c.client_id}`, db.Args(found)...)
		if err != nil {
			return err
		}
		by := map[id.Client]casefile.Card{}
		for _, c := range cards {
			by[c.Client] = c
		}
		for _, client := range found {
			if c, ok := by[client]; ok {
				out = append(out, c)
				db.Shown(ctx, client)
			}
		}
		return nil
	})
	return out, err
}
