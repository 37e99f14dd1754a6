package paperweb

import (
	"net/url"

	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

type templatesView struct {
	frame
	form     ui.Form
	list     []papersvc.Template
	uploaded papersvc.Template
	warnings []msg.Message
	stale    bool
}

func (w *Web) templates(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.templatesView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(templatesPage(v)), nil
}

func (w *Web) templatesView(q *httpx.Req) (templatesView, error) {
	list, err := w.Service.Templates(q.Ctx())
	if err != nil {
		return templatesView{}, err
	}
	v := templatesView{list: list, form: ui.Form{Values: url.Values{"lang": {"ky"}}}}
	var refs []string
	for _, t := range list {
		refs = append(refs, t.UploadedBy, t.InForceBy, t.EndedBy)
	}
	v.frame, err = w.frame(q, refs...)
	return v, err
}

func (w *Web) uploadTemplate(q *httpx.Req) (httpx.Reply, error) {
	in := papersvc.Upload{Kind: q.Value("kind"), Lang: q.Value("lang")}
	f, err := q.File("file")
	if err == nil && f == nil {
		var p fault.Problems
		p.Add("file", "file.required")
		err = p.Err()
	}
	if err == nil {
		in.FileName = f.Name
		in.Data, err = f.Bytes()
	}
	var out papersvc.Template
	var warnings []msg.Message
	if err == nil {
		out, warnings, err = w.Service.UploadTemplate(q.Ctx(), in)
	}
	if err != nil && !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.templatesView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	if err != nil {
		v.form = ui.NewForm(q.Form(), err)
		return httpx.Invalid(templatesPage(v)), nil
	}
	v.uploaded, v.warnings = out, warnings
	return httpx.Page(templatesPage(v)), nil
}

// templateFile sends a version for editing in Word; "now" is the one in force.
func (w *Web) templateFile(q *httpx.Req) (httpx.Reply, error) {
	kind, lang, version := q.PathValue("code"), q.PathValue("lang"), q.PathValue("version")
	if version == "now" {
		version = ""
	}
	t, err := w.Service.TemplateFile(q.Ctx(), kind, lang, version)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes(t.Kind+"."+t.Lang+".docx", blob.DOCX.MIME(), t.Data), nil
}

func (w *Web) turn(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.TurnTemplate(q.Ctx(), papersvc.Turn{ID: q.PathValue("version"), Version: number(q.Value("version")), On: q.Value("on") == "true"})
	if err == nil {
		return httpx.Redirect("/papers/templates?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.templatesView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.stale = true
	return httpx.Invalid(templatesPage(v)), nil
}

// fields lists the merge fields of a kind as they are written into a template, each with what it means.
func (v templatesView) fields(code string) []string {
	k, _ := kindOf(v.frame, code)
	return k.Fields()
}
