package monitoringweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// readView asks for a reason before positions are shown.
type readView struct {
	frame
	form ui.Form
	worn []regime.Fitting
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
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/monitoring/positions/" + t.ID), nil
	}
	v, e := w.readView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(readPage(v)), nil
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
