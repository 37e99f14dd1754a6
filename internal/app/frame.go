package app

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/app/mapground"
	"tuzjol/internal/app/menu"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/signin"
	"tuzjol/web"
)

// frame puts what surrounds the page into the context.
func (a *App) frame(assets *web.Assets) func(context.Context, *httpx.Req) (context.Context, error) {
	return func(ctx context.Context, q *httpx.Req) (context.Context, error) {
		rights := access.From(ctx).Whole() // the menu is the same on every page
		f := ui.Frame{At: q.R.URL, Asset: assets.Path, Demo: a.Config.Demo, Build: Version}
		if s := signin.From(ctx); s.Account != "" && !s.Token {
			f.SignedIn, f.User, f.SignOut = true, s.Display, "/signout"
			f.IdleAfter, f.KeepAlive, f.Lock = int(a.Config.Idle.Seconds()), "/alive", q.R.URL.Path
			if len(rights.Posts) > 0 {
				f.Post = ui.M("role." + string(rights.Posts[0].Role))
				f.Office = a.officeName(ctx, rights.Home())
			}
			f.Nav, f.Links = menu.Main(rights), menu.Own(rights)
			if a.Config.Demo {
				f.Links = append(f.Links, ui.NavItem{Name: "demo", Label: ui.M("demo.title"), Href: "/demo"})
			}
		}
		if done := q.Query().Get("done"); noticeKey(done) && i18n.Has(ctx, "done."+done) {
			f.Notice = ui.M("done." + done)
		} else if total, percent, ok := a.growing.Of(); ok {
			f.Notice = ui.M("demo.growing", "Total", total, "Percent", percent)
		}
		return mapground.With(ui.WithFrame(ctx, f), a.Config), nil
	}
}

// noticeKey keeps the word in ?done= to what can be a key.
func noticeKey(s string) bool {
	return s != "" && len(s) < 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// officeName names an office in the reader's language from the shipped tree.
func (a *App) officeName(ctx context.Context, office id.Office) string {
	return a.officeNames[office][i18n.Lang(ctx)]
}
