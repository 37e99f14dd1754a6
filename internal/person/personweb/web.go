// Package personweb shows who a client is: identity with its history, what was known on a day, and the papers of the file.
package personweb

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
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// District is one unit of the territory in the reader's language.
type District struct {
	Code rulebook.SOATE
	Name string
}

// Need is one kind of paper that a file must hold.
type Need struct {
	Kind    string
	Missing bool
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *personsvc.Service
	Rules   *rulebook.Set
	Zone    *time.Location
	Now     func() civil.Instant
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Districts lists the territory for choosing.
	Districts func(ctx context.Context) ([]District, error)
	// Needs lists the papers that this client's file must hold.
	Needs func(ctx context.Context, client id.Client) ([]Need, error)
	// AsOf are the parts of other capabilities on the page "what did we know".
	AsOf []func(ctx context.Context, client id.Client, at civil.Instant) (templ.Component, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const supervision actor.Purpose = "supervision"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: supervision, Do: do}
	}
	post := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Purpose: supervision, Do: do}
	}
	return []httpx.Route{
		get("/clients/{id}/person", access.ReadClient, w.person),
		get("/clients/{id}/person/edit", access.EditPerson, w.edit),
		post("/clients/{id}/person/edit", access.EditPerson, w.save),
		post("/clients/{id}/person/withdraw", access.CorrectRecord, w.withdraw),
		get("/clients/{id}/as-of", access.ReadClient, w.asOf),
		get("/clients/{id}/documents", access.ReadClient, w.documents),
		post("/clients/{id}/documents", access.UploadDocument, w.upload),
		get("/clients/{id}/documents/{document}", access.ReadClient, w.document),
		post("/clients/{id}/documents/{document}", access.CorrectRecord, w.correctDocument),
		get("/clients/{id}/documents/{document}/file", access.ReadClient, w.file),
		get("/clients/{id}/documents/{document}/move", access.MoveEntry, w.movePage),
		post("/clients/{id}/documents/{document}/move", access.MoveEntry, w.move),
	}
}

// frame is what every page of this package carries.
type frame struct {
	w      *Web
	client id.Client
	bar    templ.Component
	names  map[string]string
}

// help is the work instruction of a step.
func (f frame) help(step string) templ.Component {
	return rulebookui.StepHelp(f.w.Rules.At(f.w.today()), step, f.w.today())
}

func (w *Web) frame(q *httpx.Req, tab string, versions []person.Version) (frame, error) {
	f := frame{w: w, client: clientOf(q), names: map[string]string{}}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, tab); err != nil {
			return f, err
		}
	}
	if w.Names == nil {
		return f, nil
	}
	var refs []string
	for _, v := range versions {
		refs = append(refs, v.RecordedBy)
		if v.ReplacedBy != "" {
			refs = append(refs, v.ReplacedBy)
		}
	}
	f.names, err = w.Names(q.Ctx(), refs)
	return f, err
}

// who names an account; a job or command has no name but its own.
func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

// at is an address below the client.
func (f frame) at(path string) string { return "/clients/" + string(f.client) + path }

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func (w *Web) today() civil.Date { return w.Now().In(w.Zone) }

func (w *Web) rulebook() *rulebook.Rulebook { return w.Rules.At(w.today()) }

// codes are the options of a rulebook list on today's date; moves says whether reasons "wrong client" are among them.
func (w *Web) codes(ctx context.Context, list string, moves bool) []ui.Option {
	var out []ui.Option
	for _, i := range w.rulebook().List(list).On(w.today()) {
		if list == rulebook.ListCorrectionReasons && i.Is("moves") && !moves {
			continue
		}
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func (w *Web) codeName(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return w.rulebook().List(list).Name(code, i18n.Lang(ctx))
}

// asForm reports whether a fault belongs into the form: wrong input, a stale version, a file too large.
func asForm(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooLarge:
		return true
	}
	return false
}

func dayOf(problems *fault.Problems, field, text string) civil.Date {
	d, err := civil.ParseDate(text)
	if err != nil {
		problems.Add(field, "date.invalid")
	}
	return d
}
