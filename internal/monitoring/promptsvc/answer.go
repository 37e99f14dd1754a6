package promptsvc

import (
	"context"
	"io"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/prompt"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Waiting is what the client who is signed in is asked for.
type Waiting struct {
	On     bool           // check-ins at random moments are agreed
	Prompt *prompt.Prompt // the one that waits; nil when none does
	Plan   prompt.Plan
}

// Waiting reads what the client who is signed in is asked for now; never when the next moment comes. Fault: not_found for anybody else.
func (s *Service) Waiting(ctx context.Context, client id.Client) (out Waiting, err error) {
	if err := s.guard.AllowSelf(ctx, client); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		db.Shown(ctx, client)
		p, runs, err := openPlan(ctx, r, client)
		if err != nil || !runs {
			return err
		}
		out.On, out.Plan = true, p.plan()
		x, ok, err := s.asked(ctx, r, p)
		if err == nil && ok {
			out.Prompt = &prompt.Prompt{ID: x.ID, Client: client, Day: x.Day, State: x.State, AskedAt: x.AskedAt, Until: x.Until}
		}
		return err
	})
	return out, err
}

func (s *Service) asked(ctx context.Context, r *db.Reader, p planRow) (promptRow, bool, error) {
	return db.Maybe[promptRow](ctx, r, `select `+promptColumns+` from monitoring_prompt c where c.plan_id = $1 and c.state = 'asked' and c.until_at > $2
		and {visible c.client_id} order by c.at`, p.ID, s.Now())
}

// Answer is the client's answer.
type Answer struct {
	Client id.Client
	Prompt string
	Photo  *blob.File
	Place  string // in words or numbers, as the client tells it; kept only where the plan asks for it
}

// Answer keeps the photograph of a client who was asked, within the time to answer. Faults: not_found for anybody else, invalid without a
// photograph, conflict when it is too late.
func (s *Service) Answer(ctx context.Context, in Answer) error {
	if err := s.guard.AllowSelf(ctx, in.Client); err != nil {
		return err
	}
	if in.Photo == nil {
		var p fault.Problems
		p.Add("photo", "monitoring.prompt.photo_needed")
		return p.Err()
	}
	staged, err := s.Blobs.Stage(seal.Client(in.Client), *in.Photo)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.AllowSelf(ctx, in.Client); err != nil {
			return err
		}
		p, runs, err := openPlan(ctx, &tx.Reader, in.Client)
		if err != nil {
			return err
		}
		x, ok, err := s.asked(ctx, &tx.Reader, p)
		if err != nil {
			return err
		}
		if !runs || !ok || x.ID != in.Prompt {
			return fault.New(fault.Conflict, "monitoring.prompt.too_late")
		}
		ref, err := s.Blobs.Keep(ctx, tx, staged)
		if err != nil {
			return err
		}
		set := db.Row{"state": prompt.Answered, "answered_at": tx.Now, "photo": ref}
		if p.Place && in.Place != "" {
			if set["place"], err = s.Seal.SealText(ctx, tx, in.Client, prompts, "place", x.ID, in.Place); err != nil {
				return err
			}
		}
		if err := tx.UpdateVersion(ctx, prompts, x.ID, x.Version, set); err != nil {
			return err
		}
		return tx.Record(ctx, access.ActSelf, "", fact.New("monitoring.prompt_answered", in.Client, "prompt", x.ID).From("portal"))
	})
}

func (s *Service) one(ctx context.Context, r *db.Reader, client id.Client, key string) (promptRow, error) {
	return db.One[promptRow](ctx, r, `select `+promptColumns+` from monitoring_prompt c where c.id = $1 and c.client_id = $2 and c.asked_at is not null and {visible c.client_id}`, key, client)
}

// Compare is one answer with what it is compared with.
type Compare struct {
	Prompt prompt.Prompt
	Plan   prompt.Plan
	Alike  int // per cent by a service of faces; -1 = there is none
}

