// Package api is the programs' way in: the same services as the pages, described by OpenAPI 3.1, with errors as RFC 9457
// and never an echo of a refused value (it may be personal).
package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
)

// Deps are the services behind the API.
type Deps struct {
	Casefile  *casefilesvc.Service
	Judgments Judgments
	Version   string
}

const prefix = "/api/v1"

// Routes gives the API's rows for the router; each passes through session, rights, submission keys and the read record.
func Routes(d Deps) []httpx.Route {
	mux := http.NewServeMux()
	cfg := huma.DefaultConfig("Tuzjol", d.Version)
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = prefix+"/openapi", "", ""
	cfg.CreateHooks = nil // no $schema links: answers hold the record only
	cfg.Info.Description = "Probation records: judgments in, clients and their timeline out. Every call is recorded with its purpose."
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "A token made under Account, with scopes that are names of actions"}}
	cfg.Security = []map[string][]string{{"token": {}}}
	a := humago.New(mux, cfg)
	s := &server{Deps: d, api: a, handler: mux}
	s.add(http.MethodGet, "/openapi.json", access.UseService, true)
	s.clients()
	s.judgments()
	return s.routes
}

type server struct {
	Deps
	api     huma.API
	handler http.Handler
	routes  []httpx.Route
}

func (s *server) add(method, pattern string, action actor.Action, public bool) {
	s.routes = append(s.routes, httpx.Route{
		Method: method, Pattern: prefix + pattern, Action: action, Purpose: "exchange",
		Public: public, Do: httpx.Wrap(s.handler),
	})
}

// register adds one operation to the description and the routing table.
func register[I, O any](s *server, op huma.Operation, action actor.Action, do func(context.Context, *I) (*O, error)) {
	pattern := op.Path
	op.Path = prefix + op.Path
	op.Errors = []int{401, 403, 404, 409, 422, 429, 503}
	op.SkipValidateBody = true // the service says everything that is wrong at once, by field, without echoing values
	op.Extensions = map[string]any{"x-scope": string(action)}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		return out, problem(ctx, err)
	})
	s.add(op.Method, pattern, action, false)
}

// problem turns a fault into problem+json in the caller's language; anything else is internal and says nothing.
func problem(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	f := fault.As(err)
	if f == nil {
		return passed{err}
	}
	m := &huma.ErrorModel{Status: httpx.Status(f.Kind), Title: http.StatusText(httpx.Status(f.Kind)), Detail: i18n.Msg(ctx, silent(f.Msg)), Type: "urn:tuzjol:" + string(f.Kind)}
	for _, p := range f.Problems {
		m.Errors = append(m.Errors, &huma.ErrorDetail{Location: pointer(p.Field), Message: i18n.Msg(ctx, silent(p.Msg))})
	}
	return m
}

// passed keeps an error for the router's own handling: repeats of a submission, and what is logged as internal.
type passed struct{ error }

// GetStatus implements huma.StatusError.
func (p passed) GetStatus() int { return http.StatusInternalServerError }

// Unwrap returns the cause.
func (p passed) Unwrap() error { return errors.Unwrap(p.error) }

// Error says nothing of the cause.
func (p passed) Error() string { return "internal error" }

func pointer(field string) string {
	if field == "" {
		return ""
	}
	return "body." + strings.ReplaceAll(field, "/", ".")
}

// silent takes out of a message what the sender sent: answers of programs end up in logs that nobody guards.
func silent(m msg.Message) msg.Message {
	switch m.Key {
	case "judgment.measure_unknown", "judgment.obligation_unknown":
		return msg.New("field.unknown")
	case "judgment.twice":
		return msg.New("judgment.twice_sent")
	}
	return m
}
