package orgweb

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type staffListView struct {
	lines  []orgsvc.StaffLine
	names  map[id.Office]string
	office string
	hire   bool
}

func (w *Web) staffList(q *httpx.Req) (httpx.Reply, error) {
	v := staffListView{office: q.Query().Get("office"), hire: w.Hire != nil && access.From(q.Ctx()).May(access.ManageAccounts)}
	if !q.Query().Has("office") {
		v.office = string(access.From(q.Ctx()).Home())
		if v.office == string(access.TopOffice) {
			v.office = ""
		}
	}
	var err error
	if v.lines, err = w.Org.Staff(q.Ctx(), id.Office(v.office)); err != nil {
		return httpx.Reply{}, err
	}
	if v.names, err = w.names(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(staffListPage(v)), nil
}

// officeOptions lists the offices by name, the reader's order.
func officeOptions(names map[id.Office]string) []ui.Option {
	var out []ui.Option
	for o, n := range names {
		out = append(out, ui.Option{Value: string(o), Text: n})
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(a.Text+a.Value, b.Text+b.Value) })
	return out
}

func (v staffListView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.staff.title"), HideCaption: true, Empty: ui.M("org.staff.none"), Columns: []ui.Column{
		{Label: ui.M("org.staff.name")}, {Label: ui.M("org.staff.posts")}, {Label: ui.M("org.staff.phone")}, {Label: ui.M("common.status")},
	}}
	for _, s := range v.lines {
		var posts []templ.Component
		for _, p := range s.Posts {
			posts = append(posts, ui.Val(postText(ctx, p, v.names)))
		}
		state := ui.Say(ui.M("org.staff.active"))
		if !s.Active {
			state = ui.Say(ui.M("org.staff.left"))
		}
		g.Rows = append(g.Rows, ui.Row{Off: !s.Active, Cells: []templ.Component{ui.LinkTo("/staff/"+url.PathEscape(string(s.ID)), s.Name), ui.Lines(posts...), ui.Val(s.Phone), state}})
	}
	return g
}

// postText is a post in one line: role, office, and the days on which it is held when these are not all.
func postText(ctx context.Context, p orgsvc.PostLine, names map[id.Office]string) string {
	out := i18n.T(ctx, "role."+string(p.Role)) + " · " + names[p.Office]
	if days := weekdays(ctx, p.Weekdays); days != "" {
		out += " · " + days
	}
	return out
}

func weekdays(ctx context.Context, days string) string {
	var out []string
	for _, d := range days {
		out = append(out, i18n.T(ctx, "org.weekday."+string(d)))
	}
	return strings.Join(out, ", ")
}

type staffView struct {
	orgsvc.StaffPage
	names  map[id.Office]string
	sent   sent
	manage bool
	today  civil.Date
	known  rulebook.List // the qualifications of the service
}

