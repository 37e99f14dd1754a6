// Package keepweb shows what is kept and for how long: certificates of what was destroyed, the terms in force, and the holds on what must
// not be destroyed.
package keepweb

import (
	"context"
	"encoding/hex"
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
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/monitoring/keepsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *keepsvc.Service
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

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: "supervision", Do: do}
	}
	const of = "/clients/{id}/monitoring/holds"
	return []httpx.Route{
		route(http.MethodGet, "/monitoring/retention", access.ReadRetention, w.state),
		route(http.MethodGet, "/monitoring/retention/{certificate}", access.ReadRetention, w.certificate),
		route(http.MethodGet, "/monitoring/holds", access.HoldPositions, w.standing),
		route(http.MethodGet, of, access.HoldPositions, w.holds),
		route(http.MethodPost, of, access.HoldPositions, w.hold),
		route(http.MethodPost, of+"/{hold}/lift", access.HoldPositions, w.askLift),
		route(http.MethodPost, of+"/{hold}/agree", access.HoldPositions, w.agreeLift),
	}
}

type stateView struct {
	keepsvc.State
	today civil.Date
}

func (w *Web) state(q *httpx.Req) (httpx.Reply, error) {
	s, err := w.Service.State(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(statePage(stateView{s, w.Service.Today()})), nil
}

// terms says of each kind how long it is kept, what is the oldest and what goes next.
func (v stateView) terms() ui.Grid {
	g := ui.Grid{Caption: ui.M("keep.terms"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("keep.kind")}, {Label: ui.M("keep.days")}, {Label: ui.M("keep.oldest"), Narrow: true}, {Label: ui.M("keep.next")},
	}}
	for _, t := range v.Terms {
		days, next := ui.Lines(ui.Say(ui.M("keep.no_term")), ui.ToBeConfirmed("")), ui.Say(ui.M("keep.never"))
		if t.Set {
			days, next = ui.Say(ui.N("keep.n_days", t.Days)), ui.None()
			if !t.Sourced {
				days = ui.Lines(days, ui.ToBeConfirmed(""))
			}
		}
		oldest := ui.None()
		if day := v.Oldest[t.Kind]; day > 0 {
			oldest = ui.Day(keep.Date(day))
			if t.Set {
				on := keep.Date(day).AddDays(t.Days + 1)
				if on.Before(v.today) {
					on = v.today
				}
				next = ui.Day(on)
			}
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Say(ui.M("keep.kind." + string(t.Kind))), days, oldest, next}})
	}
	return g
}

func (v stateView) certificates(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("keep.certificates"), HideCaption: true, Empty: ui.M("keep.none"), Columns: []ui.Column{
		{Label: ui.M("keep.number")}, {Label: ui.M("keep.kind")}, {Label: ui.M("keep.span")}, {Label: ui.M("keep.gone"), Numeric: true}, {Label: ui.M("keep.kept"), Numeric: true}, {Label: ui.M("keep.done_at"), Narrow: true},
	}}
	for _, c := range v.Certificates {
		done := ui.Tag(ui.Warn, ui.M("keep.open"))
		if c.State == keep.Closed {
			done = ui.Moment(c.DoneAt)
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/monitoring/retention/"+c.ID, "№ "+strconv.Itoa(c.Number)), ui.Say(ui.M("keep.kind." + string(c.Kind))), ui.Val(span(ctx, c)),
			ui.Num(int(c.Gone)), ui.Num(int(c.Kept)), done,
		}})
	}
	return g
}

func span(ctx context.Context, c keep.Certificate) string {
	if c.FirstDay == 0 {
		return "—"
	}
	return i18n.Date(ctx, keep.Date(c.FirstDay)) + " – " + i18n.Date(ctx, keep.Date(c.LastDay))
}

type certificateView struct {
	keep.Certificate
	now civil.Instant
	by  string
	me  string
}

func (w *Web) certificate(q *httpx.Req) (httpx.Reply, error) {
	c, err := w.Service.Certificate(q.Ctx(), q.PathValue("certificate"))
	if err != nil {
		return httpx.Reply{}, err
	}
	v := certificateView{Certificate: c, now: w.Service.Now(), by: i18n.T(q.Ctx(), "keep.by_service")}
	if w.Names != nil {
		me := actor.From(q.Ctx()).Ref()
		names, err := w.Names(q.Ctx(), []string{me})
		if err != nil {
			return httpx.Reply{}, err
		}
		v.me = names[me]
	}
	return httpx.Page(certificatePage(v)), nil
}

