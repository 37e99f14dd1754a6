package assessmentstudyweb

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// reopening is what the custodians' page of a closed study says of opening it again.
type reopening struct {
	list             []study.Reopening
	proposal, answer ui.Form
	proposed         study.Reopening // the one that waits; zero for none
	own              bool            // proposed by the reader, who cannot decide it
	conflict         bool
}

func (w *Web) reopening(q *httpx.Req) (reopening, error) {
	list, err := w.Service.Reopenings(q.Ctx(), q.PathValue("study"))
	r := reopening{list: list, proposal: ui.Form{Prefix: "r-"}, answer: ui.Form{Prefix: "a-"}}
	for _, x := range list {
		if x.State == study.ReopenProposed {
			r.proposed, r.own = x, x.ProposedBy == access.From(q.Ctx()).Account
		}
	}
	return r, err
}

func (w *Web) proposeReopening(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.ProposeReopening(q.Ctx(), assessmentstudysvc.ProposeReopening{Study: q.PathValue("study"), Reason: q.Value("reason"), Text: q.Value("text")})
	return w.reopened(q, err, "study_reopen_proposed", func(r *reopening) *ui.Form { return &r.proposal })
}

func (w *Web) decideReopening(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	agree := q.Value("agree")
	if agree != "yes" && agree != "no" {
		p.Add("agree", "field.choose")
	}
	err := p.Err()
	if err == nil {
		err = w.Service.DecideReopening(q.Ctx(), assessmentstudysvc.DecideReopening{
			Study: q.PathValue("study"), ID: q.Value("proposal"), Version: version(q), Agree: agree == "yes", Answer: q.Value("answer"),
		})
	}
	done := "study_reopen_refused"
	if agree == "yes" {
		done = "study_reopened"
	}
	return w.reopened(q, err, done, func(r *reopening) *ui.Form { return &r.answer })
}

// reopened leads back to the custodians' list, or shows the study again with what was typed and what is wrong.
func (w *Web) reopened(q *httpx.Req, err error, done string, form func(*reopening) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/studies/closed?done=" + done), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.closedView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v.again)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	v.again.conflict, v.failed = fault.Is(err, fault.Conflict), *f
	return httpx.Invalid(studyPage(v)), nil
}

// closedView is a closed study as a custodian sees it.
func (w *Web) closedView(q *httpx.Req) (view, error) {
	f, err := w.Service.ClosedStudy(q.Ctx(), q.PathValue("study"))
	if err != nil {
		return view{}, err
	}
	again, err := w.reopening(q)
	if err != nil {
		return view{}, err
	}
	v, err := w.about(q.Ctx(), f)
	if err != nil {
		return v, err
	}
	v.closed, v.again = true, again
	var refs []string
	for _, x := range again.list {
		refs = append(refs, string(x.ProposedBy))
		if x.DecidedBy != "" {
			refs = append(refs, string(x.DecidedBy))
		}
	}
	more, err := w.people(q.Ctx(), refs)
	if v.names == nil {
		v.names = map[string]string{}
	}
	for ref, name := range more {
		v.names[ref] = name
	}
	return v, err
}

func (v view) reopenHref(step string) string { return "/closed-studies/" + v.f.ID + "/" + step }

func (v view) reopenings(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, x := range v.again.list {
		e := ui.Event{
			ID: "reopen-" + x.ID, Occurred: x.ProposedAt, Who: v.who(string(x.ProposedBy)), Title: ui.M("study.reopen." + x.State),
			Text: v.w.name(ctx, study.ListReopen, x.Reason) + ": " + x.Text,
		}
		if x.Answer != "" {
			e.Text += " " + i18n.T(ctx, "study.reopen.answered", "Who", v.who(string(x.DecidedBy)), "Text", x.Answer)
		}
		out = append(out, e)
	}
	return out
}
