package assessmentsvc

import (
	"context"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Needs lists what the risk-and-needs assessment in force says of each domain that was rated, in the order of its pages; empty
// without one. The reader decides who is in sight; the caller has asked whether its actor may read.
func (o *Ops) Needs(ctx context.Context, r *db.Reader, client id.Client) ([]assessment.Need, error) {
	x, ok, err := db.Maybe[caseRow](ctx, r, `select `+caseCols+` from assessment_assessment c where c.client_id = $1 and c.state = 'in_force'
		and c.instrument_use = 'assessment' and {visible c.client_id} and {inside c.client_id c.compartment} order by c.signed_at desc limit 1`, client)
	if err != nil || !ok {
		return nil, err
	}
	ins, err := o.instrument(x.Case)
	if err != nil {
		return nil, nil //nolint:nilerr // the program no longer carries the version: there is nothing to suggest from
	}
	now, _, err := o.entries(ctx, r, x.Case, ins.Spec)
	if err != nil {
		return nil, err
	}
	return needs(ins, x.Case, now, o.today(x.Case.SignedAt)), nil
}

func needs(ins *engine.Instrument, c assessment.Case, now map[string]assessment.Entry, since day) []assessment.Need {
	var out []assessment.Need
	for _, d := range ins.Domains {
		rating, ok := ins.Item(d.Rating)
		answer := now[d.Rating].Answer
		if !ok || d.Side || answer == "" {
			continue
		}
		n := assessment.Need{
			Domain: d.ID, Title: d.Title, Rating: answer, Reason: now[rating.Reason].Answer,
			Assessment: c.ID, Instrument: c.Instrument, Version: c.Version, Since: since,
		}
		for _, opt := range ins.OptionsOf(rating) {
			if opt.Code == answer {
				n.RatingText = opt.Label
			}
		}
		for _, it := range ins.ItemsOf(d.ID) {
			switch a := now[it.ID].Answer; it.Part {
			case assessment.PartStrength:
				n.Strength = a
			case assessment.PartHarm:
				n.Harm = a == "1"
			case assessment.PartReoffending:
				n.Reoffending = a == "1"
			}
		}
		out = append(out, n)
	}
	return out
}

// LevelOf reads the decision on a client's level that is in force; the reader decides who is in sight.
func (o *Ops) LevelOf(ctx context.Context, r *db.Reader, client id.Client) (assessment.LevelDecision, bool, error) {
	return o.Levels.LevelOf(ctx, r, client)
}

// DecideLevel writes a decision on a client's level; see assessmentlevelsvc. The caller has asked the guard, and records the facts.
func (o *Ops) DecideLevel(ctx context.Context, tx *db.Tx, in assessmentlevelsvc.Decide) (assessment.LevelDecision, []fact.Fact, error) {
	return o.Levels.DecideLevel(ctx, tx, in)
}

// KeptResult is one scoring as it was kept at a signature.
type KeptResult struct {
	ID, Client, Compartment, Assessment, Instrument, Version, Digest string
	Body                                                             []byte // as assessment.Keep wrote it
}

// Results reads the next n kept scorings after one, in the order of their identifiers; the reader decides who is in sight, and a
// command of the operator sees all. Scoring the inputs again with the same version gives the same body.
func (o *Ops) Results(ctx context.Context, r *db.Reader, after string, n int) ([]KeptResult, error) {
	rows, err := db.All[KeptResult](ctx, r, `select c.id, c.client_id, c.compartment, c.assessment_id, c.instrument, c.instrument_version, c.digest, c.body
		from assessment_result c where c.id > $1 and c.replaced_at is null and {visible c.client_id} and {inside c.client_id c.compartment}
		order by c.id limit $2`, after, n)
	if err != nil {
		return nil, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, x := range rows {
		boxes[i] = seal.Box{Scope: seal.Client(id.Client(x.Client)), Table: results, Column: "body", Row: x.ID, Sealed: x.Body}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Body = boxes[i].Plain
	}
	return rows, nil
}
