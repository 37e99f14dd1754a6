package enforcementweb

import (
	"context"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
)

// correctView is the page on which one step is corrected with a reason.
type correctView struct {
	caseView
	s    enforcement.Step
	form ui.Form
}

func (w *Web) correctView(q *httpx.Req) (correctView, error) {
	v := correctView{}
	var err error
	if v.caseView, err = w.caseView(q); err != nil {
		return v, err
	}
	s, ok := enforcement.ByRow(v.Steps, q.PathValue("step"))
	if !ok {
		return v, fault.MissingRecord()
	}
	v.s = s
	v.form = formOf(q.Ctx(), s)
	if w.Documents != nil && s.Kind == enforcement.CourtResult {
		v.papers, err = w.Documents(q.Ctx(), v.client)
	}
	return v, err
}

// formOf offers what a step says now.
func formOf(ctx context.Context, s enforcement.Step) ui.Form {
	return ui.Form{Values: values("on", i18n.Date(ctx, s.On), "code", s.Code, "how", s.How, "language", s.Language, "text", s.Text, "name", s.Name,
		"ref", s.Ref, "absence_reason", s.ReasonCode, "no_action_reason", s.ReasonCode, "document", s.Document)}
}

func (w *Web) correctPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.correctView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(correctStepPage(v)), nil
}

func (w *Web) correct(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.correctView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	var problems fault.Problems
	in := enforcementsvc.CorrectStep{
		Client: v.client, Case: v.Case.ID, Row: v.s.Row, Step: readStep(&problems, q),
		Why: enforcementsvc.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")},
	}
	switch v.s.Code { // the action of a proposal stays, so its reason goes by it
	case string(enforcement.Acceptable):
		in.Step.ReasonCode = q.Value("absence_reason")
	case string(enforcement.NoAction):
		in.Step.ReasonCode = q.Value("no_action_reason")
	}
	if err = problems.Err(); err == nil {
		err = w.Service.CorrectStep(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect(v.path("?done=saved")), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v.form, v.stale = ui.NewForm(q.Form(), err), fault.Is(err, fault.Conflict)
	return httpx.Invalid(correctStepPage(v)), nil
}
