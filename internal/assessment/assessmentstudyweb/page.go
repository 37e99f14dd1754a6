package assessmentstudyweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// view is one study with the forms of what is next.
type view struct {
	w      *Web
	f      assessmentstudysvc.File
	names  map[string]string
	office string
	forms  map[study.Kind]ui.Form
	failed ui.Form
	stale  bool
	closed bool // the custodian reads
	again  reopening
}

func (w *Web) page(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(studyPage(v)), nil
}

func (w *Web) closedStudy(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.closedView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(studyPage(v)), nil
}

func (w *Web) view(q *httpx.Req) (view, error) {
	f, err := w.Service.Study(q.Ctx(), q.PathValue("study"))
	if err != nil {
		return view{}, err
	}
	return w.about(q.Ctx(), f)
}

func (w *Web) about(ctx context.Context, f assessmentstudysvc.File) (view, error) {
	v := view{w: w, f: f, forms: map[study.Kind]ui.Form{}}
	offices, err := w.offices(ctx)
	if err != nil {
		return v, err
	}
	v.office = offices[f.Office]
	refs := []string{string(f.ReceivedBy)}
	for _, e := range f.Entries {
		refs = append(refs, e.WrittenBy, e.RecordedBy, e.Get("author"))
	}
	for _, old := range f.Old {
		for _, e := range old {
			refs = append(refs, e.RecordedBy, e.ReplacedBy)
		}
	}
	for _, m := range f.Members {
		refs = append(refs, string(m.Account))
	}
	for _, a := range f.Authors {
		refs = append(refs, string(a))
	}
	slices.Sort(refs)
	v.names, err = w.people(ctx, slices.DeleteFunc(slices.Compact(refs), func(s string) bool { return s == "" }))
	return v, err
}

// refuse puts what was typed back into the form it came from.
func (v *view) refuse(kind study.Kind, typed url.Values, err error) {
	f := ui.NewForm(typed, err)
	f.Prefix = prefix(kind)
	v.forms[kind], v.failed, v.stale = f, f, fault.Is(err, fault.Conflict)
}

func prefix(kind study.Kind) string { return string(kind) + "-" }

// form is the form of a kind, as it was sent or new.
func (v view) form(kind study.Kind) ui.Form {
	if f, ok := v.forms[kind]; ok {
		return f
	}
	return ui.Form{Prefix: prefix(kind)}
}

func (v view) who(ref string) string {
	if n := v.names[ref]; n != "" {
		return n
	}
	return ref
}

func (v view) at(path string) string { return "/studies/" + v.f.ID + path }
func (v view) version() string       { return strconv.Itoa(v.f.Version) }

// may reports whether the reader is offered an act now.
func (v view) may(ctx context.Context, act study.Act) bool {
	rights := access.From(ctx)
	if v.closed || !v.f.May(act) {
		return false
	}
	author := v.f.Author == rights.Account
	switch act {
	case study.Consent, study.Interview, study.Describe, study.Write, study.Submit:
		return author && rights.May(access.WorkStudy)
	case study.Remark, study.Sign:
		return !author && rights.May(access.SignStudy)
	case study.Assign:
		return rights.May(access.SignStudy)
	case study.Check, study.Return, study.Deliver, study.Decide, study.Withdraw, study.Correct:
	}
	return rights.May(access.ReceiveStudy)
}

// steps is how far the study has come.
func (v view) steps() []ui.Step {
	order := []study.State{study.Received, study.Accepted, study.Assigned, study.Working, study.WithHead, study.Signed, study.Delivered}
	at := slices.Index(order, v.f.State)
	var out []ui.Step
	for i, key := range []string{"received", "checked", "assigned", "work", "signature", "delivery", "decision"} {
		out = append(out, ui.Step{Label: ui.M("study.step." + key), Done: i == 0 || i <= at || at < 0, Current: i == at+1 && at >= 0})
	}
	if v.f.State == study.Returned || v.f.State == study.Withdrawn {
		return append(out[:1], ui.Step{Label: ui.M("study.state." + string(v.f.State)), Done: true})
	}
	return out
}

// clock is one day by which something is due, with how sure the rule is.
type clock struct {
	label ui.Item
	rule  rulebook.Rule
	known bool
}

func (v view) clocks() []clock {
	rb := v.w.rules()
	from := func(key, rule string, day templ.Component) clock {
		r, ok := rb.Lookup(rule, v.f.ReceivedOn)
		return clock{ui.Item{Label: ui.M(key), Value: day}, r, ok}
	}
	var out []clock
	if !v.f.AskedFor.IsZero() {
		out = append(out, clock{label: ui.Item{Label: ui.M("study.clock.asked"), Value: ui.Day(v.f.AskedFor)}})
	}
	return append(out, from("study.clock.rna", "pretrial.rna_days", ui.Day(v.f.RNADue)), from("study.clock.study", "pretrial.study_days", ui.Day(v.f.StudyDue)))
}

