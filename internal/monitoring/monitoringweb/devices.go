package monitoringweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// devicesView is the inventory.
type devicesView struct {
	frame
	list   []devicesvc.Entry
	labels map[id.Client]string
	more   bool
	filter devicesvc.Filter
	query  string
}

func (w *Web) devicesView(q *httpx.Req) (devicesView, error) {
	query := q.Query()
	v := devicesView{query: q.R.URL.RawQuery, filter: devicesvc.Filter{
		Office: id.Office(query.Get("office")), Kind: query.Get("kind"), State: query.Get("state"), Silent: query.Get("health") == "silent",
	}}
	var err error
	if v.list, v.more, err = w.Devices.List(q.Ctx(), v.filter); err != nil {
		return v, err
	}
	var clients []id.Client
	for _, d := range v.list {
		if d.Client != "" {
			clients = append(clients, d.Client)
		}
	}
	v.labels = map[id.Client]string{}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return v, err
		}
	}
	v.frame, err = w.frame(q, nil)
	return v, err
}

func (w *Web) devices(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.devicesView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(devicesPage(v)), nil
}

func (v devicesView) form() ui.Form {
	health := ""
	if v.filter.Silent {
		health = "silent"
	}
	return ui.Form{Prefix: "f-", Values: url.Values{"office": {string(v.filter.Office)}, "kind": {v.filter.Kind}, "state": {v.filter.State}, "health": {health}}}
}

func deviceState(d devicesvc.Entry) templ.Component {
	kind := map[regime.DeviceState]ui.Kind{regime.InStore: ui.Info, regime.Fitted: ui.Good, regime.Damaged: ui.Warn, regime.Lost: ui.Bad, regime.Retired: ui.Neutral}[d.State]
	tag := ui.Tag(kind, ui.M("monitoring.device_state."+string(d.State)))
	if d.Silent {
		return ui.Lines(tag, ui.Tag(ui.Bad, ui.M("monitoring.silent")))
	}
	return tag
}

func battery(d devicesvc.Entry) templ.Component {
	if d.Battery < 0 {
		return ui.None()
	}
	if d.Charging {
		return ui.Say(ui.M("monitoring.battery_charging", "Percent", d.Battery))
	}
	return ui.Say(ui.M("monitoring.battery_percent", "Percent", d.Battery))
}

