package checkinsvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/supervision"
)

// Asked is a check-in as its client sees it: what was answered so far, and the plan with its own questions.
type Asked struct {
	Round checkin.Round
	Plan  checkin.Plan
	Draft checkin.Answers
	Photo bool // a picture lies there already
}

// Waiting is the check-in that waits for a client, today or next.
type Waiting struct {
	Round  checkin.Round // zero when there is none
	Asks   bool          // it can be answered today
	Paused string        // why none is asked for the time being: a code of Deps.Pause; "" also when check-in is off
}

// Waiting reads the check-in of the client who is signed in. Fault: not_found for anybody else.
func (s *Service) Waiting(ctx context.Context, client id.Client) (out Waiting, err error) {
	err = s.own(ctx, client, func(r *db.Reader) error {
		on, err := db.One[int](ctx, r, `select count(*) from portal_checkin_plan c where c.client_id = $1 and c.ended_at is null and {visible c.client_id}`, client)
		if err != nil || on == 0 {
			return err
		}
		if out.Paused, err = s.ops.paused(ctx, r, client, s.Today()); err != nil || out.Paused != "" {
			return err
		}
		live, err := s.ops.Live(ctx, r, client)
		if err != nil || !live {
			return err
		}
		x, ok, err := db.Maybe[roundRow](ctx, r, `select `+roundCols+` from portal_checkin c join portal_checkin_plan p on p.id = c.plan_id
			where c.client_id = $1 and c.state = 'open' and p.ended_at is null and c.closes_on >= $2 and {visible c.client_id} order by c.opens_on`, client, s.Today())
		if err != nil || !ok {
			return err
		}
		out.Round, err = s.ops.openRound(ctx, r, x)
		out.Asks = out.Round.Asks(s.Today())
		return err
	})
	return out, err
}

// own runs fn on the record of the client who asks. Fault: not_found for anybody else.
func (s *Service) own(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if client == "" || access.Self(ctx) != client {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		db.Shown(ctx, client)
		return fn(r)
	})
}

// Asked reads a check-in of the client who is signed in. Fault: not_found.
func (s *Service) Asked(ctx context.Context, client id.Client, entry string) (Asked, error) {
	var out Asked
	err := s.own(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.asked(ctx, r, client, entry)
		return err
	})
	return out, err
}

func (o *Ops) asked(ctx context.Context, r *db.Reader, client id.Client, entry string) (Asked, error) {
	var out Asked
	var err error
	if out.Round, err = o.round(ctx, r, client, entry); err != nil {
		return out, err
	}
	if out.Plan, err = o.plan(ctx, r, client, out.Round.Plan); err != nil {
		return out, err
	}
	out.Photo = out.Round.Photo != ""
	if out.Round.State != checkin.Open {
		out.Draft = out.Round.Answers
		return out, nil
	}
	type row struct {
		ID   string
		Step checkin.Step
		Body []byte
	}
	rows, err := db.All[row](ctx, r, `select d.id, d.step, d.body from portal_checkin_draft d where d.checkin_id = $1`, entry)
	for _, x := range rows {
		var page checkin.Answers
		if err := o.unpack(ctx, r, client, "portal_checkin_draft", "body", x.ID, x.Body, &page); err != nil {
			return out, err
		}
		out.Draft = out.Draft.Take(x.Step, page)
	}
	return out, err
}

// Save is what was answered on one page.
type Save struct {
	Client  id.Client
	Entry   string
	Step    checkin.Step
	Answers checkin.Answers
	Photo   *blob.File // of the page for a picture; nil leaves it out
}

// Save keeps the answers of one page, so that a dropped line loses nothing. An answer that tells of danger alerts a person at once,
// whether the rest is sent or not; what this page told of is returned. Faults: not_found for anybody else, invalid, conflict when the check-in can
// no longer be answered.
func (s *Service) Save(ctx context.Context, in Save) (supervision.CrisisKind, error) {
	var staged *blob.Staged
	if in.Photo != nil {
		if err := s.ops.guard.AllowSelf(ctx, in.Client); err != nil {
			return "", err
		}
		var err error
		if staged, err = s.ops.Blobs.Stage(seal.Client(in.Client), *in.Photo); err != nil {
			return "", err
		}
	}
	var found supervision.CrisisKind
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := s.ops.guard.AllowSelf(ctx, in.Client); err != nil {
			return err
		}
		a, err := s.ops.answering(ctx, tx, in.Client, in.Entry)
		if err != nil {
			return err
		}
		var problems fault.Problems
		in.Answers.Check(&problems, in.Step)
		if err := problems.Err(); err != nil {
			return err
		}
		set := db.Row{}
		if staged != nil {
			ref, err := s.ops.Blobs.Keep(ctx, tx, staged)
			if err != nil {
				return err
			}
			set["photo"] = ref
		}
		if err := s.ops.saveDraft(ctx, tx, in); err != nil {
			return err
		}
		facts, err := s.ops.alert(ctx, tx, a, a.Draft.Take(in.Step, in.Answers), set)
		if err != nil {
			return err
		}
		found = checkin.Answers{}.Take(in.Step, in.Answers).Crisis()
		if len(set) > 0 {
			if err := tx.UpdateVersion(ctx, rounds, a.Round.ID, a.Round.Version, set); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.ActSelf, "", facts...)
	})
	return found, err
}

