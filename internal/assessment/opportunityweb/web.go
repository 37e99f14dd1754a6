// Package opportunityweb shows what the records of clients allow, with reasons, and takes a person's decision about it.
package opportunityweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/assessment/opportunitysvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds.
type Deps struct {
	Service *opportunitysvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of accounts.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Offices names the offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
	// Led says what came of accepted opportunities, by decision: where the proposal or the letter is.
	Led func(ctx context.Context, client id.Client) (map[string]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "supervision"

// Routes lists the pages and forms.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: access.DecideOpportunity, Purpose: purpose, Do: do}
	}
	return []httpx.Route{
		route(http.MethodGet, "/opportunities", w.list),
		route(http.MethodGet, "/clients/{id}/opportunities", w.client),
		route(http.MethodPost, "/clients/{id}/opportunities", w.decide),
	}
}

type listView struct {
	opportunitysvc.Page
	filter  opportunitysvc.Filter
	wide    bool // the reader may see more than own clients
	offices map[id.Office]string
	kinds   rulebook.List
	levels  rulebook.List
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	in := q.Query()
	v := listView{
		filter: opportunitysvc.Filter{Scope: in.Get("scope"), Office: id.Office(in.Get("office")), Kind: opportunity.Chance(in.Get("kind")), After: in.Get("after")},
		wide:   access.From(q.Ctx()).Reach(access.DecideOpportunity) == access.InSite,
		kinds:  w.Service.List(rulebook.ListOpportunities), levels: w.Service.List(rulebook.ListLevels),
	}
	if v.filter.Scope == "" && v.wide {
		v.filter.Scope = "office"
	}
	var err error
	if v.Page, err = w.Service.Find(q.Ctx(), v.filter); err != nil {
		return httpx.Reply{}, err
	}
	if v.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx())); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (v listView) form() ui.Form {
	return ui.Form{Prefix: "f-", Values: url.Values{"scope": {v.filter.Scope}, "kind": {string(v.filter.Kind)}, "office": {string(v.filter.Office)}}}
}

func (v listView) query(pairs ...string) string {
	q := url.Values{}
	for name, value := range map[string]string{"scope": v.filter.Scope, "kind": string(v.filter.Kind), "office": string(v.filter.Office)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/opportunities?" + q.Encode()
}

func (v listView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.query("after", v.Next)
}

func (v listView) clear() string {
	if v.filter.Kind == "" && v.filter.Office == "" {
		return ""
	}
	return "/opportunities"
}

func (v listView) kindOptions(ctx context.Context) []ui.Option {
	out := make([]ui.Option, len(v.kinds.Items))
	for i, x := range v.kinds.Items {
		out[i] = ui.Option{Value: x.Code, Text: x.Label.In(i18n.Lang(ctx))}
	}
	return out
}

func (v listView) officeOptions() []ui.Option {
	var out []ui.Option
	for o, n := range v.offices {
		out = append(out, ui.Option{Value: string(o), Text: n})
	}
	slices.SortFunc(out, func(a, b ui.Option) int {
		if a.Text < b.Text {
			return -1
		}
		return 1
	})
	return out
}

func (v listView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.opportunity.title"), HideCaption: true, Empty: ui.M("assessment.opportunity.none"), Columns: []ui.Column{
		{Label: ui.M("assessment.opportunity.client")},
		{Label: ui.M("assessment.opportunity.kind")},
		{Label: ui.M("assessment.opportunity.why")},
		{Label: ui.M("assessment.opportunity.since")},
		{Label: ui.M("common.office")},
	}}
	for _, l := range v.Lines {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Lines(ui.LinkTo(href(l.Client)+"#"+string(l.Kind), l.Label.Name), ui.Muted(ui.Val(l.Label.File))),
			kindTag(ctx, v.kinds, v.levels, l.Kind, l.To), reasons(l.Reasons), ui.Day(l.Since), ui.Val(v.offices[l.Office]),
		}})
	}
	return g
}

func href(c id.Client) string { return "/clients/" + string(c) + "/opportunities" }

func kindTag(ctx context.Context, kinds, levels rulebook.List, kind opportunity.Chance, to assessment.Level) templ.Component {
	tone := ui.Good
	if kind == opportunity.AboveStandard {
		tone = ui.Warn
	}
	return ui.Tag(tone, ui.M("assessment.opportunity.named", "Kind", kindName(ctx, kinds, levels, kind, to)))
}

// kindName names a kind, and of a lower level the level.
func kindName(ctx context.Context, kinds, levels rulebook.List, kind opportunity.Chance, to assessment.Level) string {
	name := kinds.Name(string(kind), i18n.Lang(ctx))
	if to != "" {
		name += ": " + levels.Name(string(to), i18n.Lang(ctx))
	}
	return name
}

type clientView struct {
	opportunitysvc.Panel
	bar     templ.Component
	names   map[string]string
	kinds   rulebook.List
	levels  rulebook.List
	notNow  rulebook.List
	sent    string // name of the form that came back
	form    ui.Form
	today   civil.Date
	confirm bool // the values behind it are to be confirmed
	led     map[string]string
}

