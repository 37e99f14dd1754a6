package accessweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type clientView struct {
	help templ.Component
	accesssvc.ClientAccess
	bar              templ.Component
	list             rulebook.List
	reasons          []ui.Option
	staff            []ui.Option
	sent             sent
	mayLift, maySeal bool
}

func (w *Web) client(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.clientPage(q.Ctx(), id.Client(q.PathValue("id")), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) clientPage(ctx context.Context, client id.Client, s sent) (templ.Component, error) {
	a, err := w.Service.Client(ctx, client)
	if err != nil {
		return nil, err
	}
	rights := access.From(ctx)
	v := clientView{
		help: w.help("access.restrict"), ClientAccess: a, sent: s, list: w.Service.List(rulebook.ListRestrictReasons), reasons: w.codes(ctx, rulebook.ListRestrictReasons),
		mayLift: rights.May(access.LiftRestriction), maySeal: rights.May(access.SealClient),
	}
	if v.bar, err = w.Shell(ctx, client, "restriction"); err != nil {
		return nil, err
	}
	if v.staff, err = w.Staff(ctx); err != nil {
		return nil, err
	}
	return clientPage(v), nil
}

// after leads back to the restriction of the client, with the same form again when something is wrong.
func (w *Web) after(q *httpx.Req, err error, name string) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	return answer(q, err, "/clients/"+string(client)+"/restriction?done=saved", name, func(s sent) (templ.Component, error) { return w.clientPage(q.Ctx(), client, s) })
}

func (w *Web) restrict(q *httpx.Req) (httpx.Reply, error) {
	var allow []id.Account
	for _, a := range q.Form()["allow"] {
		if a != "" {
			allow = append(allow, id.Account(a))
		}
	}
	return w.after(q, w.Service.Restrict(q.Ctx(), accesssvc.Restrict{Client: id.Client(q.PathValue("id")), Reason: q.Value("reason"), Text: q.Value("text"), Allow: allow}), "restrict")
}

func (w *Web) changeList(q *httpx.Req) (httpx.Reply, error) {
	return w.after(q, w.Service.ChangeList(q.Ctx(), accesssvc.ChangeList{
		Client: id.Client(q.PathValue("id")), Account: id.Account(q.Value("account")), Kind: q.Value("kind"),
		Off: q.Value("off") == "yes", Reason: q.Value("list_reason"),
	}), "list")
}

func (w *Web) proposeLift(q *httpx.Req) (httpx.Reply, error) {
	_, err := w.Service.Propose(q.Ctx(), accesssvc.Propose{Client: id.Client(q.PathValue("id")), Kind: access.Lift, Text: q.Value("text")})
	return w.after(q, err, "lift")
}

func (w *Web) decideLift(q *httpx.Req) (httpx.Reply, error) {
	return w.after(q, w.Service.Decide(q.Ctx(), accesssvc.DecideProposal{
		ID: q.Value("proposal"), Version: version(q), Approve: q.Value("decision") == "approve",
		Text: q.Value("text"),
	}), "decide")
}

// seal takes the client out of sight, the sealer's included: the way on is the list of sealed records.
func (w *Web) seal(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	err := w.Service.Seal(q.Ctx(), accesssvc.SealRecord{Client: client, Reason: q.Value("reason"), Text: q.Value("text")})
	return answer(q, err, "/sealed?done=saved", "seal", func(s sent) (templ.Component, error) { return w.clientPage(q.Ctx(), client, s) })
}

func (v clientView) history(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("access.restriction.history"), HideCaption: true, Empty: ui.M("access.restriction.never"), Columns: []ui.Column{
		{Label: ui.M("common.what")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("common.note")},
		{Label: ui.M("access.restriction.imposed")},
		{Label: ui.M("access.restriction.lifted")},
	}}
	for _, h := range v.History {
		var lifted templ.Component
		if !h.LiftedAt.IsZero() {
			lifted = ui.Lines(ui.Moment(h.LiftedAt), ui.Val(h.LiftedWho))
		}
		g.Rows = append(g.Rows, ui.Row{Off: lifted != nil, Cells: []templ.Component{
			ui.Say(ui.M("access.kind." + h.Kind)), named(ctx, v.list, h.Reason), ui.Val(h.Text),
			ui.Lines(ui.Moment(h.ImposedAt), ui.Val(h.Who)), lifted,
		}})
	}
	return g
}

