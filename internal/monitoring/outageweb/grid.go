package outageweb

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

func said(prefix string, list ...string) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, k := range list {
		out[i] = ui.Option{Value: k, Label: ui.M("monitoring.outage." + prefix + k)}
	}
	return out
}

func (v common) areas() []ui.Option {
	var out []ui.Option
	for o, n := range v.offices {
		if len(o) == 14 && strings.Trim(string(o), "0123456789") == "" {
			out = append(out, ui.Option{Value: string(o), Text: n})
		}
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
	return out
}

func (v common) operatorOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, i := range v.operators.Items {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func (v common) area(code string) string {
	if n := v.offices[id.Office(code)]; n != "" {
		return n
	}
	return code
}

// place says where an outage is and whose network it is of.
func (v common) place(x outagesvc.Outage) templ.Component {
	parts := []templ.Component{ui.Val(v.area(x.Place.Area))}
	if x.Place.Area == "" {
		parts[0] = ui.Say(ui.M("monitoring.outage.everywhere"))
	}
	if x.Place.Village != "" {
		parts = append(parts, ui.Val(x.Place.Village))
	}
	if i, ok := v.operators.Item(x.Place.Operator); ok {
		parts = append(parts, ui.Muted(templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
			return ui.Val(i.Label.In(i18n.Lang(ctx))).Render(ctx, out)
		})))
	}
	return ui.Lines(parts...)
}

func (v common) who(x outagesvc.Outage) templ.Component {
	var parts []templ.Component
	if x.Source != "" {
		parts = append(parts, ui.Say(ui.M("monitoring.outage.source."+x.Source)))
	}
	if x.Devices > 0 {
		parts = append(parts, ui.Muted(ui.Say(ui.M("monitoring.outage.silent", "Silent", x.Silent, "All", x.Devices))))
	} else if n := v.names[x.MadeBy]; n != "" && x.What != outage.Service {
		parts = append(parts, ui.Muted(ui.Val(n)))
	}
	if len(parts) == 0 {
		return ui.None()
	}
	return ui.Lines(parts...)
}

func (v view) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.outages"), HideCaption: true, Empty: ui.M("monitoring.outages_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.outage.what")},
		{Label: ui.M("monitoring.outage.place")},
		{Label: ui.M("monitoring.outage.from"), Narrow: true},
		{Label: ui.M("monitoring.outage.until"), Narrow: true},
		{Label: ui.M("monitoring.state")},
		{Label: ui.M("monitoring.outage.source")},
		{Label: ui.M("monitoring.outage.note")},
	}}
	for _, x := range v.list {
		var words []templ.Component
		for _, t := range []string{x.Note, x.Reason} {
			if t != "" {
				words = append(words, ui.Val(t))
			}
		}
		note := ui.None()
		if len(words) > 0 {
			note = ui.Lines(words...)
		}
		g.Rows = append(g.Rows, ui.Row{ID: "o-" + x.ID, Off: x.State == outage.Dismissed || x.At(v.now) == outagesvc.Over, Cells: []templ.Component{
			ui.Link(Path+"/"+x.ID, ui.M("monitoring.outage."+x.What)), v.place(x), ui.Moment(x.From), ends(x),
			ui.Tag(tones[x.State], ui.M("monitoring.outage.state."+x.State)), v.who(x), note,
		}})
	}
	return g
}

func (v view) moreSign() string {
	if v.more {
		return "+"
	}
	return ""
}
