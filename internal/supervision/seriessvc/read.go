package seriessvc

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/series"
)

// View is a series with its appointments in order of time.
type View struct {
	ID string
	Series
	Version    int
	RecordedAt civil.Instant
	RecordedBy string
	EndedAt    civil.Instant
	EndedBy    string
	Ended      string // why it was called off
	Parts      []Part
}

// Part is one appointment of a series.
type Part struct {
	supervision.Appointment
	Day    civil.Date // by the rule
	Choice series.Choice
}

// Open lists the parts that wait for their outcome.
func (v View) Open() []Part {
	var out []Part
	for _, p := range v.Parts {
		if p.Appointment.Open() {
			out = append(out, p)
		}
	}
	return out
}

// View reads one series. Needs ReadClient. Fault: not_found.
func (s *Service) View(ctx context.Context, client id.Client, key string) (View, error) {
	var out View
	return out, s.reading(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.load(ctx, r, client, key)
		return err
	})
}

// Of lists a client's series, the latest first, without their appointments. Needs ReadClient. Fault: not_found.
func (s *Service) Of(ctx context.Context, client id.Client) ([]View, error) {
	var out []View
	return out, s.reading(ctx, client, func(r *db.Reader) (err error) {
		rows, err := db.All[seriesRow](ctx, r, `select `+seriesCols+` from supervision_series c where c.client_id = $1 and {visible c.client_id}
			order by c.recorded_at desc, c.id desc limit 50`, client)
		if err == nil {
			out, err = s.open(ctx, r, rows)
		}
		return err
	})
}

const seriesCols = `c.id, c.client_id, c.kind, c.unit, c.every, c.weekday, c.nth, c.clock, c.minutes, c.place, c.purpose, c.from_on, c.until_on,
	c.recorded_at, c.recorded_by, c.ended_at, c.ended_by, c.ended, c.version`

type seriesRow struct {
	ID             string
	Client         id.Client
	Kind           string
	Unit           series.Unit
	Every          int
	Weekday        int
	Nth            int
	Clock          string
	Minutes        int
	Place, Purpose []byte
	From, Until    civil.Date
	At             civil.Instant
	By             string
	EndedAt        civil.Instant
	EndedBy        string
	Ended          []byte
	Version        int
}

func (s *Service) open(ctx context.Context, r *db.Reader, rows []seriesRow) ([]View, error) {
	out := make([]View, len(rows))
	var boxes []seal.Box
	for i, x := range rows {
		out[i] = View{
			ID: x.ID, Version: x.Version, RecordedAt: x.At, RecordedBy: x.By, EndedAt: x.EndedAt, EndedBy: x.EndedBy, Series: Series{
				Client: x.Client, Kind: x.Kind, Clock: x.Clock, Minutes: x.Minutes, Rule: series.Rule{
					Unit: x.Unit, Every: x.Every, Weekday: time.Weekday(x.Weekday), Nth: x.Nth, From: x.From, Until: x.Until,
				},
			},
		}
		box := func(column string, sealed []byte) {
			boxes = append(boxes, seal.Box{Scope: seal.Client(x.Client), Table: tableSeries, Column: column, Row: x.ID, Sealed: sealed})
		}
		box("place", x.Place)
		box("purpose", x.Purpose)
		box("ended", x.Ended)
	}
	if err := s.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Place, out[i].Purpose, out[i].Ended = string(boxes[3*i].Plain), string(boxes[3*i+1].Plain), string(boxes[3*i+2].Plain)
	}
	return out, nil
}

func (s *Service) load(ctx context.Context, r *db.Reader, client id.Client, key string) (View, error) {
	x, err := db.One[seriesRow](ctx, r, `select `+seriesCols+` from supervision_series c where c.client_id = $1 and c.id = $2 and {visible c.client_id}`, client, key)
	if err != nil {
		return View{}, err
	}
	list, err := s.open(ctx, r, []seriesRow{x})
	if err != nil {
		return View{}, err
	}
	type row struct {
		Entry  string
		Day    civil.Date
		Choice series.Choice
	}
	rows, err := db.All[row](ctx, r, `select c.appointment_id, c.rule_on, c.choice from supervision_series_part c where c.client_id = $1
		and c.series_id = $2 and {visible c.client_id} order by c.rule_on, c.id`, client, key)
	if err != nil {
		return View{}, err
	}
	entries, by := make([]string, len(rows)), map[string]row{}
	for i, x := range rows {
		entries[i], by[x.Entry] = x.Entry, x
	}
	plans, err := s.Appointments.Ops().These(ctx, r, client, entries)
	for _, a := range plans {
		list[0].Parts = append(list[0].Parts, Part{Appointment: a, Day: by[a.Entry].Day, Choice: by[a.Entry].Choice})
	}
	return list[0], err
}

// SeriesOf finds the series of each of a client's appointments that belongs to one.
func (s *Service) SeriesOf(ctx context.Context, client id.Client, entry string) (string, error) {
	key := ""
	return key, s.reading(ctx, client, func(r *db.Reader) (err error) {
		key, _, err = db.Maybe[string](ctx, r, `select c.series_id from supervision_series_part c where c.client_id = $1 and c.appointment_id = $2
			and {visible c.client_id}`, client, entry)
		return err
	})
}
