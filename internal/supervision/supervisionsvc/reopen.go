package supervisionsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// RestOn remembers that a decision rests on entries of the client's file: contacts, appointments, notes or documents. The
// caller has asked the guard, and records. Kind and decision name the decision, such as "order_change" and its identifier. What
// somebody did or left undone within the voluntary programme is refused: nothing may rest on it. Fault: invalid at "basis".
func (o *Ops) RestOn(ctx context.Context, tx *db.Tx, client id.Client, kind, decision string, entries []string) error {
	if o.Plans != nil && len(entries) > 0 {
		if err := o.Plans.NotVoluntary(ctx, &tx.Reader, entries); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if e == "" {
			continue
		}
		if err := tx.Insert(ctx, "supervision_basis", db.Row{
			"id": tx.NewID(), "client_id": client, "decision_kind": kind, "decision_id": decision,
			"entry_id": e, "recorded_at": tx.Now,
		}); err != nil {
			return err
		}
	}
	return nil
}

// Reopen opens every decision that rests on an entry again, because the entry left the file. The caller records the facts.
func (o *Ops) Reopen(ctx context.Context, tx *db.Tx, client id.Client, entry, reason string) ([]fact.Fact, error) {
	type row struct{ ID, Kind, Decision string }
	rows, err := db.All[row](ctx, tx.System(), `select c.id, c.decision_kind, c.decision_id from supervision_basis c where c.client_id = $1
		and c.entry_id = $2 and c.replaced_at is null and {visible c.client_id} order by c.id`, client, entry)
	if err != nil {
		return nil, err
	}
	var facts []fact.Fact
	for _, b := range rows {
		if err := tx.Update(ctx, "supervision_basis", b.ID, db.Row{"replaced_at": tx.Now}); err != nil {
			return nil, err
		}
		if err := tx.Insert(ctx, "supervision_reopen", db.Row{
			"id": tx.NewID(), "client_id": client, "decision_kind": b.Kind, "decision_id": b.Decision,
			"entry_id": entry, "reason": reason, "opened_at": tx.Now, "opened_by": tx.Actor.Ref(), "version": 1,
		}); err != nil {
			return nil, err
		}
		facts = append(facts, fact.New("supervision.decision_reopened", client, "decision", b.Kind))
	}
	return facts, nil
}

type reopenRow struct {
	ID, Client, Kind, Decision, Reason string
	OpenedAt                           civil.Instant
	OpenedBy                           string
	Version                            int
	DecidedAt                          civil.Instant
}

func (x reopenRow) reopened() supervision.Reopened {
	return supervision.Reopened{
		ID: x.ID, Client: id.Client(x.Client), DecisionKind: x.Kind, DecisionID: x.Decision, Reason: x.Reason,
		OpenedAt: x.OpenedAt, OpenedBy: x.OpenedBy, Version: x.Version,
	}
}

const reopenCols = `c.id, c.client_id, c.decision_kind, c.decision_id, c.reason, c.opened_at, c.opened_by, c.version, c.decided_at`

// maxReopened bounds the worklist; decisions that wait are few or something is wrong.
const maxReopened = 200

// Reopened lists the decisions in the actor's sight that wait to be decided again, the oldest first; of one client when
// client is given. Needs DecideReopen.
func (s *Service) Reopened(ctx context.Context, client id.Client) ([]supervision.Reopened, error) {
	if err := s.ops.guard.Permit(ctx, access.DecideReopen); err != nil {
		return nil, err
	}
	var out []supervision.Reopened
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[reopenRow](ctx, r, `select `+reopenCols+` from supervision_reopen c where c.decided_at is null
			and ($1 = '' or c.client_id = $1) and {visible c.client_id} order by c.opened_at, c.id limit $2`, string(client), maxReopened)
		for _, x := range rows {
			out = append(out, x.reopened())
			db.Shown(ctx, id.Client(x.Client))
		}
		return err
	})
	return out, err
}

// DecideReopened answers a decision that was opened again.
type DecideReopened struct {
	Client   id.Client
	ID       string
	Version  int
	Decision supervision.Decision
	Text     string
}

// DecideReopened decides again. An outcome that is undone waits for a new one. Needs DecideReopen. Faults: not_found, conflict
// when somebody has decided meanwhile, invalid.
func (s *Service) DecideReopened(ctx context.Context, in DecideReopened) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.decide(ctx, tx, in) })
}

func (o *Ops) decide(ctx context.Context, tx *db.Tx, in DecideReopened) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.DecideReopen, in.Client); err != nil {
		return step{}, err
	}
	x, err := db.One[reopenRow](ctx, tx, `select `+reopenCols+` from supervision_reopen c where c.id = $1 and c.client_id = $2
		and {visible c.client_id}`, in.ID, in.Client)
	if err != nil {
		return step{}, err
	}
	if !x.DecidedAt.IsZero() {
		return step{}, fault.Stale()
	}
	var problems fault.Problems
	supervision.CheckDecision(&problems, in.Decision, in.Text)
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	text, err := o.Seal.SealText(ctx, tx, in.Client, "supervision_reopen", "decision_text", in.ID, in.Text)
	if err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, "supervision_reopen", in.ID, in.Version, db.Row{
		"decided_at": tx.Now, "decided_by": tx.Actor.Ref(),
		"decision": in.Decision, "decision_text": text,
	}); err != nil {
		return step{}, err
	}
	st := step{access.DecideReopen, x.Reason, []fact.Fact{fact.New(decided[in.Decision], in.Client, "decision", x.Kind)}}
	if in.Decision != supervision.Undone {
		return st, nil
	}
	if x.Kind != supervision.OutcomeDecision {
		if o.Undo != nil {
			more, err := o.Undo(ctx, tx, in.Client, x.Kind, x.Decision, Why{Reason: x.Reason, Text: in.Text})
			st.facts = append(st.facts, more...)
			return st, err
		}
		return st, nil
	}
	more, err := o.undoOutcome(ctx, tx, in.Client, x.Decision, Why{Reason: x.Reason, Text: in.Text})
	st.facts = append(st.facts, more...)
	return st, err
}

// decided are the facts that answers leave.
var decided = map[supervision.Decision]string{ //nolint:gochecknoglobals // a table
	supervision.Undone: "supervision.reopen_undone", supervision.Changed: "supervision.reopen_changed", supervision.Stands: "supervision.reopen_stands",
}

// undoOutcome takes an outcome back: the appointment waits for its outcome again.
func (o *Ops) undoOutcome(ctx context.Context, tx *db.Tx, client id.Client, entry string, why Why) ([]fact.Fact, error) {
	a, err := o.appointment(ctx, &tx.Reader, client, entry)
	if err != nil || a.State != supervision.Closed {
		return nil, err
	}
	st, err := o.next(ctx, tx, a.Reopen(), a.Row, why, fact.New("supervision.outcome_withdrawn", client, "kind", a.Kind, "entry", a.Entry))
	if err != nil {
		return nil, err
	}
	more, err := o.Reopen(ctx, tx, client, entry, why.Reason) // an outcome that is gone takes along what was decided on it
	return append(st.facts, more...), err
}
