package seriessvc

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/series"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Change moves an open appointment of a series and all open ones after it. Seen is Seen() of what was on the page.
type Change struct {
	Client  id.Client
	Series  string
	From    string // entry of the first one that moves
	Seen    string
	Weekday time.Weekday
	Clock   string
	Minutes int
	Place   string
	Purpose string
	Text    string // why
	Choices map[civil.Date]series.Choice
}

// Seen names the versions of the open appointments of a series, so that a change made meanwhile is noticed.
func (v View) Seen() string {
	var rows []string
	for _, p := range v.Open() {
		rows = append(rows, p.Row)
	}
	return strings.Join(rows, " ")
}

// following lists the open parts from an entry on.
func (v View) following(entry string) []Part {
	open := v.Open()
	for i, p := range open {
		if p.Entry == entry {
			return open[i:]
		}
	}
	return nil
}

// PlanChange lays out what a change would do, as Plan does. Needs ManageAppointment. Faults: not_found, conflict, invalid.
func (s *Service) PlanChange(ctx context.Context, in Change) ([]series.Slot, error) {
	var out []series.Slot
	err := s.allowed(ctx, in.Client, func(tx *db.Tx) error {
		v, err := s.load(ctx, &tx.Reader, in.Client, in.Series)
		if err == nil {
			out, err = s.planChange(ctx, &tx.Reader, v, in, tx.Now)
		}
		return err
	})
	return out, err
}

func (s *Service) planChange(ctx context.Context, r *db.Reader, v View, in Change, now civil.Instant) ([]series.Slot, error) {
	if v.Seen() != in.Seen {
		return nil, fault.Stale()
	}
	end, err := s.Appointments.Ops().LastDay(ctx, r, in.Client)
	if err != nil {
		return nil, err
	}
	parts := v.following(in.From)
	var problems fault.Problems
	in.check(&problems, parts, s.Zone(), now)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	a := series.Asked{Like: v.like(parts[0].Officer), Clock: in.Clock, Until: end, Now: now}
	a.Like.Minutes = in.Minutes
	for _, p := range parts {
		a.Days = append(a.Days, v.OnWeekday(p.Day, in.Weekday))
		a.Own = append(a.Own, p.Entry)
	}
	last := a.Days[len(a.Days)-1]
	if !end.IsZero() && last.After(end) {
		problems.Add("weekday", "supervision.after_term", "End", end)
		return nil, problems.Err()
	}
	if a.Others, err = s.Appointments.Ops().Between(ctx, r, in.Client, a.Like.Officer, a.Days[0].AddDays(-7), last.AddDays(7)); err != nil {
		return nil, err
	}
	return series.Slots(a, s.Rulebook(), s.Zone()), nil
}

func (in Change) check(problems *fault.Problems, parts []Part, zone supervision.Zone, now civil.Instant) {
	if len(parts) == 0 {
		problems.Add("from", "field.choose")
	}
	if in.Weekday < time.Sunday || in.Weekday > time.Saturday {
		problems.Add("weekday", "field.choose")
	}
	if _, ok := zone.At(zone.Date(now), in.Clock); !ok {
		problems.Add("time", "supervision.time_bad")
	}
	if in.Minutes < 0 || in.Minutes > supervision.MaxMinutes {
		problems.Add("minutes", "field.range", "Min", 0, "Max", supervision.MaxMinutes)
	}
	checkWhy(problems, in.Text)
	person.CheckLine(problems, "place", in.Place)
	person.CheckLine(problems, "purpose", in.Purpose)
}

func checkWhy(problems *fault.Problems, text string) {
	if text == "" {
		problems.Add("text", "field.required")
	}
	person.CheckLine(problems, "text", text)
}

