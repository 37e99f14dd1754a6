package tracksvc

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

// MaxShown bounds what one reading shows.
const MaxShown = 20_000

// Read asks for the positions of one fitting in a window of time, with a reason.
type Read struct {
	Client  id.Client
	Fitting string
	From    civil.Instant
	Until   civil.Instant
	Purpose string // code
	Words   string
}

// Track is what a reading shows: positions in the order of their time. Places is false where the level of the order lets nobody read
// them.
type Track struct {
	ID      string
	Client  id.Client
	From    civil.Instant
	Until   civil.Instant
	Purpose string        // code, of Again
	Expires civil.Instant // until when the reader may look at it again
	Fitting regime.Fitting
	Level   regime.Level
	Places  bool
	Fixes   []monitoring.Fix
	More    bool
	Alerts  []Alert // of Again alone
}

// ReadPositions shows the positions of one fitting within a window. It is a purposeful act: the reason is kept with who, when and of
// which hours, and the client's access log shows it. Needs ReadPositions. Faults: not_found, forbidden, invalid.
func (s *Service) ReadPositions(ctx context.Context, in Read) (Track, error) {
	var out Track
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		out, err = s.read(ctx, tx, in)
		return err
	})
	return out, err
}

func (s *Service) read(ctx context.Context, tx *db.Tx, in Read) (Track, error) {
	if err := s.guard.Allow(ctx, tx, access.ReadPositions, in.Client); err != nil {
		return Track{}, err
	}
	if err := s.checkRead(in, tx.Now).Err(); err != nil {
		return Track{}, err
	}
	out, err := s.track(ctx, &tx.Reader, in)
	if err != nil {
		return Track{}, err
	}
	out.ID, out.Expires = tx.NewID(), s.expires(tx.Now)
	words, err := s.Seal.SealText(ctx, tx, in.Client, "monitoring_read", "words", out.ID, in.Words)
	if err != nil {
		return Track{}, err
	}
	if err := tx.Insert(ctx, "monitoring_read", db.Row{
		"id": out.ID, "client_id": in.Client, "fitting_id": out.Fitting.ID, "monitoring_id": out.Fitting.Order, "from_at": in.From, "until_at": in.Until, "purpose": in.Purpose,
		"words": words, "shown": len(out.Fixes), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}); err != nil {
		return Track{}, err
	}
	return out, tx.Record(ctx, access.ReadPositions, in.Purpose, fact.New("monitoring.positions_read", in.Client,
		"read", out.ID, "purpose", in.Purpose, "from", in.From.String(), "until", in.Until.String()))
}

// track reads the positions of one fitting in a window; places only where the order lets them be read. What a protected person carries
// is nobody's to read here.
func (s *Service) track(ctx context.Context, r *db.Reader, in Read) (Track, error) {
	type row struct {
		regime.Fitting
		Device int64
		Level  regime.Level
	}
	f, ok, err := db.Maybe[row](ctx, r, `select c.id, c.number, c.client_id, c.device_id, c.monitoring_id, c.kind, c.from_at, c.until_at, c.fitted_by, c.unfitted_by,
		c.reason, '', d.ident, d.model, d.number, o.level from monitoring_fitting c join monitoring_device d on d.id = c.device_id
		join monitoring_order o on o.id = c.monitoring_id where c.id = $1 and c.client_id = $2 and c.kind <> 'victim_unit' and {visible c.client_id}`, in.Fitting, in.Client)
	if err != nil {
		return Track{}, err
	}
	if !ok {
		var p fault.Problems
		p.Add("fitting", "field.choose")
		return Track{}, p.Err()
	}
	out := Track{Client: in.Client, From: in.From, Until: in.Until, Fitting: f.Fitting, Level: f.Level, Places: f.Level == regime.FullTrail}
	if out.Fixes, out.More, err = s.window(ctx, r, f.Device, f.Number, in.From.Time(), in.Until.Time()); err != nil {
		return Track{}, err
	}
	if !out.Places {
		for i := range out.Fixes {
			out.Fixes[i].Lat, out.Fixes[i].Lon, out.Fixes[i].Accuracy = 0, 0, 0
		}
	}
	return out, nil
}

