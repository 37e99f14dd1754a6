// Package portalstaffweb holds the staff's pages about the clients' own pages: opening and closing the access, switching remote
// check-in on, papers to confirm, requests and their answers, and complaints for those who handle them.
package portalstaffweb

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/portalsvc"
	"tuzjol/internal/portal/requestsvc"
)

// Deps are what app binds.
type Deps struct {
	Portal   *portalsvc.Service
	Requests *requestsvc.Service
	Checkins *checkinsvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices names offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
	Address string // of the clients' host, as it is told to clients
	Zone    *time.Location
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, purpose actor.Purpose, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	post := func(pattern string, action actor.Action, purpose actor.Purpose, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	const work, hear actor.Purpose = "supervision", "complaint"
	return []httpx.Route{
		get("/clients/{id}/portal", access.ManagePortal, work, w.page),
		post("/clients/{id}/portal/open", access.ManagePortal, work, w.open),
		post("/clients/{id}/portal/close", access.ManagePortal, work, w.close),
		post("/clients/{id}/portal/phone", access.ManagePortal, work, w.losePhone),
		post("/clients/{id}/portal/checkin", access.ManagePortal, work, w.switchOn),
		post("/clients/{id}/portal/checkin-off", access.ManagePortal, work, w.switchOff),
		post("/clients/{id}/portal/papers", access.ManagePortal, work, w.givePaper),
		get("/clients/{id}/portal/requests/{request}", access.AnswerRequest, work, w.request),
		post("/clients/{id}/portal/requests/{request}", access.AnswerRequest, work, w.answer),
		get("/requests", access.AnswerRequest, work, w.requests),
		get("/complaints", access.HandleComplaint, hear, w.complaints),
		get("/complaints/{entry}", access.HandleComplaint, hear, w.complaint),
		post("/complaints/{entry}/take", access.HandleComplaint, hear, w.take),
		post("/complaints/{entry}/answer", access.HandleComplaint, hear, w.answerComplaint),
	}
}

// frame is what the pages of a client carry.
type frame struct {
	w      *Web
	client id.Client
	bar    templ.Component
	names  map[string]string
}

func (w *Web) frame(q *httpx.Req, refs ...string) (frame, error) {
	f := frame{w: w, client: id.Client(q.PathValue("id"))}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, "portal"); err != nil {
			return f, err
		}
	}
	if w.Names != nil {
		f.names, err = w.Names(q.Ctx(), given(refs))
	}
	return f, err
}

func given(refs []string) []string {
	var out []string
	for _, r := range refs {
		if r != "" {
			out = append(out, r)
		}
	}
	return out
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) at(path string) string { return "/clients/" + string(f.client) + path }

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}

func number(text string) int {
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' || n > 1_000_000 {
			return -1
		}
		n = n*10 + int(r-'0')
	}
	if text == "" {
		return -1
	}
	return n
}

func codes(prefix string, list []string) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, c := range list {
		out[i] = ui.Option{Value: c, Label: ui.M(prefix + c)}
	}
	return out
}
