package monitoringweb

import (
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// readView asks for a reason, and after it shows positions.
type readView struct {
	frame
	form  ui.Form
	worn  []regime.Fitting
	track *tracksvc.Track
}

func (w *Web) readView(q *httpx.Req) (readView, error) {
	var v readView
	var err error
	if v.worn, err = w.Devices.Worn(q.Ctx(), clientOf(q)); err != nil {
		return v, err
	}
	v.frame, err = w.frame(q, nil)
	v.form = ui.Form{Values: url.Values{"from": {i18n.Date(q.Ctx(), v.today)}, "until": {i18n.Date(q.Ctx(), v.today.AddDays(1))}, "from_time": {"00:00"}, "until_time": {"00:00"}}}
	for _, f := range v.worn {
		if f.Until.IsZero() {
			v.form.Values.Set("fitting", f.ID)
		}
	}
	return v, err
}

func (w *Web) readForm(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.readView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(readPage(v)), nil
}

func (w *Web) read(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := tracksvc.Read{
		Client: clientOf(q), Fitting: q.Value("fitting"), From: w.moment(&p, q, "from"), Until: w.moment(&p, q, "until"), Purpose: q.Value("purpose"), Words: q.Value("words"),
	}
	if len(p) > 0 { // nothing is read of a window that was not understood
		in.Fitting = ""
	}
	t, err := w.Tracks.ReadPositions(q.Ctx(), in)
	if len(p) > 0 {
		err = join(p, err)
	}
	if err != nil && !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.readView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	if err != nil {
		return httpx.Invalid(readPage(v)), nil
	}
	v.track = &t
	return httpx.Page(readPage(v)), nil
}

func (v readView) fittings(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, f := range v.worn {
		text := i18n.T(ctx, "monitoring.kind."+string(f.Kind)) + " · " + f.Model + " · " + i18n.Instant(ctx, f.From)
		if !f.Until.IsZero() {
			text += " – " + i18n.Instant(ctx, f.Until)
		}
		out = append(out, ui.Option{Value: f.ID, Text: text})
	}
	return out
}

// grid shows the positions, the latest first.
func (v readView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.read.positions"), Empty: ui.M("monitoring.read.none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.read.at"), Narrow: true},
		{Label: ui.M("monitoring.read.place")},
		{Label: ui.M("monitoring.read.accuracy"), Narrow: true},
		{Label: ui.M("monitoring.read.mechanism")},
		{Label: ui.M("monitoring.read.marks")},
		{Label: ui.M("monitoring.read.received"), Narrow: true},
	}}
	for _, f := range slices.Backward(v.track.Fixes) {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Moment(civil.At(f.At)), v.place(ctx, f), accuracy(f), mechanism(f), marks(f), ui.Moment(civil.At(f.ReceivedAt)),
		}})
	}
	return g
}

func (v readView) place(ctx context.Context, f monitoring.Fix) templ.Component {
	if f.NoPosition || !v.track.Places {
		return ui.None()
	}
	return ui.Val(i18n.Decimal(ctx, f.Lat.Degrees(), 5) + "; " + i18n.Decimal(ctx, f.Lon.Degrees(), 5))
}

func accuracy(f monitoring.Fix) templ.Component {
	if f.Accuracy == 0 {
		return ui.None()
	}
	return ui.Say(ui.M("monitoring.read.metres", "Metres", int(f.Accuracy+0.5)))
}

func mechanism(f monitoring.Fix) templ.Component {
	if f.Mechanism == "" {
		return ui.None()
	}
	return ui.Say(ui.M("monitoring.mechanism." + string(f.Mechanism)))
}

// marks says what is to be known of a position, and the alarms that came with it.
func marks(f monitoring.Fix) templ.Component {
	var parts []templ.Component
	for _, m := range []struct {
		mark monitoring.Mark
		key  string
	}{
		{monitoring.Late, "late"}, {monitoring.Implausible, "implausible"}, {monitoring.Invalid, "invalid"}, {monitoring.CellOnly, "cell_only"},
	} {
		if f.Marks.Has(m.mark) {
			parts = append(parts, ui.Tag(ui.Warn, ui.M("monitoring.mark."+m.key)))
		}
	}
	for _, a := range f.Alarms {
		parts = append(parts, ui.Tag(ui.Bad, ui.M("monitoring.alarm."+string(a))))
	}
	if len(parts) == 0 {
		return ui.None()
	}
	return ui.Beside(parts...)
}
