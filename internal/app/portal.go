package app

import (
	"context"
	"crypto/tls"
	"io"

	"tuzjol/internal/app/clientpages"
	"tuzjol/internal/platform/httpx"
)

// bindPortal makes the use cases of the clients' own pages.
func (a *App) bindPortal() {
	*a.portal = clientpages.Kit{
		DB: a.DB, Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Blobs: a.Blobs, Words: a.Words, Config: a.Config, Orders: a.orders, Org: a.org,
		Audit: a.audit, Tree: a.officeTree, Send: a.messages.Outbox.Put, Crisis: a.life.Raise, Papers: a.outgoing.Papers.Ops(),
		Resting: a.life.Resting,
	}
	a.portal.Bind()
}

// ClientPages are the clients' own pages as they are bound, for measurements in a demonstration.
func (a *App) ClientPages() *clientpages.Kit { return a.portal }

// PortalRouter makes the table of all routes of the clients' host. No page of the staff is there, and none of these is theirs.
func (a *App) PortalRouter() (*httpx.Router, error) {
	return a.portal.Router(a.Log, a.assets, Version, a.reads)
}

// servePortal answers on the clients' host; the router of the staff has loaded the static files.
func (a *App) servePortal(ctx context.Context, out io.Writer, cert *tls.Config) (stop func(), err error) {
	if a.Config.Portal == "" {
		return func() {}, nil
	}
	router, err := a.PortalRouter()
	if err != nil {
		return nil, err
	}
	return a.portal.Serve(ctx, out, a.Log, cert, router, a.Handler(router))
}
