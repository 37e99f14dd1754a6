// Package lifeweb shows what happens in a client's life: the tab of a client with one form for each kind, one event with what may be
// done next, and the list of an office.
package lifeweb

import (
	"context"
	"net/http"
	"strconv"

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
	"tuzjol/internal/rulebook/rulebookui"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/supervision/lifesvc"
)

// Transfer is one request to move the client's file to another office; its workflow is elsewhere.
type Transfer struct {
	ID       string
	From, To string // names of offices
	State    string // of org: requested, accepted, refused, withdrawn
	At       civil.Instant
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *lifesvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Papers offers the documents of a client's file.
	Papers func(ctx context.Context, client id.Client) ([]ui.Option, error)
	// Districts lists the territory for choosing, in the reader's language.
	Districts func(ctx context.Context) ([]ui.Option, error)
	// Transfers lists the requests to move a client's file.
	Transfers func(ctx context.Context, client id.Client) ([]Transfer, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// Tab is the name of the tab of a client's record.
const Tab = "life"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: "supervision", Do: do}
	}
	const of = "/clients/{id}/life"
	return []httpx.Route{
		route(http.MethodGet, "/life", access.ReadCaseload, w.list),
		route(http.MethodGet, "/life/csv", access.ExportClients, w.csv),
		route(http.MethodGet, of, access.ReadClient, w.ofClient),
		route(http.MethodPost, of, access.ManageLifeEvent, w.start),
		route(http.MethodGet, of+"/{event}", access.ReadClient, w.event),
		route(http.MethodPost, of+"/{event}/move", access.ManageLifeEvent, w.move),
		route(http.MethodPost, of+"/{event}/decide", access.DecideLifeEvent, w.decide),
		route(http.MethodPost, of+"/{event}/appointments", access.ManageLifeEvent, w.rearrange),
		route(http.MethodPost, of+"/{event}/paper", access.ManageLifeEvent, w.attach),
		route(http.MethodPost, of+"/{event}/correct", access.CorrectRecord, w.correct),
	}
}

// frame is what every page carries.
type frame struct {
	w         *Web
	client    id.Client
	bar       templ.Component
	names     map[string]string
	rules     *rulebook.Rulebook
	districts []ui.Option
}

func (w *Web) frame(q *httpx.Req, refs []string) (frame, error) {
	f := frame{w: w, client: clientOf(q), rules: w.Service.Rulebook()}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, Tab); err != nil {
			return f, err
		}
	}
	if w.Districts != nil {
		if f.districts, err = w.Districts(q.Ctx()); err != nil {
			return f, err
		}
	}
	f.names = map[string]string{}
	if w.Names != nil && len(refs) > 0 {
		f.names, err = w.Names(q.Ctx(), refs)
	}
	return f, err
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) at(path string) string { return "/clients/" + string(f.client) + "/life" + path }

func (f frame) code(ctx context.Context, list, code string) string {
	if code == "" || list == "" {
		return ""
	}
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}

func (f frame) options(ctx context.Context, list string) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.w.Service.Today()) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

// help is the work instruction of a kind.
func (f frame) help(kind life.Kind) templ.Component {
	return rulebookui.StepHelp(f.rules, "life."+string(kind), f.w.Service.Today())
}

// district is a territory in the reader's language.
func (f frame) district(code string) string {
	for _, o := range f.districts {
		if o.Value == code {
			return o.Text
		}
	}
	return code
}

func options(prefix string, codes ...string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: c, Label: ui.M(prefix + c)}
	}
	return out
}

func kinds() []ui.Option {
	var out []ui.Option
	for _, k := range life.Kinds() {
		out = append(out, ui.Option{Value: string(k), Label: ui.M("life.kind." + string(k))})
	}
	return out
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// version reads the version that was on the page; an unreadable one is a stale one.
func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

// act reads what was typed; days that cannot be read are told with their fields.
func act(problems *fault.Problems, q *httpx.Req) life.Act {
	day := func(name string) civil.Date {
		if q.Value(name) == "" {
			return civil.Date{}
		}
		d, err := civil.ParseDate(q.Value(name))
		if err != nil {
			problems.Add(name, "date.invalid")
		}
		return d
	}
	return life.Act{
		Move: q.Value("move"), Code: q.Value("code"), From: day("from"), Until: day("until"), Day: day("day"), District: q.Value("district"),
		Place: q.Value("place"), Body: q.Value("body"), Number: q.Value("number"), Reason: q.Value("reason"), Words: q.Value("words"),
	}
}
