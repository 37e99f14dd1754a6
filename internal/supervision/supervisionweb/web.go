// Package supervisionweb shows the daily work with a client: contacts, appointments with their outcomes, corrections, entries
// moved to the right client, and decisions that must be looked at again.
package supervisionweb

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Found is a client offered for a choice.
type Found struct {
	Client id.Client
	Label  string // name, birth date and number, so that two of one name are told apart
}

// SlipFacts are what an appointment slip says besides the appointment; keys are the places of the client text.
type SlipFacts struct {
	Values map[string]string // name, file, office, address, room, phone, officer
	Lang   string            // the language that the client understands best
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *supervisionsvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Find looks for clients by what is typed; the text never goes into an address.
	Find func(ctx context.Context, text string) ([]Found, error)
	// Papers offers the documents of a file on which an outcome may rest, such as a certificate.
	Papers func(ctx context.Context, client id.Client) ([]ui.Option, error)
	// Danger is where a flag is opened from an entry that spoke of a danger.
	Danger func(client id.Client, entry string) string
	// Series is the page of the series to which an appointment belongs; empty for none.
	Series func(ctx context.Context, client id.Client, entry string) (string, error)
	// Slip gives what the printed slip says of client, office and officer.
	Slip func(ctx context.Context, client id.Client) (SlipFacts, error)
	Visiting
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
	return []httpx.Route{
		get("/clients/{id}/contacts", access.ReadClient, w.contacts),
		post("/clients/{id}/contacts", access.AddNote, w.logContact),
		post("/clients/{id}/appointments", access.ManageAppointment, w.makeAppointment),
		get("/clients/{id}/appointments/{entry}", access.ReadClient, w.appointment),
		post("/clients/{id}/appointments/{entry}/outcome", access.ManageAppointment, w.outcome),
		post("/clients/{id}/appointments/{entry}/correct", access.CorrectRecord, w.correctOutcome),
		post("/clients/{id}/appointments/{entry}/change", access.ManageAppointment, w.change),
		post("/clients/{id}/appointments/{entry}/cancel", access.ManageAppointment, w.cancel),
		get("/clients/{id}/appointments/{entry}/slip", access.ReadClient, w.slip),
		get("/clients/{id}/entries/{entry}", access.ReadClient, w.entry),
		post("/clients/{id}/entries/{entry}", access.CorrectRecord, w.correctContact),
		get("/clients/{id}/entries/{entry}/move", access.MoveEntry, w.movePage),
		post("/clients/{id}/entries/{entry}/move", access.MoveEntry, w.move),
		get("/reopened", access.DecideReopen, w.reopened),
		post("/reopened/{reopen}", access.DecideReopen, w.decide),
	}
}

// frame is what every page of this package carries.
type frame struct {
	w      *Web
	client id.Client
	bar    templ.Component
	names  map[string]string
	rules  *rulebook.Rulebook
	visits map[string]string // addresses of records of visits by their contacts
}

// help is the work instruction of a step.
func (f frame) help(step string) templ.Component {
	return rulebookui.StepHelp(f.rules, step, f.w.Service.Today())
}

func (w *Web) frame(q *httpx.Req, versions []person.Version) (frame, error) {
	f := frame{w: w, client: clientOf(q), rules: w.Service.Rulebook()}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, "contacts"); err != nil {
			return f, err
		}
	}
	f.names, err = w.namesOf(q.Ctx(), versions)
	return f, err
}

func (w *Web) namesOf(ctx context.Context, versions []person.Version) (map[string]string, error) {
	if w.Names == nil {
		return nil, nil //nolint:nilnil // without names the accounts stand for themselves
	}
	var refs []string
	for _, v := range versions {
		refs = append(refs, v.RecordedBy)
		if v.ReplacedBy != "" {
			refs = append(refs, v.ReplacedBy)
		}
	}
	return w.Names(ctx, refs)
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) at(path string) string { return "/clients/" + string(f.client) + path }

func (f frame) code(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}

// options are the codes of a list that keep accepts.
func (f frame) options(ctx context.Context, list string, keep func(rulebook.Item) bool) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.w.Service.Today()) {
		if keep == nil || keep(i) {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}

// moment reads a date and a time of day; both empty give the zero instant.
func (w *Web) moment(problems *fault.Problems, q *httpx.Req) civil.Instant {
	if q.Value("date") == "" && q.Value("time") == "" {
		return civil.Instant{}
	}
	day, err := civil.ParseDate(q.Value("date"))
	if err != nil || day.IsZero() {
		problems.Add("date", "date.invalid")
		return civil.Instant{}
	}
	at, ok := w.Service.Zone().At(day, clock(q.Value("time")))
	if !ok {
		problems.Add("time", "supervision.time_bad")
	}
	return at
}

// clock brings 9.30 and 9:30 to 09:30.
func clock(s string) string {
	t, err := time.Parse("15:04", s)
	if err != nil {
		if t, err = time.Parse("15.04", s); err != nil {
			return s
		}
	}
	return t.Format("15:04")
}

// minutes reads an optional length of time.
func minutes(problems *fault.Problems, q *httpx.Req) int {
	text, n := q.Value("minutes"), 0
	for _, r := range text {
		if r < '0' || r > '9' || len(text) > 5 {
			problems.Add("minutes", "field.number")
			return 0
		}
		n = n*10 + int(r-'0')
	}
	return n
}

func (w *Web) zoneDate(i civil.Instant) civil.Date { return supervision.Zone.Date(w.Service.Zone(), i) }
