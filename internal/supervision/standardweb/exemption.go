package standardweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
)

// proposalView is the form of a new exemption.
type proposalView struct {
	frame
	form   ui.Form
	papers []ui.Option
	chance string // the opportunity that it rests on
	basis  Basis
}

func (w *Web) proposal(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.proposalView(q, ui.Form{}, q.Query().Get("from"))
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.chance != "" {
		v.form.Values = v.prefilled(q.Ctx())
	}
	return httpx.Page(proposalPage(v)), nil
}

// progressMonths is for how long an exemption for progress is offered; who proposes it changes the day.
const progressMonths = 3

// prefilled is the form that follows from an accepted opportunity: its reason, its days, and why.
func (v proposalView) prefilled(ctx context.Context) url.Values {
	today := v.w.Service.Today()
	note := strings.Join(v.basis.Reasons, "; ")
	if v.basis.Words != "" {
		note = strings.TrimSpace(note + "\n" + v.basis.Words)
	}
	return url.Values{
		"kind": {rulebook.ExemptProgress}, "from": {i18n.Date(ctx, today)}, "until": {i18n.Date(ctx, today.AddMonths(progressMonths))}, "note": {note},
	}
}

func (w *Web) proposalView(q *httpx.Req, form ui.Form, chance string) (proposalView, error) {
	v := proposalView{form: form}
	if _, err := w.Service.Client(q.Ctx(), clientOf(q), 1); err != nil { // out of sight looks like what does not exist
		return v, err
	}
	var err error
	if v.frame, err = w.frame(q); err != nil {
		return v, err
	}
	if w.Basis != nil && chance != "" {
		ok := false
		if v.basis, ok, err = w.Basis(q.Ctx(), v.client, chance); err != nil {
			return v, err
		}
		if ok {
			v.chance = chance
		}
	}
	v.papers, err = w.papers(q.Ctx(), v.client)
	return v, err
}

func (w *Web) papers(ctx context.Context, client id.Client) ([]ui.Option, error) {
	if w.Papers == nil {
		return nil, nil
	}
	return w.Papers(ctx, client)
}

func (w *Web) propose(q *httpx.Req) (httpx.Reply, error) {
	x, problems := readExemption(q)
	err := problems.Err()
	entry := ""
	if err == nil {
		entry, err = w.Service.Propose(q.Ctx(), standardsvc.Propose{Client: clientOf(q), Exemption: x})
	}
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/exemptions/" + entry + "?done=exemption_proposed"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.proposalView(q, ui.NewForm(q.Form(), err), q.Value("basis"))
	if e != nil {
		return httpx.Reply{}, e
	}
	return httpx.Invalid(proposalPage(v)), nil
}

// readExemption reads what was typed; problems are those of reading.
func readExemption(q *httpx.Req) (standard.Exemption, fault.Problems) {
	var p fault.Problems
	x := standard.Exemption{
		Reason: q.Value("kind"), Days: civil.Period{From: date(&p, q, "from"), To: date(&p, q, "until")},
		Remote:    standard.RemoteAgreed{Code: q.Value("remote_kind"), Times: number(&p, q, "remote_times")},
		PlaceKind: q.Value("place_kind"), Place: q.Value("place"), Body: q.Value("body"), Every: number(&p, q, "every"), Note: q.Value("note"), Document: q.Value("document"),
		Basis: q.Value("basis"),
	}
	n, set, ok := rulebook.ParseHundredths(q.Value("visits"))
	if !ok {
		p.Add("visits", "field.number")
	}
	x.Visits = rulebook.Cell{Set: set && ok, N: n, Status: rulebook.Sourced}
	return x, p
}

func date(p *fault.Problems, q *httpx.Req, name string) civil.Date {
	if strings.TrimSpace(q.Value(name)) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(q.Value(name))
	if err != nil {
		p.Add(name, "date.invalid")
	}
	return d
}

