package earlyendweb

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/earlyend"
	"tuzjol/internal/supervision/earlyendsvc"
)

// caseView is one submission with everything that may be done about it.
type caseView struct {
	w                        *Web
	x                        earlyend.Submission
	order                    earlyendsvc.Order
	chrome                   templ.Component
	names                    map[string]string
	rules                    *rulebook.Rulebook
	basis                    Basis
	decision, answer, taking ui.Form
	stale                    bool
}

func (w *Web) page(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.caseView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(casePage(v)), nil
}

func (w *Web) caseView(q *httpx.Req) (caseView, error) {
	ctx := q.Ctx()
	v := caseView{w: w, rules: w.Service.Rulebook(), decision: ui.Form{Prefix: "d-"}, answer: ui.Form{Prefix: "a-"}, taking: ui.Form{Prefix: "t-"}}
	x, orders, err := w.Service.Submission(ctx, clientOf(q), q.PathValue("case"))
	if err != nil {
		return v, err
	}
	v.x = x
	for _, o := range orders {
		if o.ID == x.Order {
			v.order = o
		}
	}
	if w.Basis != nil && x.Basis != "" {
		if v.basis, _, err = w.Basis(ctx, x.Client, x.Basis); err != nil {
			return v, err
		}
	}
	refs := []string{string(x.ProposedBy)}
	if x.DecidedBy != "" {
		refs = append(refs, string(x.DecidedBy))
	}
	for _, r := range x.Results {
		refs = append(refs, r.RecordedBy)
	}
	if w.Names != nil {
		if v.names, err = w.Names(ctx, refs); err != nil {
			return v, err
		}
	}
	v.chrome, err = w.bar(ctx, x.Client)
	return v, err
}

func (v caseView) at(path string) string { return earlyendsvc.Href(v.x.Client, v.x.ID) + path }

func (v caseView) who(ref string) string {
	if n := v.names[ref]; n != "" {
		return n
	}
	return ref
}

func (v caseView) items(ctx context.Context) []ui.Item {
	x := v.x
	out := []ui.Item{
		{Label: ui.M("earlyend.state"), Value: stateTag(x.State)},
		{Label: ui.M("earlyend.order"), Value: ui.LinkTo("/clients/"+string(x.Client)+"/order", "№ "+v.order.Number)},
		{Label: ui.M("earlyend.proposed"), Value: ui.Lines(ui.Moment(x.ProposedAt), ui.Val(v.who(string(x.ProposedBy))))},
	}
	if len(v.basis.Reasons) > 0 {
		out = append(out, ui.Item{Label: ui.M("earlyend.basis"), Value: basisOf(v.basis)})
	}
	out = append(
		out, ui.Item{Label: ui.M("earlyend.ground"), Value: lines(x.Ground)}, ui.Item{Label: ui.M("earlyend.chronology"), Value: lines(x.Chronology)},
		ui.Item{Label: ui.M("earlyend.account"), Value: lines(x.Account)},
	)
	if x.DecidedBy != "" {
		out = append(out, ui.Item{Label: ui.M("earlyend.decided_by"), Value: ui.Lines(ui.Moment(x.DecidedAt), ui.Val(v.who(string(x.DecidedBy))))})
	}
	if x.Answer != "" {
		out = append(out, ui.Item{Label: ui.M("earlyend.answer"), Value: lines(x.Answer)})
	}
	if x.Paper != "" {
		out = append(out, ui.Item{Label: ui.M("earlyend.paper"), Value: ui.LinkTo("/clients/"+string(x.Client)+"/papers/"+x.Paper, "№ "+x.Number)})
	}
	if r, ok := x.Result(); ok {
		out = append(out, ui.Item{Label: ui.M("earlyend.result"), Value: v.said(ctx, r)})
	}
	return out
}

// said is what the court answered, in a few lines.
func (v caseView) said(ctx context.Context, r earlyend.Result) templ.Component {
	act := strings.TrimSpace(r.Court + " № " + r.Number)
	if r.Number == "" {
		act = r.Court
	}
	out := []templ.Component{ui.Val(resultName(ctx, v.rules, r.Code)), ui.Day(r.On)}
	for _, words := range []string{act, r.Note} {
		if words != "" {
			out = append(out, ui.Val(words))
		}
	}
	return ui.Lines(append(out, ui.Muted(ui.Val(v.who(r.RecordedBy))))...)
}

