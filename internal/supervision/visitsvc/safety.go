package visitsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/visit"
)

const safeties = "supervision_visit_safety"

// PlanSafety leaves behind where an officer goes, with whom, and when back. Needs RecordVisit on the client. Faults: not_found,
// forbidden, invalid.
func (s *Service) PlanSafety(ctx context.Context, in visit.Safety) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.planSafety(ctx, tx, in) })
}

func (o *Ops) planSafety(ctx context.Context, tx *db.Tx, in visit.Safety) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.RecordVisit, in.Client); err != nil {
		return step{}, err
	}
	if in.LeavesAt.IsZero() {
		in.LeavesAt = tx.Now
	}
	var problems fault.Problems
	in.Check(&problems, tx.Now)
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	row := db.Row{
		"id": tx.NewID(), "client_id": in.Client, "account_id": tx.Actor.Ref(), "leaves_at": in.LeavesAt, "back_by": in.BackBy,
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(), "version": 1,
	}
	key, _ := row["id"].(string)
	for column, text := range map[string]string{"place": in.Place, "companions": in.Companions} {
		sealed, err := o.Seal.SealText(ctx, tx, in.Client, safeties, column, key, text)
		if err != nil {
			return step{}, err
		}
		row[column] = sealed
	}
	f := fact.New("supervision.visit_safety_planned", in.Client, "back", in.BackBy.Time().In(o.Zone).Format("15:04"))
	return step{action: access.RecordVisit, facts: []fact.Fact{f}}, tx.Insert(ctx, safeties, row)
}

type safetyRow struct {
	ID                          string
	Client                      id.Client
	Account                     id.Account
	Place, Companions           []byte
	LeavesAt, BackBy, AlertedAt civil.Instant
	Version                     int
}

const safetyCols = `c.id, c.client_id, c.account_id, c.place, c.companions, c.leaves_at, c.back_by, c.alerted_at, c.version`

// Outside lists who is out and has not said that they are back: the actor's own plans, and for heads everybody's in sight. Needs RecordVisit.
func (s *Service) Outside(ctx context.Context) ([]visit.Safety, error) {
	var out []visit.Safety
	if err := s.ops.guard.Permit(ctx, access.RecordVisit); err != nil {
		return nil, err
	}
	rights := access.From(ctx)
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[safetyRow](ctx, r, `select `+safetyCols+` from supervision_visit_safety c where c.back_at is null
			and (c.account_id = $1 or $2 = 1) and {visible c.client_id} order by c.back_by, c.id limit 100`, rights.Account, headOnly(rights))
		if err != nil {
			return err
		}
		for _, x := range rows {
			v := visit.Safety{ID: x.ID, Client: x.Client, Account: x.Account, LeavesAt: x.LeavesAt, BackBy: x.BackBy, AlertedAt: x.AlertedAt, Version: x.Version}
			if v.Place, err = s.ops.Seal.OpenText(ctx, r, x.Client, safeties, "place", x.ID, x.Place); err != nil {
				return err
			}
			if v.Companions, err = s.ops.Seal.OpenText(ctx, r, x.Client, safeties, "companions", x.ID, x.Companions); err != nil {
				return err
			}
			db.Shown(ctx, x.Client)
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

// headOnly is 1 for those who answer for others.
func headOnly(rights access.Rights) int {
	if rights.May(access.SampleVisits) {
		return 1
	}
	return 0
}

// CountOverdue counts those who should be back and have not said so: of everybody in sight for heads, else the actor's own.
func (o *Ops) CountOverdue(ctx context.Context, r *db.Reader, now civil.Instant) (int, error) {
	rights := access.From(ctx)
	return db.One[int](ctx, r, `select count(*) from supervision_visit_safety c where c.back_at is null and c.back_by < $1
		and (c.account_id = $2 or $3 = 1) and {visible c.client_id}`, now, rights.Account, headOnly(rights))
}

// Back says that an officer is back: the officer, or a head who has made sure. Needs RecordVisit or SampleVisits. Faults: not_found,
// conflict when it was said already.
func (s *Service) Back(ctx context.Context, key string, version int) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		if err := s.ops.guard.Permit(ctx, access.RecordVisit); err != nil {
			return step{}, err
		}
		rights := access.From(ctx)
		client, err := db.One[id.Client](ctx, tx.System(), `select c.client_id from supervision_visit_safety c where c.id = $1 and c.account_id = $2
			and c.back_at is null and {visible c.client_id}`, key, rights.Account)
		if fault.Is(err, fault.NotFound) && rights.May(access.SampleVisits) {
			client, err = db.One[id.Client](ctx, tx, `select c.client_id from supervision_visit_safety c where c.id = $1 and c.back_at is null
				and {visible c.client_id}`, key)
		}
		if err != nil {
			return step{}, err
		}
		f := fact.New("supervision.visit_safety_back", client)
		return step{action: access.RecordVisit, facts: []fact.Fact{f}}, tx.UpdateVersion(ctx, safeties, key, version, db.Row{"back_at": tx.Now})
	})
}

// AlertOverdue tells the head, once for each, of officers who should be back and have not said so. It runs as a job with the system's
// rights, as often as it is called, and returns how many it told of.
func (s *Service) AlertOverdue(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := db.All[safetyRow](ctx, tx.System(), `select `+safetyCols+` from supervision_visit_safety c where c.back_at is null and c.alerted_at is null
			and c.back_by < $1 and {visible c.client_id} order by c.back_by, c.id limit 100`, tx.Now)
		if err != nil || len(rows) == 0 {
			return err
		}
		var facts []fact.Fact
		for _, x := range rows {
			if err := tx.UpdateVersion(ctx, safeties, x.ID, x.Version, db.Row{"alerted_at": tx.Now}); err != nil {
				return err
			}
			if s.ops.Tell != nil {
				if err := s.ops.Tell(ctx, tx, x.Client, access.Notice{
					Kind: "visit_overdue", Client: x.Client, Subject: x.ID, Href: "/field/safety",
					Data: map[string]string{"account": string(x.Account), "back": x.BackBy.Time().In(s.ops.Zone).Format("15:04")},
				}); err != nil {
					return err
				}
			}
			facts = append(facts, fact.New("supervision.visit_safety_overdue", x.Client))
		}
		n = len(rows)
		return tx.Record(ctx, access.RecordVisit, "", facts...)
	})
	return n, err
}
