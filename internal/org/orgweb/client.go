package orgweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type clientView struct {
	orgcasesvc.ClientAllocation
	bar                     templ.Component
	names                   map[id.Office]string
	allocate                rulebook.List
	conflict                rulebook.List
	transfer                rulebook.List
	reasons                 [3][]ui.Option
	offices                 []ui.Option
	sent                    sent
	mayDeclare, mayAllocate bool
	help                    func(step string) templ.Component
}

func (w *Web) client(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.clientPage(q.Ctx(), id.Client(q.PathValue("id")), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) clientPage(ctx context.Context, client id.Client, s sent) (templ.Component, error) {
	a, err := w.Cases.Client(ctx, client)
	if err != nil {
		return nil, err
	}
	v := clientView{
		ClientAllocation: a, help: w.help, sent: s, allocate: w.Cases.List(rulebook.ListAllocateReasons), conflict: w.Cases.List(rulebook.ListConflictReasons),
		transfer: w.Cases.List(rulebook.ListTransferReasons), mayDeclare: access.From(ctx).May(access.DeclareConflict), mayAllocate: len(a.Candidates) > 0,
	}
	for i, l := range []rulebook.List{v.allocate, v.conflict, v.transfer} {
		v.reasons[i] = codes(ctx, l, w.Cases.Today())
	}
	if v.bar, err = w.Shell(ctx, client, "allocation"); err != nil {
		return nil, err
	}
	tree, err := w.Org.Tree(ctx, w.Cases.Today())
	if err != nil {
		return nil, err
	}
	v.names = map[id.Office]string{}
	for _, p := range tree.Pairs() {
		if o, ok := tree.Office(p[0]); ok && p[0] == p[1] {
			v.names[o.ID] = o.NameOn(tree.Day, i18n.Lang(ctx))
			if o.Kind == rulebook.DistrictOffice && o.ID != a.Office {
				v.offices = append(v.offices, ui.Option{Value: string(o.ID), Text: v.names[o.ID]})
			}
		}
	}
	return clientPage(v), nil
}

func (w *Web) again(q *httpx.Req) func(sent) (templ.Component, error) {
	return func(s sent) (templ.Component, error) { return w.clientPage(q.Ctx(), id.Client(q.PathValue("id")), s) }
}

func (w *Web) clientAllocate(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	err := w.Cases.Allocate(q.Ctx(), orgcasesvc.Allocate{
		Client: client, Account: id.Account(q.Value("account")), Reason: q.Value("reason"), Note: q.Value("note"),
		Seen: q.Value("seen"), Absent: q.Value("confirm_absent") == "yes",
	})
	return answer(q, err, clientHref(client)+"/allocation?done=org_allocated", "allocate", w.again(q))
}

// declare may shut the declarer out of the client at once: the way on is then the day, not the client.
func (w *Web) declare(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	urgent := q.Value("urgent") == "yes"
	err := w.Cases.Declare(q.Ctx(), orgcasesvc.Declare{Client: client, Reason: q.Value("reason"), Note: q.Value("note"), Urgent: urgent})
	to := clientHref(client) + "/allocation?done=org_declared"
	if urgent {
		to = "/notices?done=org_declared"
	}
	return answer(q, err, to, "conflict", w.again(q))
}

func (w *Web) requestTransfer(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	err := w.Cases.RequestTransfer(q.Ctx(), orgcasesvc.RequestTransfer{Client: client, To: id.Office(q.Value("to")), Reason: q.Value("reason"), Note: q.Value("note")})
	return answer(q, err, clientHref(client)+"/allocation?done=org_transfer_asked", "transfer", w.again(q))
}

func (w *Web) withdrawTransfer(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	err := w.Cases.AnswerTransfer(q.Ctx(), orgcasesvc.AnswerTransfer{ID: q.Value("transfer"), Version: version(q), State: org.Withdrawn})
	return answer(q, err, clientHref(client)+"/allocation?done=saved", "transfer", w.again(q))
}

func (v clientView) now(ctx context.Context) []ui.Item {
	items := []ui.Item{{Label: ui.M("common.office"), Value: ui.Val(v.names[v.Office])}}
	switch {
	case v.Closed:
		items = append(items, ui.Item{Label: ui.M("common.status"), Value: ui.Tag(ui.Neutral, ui.M("org.client.closed"))})
	case v.Current == nil:
		items = append(items, ui.Item{Label: ui.M("org.officer"), Value: ui.Tag(ui.Warn, ui.M("org.client.unallocated"))})
	default:
		items = append(items, ui.Item{Label: ui.M("org.officer"), Value: ui.Val(v.Current.Who)},
			ui.Item{Label: ui.M("org.client.since"), Value: ui.Moment(v.Current.From)},
			ui.Item{Label: ui.M("common.reason"), Value: ui.Val(v.allocate.Name(v.Current.Reason, i18n.Lang(ctx)))},
			ui.Item{Label: ui.M("common.note"), Value: ui.Val(v.Current.Note)})
	}
	for _, c := range v.Covers {
		items = append(items, ui.Item{Label: ui.M("org.absence.cover"), Value: ui.Val(c)})
	}
	return items
}

func (v clientView) history(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.client.history"), HideCaption: true, Empty: ui.M("org.client.no_history"), Columns: []ui.Column{
		{Label: ui.M("org.officer")},
		{Label: ui.M("common.office")},
		{Label: ui.M("common.from")},
		{Label: ui.M("common.to")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("org.client.given_by")},
		{Label: ui.M("common.note")},
	}}
	for _, a := range v.History {
		g.Rows = append(g.Rows, ui.Row{Off: !a.Until.IsZero(), Cells: []templ.Component{
			ui.Val(a.Who), ui.Val(v.names[a.Office]), ui.Moment(a.From), ui.Moment(a.Until),
			ui.Val(v.allocate.Name(a.Reason, i18n.Lang(ctx))), ui.Val(a.ByName), ui.Val(a.Note),
		}})
	}
	return g
}

