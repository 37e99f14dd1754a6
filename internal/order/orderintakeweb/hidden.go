package orderintakeweb

import (
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

type hiddenView struct {
	w    *Web
	list []orderintakesvc.HiddenMatch
	form ui.Form // of the judgment that was decided wrongly
	at   string
}

func (v hiddenView) formOf(judgment string) ui.Form {
	if judgment == v.at {
		return v.form
	}
	return ui.Form{Prefix: judgment + "-"}
}

func (w *Web) hidden(q *httpx.Req) (httpx.Reply, error) {
	list, err := w.Service.HiddenMatches(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(hiddenPage(hiddenView{w: w, list: list})), nil
}

func (w *Web) resolve(q *httpx.Req) (httpx.Reply, error) {
	in := orderintakesvc.Resolve{Judgment: q.PathValue("judgment"), Version: version(q), Reason: q.Value("reason")}
	in.Double = q.Value("double") == "yes"
	if c := q.Value("client"); c != nobody {
		in.Client = id.Client(c)
	}
	err := w.Service.Resolve(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/hidden-matches"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	list, e := w.Service.HiddenMatches(q.Ctx())
	if e != nil {
		return httpx.Reply{}, e
	}
	v := hiddenView{w: w, list: list, form: ui.NewForm(q.Form(), err), at: in.Judgment}
	v.form.Prefix = in.Judgment + "-"
	return httpx.Invalid(hiddenPage(v)), nil
}