func (v devicesView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.devices"), HideCaption: true, Empty: ui.M("monitoring.devices_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.device")},
		{Label: ui.M("monitoring.kind")},
		{Label: ui.M("monitoring.state")},
		{Label: ui.M("monitoring.office")},
		{Label: ui.M("monitoring.client")},
		{Label: ui.M("monitoring.seen"), Narrow: true},
		{Label: ui.M("monitoring.battery"), Narrow: true},
	}}
	for _, d := range v.list {
		client := ui.None()
		if d.Client != "" {
			client = ui.LinkTo("/clients/"+string(d.Client)+"/monitoring", v.labels[d.Client])
		}
		row := ui.Row{ID: "d-" + d.ID, Off: d.State == regime.Retired, Cells: []templ.Component{
			ui.Lines(ui.LinkTo("/monitoring/devices/"+d.ID, d.Model), ui.Val(d.Serial)), ui.Say(ui.M("monitoring.kind." + string(d.Kind))), deviceState(d), ui.Val(v.office(d.Office)),
			client, ui.Moment(d.SeenAt), battery(d),
		}}
		if d.Silent {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// csv is the inventory as a file, with the same filters; it names no person.
func (w *Web) csv(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.devicesView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	ctx := q.Ctx()
	rows := [][]string{{}}
	for _, key := range []string{
		"monitoring.ident.label", "monitoring.kind", "monitoring.model.label", "monitoring.serial.label", "monitoring.state", "monitoring.office",
		"monitoring.firmware.label", "monitoring.sim.label", "monitoring.seen", "monitoring.battery",
	} {
		rows[0] = append(rows[0], i18n.T(ctx, key))
	}
	for _, d := range v.list {
		charge := ""
		if d.Battery >= 0 {
			charge = strconv.Itoa(d.Battery)
		}
		rows = append(rows, []string{
			d.Ident, i18n.T(ctx, "monitoring.kind."+string(d.Kind)), d.Model, d.Serial, i18n.T(ctx, "monitoring.device_state."+string(d.State)), v.office(d.Office),
			d.Firmware, d.SIM, i18n.Instant(ctx, d.SeenAt), charge,
		})
	}
	return httpx.CSV("devices.csv", rows), nil
}

// addView is the form of a new device.
type addView struct {
	frame
	form ui.Form
}

func (w *Web) addForm(q *httpx.Req) (httpx.Reply, error) {
	f, err := w.frame(q, nil)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(addPage(addView{f, ui.Form{Values: url.Values{"ident": {q.Query().Get("ident")}}}})), nil
}

func (w *Web) add(q *httpx.Req) (httpx.Reply, error) {
	device, err := w.Devices.Add(q.Ctx(), devicesvc.Add{
		Ident: q.Value("ident"), Kind: regime.DeviceKind(q.Value("kind")), Model: q.Value("model"), Serial: q.Value("serial"), Office: id.Office(q.Value("office")),
		Firmware: q.Value("firmware"), SIM: q.Value("sim"),
	})
	if err == nil {
		return httpx.Redirect("/monitoring/devices/" + device + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	f, e := w.frame(q, nil)
	if e != nil {
		return httpx.Reply{}, e
	}
	return httpx.Invalid(addPage(addView{f, ui.NewForm(q.Form(), err)})), nil
}

// deviceView is one device.
type deviceView struct {
	frame
	devicesvc.Whole
	labels map[id.Client]string
	form   ui.Form
}

func (w *Web) deviceView(q *httpx.Req) (deviceView, error) {
	d, err := w.Devices.Device(q.Ctx(), q.PathValue("device"))
	if err != nil {
		return deviceView{}, err
	}
	v := deviceView{Whole: d, form: blank(""), labels: map[id.Client]string{}}
	refs := []string{d.AddedBy}
	var clients []id.Client
	for _, c := range d.Custody {
		refs = append(refs, c.By)
		if c.Client != "" {
			clients = append(clients, c.Client)
		}
	}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return v, err
		}
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) device(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.deviceView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(devicePage(v)), nil
}

func (w *Web) move(q *httpx.Req) (httpx.Reply, error) {
	err := w.Devices.Move(q.Ctx(), devicesvc.Move{
		Device: q.PathValue("device"), Version: version(q), What: q.Value("what"), To: id.Office(q.Value("to")), Words: q.Value("words"),
	})
	if err == nil {
		return httpx.Redirect("/monitoring/devices/" + q.PathValue("device") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.deviceView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(devicePage(v)), nil
}

func (v deviceView) items() []ui.Item {
	d := v.Entry
	items := []ui.Item{
		{Label: ui.M("monitoring.ident.label"), Value: ui.Val(d.Ident)},
		{Label: ui.M("monitoring.kind"), Value: ui.Say(ui.M("monitoring.kind." + string(d.Kind)))},
		{Label: ui.M("monitoring.model.label"), Value: ui.Val(d.Model)},
		{Label: ui.M("monitoring.serial.label"), Value: ui.Val(d.Serial)},
		{Label: ui.M("monitoring.state"), Value: deviceState(d)},
		{Label: ui.M("monitoring.office"), Value: ui.Val(v.office(d.Office))},
		{Label: ui.M("monitoring.firmware.label"), Value: ui.Val(d.Firmware)},
		{Label: ui.M("monitoring.sim.label"), Value: ui.Val(d.SIM)},
		{Label: ui.M("monitoring.seen"), Value: ui.Moment(d.SeenAt)},
		{Label: ui.M("monitoring.last_fix"), Value: ui.Moment(d.FixAt)},
		{Label: ui.M("monitoring.battery"), Value: battery(d)},
		{Label: ui.M("monitoring.messages"), Value: ui.Say(ui.M("monitoring.messages_said", "Messages", d.Messages, "Repeats", d.Repeats, "Refused", d.Refused))},
	}
	if d.Client != "" {
		items = append(items, ui.Item{Label: ui.M("monitoring.client"), Value: ui.LinkTo("/clients/"+string(d.Client)+"/monitoring", v.labels[d.Client])})
	}
	return items
}

func (v deviceView) row() string { return strconv.Itoa(v.Entry.Row) }

// events are the chain of custody, the latest first.
func (v deviceView) events(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, c := range v.Custody {
		what := v.code(ctx, regime.ListUnfit, c.Code)
		switch {
		case c.Client != "" && what != "":
			what = v.labels[c.Client] + ": " + what
		case c.Client != "":
			what = v.labels[c.Client]
		case c.To != "":
			what = v.office(c.To)
		}
		out = append(out, ui.Event{ID: "c-" + c.ID, Occurred: c.At, Who: v.who(c.By), Title: ui.M("monitoring.custody."+c.What, "What", what), Text: c.Words})
	}
	return out
}

// quarantineView lists devices that speak and that nobody has entered.
type quarantineView struct {
	frame
	list []devicesvc.Unknown
}

func (w *Web) quarantine(q *httpx.Req) (httpx.Reply, error) {
	list, err := w.Devices.Quarantine(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	f, err := w.frame(q, nil)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(quarantinePage(quarantineView{f, list})), nil
}

func (v quarantineView) grid(may bool) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.quarantine"), HideCaption: true, Empty: ui.M("monitoring.quarantine_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.ident.label")},
		{Label: ui.M("monitoring.protocol")},
		{Label: ui.M("monitoring.first_heard"), Narrow: true},
		{Label: ui.M("monitoring.seen"), Narrow: true},
		{Label: ui.M("monitoring.messages"), Numeric: true},
		{Label: ui.M("monitoring.claim"), HideLabel: true},
	}}
	for _, u := range v.list {
		claim := ui.None()
		if may {
			claim = ui.Link("/monitoring/devices/new?ident="+url.QueryEscape(u.Ident), ui.M("monitoring.claim"))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Val(u.Ident), ui.Val(u.Protocol), ui.Moment(u.First), ui.Moment(u.Last), ui.Num(int(u.Messages)), claim,
		}})
	}
	return g
}

// dueView lists orders of which something is owed.
type dueView struct {
	frame
	show   string
	list   []regime.Order
	labels map[id.Client]string
	more   bool
}

func (w *Web) due(q *httpx.Req) (httpx.Reply, error) {
	v := dueView{show: q.Query().Get("show"), labels: map[id.Client]string{}}
	if v.show == "" {
		v.show = monitoringsvc.DueReview
	}
	var err error
	if v.list, v.more, err = w.Orders.Due(q.Ctx(), v.show); err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	for _, o := range v.list {
		clients = append(clients, o.Client)
	}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	if v.frame, err = w.frame(q, nil); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(duePage(v)), nil
}

func (v dueView) form() ui.Form { return ui.Form{Prefix: "f-", Values: url.Values{"show": {v.show}}} }

func (v dueView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.title"), HideCaption: true, Empty: ui.M("monitoring.due_none"), Columns: v.orderColumns(true)}
	for _, o := range v.list {
		row := v.orderRow(ctx, o)
		row.Cells = append([]templ.Component{ui.LinkTo("/clients/"+string(o.Client)+"/monitoring", v.labels[o.Client])}, row.Cells...)
		g.Rows = append(g.Rows, row)
	}
	return g
}
