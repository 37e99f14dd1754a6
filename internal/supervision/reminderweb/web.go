// Package reminderweb shows the messages to a client, what the client wants of them, and those of which a person must decide.
package reminderweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/remindersvc"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *remindersvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices are those of the reader, for the filter.
	Offices func(ctx context.Context) ([]ui.Option, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "supervision"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	return []httpx.Route{
		route(http.MethodGet, "/clients/{id}/messages", access.ReadClient, w.client),
		route(http.MethodPost, "/clients/{id}/messages/wish", access.ManageAppointment, w.wish),
		route(http.MethodPost, "/clients/{id}/messages/mark", access.ManageAppointment, w.mark),
		route(http.MethodPost, "/clients/{id}/messages/unmark", access.CorrectRecord, w.unmark),
		route(http.MethodGet, "/messages", access.DecideMessage, w.list),
		route(http.MethodPost, "/messages/{row}", access.DecideMessage, w.decide),
		route(http.MethodGet, "/messages/slips", access.DecideMessage, w.slips),
		route(http.MethodPost, "/messages/slips", access.DecideMessage, w.handed),
	}
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

func stateTag(l remindersvc.Line) ui.Label {
	kind := ui.Neutral
	switch l.State {
	case notify.Sent, notify.Delivered:
		kind = ui.Good
	case notify.Failed, notify.Uncertain:
		kind = ui.Bad
	case notify.Waiting, notify.Sending:
		kind = ui.Info
	case notify.Dropped:
	}
	return ui.Label{Kind: kind, Words: ui.M("notify.state." + string(l.State))}
}

// cause says why a message stands where it stands.
func cause(l remindersvc.Line) msg.Message {
	if l.Cause == "" {
		return msg.Message{}
	}
	return ui.M("notify.cause." + l.Cause)
}

func channel(c notify.Channel) msg.Message { return ui.M("notify.channel." + string(c)) }
