package seriessvc

import (
	"context"
	"strconv"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/series"
	"tuzjol/internal/supervision/supervisionsvc"
)

const (
	tableSeries = "supervision_series"
	tablePart   = "supervision_series_part"
)

// Series is a series to be made.
type Series struct {
	Client id.Client
	series.Rule
	Kind    string
	Clock   string // hh:mm
	Minutes int
	Place   string
	Purpose string
	// Choices say what becomes of the days that have something against them.
	Choices map[civil.Date]series.Choice
}

// Plan lays out what a series would make, day by day, with what speaks against a day and where it could move; it writes nothing.
// Needs ManageAppointment. Faults: not_found, invalid with all fields at once.
func (s *Service) Plan(ctx context.Context, in Series) ([]series.Slot, error) {
	var out []series.Slot
	err := s.allowed(ctx, in.Client, func(tx *db.Tx) (err error) {
		out, err = s.plan(ctx, &tx.Reader, in, id.Account(tx.Actor.Ref()), tx.Now)
		return err
	})
	return out, err
}

func (s *Service) plan(ctx context.Context, r *db.Reader, in Series, officer id.Account, now civil.Instant) ([]series.Slot, error) {
	end, err := s.Appointments.Ops().LastDay(ctx, r, in.Client)
	if err != nil {
		return nil, err
	}
	var problems fault.Problems
	in.check(&problems, s.Rulebook(), s.Zone(), now, end)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	days := in.Days()
	others, err := s.Appointments.Ops().Between(ctx, r, in.Client, officer, days[0].AddDays(-7), days[len(days)-1].AddDays(7))
	if err != nil {
		return nil, err
	}
	return series.Slots(series.Asked{Like: in.like(officer), Days: days, Clock: in.Clock, Until: end, Now: now, Others: others}, s.Rulebook(), s.Zone()), nil
}

func (in Series) like(officer id.Account) supervision.Appointment {
	return supervision.Appointment{Client: in.Client, Kind: in.Kind, Minutes: in.Minutes, Officer: officer, State: supervision.Scheduled}
}

func (in Series) check(problems *fault.Problems, rules *rulebook.Rulebook, zone supervision.Zone, now civil.Instant, end civil.Date) {
	today := zone.Date(now)
	kind, ok := rules.List(rulebook.ListContactKinds).Item(in.Kind)
	switch {
	case in.Kind == "":
		problems.Add("kind", "field.choose")
	case !ok || !kind.Is("appointment") || !kind.Valid.Contains(today):
		problems.Add("kind", "field.unknown")
	}
	if _, ok := zone.At(today, in.Clock); !ok {
		problems.Add("time", "supervision.time_bad")
	}
	if in.Minutes < 0 || in.Minutes > supervision.MaxMinutes {
		problems.Add("minutes", "field.range", "Min", 0, "Max", supervision.MaxMinutes)
	}
	person.CheckLine(problems, "place", in.Place)
	person.CheckLine(problems, "purpose", in.Purpose)
	in.Check(problems, today, end)
}

// Make makes all appointments of a series at once, or none. Each day that has something against it wants a choice. Needs
// ManageAppointment. Faults: not_found, forbidden, invalid; days without a choice are named at "day-<date>".
func (s *Service) Make(ctx context.Context, in Series) (string, error) {
	key := ""
	err := s.write(ctx, in.Client, func(tx *db.Tx) ([]fact.Fact, error) {
		officer := id.Account(tx.Actor.Ref())
		slots, err := s.plan(ctx, &tx.Reader, in, officer, tx.Now)
		if err != nil {
			return nil, err
		}
		var problems fault.Problems
		slots = series.Decide(&problems, slots, in.Choices, tx.Now, in.Clock, s.Zone())
		if err := problems.Err(); err != nil {
			return nil, err
		}
		key = tx.NewID()
		if err := s.insert(ctx, tx, key, in, officer); err != nil {
			return nil, err
		}
		var facts []fact.Fact
		made := 0
		for _, x := range slots {
			if x.Choice == series.Leave {
				continue
			}
			made++
			more, err := s.one(ctx, tx, key, in, x)
			if err != nil {
				return nil, err
			}
			facts = append(facts, more...)
		}
		if made == 0 {
			problems.Add("until", "series.no_day")
			return nil, problems.Err()
		}
		return append([]fact.Fact{fact.New("supervision.series_made", in.Client, "kind", in.Kind, "n", strconv.Itoa(made), "day", in.Until.String(), "series", key)}, facts...), nil
	})
	return key, err
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, key string, in Series, officer id.Account) error {
	row := db.Row{
		"id": key, "client_id": in.Client, "kind": in.Kind, "unit": in.Unit, "every": in.Every, "weekday": int(in.Weekday), "nth": in.Nth,
		"clock": in.Clock, "minutes": in.Minutes, "officer_id": officer, "from_on": in.From, "until_on": in.Until,
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(), "version": 1,
	}
	for column, text := range map[string]string{"place": in.Place, "purpose": in.Purpose} {
		sealed, err := s.Seal.SealText(ctx, tx, in.Client, tableSeries, column, key, text)
		if err != nil {
			return err
		}
		row[column] = sealed
	}
	return tx.Insert(ctx, tableSeries, row)
}

// one makes the appointment of a slot and its place in the series.
func (s *Service) one(ctx context.Context, tx *db.Tx, key string, in Series, x series.Slot) ([]fact.Fact, error) {
	entry, facts, err := s.Appointments.Ops().MakeAppointment(ctx, tx, supervisionsvc.MakeAppointment{
		Client: in.Client, Kind: in.Kind, PlannedAt: x.At, Minutes: in.Minutes, Place: in.Place, Purpose: in.Purpose, Anyway: true,
	})
	if err != nil {
		return nil, err
	}
	return facts, tx.Insert(ctx, tablePart, db.Row{
		"id": tx.NewID(), "client_id": in.Client, "series_id": key, "appointment_id": entry, "rule_on": x.Day, "choice": x.Choice,
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	})
}
