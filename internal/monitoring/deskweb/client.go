package deskweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/platform/ui"
)

// clientAlerts are the alerts of one client as the client's record shows them.
type clientAlerts struct {
	path  string
	list  []desksvc.Alert
	total int
	skip  int
}

// OfClient is the part of a client's record that lists the alerts, from a place on. Fault: not_found.
func (w *Web) OfClient(ctx context.Context, client id.Client, skip int) (templ.Component, error) {
	v := clientAlerts{path: "/clients/" + string(client) + "/monitoring", skip: max(skip, 0)}
	var err error
	if v.list, v.total, err = w.Desk.OfClient(ctx, client, v.skip); err != nil {
		return nil, err
	}
	return clientPart(v), nil
}

func (v clientAlerts) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.client_alerts"), HideCaption: true, Empty: ui.M("monitoring.client_alerts.none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.desk.raised"), Narrow: true},
		{Label: ui.M("monitoring.desk.what")},
		{Label: ui.M("monitoring.state"), Narrow: true},
		{Label: ui.M("monitoring.desk.number"), Narrow: true},
	}}
	for _, a := range v.list {
		g.Rows = append(g.Rows, ui.Row{ID: "a-" + a.ID, Off: !a.Open(), Cells: []templ.Component{
			ui.Moment(a.RaisedAt), ofRecord(a), stateTag(a), ui.LinkTo("/monitoring/alerts/"+a.ID, desksvc.Number(a.ID)),
		}})
	}
	return g
}

// ofRecord says what an alert is of in the words that a client's record may hold: of one that speaks of a protected person no more than that
// there was an alert, because whoever reads the record, or its copy, would learn of that person.
func ofRecord(a desksvc.Alert) templ.Component {
	if a.OfVictim() {
		return ui.Say(ui.M("monitoring.client_alerts.alert"))
	}
	parts := []templ.Component{ui.Say(ruleName(a))}
	if a.Withdrawn != "" {
		parts = append(parts, ui.Tag(ui.Neutral, ui.M("monitoring.desk.withdrawn")))
	}
	if a.Open() && !a.Until.IsZero() {
		parts = append(parts, ui.Tag(ui.Good, ui.M("monitoring.desk.over")))
	}
	return ui.Beside(parts...)
}

// pages lead to the alerts before those that are shown, and back to the newest.
func (v clientAlerts) pages() ui.Paging {
	out := ui.Paging{}
	if v.skip > 0 {
		out.First = v.path
	}
	if v.skip+len(v.list) < v.total {
		out.Next = v.path + "?alerts=" + strconv.Itoa(v.skip+desksvc.ClientPage)
	}
	return out
}