func (w *Web) client(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.clientView(q, "", ui.Form{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(clientPage(v)), nil
}

func (w *Web) clientView(q *httpx.Req, sent string, form ui.Form) (clientView, error) {
	ctx, client := q.Ctx(), id.Client(q.PathValue("id"))
	p, err := w.Service.Client(ctx, client)
	if err != nil {
		return clientView{}, err
	}
	v := clientView{
		Panel: p, sent: sent, form: form, today: w.Service.Today(), kinds: w.Service.List(rulebook.ListOpportunities), levels: w.Service.List(rulebook.ListLevels),
		notNow: w.Service.List(rulebook.ListNotNow),
	}
	if r, ok := w.Service.Rulebook().Lookup(rulebook.RuleChanceLevelMonths, v.today); ok {
		v.confirm = r.ToConfirm()
	}
	var refs []string
	for _, d := range p.Decided {
		refs = append(refs, string(d.DecidedBy))
	}
	if v.names, err = w.Names(ctx, refs); err != nil {
		return v, err
	}
	if w.Led != nil {
		if v.led, err = w.Led(ctx, client); err != nil {
			return v, err
		}
	}
	v.bar, err = w.Shell(ctx, client, "opportunities")
	return v, err
}

// decide answers an opportunity and leads to the next step: the proposal of an exemption or of an early end, the contacts.
func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	in := opportunitysvc.Decide{
		Client: id.Client(q.PathValue("id")), Kind: opportunity.Chance(q.Value("kind")), Answer: q.Value("answer"), Reason: q.Value("reason"), Text: q.Value("text"),
	}
	made := ""
	until, err := civil.ParseDate(q.Value("until"))
	if err != nil {
		var p fault.Problems
		p.Add("until", "date.invalid")
		err = p.Err()
	} else {
		in.Until = until
		made, err = w.Service.Decide(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect(after(in, made)), nil
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return httpx.Reply{}, err
	}
	form := ui.NewForm(q.Form(), err)
	name := string(in.Kind) + "-" + in.Answer
	form.Prefix = name + "-"
	v, err := w.clientView(q, name, form)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(clientPage(v)), nil
}

func after(in opportunitysvc.Decide, made string) string {
	base := "/clients/" + string(in.Client)
	if in.Answer == opportunity.ChanceNotNow {
		return base + "/opportunities?done=opportunity_not_now"
	}
	switch in.Kind {
	case opportunity.EarlyEnd, opportunity.FewerContacts:
		return next(in.Client, in.Kind, made) + "&done=opportunity_" + string(in.Kind)
	case opportunity.AboveStandard:
		return base + "/contacts?done=opportunity_contacts"
	case opportunity.LowerLevel, opportunity.Recognition:
	}
	return base + "/opportunities?done=opportunity_" + string(in.Kind)
}

// next is the prepared proposal that follows from an accepted opportunity; "" where nothing is to be proposed.
func next(client id.Client, kind opportunity.Chance, decision string) string {
	base := "/clients/" + string(client)
	switch kind {
	case opportunity.FewerContacts:
		return base + "/exemptions?from=" + decision
	case opportunity.EarlyEnd:
		return base + "/early-end?from=" + decision
	case opportunity.LowerLevel, opportunity.Recognition, opportunity.AboveStandard:
	}
	return ""
}

// of is the form of one answer; only the one that came back has what was typed.
func (v clientView) of(kind opportunity.Chance, answer string) ui.Form {
	name := string(kind) + "-" + answer
	if name == v.sent {
		return v.form
	}
	return ui.Form{Prefix: name + "-", Values: url.Values{}}
}

// open reports whether the form of an answer came back and must stand unfolded.
func (v clientView) open(kind opportunity.Chance, answer string) bool {
	return v.sent == string(kind)+"-"+answer
}

func (v clientView) reasonOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, x := range v.notNow.On(v.today) {
		out = append(out, ui.Option{Value: x.Code, Text: x.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func (v clientView) history(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.opportunity.decided"), Columns: []ui.Column{
		{Label: ui.M("assessment.opportunity.kind")},
		{Label: ui.M("assessment.opportunity.answer")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("assessment.opportunity.until_day")},
		{Label: ui.M("common.who")},
		{Label: ui.M("common.when")},
		{Label: ui.M("assessment.opportunity.led")},
	}}
	for _, d := range v.Decided {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Val(kindName(ctx, v.kinds, v.levels, d.Kind, d.To)), ui.Say(ui.M("assessment.opportunity.answer." + d.Answer)),
			ui.Lines(ui.Val(v.reasonName(ctx, d.Reason)), ui.Val(d.Text)), ui.Day(d.Until), ui.Val(v.names[string(d.DecidedBy)]), ui.Moment(d.DecidedAt), v.came(d),
		}})
	}
	return g
}

// came is what came of a decision, or the step that is still to be made.
func (v clientView) came(d opportunitysvc.Decision) templ.Component {
	href := next(v.Client, d.Kind, d.ID)
	switch {
	case v.led[d.ID] != "":
		return ui.Link(v.led[d.ID], ui.M("assessment.opportunity.led."+string(d.Kind)))
	case d.Answer == opportunity.ChanceAccepted && href != "":
		return ui.Link(href, ui.M("assessment.opportunity.prepare"))
	}
	return ui.Val("")
}

// Words says the reasons of a decision in the reader's language.
func Words(ctx context.Context, reasons []opportunity.ChanceReason) []string {
	out := make([]string, len(reasons))
	for i, r := range reasons {
		out[i] = i18n.Msg(ctx, r.Message())
	}
	return out
}

// Href is where a client's opportunities and the decisions on them stand.
func Href(c id.Client) string { return href(c) }

func (v clientView) reasonName(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	return v.notNow.Name(code, i18n.Lang(ctx))
}