// past are the words of the court that a later one replaced.
func (v caseView) past(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, r := range v.x.Results {
		if r.Current() {
			continue
		}
		out = append(out, ui.Event{
			ID: "r-" + r.Row, Occurred: r.RecordedAt, Who: v.who(r.RecordedBy), Replaced: true,
			Title: ui.M("earlyend.was", "Result", resultName(ctx, v.rules, r.Code), "On", r.On),
			Text:  strings.TrimSpace(v.rules.List(rulebook.ListCorrectionReasons).Name(r.Reason, i18n.Lang(ctx)) + " " + r.ReasonText),
		})
	}
	return out
}

func (v caseView) mayDecide(ctx context.Context) bool {
	return v.x.State == earlyend.Proposed && access.From(ctx).May(access.DecideEarlyEnd)
}

func (v caseView) ownProposal(ctx context.Context) bool {
	return v.x.ProposedBy == access.From(ctx).Account
}

// mayAnswer reports whether the court's answer may be written, or corrected while the order has not ended on it.
func (v caseView) mayAnswer(ctx context.Context) bool {
	return (v.x.State == earlyend.Submitted || v.x.State == earlyend.Answered && v.order.Live) && access.From(ctx).May(access.ProposeEarlyEnd)
}

func (v caseView) mayWithdraw(ctx context.Context) bool {
	rights := access.From(ctx)
	return v.x.State == earlyend.Proposed && rights.May(access.ProposeEarlyEnd) || v.x.State == earlyend.Submitted && rights.May(access.DecideEarlyEnd)
}

// endHref is the act that ends the order, with the court's paper filled in; "" where there is nothing to end.
func (v caseView) endHref(ctx context.Context) string {
	r, ok := v.x.Result()
	if !ok || !r.Grants(v.rules) || !v.order.Live || !access.From(ctx).May(access.EndSupervision) {
		return ""
	}
	return "/clients/" + string(v.x.Client) + "/order/" + v.x.Order + "/end?from=" + v.x.ID
}

// waitsForEnd reports whether the court granted it and somebody else must end the order.
func (v caseView) waitsForEnd(ctx context.Context) bool {
	r, ok := v.x.Result()
	return ok && r.Grants(v.rules) && v.order.Live && v.endHref(ctx) == ""
}

func (v caseView) results(ctx context.Context) []ui.Option {
	return v.options(ctx, rulebook.ListEarlyEndResults, nil)
}

// corrections are the reasons of a correction, without those for moving an entry.
func (v caseView) corrections(ctx context.Context) []ui.Option {
	return v.options(ctx, rulebook.ListCorrectionReasons, func(i rulebook.Item) bool { return !i.Is("moves") })
}

func (v caseView) options(ctx context.Context, list string, keep func(rulebook.Item) bool) []ui.Option {
	var out []ui.Option
	for _, i := range v.rules.List(list).On(v.w.Service.Today()) {
		if keep == nil || keep(i) {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

func (v caseView) failed() bool {
	return len(v.decision.Problems)+len(v.answer.Problems)+len(v.taking.Problems) > 0
}

// reply redirects after a write, or shows the submission again with what was typed and what stands now.
func (w *Web) reply(q *httpx.Req, err error, form func(*caseView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(earlyendsvc.Href(clientOf(q), q.PathValue("case")) + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.caseView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	v.stale = fault.Is(err, fault.Conflict)
	return httpx.Invalid(casePage(v)), nil
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	agree := q.Value("agree")
	if agree != "yes" && agree != "no" {
		p.Add("agree", "field.choose")
	}
	err := p.Err()
	if err == nil {
		err = w.Service.Decide(q.Ctx(), earlyendsvc.Decide{
			Client: clientOf(q), ID: q.PathValue("case"), Version: version(q), Agree: agree == "yes", Answer: q.Value("answer"),
		})
	}
	return w.reply(q, err, func(v *caseView) *ui.Form { return &v.decision })
}

func (w *Web) withdraw(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Withdraw(q.Ctx(), earlyendsvc.Withdraw{Client: clientOf(q), ID: q.PathValue("case"), Version: version(q), Why: q.Value("why")})
	return w.reply(q, err, func(v *caseView) *ui.Form { return &v.taking })
}

func (w *Web) hear(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := earlyendsvc.Answer{
		Client: clientOf(q), ID: q.PathValue("case"), Version: version(q), Why: person.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")},
		Result: earlyend.Result{Code: q.Value("result"), On: date(&p, q, "on"), Court: q.Value("court"), Number: q.Value("number"), Note: q.Value("note")},
	}
	err := p.Err()
	if err == nil {
		err = w.Service.Answer(q.Ctx(), in)
	}
	return w.reply(q, err, func(v *caseView) *ui.Form { return &v.answer })
}
