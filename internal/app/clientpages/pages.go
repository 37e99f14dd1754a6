package clientpages

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal/checkinweb"
	"tuzjol/internal/portal/portalstaffweb"
	"tuzjol/internal/portal/portalweb"
	"tuzjol/web"
)

// Router makes the table of routes of the clients' host: its own pages, session, cookie and form keys, and nothing of the staff's.
func (k *Kit) Router(log *slog.Logger, assets *web.Assets, version string, reads *auditsvc.Reads) (*httpx.Router, error) {
	secret, err := k.Seal.Ring().Derive("form keys of clients")
	if err != nil {
		return nil, err
	}
	pages := portalweb.New(portalweb.Deps{
		Portal: k.Portal, Requests: k.Requests, Checkins: k.Checkins, As: accesssvc.ClientContext, Looked: k.looked, Rules: k.Rules, Zone: k.Zone,
		Plain: k.plain(), Demo: k.demo(), Mine: k.Mine, Hotline: k.Hotline, Audio: k.audio, Listen: k.listen,
	})
	r := httpx.New(httpx.Options{
		Log: log, Secret: secret, TLS: !k.plain(), Languages: i18n.Languages(), MaxFile: 20 << 20,
		Session: pages.Session, Admit: admit,
		LogRead: func(ctx context.Context, q *httpx.Req, status int) error {
			if db.HasRecorded(ctx) {
				return nil
			}
			result := "ok"
			if status >= http.StatusBadRequest {
				result = "failed"
			}
			return reads.Write(ctx, auditsvc.Shown{Action: access.ReadSelf, Result: result, Subjects: db.SubjectsFrom(ctx), Inside: db.InsideFrom(ctx)})
		},
		Frame: func(ctx context.Context, q *httpx.Req) (context.Context, error) {
			return ui.WithFrame(ctx, ui.Frame{At: quiet(q.R.URL), Asset: assets.Path, Demo: k.Config.Demo, Build: version, SignedIn: q.Account() != ""}), nil
		},
		Language: func(ctx context.Context, lang string) context.Context {
			return i18n.WithCatalogue(ctx, k.Words, lang, k.Zone)
		},
		RenderFault: func(ctx context.Context, f httpx.FaultView) httpx.Component {
			return portalweb.Fault(access.Self(ctx) != "", f)
		},
		Repeated: func(err error) (int, string, bool) {
			var rep *db.Repeated
			if errors.As(err, &rep) {
				return rep.Status, rep.Location, true
			}
			return 0, "", false
		},
		Remember: k.DB.Remember, Healthy: k.DB.Ping,
		Limit: httpx.Limits{AccountPerMinute: 120, AddressPerMinute: k.Config.AddressPerMinute, Proxies: k.Config.Proxies},
	})
	r.Add(pages.Routes()...)
	return r, nil
}

// quiet is an address without what a done-banner or a detour left in it: the language links begin anew.
func quiet(u *url.URL) *url.URL {
	out := url.URL{Path: u.Path}
	if after := u.Query().Get("after"); after != "" {
		out.RawQuery = url.Values{"after": {after}}.Encode()
	}
	return &out
}

// admit lets in whoever is signed in as a client, and nobody else: the pages have no other right.
func admit(ctx context.Context, q *httpx.Req) error {
	if access.Self(ctx) == "" {
		return fault.MissingRecord()
	}
	return nil
}

func (k *Kit) plain() bool {
	return k.Config.Demo || !k.Config.Production && (k.Config.PortalURL == "" || k.Config.PortalURL[:5] == "http:")
}

func (k *Kit) demo() func(string) string {
	if k.told == nil {
		return nil
	}
	return k.Told
}

// Shared is what the staff's pages need of the shell.
type Shared struct {
	Shell  func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	Names  func(ctx context.Context, refs []string) (map[string]string, error)
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	Office func(ctx context.Context, lang string) (map[id.Office]string, error)
}

// Staff makes the pages of the staff: access, requests, complaints, and the review of check-ins.
func (k *Kit) Staff(s Shared) []httpx.Route {
	desk := portalstaffweb.New(portalstaffweb.Deps{
		Portal: k.Portal, Requests: k.Requests, Checkins: k.Checkins, Shell: s.Shell, Names: s.Names, Labels: s.Labels, Offices: s.Office,
		Address: k.Config.PortalURL, Zone: k.Zone,
	})
	review := checkinweb.New(checkinweb.Deps{Service: k.Checkins, Rules: k.Rules, Shell: s.Shell, Names: s.Names, Labels: s.Labels})
	return append(desk.Routes(), review.Routes()...)
}

// Alerts counts what waits for the reader: the debt of the day.
func (k *Kit) Alerts(ctx context.Context, r *db.Reader) ([]casefile.Alert, error) {
	rights := access.From(ctx)
	var out []casefile.Alert
	for _, x := range []struct {
		may       bool
		key, href string
		count     func(context.Context, *db.Reader, civil.Instant) (int, error)
	}{
		{rights.May(access.ReviewCheckin), "app.alert.checkins", "/checkins", k.Checkins.Ops().Count},
		{rights.May(access.AnswerRequest), "app.alert.requests", "/requests", k.Requests.Ops().Count},
		{rights.May(access.HandleComplaint), "app.alert.complaints", "/complaints", k.Requests.Ops().CountComplaints},
	} {
		if !x.may {
			continue
		}
		n, err := x.count(ctx, r, k.DB.Now())
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, casefile.Alert{Key: x.key, N: n, Href: x.href})
		}
	}
	return out, nil
}
