package outageweb

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/platform/ui"
)

func kinds(list []string) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, k := range list {
		out[i] = ui.Option{Value: k, Label: ui.M("monitoring.outage." + k)}
	}
	return out
}

// areas offers the territories that offices serve, by their code of territory.
func (v view) areas() []ui.Option {
	var out []ui.Option
	for o, n := range v.offices {
		if len(o) == 14 && strings.Trim(string(o), "0123456789") == "" {
			out = append(out, ui.Option{Value: string(o), Text: n})
		}
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
	return out
}

// area is the name of a territory: that of the office that serves it, or the code of a village.
func (v view) area(code string) string {
	if n := v.offices[id.Office(code)]; n != "" {
		return n
	}
	return code
}

func (v view) open(x outagesvc.Outage) bool { return len(v.acts(x)) > 0 }

func (v view) version(x outagesvc.Outage) string { return strconv.Itoa(x.Row) }

func (v view) formOf(x outagesvc.Outage) ui.Form {
	if v.row == x.ID {
		return v.act
	}
	return ui.Form{Prefix: prefix(x.ID)}
}

func prefix(row string) string { return "o" + row + "-" }

// acts are what may be done with an entry.
func (v view) acts(x outagesvc.Outage) []ui.Option {
	var out []string
	if x.State == outage.Recognised {
		out = append(out, outage.Confirmed, outage.Dismissed)
	}
	if x.Until.IsZero() && x.State != outage.Dismissed {
		out = append(out, "ended")
	}
	list := make([]ui.Option, len(out))
	for i, a := range out {
		list[i] = ui.Option{Value: a, Label: ui.M("monitoring.outage.act." + a)}
	}
	return list
}

func (v view) who(x outagesvc.Outage) templ.Component {
	if x.Devices > 0 {
		return ui.Say(ui.M("monitoring.outage.silent", "Silent", x.Silent, "All", x.Devices))
	}
	if n := v.names[x.MadeBy]; n != "" && x.What != outage.Service {
		return ui.Val(n)
	}
	return ui.None()
}

func (v view) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.outages"), HideCaption: true, Empty: ui.M("monitoring.outages_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.outage.place")},
		{Label: ui.M("monitoring.outage.what")},
		{Label: ui.M("monitoring.outage.from"), Narrow: true},
		{Label: ui.M("monitoring.outage.until"), Narrow: true},
		{Label: ui.M("monitoring.state")},
		{Label: ui.M("monitoring.outage.source")},
		{Label: ui.M("monitoring.outage.reason")},
	}}
	tone := map[string]ui.Kind{outage.Recognised: ui.Warn, outage.Confirmed: ui.Info, outage.Dismissed: ui.Neutral}
	for _, x := range v.list {
		until := ui.Say(ui.M("monitoring.outage.goes_on"))
		if !x.Until.IsZero() {
			until = ui.Moment(x.Until)
		}
		reason := ui.None()
		if x.Reason != "" {
			reason = ui.Val(x.Reason)
		}
		place := ui.Val(v.area(x.Area))
		if x.Area == "" {
			place = ui.Say(ui.M("monitoring.outage.everywhere"))
		}
		g.Rows = append(g.Rows, ui.Row{ID: "o-" + x.ID, Off: x.State == outage.Dismissed, Cells: []templ.Component{
			place, ui.Say(ui.M("monitoring.outage." + x.What)), ui.Moment(x.From), until,
			ui.Tag(tone[x.State], ui.M("monitoring.outage.state."+x.State)), v.who(x), reason,
		}})
	}
	return g
}
