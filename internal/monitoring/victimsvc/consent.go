package victimsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/db"
)

// Consent writes down the consent of a person to the information text in force, or its renewal. It comes before everything: without it
// there is no place, no device and no message (CM/Rec(2014)4). Needs ManageVictims. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Consent(ctx context.Context, person string, version int, in victim.Consent) error {
	return s.write(ctx, access.ManageVictims, func(tx *db.Tx) error {
		x, err := s.ops.manage(ctx, tx, access.ManageVictims, person, version)
		if err != nil {
			return err
		}
		if x.Over(tx.Now) {
			return fault.New(fault.Conflict, "monitoring.ended_already")
		}
		if err := in.Check(s.ops.Texts, s.ops.rules(tx), s.ops.today(tx)).Err(); err != nil {
			return err
		}
		all, err := s.ops.Consents(ctx, &tx.Reader, person)
		if err != nil {
			return err
		}
		if len(all) > 0 && all[0].Stands() {
			if err := tx.Update(ctx, consents, all[0].ID, db.Row{"replaced_at": tx.Now}); err != nil {
				return err
			}
		}
		row := db.Row{
			"id": tx.NewID(), "victim_id": person, "text_version": in.Text, "lang": in.Lang, "given_on": in.On, "understood": in.Understood, "signed": in.Signed,
			"made_at": tx.Now, "made_by": tx.Actor.Ref(),
		}
		made, _ := row["id"].(string)
		if err := s.ops.Sealed(ctx, tx, person, consents, made, row, map[string]string{"witness": in.Witness, "words": in.Words}); err != nil {
			return err
		}
		if err := tx.Insert(ctx, consents, row); err != nil {
			return err
		}
		return s.ops.touch(ctx, tx, x, db.Row{"renew_told_on": nil, "renew_step": nil})
	})
}

// Withdraw takes a consent back, at once: nothing more is taken from her device, her zones end, what waits to be sent is withdrawn, and
// whoever answers for the case is told, all in one transaction. Whoever may read her record may write it down, at any hour, and no reason
// is asked of her. Needs ReadVictims. Faults: not_found, forbidden, conflict when no consent stands, invalid.
func (s *Service) Withdraw(ctx context.Context, person string, version int, how, words string) error {
	return s.write(ctx, access.ReadVictims, func(tx *db.Tx) error {
		x, err := s.ops.manage(ctx, tx, access.ReadVictims, person, version)
		if err != nil {
			return err
		}
		all, err := s.ops.Consents(ctx, &tx.Reader, person)
		if err != nil {
			return err
		}
		if len(all) == 0 || !all[0].Stands() {
			return fault.New(fault.Conflict, "monitoring.victim.no_consent")
		}
		var p fault.Problems
		if !s.ops.rules(tx).List(victim.ListWithdrawn).Holds(how, s.ops.today(tx)) {
			p.Add("how", "field.choose")
		}
		if len([]rune(words)) > victim.MaxText {
			p.Add("why", "field.too_long", "Max", victim.MaxText)
		}
		if err := p.Err(); err != nil {
			return err
		}
		if err := s.ops.forgetHer(ctx, tx, x); err != nil {
			return err
		}
		row := db.Row{"withdrawn_at": tx.Now, "withdrawn_by": tx.Actor.Ref(), "withdrawn_how": how}
		if err := s.ops.Sealed(ctx, tx, person, consents, all[0].ID, row, map[string]string{"withdrawn_words": words}); err != nil {
			return err
		}
		if err := tx.Update(ctx, consents, all[0].ID, row); err != nil {
			return err
		}
		if err := s.ops.stop(ctx, tx, x, victim.PlaceWithdrawn, "withdrawn"); err != nil {
			return err
		}
		if err := s.ops.hush(ctx, tx, person, ""); err != nil {
			return err
		}
		if err := s.ops.notice(ctx, tx, x, victim.NoticeWithdrew); err != nil {
			return err
		}
		return s.ops.touch(ctx, tx, x, db.Row{})
	})
}

// forgetHer destroys what the rules and the ingest keep of a person. What her own record holds, and that she was told of a danger, stays.
func (o *Ops) forgetHer(ctx context.Context, tx *db.Tx, x held) error {
	if o.Forget != nil {
		zones, err := db.All[string](ctx, tx, `select distinct p.place_key from monitoring_victim_place p where p.victim_id = $1 order by p.place_key`, x.ID)
		if err != nil {
			return err
		}
		if err := o.Forget(ctx, tx, x.Order, x.ID, zones); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `delete from monitoring_victim_fix where device in (select d.number from monitoring_victim_device d where d.victim_id = $1)`, x.ID)
	return err
}

// stop ends everything that protects a person: her zones from this instant, her device from this instant.
func (o *Ops) stop(ctx context.Context, tx *db.Tx, x held, state, reason string) error {
	list, err := db.All[string](ctx, tx, `select p.id from monitoring_victim_place p where p.victim_id = $1 and p.state in ('waiting','in_force') order by p.id`, x.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := tx.Update(ctx, places, p, db.Row{"state": state, "until_at": tx.Now}); err != nil {
			return err
		}
	}
	open, err := db.All[string](ctx, tx, `select d.id from monitoring_victim_device d where d.victim_id = $1 and d.until_at is null order by d.id`, x.ID)
	if err != nil {
		return err
	}
	for _, d := range open {
		if err := tx.Update(ctx, devices, d, db.Row{"until_at": tx.Now, "ended_by": tx.Actor.Ref(), "reason": reason}); err != nil {
			return err
		}
	}
	return o.changed(ctx, tx, x.Order)
}
