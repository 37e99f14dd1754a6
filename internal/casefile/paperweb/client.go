package paperweb

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type listView struct {
	frame
	list []paper.Paper
	form ui.Form
	when []ui.Option // open appointments
	may  papersvc.Standing
}

func (w *Web) papers(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	list, err := w.Service.Papers(q.Ctx(), client)
	if err != nil {
		return httpx.Reply{}, err
	}
	var refs []string
	for _, p := range list {
		refs = append(refs, p.IssuedBy)
	}
	v := listView{list: list}
	if v.may, err = w.Service.Standing(q.Ctx(), client); err != nil {
		return httpx.Reply{}, err
	}
	if v.frame, err = w.frame(q, refs...); err != nil {
		return httpx.Reply{}, err
	}
	if w.Appointments != nil {
		if v.when, err = w.Appointments(q.Ctx(), client); err != nil {
			return httpx.Reply{}, err
		}
	}
	lang := paper.Languages()[0]
	if w.Lang != nil {
		if lang, err = w.Lang(q.Ctx(), client); err != nil {
			return httpx.Reply{}, err
		}
	}
	v.form.Values = url.Values{"paper_lang": {paper.Lang(lang)}}
	return httpx.Page(listPage(v)), nil
}

// offered are the kinds that a client's page issues by itself.
func offered(i rulebook.Item) bool { return i.Is("form") }

type formView struct {
	frame
	form   ui.Form
	pre    papersvc.Prefill
	lang   string
	entry  string // the appointment of a summons, or what the paper states
	events string
	span   span
}

// span is the period that a paper with the timeline speaks of, as it was typed.
type span struct{ from, until string }

// days reads the period. Fault: invalid, at the field.
func (s span) days() (from, until civil.Date, err error) {
	var p fault.Problems
	read := func(field, text string) (out civil.Date) {
		if text = strings.TrimSpace(text); text == "" {
			return out
		}
		out, err := civil.ParseDate(text)
		if err != nil {
			p.Add(field, "date.invalid")
		}
		return out
	}
	from, until = read("from", s.from), read("until", s.until)
	if !until.IsZero() && until.Before(from) {
		p.Add("until", "casefile.paper.period_order")
	}
	return from, until, p.Err()
}

// text names the period on the paper.
func (s span) text(ctx context.Context, today civil.Date) string {
	from, until, _ := s.days()
	if until.IsZero() {
		until = today
	}
	if from.IsZero() {
		return i18n.T(ctx, "casefile.paper.whole", "Day", until)
	}
	return i18n.Date(ctx, from) + " – " + i18n.Date(ctx, until)
}

func (w *Web) form(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.formView(q, q.Query().Get("kind"), q.Query().Get("paper_lang"), cmp.Or(q.Query().Get("entry"), q.Query().Get("appointment")), span{})
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values = url.Values{}
	for _, f := range v.pre.Kind.Typed {
		v.form.Values.Set(f, v.pre.Fields[f])
	}
	return httpx.Page(formPage(v)), nil
}

func (w *Web) formView(q *httpx.Req, kind, lang, entry string, when span) (formView, error) {
	client := id.Client(q.PathValue("id"))
	var err error
	if lang == "" && w.Lang != nil { // a link from the entry itself: the client's own language
		if lang, err = w.Lang(q.Ctx(), client); err != nil {
			return formView{}, err
		}
	}
	v := formView{lang: paper.Lang(lang), entry: entry, span: when}
	if v.pre, err = w.Service.Prefill(q.Ctx(), client, kind, v.lang, entry); err != nil {
		return v, err
	}
	if v.frame, err = w.frame(q); err != nil || !v.ofTime() {
		return v, err
	}
	words := i18n.With(q.Ctx(), v.lang)
	from, until, err := v.span.days()
	if err == nil && w.Chronology != nil {
		v.events, err = w.Chronology(words, client, from, until)
	}
	v.pre.Fields["events"], v.pre.Fields["period"] = v.events, v.span.text(words, w.Service.Today())
	return v, err
}

// ofTime reports whether the paper tells the timeline of a period.
func (v formView) ofTime() bool { return slices.Contains(v.pre.Kind.Record, "events") }

