package rulebooksvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Tables is the table in force with its history and, for who may draft, the drafts.
type Tables struct {
	Today     civil.Date
	Set       rulebook.StandardSet
	Now       *rulebook.Standard          // nil when there is none
	Decisions []rulebook.StandardDecision // drafted here, the latest first; drafts only for who may draft
	Recount   Recount
}

// Decision finds what was decided about a table; ok is false for one that ships with the rulebook.
func (t Tables) Decision(id string) (rulebook.StandardDecision, bool) {
	i := slices.IndexFunc(t.Decisions, func(d rulebook.StandardDecision) bool { return d.ID == id })
	if i < 0 {
		return rulebook.StandardDecision{}, false
	}
	return t.Decisions[i], true
}

// Table finds a table by its identifier, a draft included. Faults: not_found.
func (t Tables) Table(id string) (*rulebook.Standard, error) {
	if d, ok := t.Decision(id); ok {
		return d.Table()
	}
	for _, s := range t.Set.All() {
		if s.ID == id {
			return s, nil
		}
	}
	return nil, fault.MissingRecord()
}

// Tables reads the tables. Needs access.ReadRulebook. Faults: forbidden.
func (s *Service) Tables(ctx context.Context) (Tables, error) {
	out := Tables{Today: s.Today()}
	if err := s.ops.guard.Permit(ctx, access.ReadRulebook); err != nil {
		return out, err
	}
	rights := access.From(ctx)
	drafts := rights.May(access.DraftStandard) || rights.May(access.PutInForce)
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out.Set, err = s.ops.Standards(ctx, r); err != nil {
			return err
		}
		out.Now = out.Set.On(out.Today)
		list, err := db.All[rulebook.StandardDecision](ctx, r, `select `+decisionColumns+` from rulebook_standard s order by s.drafted_at desc, s.id desc`)
		if err != nil {
			return err
		}
		for _, d := range list {
			if drafts || d.State == rulebook.StandardInForce {
				out.Decisions = append(out.Decisions, d)
			}
		}
		out.Recount, err = latest(ctx, r)
		return err
	})
	return out, err
}

// Preview says what a draft would mean for the caseload in the reader's sight, in the month after this one, were it in force
// from that month's first day. Needs access.DraftStandard. Faults: forbidden, not_found.
func (s *Service) Preview(ctx context.Context, standard string) (rulebook.Effect, error) {
	var out rulebook.Effect
	if err := s.ops.guard.Permit(ctx, access.DraftStandard); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		d, err := s.ops.decision(ctx, r, standard)
		if err != nil {
			return err
		}
		then, err := d.Table()
		if err != nil {
			return err
		}
		set, err := s.ops.Standards(ctx, r)
		if err != nil {
			return err
		}
		cases, err := s.ops.Caseload(ctx, r)
		if err != nil {
			return err
		}
		next := NextMonth(s.Today())
		then.InForce = next
		out = rulebook.EffectOf(set, rulebook.NewStandardSet(then), cases, next)
		return nil
	})
	return out, err
}

// NextMonth is the first day of the month after a day.
func NextMonth(day civil.Date) civil.Date {
	return day.AddDays(1 - day.Day()).AddMonths(1)
}
