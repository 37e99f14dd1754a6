package auditweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

type logView struct {
	bar    templ.Component
	client id.Client
	filter audit.Filter
	lines  []auditsvc.Line
	next   id.Entry
	at     *url.URL
}

func (w *Web) accessLog(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.logView(q.Ctx(), q, 0)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(logPage(v)), nil
}

func (w *Web) accessLogPrint(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.logView(q.Ctx(), q, 1000)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(logPrintPage(v, w.sheet(q.Ctx(), "audit.log.title"))), nil
}

func (w *Web) logView(ctx context.Context, q *httpx.Req, size int) (logView, error) {
	f, _ := audit.ParseFilter(q.Query())
	f.Client, f.Actor, f.Action, f.Size = id.Client(q.PathValue("id")), "", "", size
	v := logView{client: f.Client, filter: f, at: q.R.URL}
	var err error
	if v.bar, err = w.Shell(ctx, f.Client, Tab); err != nil {
		return v, err
	}
	v.lines, v.next, err = w.Service.AccessLog(ctx, f)
	w.worded(ctx, v.lines)
	return v, err
}

func (v logView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("audit.log.title"), HideCaption: true, Empty: ui.M("audit.empty"), Columns: []ui.Column{
		{Label: ui.M("common.when"), Narrow: true}, {Label: ui.M("common.who")}, {Label: ui.M("common.what")}, {Label: ui.M("common.reason")},
	}}
	for _, l := range v.lines {
		g.Rows = append(g.Rows, ui.Row{Tone: tone(l), Cells: []templ.Component{ui.Moment(l.At), who(l), what(l), ui.Val(l.Reason)}})
	}
	return g
}

func (v logView) form() ui.Form { return ui.Form{Values: v.filter.Values(), Prefix: "f-"} }

func (v logView) path(more string) string { return "/clients/" + string(v.client) + "/" + Tab + more }
