package orgweb

import (
	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

type hireView struct {
	form  ui.Form
	names map[id.Office]string
	token string // shown once, after the account was made
	name  string
}

func (w *Web) hireForm(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.hirePage(q, sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) hirePage(q *httpx.Req, s sent) (templ.Component, error) {
	if !access.From(q.Ctx()).May(access.ManageAccounts) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if w.Hire == nil {
		return nil, fault.MissingRecord()
	}
	names, err := w.names(q.Ctx())
	return hirePage(hireView{names: names, form: s.of("hire", "language", "ky", "office", q.Query().Get("office"), "from", i18n.Date(q.Ctx(), w.Org.Today()))}), err
}

// hire makes the account, the member of staff and the first post, and shows the one-time token for the first sign-in.
func (w *Web) hire(q *httpx.Req) (httpx.Reply, error) {
	if w.Hire == nil {
		return httpx.Reply{}, fault.MissingRecord()
	}
	var p fault.Problems
	d := dates(q, &p, "from")
	in := org.Hire{
		Login: q.Value("login"), Name: q.Value("name"), Language: q.Value("language"), Role: access.Role(q.Value("role")),
		Office: id.Office(q.Value("office")), From: d[0],
	}
	if len(p) == 0 {
		p.Join("", in.Validate())
	}
	err := p.Err()
	if err == nil {
		var token string
		if token, err = w.Hire(q.Ctx(), in); err == nil {
			return httpx.Page(hirePage(hireView{token: token, name: in.Name})), nil
		}
	}
	return answer(q, err, "", "hire", func(s sent) (templ.Component, error) { return w.hirePage(q, s) })
}
