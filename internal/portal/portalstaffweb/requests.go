package portalstaffweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/requestsvc"
)

type requestView struct {
	frame
	one   portal.Request
	form  ui.Form
	today civil.Date
}

func (w *Web) requestView(q *httpx.Req) (requestView, error) {
	one, err := w.Requests.Request(q.Ctx(), id.Client(q.PathValue("id")), q.PathValue("request"))
	if err != nil {
		return requestView{}, err
	}
	v := requestView{one: one, today: w.Requests.Today()}
	v.frame, err = w.frame(q, one.AnsweredBy)
	return v, err
}

func (w *Web) request(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.requestView(q)
	return httpx.Page(requestPage(v)), err
}

func (w *Web) answer(q *httpx.Req) (httpx.Reply, error) {
	in := requestsvc.Answer{Client: id.Client(q.PathValue("id")), Entry: q.PathValue("request"), Text: q.Value("text"), Version: number(q.Value("version"))}
	err := w.Requests.Answer(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/portal/requests/" + in.Entry + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.requestView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return refused(requestPage(v), err), nil
}

func refused(c templ.Component, err error) httpx.Reply {
	reply := httpx.Invalid(c)
	if fault.Is(err, fault.Conflict) {
		reply = reply.Status(httpx.Status(fault.Conflict))
	}
	return reply
}

type requestsView struct {
	list   []portal.Request
	labels map[id.Client]string
	filter requestsvc.Filter
	today  civil.Date
}

func (w *Web) requests(q *httpx.Req) (httpx.Reply, error) {
	v := requestsView{filter: requestsvc.Filter{State: q.Query().Get("state"), Kind: q.Query().Get("kind")}, today: w.Requests.Today()}
	var err error
	if v.list, err = w.Requests.Open(q.Ctx(), v.filter); err != nil {
		return httpx.Reply{}, err
	}
	clients := make([]id.Client, len(v.list))
	for i, r := range v.list {
		clients[i] = r.Client
	}
	v.labels, err = w.labels(q.Ctx(), clients)
	return httpx.Page(requestsPage(v)), err
}

func (w *Web) labels(ctx context.Context, clients []id.Client) (map[id.Client]string, error) {
	if w.Labels == nil || len(clients) == 0 {
		return map[id.Client]string{}, nil
	}
	return w.Labels(ctx, clients)
}

func (v requestsView) form() ui.Form {
	return ui.Form{Values: url.Values{"state": {v.filter.State}, "kind": {v.filter.Kind}}}
}

func (v requestsView) clear() string {
	if v.filter == (requestsvc.Filter{}) {
		return ""
	}
	return "/requests"
}

func (v requestsView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("portal.staff.requests"), HideCaption: true, Empty: ui.M("portal.staff.no_requests"), Columns: []ui.Column{
		{Label: ui.M("portal.staff.client")}, {Label: ui.M("portal.ask.kind")}, {Label: ui.M("portal.staff.receipt")}, {Label: ui.M("portal.staff.due")},
	}}
	for _, r := range v.list {
		row := ui.Row{Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(r.Client)+"/portal/requests/"+r.ID, v.labels[r.Client]), ui.Say(ui.M("portal.ask.kind." + r.Kind)),
			ui.Val(r.Receipt), requestTag(r, v.today),
		}}
		if r.Open() && r.DueOn.Before(v.today) {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// complaintsView is the list of complaints, and complaintView one of them.
type complaintsView struct {
	list    []portal.Complaint
	offices map[id.Office]string
	filter  requestsvc.ComplaintFilter
	today   civil.Date
}

func (w *Web) complaints(q *httpx.Req) (httpx.Reply, error) {
	v := complaintsView{today: w.Requests.Today(), filter: requestsvc.ComplaintFilter{
		State: q.Query().Get("state"), About: q.Query().Get("about"), Late: q.Query().Get("late") == "yes",
	}}
	var err error
	if v.list, err = w.Requests.Complaints(q.Ctx(), v.filter); err != nil {
		return httpx.Reply{}, err
	}
	v.offices, err = w.offices(q.Ctx())
	return httpx.Page(complaintsPage(v)), err
}

func (w *Web) offices(ctx context.Context) (map[id.Office]string, error) {
	if w.Offices == nil {
		return map[id.Office]string{}, nil
	}
	return w.Offices(ctx, i18n.Lang(ctx))
}

func (v complaintsView) form() ui.Form {
	late := ""
	if v.filter.Late {
		late = "yes"
	}
	return ui.Form{Values: url.Values{"state": {v.filter.State}, "about": {v.filter.About}, "late": {late}}}
}

func (v complaintsView) clear() string {
	if v.filter == (requestsvc.ComplaintFilter{}) {
		return ""
	}
	return "/complaints"
}

func (v complaintsView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("portal.staff.complaints"), HideCaption: true, Empty: ui.M("portal.staff.no_complaints"), Columns: []ui.Column{
		{Label: ui.M("portal.staff.receipt")},
		{Label: ui.M("portal.complaint.about")},
		{Label: ui.M("portal.staff.office")},
		{Label: ui.M("common.status")},
		{Label: ui.M("portal.staff.due")},
	}}
	for _, c := range v.list {
		row := ui.Row{Cells: []templ.Component{
			ui.LinkTo("/complaints/"+c.ID, c.Receipt), ui.Say(ui.M("portal.about." + c.About)), ui.Val(v.offices[c.Office]),
			ui.Say(ui.M("portal.complaint.state." + c.State)), ui.Day(c.DueOn),
		}}
		if c.State != portal.ComplaintAnswered && c.DueOn.Before(v.today) {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

type complaintView struct {
	one    portal.Complaint
	client string
	office string
	names  map[string]string
	form   ui.Form
}

// complaintView reads a complaint. The client is shown as the complaint's own: the read entry stands in the compartment of
// complaints, so the name is asked for outside of the lists that would note a look at the record.
func (w *Web) complaintView(q *httpx.Req) (complaintView, error) {
	one, err := w.Requests.Complaint(q.Ctx(), q.PathValue("entry"))
	if err != nil {
		return complaintView{}, err
	}
	v := complaintView{one: one}
	names, err := w.offices(q.Ctx())
	if err != nil {
		return v, err
	}
	v.office = names[one.Office]
	labels, err := w.labels(q.Ctx(), []id.Client{one.Client})
	if err != nil {
		return v, err
	}
	v.client = labels[one.Client]
	if w.Names != nil {
		v.names, err = w.Names(q.Ctx(), given([]string{one.TakenBy, one.AnsweredBy}))
	}
	return v, err
}

func (w *Web) complaint(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.complaintView(q)
	return httpx.Page(complaintPage(v)), err
}

func (w *Web) take(q *httpx.Req) (httpx.Reply, error) {
	return w.handled(q, w.Requests.TakeComplaint(q.Ctx(), requestsvc.Handle{Entry: q.PathValue("entry"), Version: number(q.Value("version"))}))
}

func (w *Web) answerComplaint(q *httpx.Req) (httpx.Reply, error) {
	return w.handled(q, w.Requests.AnswerComplaint(q.Ctx(), requestsvc.Handle{Entry: q.PathValue("entry"), Text: q.Value("text"), Version: number(q.Value("version"))}))
}

func (w *Web) handled(q *httpx.Req, err error) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/complaints/" + q.PathValue("entry") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.complaintView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return refused(complaintPage(v), err), nil
}

func (v complaintView) who(ref string) string {
	if n := v.names[ref]; n != "" {
		return n
	}
	return ref
}

func version(n int) string { return strconv.Itoa(n) }
