package planrowsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

func (o Rows) gapsOf(ctx context.Context, r *db.Reader, p plan.Plan, m moment) ([]plan.Gap, error) {
	type gapRow struct {
		Row                   string
		Client                id.Client
		Plan, Kind, Ref, Code string
		Text                  []byte
		RecordedAt            civil.Instant
		RecordedBy            string
		ReplacedAt            civil.Instant
		ReplacedBy            string
	}
	rows, err := db.All[gapRow](ctx, r, `select c.id, c.client_id, c.plan_id, c.kind, c.ref, c.code, c.body, c.recorded_at, c.recorded_by, c.replaced_at,
		c.replaced_by from plan_gap c where c.plan_id = $1 and c.client_id = $2 and {visible c.client_id} order by c.recorded_at, c.id`, p.ID, p.Client)
	if err != nil {
		return nil, err
	}
	var sealed seal.Batch
	out := make([]plan.Gap, 0, len(rows))
	for _, x := range rows {
		v := person.Version{Row: x.Row, RecordedAt: x.RecordedAt, RecordedBy: x.RecordedBy, ReplacedAt: x.ReplacedAt, ReplacedBy: x.ReplacedBy}
		if !m.holds(v) {
			continue
		}
		out = append(out, plan.Gap{Version: v, Client: x.Client, Plan: x.Plan, Kind: x.Kind, Ref: x.Ref, Code: x.Code})
		sealed.Into(x.Client, Gaps, "body", x.Row, x.Text, &out[len(out)-1].Text)
	}
	return out, sealed.Open(ctx, o.Seal, r)
}

func (o Rows) agreementsOf(ctx context.Context, r *db.Reader, p plan.Plan, m moment) ([]plan.Agreement, error) {
	type agreementRow struct {
		Row         string
		Client      id.Client
		Plan        string
		Part        plan.Part
		Rev         int
		Answer      plan.Answer
		Why         []byte
		ExplainedBy string
		Language    string
		Interpreter []byte
		On          civil.Date
		Proof       string
		RecordedAt  civil.Instant
		RecordedBy  string
		ReplacedAt  civil.Instant
		ReplacedBy  string
		Reason      string
		ReasonText  []byte
	}
	rows, err := db.All[agreementRow](ctx, r, `select c.id, c.client_id, c.plan_id, c.part, c.rev, c.answer, c.why, c.explained_by, c.language,
		c.interpreter, c.answered_on, c.proof, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by, c.reason, c.reason_text from plan_agreement c where c.plan_id = $1 and c.client_id = $2
		and {visible c.client_id} order by c.recorded_at, c.id`, p.ID, p.Client)
	if err != nil {
		return nil, err
	}
	var sealed seal.Batch
	out := make([]plan.Agreement, 0, len(rows))
	for _, x := range rows {
		v := person.Version{Row: x.Row, RecordedAt: x.RecordedAt, RecordedBy: x.RecordedBy, ReplacedAt: x.ReplacedAt, ReplacedBy: x.ReplacedBy, Reason: x.Reason}
		if !m.knows(v) {
			continue
		}
		if m.holds(v) {
			v.ReplacedAt, v.ReplacedBy, v.Reason = civil.Instant{}, "", "" // taken back later than the moment asked for
		}
		out = append(out, plan.Agreement{
			Version: v, Client: x.Client, Plan: x.Plan, Part: x.Part, Rev: x.Rev, Answer: x.Answer, ExplainedBy: x.ExplainedBy,
			Language: x.Language, On: x.On, Proof: x.Proof,
		})
		if !v.Current() {
			sealed.Into(x.Client, Agreements, "reason_text", x.Row, x.ReasonText, &out[len(out)-1].ReasonText)
		}
		sealed.Into(x.Client, Agreements, "why", x.Row, x.Why, &out[len(out)-1].Why)
		sealed.Into(x.Client, Agreements, "interpreter", x.Row, x.Interpreter, &out[len(out)-1].Interpreter)
	}
	return out, sealed.Open(ctx, o.Seal, r)
}

func (o Rows) progressOf(ctx context.Context, r *db.Reader, client id.Client, m moment) ([]plan.Progress, error) {
	type progressRow struct {
		Head       head
		Goal, Step string
		Kind       plan.ProgressKind
		Code       string
		Text       []byte
		On         civil.Date
	}
	rows, err := db.All[progressRow](ctx, r, `select `+headCols+`, c.goal_id, c.step_id, c.kind, c.code, c.body, c.happened_on from plan_progress c
		where c.client_id = $1 and {visible c.client_id} order by c.recorded_at, c.id`, client)
	if err != nil {
		return nil, err
	}
	var sealed seal.Batch
	out := make([]plan.Progress, 0, len(rows))
	for _, x := range rows {
		h := x.Head
		p := plan.Progress{Version: h.version(), Client: h.Client, Goal: x.Goal, Step: x.Step, Kind: x.Kind, Code: x.Code, On: x.On}
		if !m.knows(p.Version) {
			continue
		}
		if m.holds(p.Version) {
			p.ReplacedAt, p.ReplacedBy, p.Reason = civil.Instant{}, "", "" // taken back later than the moment asked for
		}
		out = append(out, p)
		sealed.Into(h.Client, Progress, "reason_text", h.Row, h.ReasonText, &out[len(out)-1].ReasonText)
		sealed.Into(h.Client, Progress, "body", h.Row, x.Text, &out[len(out)-1].Text)
	}
	return out, sealed.Open(ctx, o.Seal, r)
}
