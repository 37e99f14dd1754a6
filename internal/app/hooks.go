package app

import (
	"context"
	"net/http"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/words"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/signin"
)

// sight reads the rights of whoever is signed in, afresh, and prepares the context to collect the clients shown.
func (a *App) sight(ctx context.Context) (context.Context, error) {
	ctx, _ = db.WithSubjects(ctx)
	s := signin.From(ctx)
	if s.Account == "" {
		return ctx, nil
	}
	var rights access.Rights
	err := a.DB.Read(ctx, func(r *db.Reader) (err error) {
		rights, err = accesssvc.Load(ctx, r, s.Account, a.DB.Now(), a.Zone)
		return err
	})
	if err != nil {
		return ctx, fault.Wrap(err, fault.Unavailable, "fault.unavailable")
	}
	if s.Token {
		rights.Only = append(s.Scopes, access.UseService)
	}
	return accesssvc.Context(ctx, rights), nil
}

// admit is the first door: a route whose action no post of the reader has is refused, and whoever asks for a thing that
// needs it gives the second factor again.
func (a *App) admit(ctx context.Context, q *httpx.Req) error {
	rights, route := access.From(ctx), q.Route
	if !rights.May(route.Action) {
		if route.About() {
			return fault.MissingRecord()
		}
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if route.Method != http.MethodGet && access.NeedsStepUp(route.Action) && !a.fresh(ctx) {
		return fault.New(fault.StepUp, "fault.step_up")
	}
	if route.Method == http.MethodGet && route.Action == access.ExportClients && !a.fresh(ctx) {
		return fault.New(fault.StepUp, "fault.step_up")
	}
	return a.ownForm(ctx, rights, q)
}

// ownForm refuses an action that reaches only own clients when the client is somebody else's, before anything of the form is
// shown or checked: the guard, which the write asks again in its transaction, would refuse what was typed into it.
func (a *App) ownForm(ctx context.Context, rights access.Rights, q *httpx.Req) error {
	if !strings.HasPrefix(q.Route.Pattern, "/clients/{id}") || rights.Reach(q.Route.Action) != access.Own {
		return nil
	}
	return a.DB.Read(ctx, func(r *db.Reader) error {
		client := id.Client(q.PathValue("id"))
		own, err := a.ownCase(ctx, r, client)
		if err == nil && !own && access.ReachesInside(q.Route.Action) {
			own, err = a.access.Ops().InsideAny(ctx, r, client)
		}
		if err == nil && !own {
			err = fault.MissingRecord()
		}
		return err
	})
}

// fresh reports whether the second factor was given lately. A token has none: its scopes stand for it.
func (a *App) fresh(ctx context.Context) bool {
	s := signin.From(ctx)
	return s.Token || s.Fresh(a.DB.Now(), a.signin.Rules)
}

// logRead leaves the one entry of a request before its first byte goes out; a write has left its own.
func (a *App) logRead(ctx context.Context, q *httpx.Req, status int) error {
	if db.HasRecorded(ctx) {
		return nil
	}
	return a.reads.Write(ctx, auditsvc.Shown{Action: q.Route.Action, Result: words.Result(status), Subjects: db.SubjectsFrom(ctx), Inside: db.InsideFrom(ctx)})
}

func rightsOf(ctx context.Context) access.Rights { return access.From(ctx) }
