package assessmentweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// The names of the form's own fields; items cannot have a dash in theirs.
const (
	fieldVersion = "page-version"
	fieldItem    = "page-item"
	fieldGo      = "page-go"
	goReview     = "review"
)

func unknownField(item string) string { return "unknown-" + item }

// domainView is one page of an open assessment.
type domainView struct {
	frame
	sheet    assessmentsvc.Sheet
	page     assessment.Domain
	form     ui.Form
	conflict bool
	more     bool // questions have appeared
	kept     keptView
}

// keptView is what the region says that saves by itself.
type keptView struct {
	version  int
	at       civil.Instant
	left     []fault.Problem
	more     bool
	conflict bool
	here     string // address of the page
}

func (w *Web) domain(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.domainView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if !v.sheet.Writes(access.From(q.Ctx()).Account) {
		return httpx.Redirect(v.at(v.sheet.ID, "")), nil
	}
	v.more = q.Query().Get("more") != ""
	return httpx.Page(domainPage(v)), nil
}

func (w *Web) domainView(q *httpx.Req) (domainView, error) {
	sh, err := w.Service.Sheet(q.Ctx(), clientOf(q), caseOf(q))
	if err != nil {
		return domainView{}, err
	}
	v := domainView{sheet: sh}
	if v.frame, err = w.frame(q, refs(sh.Case, assessment.LevelDecision{})...); err != nil || sh.Instrument == nil {
		return v, err
	}
	var ok bool
	if v.page, ok = sh.Instrument.Domain(q.PathValue("domain")); !ok {
		return v, fault.MissingRecord()
	}
	v.form.Values = v.values(q.Ctx())
	v.kept = keptView{version: sh.Versions[v.page.ID], here: v.at(sh.ID, "/"+v.page.ID)}
	return v, nil
}

// values are the answers of the page as fields show them.
func (v domainView) values(ctx context.Context) url.Values {
	out := url.Values{}
	for _, it := range v.sheet.Instrument.ItemsOf(v.page.ID) {
		e := v.sheet.Now[it.ID]
		out.Set(assessmentsvc.Field(it.ID), e.Evidence)
		switch {
		case e.Answer == assessment.NotKnownAnswer && !chosen(v.sheet.Instrument.Spec, it):
			out.Set(unknownField(it.ID), "1")
		case it.Kind == assessment.ItemDate:
			out.Set(it.ID, words(ctx, v.sheet.Instrument.Spec, it, e.Answer))
		default:
			out.Set(it.ID, e.Answer)
		}
	}
	return out
}

// items are the questions of the page that are asked, in order.
func (v domainView) items() []assessment.Item {
	return slices.DeleteFunc(v.sheet.Instrument.ItemsOf(v.page.ID), func(it assessment.Item) bool { return !v.sheet.AskedOf(it.ID) })
}

// sent reads what was posted of a page: questions that stood on it and were left empty are answers taken back.
func (v domainView) sent(q *httpx.Req) assessmentsvc.Save {
	form := q.Form()
	version, err := strconv.Atoi(q.Value(fieldVersion))
	if err != nil {
		version = -1
	}
	in := assessmentsvc.Save{
		Client: v.client, Assessment: v.sheet.ID, Domain: v.page.ID, Version: version,
		Answers: map[string]string{}, Evidence: map[string]string{}, Partly: q.IsHTMX,
	}
	for _, it := range v.sheet.Instrument.ItemsOf(v.page.ID) {
		if !form.Has(it.ID) && !slices.Contains(form[fieldItem], it.ID) {
			continue
		}
		in.Answers[it.ID] = lines(form.Get(it.ID))
		if form.Get(unknownField(it.ID)) != "" && in.Answers[it.ID] == "" {
			in.Answers[it.ID] = assessment.NotKnownAnswer
		}
		if form.Has(assessmentsvc.Field(it.ID)) {
			in.Evidence[it.ID] = lines(form.Get(assessmentsvc.Field(it.ID)))
		}
	}
	return in
}

