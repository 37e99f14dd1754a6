// Package assessmentstudyweb shows pre-trial studies to those to whom they are open: the list, the request, one study with the
// step that is next, corrections, and the papers.
package assessmentstudyweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *assessmentstudysvc.Service
	Now     func() civil.Instant
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// OfficeNames names all offices in a language, in one query.
	OfficeNames func(ctx context.Context, lang string) (map[id.Office]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "study"

// Routes lists the pages. Those of one study are about a person: whoever it is not open to finds nothing there.
func (w *Web) Routes() []httpx.Route {
	row := func(method, pattern string, action actor.Action, person bool, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: purpose, Person: person, Do: do}
	}
	const get, post = http.MethodGet, http.MethodPost
	return []httpx.Route{
		row(get, "/studies", access.WorkStudy, false, w.list),
		row(get, "/studies/new", access.ReceiveStudy, false, w.newPage),
		row(post, "/studies/new", access.ReceiveStudy, false, w.receive),
		row(get, "/studies/closed", access.SealClient, false, w.closed),
		row(get, "/studies/closed/{study}", access.SealClient, true, w.closedStudy),
		row(post, "/closed-studies/{study}/reopen", access.SealClient, true, w.proposeReopening),
		row(post, "/closed-studies/{study}/decide", access.SealClient, true, w.decideReopening),
		row(get, "/studies/{study}", access.WorkStudy, true, w.page),
		row(post, "/studies/{study}/check", access.ReceiveStudy, true, w.step(study.KindCheck, w.Service.Check)),
		row(post, "/studies/{study}/return", access.ReceiveStudy, true, w.step(study.KindReturn, w.Service.Return)),
		row(post, "/studies/{study}/assign", access.SignStudy, true, w.step(study.KindAssign, w.assign)),
		row(post, "/studies/{study}/consent", access.WorkStudy, true, w.step(study.KindConsent, w.Service.Consent)),
		row(post, "/studies/{study}/interview", access.WorkStudy, true, w.step(study.KindInterview, w.Service.Interview)),
		row(post, "/studies/{study}/statement", access.WorkStudy, true, w.step(study.KindStatement, w.Service.Describe)),
		row(post, "/studies/{study}/letter", access.WorkStudy, true, w.step(study.KindLetter, w.Service.Write)),
		row(post, "/studies/{study}/submit", access.WorkStudy, true, w.step(study.KindSubmit, plain(w.Service.Submit))),
		row(post, "/studies/{study}/remark", access.SignStudy, true, w.step(study.KindRemark, w.Service.Remark)),
		row(post, "/studies/{study}/sign", access.SignStudy, true, w.step(study.KindSign, plain(w.Service.Sign))),
		row(post, "/studies/{study}/delivery", access.ReceiveStudy, true, w.step(study.KindDelivery, w.Service.Deliver)),
		row(post, "/studies/{study}/decision", access.ReceiveStudy, true, w.step(study.KindDecision, w.Service.Decide)),
		row(post, "/studies/{study}/withdrawal", access.ReceiveStudy, true, w.step(study.KindWithdrawal, w.Service.Withdraw)),
		row(get, "/studies/{study}/entries/{entry}", access.WorkStudy, true, w.entry),
		row(post, "/studies/{study}/entries/{entry}", access.WorkStudy, true, w.correct),
		row(get, "/studies/{study}/papers/{what}", access.WorkStudy, true, w.paper),
	}
}

type doing = func(ctx context.Context, on assessmentstudysvc.On, typed url.Values) error

// plain fits an act without a form.
func plain(do func(context.Context, assessmentstudysvc.On) error) doing {
	return func(ctx context.Context, on assessmentstudysvc.On, _ url.Values) error { return do(ctx, on) }
}

func (w *Web) assign(ctx context.Context, on assessmentstudysvc.On, typed url.Values) error {
	return w.Service.Assign(ctx, on, id.Account(typed.Get("author")))
}

// step answers a form of the study's page: back to the study, or its page again with what was typed and what is wrong.
func (w *Web) step(kind study.Kind, do doing) httpx.Handler {
	return func(q *httpx.Req) (httpx.Reply, error) {
		key := q.PathValue("study")
		err := do(q.Ctx(), assessmentstudysvc.On{Study: key, Version: version(q)}, q.Form())
		switch {
		case err == nil && kind == study.KindDecision && w.gone(q):
			return httpx.Redirect("/studies?done=study_closed"), nil
		case err == nil:
			return httpx.Redirect("/studies/" + key + "?done=saved#" + anchor(kind)), nil
		case !asForm(err):
			return httpx.Reply{}, err
		}
		v, e := w.view(q)
		if e != nil {
			return httpx.Reply{}, e
		}
		v.refuse(kind, q.Form(), err)
		return httpx.Invalid(studyPage(v)), nil
	}
}

// gone reports whether the study has closed to the reader with what was just written.
func (w *Web) gone(q *httpx.Req) bool {
	_, err := w.Service.Study(q.Ctx(), q.PathValue("study"))
	return fault.Is(err, fault.NotFound)
}

func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

func anchor(kind study.Kind) string {
	switch kind {
	case study.KindInterview:
		return "interviews"
	case study.KindStatement, study.KindLetter:
		return "report"
	}
	return "step"
}

func (w *Web) rules() *rulebook.Rulebook { return w.Service.Rulebook() }

func (w *Web) name(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return w.rules().List(list).Name(code, i18n.Lang(ctx))
}

func (w *Web) codes(ctx context.Context, list string) []ui.Option {
	var out []ui.Option
	for _, i := range w.rules().List(list).On(w.Service.Today()) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func (w *Web) offices(ctx context.Context) (map[id.Office]string, error) {
	if w.OfficeNames == nil {
		return map[id.Office]string{}, nil
	}
	return w.OfficeNames(ctx, i18n.Lang(ctx))
}

func (w *Web) people(ctx context.Context, refs []string) (map[string]string, error) {
	if w.Names == nil {
		return map[string]string{}, nil
	}
	return w.Names(ctx, refs)
}
