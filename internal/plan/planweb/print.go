package planweb

import (
	"context"
	"strings"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// sheetView is one part on paper: what it means in Kyrgyz and Russian side by side, the goals in the client's words, and lines
// to sign. Each part has a sheet of its own, because each is agreed by itself.
type sheetView struct {
	planView
	part  plan.Part
	facts SheetFacts
	sheet ui.Sheet
	ky    rulebook.Sheet
	ru    rulebook.Sheet
	other *rulebook.ClientText // the client's own language, where there are texts in it
	third rulebook.Sheet
}

// print shows one part as it will be printed.
func (w *Web) print(q *httpx.Req) (httpx.Reply, error) {
	v := sheetView{part: plan.Part(q.PathValue("code"))}
	if !v.part.Known() {
		return httpx.Reply{}, fault.MissingRecord()
	}
	doc, err := w.Service.Version(q.Ctx(), clientOf(q), q.PathValue("plan"))
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.planView, err = w.planView(q, doc); err != nil {
		return httpx.Reply{}, err
	}
	if w.Sheet != nil {
		if v.facts, err = w.Sheet(q.Ctx(), v.client); err != nil {
			return httpx.Reply{}, err
		}
	}
	ctx := q.Ctx()
	v.ky, v.ru = v.text(ctx, i18n.Kyrgyz), v.text(ctx, i18n.Russian)
	if lang := v.facts.Lang; lang != "" && lang != i18n.Kyrgyz && lang != i18n.Russian {
		if t, ok := v.rules.ClientText(lang); ok {
			if _, ok := t.Sheet(plan.Sheet(v.part)); ok {
				v.other, v.third = &t, v.text(ctx, lang)
			}
		}
	}
	v.sheet = ui.Sheet{
		Title: pair(ctx, "plan.sheet."+string(v.part)), Office: joinedPair(v.facts.Office[i18n.Kyrgyz], v.facts.Office[i18n.Russian]), Number: v.facts.File,
		By: actor.From(ctx).Display, Printed: w.Service.Now(),
		Sign: []msg.Message{pair(ctx, "plan.sign.client"), pair(ctx, "plan.sign.officer"), pair(ctx, "plan.sign.head")},
	}
	return httpx.Page(sheetPage(v)), nil
}

// text is what the part means, in a language of the client texts.
func (v sheetView) text(ctx context.Context, lang string) rulebook.Sheet {
	t, _ := v.rules.ClientText(lang)
	s, _ := t.Sheet(plan.Sheet(v.part))
	return s.Fill(map[string]string{
		"name": v.facts.Name, "file": v.facts.File, "office": v.facts.Office[lang], "officer": v.facts.Officer,
		"date": i18n.Date(ctx, v.w.Service.Today()),
	})
}

// inBoth is a text of the service in Kyrgyz and Russian.
func inBoth(ctx context.Context, key string) string {
	return joinedPair(i18n.T(i18n.With(ctx, i18n.Kyrgyz), key), i18n.T(i18n.With(ctx, i18n.Russian), key))
}

func joinedPair(a, b string) string {
	if a == b || b == "" {
		return a
	}
	return a + " / " + b
}

// pair is the message of a text in both languages.
func pair(ctx context.Context, key string) msg.Message {
	return ui.M("plan.sheet.text", "Text", inBoth(ctx, key))
}

// both is a code's name in both languages.
func (f frame) both(list, code string) string {
	l := f.rules.List(list)
	return joinedPair(l.Name(code, i18n.Kyrgyz), l.Name(code, i18n.Russian))
}

// parallel is the text in both languages, paragraph beside paragraph.
func (v sheetView) parallel() ui.Grid {
	out := ui.Grid{Plain: true, Caption: ui.M("plan.sheet.meaning"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("language.ky")},
		{Label: ui.M("language.ru")},
	}}
	ky, ru := lines(v.ky), lines(v.ru)
	for i := range max(len(ky), len(ru)) {
		out.Rows = append(out.Rows, ui.Row{Cells: []component{spoken(i18n.Kyrgyz, line(ky, i)), spoken(i18n.Russian, line(ru, i))}})
	}
	return out
}

func lines(s rulebook.Sheet) []string {
	var out []string
	for _, sec := range s.Sections {
		if sec.Heading != "" {
			out = append(out, sec.Heading)
		}
		out = append(out, sec.Paragraphs...)
		out = append(out, sec.Items...)
	}
	return out
}

func line(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// obligations are those that bind, in both languages.
func (v sheetView) obligations() []string {
	var out []string
	for _, o := range v.Duties {
		if o.Binds {
			out = append(out, strings.TrimSpace(v.both(rulebook.ListObligations, o.Code)+" "+o.Text))
		}
	}
	return out
}

func (v sheetView) steps(ctx context.Context, g plan.Goal) ui.Grid {
	out := ui.Grid{Plain: true, Caption: pair(ctx, "plan.steps"), HideCaption: true, Columns: []ui.Column{
		{Label: pair(ctx, "plan.step.what")}, {Label: pair(ctx, "plan.step.who")}, {Label: pair(ctx, "plan.step.by"), Narrow: true},
	}}
	for _, s := range g.Steps {
		who := v.both(plan.ListActors, s.Who)
		if s.WhoText != "" {
			who += " · " + s.WhoText
		}
		out.Rows = append(out.Rows, ui.Row{Cells: []component{ui.Val(s.What), ui.Val(who), ui.Day(s.By)}})
	}
	return out
}
