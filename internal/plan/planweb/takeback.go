package planweb

import (
	"context"
	"slices"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// answerView is the page on which a wrong answer of the client is taken back.
type answerView struct {
	planView
	form   ui.Form
	answer plan.Agreement
}

func (w *Web) answerOf(q *httpx.Req) (v answerView, err error) {
	doc, err := w.Service.Version(q.Ctx(), clientOf(q), q.PathValue("plan"))
	if err != nil {
		return v, err
	}
	n := slices.IndexFunc(doc.Doc.Agreements, func(a plan.Agreement) bool { return a.Row == q.PathValue("entry") })
	if n < 0 {
		return v, fault.MissingRecord()
	}
	v.answer = doc.Doc.Agreements[n]
	v.planView, err = w.planView(q, doc)
	return v, err
}

func (w *Web) answerPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.answerOf(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(answerPage(v)), nil
}

func (w *Web) correctAnswer(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.CorrectAnswer(q.Ctx(), plansvc.CorrectAnswer{Client: clientOf(q), Answer: q.PathValue("entry"), Why: readWhy(q)})
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/plan?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.answerOf(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = failed(q, err, "")
	return httpx.Invalid(answerPage(v)), nil
}

// takenBack says why an answer was taken back.
func (v planView) takenBack(ctx context.Context, a plan.Agreement) string {
	return i18n.T(ctx, "plan.changed_at", "When", i18n.Instant(ctx, a.ReplacedAt), "Who", v.who(a.ReplacedBy)) + " " + joined(v.code(ctx, correctionReasons, a.Reason), a.ReasonText)
}
