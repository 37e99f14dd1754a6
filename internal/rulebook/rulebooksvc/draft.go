package rulebooksvc

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Draft copies the table in force today into a draft and returns its identifier. Needs access.DraftStandard. Faults:
// forbidden, not_found when there is no table at all.
func (s *Service) Draft(ctx context.Context) (string, error) {
	var made string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Permit(ctx, access.DraftStandard); err != nil {
			return err
		}
		set, err := o.Standards(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		now := set.On(tx.Now.In(o.Zone))
		if now == nil {
			return fault.MissingRecord()
		}
		t := now.Clone()
		t.Label, t.Source = nil, ""
		body, err := json.Marshal(t)
		if err != nil {
			return err
		}
		made = tx.NewID()
		if err := tx.Insert(ctx, "rulebook_standard", db.Row{
			"id": made, "state": rulebook.StandardDraft, "body": string(body), "based_on": now.ID, "reason": nil, "reason_text": nil,
			"drafted_by": me(ctx, tx), "drafted_at": tx.Now, "edited_by": me(ctx, tx), "edited_at": tx.Now, "in_force": nil, "put_by": nil, "put_at": nil,
			"withdrawn_by": nil, "withdrawn_at": nil, "withdrawn_why": nil, "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.DraftStandard, "", fact.New("rulebook.standard_drafted", "", "standard", made, "from", now.ID))
	})
	return made, err
}

// Edit is a draft as it shall be.
type Edit struct {
	ID         string
	Version    int // of the draft that was shown
	Table      *rulebook.Standard
	Reason     string // code of rulebook.ListStandardReasons
	ReasonText string
	ConfirmAll bool // the named document sets every number, not only those that change
}

// maxReason bounds the words of a reason, maxSource the name of a document.
const (
	maxReason = 2000
	maxSource = 200
)

// Save changes a draft. Needs access.DraftStandard. Every mistake is named at once with row and field. Faults: forbidden,
// not_found, invalid, conflict when somebody else changed it or it is a draft no more.
func (s *Service) Save(ctx context.Context, in Edit) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Permit(ctx, access.DraftStandard); err != nil {
			return err
		}
		d, err := o.decision(ctx, &tx.Reader, in.ID)
		if err != nil {
			return err
		}
		if d.State != rulebook.StandardDraft {
			return fault.New(fault.Conflict, "rulebook.standard.decided")
		}
		rb := o.Rules.At(tx.Now.In(o.Zone))
		p := in.Table.Check(rb.List(rulebook.ListLevels).Codes(), rb.List(rulebook.ListClientKinds).Codes())
		if !rb.List(rulebook.ListStandardReasons).Holds(in.Reason, tx.Now.In(o.Zone)) {
			p.Add("reason", "field.choose")
		}
		in.ReasonText, in.Table.Source = strings.TrimSpace(in.ReasonText), strings.TrimSpace(in.Table.Source)
		for _, f := range []struct {
			name, text string
			most       int
		}{{"reason_text", in.ReasonText, maxReason}, {"source", in.Table.Source, maxSource}} {
			if len([]rune(f.text)) > f.most {
				p.Add(f.name, "field.too_long", "Max", f.most)
			}
		}
		if in.ConfirmAll && in.Table.Source == "" {
			p.Add("source", "rulebook.standard.source_needed")
		}
		if err := p.Err(); err != nil {
			return err
		}
		before, err := o.before(ctx, tx, d)
		if err != nil {
			return err
		}
		in.Table.Confirm(before, in.ConfirmAll)
		in.Table.ID, in.Table.InForce = "", civil.Date{}
		body, err := json.Marshal(in.Table)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, "rulebook_standard", d.ID, in.Version, db.Row{
			"body": string(body), "reason": in.Reason, "reason_text": db.Null(in.ReasonText), "edited_by": me(ctx, tx), "edited_at": tx.Now,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.DraftStandard, in.Reason, fact.New("rulebook.standard_changed", "", "standard", d.ID))
	})
}

// before is the table from which a draft was copied.
func (o *Ops) before(ctx context.Context, tx *db.Tx, d rulebook.StandardDecision) (*rulebook.Standard, error) {
	set, err := o.Standards(ctx, &tx.Reader)
	if err != nil {
		return nil, err
	}
	all := set.All()
	if i := slices.IndexFunc(all, func(t *rulebook.Standard) bool { return t.ID == d.BasedOn }); i >= 0 {
		return all[i], nil
	}
	return set.On(tx.Now.In(o.Zone)), nil
}

// PutInForce makes a draft the table from a day on. Needs access.PutInForce and another person than those who drafted and
// last changed it. The points of all cards are counted anew afterwards. Faults: forbidden, not_found, invalid, conflict.
func (s *Service) PutInForce(ctx context.Context, standard string, version int, from civil.Date) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Permit(ctx, access.PutInForce); err != nil {
			return err
		}
		d, err := o.decision(ctx, &tx.Reader, standard)
		if err != nil {
			return err
		}
		set, err := o.Standards(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		var days []civil.Date
		for _, t := range set.All() {
			days = append(days, t.InForce)
		}
		today := tx.Now.In(o.Zone)
		if err := d.PutInForce(me(ctx, tx), from, today, days); err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, "rulebook_standard", d.ID, version, db.Row{
			"state": rulebook.StandardInForce, "in_force": from, "put_by": me(ctx, tx), "put_at": tx.Now,
		}); err != nil {
			return err
		}
		if !from.After(today) {
			if err := o.begin(ctx, tx, d.ID); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.PutInForce, d.Reason, fact.New("rulebook.standard_put_in_force", "", "standard", d.ID, "from", from.String()))
	})
}

// Withdraw takes back a draft, or a table whose first day has not come. Needs access.DraftStandard, and access.PutInForce for
// a table that has been put in force. Faults: forbidden, not_found, invalid, conflict.
func (s *Service) Withdraw(ctx context.Context, standard string, version int, why string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Permit(ctx, access.DraftStandard); err != nil {
			return err
		}
		d, err := o.decision(ctx, &tx.Reader, standard)
		if err != nil {
			return err
		}
		if d.State == rulebook.StandardInForce {
			if err := o.guard.Permit(ctx, access.PutInForce); err != nil {
				return err
			}
		}
		why = strings.TrimSpace(why)
		if err := d.Withdraw(why, tx.Now.In(o.Zone)); err != nil {
			return err
		}
		if len([]rune(why)) > maxReason {
			var p fault.Problems
			p.Add("why", "field.too_long", "Max", maxReason)
			return p.Err()
		}
		if err := tx.UpdateVersion(ctx, "rulebook_standard", d.ID, version, db.Row{
			"state": rulebook.StandardWithdrawn, "withdrawn_by": me(ctx, tx), "withdrawn_at": tx.Now, "withdrawn_why": why,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.DraftStandard, "", fact.New("rulebook.standard_withdrawn", "", "standard", d.ID))
	})
}
