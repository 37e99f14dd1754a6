package papering

import (
	"slices"
	"testing"

	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/assessment/opportunityweb"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/casefile/paperweb"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/supervision/earlyend"
	"tuzjol/internal/supervision/earlyendweb"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementweb"
	"tuzjol/jurisdiction/kg"
)

// way is the route by which papers of a kind are given out; "" is a kind that nobody can give out.
func way(k paper.Kind) string {
	_, filled := fillers[k.Subject]
	switch {
	case k.Sheet && k.Code == papersvc.KindDaySheet:
		return "POST /papers/day"
	case k.Form && k.Subject == "", k.Offered() && filled:
		return "POST /clients/{id}/papers"
	case k.Code == earlyend.PaperKind:
		return "POST /clients/{id}/early-end/{proposal}/decide"
	case k.Code == string(opportunity.Recognition):
		return "POST /clients/{id}/opportunities"
	case slices.Contains(enforcement.Actions(), enforcement.Action(k.Code)):
		return "POST /clients/{id}/enforcement/{case}/paper"
	}
	return ""
}

// Every shipped template is of a kind that some route gives out, in each language of papers, with no field that nobody fills; and
// every kind of the rulebook has its templates.
func TestEveryPaperCanBeGivenOut(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	rb := set.At(civil.MustDate("2026-11-17"))
	var routes []string
	for _, r := range slices.Concat(paperweb.New(paperweb.Deps{}).Routes(), enforcementweb.New(enforcementweb.Deps{}).Routes(),
		earlyendweb.New(earlyendweb.Deps{}).Routes(), opportunityweb.New(opportunityweb.Deps{}).Routes()) {
		routes = append(routes, key(r))
	}
	have := map[string][]string{}
	for _, x := range kg.Templates() {
		code, lang := x[0], x[1]
		have[code] = append(have[code], lang)
		kind, ok := paper.KindOf(rb, code)
		if !ok {
			t.Errorf("the template %s.%s is of no kind of the rulebook", code, lang)
			continue
		}
		if w := way(kind); w == "" || !slices.Contains(routes, w) {
			t.Errorf("no route gives out %s: %q", code, w)
		}
		data, _ := kg.Template(code, lang)
		tpl, err := document.ReadTemplate(code+".docx", data)
		if err != nil {
			t.Errorf("%s.%s: %v", code, lang, err)
			continue
		}
		if warn, err := tpl.Check(kind.Fields(), kind.Required); err != nil || len(warn) > 0 {
			t.Errorf("%s.%s: %v %v", code, lang, warn, err)
		}
	}
	named := []string{
		"registration_sheet", "explanation", "summons", "warning", "visit_record", "submission", "portrait", "plan", "programme", "certificate",
		"day_sheet", "timeline", "early_end", "recognition", "monitoring_zones",
	}
	for _, i := range rb.List(paper.ListKinds).Items {
		if !slices.Contains(named, i.Code) {
			t.Errorf("%s is not among the papers that the service promises: name it here", i.Code)
		}
	}
	for _, code := range named {
		if !slices.Equal(have[code], paper.Languages()) {
			t.Errorf("%s has templates in %v", code, have[code])
		}
	}
}

func key(r httpx.Route) string { return r.Method + " " + r.Pattern }
