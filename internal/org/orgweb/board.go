package orgweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type boardView struct {
	help templ.Component
	orgcasesvc.Board
	tabs    []ui.NavItem
	names   map[id.Office]string
	reasons []ui.Option
	form    ui.Form
	may     bool // allocate
	web     *Web
	at      *url.URL
	sort    string
	desc    bool
}

func (w *Web) board(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.boardView(q, q.Query().Get("office"), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(boardPage(v)), nil
}

func (w *Web) boardView(q *httpx.Req, office string, s sent) (boardView, error) {
	ctx := q.Ctx()
	b, err := w.Cases.Board(ctx, id.Office(office))
	if err != nil {
		return boardView{}, err
	}
	v := boardView{
		help: w.help("allocate.assign"), Board: b, form: s.of("allocate", "reason", "first"), may: access.From(ctx).May(access.Allocate), at: q.R.URL, web: w,
		reasons: codes(ctx, w.Cases.List(rulebook.ListAllocateReasons), w.Cases.Today()),
	}
	v.order(q.Query())
	if v.names, err = w.names(ctx); err != nil {
		return v, err
	}
	v.tabs, err = w.officeTabs(ctx, "board")
	return v, err
}

func (w *Web) boardAllocate(q *httpx.Req) (httpx.Reply, error) {
	office := q.Value("office")
	to := "/office?done=org_allocated&office=" + url.QueryEscape(office)
	return answer(q, w.allocateMany(q), to, "allocate", func(s sent) (templ.Component, error) {
		v, err := w.boardView(q, office, s)
		return boardPage(v), err
	})
}

// allocateMany reads the form that gives the ticked clients to one officer.
func (w *Web) allocateMany(q *httpx.Req) error {
	var clients []id.Client
	for _, c := range q.Form()["client"] {
		clients = append(clients, id.Client(c))
	}
	return w.Cases.AllocateMany(q.Ctx(), clients, orgcasesvc.Allocate{
		Account: id.Account(q.Value("account")), Reason: q.Value("reason"),
		Note: q.Value("note"), Absent: q.Value("confirm_absent") == "yes",
	})
}

func (v boardView) away(ctx context.Context, c org.Candidate) templ.Component {
	if !c.AwayUntil.IsZero() {
		return ui.Tag(ui.Warn, ui.M("org.board.away_until", "Until", i18n.Date(ctx, c.AwayUntil)))
	}
	for _, a := range v.Leaving {
		if a.Account == c.Account {
			return ui.Say(ui.M("org.board.away_from", "From", i18n.Date(ctx, a.Days.From), "Until", i18n.Date(ctx, a.Days.To)))
		}
	}
	return ui.Say(ui.M("org.board.present"))
}

// only gives an address to those who may allocate; others read the board.
func (v boardView) only(href string) string {
	if !v.may {
		return ""
	}
	return href
}

func (v boardView) tallies() []ui.Tally {
	cases, away := 0, 0
	for _, c := range v.Officers {
		cases += c.Load.Cases
		if !c.AwayUntil.IsZero() {
			away++
		}
	}
	waiting := len(v.Unallocated)
	return []ui.Tally{
		{Label: ui.M("org.board.unallocated"), N: waiting, Href: v.only("/office/unallocated?office=" + url.QueryEscape(string(v.Office))), Tone: ui.Warn},
		{Label: ui.M("org.board.cases_all"), N: cases, Href: "/caseload?office=" + url.QueryEscape(string(v.Office))},
		{Label: ui.M("org.board.away_now"), N: away, Href: v.only("/office/absences"), Tone: ui.Warn},
		{Label: ui.M("org.board.orphans"), N: v.Orphans, Href: "/caseload?office=" + url.QueryEscape(string(v.Office)), Tone: ui.Bad},
	}
}

func (v boardView) officeOptions() []ui.Option {
	var out []ui.Option
	for _, o := range v.Offices {
		out = append(out, ui.Option{Value: string(o), Text: v.names[o]})
	}
	return out
}

// unallocatedOptions are the clients to tick.
func unallocatedOptions(ctx context.Context, list []orgcasesvc.UnallocatedLine, names map[id.Office]string, withOffice bool) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, l := range list {
		text := l.Label.Name
		if l.Label.File != "" {
			text += " · " + l.Label.File
		}
		if withOffice {
			text += " · " + names[l.Office]
		}
		o := ui.Option{Value: string(l.Client), Text: text}
		switch {
		case !l.Since.IsZero():
			o.Hint = ui.M("org.unallocated.since", "When", i18n.Instant(ctx, l.Since))
		case !l.Label.InForce.IsZero():
			o.Hint = ui.M("org.unallocated.in_force", "When", i18n.Date(ctx, l.Label.InForce))
		}
		out[i] = o
	}
	return out
}

type unallocatedView struct {
	help templ.Component
	orgcasesvc.Unallocated
	tabs    []ui.NavItem
	names   map[id.Office]string
	office  string
	reasons []ui.Option
	form    ui.Form
}

func (w *Web) unallocated(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.unallocatedPage(q.Ctx(), q.Query().Get("office"), q.Query().Get("after"), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) unallocatedPage(ctx context.Context, office, after string, s sent) (templ.Component, error) {
	list, err := w.Cases.Unallocated(ctx, id.Office(office), id.Client(after))
	if err != nil {
		return nil, err
	}
	v := unallocatedView{
		help: w.help("allocate.assign"), Unallocated: list, office: office, form: s.of("allocate", "reason", "first"),
		reasons: codes(ctx, w.Cases.List(rulebook.ListAllocateReasons), w.Cases.Today()),
	}
	if v.names, err = w.names(ctx); err != nil {
		return nil, err
	}
	if v.tabs, err = w.officeTabs(ctx, "unallocated"); err != nil {
		return nil, err
	}
	return unallocatedPage(v), nil
}

// takers lists who might take the clients shown, with their office where several are shown.
func (v unallocatedView) takers(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, l := range v.Lines {
		list, ok := v.Officers[l.Office]
		if !ok {
			continue
		}
		delete(v.Officers, l.Office)
		for _, o := range officerOptions(ctx, list) {
			o.Text += " · " + v.names[l.Office]
			out = append(out, o)
		}
	}
	return out
}

func (v unallocatedView) next() string {
	if v.Next == "" {
		return ""
	}
	return "/office/unallocated?office=" + url.QueryEscape(v.office) + "&after=" + url.QueryEscape(string(v.Next))
}

func (w *Web) unallocatedAllocate(q *httpx.Req) (httpx.Reply, error) {
	err := w.allocateMany(q)
	if fault.Is(err, fault.NotFound) { // gone from sight meanwhile: the list is read anew
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	office := q.Value("office")
	return answer(q, err, "/office/unallocated?done=org_allocated&office="+url.QueryEscape(office), "allocate",
		func(s sent) (templ.Component, error) { return w.unallocatedPage(q.Ctx(), office, "", s) })
}
