package promptsvc

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/prompt"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Set agrees on check-ins at random moments, or changes how they go on.
type Set struct {
	Client      id.Client
	Order       string
	PerDay      int
	From, Until int
	Place       bool
	Reason      string
	Step        string     // set, down, up
	Reference   *blob.File // nil keeps the photograph of the plan that runs
}

// Set starts a plan under an order in force whose information sheet is signed; one that runs ends. The seed of all moments is drawn here,
// and its hash stands in the record from now on. Needs DraftMonitoring on the client. Faults: not_found, forbidden, invalid, conflict.
func (s *Service) Set(ctx context.Context, in Set) error {
	var staged *blob.Staged
	if in.Reference != nil {
		if err := s.guard.Permit(ctx, access.DraftMonitoring); err != nil {
			return err
		}
		var err error
		if staged, err = s.Blobs.Stage(seal.Client(in.Client), *in.Reference); err != nil {
			return err
		}
	}
	seed := make([]byte, 32)
	if _, err := rand.Read(seed); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.DraftMonitoring, in.Client); err != nil {
			return err
		}
		o, err := readOrder(ctx, &tx.Reader, in.Client, in.Order)
		if err != nil {
			return err
		}
		old, runs, err := openPlan(ctx, &tx.Reader, in.Client)
		if err != nil {
			return err
		}
		l := s.limits(tx)
		p := prompt.Plan{
			ID: tx.NewID(), Client: in.Client, Order: o.ID, PerDay: in.PerDay, From: in.From, Until: in.Until, Answer: l.Answer, Gap: l.Gap,
			Place: in.Place && o.Level != regime.Presence, Reason: in.Reason, Step: in.Step, SeedHash: prompt.Hash(seed),
		}
		if err := s.mayStart(tx, o, l.Check(p), staged != nil || runs); err != nil {
			return err
		}
		p.Reference = old.Reference
		if staged != nil {
			ref, err := s.Blobs.Keep(ctx, tx, staged)
			if err != nil {
				return err
			}
			p.Reference = string(ref)
		}
		if runs {
			if err := s.end(ctx, tx, old, "changed"); err != nil {
				return err
			}
		}
		if err := s.insert(ctx, tx, p, seed); err != nil {
			return err
		}
		return tx.Record(ctx, access.DraftMonitoring, "", fact.New("monitoring.prompt_set", in.Client, "plan", p.ID, "monitoring", o.ID, "seed", p.SeedHash, "step", p.Step))
	})
}

func (s *Service) mayStart(tx *db.Tx, o order, p fault.Problems, hasPhoto bool) error {
	if ph := o.phase(tx.Now); ph != regime.PhaseRunning && ph != regime.PhaseWaiting {
		return fault.New(fault.Conflict, "monitoring.prompt.order")
	}
	if o.SheetOn.IsZero() {
		return fault.New(fault.Conflict, "monitoring.prompt.sheet")
	}
	if !hasPhoto {
		p.Add("reference", "field.required")
	}
	return p.Err()
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, p prompt.Plan, seed []byte) error {
	reason, err := s.Seal.SealText(ctx, tx, p.Client, plans, "reason", p.ID, p.Reason)
	if err != nil {
		return err
	}
	sealed, err := s.Seal.Seal(ctx, tx, p.Client, plans, "seed", p.ID, seed)
	if err != nil {
		return err
	}
	if p.Step != "down" && p.Step != "up" {
		p.Step = "set"
	}
	return tx.Insert(ctx, plans, db.Row{
		"id": p.ID, "client_id": p.Client, "monitoring_id": p.Order, "per_day": p.PerDay, "from_hour": p.From, "until_hour": p.Until, "answer_minutes": p.Answer,
		"gap_minutes": p.Gap, "place": p.Place, "seed": sealed, "seed_hash": p.SeedHash, "reference": p.Reference, "reason": reason, "step": p.Step,
		"started_at": tx.Now, "started_by": tx.Actor.Ref(), "version": 1,
	})
}

// End stops check-ins with a reason.
type End struct {
	Client  id.Client
	Version int
	Reason  string
}

