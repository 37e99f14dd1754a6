package orderweb

import (
	"context"
	"strings"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// sheet prints the registration sheet.
func (w *Web) sheet(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.journeyView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	s := ui.Sheet{
		Title: ui.M("order.print.sheet"), Office: v.j.Office.Names[i18n.Lang(q.Ctx())], Number: string(v.j.FileNumber),
		By: actor.From(q.Ctx()).Display, Printed: w.Now(), Sign: []msg.Message{ui.M("order.print.client"), ui.M("order.print.officer")},
	}
	return httpx.Page(sheetPage(v, s)), nil
}

// conditionsView is the explanation of the conditions in the client's language.
type conditionsView struct {
	journeyView
	text  rulebook.ClientText
	sheet rulebook.Sheet
	langs []rulebook.ClientText
}

// conditions prints what the client must know, in a language that the client understands; languages are data, so that one is
// added without a release.
func (w *Web) conditions(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.journeyView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	lang := q.Query().Get("sheet")
	if lang == "" {
		lang = v.j.Brief.Language
	}
	out := conditionsView{journeyView: v, langs: v.j.Rules.Sheets}
	var ok bool
	if out.text, ok = v.j.Rules.ClientText(lang); !ok {
		if out.text, ok = v.j.Rules.ClientText(i18n.Lang(q.Ctx())); !ok {
			return httpx.Reply{}, missing()
		}
	}
	sheet, ok := out.text.Sheet(rulebook.SheetConditions)
	if !ok {
		return httpx.Reply{}, missing()
	}
	out.sheet = sheet.Fill(v.places(q.Ctx(), out.text.Lang))
	return httpx.Page(conditionsPage(out)), nil
}

// places fills the sheet; what is not known stays a line to write on.
func (v journeyView) places(ctx context.Context, lang string) map[string]string {
	x := v.j.Order
	var duties, measures []string
	for _, d := range v.j.Obligations {
		if d.State.Binds() {
			duties = append(duties, strings.TrimSpace(v.j.Rules.List(rulebook.ListObligations).Name(d.Code, lang)+" "+d.Text))
		}
	}
	for _, m := range x.Measures() {
		measures = append(measures, v.j.Rules.List(rulebook.ListMeasures).Name(m.Code, lang))
	}
	return map[string]string{
		"name": v.j.Brief.Label, "file": string(v.j.FileNumber), "office": v.j.Office.Names[lang], "court": v.w.court(ctx, x.Court),
		"judgment_date": day(ctx, x.DecidedOn), "measure": strings.Join(measures, ", "), "start": day(ctx, x.TermStart), "end": day(ctx, x.TermEnd),
		"officer": actor.From(ctx).Display, "date": day(ctx, v.w.today()), "language": v.j.Rules.List(rulebook.ListLanguages).Name(v.j.Explanation.Language, lang),
		"interpreter": v.j.Explanation.Interpreter, "obligations": strings.Join(duties, "; "),
	}
}
