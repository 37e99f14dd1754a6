package deviceweb

import (
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// attentionView lists the devices that need somebody.
type attentionView struct {
	list          []devicesvc.Needing
	labels        map[id.Client]string
	offices       map[id.Office]string
	reach         []ui.Option
	office        id.Office
	care          regime.Care
	withoutFilter bool
}

func (w *Web) attention(q *httpx.Req) (httpx.Reply, error) {
	v := attentionView{office: id.Office(q.Query().Get("office")), care: regime.Care(q.Query().Get("care"))}
	v.withoutFilter = v.office == "" && v.care == ""
	var err error
	if v.list, err = w.Devices.Attention(q.Ctx(), v.office, v.care); err != nil {
		return httpx.Reply{}, err
	}
	if v.offices, err = w.offices(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	for _, o := range access.From(q.Ctx()).Offices {
		if n := v.offices[o]; n != "" {
			v.reach = append(v.reach, ui.Option{Value: string(o), Text: n})
		}
	}
	var clients []id.Client
	for _, d := range v.list {
		clients = append(clients, d.Client)
	}
	if v.labels, err = w.labels(q.Ctx(), clients); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(attentionPage(v)), nil
}

func (v attentionView) form() ui.Form {
	return ui.Form{Prefix: "f-", Values: url.Values{"office": {string(v.office)}, "care": {string(v.care)}}}
}

func cares() []ui.Option {
	var out []ui.Option
	for _, c := range regime.Cares() {
		out = append(out, ui.Option{Value: string(c), Label: ui.M("monitoring.care." + string(c))})
	}
	return out
}

func (v attentionView) grid() ui.Grid {
	empty := ui.M("monitoring.attention.none")
	if !v.withoutFilter {
		empty = ui.M("common.nothing_found")
	}
	g := ui.Grid{Caption: ui.M("monitoring.attention.title"), HideCaption: true, Empty: empty, Columns: []ui.Column{
		{Label: ui.M("monitoring.device")},
		{Label: ui.M("monitoring.attention.why")},
		{Label: ui.M("monitoring.client"), Sparse: true},
		{Label: ui.M("monitoring.office")},
		{Label: ui.M("monitoring.seen"), Narrow: true},
		{Label: ui.M("monitoring.battery"), Narrow: true, Sparse: true},
		{Label: ui.M("monitoring.firmware.label"), Sparse: true},
	}}
	for _, d := range v.list {
		var why []ui.Label
		for _, c := range d.Cares {
			why = append(why, ui.Label{Kind: tone(c), Words: ui.M("monitoring.care." + string(c))})
		}
		client := ui.None()
		if d.Client != "" {
			client = ui.LinkTo("/clients/"+string(d.Client)+"/monitoring", or(v.labels[d.Client], string(d.Client)))
		}
		charge := ui.None()
		if d.Battery >= 0 {
			charge = ui.Say(ui.M("monitoring.battery_percent", "Percent", d.Battery))
		}
		g.Rows = append(g.Rows, ui.Row{ID: "d-" + d.ID, Tone: tone(d.Cares[0]), Cells: []templ.Component{
			ui.Lines(ui.LinkTo(root+"/"+d.ID, d.Model), ui.Val(d.Serial)), ui.Tags(why), client, ui.Val(or(v.offices[d.Office], string(d.Office))), ui.Moment(d.SeenAt), charge,
			ui.Val(d.Firmware),
		}})
	}
	return g
}

func tone(c regime.Care) ui.Kind {
	switch c {
	case regime.CareRemove, regime.CareSilent:
		return ui.Bad
	case regime.CareBattery, regime.CareLost, regime.CareDamaged:
		return ui.Warn
	case regime.CareFirmware:
	}
	return ui.Info
}

// stockView is what the offices have.
type stockView struct {
	list    []devicesvc.Stock
	offices map[id.Office]string
}

func (w *Web) stock(q *httpx.Req) (httpx.Reply, error) {
	var v stockView
	var err error
	if v.list, err = w.Devices.Stock(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	if v.offices, err = w.offices(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	if q.Query().Get("as") == "csv" {
		return v.csv(q), nil
	}
	return httpx.Page(stockPage(v)), nil
}

func (v stockView) csv(q *httpx.Req) httpx.Reply {
	ctx := q.Ctx()
	head := []string{i18n.T(ctx, "monitoring.office"), i18n.T(ctx, "monitoring.kind")}
	for _, s := range regime.DeviceStates() {
		head = append(head, i18n.T(ctx, "monitoring.device_state."+string(s)))
	}
	rows := [][]string{head}
	for _, x := range v.list {
		row := []string{or(v.offices[x.Office], string(x.Office)), i18n.T(ctx, "monitoring.kind."+string(x.Kind))}
		for _, s := range regime.DeviceStates() {
			row = append(row, i18n.Number(ctx, x.N[s]))
		}
		rows = append(rows, row)
	}
	return httpx.CSV("stock.csv", rows)
}

func (v stockView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.stock.title"), HideCaption: true, Empty: ui.M("monitoring.devices_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.office")}, {Label: ui.M("monitoring.kind")},
	}}
	for _, s := range regime.DeviceStates() {
		g.Columns = append(g.Columns, ui.Column{Label: ui.M("monitoring.device_state." + string(s)), Numeric: true})
	}
	for _, x := range v.list {
		row := ui.Row{Cells: []templ.Component{
			ui.LinkTo(root+"?office="+url.QueryEscape(string(x.Office)), or(v.offices[x.Office], string(x.Office))), ui.Say(ui.M("monitoring.kind." + string(x.Kind))),
		}}
		for _, s := range regime.DeviceStates() {
			row.Cells = append(row.Cells, ui.Num(x.N[s]))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
