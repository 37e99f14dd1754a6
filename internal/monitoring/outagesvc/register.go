package outagesvc

import (
	"context"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/platform/db"
)

const outages = "monitoring_outage"

// Outage is one entry of the register of outages. It names a place and no person.
type Outage struct {
	ID      string
	What    string
	Place   Place // territory (SOATE), village in it, operator; what is empty is all of it
	State   string
	From    civil.Instant
	Until   civil.Instant // zero = it goes on
	Silent  int           // devices silent when it was last looked at, of Devices
	Devices int
	Source  string
	Note    string
	Reason  string // of the last decision
	MadeAt  civil.Instant
	MadeBy  string
	Row     int
}

// told reports whether a person entered it.
func (x Outage) told() bool { return x.Devices == 0 }

const outageColumns = `select id, what, coalesce(area, ''), coalesce(village, ''), coalesce(operator, ''), state, from_at, until_at, silent, devices,
	coalesce(source, ''), coalesce(note, ''), coalesce(reason, ''), made_at, made_by, version from monitoring_outage `

// When an outage is, seen from a moment, for the filter.
const (
	Running = "running"
	Ahead   = "ahead"
	Over    = "over"
)

// Times lists them in the order of forms.
func Times() []string { return []string{Running, Ahead, Over} }

// At tells when an outage is.
func (x Outage) At(now civil.Instant) string {
	switch {
	case x.From.After(now):
		return Ahead
	case !x.Until.IsZero() && !x.Until.After(now):
		return Over
	}
	return Running
}

// Filter narrows the register; what is empty narrows nothing.
type Filter struct {
	What, Area, Operator, Source, State, Time string
	Words                                     string // of the village or the note
}

const most = 200 // entries on a page

// List lists the register, what goes on first, then the latest; more tells that there are further ones. Needs ReadAlerts. Faults: forbidden.
func (s *Service) List(ctx context.Context, f Filter) (out []Outage, more bool, err error) {
	if err := s.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return nil, false, err
	}
	now := s.db.Now()
	err = s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[Outage](ctx, r, outageColumns+`where ($1 = '' or what = $1) and ($2 = '' or operator = $2) and ($3 = '' or source = $3) and ($4 = '' or state = $4)
			order by case when until_at is null and state <> 'dismissed' then 0 else 1 end, from_at desc, id limit 5000`, f.What, f.Operator, f.Source, f.State)
		return err
	})
	out = slices.DeleteFunc(out, func(x Outage) bool {
		return f.Area != "" && !strings.HasPrefix(x.Place.Area, outage.Prefix(f.Area)) && !outage.Within(f.Area, x.Place.Area) || f.Time != "" && x.At(now) != f.Time ||
			f.Words != "" && !outage.Names(x.Place.Village+" "+x.Note+" "+x.Reason, f.Words)
	})
	if len(out) > most {
		return out[:most], true, err
	}
	return out, false, err
}

// Whole is one entry with the devices that are worn there now.
type Whole struct {
	Outage
	Worn, Quiet int // orders whose wearer lives there, and those of them with an alert of silence that stands or is explained by the entry
}

// One reads an entry of the register. The counts are of the orders within sight. Needs ReadAlerts. Faults: forbidden, not_found.
func (s *Service) One(ctx context.Context, key string) (out Whole, err error) {
	if err := s.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return Whole{}, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		if out.Outage, err = db.One[Outage](ctx, r, outageColumns+`where id = $1`, key); err != nil {
			return err
		}
		list, err := watchedNow(ctx, r, s.db.Now())
		if err != nil {
			return err
		}
		homes, err := s.homes(ctx, r, list, out.Place.Village != "")
		if err != nil {
			return err
		}
		silent, err := db.All[string](ctx, r, `select distinct c.monitoring_id from monitoring_alert c where c.rule = $4 and c.drill = $1 and c.from_at < $2 and (c.until_at is null or c.until_at > $3 or c.withdrawn is not null and c.from_at > $5)
			and {visible c.client_id} order by c.monitoring_id`, false, until(out.Outage, s.db.Now()), out.From, string(judge.Silent), out.From.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		last := ""
		for i, w := range list {
			if w.Order == last || out.What != outage.Service && !out.Place.covers(homes[i]) {
				continue
			}
			last = w.Order
			out.Worn++
			if slices.Contains(silent, w.Order) {
				out.Quiet++
			}
		}
		return nil
	})
	return out, err
}

func until(x Outage, now civil.Instant) civil.Instant {
	if x.Until.IsZero() {
		return now
	}
	return x.Until
}
