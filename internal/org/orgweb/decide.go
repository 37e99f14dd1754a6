package orgweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type conflictView struct {
	help templ.Component
	orgcasesvc.ConflictBoard
	tabs   []ui.NavItem
	names  map[id.Office]string
	list   rulebook.List
	sent   sent
	failed bool
}

func (w *Web) conflicts(q *httpx.Req) (httpx.Reply, error) {
	return shown(w.conflictPage(q.Ctx(), sent{}))
}

func (w *Web) conflictPage(ctx context.Context, s sent) (templ.Component, error) {
	b, err := w.Cases.Conflicts(ctx)
	if err != nil {
		return nil, err
	}
	v := conflictView{help: w.help("allocate.conflict"), ConflictBoard: b, sent: s, failed: s.name != "", list: w.Cases.List(rulebook.ListConflictReasons)}
	if v.names, err = w.names(ctx); err != nil {
		return nil, err
	}
	if v.tabs, err = w.officeTabs(ctx, "conflicts"); err != nil {
		return nil, err
	}
	return conflictsPage(v), nil
}

func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -2 // never a version: the answer is a conflict
	}
	return n
}

func (w *Web) decideConflict(q *httpx.Req) (httpx.Reply, error) {
	c := q.PathValue("conflict")
	err := w.Cases.DecideConflict(q.Ctx(), orgcasesvc.DecideConflict{
		ID: c, Version: version(q), Exclude: q.Value("decision") == "exclude", Route: q.Value("route"),
		Officer: id.Account(q.Value("to_officer")), Office: id.Office(q.Value("to_office")), Text: q.Value("text"),
	})
	return answer(q, err, "/office/conflicts?done=org_decided", c, func(s sent) (templ.Component, error) { return w.conflictPage(q.Ctx(), s) })
}

// candidates lists who else might take the case.
func (v conflictView) candidates(ctx context.Context, c orgcasesvc.ConflictLine) []ui.Option {
	var others []org.Candidate
	for _, o := range v.Holders[c.Client] {
		if o.Account != c.Account {
			others = append(others, o)
		}
	}
	return officerOptions(ctx, others)
}

func (v conflictView) neighbours(c orgcasesvc.ConflictLine) []ui.Option {
	var out []ui.Option
	for _, o := range v.Neighbours[c.Client] {
		out = append(out, ui.Option{Value: string(o), Text: v.names[o]})
	}
	return out
}

func (v conflictView) summary(ctx context.Context, c orgcasesvc.ConflictLine) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("org.client"), Value: ui.LinkTo(clientHref(c.Client)+"/allocation", c.Label.Name)},
		{Label: ui.M("org.conflict.who"), Value: ui.Val(c.Who)},
		{Label: ui.M("common.reason"), Value: ui.Val(v.list.Name(c.Reason, i18n.Lang(ctx)))},
		{Label: ui.M("common.note"), Value: ui.Val(c.Note)},
		{Label: ui.M("org.conflict.declared"), Value: ui.Lines(ui.Moment(c.DeclaredAt), ui.Val(c.ByName))},
		{Label: ui.M("org.decides"), Value: ui.Val(v.names[c.Office])},
		{Label: ui.M("common.due"), Value: ui.Day(c.Due)},
	}
	if c.State == org.Provisional {
		items = append(items, ui.Item{Label: ui.M("common.status"), Value: ui.Tag(ui.Warn, ui.M("org.conflict.provisional"))})
	}
	return items
}

func (v conflictView) done() ui.Grid {
	g := ui.Grid{Caption: ui.M("org.decided_lately"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("org.client")},
		{Label: ui.M("org.conflict.who")},
		{Label: ui.M("org.decision")},
		{Label: ui.M("common.who")},
		{Label: ui.M("common.when")},
	}}
	for _, c := range v.Done {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo(clientHref(c.Client)+"/allocation", c.Label.Name), ui.Val(c.Who),
			ui.Say(ui.M("org.conflict.state." + c.State)), ui.Val(c.DecidedName), ui.Moment(c.DecidedAt),
		}})
	}
	return g
}

type transferView struct {
	help templ.Component
	orgcasesvc.TransferBoard
	tabs  []ui.NavItem
	names map[id.Office]string
	list  rulebook.List
	sent  sent
}

func (w *Web) transfers(q *httpx.Req) (httpx.Reply, error) {
	return shown(w.transferPage(q.Ctx(), sent{}))
}

func (w *Web) transferPage(ctx context.Context, s sent) (templ.Component, error) {
	b, err := w.Cases.Transfers(ctx)
	if err != nil {
		return nil, err
	}
	v := transferView{help: w.help("transfer.case"), TransferBoard: b, sent: s, list: w.Cases.List(rulebook.ListTransferReasons)}
	if v.names, err = w.names(ctx); err != nil {
		return nil, err
	}
	if v.tabs, err = w.officeTabs(ctx, "transfers"); err != nil {
		return nil, err
	}
	return transfersPage(v), nil
}