func (s *Service) checkRead(in Read, now civil.Instant) fault.Problems {
	var p fault.Problems
	rb, today := s.Rules.At(now.In(s.Zone)), now.In(s.Zone)
	if in.Fitting == "" {
		p.Add("fitting", "field.choose")
	}
	hours := rb.Int(RuleWindow, today, 48)
	if in.From.IsZero() {
		p.Add("from", "field.required")
	}
	switch {
	case in.Until.IsZero():
		p.Add("until", "field.required")
	case !in.From.IsZero() && !in.From.Before(in.Until):
		p.Add("until", "monitoring.read.order")
	case !in.From.IsZero() && in.Until.After(in.From.Add(time.Duration(hours)*time.Hour)):
		p.Add("until", "monitoring.read.window", "Hours", hours)
	}
	if !rb.List(ListPurpose).Holds(in.Purpose, today) {
		p.Add("purpose", "field.choose")
	}
	switch {
	case utf8.RuneCountInString(strings.TrimSpace(in.Words)) < 10:
		p.Add("words", "monitoring.read.words")
	case utf8.RuneCountInString(in.Words) > regime.MaxText:
		p.Add("words", "field.too_long", "Max", regime.MaxText)
	}
	return p
}

// optional is a column that is null where nothing was told.
type optional struct{ n *int64 }

// Scan implements sql.Scanner.
func (o *optional) Scan(src any) error {
	switch x := src.(type) {
	case nil:
		o.n = nil
		return nil
	case int64:
		o.n = &x
		return nil
	}
	return fmt.Errorf("a position cannot hold a %T", src)
}

// positionRow is a stored position in the order of positionColumns.
type positionRow struct {
	Day                                         int
	Device, Fix, Content                        int64
	Fitting, Arrival                            int64
	Received                                    int64
	Lat, Lon, Accuracy, Speed, Course, Altitude optional
	Mech, Marks, Alarms                         int64
	Battery, Charging                           optional
	Frame                                       int64
}

func (x positionRow) row() track.Row {
	return track.Row{
		Day: x.Day, Device: x.Device, FixMS: x.Fix, Content: x.Content, Fitting: x.Fitting, Arrival: x.Arrival, Received: x.Received, Lat: x.Lat.n, Lon: x.Lon.n,
		Accuracy: x.Accuracy.n, Speed: x.Speed.n, Course: x.Course.n, Altitude: x.Altitude.n, Mech: x.Mech, Marks: x.Marks, Alarms: x.Alarms, Battery: x.Battery.n,
		Charging: x.Charging.n, Frame: x.Frame,
	}
}

// window reads the positions of a fitting in a span of time, in the order of their time. Where the device's clock cannot be, the instant
// of receipt stands for it.
func (s *Service) window(ctx context.Context, r *db.Reader, device, fitting int64, from, until time.Time) ([]monitoring.Fix, bool, error) {
	days := track.Days(from, until)
	args := append([]any{device, fitting, MaxShown + 1, from.UnixMilli(), until.UnixMilli(), int64(monitoring.Implausible)}, db.Args(days)...)
	rows, err := db.All[positionRow](ctx, r, `select `+positionColumns+` from monitoring_position where device = $1 and fitting = $2 and day in `+db.In(len(days), 7)+`
		and (fix_ms >= $4 and fix_ms < $5 or marks % ($6 * 2) >= $6) order by day, fix_ms, arrival limit $3`, args...)
	if err != nil {
		return nil, false, err
	}
	more, limits := len(rows) > MaxShown, s.limits()
	out := make([]monitoring.Fix, 0, len(rows))
	for i := range rows {
		f := rows[i].row().Fix()
		if at := When(f, limits); at.Before(from) || !at.Before(until) {
			continue
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b monitoring.Fix) int { return When(a, limits).Compare(When(b, limits)) })
	return out[:min(len(out), MaxShown)], more, nil
}

// When is the instant at which a stored position counts.
func When(f monitoring.Fix, l track.Limits) time.Time {
	if f.At.After(f.ReceivedAt.Add(l.Future)) || f.At.Before(f.ReceivedAt.Add(-l.Past)) {
		return f.ReceivedAt
	}
	return f.At
}
