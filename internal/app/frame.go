package app

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/signin"
	"tuzjol/web"
)

// entry is one item of the main menu: who may open it and how its pages are called in ui.Head.Section.
type entry struct {
	name, label, href string
	action            actor.Action
}

// menu in the order of an officer's work; what a role may not open it does not see.
var menu = []entry{
	{"day", "nav.day", "/day", access.ReadDay},
	{"caseload", "nav.caseload", "/caseload", access.ReadCaseload},
	{"intake", "nav.intake", "/intake", access.ReadIntake},
	{"register", "nav.register", "/register", access.RegisterClient},
	{"office", "nav.office", "/office", access.ReadBoard},
	{"lost", "nav.lost", "/lost", access.ReadBoard},
	{"national", "nav.national", "/national", access.ReadNational},
	{"hidden", "nav.hidden", "/hidden-matches", access.ResolveHiddenMatch},
	{"audit", "nav.audit", "/audit", access.ReadAudit},
	{"staff", "nav.staff", "/staff", access.ManageStaff},
	{"offices", "nav.offices", "/offices", access.ManageOffices},
}

// more are the places of the reader's own menu.
var more = []entry{
	{"search", "nav.search", "/search", access.SearchClients},
	{"notices", "nav.notices", "/notices", access.UseService},
	{"takeover", "nav.takeover", "/take-over", access.TakeOverCase},
	{"endings", "nav.endings", "/endings", access.ReadCaseload},
	{"reopened", "nav.reopened", "/reopened", access.DecideReopen},
	{"glass", "nav.break_glass", "/break-glass", access.BreakGlass},
	{"reviews", "nav.reviews", "/break-glass/reviews", access.ReviewBreakGlass},
	{"restrictions", "nav.restrictions", "/restrictions", access.LiftRestriction},
	{"sealed", "nav.sealed", "/sealed", access.SealClient},
	{"rulebook", "nav.rulebook", "/rulebook", access.ReadRulebook},
	{"account", "nav.account", "/account", access.UseService},
}

// frame puts what surrounds the page into the context.
func (a *App) frame(assets *web.Assets) func(context.Context, *httpx.Req) (context.Context, error) {
	return func(ctx context.Context, q *httpx.Req) (context.Context, error) {
		rights := access.From(ctx)
		f := ui.Frame{At: q.R.URL, Asset: assets.Path, Demo: a.Config.Demo, Build: Version}
		if s := signin.From(ctx); s.Account != "" && !s.Token {
			f.SignedIn, f.User, f.SignOut = true, s.Display, "/signout"
			f.IdleAfter, f.KeepAlive, f.Lock = int(a.Config.Idle.Seconds()), "/alive", q.R.URL.Path
			if len(rights.Posts) > 0 {
				f.Post = ui.M("role." + string(rights.Posts[0].Role))
				f.Office = a.officeName(ctx, rights.Home())
			}
			f.Nav, f.Links = items(rights, menu), items(rights, more)
			if a.Config.Demo {
				f.Links = append(f.Links, ui.NavItem{Name: "demo", Label: ui.M("demo.title"), Href: "/demo"})
			}
		}
		if done := q.Query().Get("done"); done != "" && noticeKey(done) {
			f.Notice = ui.M("done." + done)
		}
		return ui.WithFrame(ctx, f), nil
	}
}

// noticeKey keeps the word in ?done= to what can be a key.
func noticeKey(s string) bool {
	return len(s) < 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

func items(rights access.Rights, list []entry) []ui.NavItem {
	var out []ui.NavItem
	for _, e := range list {
		if rights.May(e.action) {
			out = append(out, ui.NavItem{Name: e.name, Label: ui.M(e.label), Href: e.href})
		}
	}
	return out
}

// home is where a reader begins: the first page of the menu that the posts open.
func home(rights access.Rights) string {
	for _, e := range menu {
		if rights.May(e.action) {
			return e.href
		}
	}
	return "/account"
}

// officeName names an office in the reader's language from the shipped tree.
func (a *App) officeName(ctx context.Context, office id.Office) string {
	return a.officeNames[office][i18n.Lang(ctx)]
}
