package app

import (
	"context"
	"net/http"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/fault"
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
func (a *App) admit(ctx context.Context, route httpx.Route) error {
	rights := access.From(ctx)
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
	return nil
}

// fresh reports whether the second factor was given lately. A token has none: its scopes stand for it.
func (a *App) fresh(ctx context.Context) bool {
	s := signin.From(ctx)
	return s.Token || s.Fresh(a.DB.Now(), a.signin.Rules)
}

// logRead leaves the one read entry of a request before its first byte goes out.
func (a *App) logRead(ctx context.Context, q *httpx.Req, status int) error {
	return a.reads.Write(ctx, auditsvc.Shown{Action: q.Route.Action, Result: result(status), Subjects: db.SubjectsFrom(ctx)})
}

func rightsOf(ctx context.Context) access.Rights { return access.From(ctx) }

func result(status int) string {
	switch {
	case status < 400:
		return "ok"
	case status == http.StatusNotFound:
		return "not_found"
	case status == http.StatusForbidden:
		return "forbidden"
	case status == http.StatusUnprocessableEntity:
		return "invalid"
	case status == http.StatusConflict:
		return "conflict"
	}
	return "failed"
}