// Compare reads an answer for the person who compares. Needs ReadMonitoring. Faults: forbidden, not_found.
func (s *Service) Compare(ctx context.Context, client id.Client, key string) (Compare, error) {
	out := Compare{Alike: -1}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
			return err
		}
		x, err := s.one(ctx, r, client, key)
		if err != nil {
			return err
		}
		db.Shown(ctx, client)
		if out.Prompt, err = s.prompt(ctx, r, x); err != nil {
			return err
		}
		p, err := db.One[planRow](ctx, r, `select `+planColumns+` from monitoring_prompt_plan c where c.id = $1 and {visible c.client_id}`, x.Plan)
		if err != nil {
			return err
		}
		out.Plan = p.plan()
		if s.Faces == nil || x.Photo == "" {
			return nil
		}
		a, err := s.picture(ctx, r, p.Reference)
		if err != nil {
			return err
		}
		b, err := s.picture(ctx, r, x.Photo)
		if err != nil {
			return err
		}
		if n, err := s.Faces.Alike(ctx, a.Data, b.Data); err == nil { // a service that is away is one that is not there
			out.Alike = n
		}
		return nil
	})
	return out, err
}

// Picture is a photograph.
type Picture struct {
	Kind blob.Kind
	Data []byte
}

// Picture opens the photograph of an answer, or the one it is compared with. Needs ReadMonitoring. Faults: forbidden, not_found.
func (s *Service) Picture(ctx context.Context, client id.Client, key string, reference bool) (out Picture, err error) {
	err = s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
			return err
		}
		x, err := s.one(ctx, r, client, key)
		if err != nil {
			return err
		}
		ref := x.Photo
		if reference {
			if ref, err = db.One[string](ctx, r, `select c.reference from monitoring_prompt_plan c where c.id = $1 and {visible c.client_id}`, x.Plan); err != nil {
				return err
			}
		}
		if ref == "" {
			return fault.MissingRecord()
		}
		db.Shown(ctx, client)
		out, err = s.picture(ctx, r, ref)
		return err
	})
	return out, err
}

func (s *Service) picture(ctx context.Context, r *db.Reader, ref string) (out Picture, err error) {
	content, err := s.Blobs.Open(ctx, r, blob.Ref(ref))
	if err != nil {
		return out, err
	}
	defer content.Close() //nolint:errcheck // read only
	out.Kind = content.Kind
	out.Data, err = io.ReadAll(content)
	return out, err
}

// Decide is what a person found.
type Decide struct {
	Client  id.Client
	Prompt  string
	Version int
	Verdict prompt.State
	Note    string
}

// Decide writes down what a person found in a photograph; one that is refused becomes an alert. Needs WorkAlerts on the client. Faults:
// not_found, forbidden, invalid, conflict.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.WorkAlerts, in.Client); err != nil {
			return err
		}
		x, err := s.one(ctx, &tx.Reader, in.Client, in.Prompt)
		switch {
		case err != nil:
			return err
		case x.Version != in.Version:
			return fault.Stale()
		case x.State != prompt.Answered:
			return fault.New(fault.Conflict, "monitoring.prompt.decided")
		}
		if err := prompt.CheckVerdict(in.Verdict, in.Note).Err(); err != nil {
			return err
		}
		set := db.Row{"state": in.Verdict, "decided_at": tx.Now, "decided_by": tx.Actor.Ref()}
		if in.Note != "" {
			if set["note"], err = s.Seal.SealText(ctx, tx, in.Client, prompts, "note", x.ID, in.Note); err != nil {
				return err
			}
		}
		if err := tx.UpdateVersion(ctx, prompts, x.ID, x.Version, set); err != nil {
			return err
		}
		f := fact.New("monitoring.prompt_compared", in.Client, "prompt", x.ID, "verdict", string(in.Verdict))
		if in.Verdict == prompt.Refused {
			key, err := s.raise(ctx, tx, x, prompt.AlertPhoto, judge.Violation, x.AnsweredAt)
			if err != nil {
				return err
			}
			f = fact.New("monitoring.prompt_refused", in.Client, "prompt", x.ID, "alert", key)
		}
		return tx.Record(ctx, access.WorkAlerts, "", f)
	})
}

// Queue lists the photographs in sight that wait for a person, the oldest first. Needs WorkAlerts.
func (s *Service) Queue(ctx context.Context) ([]prompt.Prompt, error) {
	if err := s.guard.Permit(ctx, access.WorkAlerts); err != nil {
		return nil, err
	}
	var out []prompt.Prompt
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[promptRow](ctx, r, `select `+promptColumns+` from monitoring_prompt c where c.state = 'answered' and {visible c.client_id} order by c.at, c.id limit 200`)
		for _, x := range rows {
			db.Shown(ctx, x.Client)
			out = append(out, prompt.Prompt{ID: x.ID, Client: x.Client, Day: x.Day, State: x.State, AskedAt: x.AskedAt, AnsweredAt: x.AnsweredAt})
		}
		return err
	})
	return out, err
}
