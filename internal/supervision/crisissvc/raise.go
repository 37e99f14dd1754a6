package crisissvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/crisis"
)

// Raise opens the task of a danger within the transaction that wrote down what spoke of it. The caller has asked the guard for
// its own action and records the facts returned. A second sign of the same kind while the first still waits opens no second
// clock when it comes from the same entry; from another entry it is a task of its own. Faults: invalid.
func (o *Ops) Raise(ctx context.Context, tx *db.Tx, c supervision.Crisis) ([]fact.Fact, error) {
	_, facts, err := o.raise(ctx, tx, c)
	return facts, err
}

func (o *Ops) raise(ctx context.Context, tx *db.Tx, c supervision.Crisis) (string, []fact.Fact, error) {
	if err := crisis.CheckRaise(c).Err(); err != nil {
		return "", nil, err
	}
	all := tx.System() // whoever sees the danger may see less of the client than the one who must act
	if c.Entry != "" {
		known, ok, err := db.Maybe[string](ctx, all, `select c.id from supervision_crisis c where c.client_id = $1 and c.entry_id = $2 and c.kind = $3
			and {visible c.client_id}`, c.Client, c.Entry, c.Kind)
		if err != nil || ok {
			return known, nil, err
		}
	}
	office, err := o.sight.OfficeOf(ctx, all, c.Client)
	if err != nil {
		return "", nil, err
	}
	t := crisis.Task{ID: tx.NewID(), Client: c.Client, Kind: c.Kind, Source: c.Source, Entry: c.Entry, Words: c.Words, State: crisis.Open, Office: office}
	if o.Duty != nil {
		if t.Assigned, err = o.Duty.Named(ctx, all, c.Client); err != nil {
			return "", nil, err
		}
	}
	today := o.today(tx)
	within := tx.Now.Add(time.Duration(o.rules(tx).Int(crisis.RuleAnswer, today, 2)) * time.Hour)
	t.DueAt = crisis.Due(tx.Now, today.AddDays(1).StartIn(o.Zone).Add(-time.Minute), within)
	words, err := o.Seal.SealText(ctx, tx, t.Client, tasks, "words", t.ID, t.Words)
	if err != nil {
		return "", nil, err
	}
	if err := tx.Insert(ctx, tasks, db.Row{
		"id": t.ID, "client_id": t.Client, "kind": t.Kind, "source": t.Source, "entry_id": db.Null(t.Entry), "words": words, "state": t.State,
		"opened_at": tx.Now, "opened_by": tx.Actor.Ref(), "due_at": t.DueAt, "assigned_to": db.Null(t.Assigned), "office_id": t.Office, "version": 1,
	}); err != nil {
		return "", nil, err
	}
	if err := o.tellRaised(ctx, tx, t); err != nil {
		return "", nil, err
	}
	return t.ID, []fact.Fact{o.fact(tx, "supervision.crisis_raised", t, "source", t.Source)}, nil
}

// tellRaised tells the named person; when nobody could be named, the office and the department above it.
func (o *Ops) tellRaised(ctx context.Context, tx *db.Tx, t crisis.Task) error {
	if o.Tell == nil {
		return nil
	}
	n := notice("crisis_raised", t)
	if t.Assigned != "" {
		return o.Tell.Account(ctx, tx, t.Assigned, n)
	}
	if err := o.Tell.Head(ctx, tx, t.Client, n); err != nil {
		return err
	}
	return o.Tell.Region(ctx, tx, t.Client, n)
}

// notice leads to the task. It names no danger: notices are read on open screens.
func notice(kind string, t crisis.Task) access.Notice {
	return access.Notice{Kind: kind, Client: t.Client, Subject: t.ID, Href: "/clients/" + string(t.Client) + "/crises/" + t.ID}
}

func (o *Ops) fact(tx *db.Tx, kind string, t crisis.Task, pairs ...string) fact.Fact {
	f := fact.New(kind, t.Client, append([]string{"task", t.ID, "crisis", string(t.Kind)}, pairs...)...)
	f.ID = tx.NewID()
	return f
}

// RaiseByHand is a danger that somebody heard of outside a contact, such as a call of a neighbour.
type RaiseByHand struct {
	Client id.Client
	Kind   string
	Words  string
}

// RaiseByHand opens the task of a danger by hand and returns its identifier. Needs HandleCrisis. Faults: not_found, forbidden,
// invalid.
func (s *Service) RaiseByHand(ctx context.Context, in RaiseByHand) (string, error) {
	task := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		if err := s.ops.guard.Allow(ctx, tx, access.HandleCrisis, in.Client); err != nil {
			return step{}, err
		}
		made, facts, err := s.ops.raise(ctx, tx, supervision.Crisis{
			Client: in.Client, Kind: supervision.CrisisKind(in.Kind), Source: "hand", Words: in.Words,
		})
		task = made
		return step{action: access.HandleCrisis, facts: facts}, err
	})
	return task, err
}

// toHandle is the task of a client for whoever may act on it, in the version that was on the page.
func (o *Ops) toHandle(ctx context.Context, tx *db.Tx, client id.Client, task string, version int) (crisis.Task, error) {
	if err := o.guard.Allow(ctx, tx, access.HandleCrisis, client); err != nil {
		return crisis.Task{}, err
	}
	t, err := o.task(ctx, &tx.Reader, client, task)
	if err == nil && t.Row != version {
		err = fault.Stale()
	}
	return t, err
}