// known lists what the record fills, so that the officer sees it before it is on paper.
func (v formView) known(ctx context.Context) []ui.Item {
	var out []ui.Item
	for _, f := range v.pre.Kind.Record {
		out = append(out, ui.Item{Label: ui.M("casefile.paper.field", "Field", v.field(ctx, f)), Value: lines(v.pre.Fields[f])})
	}
	return out
}

func (f frame) rows(code string) int {
	i, _ := f.rules.List(paper.ListFields).Item(code)
	return number(i.Attr["lines"])
}

// issue gives the paper out. The timeline is read again from the record: nobody edits evidence in a form.
func (w *Web) issue(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	v, err := w.formView(q, q.Value("kind"), q.Value("paper_lang"), q.Value("entry"), span{q.Value("from"), q.Value("until")})
	if err != nil && v.w != nil && asForm(err) {
		v.form = ui.NewForm(q.Form(), err)
		return httpx.Invalid(formPage(v)), nil
	}
	if err != nil {
		return httpx.Reply{}, err
	}
	fields := map[string]string{}
	for _, f := range v.pre.Kind.Typed {
		fields[f] = strings.ReplaceAll(q.Value(f), "\r\n", "\n")
	}
	if v.ofTime() {
		fields["events"], fields["period"] = v.events, v.pre.Fields["period"]
	}
	out, err := w.Service.Issue(q.Ctx(), document.Draft{Client: client, Kind: v.pre.Kind.Code, Lang: v.lang, Entry: v.entry, Fields: fields})
	if err == nil {
		return httpx.Redirect(out.Href + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(formPage(v)), nil
}

type paperView struct {
	frame
	p     paper.Paper
	void  ui.Form
	stale bool
}

func (w *Web) paper(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.paperView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(paperPage(v)), nil
}

func (w *Web) paperView(q *httpx.Req) (paperView, error) {
	p, err := w.Service.Paper(q.Ctx(), id.Client(q.PathValue("id")), q.PathValue("paper"))
	if err != nil {
		return paperView{}, err
	}
	v := paperView{p: p}
	v.frame, err = w.frame(q, p.IssuedBy, p.VoidedBy, p.ShownBy)
	return v, err
}

func fileName(p paper.Paper, ext string) string {
	return strings.ReplaceAll(p.Kind+"-"+p.Number, "/", "-") + "." + ext
}

// file sends the frozen bytes: what was issued, whatever was printed since.
func (w *Web) file(q *httpx.Req) (httpx.Reply, error) {
	form, kind := q.PathValue("code"), blob.PDF
	switch form {
	case papersvc.AsPDF:
	case papersvc.AsDOCX:
		kind = blob.DOCX
	default:
		return httpx.Reply{}, fault.MissingRecord()
	}
	p, data, err := w.Service.Open(q.Ctx(), id.Client(q.PathValue("id")), q.PathValue("paper"), form)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes(fileName(p, form), kind.MIME(), data), nil
}

// print counts what goes to the printer: the first is the paper, later ones are copies.
func (w *Web) print(q *httpx.Req) (httpx.Reply, error) {
	client, key := id.Client(q.PathValue("id")), q.PathValue("paper")
	data, err := w.Service.Print(q.Ctx(), client, key, func(lang, what string) string {
		return i18n.T(i18n.With(q.Ctx(), lang), "casefile.paper.mark."+what)
	})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes("paper.pdf", blob.PDF.MIME(), data), nil
}

func (w *Web) void(q *httpx.Req) (httpx.Reply, error) {
	client := id.Client(q.PathValue("id"))
	err := w.Service.Void(q.Ctx(), papersvc.Void{
		Client: client, Paper: q.PathValue("paper"), Version: number(q.Value("version")), Reason: q.Value("reason"), Text: q.Value("text"),
	})
	if err == nil {
		return httpx.Redirect(papersvc.Href(client, q.PathValue("paper")) + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.paperView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.void, v.stale = ui.NewForm(q.Form(), err), fault.Is(err, fault.Conflict)
	return httpx.Invalid(paperPage(v)), nil
}

// show puts the paper before the client on the client's own pages.
func (w *Web) show(q *httpx.Req) (httpx.Reply, error) {
	client, key := id.Client(q.PathValue("id")), q.PathValue("paper")
	if err := w.Service.ShowClient(q.Ctx(), papersvc.Show{Client: client, Paper: key, Version: number(q.Value("version"))}); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect(papersvc.Href(client, key) + "?done=saved"), nil
}
