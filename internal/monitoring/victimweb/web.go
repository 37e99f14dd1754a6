// Package victimweb shows the protected persons of orders of monitoring to those who may read of them: never a page of a client, never
// under a client's bar, and nothing but a number until the record is opened for a reason.
package victimweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds.
type Deps struct {
	Victims *victimsvc.Service
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// At is where the list stands.
const At = "/monitoring/victims"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: "supervision", Do: do}
	}
	const one, zones = At + "/{row}", "/monitoring/victim-places"
	return []httpx.Route{
		route(http.MethodGet, At, access.ReadVictims, w.list),
		route(http.MethodPost, At+"/search", access.ReadVictims, w.search),
		route(http.MethodGet, At+"/new", access.ManageVictims, w.enterForm),
		route(http.MethodPost, At+"/new", access.ManageVictims, w.enter),
		route(http.MethodGet, one, access.ReadVictims, w.person),
		route(http.MethodPost, one+"/open", access.ReadVictims, w.open),
		route(http.MethodPost, one+"/change", access.ManageVictims, w.change),
		route(http.MethodPost, one+"/phones", access.ManageVictims, w.addPhone),
		route(http.MethodPost, one+"/phones/{entry}/remove", access.ManageVictims, w.removePhone),
		route(http.MethodPost, one+"/consent", access.ManageVictims, w.consent),
		route(http.MethodPost, one+"/withdraw", access.ReadVictims, w.withdraw),
		route(http.MethodPost, one+"/places", access.ManageVictims, w.propose),
		route(http.MethodPost, one+"/device", access.ManageVictims, w.give),
		route(http.MethodPost, one+"/device/back", access.ManageVictims, w.takeBack),
		route(http.MethodPost, one+"/calls/{entry}", access.ReadVictims, w.called),
		route(http.MethodGet, zones, access.ApproveZones, w.proposals),
		route(http.MethodPost, zones+"/{entry}", access.ApproveZones, w.decide),
		route(http.MethodGet, "/monitoring/victim-text", access.ReadVictims, w.text),
	}
}

// frame is what every page carries.
type frame struct {
	w      *Web
	names  map[string]string
	labels map[id.Client]string
	rules  *rulebook.Rulebook
	today  civil.Date
	now    civil.Instant
}

func (w *Web) frame(ctx context.Context, refs []string, clients []id.Client) (frame, error) {
	f := frame{w: w, rules: w.Victims.Rulebook(), today: w.Victims.Today(), now: w.Victims.Now()}
	var err error
	refs = slices.DeleteFunc(refs, func(s string) bool { return s == "" })
	if w.Names != nil && len(refs) > 0 {
		if f.names, err = w.Names(ctx, refs); err != nil {
			return f, err
		}
	}
	if w.Labels != nil && len(clients) > 0 {
		f.labels, err = w.Labels(ctx, clients)
	}
	return f, err
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) client(c id.Client) string {
	if n := f.labels[c]; n != "" {
		return n
	}
	return string(c)
}

func (f frame) code(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}

func (f frame) options(ctx context.Context, list string) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.today) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func (f frame) regime(ctx context.Context, k regime.Kind) string {
	return f.code(ctx, regime.ListRegimes, string(k))
}

// orderLink leads to the order that protects somebody.
func (f frame) orderLink(ctx context.Context, c id.Client, order string, k regime.Kind) templ.Component {
	return ui.Lines(ui.LinkTo("/clients/"+string(c)+"/monitoring/orders/"+order, f.regime(ctx, k)), ui.Val(f.client(c)))
}

// unsure marks values that no act gives.
func (f frame) unsure(rule string) templ.Component {
	if r, ok := f.rules.Lookup(rule, f.today); ok && r.Status == rulebook.Sourced {
		return nil
	}
	return ui.ToBeConfirmed("")
}

func (f frame) languages() []ui.Option {
	var out []ui.Option
	for _, l := range f.w.Victims.Texts().Languages(f.today) {
		out = append(out, ui.Option{Value: l, Text: i18n.LanguageName(l)})
	}
	return out
}

func choices[T ~string](prefix string, codes ...T) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: string(c), Label: ui.M(prefix + string(c))}
	}
	return out
}

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// version reads the version that the page itself sent; an unreadable one is a stale page.
func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return 0
	}
	return n
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

func metres(p *fault.Problems, q *httpx.Req, name string) float64 {
	n, err := strconv.ParseFloat(strings.ReplaceAll(q.Value(name), ",", "."), 64)
	if err != nil {
		p.Add(name, "monitoring.victim.metres")
	}
	return n
}

// join puts what could not be read before what the use case found.
func join(p fault.Problems, err error) error {
	if len(p) == 0 {
		return err
	}
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		seen := map[string]bool{}
		for _, x := range p {
			seen[x.Field] = true
		}
		for _, x := range f.Problems {
			if !seen[x.Field] {
				p = append(p, x)
			}
		}
	}
	return p.Err()
}

func blank(prefix string) ui.Form { return ui.Form{Prefix: prefix, Values: url.Values{}} }
