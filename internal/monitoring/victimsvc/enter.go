package victimsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Enter writes down a protected person of an order that is not over and returns her identifier. Nothing may be done before her consent.
// Her record is open to whoever entered her for as long as one opening lasts. Needs ManageVictims on the order's client. Faults:
// not_found, forbidden, conflict when the order is over, invalid.
func (s *Service) Enter(ctx context.Context, order string, in victim.Entry) (string, error) {
	made := ""
	err := s.write(ctx, access.ManageVictims, func(tx *db.Tx) error {
		var err error
		made, err = s.ops.enter(ctx, tx, order, in)
		return err
	})
	return made, err
}

func (o *Ops) enter(ctx context.Context, tx *db.Tx, order string, in victim.Entry) (string, error) {
	if access.From(ctx).Reach(access.ManageVictims) == access.None {
		return "", fault.New(fault.Forbidden, "fault.forbidden")
	}
	x, err := o.orderOf(ctx, &tx.Reader, order)
	if err != nil {
		return "", err
	}
	if err := o.guard.Allow(ctx, tx, access.ManageVictims, x.Client); err != nil {
		return "", err
	}
	if x.State == regime.Ended || !tx.Now.Before(x.Ends) {
		return "", fault.New(fault.Conflict, "monitoring.ended_already")
	}
	if err := in.Check(o.Texts.Languages(o.today(tx))).Err(); err != nil {
		return "", err
	}
	number, err := db.One[int](ctx, tx, `select coalesce(max(v.number), 0) + 1 from monitoring_victim v`)
	if err != nil {
		return "", err
	}
	row := db.Row{
		"id": tx.NewID(), "monitoring_id": order, "number": number, "lang": in.Lang, "hours_from": db.Null(in.Hours.From), "hours_until": db.Null(in.Hours.To),
		"made_at": tx.Now, "made_by": tx.Actor.Ref(), "version": 1,
	}
	made, _ := row["id"].(string)
	if err := o.Sealed(ctx, tx, made, people, made, row, map[string]string{"name": in.Name, "phrase": in.Phrase, "words": in.Words}); err != nil {
		return "", err
	}
	if err := tx.Insert(ctx, people, row); err != nil {
		return "", err
	}
	return made, o.opened(ctx, tx, made, "entry", "")
}

type orderRow struct {
	ID     string
	Client id.Client
	Regime regime.Kind
	State  regime.State
	Ends   civil.Instant
}

func (o *Ops) orderOf(ctx context.Context, r *db.Reader, order string) (orderRow, error) {
	return db.One[orderRow](ctx, r, `select c.id, c.client_id, c.regime, c.state, c.ends_at from monitoring_order c where c.id = $1 and {visible c.client_id}`, order)
}

// manage reads a person whom the actor may write about; version is that of the page.
func (o *Ops) manage(ctx context.Context, tx *db.Tx, action actorAction, person string, version int) (held, error) {
	if access.From(ctx).Reach(action) == access.None {
		return held{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	x, err := o.Held(ctx, &tx.Reader, person)
	if err != nil {
		return x, err
	}
	if err := o.guard.Allow(ctx, tx, action, x.Client); err != nil {
		return x, err
	}
	if version >= 0 && x.Row != version {
		return x, fault.Stale()
	}
	return x, nil
}

// touch moves the version of a person's row, so that two pages do not write over one another.
func (o *Ops) touch(ctx context.Context, tx *db.Tx, x held, set db.Row) error {
	return tx.UpdateVersion(ctx, people, x.ID, x.Row, set)
}

// Change corrects what is held of a person. Needs ManageVictims. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Change(ctx context.Context, person string, version int, in victim.Entry) error {
	return s.write(ctx, access.ManageVictims, func(tx *db.Tx) error {
		x, err := s.ops.manage(ctx, tx, access.ManageVictims, person, version)
		if err != nil {
			return err
		}
		if err := in.Check(s.ops.Texts.Languages(s.ops.today(tx))).Err(); err != nil {
			return err
		}
		row := db.Row{"lang": in.Lang, "hours_from": db.Null(in.Hours.From), "hours_until": db.Null(in.Hours.To)}
		if err := s.ops.Sealed(ctx, tx, person, people, person, row, map[string]string{"name": in.Name, "phrase": in.Phrase, "words": in.Words}); err != nil {
			return err
		}
		return s.ops.touch(ctx, tx, x, row)
	})
}

// AddPhone adds a number with the way in which it is safe to use, after those that are there. Needs ManageVictims. Faults: not_found,
// forbidden, conflict, invalid.
func (s *Service) AddPhone(ctx context.Context, victimID string, version int, in victim.Phone) error {
	return s.write(ctx, access.ManageVictims, func(tx *db.Tx) error {
		x, err := s.ops.manage(ctx, tx, access.ManageVictims, victimID, version)
		if err != nil {
			return err
		}
		p := in.Check()
		number, bad := person.ParsePhone(in.Number)
		if f := fault.As(bad); f != nil {
			for _, q := range f.Problems {
				p = append(p, fault.Problem{Field: "number", Msg: q.Msg})
			}
			if len(f.Problems) == 0 {
				p = append(p, fault.Problem{Field: "number", Msg: f.Msg})
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		turn, err := db.One[int](ctx, tx, `select coalesce(max(p.turn), 0) + 1 from monitoring_victim_phone p where p.victim_id = $1`, victimID)
		if err != nil {
			return err
		}
		row := db.Row{"id": tx.NewID(), "victim_id": victimID, "turn": turn, "way": in.Kind, "made_at": tx.Now, "made_by": tx.Actor.Ref()}
		made, _ := row["id"].(string)
		if err := s.ops.Sealed(ctx, tx, victimID, phones, made, row, map[string]string{"number": string(number), "person": in.Person}); err != nil {
			return err
		}
		if err := tx.Insert(ctx, phones, row); err != nil {
			return err
		}
		return s.ops.touch(ctx, tx, x, db.Row{})
	})
}

// RemovePhone takes a number out of use: no message goes there any more, those that wait are withdrawn. Needs ManageVictims. Faults:
// not_found, forbidden, conflict.
func (s *Service) RemovePhone(ctx context.Context, victimID string, version int, phone string) error {
	return s.write(ctx, access.ManageVictims, func(tx *db.Tx) error {
		x, err := s.ops.manage(ctx, tx, access.ManageVictims, victimID, version)
		if err != nil {
			return err
		}
		n, err := db.One[int](ctx, tx, `select count(*) from monitoring_victim_phone p where p.id = $1 and p.victim_id = $2 and p.removed_at is null`, phone, victimID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.MissingRecord()
		}
		if err := tx.Update(ctx, phones, phone, db.Row{"removed_at": tx.Now, "removed_by": tx.Actor.Ref()}); err != nil {
			return err
		}
		if err := s.ops.hush(ctx, tx, victimID, phone); err != nil {
			return err
		}
		return s.ops.touch(ctx, tx, x, db.Row{})
	})
}
