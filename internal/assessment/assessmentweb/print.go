package assessmentweb

import (
	"context"

	"tuzjol/internal/assessment"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// printView is a signed assessment on paper: in one language or in both official ones side by side. A paper for a court carries
// factors with their reasons, never a level, a score or what a table proposes.
type printView struct {
	caseView
	langs []string
	court bool
	facts PrintFacts
}

func (w *Web) print(q *httpx.Req) (httpx.Reply, error) {
	cv, err := w.caseView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if cv.SignedAt.IsZero() || cv.Instrument == nil {
		return httpx.Redirect(cv.at(cv.ID, "?read=1")), nil // only a signed assessment is printed
	}
	v := printView{caseView: cv, langs: []string{i18n.Kyrgyz, i18n.Russian}, court: q.Query().Get("for") == "court"}
	if lang := q.Query().Get("in"); i18n.Supported(lang) {
		v.langs = []string{lang}
	}
	if w.Print != nil {
		if v.facts, err = w.Print(q.Ctx(), v.client); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(printPage(v)), nil
}

// each says one text in each language of the paper.
func (v printView) each(t rulebook.Text) []string {
	out := make([]string, len(v.langs))
	for i, l := range v.langs {
		out[i] = t.In(l)
	}
	return out
}

// said says a message in each language of the paper.
func (v printView) said(ctx context.Context, key string) []string {
	out := make([]string, len(v.langs))
	for i, l := range v.langs {
		out[i] = i18n.T(i18n.With(ctx, l), key)
	}
	return out
}

// line is one line of the paper: a name and a value in each language, or words that were written in one.
type line struct {
	label []string
	value []string
	text  string
}

// factors are what a court is told of each domain: the need in words, its reasons, its link, its strengths.
func (v printView) factors(ctx context.Context, d assessment.Domain) []line {
	it, ok := v.Instrument.Item(d.Rating)
	if !ok || v.Now[d.Rating].Answer == "" {
		return nil
	}
	out := []line{{label: v.said(ctx, "assessment.rating"), value: v.words(ctx, it, v.Now[d.Rating].Answer)}}
	if text := v.Now[it.Reason].Answer; text != "" {
		out = append(out, line{label: v.said(ctx, "assessment.reason"), text: text})
	}
	for _, it := range v.Instrument.ItemsOf(d.ID) {
		answer := v.Now[it.ID].Answer
		switch {
		case it.Part == assessment.PartStrength && answer != "":
			out = append(out, line{label: v.said(ctx, "assessment.strength"), text: answer})
		case (it.Part == assessment.PartHarm || it.Part == assessment.PartReoffending) && answer == "1":
			out = append(out, line{label: v.each(it.Label), value: v.words(ctx, it, answer)})
		}
	}
	return out
}

func (v printView) words(ctx context.Context, it assessment.Item, answer string) []string {
	out := make([]string, len(v.langs))
	for i, l := range v.langs {
		out[i] = words(i18n.With(ctx, l), v.Instrument.Spec, it, answer)
	}
	return out
}

// answered are all answers of a page with what they rest on.
func (v printView) answered(ctx context.Context, d assessment.Domain) []line {
	var out []line
	for _, it := range v.Instrument.ItemsOf(d.ID) {
		e := v.Now[it.ID]
		if e.Answer == "" || !v.AskedOf(it.ID) {
			continue
		}
		l := line{label: v.each(it.Label), value: v.words(ctx, it, e.Answer)}
		if it.Kind == assessment.ItemText && e.Answer != assessment.NotKnownAnswer {
			l.value, l.text = nil, e.Answer
		}
		out = append(out, l)
		if e.Evidence != "" {
			out = append(out, line{label: v.said(ctx, "assessment.evidence"), text: e.Evidence})
		}
	}
	return out
}

func (v printView) linesOf(ctx context.Context, d assessment.Domain) []line {
	if v.court {
		return v.factors(ctx, d)
	}
	return v.answered(ctx, d)
}

// level is the decision, for papers that stay in the service.
func (v printView) level(ctx context.Context) []line {
	if v.court || !v.HasLevel {
		return nil
	}
	level, _ := v.rules.List(rulebook.ListLevels).Item(string(v.Level.Level))
	reason, _ := v.rules.List(rulebook.ListLevelReasons).Item(v.Level.Reason)
	return []line{
		{label: v.said(ctx, "assessment.level.title"), value: v.each(level.Label)},
		{label: v.said(ctx, "common.reason"), value: v.each(reason.Label)},
		{label: v.said(ctx, "assessment.level.text"), text: v.Level.ReasonText},
	}
}

func (v printView) sheet() ui.Sheet {
	title := ui.M("assessment.print.title")
	if v.court {
		title = ui.M("assessment.print.court_title")
	}
	return ui.Sheet{
		Title: title, Office: v.facts.Office, Number: v.facts.Number, By: v.facts.By, Printed: v.w.Service.Now(),
		Sign: v.signers(),
	}
}
