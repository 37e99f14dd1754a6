package orderintakeweb

import (
	"context"
	"net/url"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

func (w *Web) takeOverPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.formView(q, "/take-over", "/register")
	if err != nil {
		return httpx.Reply{}, err
	}
	v.running = true
	v.form.Values = url.Values{"kind": {"executive"}}
	return httpx.Page(takeOverPage(v)), nil
}

func readTakeOver(q *httpx.Req) orderintakesvc.TakeOver {
	in := orderintakesvc.TakeOver{TakeOver: order.TakeOver{
		Incoming: read(q), RegisteredOn: q.Value("registered_on"), HoursDone: q.Value("hours_done"),
		Warnings: q.Value("warnings"), FileNumber: q.Value("paper_number"),
	}, New: q.Value("client") == nobody}
	if !in.New {
		in.Client = id.Client(q.Value("client"))
	}
	if in.CreditDays != "" && in.CreditKind == "" {
		in.CreditKind = "served"
	}
	return in
}

// takeOver keeps the case, then its photos. What follows looks the same whoever the person is.
func (w *Web) takeOver(q *httpx.Req) (httpx.Reply, error) {
	in := readTakeOver(q)
	files, err := q.Files("photos")
	if err == nil {
		var judgment string
		if judgment, _, err = w.Service.TakeOver(q.Ctx(), in); err == nil {
			return httpx.Redirect("/intake/" + judgment + w.keep(q.Ctx(), judgment, files)), nil
		}
	}
	v, e := w.again(q, err, "/take-over", "/register")
	if e != nil {
		return httpx.Reply{}, e
	}
	v.running = true
	if chooses(err) {
		offered, err := w.Service.TakeOverCandidates(q.Ctx(), in)
		if err != nil {
			return httpx.Reply{}, err
		}
		v.offered = choices(q.Ctx(), offered)
	}
	return httpx.Invalid(takeOverPage(v)), nil
}

func chooses(err error) bool {
	f := fault.As(err)
	if f == nil {
		return false
	}
	for _, p := range f.Problems {
		if p.Field == "client" {
			return true
		}
	}
	return false
}

// keep lays the photos beside the case, whosever it is, and says in the address when that failed; the case itself is kept.
func (w *Web) keep(ctx context.Context, judgment string, files []*httpx.File) string {
	for _, f := range files {
		data, err := f.Bytes()
		if err == nil {
			err = w.Service.AddSheet(ctx, orderintakesvc.AddSheet{Judgment: judgment, FileName: f.Name, Data: data, Source: "phone", TakeOver: true})
		}
		if err != nil {
			return "?photos=no"
		}
	}
	return ""
}

// offeredField is the choice among persons on record, shown when there are any.
func (v formView) offeredField() ui.Choice {
	return ui.Choice{Field: ui.Field{Name: "client", Label: ui.M("judgment.who"), Hint: ui.M("judgment.who_hint")}, Options: v.offered}
}
