// Package checkinweb is the officer's review of remote check-in: the list of what waits, and one page for each check-in with the
// answers, the picture, and what follows.
package checkinweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds.
type Deps struct {
	Service *checkinsvc.Service
	Rules   *rulebook.Set
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "supervision"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: access.ReviewCheckin, Purpose: purpose, Do: do}
	}
	return []httpx.Route{
		route(http.MethodGet, "/checkins", w.list),
		route(http.MethodGet, "/clients/{id}/checkins/{checkin}", w.page),
		route(http.MethodPost, "/clients/{id}/checkins/{checkin}", w.review),
		route(http.MethodGet, "/clients/{id}/checkins/{checkin}/photo", w.photo),
	}
}

type view struct {
	client id.Client
	bar    templ.Component
	asked  checkinsvc.Asked
	form   ui.Form
	names  map[string]string
}

func (w *Web) view(q *httpx.Req) (view, error) {
	v := view{client: id.Client(q.PathValue("id"))}
	var err error
	if v.asked, err = w.Service.Checkin(q.Ctx(), v.client, q.PathValue("checkin")); err != nil {
		return v, err
	}
	if w.Names != nil && v.asked.Round.ReviewedBy != "" {
		if v.names, err = w.Names(q.Ctx(), []string{v.asked.Round.ReviewedBy}); err != nil {
			return v, err
		}
	}
	if w.Shell != nil {
		v.bar, err = w.Shell(q.Ctx(), v.client, "portal")
	}
	return v, err
}

func (v view) at() string { return "/clients/" + string(v.client) + "/checkins/" + v.asked.Round.ID }

func (v view) who(ref string) string {
	if n := v.names[ref]; n != "" {
		return n
	}
	return ref
}

func (w *Web) page(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	return httpx.Page(reviewPage(v)), err
}

func (w *Web) review(q *httpx.Req) (httpx.Reply, error) {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		n = -1
	}
	in := checkinsvc.Review{Client: id.Client(q.PathValue("id")), Entry: q.PathValue("checkin"), Follow: q.Value("follow"), Note: q.Value("note"), Version: n}
	err = w.Service.Review(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/checkins?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return httpx.Reply{}, err
	}
	v, e := w.view(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	reply := httpx.Invalid(reviewPage(v))
	if fault.Is(err, fault.Conflict) {
		reply = reply.Status(httpx.Status(fault.Conflict))
	}
	return reply, nil
}

func (w *Web) photo(q *httpx.Req) (httpx.Reply, error) {
	p, err := w.Service.Picture(q.Ctx(), id.Client(q.PathValue("id")), q.PathValue("checkin"))
	if err != nil {
		return httpx.Reply{}, err
	}
	kind := blob.JPEG
	if p.Kind == blob.PNG {
		kind = blob.PNG
	}
	return httpx.Image(kind.MIME(), p.Data), nil
}

type listView struct {
	list   []checkin.Round
	labels map[id.Client]string
	filter checkinsvc.Filter
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	query := q.Query()
	v := listView{filter: checkinsvc.Filter{
		State: query.Get("state"), Crisis: query.Get("only") == "crisis", Help: query.Get("only") == "help", Mine: query.Get("mine") == "yes",
	}}
	var err error
	if v.list, err = w.Service.List(q.Ctx(), v.filter); err != nil {
		return httpx.Reply{}, err
	}
	clients := make([]id.Client, len(v.list))
	for i, r := range v.list {
		clients[i] = r.Client
	}
	if w.Labels != nil && len(clients) > 0 {
		v.labels, err = w.Labels(q.Ctx(), clients)
	}
	return httpx.Page(listPage(v)), err
}

func (v listView) form() ui.Form {
	out := url.Values{"state": {v.filter.State}}
	switch {
	case v.filter.Crisis:
		out.Set("only", "crisis")
	case v.filter.Help:
		out.Set("only", "help")
	}
	if v.filter.Mine {
		out.Set("mine", "yes")
	}
	return ui.Form{Values: out}
}

func (v listView) clear() string {
	if v.filter == (checkinsvc.Filter{}) {
		return ""
	}
	return "/checkins"
}

func states() []ui.Option {
	var out []ui.Option
	for _, s := range checkin.States() {
		out = append(out, ui.Option{Value: string(s), Label: ui.M("checkin.state." + string(s))})
	}
	return out
}

func follows() []ui.Option {
	var out []ui.Option
	for _, f := range checkin.Follows() {
		out = append(out, ui.Option{Value: f, Label: ui.M("checkin.follow." + f)})
	}
	return out
}

func (v listView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("checkin.review.list"), HideCaption: true, Empty: ui.M("checkin.review.empty"), Columns: []ui.Column{
		{Label: ui.M("portal.staff.client")}, {Label: ui.M("checkin.staff.window")}, {Label: ui.M("common.status")}, {Label: ui.M("checkin.review.came"), Narrow: true},
	}}
	for _, r := range v.list {
		row := ui.Row{Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(r.Client)+"/checkins/"+r.ID, v.labels[r.Client]),
			ui.Val(i18n.Date(ctx, r.OpensOn) + " – " + i18n.Date(ctx, r.ClosesOn)), state(r), came(r),
		}}
		switch {
		case r.Crisis != "" && r.State != checkin.Reviewed:
			row.Tone = ui.Bad
		case r.State.Waits():
			row.Tone = ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// items are the answers in the order of their pages; what was left out says so.
func (v view) items(ctx context.Context) []ui.Item {
	a := v.asked.Draft
	words := func(s checkin.Step, codes ...string) string {
		out := ""
		for _, c := range codes {
			if c == "" {
				continue
			}
			if out != "" {
				out += "; "
			}
			out += i18n.T(ctx, "checkin."+string(s)+"."+c)
		}
		return out
	}
	both := func(x, y string) string {
		if x == "" || y == "" {
			return x + y
		}
		return x + "; " + y
	}
	item := func(s checkin.Step, text string) ui.Item {
		return ui.Item{Label: ui.M("checkin." + string(s) + ".question"), Value: ui.Val(text)}
	}
	out := []ui.Item{
		item(checkin.You, words(checkin.You, a.You)), item(checkin.Feel, both(words(checkin.Feel, a.Feel), a.FeelText)),
		item(checkin.Help, both(words(checkin.Help, a.Help...), a.HelpText)), item(checkin.Call, words(checkin.Call, a.Call)),
		item(checkin.Changes, both(words(checkin.Changes, a.Changes...), a.ChangesText)),
	}
	for i, q := range v.asked.Plan.Questions {
		text := ""
		if i < len(a.Own) {
			text = a.Own[i]
		}
		out = append(out, ui.Item{Label: ui.M("checkin.own.label", "Number", i+1, "Text", q.In(i18n.Lang(ctx))), Value: ui.Val(text)})
	}
	return out
}