func (v view) clockItems() []ui.Item {
	var out []ui.Item
	for _, c := range v.clocks() {
		out = append(out, ui.Item{Label: c.label.Label, Value: clockCell(c)})
	}
	return out
}

// must are the reasons why the court must order the report, by the day of the request.
func (v view) must() []string { return v.f.Request.Must(v.f.ReceivedOn) }

func (v view) overdue() bool { return v.f.Overdue(v.w.Service.Today()) }

func (v view) authors() []ui.Option {
	var out []ui.Option
	for _, a := range v.f.Authors {
		if a != v.f.Author {
			out = append(out, ui.Option{Value: string(a), Text: v.who(string(a))})
		}
	}
	return out
}

// members are those to whom the study is open, each with the parts.
func (v view) members() []ui.Item {
	var out []ui.Item
	seen := map[id.Account]bool{}
	for _, m := range v.f.Members {
		if seen[m.Account] {
			continue
		}
		seen[m.Account] = true
		out = append(out, ui.Item{Label: ui.M("study.part." + m.Part), Value: ui.Val(v.who(string(m.Account)))})
	}
	return out
}

// section is one section of the report with its statements.
type section struct {
	study.Section
	list []study.Entry
}

func (v view) sections() []section {
	var out, former []section
	today := map[string]bool{}
	for _, part := range v.w.Service.Sections() {
		today[part.Code] = true
		out = append(out, v.section(part))
	}
	before := false
	for _, part := range study.Former(v.w.rules()) {
		s := v.section(part)
		former, before = append(former, s), before || !today[part.Code] && len(s.list) > 0
		if !today[part.Code] && len(s.list) > 0 { // what was begun under them keeps them
			out = append(out, s)
		}
	}
	if before && !v.f.SignedAt.IsZero() { // a signed paper reads as it was signed
		return former
	}
	return out
}

func (v view) section(part study.Section) section {
	s := section{Section: part}
	for _, e := range v.f.Of(study.KindStatement) {
		if e.Get(study.SectionField) == part.Code {
			s.list = append(s.list, e)
		}
	}
	return s
}

// waits reports whether a part must be written and is not.
func (v view) waits(s section) bool {
	for _, e := range s.list {
		if _, rated := s.Rated(e.Get(study.RatingField)); rated || len(s.Rates) == 0 {
			return false
		}
	}
	if !s.Required || len(s.Rates) > 0 {
		return s.Required
	}
	for _, e := range v.f.Of(study.KindStatement) {
		if it, ok := v.w.rules().List(study.ListSections).Item(e.Get(study.SectionField)); ok && it.Attr["now"] == s.Code {
			return false
		}
	}
	return true
}

// history is everything that was written down, the latest first, with what was replaced.
func (v view) history() []ui.Event {
	var all []study.Entry
	for _, e := range v.f.Entries {
		all = append(all, e)
		all = append(all, v.f.Old[e.ID]...)
	}
	for key, old := range v.f.Old { // taken out altogether
		if !slices.ContainsFunc(v.f.Entries, func(e study.Entry) bool { return e.ID == key }) {
			all = append(all, old...)
		}
	}
	slices.SortFunc(all, func(a, b study.Entry) int { return b.RecordedAt.Time().Compare(a.RecordedAt.Time()) })
	out := make([]ui.Event, 0, len(all))
	for _, e := range all {
		x := ui.Event{Occurred: e.RecordedAt, Who: v.who(e.RecordedBy), Title: ui.M("study.entry." + string(e.Kind)), Replaced: !e.Current()}
		switch {
		case !e.Current():
			x.Detail = replacedDetail(v, e)
		case e.Kind == study.KindAssign:
			x.Text = v.who(e.Get("author"))
		}
		out = append(out, x)
	}
	return out
}

func (v view) corrected(ctx context.Context, e study.Entry) string {
	list := rulebook.ListCorrectionReasons
	if e.Kind == study.KindDecision && v.w.rules().List(study.ListReopen).Holds(e.Reason, v.w.Service.Today()) {
		list = study.ListReopen // taken out when the study was opened again
	}
	why := v.w.name(ctx, list, e.Reason)
	if e.ReasonText != "" {
		why += ": " + e.ReasonText
	}
	return why
}
