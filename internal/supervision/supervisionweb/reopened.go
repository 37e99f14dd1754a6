package supervisionweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/supervisionsvc"
)

// reopenedView is the worklist of decisions that lost what they rested on.
type reopenedView struct {
	frame
	form   ui.Form
	failed string // the decision whose form was sent
	list   []supervision.Reopened
	labels map[id.Client]string
}

func (w *Web) reopened(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.reopenedView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(reopenedPage(v)), nil
}

func (w *Web) reopenedView(q *httpx.Req) (reopenedView, error) {
	list, err := w.Service.Reopened(q.Ctx(), "")
	if err != nil {
		return reopenedView{}, err
	}
	v := reopenedView{frame: frame{w: w, rules: w.Service.Rulebook()}, list: list, labels: map[id.Client]string{}}
	var rows []person.Version
	var clients []id.Client
	for _, x := range list {
		rows = append(rows, person.Version{RecordedBy: x.OpenedBy})
		clients = append(clients, x.Client)
	}
	if v.names, err = w.namesOf(q.Ctx(), rows); err != nil {
		return v, err
	}
	if w.Labels != nil && len(clients) > 0 {
		v.labels, err = w.Labels(q.Ctx(), clients)
	}
	return v, err
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	n, _ := strconv.Atoi(q.Value("version")) // an unreadable version is a stale one
	err := w.Service.DecideReopened(q.Ctx(), supervisionsvc.DecideReopened{
		Client: id.Client(q.Value("client")), ID: q.PathValue("reopen"),
		Version: n, Decision: supervision.Decision(q.Value("decision")), Text: q.Value("text"),
	})
	if err == nil {
		return httpx.Redirect("/reopened?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.reopenedView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.failed = q.PathValue("reopen")
	v.form = ui.NewForm(q.Form(), err)
	v.form.Prefix = v.failed + "-"
	return httpx.Invalid(reopenedPage(v)), nil
}

// formOf keeps the forms of several decisions on one page apart.
func (v reopenedView) formOf(x supervision.Reopened) ui.Form {
	if x.ID == v.failed {
		return v.form
	}
	return ui.Form{Prefix: x.ID + "-"}
}

// href leads to what the decision was about.
func (v reopenedView) href(x supervision.Reopened) string {
	if x.DecisionKind == supervision.OutcomeDecision {
		return "/clients/" + string(x.Client) + "/appointments/" + x.DecisionID
	}
	if x.DecisionKind == enforcement.Decision {
		return "/clients/" + string(x.Client) + "/enforcement/" + x.DecisionID
	}
	if x.DecisionKind == "plan_progress" {
		return "/clients/" + string(x.Client) + "/plan"
	}
	return "/clients/" + string(x.Client) + "/order"
}

func (v reopenedView) items(ctx context.Context, x supervision.Reopened) []ui.Item {
	return []ui.Item{
		{Label: ui.M("supervision.reopened.what"), Value: ui.Say(ui.M("supervision.decision_kind." + x.DecisionKind))},
		{Label: ui.M("common.reason"), Value: ui.Val(v.code(ctx, rulebook.ListCorrectionReasons, x.Reason))},
		{Label: ui.M("common.when"), Value: ui.Moment(x.OpenedAt)},
		{Label: ui.M("common.who"), Value: ui.Val(v.who(x.OpenedBy))},
	}
}

func version(x supervision.Reopened) string { return strconv.Itoa(x.Version) }

func decisions() []ui.Option {
	var out []ui.Option
	for _, d := range supervision.Decisions() {
		out = append(out, ui.Option{Value: string(d), Label: ui.M("supervision.decision." + string(d))})
	}
	return out
}

// asOfView is what was held to be true of the daily work at an instant.
type asOfView struct {
	frame
	events []ui.Event
	plans  []supervision.Appointment
}

// AsOf is this capability's part of the page "what did we know".
func (w *Web) AsOf(ctx context.Context, client id.Client, at civil.Instant) (templ.Component, error) {
	contacts, plans, err := w.Service.KnownAt(ctx, client, at)
	if err != nil {
		return nil, err
	}
	v := asOfView{frame: frame{w: w, client: client, rules: w.Service.Rulebook()}, plans: plans}
	var rows []person.Version
	for _, c := range contacts {
		rows = append(rows, person.Version{RecordedBy: c.WrittenBy})
	}
	if v.names, err = w.namesOf(ctx, rows); err != nil {
		return nil, err
	}
	for _, c := range contacts {
		v.events = append(v.events, v.event(ctx, c, nil))
	}
	return asOfPart(v), nil
}

func (v asOfView) grid(context.Context) ui.Grid {
	out := ui.Grid{Caption: ui.M("supervision.asof.plans"), Columns: []ui.Column{
		{Label: ui.M("common.when"), Narrow: true},
		{Label: ui.M("supervision.kind")},
		{Label: ui.M("supervision.outcome")},
	}}
	for _, a := range v.plans {
		out.Rows = append(out.Rows, ui.Row{Cells: []component{ui.Moment(a.PlannedAt), planWhat(v.frame, a), planOutcome(v.frame, a, nil)}})
	}
	return out
}