func (v certificateView) items(ctx context.Context) []ui.Item {
	done := ui.Tag(ui.Warn, ui.M("keep.open"))
	if v.State == keep.Closed {
		done = ui.Moment(v.DoneAt)
	}
	return []ui.Item{
		{Label: ui.M("keep.kind"), Value: ui.Say(ui.M("keep.kind." + string(v.Kind)))},
		{Label: ui.M("keep.span"), Value: ui.Val(span(ctx, v.Certificate))},
		{Label: ui.M("keep.day_count"), Value: ui.Num(v.Days)},
		{Label: ui.M("keep.gone"), Value: ui.Num(int(v.Gone))},
		{Label: ui.M("keep.kept"), Value: ui.Num(int(v.Kept))},
		{Label: ui.M("keep.rule"), Value: ui.Val(v.Rule + " = " + strconv.Itoa(v.KeepDays) + " (" + v.Rulebook + ")")},
		{Label: ui.M("keep.begun_at"), Value: ui.Moment(v.BegunAt)},
		{Label: ui.M("keep.done_at"), Value: done},
		{Label: ui.M("keep.by"), Value: ui.Val(v.by)},
		{Label: ui.M("keep.hash"), Value: ui.Val(hex.EncodeToString(v.Hash))},
	}
}

type standingView struct {
	list   []keep.Hold
	labels map[id.Client]string
	w      *Web
}

func (w *Web) standing(q *httpx.Req) (httpx.Reply, error) {
	v := standingView{w: w}
	var err error
	if v.list, err = w.Service.Standing(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	for _, h := range v.list {
		clients = append(clients, h.Client)
	}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(standingPage(v)), nil
}

func (w *Web) reason(ctx context.Context, code string) string {
	return w.Service.Rulebook().List(keep.ListReasons).Name(code, i18n.Lang(ctx))
}

func (v standingView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("keep.holds"), Empty: ui.M("keep.no_holds"), Columns: []ui.Column{
		{Label: ui.M("near.client")}, {Label: ui.M("keep.reason")}, {Label: ui.M("keep.asked")}, {Label: ui.M("keep.held_days")}, {Label: ui.M("keep.ends"), Narrow: true}, {Label: ui.M("near.state")},
	}}
	for _, h := range v.list {
		label := v.labels[h.Client]
		if label == "" {
			label = string(h.Client)
		}
		state := ui.Tag(ui.Good, ui.M("keep.stands"))
		if !h.LiftAskedAt.IsZero() {
			state = ui.Tag(ui.Warn, ui.M("keep.lift_waits"))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(h.Client)+"/monitoring/holds", label), ui.Val(v.w.reason(ctx, h.Reason)), asked(h),
			ui.Val(i18n.Date(ctx, h.From) + " – " + i18n.Date(ctx, h.Until)), ui.Day(h.Ends), state,
		}})
	}
	return g
}

// asked is who asked for a hold, with the number of the paper.
func asked(h keep.Hold) templ.Component {
	var parts []string
	for _, s := range []string{h.Authority, h.Paper} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return ui.None()
	}
	return ui.Val(strings.Join(parts, ", "))
}

type holdsView struct {
	w      *Web
	client id.Client
	bar    templ.Component
	list   []keep.Hold
	names  map[string]string
	form   ui.Form
	lift   ui.Form
	of     string // the hold whose form was refused
	today  civil.Date
}

func (w *Web) view(q *httpx.Req) (holdsView, error) {
	v := holdsView{w: w, client: id.Client(q.PathValue("id")), names: map[string]string{}, today: w.Service.Today()}
	var err error
	if v.list, err = w.Service.OfClient(q.Ctx(), v.client); err != nil {
		return v, err
	}
	if w.Shell != nil {
		if v.bar, err = w.Shell(q.Ctx(), v.client, "monitoring"); err != nil {
			return v, err
		}
	}
	var refs []string
	for _, h := range v.list {
		for _, ref := range []string{h.MadeBy, h.LiftAskedBy, h.LiftedBy} {
			if ref != "" {
				refs = append(refs, ref)
			}
		}
	}
	if w.Names != nil && len(refs) > 0 {
		v.names, err = w.Names(q.Ctx(), refs)
	}
	v.form = ui.Form{Values: url.Values{}}
	return v, err
}

