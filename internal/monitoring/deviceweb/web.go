// Package deviceweb shows what is asked of monitoring devices and what is owed to them: the queue of commands, the devices that need
// somebody, and the stock of the offices.
package deviceweb

import (
	"context"
	"net/http"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/commandsvc"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Commands *commandsvc.Service
	Devices  *devicesvc.Service
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices gives the names of the offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const root = "/monitoring/devices"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: root + pattern, Action: action, Purpose: "supervision", Do: do}
	}
	return []httpx.Route{
		route(http.MethodGet, "/attention", access.ReadDevices, w.attention),
		route(http.MethodGet, "/stock", access.ReadDevices, w.stock),
		route(http.MethodGet, "/{device}/commands", access.ReadDevices, w.commands),
		route(http.MethodPost, "/{device}/commands", access.CommandDevice, w.queue),
		route(http.MethodPost, "/{device}/commands/{request}/withdraw", access.CommandDevice, w.withdraw),
	}
}

func (w *Web) offices(ctx context.Context) (map[id.Office]string, error) {
	if w.Offices == nil {
		return nil, nil
	}
	return w.Offices(ctx, i18n.Lang(ctx))
}

func (w *Web) labels(ctx context.Context, clients []id.Client) (map[id.Client]string, error) {
	clients = slices.DeleteFunc(clients, func(c id.Client) bool { return c == "" })
	if w.Labels == nil || len(clients) == 0 {
		return map[id.Client]string{}, nil
	}
	return w.Labels(ctx, clients)
}

func (w *Web) names(ctx context.Context, refs []string) (map[string]string, error) {
	refs = slices.DeleteFunc(refs, func(s string) bool { return s == "" })
	if w.Names == nil || len(refs) == 0 {
		return map[string]string{}, nil
	}
	return w.Names(ctx, refs)
}

// or is the first that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