// End stops check-ins; what was not answered yet counts for nothing. Needs DraftMonitoring on the client. Faults: not_found, forbidden,
// invalid, conflict.
func (s *Service) End(ctx context.Context, in End) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.DraftMonitoring, in.Client); err != nil {
			return err
		}
		x, runs, err := openPlan(ctx, &tx.Reader, in.Client)
		switch {
		case err != nil:
			return err
		case !runs:
			return fault.MissingRecord()
		case x.Version != in.Version:
			return fault.Stale()
		case strings.TrimSpace(in.Reason) == "":
			var p fault.Problems
			p.Add("end_reason", "field.required")
			return p.Err()
		}
		if err := s.end(ctx, tx, x, "officer"); err != nil {
			return err
		}
		return tx.Record(ctx, access.DraftMonitoring, in.Reason, fact.New("monitoring.prompt_end", in.Client, "plan", x.ID, "why", "officer"))
	})
}

func (s *Service) end(ctx context.Context, tx *db.Tx, x planRow, why string) error {
	if err := tx.UpdateVersion(ctx, plans, x.ID, x.Version, db.Row{"ended_at": tx.Now, "ended_by": tx.Actor.Ref(), "end_reason": why, "pause_reason": nil}); err != nil {
		return err
	}
	return s.stopOpen(ctx, tx, x.ID)
}

// stopOpen closes what waits of a plan; nothing of it counts as missed.
func (s *Service) stopOpen(ctx context.Context, tx *db.Tx, plan string) error {
	rows, err := db.All[promptRow](ctx, tx.System(), `select `+promptColumns+` from monitoring_prompt c where c.plan_id = $1 and c.state in ('drawn', 'asked') and {visible c.client_id}`, plan)
	for _, x := range rows {
		if err := tx.UpdateVersion(ctx, prompts, x.ID, x.Version, db.Row{"state": prompt.Stopped}); err != nil {
			return err
		}
	}
	return err
}

// View is what staff see of a client's check-ins. Moments that have not come are in it for nobody.
type View struct {
	Plan   *prompt.Plan // nil while none runs
	Past   []prompt.Plan
	Seeds  map[string]string // of plans that are over, so that anybody can draw their moments again
	List   []prompt.Prompt   // the latest first
	Advice prompt.Advice
	Orders []Under // orders in force
}

// Under is an order under which check-ins may be agreed.
type Under struct {
	ID    string
	Kind  regime.Kind
	Level regime.Level
	Sheet bool
}

// Of reads the check-ins of a client. Needs ReadMonitoring. Faults: forbidden, not_found.
func (s *Service) Of(ctx context.Context, client id.Client) (View, error) {
	out := View{Seeds: map[string]string{}}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		if err := s.plansOf(ctx, r, client, &out); err != nil {
			return err
		}
		rows, err := db.All[promptRow](ctx, r, `select `+promptColumns+` from monitoring_prompt c where c.client_id = $1 and c.state <> 'drawn' and c.asked_at is not null
			and {visible c.client_id} order by c.at desc, c.id desc limit 200`, client)
		if err != nil {
			return err
		}
		for _, x := range rows {
			p, err := s.prompt(ctx, r, x)
			if err != nil {
				return err
			}
			out.List = append(out.List, p)
		}
		if out.Plan != nil {
			out.Advice = s.Limits().Advise(*out.Plan, out.List, s.Today())
		}
		orders, err := db.All[order](ctx, r, `select c.id, c.regime, c.state, c.level, c.begins_at, c.ends_at, c.sheet_on from monitoring_order c
			where c.client_id = $1 and {visible c.client_id} order by c.begins_at desc, c.id`, client)
		for _, o := range orders {
			if ph := o.phase(s.Now()); ph == regime.PhaseRunning || ph == regime.PhaseWaiting {
				out.Orders = append(out.Orders, Under{o.ID, o.Kind, o.Level, !o.SheetOn.IsZero()})
			}
		}
		return err
	})
	return out, err
}

func (s *Service) plansOf(ctx context.Context, r *db.Reader, client id.Client, out *View) error {
	rows, err := db.All[planRow](ctx, r, `select `+planColumns+` from monitoring_prompt_plan c where c.client_id = $1 and {visible c.client_id} order by c.started_at desc, c.id desc limit 20`, client)
	for _, x := range rows {
		p := x.plan()
		if p.Reason, err = s.text(ctx, r, client, plans, "reason", x.ID, x.Reason); err != nil {
			return err
		}
		if p.Running() && out.Plan == nil {
			out.Plan = &p
			continue
		}
		seed, err := s.Seal.Open(ctx, r, client, plans, "seed", x.ID, x.Seed)
		if err != nil {
			return err
		}
		out.Seeds[x.ID] = hex.EncodeToString(seed)
		out.Past = append(out.Past, p)
	}
	return err
}
