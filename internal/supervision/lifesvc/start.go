package lifesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/life"
)

// Start is the beginning of an event: what was asked, told or heard.
type Start struct {
	Client id.Client
	Kind   string
	Act    life.Act
}

// Start begins an event and returns its identifier. Needs ManageLifeEvent. Faults: not_found, forbidden, conflict when one of the
// kind is open already, invalid with all fields at once.
func (s *Service) Start(ctx context.Context, in Start) (string, error) {
	event := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		if err := s.ops.guard.Allow(ctx, tx, access.ManageLifeEvent, in.Client); err != nil {
			return step{}, err
		}
		made, facts, err := s.ops.start(ctx, tx, in)
		event = made
		return step{action: access.ManageLifeEvent, facts: facts}, err
	})
	return event, err
}

func (o *Ops) start(ctx context.Context, tx *db.Tx, in Start) (string, []fact.Fact, error) {
	kind := life.Kind(in.Kind)
	m, today := life.Of(kind), o.today(tx)
	if !kind.Known() {
		var p fault.Problems
		p.Add("kind", "field.choose")
		return "", nil, p.Err()
	}
	problems := life.CheckStart(m, in.Act, o.rules(tx), today)
	if err := o.mayStart(ctx, tx, in.Client, kind, &problems); err != nil {
		return "", nil, err
	}
	if err := problems.Err(); err != nil {
		return "", nil, err
	}
	if m.Single {
		n, err := db.One[int](ctx, tx, `select count(*) from supervision_life_event c where c.client_id = $1 and c.kind = $2 and c.closed_at is null
			and {visible c.client_id}`, in.Client, kind)
		if err != nil {
			return "", nil, err
		}
		if n > 0 {
			return "", nil, fault.New(fault.Conflict, "life.open_already")
		}
	}
	e := life.Begin(m, in.Act)
	e.ID, e.Client = tx.NewID(), in.Client
	e = e.Clocked(m, nil, o.rules(tx), today)
	row := o.columns(e)
	row["id"], row["client_id"], row["kind"], row["opened_at"], row["opened_by"], row["version"] = e.ID, e.Client, e.Kind, tx.Now, tx.Actor.Ref(), 1
	if err := o.sealed(ctx, tx, e.Client, events, row, texts(e)); err != nil {
		return "", nil, err
	}
	if err := tx.Insert(ctx, events, row); err != nil {
		return "", nil, err
	}
	return e.ID, []fact.Fact{o.fact(tx, "supervision.life_"+string(kind), e)}, nil
}

// mayStart refuses what belongs elsewhere: before registration a search is a step of the registration.
func (o *Ops) mayStart(ctx context.Context, tx *db.Tx, client id.Client, kind life.Kind, problems *fault.Problems) error {
	if o.Standing == nil {
		return nil
	}
	s, err := o.Standing(ctx, &tx.Reader, client)
	switch {
	case err != nil:
		return err
	case kind == life.Search && !s.Registered:
		problems.Add("kind", "life.search_registration")
	case s.Ended && kind != life.Death:
		problems.Add("kind", "life.over")
	}
	return nil
}

// fact remembers a step; days stand in it, words do not.
func (o *Ops) fact(tx *db.Tx, kind string, e life.Event) fact.Fact {
	f := fact.New(kind, e.Client, "event", e.ID, "happening", string(e.Kind), "state", string(e.State))
	if !e.From.IsZero() {
		f.Data["from"] = e.From.String()
	}
	if !e.Until.IsZero() {
		f.Data["until"] = e.Until.String()
	}
	f.ID = tx.NewID()
	return f
}
