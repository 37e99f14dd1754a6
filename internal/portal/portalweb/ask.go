package portalweb

import (
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/requestsvc"
)

type askView struct {
	head
	form ui.Form
	list []portal.Request
	one  portal.Request
}

func (w *Web) askPage(q *httpx.Req) (httpx.Reply, error) {
	v := askView{head: w.head(q, "ask", "/home"), form: ui.Form{Values: map[string][]string{"kind": {q.Query().Get("kind")}}}}
	var err error
	v.list, err = w.Requests.Asked(q.Ctx(), self(q))
	return w.show(askPage(v)), err
}

func (w *Web) ask(q *httpx.Req) (httpx.Reply, error) {
	entry, err := w.Requests.Ask(q.Ctx(), requestsvc.Ask{Client: self(q), Kind: q.Value("kind"), Text: q.Value("text")})
	if err == nil {
		return httpx.Redirect("/ask/" + entry + "?done=asked"), nil
	}
	if !fault.Is(err, fault.Invalid) {
		return httpx.Reply{}, err
	}
	v := askView{head: w.head(q, "ask", "/home"), form: ui.NewForm(q.Form(), err)}
	v.failed = true
	if v.list, err = w.Requests.Asked(q.Ctx(), self(q)); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(askPage(v)), nil
}

func (w *Web) asked(q *httpx.Req) (httpx.Reply, error) {
	v := askView{head: w.head(q, "asked", "/ask")}
	var err error
	v.one, err = w.Requests.OneAsked(q.Ctx(), self(q), q.PathValue("entry"))
	return w.show(askedPage(v)), err
}

type complaintView struct {
	head
	form ui.Form
	list []portal.Complaint
	one  portal.Complaint
}

func (w *Web) complaintPage(q *httpx.Req) (httpx.Reply, error) {
	v := complaintView{head: w.head(q, "complaint", "/home")}
	var err error
	v.list, err = w.Requests.Complained(q.Ctx(), self(q))
	return w.show(complaintPage(v)), err
}

func (w *Web) complain(q *httpx.Req) (httpx.Reply, error) {
	entry, err := w.Requests.Complain(q.Ctx(), requestsvc.Complain{Client: self(q), About: q.Value("about"), Text: q.Value("text")})
	if err == nil {
		return httpx.Redirect("/complaint/" + entry + "?done=complained"), nil
	}
	if !fault.Is(err, fault.Invalid) {
		return httpx.Reply{}, err
	}
	v := complaintView{head: w.head(q, "complaint", "/home"), form: ui.NewForm(q.Form(), err)}
	v.failed = true
	if v.list, err = w.Requests.Complained(q.Ctx(), self(q)); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(complaintPage(v)), nil
}

func (w *Web) complained(q *httpx.Req) (httpx.Reply, error) {
	v := complaintView{head: w.head(q, "complained", "/complaint")}
	var err error
	v.one, err = w.Requests.OneComplained(q.Ctx(), self(q), q.PathValue("entry"))
	return w.show(complainedPage(v)), err
}

type papersView struct {
	head
	list []portal.Paper
	one  portal.Paper
}

func (w *Web) papers(q *httpx.Req) (httpx.Reply, error) {
	v := papersView{head: w.head(q, "papers", "/home")}
	var err error
	v.list, err = w.Requests.Papers(q.Ctx(), self(q))
	return w.show(papersPage(v)), err
}

func (w *Web) paper(q *httpx.Req) (httpx.Reply, error) {
	v := papersView{head: w.head(q, "paper", "/papers")}
	var err error
	v.one, err = w.Requests.Paper(q.Ctx(), self(q), q.PathValue("document"))
	return w.show(paperPage(v)), err
}

func (w *Web) confirm(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Requests.ConfirmPaper(q.Ctx(), self(q), q.PathValue("document")); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/papers?done=read"), nil
}

// paperFile is an issued paper as it was given out, with its number and code.
func (w *Web) paperFile(q *httpx.Req) (httpx.Reply, error) {
	data, err := w.Requests.PaperFile(q.Ctx(), self(q), q.PathValue("document"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes("paper.pdf", "application/pdf", data), nil
}
