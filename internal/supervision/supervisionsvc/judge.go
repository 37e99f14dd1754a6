package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Judge writes what a case of enforcement found onto the appointments it looked at: a reason that is acceptable makes an absence an
// acceptable one, "no action because" is said beside the outcome. Both can be corrected like any outcome, and the outcome is looked
// at again when the case is taken back. The caller has asked the guard, and records the facts. What has no outcome is left alone.
func (o *Ops) Judge(ctx context.Context, tx *db.Tx, client id.Client, entries []string, j supervision.Judgement) ([]fact.Fact, error) {
	var facts []fact.Fact
	for _, e := range entries {
		a, err := o.appointment(ctx, &tx.Reader, client, e)
		if err != nil {
			return nil, err
		}
		if a.State != supervision.Closed {
			continue
		}
		item, _ := o.rules(tx).List(rulebook.ListOutcomes).Item(a.Outcome)
		was, a := a.Outcome, a.Judge(j, item.Attr["attended"] == "false")
		st, err := o.next(ctx, tx, a, a.Row, Why{Text: j.Number}, fact.New("supervision.outcome_judged", client, "kind", a.Kind, "outcome", a.Outcome,
			"entry", a.Entry, "action", j.Code, "number", j.Number))
		if err != nil {
			return nil, err
		}
		facts = append(facts, st.facts...)
		if was != a.Outcome {
			more, err := o.Reopen(ctx, tx, client, e, supervision.JudgedReason)
			if facts = append(facts, more...); err != nil {
				return nil, err
			}
		}
		if err := o.RestOn(ctx, tx, client, supervision.OutcomeDecision, e, []string{j.Case}); err != nil {
			return nil, err
		}
	}
	return facts, nil
}
