// Package auditweb shows the record of reads and writes: the auditor's list, one entry, verification with the signed
// checkpoint, and the access log of one client. Nothing here writes a record.
package auditweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

// Deps are what the pages need.
type Deps struct {
	Service *auditsvc.Service
	// Shell is the bar and tabs above a page of one client. Faults: not_found.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	Now   func() civil.Instant
	// Words gives the reader's words for the code of a reason; a text that is no code comes back as it is. May be nil.
	Words func(ctx context.Context, reason string) string
}

// worded puts the reader's words in the place of the codes of reasons. Exports keep the codes.
func (w *Web) worded(ctx context.Context, lines []auditsvc.Line) {
	for i := range lines {
		if w.Words != nil && lines[i].Reason != "" {
			lines[i].Reason = w.Words(ctx, lines[i].Reason)
		}
	}
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{Deps: d} }

// Tab is the name of the access log among a client's tabs.
const Tab = "access-log"

const (
	auditing    actor.Purpose = "audit"
	supervision actor.Purpose = "supervision"
)

// checkpointSize bounds an uploaded checkpoint: it is a few lines.
const checkpointSize = 64 << 10

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, purpose actor.Purpose, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	return []httpx.Route{
		get("/audit", access.ReadAudit, auditing, w.list),
		{Method: http.MethodPost, Pattern: "/audit/find", Action: access.ReadAudit, Purpose: auditing, Do: w.find},
		get("/audit/print", access.ReadAudit, auditing, w.print),
		get("/audit/export", access.ReadAudit, auditing, w.export),
		get("/audit/entries/{entry}", access.ReadAudit, auditing, w.entry),
		get("/audit/verify", access.VerifyAudit, auditing, w.verifyPage),
		{Method: http.MethodPost, Pattern: "/audit/verify", Action: access.VerifyAudit, Purpose: auditing, MaxFile: checkpointSize, Do: w.verify},
		get("/audit/checkpoint", access.VerifyAudit, auditing, w.checkpoint),
		get("/clients/{id}/access-log", access.ReadAccessLog, supervision, w.accessLog),
		get("/clients/{id}/access-log/print", access.ReadAccessLog, supervision, w.accessLogPrint),
	}
}

// sheet is the head of a printed page: who printed it and when.
func (w *Web) sheet(ctx context.Context, title string) ui.Sheet {
	return ui.Sheet{Title: ui.M(title), By: actor.From(ctx).Display, Printed: w.Now()}
}
