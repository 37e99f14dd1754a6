package checkinsvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal/checkin"
)

// Settings is what an officer sees of a client's remote check-in.
type Settings struct {
	Plan   *checkin.Plan // nil while it is off
	Past   []checkin.Plan
	Rounds []checkin.Round // the latest first
	Level  string
	Live   bool   // whether anything may be asked of the client today
	Paused string // why nothing is asked for the time being: a code of Deps.Pause
}

// Settings reads remote check-in of a client. Needs ReviewCheckin. Faults: forbidden, not_found.
func (s *Service) Settings(ctx context.Context, client id.Client) (Settings, error) {
	var out Settings
	if err := permit(ctx); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if err := s.ops.guard.See(ctx, r, access.ReviewCheckin, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		if out.Live, err = s.ops.Live(ctx, r, client); err != nil {
			return err
		}
		if out.Paused, err = s.ops.paused(ctx, r, client, s.Today()); err != nil {
			return err
		}
		if out.Level, err = s.ops.Level(ctx, r, client); err != nil {
			return err
		}
		rows, err := db.All[planRow](ctx, r, `select `+planCols+` from portal_checkin_plan c where c.client_id = $1 and {visible c.client_id}
			order by c.started_at desc, c.id desc limit 20`, client)
		if err != nil {
			return err
		}
		for _, x := range rows {
			p, err := s.ops.openPlan(ctx, r, x)
			if err != nil {
				return err
			}
			if p.Running() && out.Plan == nil {
				out.Plan = &p
				continue
			}
			out.Past = append(out.Past, p)
		}
		list, err := db.All[roundRow](ctx, r, `select `+roundCols+` from portal_checkin c where c.client_id = $1 and {visible c.client_id}
			order by c.opens_on desc, c.id desc limit 60`, client)
		for _, x := range list {
			one, err := s.ops.openRound(ctx, r, x)
			if err != nil {
				return err
			}
			out.Rounds = append(out.Rounds, one)
		}
		return err
	})
	return out, err
}

// SwitchOn switches remote check-in on for a client, or changes how it goes on.
type SwitchOn struct {
	Client    id.Client
	Interval  int
	Photo     bool
	Questions []checkin.Question
	Reason    string
}

// SwitchOn starts remote check-in with its reason; the first one opens today, or when a pause of the client's life is over. What ran before stops. Needs ManagePortal on the client.
// Faults: not_found, forbidden, invalid, conflict while nothing may be asked of the client.
func (s *Service) SwitchOn(ctx context.Context, in SwitchOn) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, access.ManagePortal, in.Client); err != nil {
			return err
		}
		live, err := s.ops.Live(ctx, &tx.Reader, in.Client)
		if err != nil {
			return err
		}
		if !live {
			return fault.New(fault.Conflict, "checkin.not_live")
		}
		level, err := s.ops.Level(ctx, &tx.Reader, in.Client)
		if err != nil {
			return err
		}
		today := tx.Now.In(s.ops.Zone)
		p := checkin.Plan{
			ID: tx.NewID(), Client: in.Client, Level: level, Interval: in.Interval, Window: s.ops.Rules.At(today).Int("checkin.window", today, 3),
			Photo: in.Photo, Questions: asked(in.Questions), Reason: in.Reason,
		}
		var problems fault.Problems
		all, _ := s.ops.intervals(today, level)
		p.Check(&problems, all)
		if err := problems.Err(); err != nil {
			return err
		}
		if _, err := s.ops.stop(ctx, tx, in.Client, "changed"); err != nil {
			return err
		}
		if p.Pause, err = s.ops.paused(ctx, &tx.Reader, in.Client, today); err != nil {
			return err
		}
		if err := s.ops.insertPlan(ctx, tx, p); err != nil {
			return err
		}
		if p.Pause == "" {
			if err := s.ops.insertRound(ctx, tx, p, today, today.AddDays(p.Window)); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.ManagePortal, "", fact.New("portal.checkin_on", in.Client, "entry", p.ID))
	})
}

// asked leaves out questions without words.
func asked(in []checkin.Question) []checkin.Question {
	var out []checkin.Question
	for _, q := range in {
		kept := checkin.Question{}
		for lang, text := range q {
			if text = strings.TrimSpace(text); text != "" {
				kept[lang] = text
			}
		}
		if len(kept) > 0 && len(out) < checkin.MaxOwn {
			out = append(out, kept)
		}
	}
	return out
}

func (o *Ops) insertPlan(ctx context.Context, tx *db.Tx, p checkin.Plan) error {
	reason, err := o.Seal.SealText(ctx, tx, p.Client, plans, "reason", p.ID, p.Reason)
	if err != nil {
		return err
	}
	row := db.Row{
		"id": p.ID, "client_id": p.Client, "level": db.Null(p.Level), "interval_days": p.Interval, "window_days": p.Window, "photo": p.Photo, "reason": reason,
		"started_at": tx.Now, "started_by": tx.Actor.Ref(), "version": 1,
	}
	if p.Pause != "" {
		row["paused_at"], row["pause_reason"] = tx.Now, p.Pause
	}
	if len(p.Questions) > 0 {
		if row["questions"], err = o.pack(ctx, tx, p.Client, plans, "questions", p.ID, p.Questions); err != nil {
			return err
		}
	}
	return tx.Insert(ctx, plans, row)
}

// SwitchOff ends remote check-in with a reason.
type SwitchOff struct {
	Client id.Client
	Reason string
}

// SwitchOff ends remote check-in; what was not answered yet is asked no more. Needs ManagePortal on the client. Faults: not_found,
// forbidden, invalid.
func (s *Service) SwitchOff(ctx context.Context, in SwitchOff) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, access.ManagePortal, in.Client); err != nil {
			return err
		}
		var problems fault.Problems
		if strings.TrimSpace(in.Reason) == "" {
			problems.Add("off_reason", "field.required")
		}
		if err := problems.Err(); err != nil {
			return err
		}
		facts, err := s.ops.stop(ctx, tx, in.Client, "officer")
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.ManagePortal, in.Reason, facts...)
	})
}

// Stop ends remote check-in because the supervision is suspended or over; the caller records the facts.
func (o *Ops) Stop(ctx context.Context, tx *db.Tx, client id.Client, ground string) ([]fact.Fact, error) {
	return o.stop(ctx, tx, client, ground)
}

func (o *Ops) stop(ctx context.Context, tx *db.Tx, client id.Client, reason string) ([]fact.Fact, error) {
	running, err := db.All[planRow](ctx, tx.System(), `select `+planCols+` from portal_checkin_plan c where c.client_id = $1 and c.ended_at is null`, client)
	if err != nil || len(running) == 0 {
		return nil, err
	}
	for _, p := range running {
		if err := tx.UpdateVersion(ctx, plans, p.ID, p.Version, db.Row{"ended_at": tx.Now, "ended_by": tx.Actor.Ref(), "end_reason": reason}); err != nil {
			return nil, err
		}
		if err := o.stopRounds(ctx, tx, p.ID); err != nil {
			return nil, err
		}
	}
	return []fact.Fact{fact.New("portal.checkin_off", client, "reason", reason)}, nil
}