// answering loads a check-in that can be answered now. Fault: conflict when it cannot.
func (o *Ops) answering(ctx context.Context, tx *db.Tx, client id.Client, entry string) (Asked, error) {
	a, err := o.asked(ctx, &tx.Reader, client, entry)
	if err != nil {
		return a, err
	}
	live, err := o.Live(ctx, &tx.Reader, client)
	if err != nil {
		return a, err
	}
	why, err := o.paused(ctx, &tx.Reader, client, tx.Now.In(o.Zone))
	if err != nil {
		return a, err
	}
	if !live || why != "" || !a.Plan.Running() || !a.Round.Asks(tx.Now.In(o.Zone)) {
		return a, fault.New(fault.Conflict, "checkin.closed_now")
	}
	return a, nil
}

func (o *Ops) saveDraft(ctx context.Context, tx *db.Tx, in Save) error {
	row := in.Entry + ":" + string(in.Step)
	body, err := o.pack(ctx, tx, in.Client, "portal_checkin_draft", "body", row, in.Answers)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from portal_checkin_draft where id = $1`, row); err != nil {
		return err
	}
	return tx.Insert(ctx, "portal_checkin_draft", db.Row{"id": row, "checkin_id": in.Entry, "step": in.Step, "body": body, "at": tx.Now})
}

// alert tells a person of a danger once for each kind, at the moment it is said.
func (o *Ops) alert(ctx context.Context, tx *db.Tx, a Asked, said checkin.Answers, set db.Row) ([]fact.Fact, error) {
	kind := said.Crisis()
	if kind == "" || kind == a.Round.Crisis {
		return nil, nil
	}
	set["crisis"], set["wants_help"] = kind, true
	c := a.Round.Client
	facts := []fact.Fact{fact.New("portal.checkin_crisis", c, "entry", a.Round.ID, "kind", string(kind)).From("portal")}
	if o.Crisis != nil {
		more, err := o.Crisis(ctx, tx, supervision.Crisis{Client: c, Kind: kind, Source: "checkin", Entry: a.Round.ID, Words: words(kind, said)})
		if err != nil {
			return nil, err
		}
		return append(facts, more...), nil
	}
	return facts, o.Tell(ctx, tx, c, access.Notice{
		Kind: "portal_crisis", Client: c, Subject: a.Round.ID, Href: "/clients/" + string(c) + "/checkins/" + a.Round.ID,
	})
}

// words are what the client said of the danger; the choice itself where nothing was written.
func words(kind supervision.CrisisKind, said checkin.Answers) string {
	if text := strings.TrimSpace(said.FeelText + " " + said.HelpText); text != "" {
		return text
	}
	return string(kind)
}

// Send hands the answers to the officer. Faults: not_found for anybody else, conflict when it can no longer be answered, invalid when
// the first question has no answer.
func (s *Service) Send(ctx context.Context, client id.Client, entry string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.AllowSelf(ctx, client); err != nil {
			return err
		}
		a, err := s.ops.answering(ctx, tx, client, entry)
		if err != nil {
			return err
		}
		var problems fault.Problems
		a.Draft.Check(&problems, checkin.You)
		if err := problems.Err(); err != nil {
			return err
		}
		body, err := s.ops.pack(ctx, tx, client, rounds, "answers", entry, a.Draft)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, rounds, entry, a.Round.Version, db.Row{
			"answers": body, "state": checkin.Answered, "answered_at": tx.Now, "wants_help": a.Draft.WantsHelp(),
		}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from portal_checkin_draft where checkin_id = $1`, entry); err != nil {
			return err
		}
		opens, closes := a.Plan.Next(a.Round.OpensOn, tx.Now.In(s.ops.Zone))
		if err := s.ops.insertRound(ctx, tx, a.Plan, opens, closes); err != nil {
			return err
		}
		return tx.Record(ctx, access.ActSelf, "", fact.New("portal.checkin_answered", client, "entry", entry).From("portal"))
	})
}
