package assessmentstudyweb

import (
	"context"
	"slices"
	"strconv"

	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type newView struct {
	w    *Web
	form ui.Form
}

func (w *Web) newPage(q *httpx.Req) (httpx.Reply, error) {
	v := newView{w: w}
	v.form.Values = q.Draft()
	if v.form.Values == nil {
		v.form.Values = map[string][]string{"received": {i18n.Date(q.Ctx(), w.Service.Today())}}
	}
	return httpx.Page(newPage(v)), nil
}

func (w *Web) receive(q *httpx.Req) (httpx.Reply, error) {
	key, err := w.Service.Receive(q.Ctx(), q.Form())
	if err == nil {
		return httpx.Redirect("/studies/" + key + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(newPage(newView{w, ui.NewForm(q.Form(), err)})), nil
}

// entryView corrects one entry.
type entryView struct {
	w     *Web
	f     assessmentstudysvc.File
	e     study.Entry
	form  ui.Form
	stale bool
}

func (v entryView) back() string    { return "/studies/" + v.f.ID }
func (v entryView) version() string { return strconv.Itoa(v.f.Version) }

func (v entryView) mayDrop() bool {
	return v.e.Kind == study.KindInterview || v.e.Kind == study.KindStatement || v.e.Kind == study.KindLetter
}

// reasons leaves out the reason that belongs to entries of clients.
func (v entryView) reasons(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, i := range v.w.rules().List(rulebook.ListCorrectionReasons).On(v.w.Service.Today()) {
		if !i.Is("moves") {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

func (w *Web) entryView(q *httpx.Req) (entryView, error) {
	v := entryView{w: w}
	var err error
	if v.f, err = w.Service.Study(q.Ctx(), q.PathValue("study")); err != nil {
		return v, err
	}
	n := slices.IndexFunc(v.f.Entries, func(e study.Entry) bool { return e.ID == q.PathValue("entry") })
	if n < 0 || !assessmentstudysvc.MayCorrect(q.Ctx(), v.f.Entries[n], v.f.Study) {
		return v, fault.MissingRecord()
	}
	v.e = v.f.Entries[n]
	v.form.Values = shown(q.Ctx(), v.e.Kind, v.e.Values)
	return v, nil
}

func (w *Web) entry(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.entryView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(entryPage(v)), nil
}

func (w *Web) correct(q *httpx.Req) (httpx.Reply, error) {
	key := q.PathValue("study")
	err := w.Service.Correct(q.Ctx(), assessmentstudysvc.Correct{
		On: assessmentstudysvc.On{Study: key, Version: version(q)}, Entry: q.PathValue("entry"), Row: q.Value("row"), Drop: q.Value("drop") != "",
		Why: person.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")},
	}, q.Form())
	if err == nil {
		return httpx.Redirect("/studies/" + key + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.entryView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.stale = ui.NewForm(q.Form(), err), fault.Is(err, fault.Conflict)
	return httpx.Invalid(entryPage(v)), nil
}
