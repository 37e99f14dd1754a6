// Package mailweb shows the register of incoming and outgoing papers of an office.
package mailweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/mailsvc"
	"tuzjol/internal/casefile/paper"
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
	Service *mailsvc.Service
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices gives the names of offices.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	row := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: "supervision", Do: do}
	}
	return []httpx.Route{
		row(http.MethodGet, "/mail", access.ReadMail, w.list),
		row(http.MethodGet, "/mail/print", access.ReadMail, w.print),
		row(http.MethodGet, "/mail/export", access.ReadMail, w.export),
		row(http.MethodGet, "/mail/new", access.ManageMail, w.form),
		row(http.MethodPost, "/mail", access.ManageMail, w.enter),
		row(http.MethodGet, "/mail/{line}", access.ReadMail, w.line),
		row(http.MethodPost, "/mail/{line}", access.ManageMail, w.change),
	}
}

type frame struct {
	w       *Web
	rules   *rulebook.Rulebook
	names   map[string]string
	labels  map[id.Client]string
	offices map[id.Office]string
	today   civil.Date
}

func (w *Web) frame(q *httpx.Req, list []paper.Mail) (frame, error) {
	f := frame{w: w, rules: w.Service.Rulebook(), today: w.Service.Today()}
	var refs []string
	var clients []id.Client
	for _, m := range list {
		if m.EnteredBy != "" {
			refs = append(refs, m.EnteredBy)
		}
		if m.Client != "" {
			clients = append(clients, m.Client)
		}
	}
	var err error
	if w.Names != nil {
		if f.names, err = w.Names(q.Ctx(), refs); err != nil {
			return f, err
		}
	}
	if w.Labels != nil && len(clients) > 0 {
		if f.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return f, err
		}
	}
	if w.Offices != nil {
		f.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx()))
	}
	return f, err
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

type listView struct {
	frame
	filter mailsvc.Filter
	query  url.Values
	list   []paper.Mail
}

func (w *Web) listView(q *httpx.Req) (listView, error) {
	query := q.Query()
	v := listView{query: url.Values{}, filter: mailsvc.Filter{Office: access.From(q.Ctx()).Home()}}
	for _, name := range []string{"office", "direction", "year", "owed"} {
		if s := query.Get(name); s != "" {
			v.query.Set(name, s)
		}
	}
	if o := query.Get("office"); o != "" {
		v.filter.Office = id.Office(o)
	}
	if d := paper.Direction(query.Get("direction")); d == paper.In || d == paper.Out {
		v.filter.Direction = d
	}
	if y, err := strconv.Atoi(query.Get("year")); err == nil && y > 2000 && y < 2200 {
		v.filter.Year = y
	}
	v.filter.Owed = query.Get("owed") != ""
	var err error
	if v.list, err = w.Service.List(q.Ctx(), v.filter); err != nil {
		return v, err
	}
	v.frame, err = w.frame(q, v.list)
	return v, err
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (w *Web) print(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	sheet := ui.Sheet{Title: ui.M("casefile.mail.title"), Office: v.offices[v.filter.Office], By: actor.From(q.Ctx()).Display, Printed: w.Service.Now()}
	return httpx.Page(printPage(v, sheet)), nil
}

func (w *Web) export(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	ctx := q.Ctx()
	var head []string
	for _, c := range columns() {
		head = append(head, i18n.Msg(ctx, c))
	}
	rows := [][]string{head}
	for _, m := range v.list {
		rows = append(rows, v.texts(ctx, m))
	}
	return httpx.CSV("register.csv", rows), nil
}

type formView struct {
	frame
	form   ui.Form
	office id.Office
}

func (w *Web) form(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.formView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values = url.Values{"direction": {"in"}, "day": {i18n.Date(q.Ctx(), w.Service.Today())}, "answers": {q.Query().Get("answers")}}
	return httpx.Page(formPage(v)), nil
}

func (w *Web) formView(q *httpx.Req) (formView, error) {
	f, err := w.frame(q, nil)
	return formView{frame: f, office: access.From(q.Ctx()).Home()}, err
}

func day(p *fault.Problems, q *httpx.Req, field string) civil.Date {
	if q.Value(field) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(q.Value(field))
	if err != nil {
		p.Add(field, "date.invalid")
	}
	return d
}

func (w *Web) enter(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := mailsvc.Enter{
		Office: access.From(q.Ctx()).Home(), Direction: paper.Direction(q.Value("direction")), Day: day(&p, q, "day"), Party: q.Value("party"),
		TheirNumber: q.Value("their_number"), Subject: q.Value("subject"), File: q.Value("file"), Due: day(&p, q, "due"), Answers: q.Value("answers"),
	}
	err := p.Err()
	if err == nil {
		_, err = w.Service.Enter(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/mail?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) {
		return httpx.Reply{}, err
	}
	v, e := w.formView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(formPage(v)), nil
}

type lineView struct {
	frame
	m     paper.Mail
	form  ui.Form
	stale bool
}

func (w *Web) line(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.lineView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values = url.Values{"proof": {v.m.Proof}}
	return httpx.Page(linePage(v)), nil
}

func (w *Web) lineView(q *httpx.Req) (lineView, error) {
	m, err := w.Service.Line(q.Ctx(), q.PathValue("line"))
	if err != nil {
		return lineView{}, err
	}
	v := lineView{m: m}
	v.frame, err = w.frame(q, []paper.Mail{m})
	return v, err
}

func (w *Web) change(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	version, _ := strconv.Atoi(q.Value("version")) //nolint:errcheck // 0 is stale
	in := mailsvc.Change{ID: q.PathValue("line"), Version: version, Proof: q.Value("proof"), Proved: day(&p, q, "proved"), Answered: day(&p, q, "answered")}
	err := p.Err()
	if err == nil {
		err = w.Service.Change(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/mail/" + in.ID + "?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return httpx.Reply{}, err
	}
	v, e := w.lineView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.stale = ui.NewForm(q.Form(), err), fault.Is(err, fault.Conflict)
	return httpx.Invalid(linePage(v)), nil
}
