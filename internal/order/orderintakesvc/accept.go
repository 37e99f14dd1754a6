package orderintakesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Accept decides whose a checked judgment is: of a person on record, or of a new one.
type Accept struct {
	ID      string
	Version int
	Client  id.Client // the person chosen; empty for a new one
	New     bool      // none of those offered is the person
}

// Accept makes a checked judgment an order. When somebody out of the actor's sight may be the person, the custodian decides
// later and the actor notices nothing. Needs access.CheckJudgment, and sight of the chosen person. Faults: forbidden,
// not_found, conflict (stale, or accepted already), invalid when persons are offered and none was chosen.
func (s *Service) Accept(ctx context.Context, in Accept) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		client, err := s.ops.Accept(ctx, tx, in)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.CheckJudgment, "", accepted(in.ID, client)...)
	})
}

// accepted is what the record says of an acceptance; a judgment that waits for the custodian is nobody's yet.
func accepted(judgment string, client id.Client) []fact.Fact {
	return []fact.Fact{fact.New("order.judgment_accepted", client, "judgment", judgment)}
}

// Accept is the step of Service.Accept and returns the client, "" while a custodian has to decide; the caller records and
// must not show the difference.
func (o *Ops) Accept(ctx context.Context, tx *db.Tx, in Accept) (id.Client, error) {
	j, err := o.begin(ctx, tx, in.ID, in.Version)
	if err != nil {
		return "", err
	}
	if j.State != order.JudgmentChecked || !j.Checks.Passed() {
		return "", fault.New(fault.Conflict, "judgment.not_checked")
	}
	return o.settle(ctx, tx, j, in)
}

// settle gives the judgment to a person, to a new one, or to the custodian's queue.
func (o *Ops) settle(ctx context.Context, tx *db.Tx, j Judgment, in Accept) (id.Client, error) {
	if in.Client != "" {
		if err := o.guard.Allow(ctx, tx, access.CheckJudgment, in.Client); err != nil {
			return "", err
		}
		return in.Client, o.give(ctx, tx, j, in.Client, false)
	}
	hidden, err := o.outOfSight(ctx, tx, j, in.New)
	if err != nil {
		return "", err
	}
	twins, err := o.hiddenTwins(ctx, tx, j)
	if err != nil {
		return "", err
	}
	if len(hidden)+len(twins) > 0 {
		return "", o.hold(ctx, tx, j, hidden, twins)
	}
	client, err := o.People.Create(ctx, tx, j.NewPerson())
	if err != nil {
		return "", err
	}
	return client, o.give(ctx, tx, j, client, true)
}

// outOfSight are the persons out of the actor's sight whom the judgment may mean. Fault: invalid when there are others in sight
// and nobody has said that it means none of them.
func (o *Ops) outOfSight(ctx context.Context, tx *db.Tx, j Judgment, isNew bool) ([]id.Client, error) {
	if isNew {
		return o.People.HiddenCandidates(ctx, tx, j.Convict.Identity())
	}
	visible, hidden, err := o.People.Candidates(ctx, tx, j.Convict.Identity())
	if err == nil && len(visible) > 0 {
		err = choosePerson()
	}
	return hidden, err
}

func choosePerson() error {
	var p fault.Problems
	p.Add("client", "judgment.choose_person")
	return p.Err()
}

// give makes the judgment an order of a client; what the document shows of a known person is added beside the record.
func (o *Ops) give(ctx context.Context, tx *db.Tx, j Judgment, client id.Client, created bool) error {
	if !created {
		if err := o.People.Attach(ctx, tx, client, j.NewPerson()); err != nil {
			return err
		}
	}
	row := db.Row{"client_id": client}
	if j.State != order.JudgmentAccepted {
		row = o.acceptance(tx, client)
	}
	if err := o.decide(ctx, tx, j, row); err != nil {
		return err
	}
	if _, err := o.Orders.Open(ctx, tx, order.Opening{Judgment: j.Judgment, ID: j.ID, Client: client, Rulebook: j.Rulebook, Running: j.running}); err != nil {
		return err
	}
	return o.fileSheets(ctx, tx, j.ID, client)
}

func (o *Ops) acceptance(tx *db.Tx, client id.Client) db.Row {
	return db.Row{"state": order.JudgmentAccepted, "client_id": db.Null(client), "accepted_at": tx.Now, "accepted_by": tx.Actor.Ref()}
}

// hiddenTwins are papers of the same judgment that the actor does not see.
func (o *Ops) hiddenTwins(ctx context.Context, tx *db.Tx, j Judgment) ([]twin, error) {
	if j.Another {
		return nil, nil
	}
	all, err := o.twins(ctx, tx, j.Judgment, j.ID)
	if err != nil {
		return nil, err
	}
	var out []twin
	for _, t := range all {
		if _, err := o.load(ctx, &tx.Reader, t.ID); fault.Is(err, fault.NotFound) {
			out = append(out, t)
		} else if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Candidates offers the persons in the actor's sight who may be the one of the judgment, the likeliest first, with the
// numbers of their files. Needs access.CheckJudgment. Faults: forbidden, not_found.
func (s *Service) Candidates(ctx context.Context, judgment string) ([]person.Candidate, error) {
	var out []person.Candidate
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) { // matching needs a transaction; nothing is written
		if err := s.ops.guard.Permit(ctx, access.CheckJudgment); err != nil {
			return err
		}
		j, err := s.ops.load(ctx, &tx.Reader, judgment)
		if err != nil {
			return err
		}
		out, err = s.ops.offer(ctx, tx, j.Convict.Identity())
		return err
	})
	return out, err
}

func (o *Ops) offer(ctx context.Context, tx *db.Tx, who person.Identity) ([]person.Candidate, error) {
	out, _, err := o.People.Candidates(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	clients := make([]id.Client, len(out))
	for i, c := range out {
		clients[i] = c.Client
	}
	files, err := o.Orders.FileNumbers(ctx, &tx.Reader, clients)
	for i := range out {
		out[i].FileNumber = string(files[out[i].Client])
	}
	db.Shown(ctx, clients...)
	return out, err
}