func (v clientView) candidates(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.board.officers"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("org.officer")},
		{Label: ui.M("org.board.cases"), Numeric: true},
		{Label: ui.M("org.allocate.capacity")},
	}}
	for _, c := range v.Candidates {
		state := ui.Say(ui.M("org.board.present"))
		switch {
		case c.IsAssigned:
			state = ui.Tag(ui.Info, ui.M("org.client.has_it"))
		case c.Excluded:
			state = ui.Tag(ui.Bad, ui.M("org.client.cannot"))
		case c.Unfit.Key != "":
			state = ui.Lines(ui.Tag(ui.Bad, ui.M("org.client.cannot")), ui.Say(c.Unfit))
		case !c.AwayUntil.IsZero():
			state = ui.Tag(ui.Warn, ui.M("org.board.away_until", "Until", i18n.Date(ctx, c.AwayUntil)))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Lines(ui.Val(c.Name), state), ui.Num(c.Load.Cases), room(ctx, c)}})
	}
	return g
}

// room is capacity before and after the case would be given.
func room(ctx context.Context, c org.Candidate) templ.Component {
	if !c.Load.Measured {
		return carried(ctx, c)
	} else if c.IsAssigned {
		return ui.Say(ui.M("org.board.points_of", "Points", hundredths(ctx, c.Load.Points), "Capacity", hundredths(ctx, c.Load.Capacity)))
	}
	then := ui.Say(ui.M("org.allocate.room", "Now", hundredths(ctx, c.Load.Points), "Then", hundredths(ctx, c.Load.Points+c.Adds), "Capacity", hundredths(ctx, c.Load.Capacity)))
	if c.Load.Over(c.Adds) {
		return ui.Lines(then, ui.Tag(ui.Warn, ui.M("org.allocate.room_over")))
	}
	return then
}

func (v clientView) conflicts(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.conflict.title"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("org.conflict.who")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("common.status")},
		{Label: ui.M("org.conflict.declared")},
		{Label: ui.M("org.decides")},
		{Label: ui.M("common.due")},
	}}
	for _, c := range v.Conflicts {
		g.Rows = append(g.Rows, ui.Row{Off: !c.Pending(), Cells: []templ.Component{
			ui.Val(c.Who), ui.Val(v.conflict.Name(c.Reason, i18n.Lang(ctx))),
			ui.Say(ui.M("org.conflict.state." + c.State)), ui.Moment(c.DeclaredAt), ui.Val(v.names[c.Office]), ui.Day(c.Due),
		}})
	}
	return g
}

func (v clientView) transfers(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.transfer.title"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("org.transfer.to")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("common.status")},
		{Label: ui.M("org.transfer.requested")},
		{Label: ui.M("common.due")},
		{Label: ui.M("org.transfer.withdraw"), HideLabel: true},
	}}
	for _, t := range v.Transfers {
		var act templ.Component
		if t.MayWithdraw {
			act = withdrawTransfer(t)
		}
		g.Rows = append(g.Rows, ui.Row{Off: t.State != org.Requested, Cells: []templ.Component{
			ui.Val(v.names[t.To]), ui.Val(v.transfer.Name(t.Reason, i18n.Lang(ctx))),
			ui.Say(ui.M("org.transfer.state." + t.State)), ui.Lines(ui.Moment(t.RequestedAt), ui.Val(t.ByName)), ui.Day(t.Due), act,
		}})
	}
	return g
}

func (v clientView) moving() bool {
	for _, t := range v.Transfers {
		if t.State == org.Requested {
			return true
		}
	}
	return false
}

func (v clientView) seen() string {
	if v.Current == nil {
		return ""
	}
	return v.Current.ID
}

func text(ctx context.Context, key string) string { return i18n.T(ctx, key) }