func (w *Web) staffPage(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.staffView(q, sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) staffView(q *httpx.Req, s sent) (templ.Component, error) {
	ctx := q.Ctx()
	page, err := w.Org.StaffPage(ctx, id.Account(q.PathValue("account")))
	if err != nil {
		return nil, err
	}
	v := staffView{StaffPage: page, sent: s, manage: access.From(ctx).May(access.ManageStaff), today: w.Org.Today(), known: w.Org.List(rulebook.ListQualifications)}
	if v.names, err = w.names(ctx); err != nil {
		return nil, err
	}
	return staffPage(v), nil
}

func (w *Web) staffAnswer(q *httpx.Req, err error, name string) (httpx.Reply, error) {
	return answer(q, err, "/staff/"+url.PathEscape(q.PathValue("account"))+"?done=saved", name, func(s sent) (templ.Component, error) { return w.staffView(q, s) })
}

func (w *Web) updateStaff(q *httpx.Req) (httpx.Reply, error) {
	err := w.Org.UpdateStaff(q.Ctx(), orgsvc.UpdateStaff{Staff: org.Staff{
		ID: id.Account(q.PathValue("account")), Name: q.Value("name"), Language: q.Value("language"),
		Phone: q.Value("phone"), Active: q.Value("active") == "yes", Version: version(q),
	}, Reason: q.Value("reason")})
	return w.staffAnswer(q, err, "staff")
}

func (w *Web) addPost(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	d := dates(q, &p, "from", "to")
	days := slices.Clone(q.Form()["weekdays"])
	slices.Sort(days)
	err := p.Err()
	if err == nil {
		err = w.Org.AddPost(q.Ctx(), orgsvc.AddPost{Post: org.Post{
			Account: id.Account(q.PathValue("account")), Role: access.Role(q.Value("role")),
			Office: id.Office(q.Value("office")), Weekdays: strings.Join(days, ""), Valid: civil.Period{From: d[0], To: d[1]},
		}, Reason: q.Value("reason")})
	}
	return w.staffAnswer(q, err, "post")
}

func (w *Web) endPost(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	d := dates(q, &p, "last")
	err := p.Err()
	if err == nil {
		err = w.Org.EndPost(q.Ctx(), orgsvc.EndPost{Post: q.PathValue("post"), Last: d[0], Reason: q.Value("reason")})
	}
	return w.staffAnswer(q, err, "end-"+q.PathValue("post"))
}

func (w *Web) addQualification(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	d := dates(q, &p, "from", "to")
	err := p.Err()
	if err == nil {
		err = w.Org.GrantQualification(q.Ctx(), org.Qualification{
			Account: id.Account(q.PathValue("account")), Code: q.Value("code"),
			Valid: civil.Period{From: d[0], To: d[1]}, Source: q.Value("source"),
		})
	}
	return w.staffAnswer(q, err, "qualification")
}

func roleOptions() []ui.Option {
	var out []ui.Option
	for _, r := range access.Roles() {
		out = append(out, ui.Option{Value: string(r), Label: ui.M("role." + string(r))})
	}
	return out
}

func weekdayOptions() []ui.Option {
	var out []ui.Option
	for _, d := range "1234567" {
		out = append(out, ui.Option{Value: string(d), Label: ui.M("org.weekday." + string(d))})
	}
	return out
}

func languageOptions() []ui.Option {
	var out []ui.Option
	for _, l := range i18n.Languages() {
		out = append(out, ui.Option{Value: l, Text: i18n.LanguageName(l)})
	}
	return out
}

func (v staffView) over(p orgsvc.PostLine) bool { return !p.To.IsZero() && p.To.Before(v.today) }

func (v staffView) posts(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.staff.posts"), HideCaption: true, Empty: ui.M("org.staff.no_posts"), Columns: []ui.Column{
		{Label: ui.M("common.role")},
		{Label: ui.M("common.office")},
		{Label: ui.M("org.staff.days")},
		{Label: ui.M("common.from")},
		{Label: ui.M("common.to")},
		{Label: ui.M("org.staff.end_post"), HideLabel: true},
	}}
	for _, p := range v.Posts {
		days := ui.Say(ui.M("org.staff.every_day"))
		if p.Weekdays != "" {
			days = ui.Val(weekdays(ctx, p.Weekdays))
		}
		var end templ.Component
		if v.manage && !v.over(p) {
			end = endPost(v.ID, p, v.sent.of("end-"+p.ID))
		}
		g.Rows = append(g.Rows, ui.Row{Off: v.over(p), Cells: []templ.Component{
			ui.Say(ui.M("role." + string(p.Role))), ui.Val(v.names[p.Office]), days,
			ui.Day(p.From), ui.Day(p.To), end,
		}})
	}
	return g
}

func (v staffView) qualifications(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.staff.qualifications"), HideCaption: true, Empty: ui.M("org.staff.no_qualifications"), Columns: []ui.Column{
		{Label: ui.M("org.staff.qualification")}, {Label: ui.M("common.from")}, {Label: ui.M("common.to")}, {Label: ui.M("common.source")},
	}}
	for _, x := range v.Qualifications {
		g.Rows = append(g.Rows, ui.Row{Off: !x.Valid.Contains(v.today), Cells: []templ.Component{ui.Val(v.known.Name(x.Code, i18n.Lang(ctx))), ui.Day(x.Valid.From), ui.Day(x.Valid.To), ui.Val(x.Source)}})
	}
	return g
}

func (v staffView) active() string {
	if v.Active {
		return "yes"
	}
	return ""
}
