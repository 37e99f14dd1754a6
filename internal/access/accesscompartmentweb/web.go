// Package accesscompartmentweb shows to whom sealed compartments are open: a board for those who decide, and one page of a
// client from which opening is proposed.
package accesscompartmentweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// Deps are what the pages need; app binds them.
type Deps struct {
	Service *accesscompartmentsvc.Service
	Rules   *rulebook.Set
	// Shell is the identity bar and tabs of a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Staff lists the members of staff to choose from.
	Staff func(ctx context.Context) ([]ui.Option, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const protection actor.Purpose = "protection"

// Routes lists the pages and forms.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: protection, Do: do}
	}
	get, post := http.MethodGet, http.MethodPost
	return []httpx.Route{
		route(get, "/compartments", access.OpenCompartment, w.board),
		route(post, "/compartments/proposals/{proposal}", access.OpenCompartment, w.decide),
		route(post, "/compartments/members/{member}/close", access.OpenCompartment, w.close),
		route(post, "/compartments/members/{member}/review", access.OpenCompartment, w.review),
		route(get, "/clients/{id}/compartments", access.ProposeCompartment, w.client),
		route(post, "/clients/{id}/compartments", access.ProposeCompartment, w.propose),
	}
}

// sent is the form that was just sent and failed: its name tells it from the other forms of the page.
type sent struct {
	name string
	form ui.Form
}

func (s sent) of(name string) ui.Form {
	if s.name == name {
		s.form.Prefix = name + "-"
		return s.form
	}
	return ui.Form{Prefix: name + "-"}
}

// answer leads on after a write, or shows the page again with what was typed and what is wrong with it.
func answer(q *httpx.Req, err error, to, name string, again func(sent) (templ.Component, error)) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(to), nil
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return httpx.Reply{}, err
	}
	page, err := again(sent{name, ui.NewForm(q.Form(), err)})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(page), nil
}

func (w *Web) board(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.boardPage(q.Ctx(), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) boardPage(ctx context.Context, s sent) (templ.Component, error) {
	b, err := w.Service.Board(ctx)
	if err != nil {
		return nil, err
	}
	return boardPage(boardView{w.help(), parts{ctx, w.Service.Today(), w.Service.Reasons(), s}, b}), nil
}

// toBoard leads back to the board.
func (w *Web) toBoard(q *httpx.Req, err error, name string) (httpx.Reply, error) {
	return answer(q, err, "/compartments?done=saved", name, func(s sent) (templ.Component, error) { return w.boardPage(q.Ctx(), s) })
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	p := q.PathValue("proposal")
	in := accesscompartmentsvc.Decide{ID: p, Approve: q.Value("decision") == "approve", Text: q.Value("text")}
	var err error
	if in.Version, err = strconv.Atoi(q.Value("version")); err != nil {
		in.Version = -2 // never a version: the answer is a conflict
	}
	var bad fault.Problems
	if d := q.Value("decision"); d != "approve" && d != "refuse" {
		bad.Add("decision", "field.choose")
	}
	if err = bad.Err(); err == nil {
		err = w.Service.Decide(q.Ctx(), in)
	}
	return w.toBoard(q, err, p)
}

func (w *Web) close(q *httpx.Req) (httpx.Reply, error) {
	m := q.PathValue("member")
	return w.toBoard(q, w.Service.Close(q.Ctx(), accesscompartmentsvc.Close{Member: m, Text: q.Value("text")}), m)
}

func (w *Web) review(q *httpx.Req) (httpx.Reply, error) {
	m := q.PathValue("member")
	return w.toBoard(q, w.Service.Review(q.Ctx(), m), m)
}

func (w *Web) client(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.clientPage(q.Ctx(), id.Client(q.PathValue("id")), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) clientPage(ctx context.Context, client id.Client, s sent) (templ.Component, error) {
	c, err := w.Service.Client(ctx, client)
	if err != nil {
		return nil, err
	}
	v := clientView{help: w.help(), parts: parts{ctx, w.Service.Today(), w.Service.Reasons(), s}, ClientPage: c}
	if v.bar, err = w.Shell(ctx, client, "compartments"); err != nil {
		return nil, err
	}
	v.staff, err = w.Staff(ctx)
	return clientPage(v), err
}

func (w *Web) propose(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	in := accesscompartmentsvc.Propose{
		Client: client, Compartment: access.Compartment(q.Value("compartment")), Part: q.Value("part"), Account: id.Account(q.Value("account")),
		Reason: q.Value("reason"), Text: q.Value("text"),
	}
	until, bad := civil.ParseDate(q.Value("until"))
	in.Until = until
	_, err := w.Service.Propose(q.Ctx(), in)
	if f := fault.As(err); bad != nil && f != nil && f.Kind == fault.Invalid { // an impossible day is said in the place of a missing one
		for i, p := range f.Problems {
			if p.Field == "until" {
				f.Problems[i].Msg = ui.M("date.invalid")
			}
		}
	}
	return answer(q, err, "/clients/"+string(client)+"/compartments?done=saved", "propose", func(s sent) (templ.Component, error) { return w.clientPage(q.Ctx(), client, s) })
}

// help is the work instruction of opening, folded beside it.
func (w *Web) help() templ.Component {
	return rulebookui.StepHelp(w.Rules.At(w.Service.Today()), "access.open_compartment", w.Service.Today())
}

func reasons(ctx context.Context, l rulebook.List, on civil.Date) []ui.Option {
	var out []ui.Option
	for _, i := range l.On(on) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}