func (w *Web) answerTransfer(q *httpx.Req) (httpx.Reply, error) {
	t := q.PathValue("transfer")
	err := w.Cases.AnswerTransfer(q.Ctx(), orgcasesvc.AnswerTransfer{
		ID: t, Version: version(q), State: q.Value("state"), Officer: id.Account(q.Value("account")),
		Text: q.Value("text"),
	})
	return answer(q, err, "/office/transfers?done=org_decided", t, func(s sent) (templ.Component, error) { return w.transferPage(q.Ctx(), s) })
}

func (v transferView) summary(ctx context.Context, t orgcasesvc.TransferLine) []ui.Item {
	return []ui.Item{
		{Label: ui.M("org.client"), Value: ui.LinkTo(clientHref(t.Client), t.Label.Name)},
		{Label: ui.M("org.transfer.from"), Value: ui.Val(v.names[t.From])},
		{Label: ui.M("org.transfer.to"), Value: ui.Val(v.names[t.To])},
		{Label: ui.M("common.reason"), Value: ui.Val(v.list.Name(t.Reason, i18n.Lang(ctx)))},
		{Label: ui.M("common.note"), Value: ui.Val(t.Note)},
		{Label: ui.M("org.transfer.requested"), Value: ui.Lines(ui.Moment(t.RequestedAt), ui.Val(t.ByName))},
		{Label: ui.M("common.due"), Value: ui.Day(t.Due)},
	}
}

// grid lists requests that need nothing from the reader but a look.
func (v transferView) grid(ctx context.Context, list []orgcasesvc.TransferLine, empty string) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.transfer.title"), HideCaption: true, Empty: ui.M(empty), Columns: []ui.Column{
		{Label: ui.M("org.client")},
		{Label: ui.M("org.transfer.from")},
		{Label: ui.M("org.transfer.to")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("common.due")},
		{Label: ui.M("common.status")},
	}}
	for _, t := range list {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo(clientHref(t.Client)+"/allocation", t.Label.Name), ui.Val(v.names[t.From]),
			ui.Val(v.names[t.To]), ui.Val(v.list.Name(t.Reason, i18n.Lang(ctx))), ui.Day(t.Due), ui.Say(ui.M("org.transfer.state." + t.State)),
		}})
	}
	return g
}

type approvalView struct {
	help  templ.Component
	lines []orgcasesvc.ApprovalLine
	tabs  []ui.NavItem
	names map[id.Office]string
	sent  sent
	more  templ.Component
}

func (w *Web) approvals(q *httpx.Req) (httpx.Reply, error) {
	return shown(w.approvalPage(q.Ctx(), sent{}))
}

func (w *Web) approvalPage(ctx context.Context, s sent) (templ.Component, error) {
	v := approvalView{help: w.help("approval.second_pair"), sent: s}
	var err error
	if v.lines, err = w.Cases.Approvals(ctx); err == nil && w.Waiting != nil {
		v.more, err = w.Waiting(ctx)
	}
	if err != nil {
		return nil, err
	}
	if v.names, err = w.names(ctx); err != nil {
		return nil, err
	}
	if v.tabs, err = w.officeTabs(ctx, "approvals"); err != nil {
		return nil, err
	}
	return approvalsPage(v), nil
}

func (w *Web) decideApproval(q *httpx.Req) (httpx.Reply, error) {
	a := q.PathValue("id")
	err := w.Cases.DecideApproval(q.Ctx(), orgcasesvc.DecideApproval{ID: a, Version: version(q), Confirm: q.Value("decision") == "confirm", Text: q.Value("text")})
	return answer(q, err, "/office/approvals?done=org_decided", a, func(s sent) (templ.Component, error) { return w.approvalPage(q.Ctx(), s) })
}

func (v approvalView) summary(ctx context.Context, a orgcasesvc.ApprovalLine) []ui.Item {
	state := ui.Say(ui.M("org.approval.waiting"))
	if a.State == org.Provisional {
		state = ui.Tag(ui.Warn, ui.M("org.approval.provisional"))
	}
	what := a.Kind
	if i18n.Has(ctx, "org.approval."+a.Kind) {
		what = i18n.T(ctx, "org.approval."+a.Kind)
	}
	return []ui.Item{
		{Label: ui.M("common.what"), Value: ui.Val(what)},
		{Label: ui.M("org.client"), Value: ui.LinkTo(clientHref(a.Client), a.Label.Name)},
		{Label: ui.M("org.approval.by"), Value: ui.Lines(ui.Moment(a.ProposedAt), ui.Val(a.ByName))},
		{Label: ui.M("common.note"), Value: ui.Val(a.Note)},
		{Label: ui.M("org.decides"), Value: ui.Val(v.names[a.Office])},
		{Label: ui.M("common.due"), Value: ui.Day(a.Due)},
		{Label: ui.M("common.status"), Value: state},
	}
}
