package crisisweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/crisis"
	"tuzjol/internal/supervision/crisissvc"
)

type listView struct {
	frame
	filter crisissvc.Filter
	list   []crisis.Task
	labels map[id.Client]string
	more   bool
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	query := q.Query()
	v, err := w.listView(q.Ctx(), crisissvc.Filter{Scope: query.Get("scope"), State: query.Get("state"), Kind: query.Get("kind")})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (w *Web) listView(ctx context.Context, f crisissvc.Filter) (listView, error) {
	if f.Scope == "" && access.From(ctx).Reach(access.HandleCrisis) == access.InSite {
		f.Scope = "office"
	}
	v := listView{frame: frame{w: w, rules: w.Service.Rulebook()}, filter: f}
	var err error
	if v.list, v.more, err = w.Service.List(ctx, f); err != nil {
		return v, err
	}
	var clients []id.Client
	var refs []string
	for _, t := range v.list {
		clients, refs = append(clients, t.Client), append(refs, string(t.Assigned))
	}
	v.labels = map[id.Client]string{}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(ctx, clients); err != nil {
			return v, err
		}
	}
	v.names, err = w.namesOf(ctx, refs)
	return v, err
}

// Urgent is the list of dangers for another page of urgent things, such as that of danger flags, so that an officer finds all
// that cannot wait in one place. It is nil for whoever may not act on dangers and where none waits.
func (w *Web) Urgent(ctx context.Context, scope, state string) (templ.Component, error) {
	if !access.From(ctx).May(access.HandleCrisis) {
		return nil, nil //nolint:nilnil // nothing to show
	}
	v, err := w.listView(ctx, crisissvc.Filter{Scope: scope, State: state})
	if err != nil || len(v.list) == 0 {
		return nil, err
	}
	return urgentPart(v), nil
}

func (v listView) form() ui.Form {
	return ui.Form{Prefix: "f-", Values: url.Values{"scope": {v.filter.Scope}, "state": {v.filter.State}, "kind": {v.filter.Kind}}}
}

// grid shows dangers; with labels the client stands first.
func (f frame) grid(list []crisis.Task, labels map[id.Client]string) ui.Grid {
	g := ui.Grid{Caption: ui.M("crisis.title"), HideCaption: true, Empty: ui.M("crisis.empty")}
	if labels != nil {
		g.Columns = append(g.Columns, ui.Column{Label: ui.M("crisis.client")})
	}
	g.Columns = append(g.Columns, ui.Column{Label: ui.M("crisis.kind")}, ui.Column{Label: ui.M("crisis.opened"), Narrow: true},
		ui.Column{Label: ui.M("crisis.due"), Narrow: true}, ui.Column{Label: ui.M("crisis.assigned")}, ui.Column{Label: ui.M("crisis.state")})
	now := f.w.Service.Now()
	for _, t := range list {
		row := ui.Row{ID: "k-" + t.ID, Off: t.State == crisis.Closed}
		if labels != nil {
			row.Cells = append(row.Cells, ui.LinkTo("/clients/"+string(t.Client), labels[t.Client]))
		}
		row.Cells = append(row.Cells, ui.Link("/clients/"+string(t.Client)+"/crises/"+t.ID, ui.M("supervision.crisis."+string(t.Kind))),
			ui.Moment(t.OpenedAt), ui.Moment(t.DueAt), f.assigned(t), state(t, t.Late(now)))
		if t.Late(now) {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// assigned names the person, or says that the office answers.
func (f frame) assigned(t crisis.Task) templ.Component {
	if t.Assigned == "" {
		return ui.Say(ui.M("crisis.office_answers"))
	}
	return ui.Val(f.who(string(t.Assigned)))
}

func state(t crisis.Task, late bool) templ.Component {
	switch {
	case late:
		return ui.Tag(ui.Bad, ui.M("crisis.state.late"))
	case t.State == crisis.Open:
		return ui.Tag(ui.Warn, ui.M("crisis.state.open"))
	case t.State == crisis.Answered:
		return ui.Tag(ui.Info, ui.M("crisis.state.answered"))
	}
	return ui.Tag(ui.Neutral, ui.M("crisis.state.closed"))
}