// lines brings the line ends of forms to those that are kept.
func lines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func (w *Web) save(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.domainView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.sheet.Instrument == nil {
		return httpx.Reply{}, fault.New(fault.Conflict, "assessment.instrument_gone", "Instrument", v.sheet.Case.Instrument, "Version", v.sheet.Version)
	}
	in := v.sent(q)
	saved, err := w.Service.Save(q.Ctx(), in)
	switch {
	case err == nil && q.IsHTMX:
		k := keptView{version: saved.Version, at: saved.At, left: saved.Left, more: saved.More, here: v.kept.here}
		return httpx.Page(keptPart(v, k)), nil
	case err == nil:
		return httpx.Redirect(v.next(q.Value(fieldGo), saved)), nil
	case !asForm(err):
		return httpx.Reply{}, err
	case q.IsHTMX:
		k := keptView{version: in.Version, conflict: fault.Is(err, fault.Conflict), here: v.kept.here}
		return httpx.Page(keptPart(v, k)), nil
	}
	if v, err = w.again(q, in, err); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(domainPage(v)), nil
}

// again shows the page with what was typed and what is wrong. After a conflict each field that another window saved otherwise says
// so beside what was typed here; saving once more keeps what was typed.
func (w *Web) again(q *httpx.Req, in assessmentsvc.Save, fail error) (domainView, error) {
	v, err := w.domainView(q)
	if err != nil {
		return v, err
	}
	v.form = ui.NewForm(q.Form(), fail)
	if !fault.Is(fail, fault.Conflict) || v.sheet.State != assessment.Open {
		return v, nil
	}
	v.conflict = true
	spec := v.sheet.Instrument.Spec
	for _, it := range v.sheet.Instrument.ItemsOf(v.page.ID) {
		e := v.sheet.Now[it.ID]
		if mine, ok := in.Answers[it.ID]; ok && it.Spell(mine) != e.Answer {
			text := words(q.Ctx(), spec, it, e.Answer)
			if text == "" {
				text = i18n.T(q.Ctx(), "assessment.conflict.nothing")
			}
			v.form.Problems = append(v.form.Problems, theirs(it.ID, text))
		}
		if mine, ok := in.Evidence[it.ID]; ok && mine != e.Evidence {
			v.form.Problems = append(v.form.Problems, theirs(assessmentsvc.Field(it.ID), e.Evidence))
		}
	}
	return v, nil
}

// next is where a saved page leads: to the questions that appeared, to the next page, or to the review.
func (v domainView) next(to string, saved assessmentsvc.Saved) string {
	if saved.More {
		return v.kept.here + "?more=1"
	}
	n := slices.IndexFunc(v.sheet.Pages, func(p assessment.Progress) bool { return p.Domain.ID == v.page.ID })
	if to == goReview || n+1 >= len(v.sheet.Pages) {
		return v.at(v.sheet.ID, "/review?done=saved")
	}
	return v.at(v.sheet.ID, "/"+v.sheet.Pages[n+1].Domain.ID+"?done=saved")
}

// steps are the pages with how far each has come, and the review.
func steps(f frame, sh assessmentsvc.Sheet, current string) []ui.Step {
	var out []ui.Step
	for _, p := range sh.Pages {
		words := said(p.Domain.Title)
		if p.Asked > 0 && !p.Done() {
			words = ui.M("assessment.step", "Page", words, "Done", p.Answered, "All", p.Asked)
		}
		out = append(out, ui.Step{Label: words, Href: f.at(sh.ID, "/"+p.Domain.ID), Done: p.Done(), Current: p.Domain.ID == current})
	}
	return append(out, ui.Step{Label: ui.M("assessment.review.title"), Href: f.at(sh.ID, "/review"), Current: current == goReview})
}

// done counts the pages that are complete.
func done(sh assessmentsvc.Sheet) int {
	n := 0
	for _, p := range sh.Pages {
		if p.Done() {
			n++
		}
	}
	return n
}

// owns says whether an item has a box of evidence of its own in view; others have one folded.
func (v domainView) owns(it assessment.Item) bool {
	return it.Impact || it.Flag != "" || v.form.Value(assessmentsvc.Field(it.ID)) != "" || len(v.form.Problem(assessmentsvc.Field(it.ID))) > 0
}

// evidenced reports whether an item can have evidence at all.
func evidenced(it assessment.Item) bool {
	return it.Kind != assessment.ItemText && slices.Contains([]string{"", assessment.PartFact, assessment.PartGender, assessment.PartFlag}, it.Part)
}

// prior says the answer of the assessment before, to stand beside the new one.
func (v domainView) prior(ctx context.Context, it assessment.Item) string {
	return words(ctx, v.sheet.Instrument.Spec, it, v.sheet.Prior[it.ID].Answer)
}

func (v domainView) fieldHint(it assessment.Item) msg.Message { return said(it.Guidance) }
