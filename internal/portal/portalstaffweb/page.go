package portalstaffweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/portalsvc"
	"tuzjol/internal/portal/requestsvc"
)

// pageView is everything between a client's own pages and the service on one page.
type pageView struct {
	frame
	access   portalsvc.View
	settings checkinsvc.Settings
	requests []portal.Request
	papers   []portal.Paper

	opening, closing, phone, on, off, giving ui.Form
	word                                     string // shown once
	stale                                    bool
}

func (w *Web) pageView(q *httpx.Req) (pageView, error) {
	ctx, client := q.Ctx(), id.Client(q.PathValue("id"))
	var v pageView
	var err error
	if v.access, err = w.Portal.Access(ctx, client); err != nil {
		return v, err
	}
	if v.settings, err = w.Checkins.Settings(ctx, client); err != nil {
		return v, err
	}
	if v.requests, v.papers, err = w.Requests.Requests(ctx, client); err != nil {
		return v, err
	}
	var refs []string
	if v.access.Current != nil {
		refs = append(refs, v.access.Current.OpenedBy, v.access.Current.PhoneLostBy)
	}
	for _, a := range v.access.Past {
		refs = append(refs, a.OpenedBy, a.ClosedBy)
	}
	if v.settings.Plan != nil {
		refs = append(refs, v.settings.Plan.StartedBy)
	}
	for _, r := range v.settings.Rounds {
		refs = append(refs, r.ReviewedBy)
	}
	if v.frame, err = w.frame(q, refs...); err != nil {
		return v, err
	}
	_, proposed := w.Checkins.Intervals(v.settings.Level)
	v.on = ui.Form{Values: url.Values{"interval": {strconv.Itoa(proposed)}}, Prefix: "on-"}
	if p := v.settings.Plan; p != nil {
		v.on.Values = planValues(*p)
	}
	v.opening, v.closing, v.phone = ui.Form{Prefix: "open-"}, ui.Form{Prefix: "close-"}, ui.Form{Prefix: "phone-"}
	v.off, v.giving = ui.Form{Prefix: "off-"}, ui.Form{Prefix: "give-"}
	return v, nil
}

func planValues(p checkin.Plan) url.Values {
	out := url.Values{"interval": {strconv.Itoa(p.Interval)}}
	if p.Photo {
		out.Set("photo", "yes")
	}
	for i, question := range p.Questions {
		for lang, text := range question {
			out.Set(checkin.QuestionField(i, lang), text)
		}
	}
	return out
}

func (w *Web) page(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.pageView(q)
	return httpx.Page(staffPage(v)), err
}

// again shows the page with the form that was refused.
func (w *Web) again(q *httpx.Req, err error, put func(v *pageView, f ui.Form)) (httpx.Reply, error) {
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.pageView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	put(&v, ui.NewForm(q.Form(), err))
	v.stale = fault.Is(err, fault.Conflict)
	reply := httpx.Invalid(staffPage(v))
	if v.stale {
		reply = reply.Status(httpx.Status(fault.Conflict))
	}
	return reply, nil
}

// open shows the new code word once, on the answer itself: it stands in no address and cannot be read again.
func (w *Web) open(q *httpx.Req) (httpx.Reply, error) {
	word, err := w.Portal.Open(q.Ctx(), portalsvc.Open{Client: id.Client(q.PathValue("id")), Phone: q.Value("phone")})
	if err != nil {
		return w.again(q, err, func(v *pageView, f ui.Form) { f.Prefix, v.opening = "open-", withPrefix(f, "open-") })
	}
	v, err := w.pageView(q)
	v.word = word
	return httpx.Page(staffPage(v)), err
}

func withPrefix(f ui.Form, prefix string) ui.Form { f.Prefix = prefix; return f }

func (w *Web) close(q *httpx.Req) (httpx.Reply, error) {
	in := portalsvc.Close{Client: id.Client(q.PathValue("id")), Reason: q.Value("reason"), Version: number(q.Value("version"))}
	return w.done(q, in.Client, w.Portal.Close(q.Ctx(), in), func(v *pageView, f ui.Form) { v.closing = withPrefix(f, "close-") })
}