// ChangeFollowing moves one appointment of a series and all open ones after it in one transaction, with a reason; each keeps its
// old time beside the new one. Days that have something against them want a choice; what is left out is called off. Needs
// ManageAppointment. Faults: not_found, conflict when one of them changed meanwhile, invalid.
func (s *Service) ChangeFollowing(ctx context.Context, in Change) error {
	return s.write(ctx, in.Client, func(tx *db.Tx) ([]fact.Fact, error) {
		v, err := s.load(ctx, &tx.Reader, in.Client, in.Series)
		if err != nil {
			return nil, err
		}
		slots, err := s.planChange(ctx, &tx.Reader, v, in, tx.Now)
		if err != nil {
			return nil, err
		}
		var problems fault.Problems
		slots = series.Decide(&problems, slots, in.Choices, tx.Now, in.Clock, s.Zone())
		if err := problems.Err(); err != nil {
			return nil, err
		}
		var facts []fact.Fact
		parts := v.following(in.From)
		for i, x := range slots {
			more, err := s.move(ctx, tx, in, parts[i], x)
			if err != nil {
				return nil, err
			}
			facts = append(facts, more...)
		}
		set := db.Row{"weekday": int(in.Weekday), "clock": in.Clock, "minutes": in.Minutes}
		for column, text := range map[string]string{"place": in.Place, "purpose": in.Purpose} {
			if set[column], err = s.Seal.SealText(ctx, tx, in.Client, tableSeries, column, in.Series, text); err != nil {
				return nil, err
			}
		}
		facts = append([]fact.Fact{fact.New("supervision.series_changed", in.Client, "kind", v.Kind, "n", strconv.Itoa(len(slots)), "series", in.Series)}, facts...)
		return facts, tx.UpdateVersion(ctx, tableSeries, in.Series, v.Version, set)
	})
}

func (s *Service) move(ctx context.Context, tx *db.Tx, in Change, p Part, x series.Slot) ([]fact.Fact, error) {
	if x.Choice == series.Leave {
		return s.Appointments.Ops().CancelAppointment(ctx, tx, supervisionsvc.CancelAppointment{Client: in.Client, Entry: p.Entry, Row: p.Row, Text: in.Text})
	}
	return s.Appointments.Ops().ChangeAppointment(ctx, tx, supervisionsvc.ChangeAppointment{
		Client: in.Client, Entry: p.Entry, Row: p.Row, Kind: p.Kind, PlannedAt: x.At, Minutes: in.Minutes, Place: in.Place, Purpose: in.Purpose,
		Text: in.Text, Anyway: true,
	})
}

// CallOff calls an appointment of a series off and all open ones after it.
type CallOff struct {
	Client id.Client
	Series string
	From   string
	Seen   string
	Text   string
}

// CallOffFollowing calls off one appointment of a series and all open ones after it in one transaction, with a reason. Needs
// ManageAppointment. Faults: not_found, conflict, invalid.
func (s *Service) CallOffFollowing(ctx context.Context, in CallOff) error {
	return s.write(ctx, in.Client, func(tx *db.Tx) ([]fact.Fact, error) {
		v, err := s.load(ctx, &tx.Reader, in.Client, in.Series)
		if err != nil {
			return nil, err
		}
		if v.Seen() != in.Seen {
			return nil, fault.Stale()
		}
		parts := v.following(in.From)
		var problems fault.Problems
		if len(parts) == 0 {
			problems.Add("from", "field.choose")
		}
		checkWhy(&problems, in.Text)
		if err := problems.Err(); err != nil {
			return nil, err
		}
		facts := []fact.Fact{fact.New("supervision.series_called_off", in.Client, "kind", v.Kind, "n", strconv.Itoa(len(parts)), "series", in.Series)}
		for _, p := range parts {
			more, err := s.Appointments.Ops().CancelAppointment(ctx, tx, supervisionsvc.CancelAppointment{Client: in.Client, Entry: p.Entry, Row: p.Row, Text: in.Text})
			if err != nil {
				return nil, err
			}
			facts = append(facts, more...)
		}
		why, err := s.Seal.SealText(ctx, tx, in.Client, tableSeries, "ended", in.Series, in.Text)
		if err != nil {
			return nil, err
		}
		return facts, tx.UpdateVersion(ctx, tableSeries, in.Series, v.Version, db.Row{"ended_at": tx.Now, "ended_by": tx.Actor.Ref(), "ended": why})
	})
}