func number(p *fault.Problems, q *httpx.Req, name string) int {
	text := strings.TrimSpace(q.Value(name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 9999 {
		p.Add(name, "field.number")
		return 0
	}
	return n
}

// exemptionView is one exemption with everything that may be done about it.
type exemptionView struct {
	frame
	x                              standard.Exemption
	old                            []standard.Exemption
	decision, ending, fixed, words ui.Form
	papers                         []ui.Option
	stale                          bool
	basis                          Basis
	today                          civil.Date
}

func (w *Web) exemption(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.exemptionView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(exemptionPage(v)), nil
}

func (w *Web) exemptionView(q *httpx.Req) (exemptionView, error) {
	ctx := q.Ctx()
	v := exemptionView{today: w.Service.Today()}
	var err error
	if v.x, v.old, err = w.Service.Exemption(ctx, clientOf(q), q.PathValue("exemption")); err != nil {
		return v, err
	}
	refs := []string{string(v.x.ProposedBy), string(v.x.DecidedBy), string(v.x.EndedBy)}
	for _, o := range append(v.old, v.x) {
		refs = append(refs, o.RecordedBy)
	}
	for _, c := range v.x.Confirmed {
		refs = append(refs, c.RecordedBy)
	}
	if v.frame, err = w.frame(q, refs...); err != nil {
		return v, err
	}
	if v.papers, err = w.papers(ctx, v.client); err != nil {
		return v, err
	}
	if w.Basis != nil && v.x.Basis != "" {
		if v.basis, _, err = w.Basis(ctx, v.client, v.x.Basis); err != nil {
			return v, err
		}
	}
	v.decision, v.ending, v.words = ui.Form{Prefix: "d-"}, ui.Form{Prefix: "e-"}, ui.Form{Prefix: "w-"}
	v.fixed = ui.Form{Prefix: "f-", Values: values(ctx, v.x)}
	return v, nil
}

// values fills the form of a correction.
func values(ctx context.Context, x standard.Exemption) url.Values {
	out := url.Values{
		"kind": {x.Reason}, "from": {i18n.Date(ctx, x.Days.From)}, "until": {i18n.Date(ctx, x.Days.To)}, "visits": {x.Visits.Text()}, "remote_kind": {x.Remote.Code},
		"place_kind": {x.PlaceKind}, "place": {x.Place}, "body": {x.Body}, "note": {x.Note}, "document": {x.Document},
	}
	if x.Remote.Times > 0 {
		out.Set("remote_times", strconv.Itoa(x.Remote.Times))
	}
	if x.Every > 0 {
		out.Set("every", strconv.Itoa(x.Every))
	}
	return out
}

// answer redirects after a write, or shows the exemption again with what was typed and what stands now.
func (w *Web) answer(q *httpx.Req, err error, form func(*exemptionView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/exemptions/" + q.PathValue("exemption") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.exemptionView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	v.stale = fault.Is(err, fault.Conflict)
	return httpx.Invalid(exemptionPage(v)), nil
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	agree := q.Value("agree")
	if agree != "yes" && agree != "no" {
		p.Add("agree", "field.choose")
	}
	err := p.Err()
	if err == nil {
		err = w.Service.Decide(q.Ctx(), standardsvc.Decide{
			Client: clientOf(q), Entry: q.PathValue("exemption"), Row: q.Value("row"), Agree: agree == "yes", Answer: q.Value("answer"),
		})
	}
	return w.answer(q, err, func(v *exemptionView) *ui.Form { return &v.decision })
}

func (w *Web) end(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := standardsvc.End{Client: clientOf(q), Entry: q.PathValue("exemption"), Row: q.Value("row"), On: date(&p, q, "ended_on"), Why: q.Value("ended_why")}
	err := p.Err()
	if err == nil {
		err = w.Service.End(q.Ctx(), in)
	}
	return w.answer(q, err, func(v *exemptionView) *ui.Form { return &v.ending })
}

func (w *Web) correct(q *httpx.Req) (httpx.Reply, error) {
	x, problems := readExemption(q)
	err := problems.Err()
	if err == nil {
		err = w.Service.Correct(q.Ctx(), standardsvc.Correct{
			Client: clientOf(q), Entry: q.PathValue("exemption"), Row: q.Value("row"), Exemption: x,
			Why: person.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")},
		})
	}
	return w.answer(q, err, func(v *exemptionView) *ui.Form { return &v.fixed })
}

func (w *Web) confirm(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := standardsvc.Confirm{
		Client: clientOf(q), Exemption: q.PathValue("exemption"), Due: date(&p, q, "due"), Received: date(&p, q, "received"), Note: q.Value("note"), Document: q.Value("document"),
	}
	err := p.Err()
	if err == nil {
		err = w.Service.Confirm(q.Ctx(), in)
	}
	return w.answer(q, err, func(v *exemptionView) *ui.Form { return &v.words })
}

func (v exemptionView) failed() bool {
	return len(v.decision.Problems)+len(v.ending.Problems)+len(v.fixed.Problems)+len(v.words.Problems) > 0
}

func (v exemptionView) mayDecide(ctx context.Context) bool {
	return v.x.State == standard.Proposed && access.From(ctx).May(access.ApproveExemption)
}

// ownProposal reports whether the reader proposed it and so cannot be the second person.
func (v exemptionView) ownProposal(ctx context.Context) bool {
	return v.x.ProposedBy == access.From(ctx).Account
}

func (v exemptionView) mayEnd(ctx context.Context) bool {
	return v.x.Stands(v.today) == standard.Approved && access.From(ctx).May(access.ExemptContact)
}

func (v exemptionView) mayCorrect(ctx context.Context) bool {
	return (v.x.State == standard.Proposed || v.x.State == standard.Approved) && access.From(ctx).May(access.ExemptContact)
}

func (v exemptionView) items(ctx context.Context) []ui.Item {
	x := v.x
	out := []ui.Item{
		{Label: ui.M("contactstd.state"), Value: v.state(x)},
		{Label: ui.M("contactstd.reason"), Value: ui.Val(v.code(ctx, rulebook.ListExemptions, x.Reason))},
		{Label: ui.M("contactstd.days"), Value: ui.Val(span(ctx, x.Days.From, x.Days.To))},
		{Label: ui.M("contactstd.agreed"), Value: agreed(v.frame, x)},
	}
	add := func(key, text string) {
		if text != "" {
			out = append(out, ui.Item{Label: ui.M(key), Value: ui.Val(text)})
		}
	}
	if x.PlaceKind != "" {
		add("contactstd.place", i18n.T(ctx, "contactstd.place."+x.PlaceKind)+": "+x.Place)
	}
	add("contactstd.body", x.Body)
	if x.Every > 0 {
		out = append(out, ui.Item{Label: ui.M("contactstd.every"), Value: ui.Say(ui.M("contactstd.every_days", "N", x.Every))})
	}
	if len(v.basis.Reasons) > 0 {
		out = append(out, ui.Item{Label: ui.M("contactstd.basis"), Value: basisOf(v.basis)})
	}
	add("contactstd.note", x.Note)
	if x.Document != "" {
		out = append(out, ui.Item{Label: ui.M("contactstd.document"), Value: ui.Link(v.at("/documents/"+x.Document), ui.M("contactstd.open_document"))})
	}
	out = append(out, ui.Item{Label: ui.M("contactstd.proposed"), Value: ui.Lines(ui.Moment(x.ProposedAt), ui.Val(v.who(string(x.ProposedBy))))})
	if x.DecidedBy != "" {
		out = append(out, ui.Item{Label: ui.M("contactstd.decided_by"), Value: ui.Lines(ui.Moment(x.DecidedAt), ui.Val(v.who(string(x.DecidedBy))))})
	}
	add("contactstd.answer", x.Answer)
	if x.State == standard.Ended {
		out = append(out, ui.Item{Label: ui.M("contactstd.ended_on"), Value: ui.Lines(ui.Day(x.EndedOn), ui.Val(v.who(string(x.EndedBy))))})
		add("contactstd.ended_why", x.EndedWhy)
	}
	return out
}

// past are the earlier versions, the latest first.
func (v exemptionView) past(ctx context.Context) []ui.Event {
	var out []ui.Event
	for i := len(v.old) - 1; i >= 0; i-- {
		o := v.old[i]
		out = append(out, ui.Event{
			ID: "v-" + o.Row, Occurred: o.RecordedAt, Who: v.who(o.RecordedBy), Replaced: true,
			Title: ui.M("contactstd.version", "State", i18n.T(ctx, "contactstd.state."+string(o.State)), "Days", span(ctx, o.Days.From, o.Last())),
			Text:  strings.Trim(v.code(ctx, rulebook.ListCorrectionReasons, o.Version.Reason)+" "+o.ReasonText, " "), Detail: agreed(v.frame, o),
		})
	}
	return out
}

// reasons offers the reasons that somebody proposes; a minor is exempted without anybody asking.
func (f frame) reasons(ctx context.Context) []ui.Option {
	return f.options(ctx, rulebook.ListExemptions, func(i rulebook.Item) bool { return i.Code != rulebook.ExemptMinor })
}

func (f frame) options(ctx context.Context, list string, keep func(rulebook.Item) bool) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.w.Service.Today()) {
		if keep == nil || keep(i) {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

// remote offers the kinds of remote contact.
func (f frame) remote(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, code := range standard.Codes(f.rules, standard.Remote) {
		out = append(out, ui.Option{Value: code, Text: f.code(ctx, rulebook.ListContactKinds, code)})
	}
	return out
}

func places() []ui.Option {
	var out []ui.Option
	for _, p := range standard.Places() {
		out = append(out, ui.Option{Value: p, Label: ui.M("contactstd.place." + p)})
	}
	return out
}

// corrections are the reasons of a correction, without those for moving an entry.
func (f frame) corrections(ctx context.Context) []ui.Option {
	return f.options(ctx, rulebook.ListCorrectionReasons, func(i rulebook.Item) bool { return !i.Is("moves") })
}

// awaited offers the confirmations that may be written down.
func (v exemptionView) awaited(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, e := range v.x.Expected(v.today) {
		out = append(out, ui.Option{Value: e.Due.String(), Text: i18n.Date(ctx, e.Due)})
	}
	return out
}
