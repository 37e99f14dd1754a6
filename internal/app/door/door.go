// Package door is what stands before every route: who somebody is, what their posts allow, and the one entry that each request leaves.
package door

import (
	"context"
	"net/http"
	"strings"
	"time"

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

// Door knows what it must ask.
type Door struct {
	DB    *db.DB
	Zone  *time.Location
	Rules signin.Rules
	// Own tells whether a client is the actor's own, assigned or covered.
	Own func(ctx context.Context, r *db.Reader, client id.Client) (bool, error)
	// InsideAny tells whether one of the client's compartments is open to the actor.
	InsideAny func(ctx context.Context, r *db.Reader, client id.Client) (bool, error)
	// Write leaves the entry of a reading.
	Write func(ctx context.Context, shown auditsvc.Shown) error
}

// Sight reads the rights of whoever is signed in, afresh, and prepares the context to collect the clients shown.
func (d Door) Sight(ctx context.Context) (context.Context, error) {
	ctx, _ = db.WithSubjects(ctx)
	s := signin.From(ctx)
	if s.Account == "" {
		return ctx, nil
	}
	var rights access.Rights
	err := d.DB.Read(ctx, func(r *db.Reader) (err error) {
		rights, err = accesssvc.Load(ctx, r, s.Account, d.DB.Now(), d.Zone)
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

// Admit is the first door: a route whose action no post of the reader has is refused, and whoever asks for a thing that
// needs it gives the second factor again.
func (d Door) Admit(ctx context.Context, q *httpx.Req) error {
	rights, route := access.From(ctx), q.Route
	if !rights.May(route.Action) {
		if route.About() {
			return fault.MissingRecord()
		}
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if route.Method != http.MethodGet && access.NeedsStepUp(route.Action) && !d.fresh(ctx) {
		return fault.New(fault.StepUp, "fault.step_up")
	}
	if route.Method == http.MethodGet && route.Action == access.ExportClients && !d.fresh(ctx) {
		return fault.New(fault.StepUp, "fault.step_up")
	}
	return d.ownForm(ctx, rights, q)
}

// ownForm refuses an action that reaches only own clients when the client is somebody else's, before anything of the form is
// shown or checked: the guard, which the write asks again in its transaction, would refuse what was typed into it.
func (d Door) ownForm(ctx context.Context, rights access.Rights, q *httpx.Req) error {
	if !strings.HasPrefix(q.Route.Pattern, "/clients/{id}") || rights.Reach(q.Route.Action) != access.Own {
		return nil
	}
	return d.DB.Read(ctx, func(r *db.Reader) error {
		client := id.Client(q.PathValue("id"))
		own, err := d.Own(ctx, r, client)
		if err == nil && !own && access.ReachesInside(q.Route.Action) {
			own, err = d.InsideAny(ctx, r, client)
		}
		if err == nil && !own {
			err = fault.MissingRecord()
		}
		return err
	})
}

// fresh reports whether the second factor was given lately. A token has none: its scopes stand for it.
func (d Door) fresh(ctx context.Context) bool {
	s := signin.From(ctx)
	return s.Token || s.Fresh(d.DB.Now(), d.Rules)
}

// LogRead leaves the one entry of a request before its first byte goes out; a write has left its own.
func (d Door) LogRead(ctx context.Context, q *httpx.Req, status int) error {
	if db.HasRecorded(ctx) {
		return nil
	}
	return d.Write(ctx, auditsvc.Shown{Action: q.Route.Action, Result: words.Result(status), Subjects: db.SubjectsFrom(ctx), Inside: db.InsideFrom(ctx)})
}
