package assessmentcaresvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/event"
)

// ChangeReader reads the facts of the record and notes those that are a significant change for a client with an assessment in
// force. It runs as a job with the system's rights.
func (s *Service) ChangeReader() event.Consumer {
	return event.Consumer{Name: "assessment.changes", Types: s.ops.changeFacts(s.db.Now()), Handle: s.ops.seeFact, Sift: s.ops.assessedOnly}
}

// changeFacts are the types of fact that may be a change, by the rulebook in force.
func (o *Ops) changeFacts(now civil.Instant) []string {
	var out []string
	for _, x := range o.Rules.At(now.In(o.Zone)).List(assessment.ListChangeFacts).Items {
		out = append(out, x.Code)
	}
	return out
}

// assessedOnly leaves the facts of clients who have an assessment in force: of the others none can be a change.
func (o *Ops) assessedOnly(ctx context.Context, tx *db.Tx, items []event.Item) ([]event.Item, error) {
	var clients []id.Client
	for _, it := range items {
		clients = append(clients, it.Fact.Client)
	}
	have, err := db.All[id.Client](ctx, tx.System(), `select distinct c.client_id from assessment_assessment c where c.client_id in `+db.In(len(clients), 1)+`
		and c.instrument_use = 'assessment' and c.state = 'in_force' and c.compartment is null and {visible c.client_id} and {inside c.client_id c.compartment}`,
		db.Args(clients)...)
	return slices.DeleteFunc(items, func(it event.Item) bool { return !slices.Contains(have, it.Fact.Client) }), err
}

func (o *Ops) seeFact(ctx context.Context, tx *db.Tx, it event.Item) error {
	today := o.today(tx)
	kind, ok := assessment.ChangeOf(o.list(tx, assessment.ListChangeFacts), it.Fact.Type, today)
	if !ok || it.Fact.Client == "" {
		return nil
	}
	when := it.Fact.Occurred
	if when.IsZero() {
		when = it.Recorded
	}
	counts, err := o.countsAsChange(ctx, tx, it.Fact.Client, kind, it.Fact.ID, it.Recorded)
	if err != nil || !counts {
		return err
	}
	f, err := o.insertChange(ctx, tx, assessment.SignificantChange{Client: it.Fact.Client, Kind: kind, OccurredOn: when.In(o.Zone), Cause: it.Fact.ID})
	if err != nil {
		return err
	}
	return tx.Record(ctx, access.Assess, "", f)
}

// countsAsChange: an assessment that was signed before the fact is in force, and no change of this kind waits already.
func (o *Ops) countsAsChange(ctx context.Context, tx *db.Tx, client id.Client, kind, cause string, recorded civil.Instant) (bool, error) {
	r := tx.System()
	older, err := db.One[int](ctx, r, `select count(*) from assessment_assessment c where c.client_id = $1 and c.instrument_use = 'assessment'
		and c.state = 'in_force' and c.compartment is null and c.signed_at < $2 and {visible c.client_id} and {inside c.client_id c.compartment}`, client, recorded)
	if err != nil || older == 0 {
		return false, err
	}
	waiting, err := db.One[int](ctx, r, `select count(*) from assessment_change c where c.client_id = $1 and (c.cause_fact = $2 or c.kind = $3 and c.state = 'open')
		and {visible c.client_id}`, client, cause, kind)
	return waiting == 0, err
}
