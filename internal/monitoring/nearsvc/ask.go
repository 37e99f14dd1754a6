package nearsvc

import (
	"context"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
)

func placeOf(lat, lon int64) zone.Point {
	return zone.Point{Lat: monitoring.E7(lat), Lon: monitoring.E7(lon)} //nolint:gosec // were E7
}

// Ask writes a request down; nothing is looked at before a second person has approved it. Needs AskNear. Faults: forbidden, invalid.
func (s *Service) Ask(ctx context.Context, in near.Request) (string, error) {
	var out string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.AskNear); err != nil {
			return err
		}
		p := near.Check(in, s.Limits(), s.Rulebook().List(near.ListBasis).Holds(in.Basis, s.Today()), tx.Now)
		rights := access.From(ctx)
		if !rights.Covers(in.Office) {
			p.Add("office", "field.choose")
		}
		if err := p.Err(); err != nil {
			return err
		}
		last, err := db.One[int](ctx, tx, `select coalesce(max(number), 0) from monitoring_near`)
		if err != nil {
			return err
		}
		out = tx.NewID()
		row := db.Row{
			"id": out, "number": last + 1, "state": near.Asked, "office_id": in.Office, "basis": in.Basis, "lat": int64(in.Place.Lat), "lon": int64(in.Place.Lon),
			"radius": in.Radius, "from_at": in.From, "until_at": in.Until, "asked_at": tx.Now, "asked_by": tx.Actor.Ref(), "version": 1,
		}
		for column, text := range map[string]string{"case_number": in.Case, "words": in.Words} {
			if row[column], err = s.Seal.SealScope(ctx, tx, scope(out), requests, column, out, []byte(strings.TrimSpace(text))); err != nil {
				return err
			}
		}
		if err := tx.Insert(ctx, requests, row); err != nil {
			return err
		}
		if s.Waits != nil {
			if err := s.Waits(ctx, tx, in.Office, id.Account(tx.Actor.Ref()), notice("monitoring_near_waits", out, last+1)); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.AskNear, in.Basis)
	})
	return out, err
}

// Decide is the second person's answer. Version is the one that was on the page.
type Decide struct {
	Request string
	Version int
	Approve bool
	Words   string // why it is refused
}

// Decide approves or refuses a request. Needs ApproveNear, and never the one who asked. Faults: forbidden, not_found, invalid,
// conflict when somebody decided meanwhile.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.ApproveNear); err != nil {
			return err
		}
		q, err := s.request(ctx, &tx.Reader, in.Request)
		if err != nil {
			return err
		}
		switch {
		case q.Row != in.Version:
			return fault.Stale()
		case q.State != near.Asked:
			return fault.New(fault.Conflict, "near.decided_already")
		case q.AskedBy == tx.Actor.Ref():
			return fault.New(fault.Conflict, "near.own_request")
		case !access.From(ctx).Covers(q.Office):
			return fault.MissingRecord()
		}
		row := db.Row{"state": near.Approved, "decided_at": tx.Now, "decided_by": tx.Actor.Ref()}
		if !in.Approve {
			var p fault.Problems
			switch n := utf8.RuneCountInString(strings.TrimSpace(in.Words)); {
			case n == 0:
				p.Add("words", "near.refusal_words")
			case n > near.MaxText:
				p.Add("words", "field.too_long", "Max", near.MaxText)
			}
			if err := p.Err(); err != nil {
				return err
			}
			row["state"] = near.Refused
			if row["answer"], err = s.Seal.SealScope(ctx, tx, scope(q.ID), requests, "answer", q.ID, []byte(strings.TrimSpace(in.Words))); err != nil {
				return err
			}
		}
		if err := tx.UpdateVersion(ctx, requests, q.ID, q.Row, row); err != nil {
			return err
		}
		if s.Tell != nil {
			kind := "monitoring_near_approved"
			if !in.Approve {
				kind = "monitoring_near_refused"
			}
			if err := s.Tell(ctx, tx, id.Account(q.AskedBy), notice(kind, q.ID, q.Number)); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.ApproveNear, q.Basis)
	})
}
