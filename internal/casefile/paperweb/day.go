package paperweb

import (
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

type dayView struct {
	frame
	form  ui.Form
	sheet papersvc.DaySheet
	given []papersvc.Sheet
}

// day shows what the reader's day sheet would say, and those that were given out for today.
func (w *Web) day(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.dayView(q, i18n.Lang(q.Ctx()))
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values = map[string][]string{"paper_lang": {v.sheet.Lang}}
	return httpx.Page(dayPage(v)), nil
}

func (w *Web) dayView(q *httpx.Req, lang string) (dayView, error) {
	var v dayView
	var err error
	if w.DaySheet == nil {
		return v, fault.MissingRecord()
	}
	if v.sheet, err = w.DaySheet(i18n.With(q.Ctx(), paper.Lang(lang))); err != nil {
		return v, err
	}
	if v.given, err = w.Service.DaySheets(q.Ctx(), w.Service.Today()); err != nil {
		return v, err
	}
	v.frame, err = w.frame(q)
	return v, err
}

func (w *Web) issueDay(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.dayView(q, q.Value("paper_lang"))
	if err != nil {
		return httpx.Reply{}, err
	}
	_, err = w.Service.IssueDaySheet(q.Ctx(), v.sheet)
	if err == nil {
		return httpx.Redirect("/papers/day?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(dayPage(v)), nil
}

func (w *Web) dayFile(q *httpx.Req) (httpx.Reply, error) {
	form, kind := q.PathValue("code"), blob.PDF
	switch form {
	case papersvc.AsPDF:
	case papersvc.AsDOCX:
		kind = blob.DOCX
	default:
		return httpx.Reply{}, fault.MissingRecord()
	}
	x, data, err := w.Service.OpenDaySheet(q.Ctx(), q.PathValue("paper"), form)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes(fileName(paper.Paper{Kind: x.Kind, Number: x.Number}, form), kind.MIME(), data), nil
}
