// Package earlyendweb shows submissions to the court for the early end of an order: the proposal, the second person, the paper, what
// the court answered, and the way to the act that ends the order.
package earlyendweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/earlyend"
	"tuzjol/internal/supervision/earlyendsvc"
)

// Basis is an accepted opportunity on which a submission rests: its reasons and the words of whoever accepted it.
type Basis struct {
	Reasons []string
	Ground  []string // those that go into the paper, in its language
	Words   string
	Href    string
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *earlyendsvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Basis says what an accepted opportunity for an early end rests on; ok is false where there is none.
	Basis func(ctx context.Context, client id.Client, chance string) (basis Basis, ok bool, err error)
	// Chronology gives what the record says of the supervision, a line an event, in a language.
	Chronology func(ctx context.Context, client id.Client, lang string) ([]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "supervision"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	post := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	const one = "/clients/{id}/early-end/{case}"
	return []httpx.Route{
		get("/clients/{id}/early-end", access.ProposeEarlyEnd, w.proposal),
		post("/clients/{id}/early-end", access.ProposeEarlyEnd, w.propose),
		get(one, access.ReadClient, w.page),
		post(one+"/decide", access.DecideEarlyEnd, w.decide),
		post(one+"/withdraw", access.ProposeEarlyEnd, w.withdraw),
		post(one+"/answer", access.ProposeEarlyEnd, w.hear),
		get("/early-ends", access.ProposeEarlyEnd, w.list),
	}
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}

func (w *Web) bar(ctx context.Context, client id.Client) (templ.Component, error) {
	if w.Shell == nil {
		return nil, nil //nolint:nilnil // no shell is no bar
	}
	return w.Shell(ctx, client, "order")
}

// proposalView is the form of a new submission, with those that there are.
type proposalView struct {
	client id.Client
	panel  earlyendsvc.Panel
	chrome templ.Component
	form   ui.Form
	chance string
	basis  Basis
}

func (w *Web) proposal(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.proposalView(q, ui.Form{}, q.Query().Get("from"))
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.form.Values, err = w.prefilled(q.Ctx(), v); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(proposalPage(v)), nil
}

func (w *Web) proposalView(q *httpx.Req, form ui.Form, chance string) (proposalView, error) {
	v := proposalView{client: clientOf(q), form: form}
	var err error
	if v.panel, err = w.Service.Client(q.Ctx(), v.client); err != nil {
		return v, err
	}
	if w.Basis != nil && chance != "" {
		ok := false
		if v.basis, ok, err = w.Basis(q.Ctx(), v.client, chance); err != nil {
			return v, err
		}
		if ok {
			v.chance = chance
		}
	}
	v.chrome, err = w.bar(q.Ctx(), v.client)
	return v, err
}

// Paper is the language in which a paper is offered to a reader: the reader's where papers are written in it.
func Paper(ctx context.Context) string {
	if lang := i18n.Lang(ctx); lang == "ru" {
		return lang
	}
	return earlyend.Languages()[0]
}

// prefilled is the form with what the record says.
func (w *Web) prefilled(ctx context.Context, v proposalView) (url.Values, error) {
	lang := Paper(ctx)
	out := url.Values{"lang": {lang}}
	if live := v.live(); len(live) == 1 {
		out.Set("order", live[0].Value)
	}
	ground := strings.Join(v.basis.Ground, ";\n")
	if v.basis.Words != "" {
		ground = strings.TrimSpace(ground + "\n" + v.basis.Words)
	}
	out.Set("ground", ground)
	if w.Chronology == nil {
		return out, nil
	}
	lines, err := w.Chronology(ctx, v.client, lang)
	out.Set("chronology", strings.Join(lines, "\n"))
	return out, err
}

// live offers the orders that bind the client.
func (v proposalView) live() []ui.Option {
	var out []ui.Option
	for _, o := range v.panel.Orders {
		if o.Live {
			out = append(out, ui.Option{Value: o.ID, Text: "№ " + o.Number})
		}
	}
	return out
}

func (v proposalView) past() ui.Grid {
	g := ui.Grid{Caption: ui.M("earlyend.list"), Columns: []ui.Column{{Label: ui.M("earlyend.proposed")}, {Label: ui.M("earlyend.state")}, {Label: ui.M("earlyend.number")}}}
	for _, x := range v.panel.List {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Link(earlyendsvc.Href(x.Client, x.ID), ui.M("earlyend.of", "On", x.ProposedAt)), stateTag(x.State), ui.Val(x.Number),
		}})
	}
	return g
}

func stateTag(s earlyend.State) templ.Component {
	kind := ui.Neutral
	switch s {
	case earlyend.Proposed, earlyend.Submitted:
		kind = ui.Warn
	case earlyend.Answered:
		kind = ui.Good
	case earlyend.Refused, earlyend.Withdrawn:
	}
	return ui.Tag(kind, ui.M("earlyend.state."+string(s)))
}

func (w *Web) propose(q *httpx.Req) (httpx.Reply, error) {
	made, err := w.Service.Propose(q.Ctx(), earlyendsvc.Propose{
		Client: clientOf(q), Order: q.Value("order"), Basis: q.Value("basis"), Lang: q.Value("lang"), Ground: q.Value("ground"),
		Chronology: q.Value("chronology"), Account: q.Value("account"),
	})
	if err == nil {
		return httpx.Redirect(earlyendsvc.Href(clientOf(q), made) + "?done=early_end_proposed"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.proposalView(q, ui.NewForm(q.Form(), err), q.Value("basis"))
	if e != nil {
		return httpx.Reply{}, e
	}
	return httpx.Invalid(proposalPage(v)), nil
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	lines, err := w.Service.Open(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	g := ui.Grid{Caption: ui.M("earlyend.open"), HideCaption: true, Empty: ui.M("earlyend.none"), Columns: []ui.Column{
		{Label: ui.M("earlyend.client")},
		{Label: ui.M("earlyend.state")},
		{Label: ui.M("earlyend.proposed")},
		{Label: ui.M("earlyend.number")},
	}}
	for _, l := range lines {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Lines(ui.LinkTo(earlyendsvc.Href(l.Client, l.ID), l.Label.Name), ui.Muted(ui.Val(l.Label.File))), stateTag(l.State), ui.Moment(l.ProposedAt), ui.Val(l.Number),
		}})
	}
	return httpx.Page(listPage(g, len(lines))), nil
}

func date(p *fault.Problems, q *httpx.Req, name string) civil.Date {
	if strings.TrimSpace(q.Value(name)) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(q.Value(name))
	if err != nil {
		p.Add(name, "date.invalid")
	}
	return d
}

func version(q *httpx.Req) int {
	n, _ := strconv.Atoi(q.Value("version")) // what is no number is no version: the write finds it stale
	return n
}

func resultName(ctx context.Context, rb *rulebook.Rulebook, code string) string {
	return rb.List(rulebook.ListEarlyEndResults).Name(code, i18n.Lang(ctx))
}