func (w *Web) holds(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(holdsPage(v)), nil
}

func (w *Web) hold(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := keep.Hold{
		Client: id.Client(q.PathValue("id")), From: day(&p, q, "from"), Until: day(&p, q, "until"), Reason: q.Value("reason"), Words: q.Value("words"), Authority: q.Value("authority"), Paper: q.Value("paper"), Ends: day(&p, q, "ends"),
	}
	var err error
	if len(p) > 0 {
		seen := map[string]bool{}
		for _, x := range p {
			seen[x.Field] = true
		}
		for _, x := range keep.CheckHold(in, w.Service.Rulebook().List(keep.ListReasons).Holds(in.Reason, w.Service.Today()), w.Service.Today()) {
			if !seen[x.Field] {
				p = append(p, x)
			}
		}
		err = p.Err()
	} else {
		err = w.Service.Hold(q.Ctx(), in)
	}
	return w.after(q, err, "")
}

func (w *Web) askLift(q *httpx.Req) (httpx.Reply, error) {
	return w.after(q, w.Service.AskLift(q.Ctx(), lift(q)), q.PathValue("hold"))
}

func (w *Web) agreeLift(q *httpx.Req) (httpx.Reply, error) {
	return w.after(q, w.Service.AgreeLift(q.Ctx(), lift(q)), q.PathValue("hold"))
}

func lift(q *httpx.Req) keepsvc.Lift {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		n = -1
	}
	return keepsvc.Lift{Client: id.Client(q.PathValue("id")), Hold: q.PathValue("hold"), Version: n, Words: q.Value("lift_words")}
}

func (w *Web) after(q *httpx.Req, err error, hold string) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + q.PathValue("id") + "/monitoring/holds?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return httpx.Reply{}, err
	}
	v, e := w.view(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	if v.of = hold; hold == "" {
		v.form = ui.NewForm(q.Form(), err)
	} else {
		v.lift = ui.NewForm(q.Form(), err)
		v.lift.Prefix = hold
	}
	return httpx.Invalid(holdsPage(v)), nil
}

func day(p *fault.Problems, q *httpx.Req, name string) civil.Date {
	if q.Value(name) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(q.Value(name))
	if err != nil {
		p.Add(name, "date.invalid")
	}
	return d
}

func (v holdsView) who(ref string) string {
	if n := v.names[ref]; n != "" {
		return n
	}
	return ref
}

func (v holdsView) failed() bool { return len(v.form.Problems)+len(v.lift.Problems) > 0 }

func (v holdsView) liftForm(h keep.Hold) ui.Form {
	if v.of == h.ID {
		return v.lift
	}
	return ui.Form{Prefix: h.ID}
}

func (v holdsView) reasons(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, i := range v.w.Service.Rulebook().List(keep.ListReasons).On(v.today) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func (v holdsView) items(ctx context.Context, h keep.Hold) []ui.Item {
	out := []ui.Item{
		{Label: ui.M("keep.held_days"), Value: ui.Val(i18n.Date(ctx, h.From) + " – " + i18n.Date(ctx, h.Until))},
		{Label: ui.M("keep.why"), Value: ui.Val(h.Words)},
		{Label: ui.M("keep.asked"), Value: asked(h)},
		{Label: ui.M("keep.ends"), Value: ui.Day(h.Ends)},
		{Label: ui.M("keep.made"), Value: ui.Val(v.who(h.MadeBy) + ", " + i18n.Instant(ctx, h.MadeAt))},
	}
	if h.LiftWords != "" {
		out = append(out, ui.Item{Label: ui.M("keep.lift_proposed"), Value: ui.Val(h.LiftWords + " (" + v.who(h.LiftAskedBy) + ", " + i18n.Instant(ctx, h.LiftAskedAt) + ")")})
	}
	if !h.LiftedAt.IsZero() {
		out = append(out, ui.Item{Label: ui.M("keep.lifted"), Value: ui.Val(v.who(h.LiftedBy) + ", " + i18n.Instant(ctx, h.LiftedAt))})
	}
	return out
}

func mayAgree(ctx context.Context, h keep.Hold) bool {
	return !h.LiftAskedAt.IsZero() && h.LiftedAt.IsZero() && h.LiftAskedBy != actor.From(ctx).Ref()
}
