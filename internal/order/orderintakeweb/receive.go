package orderintakeweb

import (
	"context"
	"net/url"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

func day(ctx context.Context, d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return i18n.Date(ctx, d)
}

func (w *Web) newPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.formView(q, "/intake/new", "/intake")
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values = url.Values{"source": {order.SourcePaper}, "kind": {"executive"}, "received_on": {i18n.Date(q.Ctx(), w.Service.Today())}}
	return httpx.Page(newPage(v)), nil
}

func (w *Web) receive(q *httpx.Req) (httpx.Reply, error) {
	judgment, err := w.Service.Receive(q.Ctx(), read(q))
	if err == nil {
		return httpx.Redirect("/intake/" + judgment), nil
	}
	v, err := w.again(q, err, "/intake/new", "/intake")
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(newPage(v)), nil
}

// again is the form as it was typed with what is wrong; other faults pass.
func (w *Web) again(q *httpx.Req, why error, action, back string) (formView, error) {
	if !asForm(why) {
		return formView{}, why
	}
	v, err := w.formView(q, action, back)
	v.form = ui.NewForm(q.Form(), why)
	if f := fault.As(why); f.Msg.Key == "judgment.twice" {
		v.twin, _ = f.Msg.Args["Judgment"].(string)
	}
	return v, err
}

func (w *Web) editPage(q *httpx.Req) (httpx.Reply, error) {
	j, err := w.Service.Judgment(q.Ctx(), q.PathValue("judgment"))
	if err != nil {
		return httpx.Reply{}, err
	}
	v, err := w.formView(q, "/intake/"+j.ID+"/edit", "/intake/"+j.ID)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values = w.fill(q.Ctx(), j)
	v.form.Values.Set("version", count(j.Version))
	return httpx.Page(editPage(v)), nil
}

func (w *Web) amend(q *httpx.Req) (httpx.Reply, error) {
	judgment := q.PathValue("judgment")
	err := w.Service.Amend(q.Ctx(), judgment, version(q), read(q))
	if err == nil {
		return httpx.Redirect("/intake/" + judgment), nil
	}
	v, err := w.again(q, err, "/intake/"+judgment+"/edit", "/intake/"+judgment)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(editPage(v)), nil
}
