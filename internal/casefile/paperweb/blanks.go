package paperweb

import (
	"net/url"

	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

type blanksView struct {
	frame
	form    ui.Form
	list    []papersvc.Blank
	spoil   ui.Form
	current string
}

func (w *Web) blanks(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.blanksView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(blanksPage(v)), nil
}

func (w *Web) blanksView(q *httpx.Req) (blanksView, error) {
	list, err := w.Service.Blanks(q.Ctx(), home(q.Ctx()))
	if err != nil {
		return blanksView{}, err
	}
	v := blanksView{list: list, form: ui.Form{Values: url.Values{"lang": {"ky"}, "count": {"10"}}}}
	refs := make([]string, len(list))
	for i, x := range list {
		refs[i] = x.PrintedBy
	}
	v.frame, err = w.frame(q, refs...)
	return v, err
}

func (w *Web) reserve(q *httpx.Req) (httpx.Reply, error) {
	_, err := w.Service.ReserveBlanks(q.Ctx(), papersvc.Reserve{
		Office: home(q.Ctx()), Kind: q.Value("kind"), Lang: q.Value("lang"), Count: number(q.Value("count")),
	})
	return w.blankAnswer(q, err, func(v *blanksView) { v.form = ui.NewForm(q.Form(), err) })
}

func (w *Web) blankAnswer(q *httpx.Req, err error, put func(*blanksView)) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/papers/blanks?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.blanksView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	put(&v)
	return httpx.Invalid(blanksPage(v)), nil
}

// sheets is the file of a set for the printer.
func (w *Web) sheets(q *httpx.Req) (httpx.Reply, error) {
	data, err := w.Service.BlankSheets(q.Ctx(), q.PathValue("paper"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes("blanks.pdf", blob.PDF.MIME(), data), nil
}

func (w *Web) spoil(q *httpx.Req) (httpx.Reply, error) {
	key := q.PathValue("paper")
	err := w.Service.SpoilBlank(q.Ctx(), papersvc.Spoil{ID: key, Version: number(q.Value("version")), Note: q.Value("note")})
	return w.blankAnswer(q, err, func(v *blanksView) { v.spoil, v.current = ui.NewForm(q.Form(), err), key })
}

// formOf is the form under one blank; its fields have ids of their own.
func (v blanksView) formOf(b papersvc.Blank) ui.Form {
	f := ui.Form{Prefix: b.ID + "-"}
	if b.ID == v.current {
		f.Values, f.Problems = v.spoil.Values, v.spoil.Problems
	}
	return f
}

func (v blanksView) summary() ui.Form {
	if v.current != "" {
		f := v.spoil
		f.Prefix = v.current + "-"
		return f
	}
	return v.form
}

// sets lists the sets of which sheets are still out, each once, in the order of the list.
func (v blanksView) sets() [][]papersvc.Blank {
	at := map[string]int{}
	var out [][]papersvc.Blank
	for _, b := range v.list {
		i, ok := at[b.Set]
		if !ok {
			i = len(out)
			at[b.Set] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], b)
	}
	return out
}

func count(list []papersvc.Blank, state string) int {
	n := 0
	for _, b := range list {
		if b.State == state {
			n++
		}
	}
	return n
}
