package casefileweb

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

func (w *Web) day(q *httpx.Req) (httpx.Reply, error) {
	day, err := w.Service.Day(q.Ctx(), w.Service.Today())
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(dayPage(w.dayView(day))), nil
}

func (w *Web) pack(q *httpx.Req) (httpx.Reply, error) {
	day, err := w.Service.Day(q.Ctx(), dateOr(q.Query().Get("date"), w.Service.Today()))
	if err != nil {
		return httpx.Reply{}, err
	}
	v := w.dayView(day)
	if w.Phones != nil && len(day.Appointments) > 0 {
		clients := make([]id.Client, len(day.Appointments))
		for i, a := range day.Appointments {
			clients[i] = a.Client
		}
		if v.phones, err = w.Phones(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(packPage(v, w.sheet(q, "casefile.pack.title", "Date", i18n.LongDate(q.Ctx(), day.Date)))), nil
}

// sheet is the head of a printed page: who printed it and when.
func (w *Web) sheet(q *httpx.Req, title string, args ...any) ui.Sheet {
	return ui.Sheet{Title: ui.M(title, args...), By: actor.From(q.Ctx()).Display, Printed: w.Service.Now()}
}

func dateOr(s string, fallback civil.Date) civil.Date {
	if d, err := civil.ParseDate(s); err == nil && !d.IsZero() {
		return d
	}
	return fallback
}

func (w *Web) caseload(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q, 0)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(caseloadPage(v)), nil
}

func (w *Web) caseloadPrint(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q, 500)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(caseloadPrintPage(v, w.sheet(q, "casefile.caseload.title"))), nil
}

// listView reads the cards of a filter. Whoever has own clients begins with them, everybody else with the office.
func (w *Web) listView(q *httpx.Req, size int) (listView, error) {
	ctx := q.Ctx()
	f := casefile.ParseFilter(q.Query())
	if f.Scope == "" {
		f.Scope = defaultScope(access.From(ctx))
	}
	f.Size = size
	list, err := w.Service.Caseload(ctx, f)
	if err != nil {
		return listView{}, err
	}
	offices, err := w.Service.OfficeNames(ctx, i18n.Lang(ctx))
	if err != nil {
		return listView{}, err
	}
	return listView{web: w, ctx: ctx, filter: f, list: list, offices: offices, at: q.R.URL, today: w.Service.Today()}, nil
}

func defaultScope(r access.Rights) string {
	for _, p := range r.Posts {
		switch p.Role {
		case access.Officer, access.Psychologist, access.SocialWorker, access.Inspector, access.Student:
			return "mine"
		}
	}
	return "office"
}

func (w *Web) searchPage(q *httpx.Req) (httpx.Reply, error) {
	return httpx.Page(searchPage(ui.Form{}, false, listView{web: w, ctx: q.Ctx(), today: w.Service.Today()})), nil
}

// search answers a posted search at once, without a redirect: what was typed must not stand in any address.
func (w *Web) search(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	form := ui.Form{Values: q.Form()}
	text := q.Value("q")
	v := listView{web: w, ctx: ctx, today: w.Service.Today()}
	if text == "" {
		return httpx.Page(searchPage(form, false, v)), nil
	}
	found, err := w.Service.Search(ctx, text)
	if err != nil {
		return httpx.Reply{}, err
	}
	if len(found) == 1 && q.Value("go") != "" {
		return httpx.Redirect("/clients/" + string(found[0].Client)), nil
	}
	v.list.Cards, v.list.Count = found, len(found)
	if v.offices, err = w.Service.OfficeNames(ctx, i18n.Lang(ctx)); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(searchPage(form, true, v)), nil
}

func (w *Web) overview(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.overviewView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(overviewPage(v)), nil
}

func (w *Web) overviewPrint(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.overviewView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(overviewPrintPage(v, w.sheet(q, "casefile.overview.title"))), nil
}

func (w *Web) overviewView(q *httpx.Req) (overviewView, error) {
	ctx, client := q.Ctx(), id.Client(q.PathValue("id"))
	o, err := w.Service.Overview(ctx, client)
	if err != nil {
		return overviewView{}, err
	}
	v := overviewView{listView: listView{web: w, ctx: ctx, today: w.Service.Today()}, card: o.Card}
	if v.bar, err = w.bar(ctx, o.Card, "overview"); err != nil {
		return v, err
	}
	if v.offices, err = w.Service.OfficeNames(ctx, i18n.Lang(ctx)); err != nil {
		return v, err
	}
	if v.events, err = w.events(ctx, o.Events); err != nil {
		return v, err
	}
	if w.Phones != nil {
		numbers, err := w.Phones(ctx, []id.Client{client})
		if err != nil {
			return v, err
		}
		v.phones = numbers[client]
	}
	if w.Deps.Overview != nil {
		v.more, err = w.Deps.Overview(ctx, client)
	}
	return v, err
}

func (w *Web) timeline(q *httpx.Req) (httpx.Reply, error) {
	ctx, client := q.Ctx(), id.Client(q.PathValue("id"))
	area := q.Query().Get("area")
	t, err := w.Service.Timeline(ctx, client, area, q.Query().Get("after"))
	if err != nil {
		return httpx.Reply{}, err
	}
	v := timelineView{area: area, areas: t.Areas, at: q.R.URL, card: t.Card}
	if v.bar, err = w.bar(ctx, t.Card, "timeline"); err != nil {
		return httpx.Reply{}, err
	}
	if v.events, err = w.events(ctx, t.Events); err != nil {
		return httpx.Reply{}, err
	}
	if t.Next != "" {
		v.paging.Next = ui.Address(q.R.URL, "after", t.Next)
	}
	if q.Query().Get("after") != "" {
		v.paging.First = ui.Address(q.R.URL, "after", "")
	}
	return httpx.Page(timelinePage(v)), nil
}

type overviewView struct {
	listView
	bar    templ.Component
	card   casefile.Card
	events []ui.Event
	phones []Phone
	more   templ.Component
}

type timelineView struct {
	bar    templ.Component
	card   casefile.Card
	area   string
	areas  []string
	events []ui.Event
	paging ui.Paging
	at     *url.URL
}

// href addresses a client's page.
func href(c id.Client, parts ...string) string {
	return strings.TrimSuffix(fmt.Sprintf("/clients/%s/%s", c, strings.Join(parts, "/")), "/")
}
