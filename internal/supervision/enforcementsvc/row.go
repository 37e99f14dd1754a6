package enforcementsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/enforcement"
)

const (
	cases   = "supervision_enforcement"
	bases   = "supervision_enforcement_basis"
	stepTab = "supervision_enforcement_step"
)

// caseCols are the columns of a case in the order of enforcement.Case.
const caseCols = `c.id, c.client_id, c.year, c.number, c.state, c.action, c.table_row, c.table_says, c.opened_at, c.opened_by, c.proposed_by,
	c.decided_by, c.decided_on, c.state_on, c.due, c.closed_at, c.version`

func load(ctx context.Context, r *db.Reader, client id.Client, ref string) (enforcement.Case, error) {
	return db.One[enforcement.Case](ctx, r, `select `+caseCols+` from supervision_enforcement c where c.id = $1 and c.client_id = $2
		and {visible c.client_id}`, ref, client)
}

// save writes where the case stands after a step.
func (o *Ops) save(ctx context.Context, tx *db.Tx, c enforcement.Case, version int) error {
	return tx.UpdateVersion(ctx, cases, c.ID, version, db.Row{
		"state": c.State, "action": db.Null(c.Action), "proposed_by": db.Null(c.ProposedBy), "decided_by": db.Null(c.DecidedBy),
		"decided_on": c.DecidedOn, "state_on": c.StateOn, "due": c.DueBy(o.rules(tx)), "closed_at": c.ClosedAt,
	})
}

const stepCols = `c.id, c.client_id, c.case_id, c.step_id, c.kind, c.on_day, c.code, c.reason_code, c.how, c.language, c.body, c.name, c.ref,
	c.document, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by, c.reason, c.reason_text`

type stepRow struct {
	Row                             string
	Client                          id.Client
	Case, Step                      string
	Kind                            enforcement.Kind
	On                              civil.Date
	Code, ReasonCode, How, Language string
	Body, Name, Ref                 []byte
	Document                        string
	RecordedAt                      civil.Instant
	RecordedBy                      string
	ReplacedAt                      civil.Instant
	ReplacedBy, Reason              string
	ReasonText                      []byte
}

// steps reads all versions of all steps of cases, the oldest first.
func (o *Ops) steps(ctx context.Context, r *db.Reader, client id.Client, refs ...string) ([]enforcement.Step, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	rows, err := db.All[stepRow](ctx, r, `select `+stepCols+` from supervision_enforcement_step c where c.client_id = $1 and c.case_id in `+
		db.In(len(refs), 2)+` and {visible c.client_id} order by c.recorded_at, c.id`, append([]any{client}, db.Args(refs)...)...)
	if err != nil {
		return nil, err
	}
	out := make([]enforcement.Step, len(rows))
	var boxes []seal.Box
	var into []*string
	later := func(x stepRow, column string, sealed []byte, to *string) {
		if len(sealed) > 0 {
			boxes = append(boxes, seal.Box{Scope: seal.Client(client), Table: stepTab, Column: column, Row: x.Row, Sealed: sealed})
			into = append(into, to)
		}
	}
	for i, x := range rows {
		s := &out[i]
		s.Row, s.RecordedAt, s.RecordedBy, s.ReplacedAt, s.ReplacedBy, s.Reason = x.Row, x.RecordedAt, x.RecordedBy, x.ReplacedAt, x.ReplacedBy, x.Reason
		s.Client, s.Case, s.Step, s.Kind, s.On, s.Code, s.ReasonCode = x.Client, x.Case, x.Step, x.Kind, x.On, x.Code, x.ReasonCode
		s.How, s.Language, s.Document = x.How, x.Language, x.Document
		later(x, "body", x.Body, &s.Text)
		later(x, "name", x.Name, &s.Name)
		later(x, "ref", x.Ref, &s.Ref)
		later(x, "reason_text", x.ReasonText, &s.ReasonText)
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for i, to := range into {
		*to = string(boxes[i].Plain)
	}
	return out, nil
}

func (o *Ops) insertStep(ctx context.Context, tx *db.Tx, s enforcement.Step) error {
	row := db.Row{
		"id": tx.NewID(), "client_id": s.Client, "case_id": s.Case, "step_id": s.Step, "kind": s.Kind, "on_day": s.On, "code": db.Null(s.Code),
		"reason_code": db.Null(s.ReasonCode), "how": db.Null(s.How), "language": db.Null(s.Language), "document": db.Null(s.Document),
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	return o.insertSealed(ctx, tx, s.Client, stepTab, row, map[string]string{"body": s.Text, "name": s.Name, "ref": s.Ref})
}

func (o *Ops) insertSealed(ctx context.Context, tx *db.Tx, client id.Client, table string, row db.Row, texts map[string]string) error {
	if err := o.Seal.Texts(ctx, tx, client, table, row, texts); err != nil {
		return err
	}
	return tx.Insert(ctx, table, row)
}

// basisRow is one line of what a case rests on, or looked at and did not count. Duty lines name the obligation behind appointments.
type basisRow struct {
	ID, Case string
	Kind     enforcement.EntryKind
	Ref      string
	Code     string
	On       civil.Date
	Counted  bool
	Why      enforcement.Why
	Body     []byte
	Text     string
}

const duty enforcement.EntryKind = "duty"

// basisOf reads the lines of cases, in the order of days.
func (o *Ops) basisOf(ctx context.Context, r *db.Reader, client id.Client, refs ...string) ([]basisRow, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	type stored struct {
		ID, Case  string
		Kind      enforcement.EntryKind
		Ref, Code string
		On        civil.Date
		Counted   bool
		Why       enforcement.Why
		Body      []byte
	}
	rows, err := db.All[stored](ctx, r, `select c.id, c.case_id, c.kind, c.ref, c.code, c.on_day, c.counted, c.why, c.body
		from supervision_enforcement_basis c where c.client_id = $1 and c.case_id in `+db.In(len(refs), 2)+` and {visible c.client_id}
		order by c.on_day, c.id`, append([]any{client}, db.Args(refs)...)...)
	out := make([]basisRow, len(rows))
	for i, x := range rows {
		out[i] = basisRow{x.ID, x.Case, x.Kind, x.Ref, x.Code, x.On, x.Counted, x.Why, x.Body, ""}
		if len(x.Body) > 0 && err == nil {
			out[i].Text, err = o.Seal.OpenText(ctx, r, client, bases, "body", x.ID, x.Body)
		}
	}
	return out, err
}