func (v clientView) lists() ui.Grid {
	g := ui.Grid{Caption: ui.M("access.restriction.lists"), HideCaption: true, Empty: ui.M("access.restriction.no_lists"), Columns: []ui.Column{
		{Label: ui.M("common.who")},
		{Label: ui.M("access.restriction.relation")},
		{Label: ui.M("common.from")},
		{Label: ui.M("common.to")},
		{Label: ui.M("access.restriction.remove"), HideLabel: true},
	}}
	for _, l := range v.Lists {
		var off templ.Component
		if l.Kind == access.Allow || l.Kind == access.Exclude {
			off = offList(v, l)
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Val(l.Who), ui.Say(ui.M("access.list." + l.Kind)), ui.Moment(l.Since), ui.Moment(l.Until), off}})
	}
	return g
}

// open is the proposal that waits, if one does.
func (v clientView) open() (accesssvc.ProposalLine, bool) {
	for _, p := range v.Proposals {
		if p.State == access.ProposalOpen {
			return p, true
		}
	}
	return accesssvc.ProposalLine{}, false
}

func proposalItems(p accesssvc.ProposalLine) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("common.what"), Value: ui.Say(ui.M("access.proposal." + p.Kind))},
		{Label: ui.M("access.proposal.by"), Value: ui.Lines(ui.Val(p.Who), ui.Moment(p.ProposedAt))},
		{Label: ui.M("common.reason"), Value: ui.Val(p.Text)},
		{Label: ui.M("common.due"), Value: ui.Day(p.Due)},
	}
	if p.Kind == access.Release {
		items = append(items, ui.Item{Label: ui.M("access.proposal.for"), Value: ui.Val(p.For)}, ui.Item{Label: ui.M("access.glass.until"), Value: ui.Moment(p.Until)})
	}
	return items
}

func (w *Web) restricted(q *httpx.Req) (httpx.Reply, error) {
	lines, err := w.Service.Restricted(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	l := w.Service.List(rulebook.ListRestrictReasons)
	g := ui.Grid{Caption: ui.M("access.restriction.all"), HideCaption: true, Empty: ui.M("access.restriction.none"), Columns: []ui.Column{
		{Label: ui.M("access.client")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("access.restriction.imposed")},
		{Label: ui.M("access.proposal.waits"), Numeric: true},
	}}
	for _, x := range lines {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(x.Client)+"/restriction", x.Label.Name), named(q.Ctx(), l, x.Reason),
			ui.Lines(ui.Moment(x.ImposedAt), ui.Val(x.Who)), ui.Num(x.Open),
		}})
	}
	return httpx.Page(restrictedPage(g)), nil
}

type sealedView struct {
	accesssvc.SealedBoard
	list  rulebook.List
	staff []ui.Option
	sent  sent
}

func (w *Web) sealed(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.sealedPage(q.Ctx(), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) sealedPage(ctx context.Context, s sent) (templ.Component, error) {
	b, err := w.Service.Sealed(ctx)
	if err != nil {
		return nil, err
	}
	v := sealedView{SealedBoard: b, list: w.Service.List(rulebook.ListRestrictReasons), sent: s}
	v.staff, err = w.Staff(ctx)
	return sealedPage(v), err
}

func (w *Web) proposeSealed(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	until, err := civil.ParseDate(q.Value("until"))
	if err != nil {
		p.Add("until", "date.invalid")
	}
	if err = p.Err(); err == nil {
		_, err = w.Service.Propose(q.Ctx(), accesssvc.Propose{
			Client: id.Client(q.Value("client")), Kind: q.Value("kind"), Account: id.Account(q.Value("account")),
			Until: until, Text: q.Value("text"),
		})
	}
	return answer(q, err, "/sealed?done=saved", q.Value("client"), func(s sent) (templ.Component, error) { return w.sealedPage(q.Ctx(), s) })
}

func (w *Web) decideSealed(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Decide(q.Ctx(), accesssvc.DecideProposal{ID: q.Value("proposal"), Version: version(q), Approve: q.Value("decision") == "approve", Text: q.Value("text")})
	return answer(q, err, "/sealed?done=saved", q.Value("proposal"), func(s sent) (templ.Component, error) { return w.sealedPage(q.Ctx(), s) })
}