func (w *Web) losePhone(q *httpx.Req) (httpx.Reply, error) {
	in := portalsvc.Close{Client: id.Client(q.PathValue("id")), Version: number(q.Value("version"))}
	return w.done(q, in.Client, w.Portal.LosePhone(q.Ctx(), in), func(v *pageView, f ui.Form) { v.phone = withPrefix(f, "phone-") })
}

func (w *Web) done(q *httpx.Req, client id.Client, err error, put func(v *pageView, f ui.Form)) (httpx.Reply, error) {
	if err != nil {
		return w.again(q, err, put)
	}
	return httpx.Redirect("/clients/" + string(client) + "/portal?done=saved"), nil
}

func (w *Web) switchOn(q *httpx.Req) (httpx.Reply, error) {
	in := checkinsvc.SwitchOn{Client: id.Client(q.PathValue("id")), Interval: number(q.Value("interval")), Photo: q.Value("photo") == "yes", Reason: q.Value("reason")}
	for i := range checkin.MaxOwn {
		question := checkin.Question{}
		for _, lang := range i18n.Languages() {
			question[lang] = q.Value(checkin.QuestionField(i, lang))
		}
		in.Questions = append(in.Questions, question)
	}
	return w.done(q, in.Client, w.Checkins.SwitchOn(q.Ctx(), in), func(v *pageView, f ui.Form) { v.on = withPrefix(f, "on-") })
}

func (w *Web) switchOff(q *httpx.Req) (httpx.Reply, error) {
	in := checkinsvc.SwitchOff{Client: id.Client(q.PathValue("id")), Reason: q.Value("off_reason")}
	return w.done(q, in.Client, w.Checkins.SwitchOff(q.Ctx(), in), func(v *pageView, f ui.Form) { v.off = withPrefix(f, "off-") })
}

func (w *Web) givePaper(q *httpx.Req) (httpx.Reply, error) {
	in := requestsvc.GivePaper{Client: id.Client(q.PathValue("id")), Title: q.Value("title"), Text: q.Value("text"), Lang: q.Value("lang")}
	_, err := w.Requests.GivePaper(q.Ctx(), in)
	return w.done(q, in.Client, err, func(v *pageView, f ui.Form) { v.giving = withPrefix(f, "give-") })
}

// forms are all forms of the page, for its summary of errors.
func (v pageView) forms() []ui.Form {
	return []ui.Form{v.opening, v.closing, v.phone, v.on, v.off, v.giving}
}

func (v pageView) failed() bool {
	for _, f := range v.forms() {
		if len(f.Problems) > 0 {
			return true
		}
	}
	return false
}

func (v pageView) phones() []ui.Option {
	var out []ui.Option
	for _, p := range v.access.Phones {
		o := ui.Option{Value: p.Number, Text: p.Shown}
		if p.Shared {
			o.Hint = ui.M("portal.staff.phone_shared")
		}
		out = append(out, o)
	}
	return out
}

func (v pageView) intervals(ctx context.Context) []ui.Option {
	all, proposed := v.w.Checkins.Intervals(v.settings.Level)
	var out []ui.Option
	for _, n := range all {
		o := ui.Option{Value: strconv.Itoa(n), Text: i18n.N(ctx, "checkin.staff.days", n)}
		if n == proposed {
			o.Hint = ui.M("checkin.staff.by_level")
		}
		out = append(out, o)
	}
	return out
}

func languages() []ui.Option {
	var out []ui.Option
	for _, lang := range i18n.Languages() {
		out = append(out, ui.Option{Value: lang, Text: i18n.LanguageName(lang)})
	}
	return out
}

func (v pageView) rounds(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("checkin.staff.list"), Empty: ui.M("checkin.staff.none"), Columns: []ui.Column{
		{Label: ui.M("checkin.staff.window")}, {Label: ui.M("common.status")}, {Label: ui.M("checkin.staff.review")},
	}}
	for _, r := range v.settings.Rounds {
		row := ui.Row{Cells: []templ.Component{
			ui.LinkTo(v.at("/checkins/"+r.ID), i18n.Date(ctx, r.OpensOn)+" – "+i18n.Date(ctx, r.ClosesOn)), roundState(r), roundReview(v.frame, r),
		}}
		if r.Crisis != "" && r.State != checkin.Reviewed {
			row.Tone = ui.Bad
		} else if r.State.Waits() {
			row.Tone = ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
