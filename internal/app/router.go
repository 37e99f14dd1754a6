package app

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/app/api"
	"tuzjol/internal/app/menu"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/web"
)

// Router makes the table of all routes with everything that happens around a handler.
func (a *App) Router() (*httpx.Router, error) {
	secret, err := a.formSecret()
	if err != nil {
		return nil, err
	}
	assets, err := web.New()
	if err != nil {
		return nil, err
	}
	a.assets = assets
	r := httpx.New(httpx.Options{
		Log: a.Log, Secret: secret, TLS: a.Config.TLS(), Languages: i18n.Languages(), MaxFile: a.Config.MaxFile,
		Session: a.session, Admit: a.door().Admit, LogRead: a.door().LogRead, Frame: a.frame(assets),
		Language: func(ctx context.Context, lang string) context.Context {
			return i18n.WithCatalogue(ctx, a.Words, lang, a.Zone)
		},
		RenderFault: func(_ context.Context, f httpx.FaultView) httpx.Component { return faultPage(f) },
		Repeated:    repeated, Remember: a.DB.Remember,
		SaveDraft: a.pages.signin.SaveDraft, LoadDraft: a.pages.signin.LoadDraft, Replay: db.WithReplay,
		Healthy: a.DB.Ping, Ready: a.ready, Observe: a.metrics.Request,
		Limit: httpx.Limits{AccountPerMinute: a.Config.AccountPerMinute, AddressPerMinute: a.Config.AddressPerMinute, Proxies: a.Config.Proxies},
	})
	for _, routes := range a.pages.routes() {
		r.Add(routes...)
	}
	r.Add(api.Routes(api.Deps{Casefile: a.casefile, Judgments: judgments{a}, Version: Version})...)
	r.Add(httpx.Route{Method: http.MethodGet, Pattern: "/{$}", Public: true, Purpose: "account", Do: a.front})
	return r, nil
}

// Handler is the router with the static files beside it, which need no session.
func (a *App) Handler(r *httpx.Router) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(web.Prefix, a.assets)
	mux.Handle("/", r.Handler())
	a.monitoring.Beside(mux, a.Config)
	return mux
}

// session tells who asks and reads their rights afresh.
func (a *App) session(ctx context.Context, r *http.Request) (context.Context, httpx.Session, error) {
	ctx, s, err := a.pages.signin.Session(ctx, r)
	if err != nil {
		return ctx, s, err
	}
	if ctx, err = a.door().Sight(ctx); err == nil {
		ctx, err = a.stranger(ctx, r)
	}
	return ctx, s, err
}

// stranger narrows what the pages about somebody else's client offer: a form that would be refused is not shown.
func (a *App) stranger(ctx context.Context, r *http.Request) (context.Context, error) {
	rights := access.From(ctx)
	if r.Method != http.MethodGet || !strings.HasPrefix(r.Pattern, "GET /clients/{id}") || !rights.Narrow() {
		return ctx, nil
	}
	client, own, inside := id.Client(r.PathValue("id")), false, false
	err := a.DB.Read(ctx, func(reader *db.Reader) (err error) {
		if own, err = a.ownCase(ctx, reader, client); err == nil && !own {
			inside, err = a.access.Ops().InsideAny(ctx, reader, client)
		}
		return err
	})
	switch {
	case err == nil && inside:
		ctx = access.With(ctx, rights.Strange().Inside())
	case err == nil && !own:
		ctx = access.With(ctx, rights.Strange())
	}
	return ctx, err
}

// front sends whoever is signed in to the start of their work, everybody else to the door.
func (a *App) front(q *httpx.Req) (httpx.Reply, error) {
	if q.Account() != "" {
		return httpx.Redirect(menu.Home(access.From(q.Ctx()))), nil
	}
	if a.Config.Demo {
		return httpx.Redirect("/demo"), nil
	}
	return httpx.Redirect("/signin"), nil
}

func repeated(err error) (int, string, bool) {
	var rep *db.Repeated
	if errors.As(err, &rep) {
		return rep.Status, rep.Location, true
	}
	return 0, "", false
}

// formSecret keys the form keys: derived from the service key, so that every node has the same and a restart voids none.
func (a *App) formSecret() ([]byte, error) {
	if s, err := a.Sealer.Ring().Derive("form keys"); err == nil {
		return s, nil
	}
	b := make([]byte, 32)
	_, err := rand.Read(b)
	return b, err
}

// ready reports whether this node can serve: schema current, writer answering.
func (a *App) ready(ctx context.Context) error {
	pending, err := a.DB.Pending(ctx)
	if err != nil {
		return err
	}
	if pending {
		return fault.New(fault.Unavailable, "fault.unavailable")
	}
	return a.DB.System(actor.With(ctx, actor.Actor{Kind: actor.Job, Name: "ready"}), "ready", func(*db.Tx) error { return nil })
}

// faultPage is the page of whatever went wrong: plain words, the remedy, a number to report.
func faultPage(f httpx.FaultView) httpx.Component {
	return faultView(f, ui.Form{Problems: f.Problems})
}
